// A node's signing key (Ed25519, RFC 8032) and signed heads: what peers, browsers and pages keep to prove a store later.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { decode, encode } from "cborg";
import { type Bytes, own } from "./bytes.ts";
import { CHAIN_NAMES, CHAINS, type Chain, chainOf } from "./header.ts";

export type SigningKey = { readonly private: KeyObject; readonly public: Bytes };

/** A new key pair; `der` is what secrets.db keeps. */
export function newSigningKey(): { readonly key: SigningKey; readonly der: Bytes } {
  const { privateKey } = generateKeyPairSync("ed25519");
  const der = own(privateKey.export({ format: "der", type: "pkcs8" }));
  return { key: signingKey(der), der };
}

/** Reads a PKCS#8 Ed25519 key. Throws where it is none. */
export function signingKey(der: Bytes): SigningKey {
  const key = createPrivateKey({ key: Buffer.from(der), format: "der", type: "pkcs8" });
  return { private: key, public: own(createPublicKey(key).export({ format: "der", type: "spki" })) };
}

export function signBytes(key: SigningKey, bytes: Bytes): Bytes {
  return own(sign(null, bytes, key.private));
}

/** True where `signature` is over `bytes` by the key. Never throws. */
export function signatureHolds(publicKey: Bytes, bytes: Bytes, signature: Bytes): boolean {
  try {
    return verify(
      null,
      bytes,
      createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" }),
      signature,
    );
  } catch {
    return false;
  }
}

export type ChainHead = { readonly chain: Chain; readonly epoch: Bytes; readonly seq: number; readonly hash: Bytes };

/** What a signed head says: all four chains of a node as they stood, and the newest heads of peers that it knew. */
export type HeadBody = {
  readonly node: Bytes;
  readonly row: number;
  readonly time: number;
  readonly heads: readonly ChainHead[];
  readonly peers: readonly Bytes[];
};

/** CBOR: [1, node, row, time, [[chain, epoch, seq, hash]…], [hash…]]. */
export function encodeHead(head: HeadBody): Bytes {
  return encode([
    1,
    head.node,
    head.row,
    head.time,
    head.heads.map(h => [CHAINS[h.chain], h.epoch, h.seq, h.hash]),
    head.peers,
  ]);
}

/** Reads a head's body; undefined where it is none. */
export function decodeHead(bytes: Bytes): HeadBody | undefined {
  let value: unknown;
  try {
    value = decode(bytes, { strict: true, rejectDuplicateMapKeys: true });
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 6 || value[0] !== 1) return undefined;
  const [, node, row, time, heads, peers] = value as unknown[];
  if (
    !(node instanceof Uint8Array) ||
    typeof row !== "number" ||
    typeof time !== "number" ||
    !Array.isArray(heads) ||
    !Array.isArray(peers)
  )
    return undefined;
  const read: ChainHead[] = [];
  for (const head of heads) {
    if (!Array.isArray(head) || heads.length > CHAIN_NAMES.length) return undefined;
    const [chainNumber, epoch, seq, hash] = head;
    const chain = typeof chainNumber === "number" ? chainOf(chainNumber) : undefined;
    if (
      chain === undefined ||
      !(epoch instanceof Uint8Array) ||
      typeof seq !== "number" ||
      !(hash instanceof Uint8Array)
    )
      return undefined;
    read.push({ chain, epoch, seq, hash });
  }
  if (!peers.every(peer => peer instanceof Uint8Array)) return undefined;
  return { node, row, time, heads: read, peers: peers as Bytes[] };
}
