// The age identity that a node reads by: what others seal to it. Made once, kept in secrets.db.
import { keepNodeSecret, newIdentity, nodeSecret, recipientOf, type Sqlite } from "../../journal/index.ts";

const NAME = "age";

/** The node's identity; undefined where it was never made. */
export function nodeIdentity(secrets: Sqlite): string | undefined {
  const kept = nodeSecret(secrets, NAME);
  return kept === undefined ? undefined : new TextDecoder().decode(kept);
}

/** The public half; the identity is made where there is none. */
export async function nodeRecipient(secrets: Sqlite): Promise<string> {
  const kept = nodeIdentity(secrets);
  if (kept !== undefined) return recipientOf(kept);
  const made = await newIdentity();
  // Asked twice at once, the first one made stays.
  if (nodeIdentity(secrets) === undefined) keepNodeSecret(secrets, NAME, new TextEncoder().encode(made));
  return recipientOf(nodeIdentity(secrets) ?? made);
}
