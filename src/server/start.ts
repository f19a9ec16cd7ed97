// The start of a node, in the order that brings the first chart soonest.
import { MACHINE_CLOCK } from "./clock.ts";
import { isLoopback } from "./config.ts";
import type { NodeParts, Running } from "./node.ts";
import { Writer } from "./writer.ts";

/**
 * Starts a node; resolves when it listens. Rejects with words where the folder, a port or a certificate stands in the way.
 * The writer thread opens the store on one core while this thread loads what answers requests on another.
 */
export async function startNode(parts: NodeParts): Promise<Running> {
  const { host, tls } = parts.config.http;
  if (tls === null && !isLoopback(host))
    throw new Error("Beyond loopback Tideover speaks TLS only: give http.tls a certificate and key.");
  const opening = Writer.start(parts.folder, parts.keys, parts.progress, parts.clock ?? MACHINE_CLOCK);
  const loading = import("./node.ts");
  // Whichever fails first is what the caller hears; the other must not be unheard.
  await Promise.all([opening, loading]);
  return (await loading).runNode(parts, opening);
}
