// The body of an entry as bytes: CBOR, so that a raw message lies in it as it came.
import { decode, encode } from "cborg";
import type { Bytes } from "./bytes.ts";

/** The most a payload may be: 16 MiB. */
export const PAYLOAD_LIMIT_BYTES = 16 * 1024 * 1024;

/** Writes a body. Properties that are undefined are left out. */
export function encodeBody(body: unknown): Bytes {
  return encode(body, { ignoreUndefinedProperties: true });
}

/** Reads a body; undefined where the bytes are not CBOR as we write it. */
export function decodeBody(payload: Bytes): unknown {
  try {
    return decode(payload, {
      strict: true,
      allowIndefinite: false,
      allowUndefined: false,
      rejectDuplicateMapKeys: true,
    });
  } catch {
    return undefined;
  }
}
