// HD, hierarchic designator: an authority by namespace or universal id (HL7 v2 §2A.33).
import type { Parts } from "./parts.ts";

export type Designator = { readonly namespace?: string; readonly universal?: string; readonly type?: string };

/** Reads three parts as an HD, from part `first`; undefined where all are empty. */
export function designator(of: Parts, first = 1): Designator | undefined {
  const [namespace, universal, type] = [of.at(first), of.at(first + 1), of.at(first + 2)];
  if (namespace === undefined && universal === undefined) return undefined;
  return { ...(namespace && { namespace }), ...(universal && { universal }), ...(type && { type }) };
}

/** The one name of an authority: its namespace, else its universal id. */
export function nameOf(authority: Designator): string {
  return authority.namespace ?? authority.universal ?? "";
}

/** The URI of an authority: of its universal id where that has one, else of its name in our own urn. */
export function uriOf({ namespace, universal, type }: Designator): string {
  const scheme = type?.toUpperCase();
  if (universal !== undefined && !/\s/.test(universal)) {
    if (scheme === "ISO") return `urn:oid:${universal}`;
    if (scheme === "UUID" || scheme === "GUID") return `urn:uuid:${universal.toLowerCase()}`;
    if (scheme === "URI" && /^[a-z][a-z0-9+.-]*:/i.test(universal)) return universal;
    if (/^[0-2](\.(0|[1-9]\d*))+$/.test(universal)) return `urn:oid:${universal}`;
  }
  return localUri("authority", namespace ?? universal ?? "");
}

/** A name that only its sender defines, as a URI: experimental, so never taken for a registered one. */
export function localUri(kind: "authority" | "coding-system", ...names: readonly string[]): string {
  return `urn:x-hl7v2:${kind}:${names.map(encodeName).join(":")}`;
}

function encodeName(name: string): string {
  // encodeURIComponent throws on half a surrogate pair, which a hostile message may hold
  return encodeURIComponent(name.toWellFormed());
}
