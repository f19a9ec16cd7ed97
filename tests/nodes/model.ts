// The rules of the journal once more, over plain sets of entries, sharing no code with src/journal: what a store must hold and show.
import { createHash } from "node:crypto";
import { decode } from "cborg";
import { type Bytes, type Chain, hex, type Stored, uuidText } from "../../src/journal/index.ts";
import { asRead, type BuildName, textOf } from "./kinds.ts";

/** An entry as it was made, whatever becomes of it in the stores. Ids and hashes in hex. */
export type Fact = {
  readonly hash: string;
  readonly previous: string;
  readonly node: string;
  readonly epoch: string;
  readonly chain: Chain;
  readonly seq: number;
  readonly header: Bytes;
  readonly salt: Bytes;
  readonly payload: Bytes;
  /** null: a header of a later format. */
  readonly fields: Fields | null;
};

export type Fields = {
  readonly id: string;
  readonly time: number;
  readonly wall: number;
  readonly happened: string | null;
  readonly actor: string;
  readonly kind: string;
  readonly version: number;
  readonly key: string | null;
  readonly replaces: readonly string[];
  readonly parents: readonly string[] | null;
  readonly group: { readonly first: string; readonly index: number; readonly count: number } | null;
  readonly act: string | null;
};

/** How much of an entry a store holds: 0 its digest, 1 its header too, 2 its content too. */
export type Level = 0 | 1 | 2;
export type Held = { readonly fact: Fact; readonly level: Level };
type Read = { readonly fact: Fact; readonly fields: Fields; readonly level: Level };

const CHAIN_NUMBERS: Readonly<Record<Chain, number>> = { feed: 1, care: 2, operations: 3, looks: 4 };

function sha256(...parts: readonly (Bytes | number)[]): Buffer {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(typeof part === "number" ? Uint8Array.of(part) : part);
  return digest.digest();
}

export const digestOf = (header: Bytes) => sha256(0x02, header);
export const hashOf = (previous: Bytes, digest: Bytes) => sha256(0x03, previous, digest);
export const commitOf = (salt: Bytes, payload: Bytes) => sha256(0x01, salt, payload);
export const originOf = (node: Bytes, epoch: Bytes, chain: Chain) => sha256(0x04, 1, node, epoch, CHAIN_NUMBERS[chain]);

/** What a header says, read by its numbers. */
export function fieldsOf(header: Bytes): Fields {
  const map: Map<number, unknown> = decode(header.subarray(1), { useMaps: true });
  const bytes = (field: number) => {
    const value = map.get(field);
    return value instanceof Uint8Array ? hex(value) : null;
  };
  const list = (field: number) => {
    const value = map.get(field);
    return Array.isArray(value) ? value.map(hex) : null;
  };
  const text = (field: number) => (map.has(field) ? String(map.get(field)) : null);
  const group = map.get(17);
  return {
    id: bytes(1) ?? "",
    time: Number(map.get(6)),
    wall: Number(map.get(7)),
    happened: text(8),
    actor: text(9) ?? "",
    kind: text(11) ?? "",
    version: Number(map.get(12)),
    key: text(13),
    replaces: list(14) ?? [],
    parents: list(16),
    group: Array.isArray(group) ? { first: hex(group[0]), index: Number(group[1]), count: Number(group[2]) } : null,
    act: bytes(20),
  };
}

/** Takes a row that was just recorded for a fact. Throws where its hashes are not what the format says. */
export function factOf(row: Stored): Fact {
  const { headerBytes: header, salt, payload, node, epoch, chain, seq } = row;
  if (header === null || salt === null || payload === null) throw new Error("a recorded entry is not whole");
  const map: Map<number, unknown> = decode(header.subarray(1), { useMaps: true });
  const commit = map.get(19);
  if (!(commit instanceof Uint8Array) || !commitOf(salt, payload).equals(commit))
    throw new Error("the commit is wrong");
  if (seq === 1 && !originOf(node, epoch, chain).equals(row.previous))
    throw new Error("the first entry of a chain is not bound to its node, epoch and chain");
  const hash = hashOf(row.previous, digestOf(header));
  if (!hash.equals(row.hash)) throw new Error("the hash is wrong");
  return {
    hash: hex(hash),
    previous: hex(row.previous),
    node: hex(node),
    epoch: hex(epoch),
    chain,
    seq,
    header,
    salt,
    payload,
    fields: fieldsOf(header),
  };
}

function read(held: Iterable<Held>): Read[] {
  return [...held].flatMap(({ fact, level }) =>
    level > 0 && fact.fields !== null ? [{ fact, level, fields: fact.fields }] : [],
  );
}

/** Keys that any header here sets. */
export function keysOf(held: Iterable<Held>): string[] {
  return [...new Set(read(held).flatMap(({ fields }) => fields.key ?? []))].sort();
}

/** Ids of a key that nothing of that key replaces; all of them where none is left. */
export function standingOf(held: Iterable<Held>, key: string): string[] {
  const setting = read(held).filter(({ fields }) => fields.key === key);
  const replaced = new Set(setting.flatMap(({ fields }) => fields.replaces.filter(id => id !== fields.id)));
  const all = [...new Set(setting.map(({ fields }) => fields.id))].sort();
  const left = all.filter(id => !replaced.has(id));
  return left.length > 0 ? left : all;
}

/** Last entries of a chain that nothing of that chain continues or names. */
export function leavesOf(held: readonly Held[]): string[] {
  const gone = new Set(held.map(({ fact }) => fact.chain + fact.previous));
  for (const { fact, fields } of read(held)) for (const parent of fields.parents ?? []) gone.add(fact.chain + parent);
  return held
    .filter(({ fact }) => !gone.has(fact.chain + fact.hash))
    .map(({ fact }) => fact.hash)
    .sort();
}

/** True where an entry here is this hash, continues it, or names it. */
export function isNamed(held: readonly Held[], hash: string): boolean {
  return (
    held.some(({ fact }) => fact.hash === hash || fact.previous === hash) ||
    read(held).some(({ fields }) => fields.parents?.includes(hash) === true)
  );
}

/** Entries whose content is here and, where they belong to a group, whose whole group's is. */
function readyOf(held: readonly Held[]): Read[] {
  const whole = read(held).filter(({ level }) => level === 2);
  const followers = Map.groupBy(whole, ({ fact }) => fact.previous);
  const byHash = new Map(whole.map(one => [one.fact.hash, one]));
  const isNext = (one: Read, next: Read | undefined, step: 1 | -1) => {
    const [a, b] = [one.fields.group, next?.fields.group];
    return a != null && b != null && a.first === b.first && a.count === b.count && b.index === a.index + step;
  };
  const isWholeBefore = (one: Read): boolean => {
    if (one.fields.group === null || one.fields.group.index === 0) return true;
    const before = byHash.get(one.fact.previous);
    return before !== undefined && isNext(one, before, -1) && isWholeBefore(before);
  };
  const isWholeAfter = (one: Read): boolean => {
    if (one.fields.group === null || one.fields.group.index === one.fields.group.count - 1) return true;
    return (followers.get(one.fact.hash) ?? []).some(next => isNext(one, next, 1) && isWholeAfter(next));
  };
  return whole.filter(one => isWholeBefore(one) && isWholeAfter(one));
}

/** What the view must show, a line an entry. */
export function saidOf(held: readonly Held[], build: BuildName): string[] {
  const lines = readyOf(held).flatMap(({ fact, fields }) => {
    const body = asRead(build, fields.kind, fields.version, decode(fact.payload));
    return body === undefined ? [] : [`${fields.kind} ${fields.id} ${textOf(body)}`];
  });
  return [...new Set(lines)].sort();
}

/** Hashes of what a build must count as not folded: kinds and versions that it does not know, headers of a later format. */
export function unfoldedOf(held: readonly Held[], build: BuildName): string[] {
  const unknown = readyOf(held).filter(({ fields }) => asRead(build, fields.kind, fields.version, {}) === undefined);
  const unread = held.filter(({ fact, level }) => level === 2 && fact.fields === null);
  return [...unknown, ...unread].map(({ fact }) => fact.hash).sort();
}

/** Positions with more than one entry, once for each entry beyond the first. */
export function forksOf(held: readonly Held[]): string[] {
  const at = Map.groupBy(held, ({ fact }) => placeOf(fact));
  return [...at].flatMap(([place, all]) => all.slice(1).map(() => place)).sort();
}

/** What a store must miss because nobody has it any more: an entry before one that is here, or one that a first header names. */
export function missingOf(held: readonly Held[]): string[] {
  const here = new Set(held.map(({ fact }) => fact.hash));
  const before = held.filter(({ fact }) => fact.seq > 1 && !here.has(fact.previous));
  const named = read(held).flatMap(({ fact, fields }) =>
    (fields.parents ?? []).filter(parent => !here.has(parent)).map(() => fact),
  );
  return [
    ...before.map(({ fact }) => `entry-missing ${placeOf(fact)}`),
    ...named.map(fact => `parent-missing ${placeOf(fact)}`),
  ];
}

function placeOf({ chain, seq, epoch, node }: Fact): string {
  const short = (id: string) => id.slice(0, 8);
  return `${chain} ${seq} of epoch ${short(epoch)}, node ${short(node)}`;
}

/** What makes two entries of one id the same. */
export function contentOf(fields: Fields, payload: Bytes): string {
  const { kind, actor, happened, key, replaces, group, act } = fields;
  return JSON.stringify([kind, actor, happened, key, [...replaces].sort(), group, act, hex(payload)]);
}

/** Ids under which two entries are known to differ: by their headers, or by their contents where one of them is here. */
export function clashesOf(held: Iterable<Held>): string[] {
  const differ = (a: Read, b: Read) =>
    contentOf(a.fields, NOTHING) !== contentOf(b.fields, NOTHING) ||
    (Math.max(a.level, b.level) === 2 && hex(a.fact.payload) !== hex(b.fact.payload));
  return [...Map.groupBy(read(held), ({ fields }) => fields.id)]
    .filter(([, all]) => all.some(a => all.some(b => differ(a, b))))
    .map(([id]) => `id ${uuidText(Buffer.from(id, "hex"))}`)
    .sort();
}

const NOTHING = new Uint8Array();

/** Entries of an id that are here, the least first. */
export function byIdOf(held: Iterable<Held>, id: string): { readonly fact: Fact; readonly fields: Fields }[] {
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return read(held)
    .filter(({ fields }) => fields.id === id)
    .sort(
      (a, b) =>
        a.fields.time - b.fields.time ||
        order(a.fact.node, b.fact.node) ||
        CHAIN_NUMBERS[a.fact.chain] - CHAIN_NUMBERS[b.fact.chain] ||
        order(a.fact.epoch, b.fact.epoch) ||
        a.fact.seq - b.fact.seq ||
        order(a.fact.hash, b.fact.hash),
    );
}
