// Lawful erasure (docs/FORMAT.md, "Erasing"): by id, at every position, now and when another comes later. The chain goes on to verify.
import { z } from "zod";
import { type Bytes, compareBytes, hex, own, same } from "./bytes.ts";
import { CHAIN_NAMES, HEADER_LIMITS, type Header } from "./header.ts";
import { defineKind } from "./kind.ts";
import { decodeBody } from "./payload.ts";
import { headerOf, type NewRow, type Store, type Stored } from "./store.ts";

export const ENTRY_ERASED = "entry.erased";

/** Bytes of one length, in a body. */
export const bytesOf = (length: number) =>
  z.custom<Bytes>(value => value instanceof Uint8Array && value.length === length);
const text = z.string().max(HEADER_LIMITS.text);

/** A position of the erased id, and of its header what the journal goes on to need. */
const Restated = z.strictObject({
  node: bytesOf(16),
  epoch: bytesOf(16),
  seq: z.int().min(1),
  hash: bytesOf(32),
  time: z.int().min(0),
  kind: text,
  key: text.nullable(),
  replaces: z.array(bytesOf(16)).max(HEADER_LIMITS.list),
  group: z.strictObject({ first: bytesOf(16), index: z.int().min(0), count: z.int().min(1) }).nullable(),
  parents: z.array(bytesOf(32)).max(HEADER_LIMITS.list).nullable(),
});
export type Restated = z.infer<typeof Restated>;

const MOST_POSITIONS = 100;

export const EntryErased = z.strictObject({
  entry: bytesOf(16),
  /** The erased entry's chain, in which this stands. */
  chain: z.enum(CHAIN_NAMES),
  why: z.string().min(1).max(500),
  /** True where its header goes too: the words of its kind, actor and key. */
  header: z.boolean(),
  positions: z.array(Restated).min(1).max(MOST_POSITIONS),
});
export type EntryErased = z.infer<typeof EntryErased>;

/** Only the journal itself records it: nobody holds the permission, and a person erases by the command. */
export const entryErasedKind = defineKind({
  name: ENTRY_ERASED,
  version: 1,
  schema: EntryErased,
  chain: "operations",
  chainOf: body => body.chain,
  permission: "node.record",
});

export type EraseError = { readonly code: "no-entry" | "not-erasable" | "erased"; readonly text: string };

/** The body that erases an id which is here; an error in words where there is nothing to erase, or where the journal hangs on it. */
export function erasureOf(
  store: Store,
  id: Bytes,
  { why, header }: { readonly why: string; readonly header: boolean },
): { ok: true; body: EntryErased } | { ok: false; error: EraseError } {
  const fail = (code: EraseError["code"], words: string) => ({ ok: false as const, error: { code, text: words } });
  const rows = store.byId(id).sort((a, b) => compareBytes(a.hash, b.hash));
  const [first] = rows;
  if (first === undefined) return fail("no-entry", "There is no entry under this id here. Nothing was erased.");
  const open = rows.filter(row => row.absence !== "erased");
  if (open.length === 0) return fail("erased", "It is erased already. Nothing was changed.");
  const positions = open.flatMap(row => restate(row) ?? []);
  if (positions.length < open.length || positions.length > MOST_POSITIONS)
    return fail(
      "not-erasable",
      "Its header cannot be read here, so nothing could say what was erased. Nothing was erased.",
    );
  if (positions.some(one => one.kind === ENTRY_ERASED))
    return fail("not-erasable", "What says that an entry was erased stays. Nothing was erased.");
  if (header && positions.some(one => one.group !== null || one.seq === 1))
    return fail(
      "not-erasable",
      "Its header stays: it opens a chain, or others were recorded together with it. Erase its content alone.",
    );
  return { ok: true, body: { entry: id, chain: first.chain, why, header, positions } };
}

/** What a node says where it dropped positions of its own chains on another's word: one body an id. `lost`: the rows as they were. */
export function onAnothersWord(lost: readonly Stored[]): EntryErased[] {
  const byId = new Map<
    string,
    { readonly id: Bytes; readonly chain: EntryErased["chain"]; readonly positions: Restated[] }
  >();
  for (const row of lost) {
    const said = restate(row);
    const id = headerOf(row)?.id;
    if (said === undefined || id === undefined) continue;
    const known = byId.get(hex(id)) ?? { id: own(id), chain: row.chain, positions: [] };
    byId.set(hex(id), { ...known, positions: [...known.positions, said].slice(0, MOST_POSITIONS) });
  }
  const why = "erased on the word of another node of the network";
  return [...byId.values()].map(({ id, chain, positions }) => ({ entry: id, chain, why, header: false, positions }));
}

function restate(row: Stored): Restated | undefined {
  const header = headerOf(row);
  if (header === undefined) return undefined;
  const { node, epoch, seq, time, kind, key, replaces, group, parents } = header;
  return {
    node,
    epoch,
    seq,
    hash: row.hash,
    time,
    kind,
    key,
    replaces: [...replaces],
    group: group === null ? null : { ...group },
    parents: parents === null ? null : [...parents],
  };
}

/**
 * Drops what entries of the kind `entry.erased` take away, here and now; their payloads as recorded. Call inside a transaction.
 * Returns the rows that lost content by it.
 */
export function applyErasures(store: Store, payloads: readonly Bytes[]): Stored[] {
  return payloads.flatMap(payload => {
    const body = EntryErased.safeParse(decodeBody(payload));
    if (!body.success) return [];
    const { entry, chain, header, positions } = body.data;
    for (const one of positions) store.keepErasure(entry, one.hash, header && canLoseHeader(one));
    const restated = positions.flatMap(one => store.find({ ...one, chain }) ?? []);
    const rows = new Map([...store.byId(entry), ...restated].map(row => [row.row, row]));
    const lost: Stored[] = [];
    for (const row of rows.values()) {
      const said = positions.find(one => same(one.hash, row.hash));
      const takesHeader = header && said !== undefined && canLoseHeader(said);
      if (row.absence !== "erased" || (takesHeader && row.headerBytes !== null)) {
        store.strip(row.row, takesHeader);
        lost.push(row);
      }
      if (said?.key != null) store.keepKey(said.key, row.row, entry, said.replaces);
    }
    return lost;
  });
}

function canLoseHeader({ group, seq }: Restated): boolean {
  return group === null && seq !== 1;
}

/** A row that comes after its erasure, as it may be kept. */
export function asErased(store: Store, row: NewRow, header: Header | undefined): NewRow {
  const erasure = store.erasure(header?.id, row.hash);
  if (erasure === undefined) return row;
  return {
    ...row,
    headerBytes: erasure.takesHeader ? null : row.headerBytes,
    salt: null,
    payload: null,
    absence: "erased",
  };
}

/** Restated positions and ids of the erasures among rows, so that what is gone can be accounted for. */
export class Erasures {
  readonly #hashes = new Set<string>();
  readonly #ids = new Set<string>();

  hear(header: Header, payload: Bytes): void {
    if (header.kind !== ENTRY_ERASED) return;
    const body = EntryErased.safeParse(decodeBody(payload));
    if (!body.success) return;
    this.#ids.add(hex(body.data.entry));
    for (const { hash } of body.data.positions) this.#hashes.add(hex(hash));
  }

  accountFor(row: Stored): boolean {
    const header = headerOf(row);
    return this.#hashes.has(hex(row.hash)) || (header !== undefined && this.#ids.has(hex(own(header.id))));
  }
}
