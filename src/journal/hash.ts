// What is hashed, exactly (docs/FORMAT.md, "Hashes"). Every input has a fixed prefix, so no hash of one sort is ever one of another.
import { hash as digestOnce } from "node:crypto";
import type { Bytes } from "./bytes.ts";

export const FORMAT_VERSION = 1;

/** What is hashed together lies here side by side; nothing larger than a scratch buffer is copied twice. */
const scratch = Buffer.allocUnsafeSlow(65_536);

function sha256(...parts: readonly Bytes[]): Bytes {
  return new Uint8Array(digestOnce("sha256", joined(parts), "buffer"));
}

function joined(parts: readonly Bytes[]): Bytes {
  let length = 0;
  for (const part of parts) {
    if (length + part.length > scratch.length) return Buffer.concat(parts);
    scratch.set(part, length);
    length += part.length;
  }
  return scratch.subarray(0, length);
}

const ONE = Uint8Array.of(1);
const TWO = Uint8Array.of(2);
const THREE = Uint8Array.of(3);
const FOUR = Uint8Array.of(4);

/** SHA-256(0x01 ‖ salt ‖ payload). The salt (16 bytes) lies beside the payload, never in the header. */
export function commitOf(salt: Bytes, payload: Bytes): Bytes {
  return sha256(ONE, salt, payload);
}

/** SHA-256(0x02 ‖ header bytes as written). */
export function digestOf(header: Bytes): Bytes {
  return sha256(TWO, header);
}

/** SHA-256(0x03 ‖ previous hash ‖ digest): an entry's hash, which names it. */
export function hashOf(previous: Bytes, digest: Bytes): Bytes {
  return sha256(THREE, previous, digest);
}

/** SHA-256(0x04 ‖ version ‖ node ‖ epoch ‖ chain): what the first entry of a chain in an epoch has before it. */
export function originOf(node: Bytes, epoch: Bytes, chain: number): Bytes {
  return sha256(FOUR, Uint8Array.of(FORMAT_VERSION), node, epoch, Uint8Array.of(chain));
}

/** SHA-256(0x05 ‖ bytes): the digest of an act's request. */
export function requestDigest(request: Bytes): Bytes {
  return sha256(Uint8Array.of(5), request);
}
