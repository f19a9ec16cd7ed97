// Whether a request comes from our own pages. SameSite alone is not enough: another port of this host is the same site.
import type { IncomingHttpHeaders } from "node:http";
import { type Refused, refused } from "./fault.ts";

/** Refuses a host that is none of ours: a name that was made to point here (DNS rebinding) reads nothing. */
export function foreignHost(headers: IncomingHttpHeaders, origins: readonly string[]): Refused | null {
  const isOurs = origins.some(origin => new URL(origin).host === headers.host);
  return isOurs ? null : refused(421, "foreign-host", "This node does not answer to that name.", "host");
}

/**
 * Every POST names an Origin of ours. Only a program, which sends its token itself and has no cookie, may leave it out.
 */
export function foreignOrigin(headers: IncomingHttpHeaders, origins: readonly string[]): Refused | null {
  const { origin } = headers;
  if (origin === undefined && headers.authorization !== undefined && headers.cookie === undefined) return null;
  if (origin !== undefined && origins.includes(origin)) return null;
  return refused(403, "foreign-origin", "The request does not come from a page of this node.", "origin");
}
