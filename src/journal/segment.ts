// A segment: a run of entries as it travels, signed by its origin, encrypted for its reader (docs/FORMAT.md, "Segments").
// One format for backup, stick, pull and any carrier: a file is magic, the age-wrapped file key, then AES-256-GCM over all of it.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { Decrypter, Encrypter } from "age-encryption";
import { decode, encode } from "cborg";
import { type Bytes, own, same } from "./bytes.ts";
import { CHAINS, type Chain, chainOf } from "./header.ts";
import type { Random } from "./ports.ts";
import type { SigningKey } from "./sign.ts";
import { signatureHolds, signBytes } from "./sign.ts";
import type { Range, Store, Stored } from "./store.ts";
import type { Carried, Run } from "./take.ts";

const MAGIC = new TextEncoder().encode("TIDESEG1");
/** The most a segment file may be: 1 GiB. */
export const SEGMENT_LIMIT_BYTES = 1024 ** 3;
/** Entries in one run at most; a longer chain is several runs. */
export const RUN_LIMIT = 10_000;
const PAGE = 500;

/** What one node gives another: runs, each with the hash it ends at and the origin's signature over (run's place, hash). */
export type SignedRun = { readonly run: Run; readonly hash: Bytes; readonly signature: Bytes; readonly signer: Bytes };
export type Segment = { readonly runs: readonly SignedRun[] };
export type SegmentError = {
  readonly code: "not-a-segment" | "not-for-us" | "damaged" | "too-large";
  readonly text: string;
};

/** What a trailer's signature covers: "TIDESEG1" ‖ node ‖ epoch ‖ chain ‖ last seq ‖ hash, as CBOR. */
function trailerBytes(run: Omit<Run, "entries" | "previous">, last: number, hash: Bytes): Bytes {
  return encode(["TIDESEG1", run.node, run.epoch, CHAINS[run.chain], last, hash]);
}

/** A run as it is read here, and the hash it ends at. */
export type ReadRun = { readonly run: Run; readonly hash: Bytes };

type OpenRun = { readonly from: number; readonly previous: Bytes; readonly entries: Carried[]; hash: Bytes };

/**
 * Reads what is here of one (node, epoch, chain), in the states in which it is here, as runs without a gap. A gap begins another run,
 * and so does each branch where two entries stand at one position: all that is here is passed on. `isBare`: whose content is left out.
 */
export function* readRuns(
  store: Store,
  range: Range,
  limit = RUN_LIMIT,
  isBare: (row: Stored) => boolean = () => false,
): Generator<ReadRun, void> {
  const { node, epoch, chain } = range;
  const read = ({ hash, ...run }: OpenRun): ReadRun => ({ run: { node, epoch, chain, ...run }, hash });
  let open: OpenRun[] = [];
  let after: { readonly seq: number; readonly row: number } = { seq: range.from ?? 1, row: 0 };
  for (;;) {
    const rows = store.range(range, after, PAGE);
    for (const row of rows) {
      if (row.seq > (range.to ?? row.seq)) break;
      yield* open.filter(run => run.from + run.entries.length < row.seq).map(read);
      open = open.filter(run => run.from + run.entries.length >= row.seq);
      const continued = open.find(run => same(run.hash, row.previous) && run.from + run.entries.length === row.seq);
      const carried = {
        digest: row.digest,
        header: row.headerBytes,
        salt: row.salt,
        ...(row.payload !== null && isBare(row)
          ? { payload: null, absence: "withheld" as const }
          : { payload: row.payload, absence: row.absence }),
      };
      if (continued === undefined || continued.entries.length >= limit) {
        open.push({ from: row.seq, previous: row.previous, entries: [carried], hash: row.hash });
      } else {
        continued.entries.push(carried);
        continued.hash = row.hash;
      }
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE || last.seq > (range.to ?? last.seq)) break;
    after = { seq: last.seq, row: last.row };
  }
  yield* open.map(read);
}

/** Signs a run at its end. */
export function signRun(run: Run, hash: Bytes, key: SigningKey): SignedRun {
  return {
    run,
    hash,
    signature: signBytes(key, trailerBytes(run, run.from + run.entries.length - 1, hash)),
    signer: key.public,
  };
}

/** True where the trailer is the signer's. Whether the signer is trusted is the caller's question. */
export function trailerHolds(signed: SignedRun): boolean {
  const last = signed.run.from + signed.run.entries.length - 1;
  return signatureHolds(signed.signer, trailerBytes(signed.run, last, signed.hash), signed.signature);
}

/** Writes a segment for the holders of the given age recipients. */
export async function encodeSegment(segment: Segment, recipients: readonly string[], random: Random): Promise<Bytes> {
  const plain = encode(
    segment.runs.map(({ run, hash, signature, signer }) => [
      [1, run.node, CHAINS[run.chain], run.epoch, run.from, run.previous],
      run.entries.map(e => [e.digest, e.header, e.salt, e.payload, e.absence]),
      [hash, signature, signer],
    ]),
  );
  const fileKey = random.bytes(32);
  const nonce = random.bytes(12);
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const wrapped = await encrypter.encrypt(new Uint8Array(fileKey));
  const cipher = createCipheriv("aes-256-gcm", fileKey, nonce);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(wrapped.length);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return own(Buffer.concat([MAGIC, head, wrapped, nonce, cipher.getAuthTag(), body]));
}

/** Reads a segment file with one of our identities. Never throws on what the file holds. */
export async function decodeSegment(
  bytes: Bytes,
  identities: readonly string[],
): Promise<{ ok: true; segment: Segment } | { ok: false; error: SegmentError }> {
  const fail = (code: SegmentError["code"], text: string) => ({ ok: false as const, error: { code, text } });
  if (bytes.length > SEGMENT_LIMIT_BYTES) return fail("too-large", "The file is larger than 1 GiB. Nothing was taken.");
  const head = MAGIC.length + 4;
  if (bytes.length < head || Buffer.compare(bytes.subarray(0, MAGIC.length), MAGIC) !== 0)
    return fail("not-a-segment", "This file is no segment of Tideover. Nothing was taken.");
  const length = Buffer.from(bytes.buffer, bytes.byteOffset + MAGIC.length, 4).readUInt32BE();
  const rest = head + length;
  if (bytes.length < rest + 28) return fail("damaged", "The file ends too early. Nothing was taken; copy it again.");
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  let fileKey: Uint8Array;
  try {
    fileKey = await decrypter.decrypt(bytes.subarray(head, rest));
  } catch {
    return fail("not-for-us", "The file was encrypted for another key. Nothing was taken.");
  }
  try {
    const decipher = createDecipheriv("aes-256-gcm", fileKey, bytes.subarray(rest, rest + 12));
    decipher.setAuthTag(bytes.subarray(rest + 12, rest + 28));
    const plain = Buffer.concat([decipher.update(bytes.subarray(rest + 28)), decipher.final()]);
    const segment = readSegment(decode(plain, { strict: true, rejectDuplicateMapKeys: true }));
    return segment === undefined
      ? fail("damaged", "The file does not read as a segment. Nothing was taken.")
      : { ok: true, segment };
  } catch {
    return fail("damaged", "The file was changed or damaged. Nothing was taken; copy it again.");
  }
}

function readSegment(value: unknown): Segment | undefined {
  if (!Array.isArray(value)) return undefined;
  const runs: SignedRun[] = [];
  for (const item of value) {
    if (!Array.isArray(item) || item.length !== 3 || !item.every(part => Array.isArray(part))) return undefined;
    const [[version, node, chainNumber, epoch, from, previous], carried, [hash, signature, signer]] = item as [
      unknown[],
      unknown[],
      unknown[],
    ];
    const chain: Chain | undefined = typeof chainNumber === "number" ? chainOf(chainNumber) : undefined;
    const isRead =
      version === 1 &&
      isBytes(node) &&
      isBytes(epoch) &&
      isBytes(previous) &&
      isBytes(hash) &&
      isBytes(signature) &&
      isBytes(signer);
    if (!isRead || chain === undefined || typeof from !== "number" || !Number.isSafeInteger(from) || from < 1)
      return undefined;
    const entries: Carried[] = [];
    for (const entry of carried) {
      if (!Array.isArray(entry) || entry.length !== 5) return undefined;
      const [digest, header, salt, payload, absence] = entry as unknown[];
      if (!isBytes(digest) || !isBytesOrNull(header) || !isBytesOrNull(salt) || !isBytesOrNull(payload))
        return undefined;
      if (absence !== null && absence !== "pruned" && absence !== "erased" && absence !== "withheld") return undefined;
      entries.push({ digest, header, salt, payload, absence });
    }
    runs.push({ run: { node, epoch, chain, from, previous, entries }, hash, signature, signer });
  }
  return { runs };
}

function isBytes(value: unknown): value is Bytes {
  return value instanceof Uint8Array;
}

function isBytesOrNull(value: unknown): value is Bytes | null {
  return value === null || value instanceof Uint8Array;
}
