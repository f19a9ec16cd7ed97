// Proves a store: every byte that is here is what was recorded, and nothing that was signed is missing.
import type { BaseError } from "./base.ts";
import type { Blobs } from "./blob.ts";
import { type Bytes, fromHex, hex, same, uuidText } from "./bytes.ts";
import { accountedByCuts } from "./cut.ts";
import { Erasures } from "./erase.ts";
import { commitOf, digestOf, originOf } from "./hash.ts";
import { CHAINS } from "./header.ts";
import type { Kinds } from "./kind.ts";
import { isClash } from "./sameness.ts";
import { decodeHead, signatureHolds } from "./sign.ts";
import { hashHolds, headerOf, type Store, type Stored } from "./store.ts";

export type Finding = { readonly code: FindingCode; readonly text: string; readonly where: string };
export type FindingCode =
  | "payload-changed"
  | "header-changed"
  | "hash-changed"
  | "entry-misplaced"
  | "entry-missing"
  | "entry-unaccounted"
  | "parent-missing"
  | "head-unsigned"
  | "head-gone"
  | "row-unreadable"
  | "fork"
  | "clash"
  | "blob-missing"
  | "blob-damaged"
  | BaseError["code"];

/** What is found where the checkpoint that folding begins from cannot be used: the views cannot be held against a fold. */
export function foundBase({ code, message }: BaseError): Finding {
  const text = `${message} The views could not be proved; those that stand go on serving.`;
  return { code, where: "checkpoint", text };
}

export type Verified = { readonly entries: number; readonly heads: number; readonly findings: readonly Finding[] };

/** What else is proved: the blobs that entries of these kinds name. */
export type VerifyWith = {
  readonly kinds: Kinds;
  readonly blobs: Blobs;
  readonly progress?: ((row: number) => void) | undefined;
};

/**
 * Reads every row, every signed head and every blob that is named. `publicKeys` prove the heads.
 * What a store alone cannot show is said in docs/FORMAT.md: a cut tail after the newest signed head, a rollback of the whole folder.
 */
export function verifyStore(store: Store, publicKeys: ReadonlyMap<string, Bytes>, more?: VerifyWith): Verified {
  /** Each blob with the first entry that names it. */
  const named = new Map<string, string>();
  const findings: Finding[] = [];
  const found = (code: FindingCode, where: string, text: string) => findings.push({ code, text, where });
  const known = new Set<string>();
  const wanted: { hash: Bytes; where: string }[] = [];
  const erasures = new Erasures();
  const erased: Stored[] = [];
  const pruned: Stored[] = [];
  const newest = store.position();
  let entries = 0;
  let from = 0;
  while (from < newest) {
    let rows: Stored[];
    try {
      rows = store.after(from, 1_000);
    } catch {
      rows = readOneByOne(store, from, 1_000, row =>
        found(
          "row-unreadable",
          `row ${row}`,
          "This row cannot be read: its page is damaged or was changed outside Tideover.",
        ),
      );
      if (rows.length === 0) {
        from += 1_000;
        continue;
      }
    }
    if (rows.length === 0) break;
    for (const row of rows) {
      entries += 1;
      known.add(hex(row.hash));
      verifyRow(store, row, found, wanted);
      const header = headerOf(row);
      if (header !== undefined && row.payload !== null) {
        erasures.hear(header, row.payload);
        for (const id of more?.kinds.blobsOf(header.kind, header.version, row.payload) ?? [])
          if (!named.has(hex(id))) named.set(hex(id), positionText(row));
      }
      if (row.absence === "erased") erased.push(row);
      if (row.absence === "pruned") pruned.push({ ...row, headerBytes: null });
    }
    from = rows.at(-1)?.row ?? newest;
    more?.progress?.(from);
  }
  for (const row of erased) {
    if (!erasures.accountFor(row))
      found("entry-unaccounted", positionText(row), "It says that it was erased, and no entry says so.");
  }
  const cut = pruned.length === 0 ? new Set<string>() : accountedByCuts(store);
  for (const row of pruned) {
    if (!cut.has(hex(row.hash)))
      found("entry-unaccounted", positionText(row), "It says that it was pruned, and no cut covers it.");
  }
  for (const { hash, where } of wanted) {
    if (!known.has(hex(hash)))
      found("parent-missing", where, "It continues an entry that is not here. Take it from a peer or a backup.");
  }
  for (const id of store.repeatedIds()) {
    const rows = store.byId(id);
    if (rows.some(row => rows.some(other => other.row < row.row && isClash(row, other)))) {
      found(
        "clash",
        `id ${uuidText(id)}`,
        "Two different entries came under this id. Both are kept; a person decides.",
      );
    }
  }
  for (const [id, where] of named) {
    const error = more?.blobs.check(fromHex(id) ?? new Uint8Array()) ?? null;
    if (error !== null)
      found(
        error.code === "blob-missing" ? "blob-missing" : "blob-damaged",
        `file ${id.slice(0, 8)}, named by ${where}`,
        error.text,
      );
  }
  const heads = verifyHeads(store, publicKeys, known, found);
  return { entries, heads, findings };
}

function verifyRow(
  store: Store,
  row: Stored,
  found: (code: FindingCode, where: string, text: string) => void,
  wanted: { hash: Bytes; where: string }[],
): void {
  const where = positionText(row);
  if (!hashHolds(row)) found("hash-changed", where, "Its hash is not that of what it continues and holds.");
  if (row.headerBytes === null) {
    if (row.absence === null) found("entry-unaccounted", where, "Its header is gone and no entry says why.");
  } else if (!same(digestOf(row.headerBytes), row.digest)) {
    found("header-changed", where, "Its header is not the one that was recorded.");
  }
  const header = headerOf(row);
  if (header !== undefined) {
    const isHere =
      same(header.node, row.node) &&
      same(header.epoch, row.epoch) &&
      header.chain === row.chain &&
      header.seq === row.seq;
    if (!isHere) found("entry-misplaced", where, "Its header names another position.");
    if (row.payload === null && row.absence === null)
      found("entry-unaccounted", where, "Its content is gone and no entry says why.");
    if (row.payload !== null && (row.salt === null || !same(commitOf(row.salt, row.payload), header.commit))) {
      found("payload-changed", where, "Its content is not what was recorded.");
    }
    for (const parent of header.parents ?? []) wanted.push({ hash: parent, where });
  }
  if (row.seq === 1) {
    if (!same(row.previous, originOf(row.node, row.epoch, CHAINS[row.chain])))
      found("entry-misplaced", where, "It does not begin its epoch as its epoch begins.");
  } else if (!store.at(row.node, row.epoch, row.chain, row.seq - 1).some(before => same(before.hash, row.previous))) {
    found("entry-missing", where, "The entry before it is not here.");
  }
  if (
    store.at(row.node, row.epoch, row.chain, row.seq).some(other => other.row < row.row && !same(other.hash, row.hash))
  ) {
    found(
      "fork",
      where,
      "Two entries stand at this position: the node ran twice, or its key was used elsewhere. Both are kept.",
    );
  }
}

function verifyHeads(
  store: Store,
  publicKeys: ReadonlyMap<string, Bytes>,
  known: ReadonlySet<string>,
  found: (code: FindingCode, where: string, text: string) => void,
): number {
  const heads = store.db
    .prepare<[], { number: number; body: Buffer; signature: Buffer }>(
      "SELECT number, body, signature FROM head ORDER BY number",
    )
    .all();
  for (const { number, body, signature } of heads) {
    const where = `signed head ${number}`;
    const head = decodeHead(body);
    const key = head === undefined ? undefined : publicKeys.get(hex(head.node));
    if (head === undefined || key === undefined || !signatureHolds(key, body, signature)) {
      found("head-unsigned", where, "Its signature does not hold.");
      continue;
    }
    for (const { hash, chain, seq } of head.heads) {
      if (!known.has(hex(hash)))
        found(
          "head-gone",
          `${where}, ${chain} ${seq}`,
          "An entry that this node signed is not here: the store was cut or set back.",
        );
    }
  }
  return heads.length;
}

function readOneByOne(store: Store, from: number, count: number, unreadable: (row: number) => void): Stored[] {
  const rows: Stored[] = [];
  for (let row = from; row < from + count; row++) {
    try {
      rows.push(...store.after(row, 1).filter(read => read.row === row + 1));
    } catch {
      unreadable(row + 1);
    }
  }
  return rows;
}

/** `care 12 of epoch 3f2a…, node 91c0…`. */
export function positionText(row: Pick<Stored, "node" | "epoch" | "chain" | "seq">): string {
  return `${row.chain} ${row.seq} of epoch ${uuidText(row.epoch).slice(0, 8)}, node ${uuidText(row.node).slice(0, 8)}`;
}
