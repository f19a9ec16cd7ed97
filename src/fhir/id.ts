// Deterministic ids: the same fact gets the same id on every node and in every rebuild, and no number can be guessed from it.
import { createHmac } from "node:crypto";
import { remembered } from "./remember.ts";

/** The fixed, published key of `feed try`. It hides nothing; a network has its own (RULES W7). */
export const PUBLISHED_ID_KEY: Uint8Array = new TextEncoder().encode("tideover feed try: published id key");

/**
 * The id of a resource: the first 16 bytes of HMAC-SHA-256 under the id key over type, authority and source key,
 * as base64url with `.` for `_`, because a FHIR id has no underscore (R4 §2.24.0.1 `id`). Always 22 characters.
 * Each part is preceded by its length in UTF-8 bytes, so that no two lists of parts read the same.
 */
export function resourceId(idKey: Uint8Array, type: string, authority: string, sourceKey: string): string {
  const text = lengthFirst(type) + lengthFirst(authority) + lengthFirst(sourceKey);
  let known = ids.get(idKey);
  if (known === undefined) {
    known = new Map();
    ids.set(idKey, known);
  }
  return remembered(known, text, () => {
    const digest = createHmac("sha256", idKey).update(text).digest();
    return digest.toString("base64url", 0, 16).replaceAll("_", ".");
  });
}

const ids = new WeakMap<Uint8Array, Map<string, string>>();

function lengthFirst(part: string): string {
  return `${Buffer.byteLength(part)}:${part}|`;
}
