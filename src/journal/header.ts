// The header of an entry: packed, deterministic, one way to write it (docs/FORMAT.md, "Header").
import { decode } from "cborg";
import { type Bytes, same } from "./bytes.ts";
import { CborWriter } from "./cbor-writer.ts";
import { FORMAT_VERSION } from "./hash.ts";

/** The four chains, by audience and retention; the numbers are in the format. */
export const CHAINS = { feed: 1, care: 2, operations: 3, looks: 4 } as const;
export type Chain = keyof typeof CHAINS;
export const CHAIN_NAMES: readonly Chain[] = ["feed", "care", "operations", "looks"];

export function chainOf(number: number): Chain | undefined {
  return CHAIN_NAMES[number - 1];
}

export type Group = { readonly first: Bytes; readonly index: number; readonly count: number };

export type Header = {
  /** UUIDv7, made where it was recorded. 16 bytes. */
  readonly id: Bytes;
  readonly node: Bytes;
  readonly chain: Chain;
  readonly epoch: Bytes;
  /** From 1 within (epoch, chain). */
  readonly seq: number;
  /** Integer µs, strictly rising within one start over all four chains. */
  readonly time: number;
  /** What the wall clock said, integer µs, whatever it said. */
  readonly wall: number;
  /** When it happened, as FHIR dateTime text at its own precision; null = when it was recorded. */
  readonly happened: string | null;
  readonly actor: string;
  readonly device: string | null;
  readonly kind: string;
  readonly version: number;
  readonly key: string | null;
  /** Ids of the standing entries of the key that the person saw. */
  readonly replaces: readonly Bytes[];
  /** Keyed record ids (RULES W7), 16 bytes each; never an MRN. */
  readonly subjects: readonly Bytes[];
  /** Leaf heads of all four chains; only in the first header of a chain in an epoch. */
  readonly parents: readonly Bytes[] | null;
  readonly group: Group | null;
  /** Digest of the request of the act whose first entry this is. */
  readonly act: Bytes | null;
  readonly length: number;
  readonly commit: Bytes;
};

const FIELD = {
  id: 1,
  node: 2,
  chain: 3,
  epoch: 4,
  seq: 5,
  time: 6,
  wall: 7,
  happened: 8,
  actor: 9,
  device: 10,
  kind: 11,
  version: 12,
  key: 13,
  replaces: 14,
  subjects: 15,
  parents: 16,
  group: 17,
  length: 18,
  commit: 19,
  act: 20,
} as const;

/** Limits of the format: a header beyond them is kept and verified, not folded. */
export const HEADER_LIMITS = { bytes: 65_536, list: 1_000, text: 512 } as const;

/** Writes a header: 0x01, then a CBOR map with integer keys in ascending order. Throws a RangeError where a limit is broken. */
export function encodeHeader(header: Header): Bytes {
  const bytes = checked(header) === undefined ? undefined : written(header);
  if (bytes === undefined || bytes.length > HEADER_LIMITS.bytes)
    throw new RangeError("a header breaks a limit of the format");
  return bytes;
}

/** More than any header within the limits takes: three full lists, and texts of four bytes a character. */
const writer = new CborWriter(2 * HEADER_LIMITS.bytes);

function written(header: Header): Bytes {
  const { happened, device, key, replaces, subjects, parents, group, act } = header;
  const absent = [happened, device, key, parents, group, act].filter(value => value === null).length;
  const empty = [replaces, subjects].filter(list => list.length === 0).length;
  writer.begin(FORMAT_VERSION);
  writer.map(Object.keys(FIELD).length - absent - empty);
  writeBytes(FIELD.id, header.id);
  writeBytes(FIELD.node, header.node);
  writeInteger(FIELD.chain, CHAINS[header.chain]);
  writeBytes(FIELD.epoch, header.epoch);
  writeInteger(FIELD.seq, header.seq);
  writeInteger(FIELD.time, header.time);
  writeInteger(FIELD.wall, header.wall);
  if (happened !== null) writeText(FIELD.happened, happened);
  writeText(FIELD.actor, header.actor);
  if (device !== null) writeText(FIELD.device, device);
  writeText(FIELD.kind, header.kind);
  writeInteger(FIELD.version, header.version);
  if (key !== null) writeText(FIELD.key, key);
  if (replaces.length > 0) writeList(FIELD.replaces, replaces);
  if (subjects.length > 0) writeList(FIELD.subjects, subjects);
  if (parents !== null) writeList(FIELD.parents, parents);
  if (group !== null) {
    writer.integer(FIELD.group);
    writer.array(3);
    writer.bytes(group.first);
    writer.integer(group.index);
    writer.integer(group.count);
  }
  writeInteger(FIELD.length, header.length);
  writeBytes(FIELD.commit, header.commit);
  if (act !== null) writeBytes(FIELD.act, act);
  return writer.written();
}

function writeInteger(field: number, value: number): void {
  writer.integer(field);
  writer.integer(value);
}

function writeText(field: number, value: string): void {
  writer.integer(field);
  writer.text(value);
}

function writeBytes(field: number, value: Bytes): void {
  writer.integer(field);
  writer.bytes(value);
}

function writeList(field: number, items: readonly Bytes[]): void {
  writer.integer(field);
  writer.array(items.length);
  for (const item of items) writer.bytes(item);
}

/** Reads a header and proves that it is the one way to write it. undefined = keep and verify it, do not fold it. */
export function decodeHeader(bytes: Bytes): Header | undefined {
  const header = readHeader(bytes);
  return header !== undefined && same(written(header), bytes) ? header : undefined;
}

function readHeader(bytes: Bytes): Header | undefined {
  if (bytes[0] !== FORMAT_VERSION || bytes.length > HEADER_LIMITS.bytes) return undefined;
  let map: unknown;
  try {
    map = decode(bytes.subarray(1), {
      useMaps: true,
      strict: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowNaN: false,
      allowInfinity: false,
      allowBigInt: false,
      rejectDuplicateMapKeys: true,
    });
  } catch {
    return undefined;
  }
  if (!(map instanceof Map)) return undefined;
  const at = (field: number): unknown => map.get(field);
  for (const field of map.keys()) if (typeof field !== "number" || field < 1 || field > 20) return undefined;
  const chain = at(FIELD.chain);
  return checked({
    id: at(FIELD.id),
    node: at(FIELD.node),
    chain: typeof chain === "number" ? chainOf(chain) : undefined,
    epoch: at(FIELD.epoch),
    seq: at(FIELD.seq),
    time: at(FIELD.time),
    wall: at(FIELD.wall),
    happened: at(FIELD.happened) ?? null,
    actor: at(FIELD.actor),
    device: at(FIELD.device) ?? null,
    kind: at(FIELD.kind),
    version: at(FIELD.version),
    key: at(FIELD.key) ?? null,
    replaces: at(FIELD.replaces) ?? [],
    subjects: at(FIELD.subjects) ?? [],
    parents: at(FIELD.parents) ?? null,
    group: at(FIELD.group) === undefined ? null : readGroup(at(FIELD.group)),
    act: at(FIELD.act) ?? null,
    length: at(FIELD.length),
    commit: at(FIELD.commit),
  });
}

/** The header, where each field is what the format says and within its limits. */
function checked(raw: { readonly [field in keyof Header]: unknown }): Header | undefined {
  const { id, node, chain, epoch, seq, time, wall, happened, actor, device, kind, version, key } = raw;
  const { replaces, subjects, parents, act, length, commit } = raw;
  const group = raw.group === null ? null : checkedGroup(raw.group);
  if (!isBytes(id, 16) || !isBytes(node, 16) || !isBytes(epoch, 16) || !isBytes(commit, 32)) return undefined;
  if (!isChain(chain) || !isCount(seq) || seq < 1 || !isCount(time) || !isInteger(wall)) return undefined;
  if (!isCount(version) || !isCount(length) || !isText(actor) || !isText(kind)) return undefined;
  if (!isTextOrNull(happened) || !isTextOrNull(device) || !isTextOrNull(key)) return undefined;
  if (!isList(replaces, 16) || !isList(subjects, 16) || group === undefined) return undefined;
  if (parents !== null && !isList(parents, 32)) return undefined;
  if (act !== null && !isBytes(act, 32)) return undefined;
  if ((seq === 1) !== (parents !== null)) return undefined;
  return {
    id,
    node,
    chain,
    epoch,
    seq,
    time,
    wall,
    happened,
    actor,
    device,
    kind,
    version,
    key,
    replaces,
    subjects,
    parents,
    group,
    act,
    length,
    commit,
  };
}

function isChain(value: unknown): value is Chain {
  return typeof value === "string" && Object.hasOwn(CHAINS, value);
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

function isBytes(value: unknown, length: number): value is Bytes {
  return value instanceof Uint8Array && value.length === length;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** True for a text that a header may hold. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= HEADER_LIMITS.text && value.isWellFormed();
}

/** True for a list that a header may hold, each item of this length. */
export function isList(value: unknown, length: number): value is Bytes[] {
  return Array.isArray(value) && value.length <= HEADER_LIMITS.list && value.every(item => isBytes(item, length));
}

function readGroup(value: unknown): unknown {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [first, index, count] = value;
  return { first, index, count };
}

function checkedGroup(value: unknown): Group | undefined {
  if (typeof value !== "object" || value === null || !("first" in value && "index" in value && "count" in value))
    return undefined;
  const { first, index, count } = value;
  if (!isBytes(first, 16) || !isCount(index) || !isCount(count)) return undefined;
  return count >= 1 && count <= HEADER_LIMITS.list && index < count ? { first, index, count } : undefined;
}
