// When an id that comes twice is the same entry (docs/FORMAT.md, "Same id, groups, keys"), and which of its positions is first.
import { type Bytes, compareBytes, same } from "./bytes.ts";
import { commitOf } from "./hash.ts";
import { CHAINS, type Header } from "./header.ts";
import { headerOf, type Stored } from "./store.ts";

/** What is compared: how often, where and when it was recorded is not. */
export type Content = Pick<Header, "kind" | "actor" | "happened" | "key" | "replaces" | "subjects" | "group" | "act">;

/** True where the row holds this content. A payload that is no longer here is compared by its salt; without that it is not the same. */
export function isSameContent(row: Stored, content: Content, payload: Bytes): boolean {
  if (row.absence === "erased") return true;
  const header = headerOf(row);
  if (header === undefined || row.salt === null) return false;
  return isSameHeader(header, content) && same(commitOf(row.salt, payload), header.commit);
}

/** True where two rows of one id are known to differ. Where neither's content is here, nothing is known. */
export function isClash(a: Stored, b: Stored): boolean {
  const [x, y] = [headerOf(a), headerOf(b)];
  if (x === undefined || y === undefined) return false;
  if (!isSameHeader(x, y)) return true;
  if (a.payload !== null && b.salt !== null) return !same(commitOf(b.salt, a.payload), y.commit);
  if (b.payload !== null && a.salt !== null) return !same(commitOf(a.salt, b.payload), x.commit);
  return false;
}

function isSameHeader(a: Content, b: Content): boolean {
  return (
    a.kind === b.kind &&
    a.actor === b.actor &&
    a.happened === b.happened &&
    a.key === b.key &&
    isSameSet(a.replaces, b.replaces) &&
    isSameSet(a.subjects, b.subjects) &&
    isSameGroup(a.group, b.group) &&
    (a.act === null ? b.act === null : b.act !== null && same(a.act, b.act))
  );
}

/** The whole group is compared: its members name the same first. */
function isSameGroup(a: Header["group"], b: Header["group"]): boolean {
  if (a === null || b === null) return a === b;
  return a.index === b.index && a.count === b.count && same(a.first, b.first);
}

function isSameSet(a: readonly Bytes[], b: readonly Bytes[]): boolean {
  const [x, y] = [a, b].map(list => [...list].sort(compareBytes));
  return x?.length === y?.length && x?.every((bytes, index) => same(bytes, y?.[index] ?? new Uint8Array())) === true;
}

/**
 * "First" among an id's positions: the least (time, node, chain, epoch, seq), then the hash, for a node that ran twice. A tie-break that
 * is the same everywhere; it does not say which was earlier.
 */
export function firstRow(a: Stored, b: Stored): number {
  const [x, y] = [headerOf(a), headerOf(b)];
  return (
    (x?.time ?? 0) - (y?.time ?? 0) ||
    compareBytes(a.node, b.node) ||
    CHAINS[a.chain] - CHAINS[b.chain] ||
    compareBytes(a.epoch, b.epoch) ||
    a.seq - b.seq ||
    compareBytes(a.hash, b.hash)
  );
}
