// What a node keeps for itself in secrets.db, never in the journal: its signing key, and what enrolment needs.
import { type Bytes, own } from "./bytes.ts";
import type { Sqlite } from "./database.ts";
import { type SigningKey, signingKey } from "./sign.ts";

/** A secret of the node by its name; undefined where there is none. */
export function nodeSecret(secrets: Sqlite, name: string): Bytes | undefined {
  const found = secrets.prepare<[string], { value: Buffer }>("SELECT value FROM node_secret WHERE name = ?").get(name);
  return found === undefined ? undefined : own(found.value);
}

/** Keeps it, on disk when this returns. Replaces what had that name. */
export function keepNodeSecret(secrets: Sqlite, name: string, value: Bytes): void {
  secrets.prepare("INSERT OR REPLACE INTO node_secret VALUES (?, ?)").run(name, value);
}

/** The node's signing key, as its first start made it. */
export function nodeSigner(secrets: Sqlite): SigningKey | undefined {
  const der = nodeSecret(secrets, "signing");
  return der === undefined ? undefined : signingKey(der);
}
