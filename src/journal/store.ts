// journal.db: entries as rows, found by hash, by id, by position. Only this file knows its tables.
import { type Bytes, hex, own, same } from "./bytes.ts";
import { type Sqlite, statement } from "./database.ts";
import { hashOf } from "./hash.ts";
import { CHAINS, type Chain, chainOf, decodeHeader, type Header } from "./header.ts";

/** Why a payload is not here (docs/FORMAT.md, "States"). */
export type Absence = "pruned" | "erased" | "withheld";

/** A row of the store. `row` is the order of arrival here, the position that folds count by. */
export type Stored = {
  readonly row: number;
  readonly hash: Bytes;
  readonly previous: Bytes;
  readonly digest: Bytes;
  readonly epoch: Bytes;
  readonly node: Bytes;
  readonly chain: Chain;
  readonly seq: number;
  readonly headerBytes: Bytes | null;
  readonly salt: Bytes | null;
  readonly payload: Bytes | null;
  readonly absence: Absence | null;
};

export type NewRow = Omit<Stored, "row">;

/** Part of one chain of one node in one epoch; the bounds are inclusive, and left out = to that end. */
export type Range = Pick<Stored, "node" | "epoch" | "chain"> & { readonly from?: number; readonly to?: number };

/** So many parents fit into a header beside the longest of all else. Leaves that are not named stay leaves. */
const PARENTS_WRITTEN = 500;

const ABSENCES: readonly Absence[] = ["pruned", "erased", "withheld"];

const DDL = [
  "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
  // An epoch's number is this store's own; it keeps rows small.
  "CREATE TABLE IF NOT EXISTS epoch (number INTEGER PRIMARY KEY, node BLOB NOT NULL, epoch BLOB NOT NULL, UNIQUE (node, epoch)) STRICT",
  `CREATE TABLE IF NOT EXISTS entry (
     row INTEGER PRIMARY KEY, -- never used twice, for the newest is never deleted (see raise): folds count by it
     hash BLOB NOT NULL, previous BLOB NOT NULL, digest BLOB NOT NULL,
     epoch INTEGER NOT NULL, chain INTEGER NOT NULL, seq INTEGER NOT NULL,
     absence INTEGER NOT NULL DEFAULT 0,
     id BLOB, header BLOB, salt BLOB, payload BLOB) STRICT`,
  // Not unique: two entries at one position (a fork) are both kept.
  "CREATE INDEX IF NOT EXISTS entry_position ON entry (epoch, chain, seq)",
  // The same id may stand at several positions; UUIDv7 makes inserts nearly sequential.
  "CREATE INDEX IF NOT EXISTS entry_id ON entry (id) WHERE id IS NOT NULL",
  // Keys are few beside messages; a standing query reads one range.
  "CREATE TABLE IF NOT EXISTS keyed (key TEXT NOT NULL, row INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY (key, row)) STRICT, WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS replaced (key TEXT NOT NULL, id BLOB NOT NULL, by BLOB NOT NULL, PRIMARY KEY (key, id, by)) STRICT, WITHOUT ROWID",
  // Heads that a first header of a chain names: they are no leaves of that chain.
  "CREATE TABLE IF NOT EXISTS named (chain INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (chain, hash)) STRICT, WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS leaf (hash BLOB PRIMARY KEY, chain INTEGER NOT NULL) STRICT, WITHOUT ROWID",
  // What was erased, by id and by the hash of each position: it is dropped when it comes again. `header` = 1 where the header goes too.
  "CREATE TABLE IF NOT EXISTS erased (id BLOB NOT NULL, hash BLOB NOT NULL, header INTEGER NOT NULL, PRIMARY KEY (id, hash)) STRICT, WITHOUT ROWID",
  "CREATE INDEX IF NOT EXISTS erased_hash ON erased (hash)",
  // Blobs that entries name whose content is here. `unnamed`: those whose last name was erased, until their files are gone.
  "CREATE TABLE IF NOT EXISTS blob (id BLOB NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (id, row)) STRICT, WITHOUT ROWID",
  "CREATE INDEX IF NOT EXISTS blob_row ON blob (row)",
  "CREATE TABLE IF NOT EXISTS unnamed (id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS head (number INTEGER PRIMARY KEY, row INTEGER NOT NULL, body BLOB NOT NULL, signature BLOB NOT NULL) STRICT",
];

type EntryRow = {
  row: number;
  hash: Buffer;
  previous: Buffer;
  digest: Buffer;
  chain: number;
  seq: number;
  absence: number;
  header: Buffer | null;
  salt: Buffer | null;
  payload: Buffer | null;
  node: Buffer;
  epoch_id: Buffer;
};

const SELECT = `SELECT e.row, e.hash, e.previous, e.digest, e.chain, e.seq, e.absence, e.header, e.salt, e.payload, p.node, p.epoch AS epoch_id
  FROM entry e JOIN epoch p ON p.number = e.epoch`;

/** Reads and inserts rows of journal.db. It enforces nothing but the shape; `append.ts` and `take.ts` decide what goes in. */
export class Store {
  readonly db: Sqlite;
  /** Which blobs an entry names: set by whoever knows its kinds and writes. */
  blobsOf: (header: Header, payload: Bytes) => readonly Bytes[] = () => [];
  readonly #epochs = new Map<string, number>();
  #last: { readonly node: Bytes; readonly epoch: Bytes; readonly number: number } | undefined;
  readonly #insert;
  readonly #byId;
  readonly #after;
  readonly #at;
  readonly #range;
  readonly #name;
  readonly #isNamed;
  readonly #isNamedAnywhere;
  readonly #leaf;
  readonly #unleaf;
  readonly #unleafOf;

  constructor(db: Sqlite, options: { readonly?: boolean } = {}) {
    this.db = db;
    if (options.readonly !== true) for (const sql of DDL) db.exec(sql);
    this.#insert = db.prepare(
      "INSERT INTO entry (hash, previous, digest, epoch, chain, seq, absence, id, header, salt, payload) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
    );
    this.#byId = db.prepare<[Bytes], EntryRow>(`${SELECT} WHERE e.id = ? ORDER BY e.row`);
    this.#after = db.prepare<[number, number], EntryRow>(`${SELECT} WHERE e.row > ? ORDER BY e.row LIMIT ?`);
    this.#at = db.prepare<[Bytes, Bytes, number, number], EntryRow>(
      `${SELECT} WHERE p.node = ? AND p.epoch = ? AND e.epoch = p.number AND e.chain = ? AND e.seq = ? ORDER BY e.row`,
    );
    this.#name = db.prepare("INSERT OR IGNORE INTO named VALUES (?, ?)");
    this.#isNamed = db.prepare("SELECT 1 FROM named WHERE chain = ? AND hash = ?");
    this.#isNamedAnywhere = db.prepare("SELECT 1 FROM named WHERE chain IN (1, 2, 3, 4) AND hash = ?");
    this.#leaf = db.prepare("INSERT OR IGNORE INTO leaf VALUES (?, ?)");
    this.#unleaf = db.prepare("DELETE FROM leaf WHERE hash = ?");
    this.#unleafOf = db.prepare("DELETE FROM leaf WHERE hash = ? AND chain = ?");
    this.#range = db.prepare<[Bytes, Bytes, number, number, number, number], EntryRow>(
      `${SELECT} WHERE p.node = ? AND p.epoch = ? AND e.epoch = p.number AND e.chain = ? AND (e.seq, e.row) > (?, ?) ORDER BY e.seq, e.row LIMIT ?`,
    );
  }

  meta(name: string): Bytes | undefined {
    const found = statement<{ value: Buffer }>(this.db, "SELECT value FROM meta WHERE name = ?").get(name);
    return found === undefined ? undefined : own(found.value);
  }

  setMeta(name: string, value: Bytes): void {
    this.db
      .prepare("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
      .run(name, value);
  }

  /** Public signing keys by node, in hex. */
  publicKeys(): Map<string, Bytes> {
    const sql = "SELECT name, value FROM meta WHERE name LIKE 'signer:%'";
    const rows = statement<{ name: string; value: Buffer }>(this.db, sql).all();
    return new Map(rows.map(row => [row.name.slice("signer:".length), own(row.value)]));
  }

  /** Inserts a row and its key, replaces and leaf marks. Call inside a transaction. Returns the row's number. */
  insert(row: NewRow, header: Header | undefined): number {
    const number = this.#epochNumber(row.node, row.epoch);
    const chain = CHAINS[row.chain];
    const absence = row.absence === null ? 0 : ABSENCES.indexOf(row.absence) + 1;
    const { lastInsertRowid } = this.#insert.run(
      row.hash,
      row.previous,
      row.digest,
      number,
      chain,
      row.seq,
      absence,
      header?.id ?? null,
      row.headerBytes,
      row.salt,
      row.payload,
    );
    const inserted = Number(lastInsertRowid);
    if (header?.key != null) this.keepKey(header.key, inserted, header.id, header.replaces);
    if (header !== undefined && row.payload !== null) this.#keepBlobs(inserted, header, row.payload);
    return inserted;
  }

  #keepBlobs(row: number, header: Header, payload: Bytes): void {
    for (const id of this.blobsOf(header, payload))
      statement(this.db, "INSERT OR IGNORE INTO blob VALUES (?, ?)").run(id, row);
  }

  /** Notes anew which blobs entries of these kinds name: a kind may have been unknown when its entries came. Call inside a transaction. */
  nameBlobs(kinds: readonly string[]): void {
    this.db.exec("DELETE FROM blob");
    const among = this.db.prepare<[Bytes], { row: number }>("SELECT row FROM entry WHERE instr(header, ?) > 0");
    for (const kind of kinds)
      for (const { row } of among.all(new TextEncoder().encode(kind)))
        for (const one of this.rowsAfter(row - 1, 1)) {
          const header = headerOf(one);
          if (header?.kind === kind && one.payload !== null) this.#keepBlobs(row, header, one.payload);
        }
  }

  /** Every blob that an entry here names, in order of bytes. A store that an older version wrote names none. */
  namedBlobs(): Bytes[] {
    if (!this.#hasBlobs()) return [];
    const rows = statement<{ id: Buffer }>(this.db, "SELECT DISTINCT id FROM blob ORDER BY id").all();
    return rows.map(row => own(row.id));
  }

  /** The rows that name a blob, in order of arrival. */
  rowsNaming(id: Bytes): Stored[] {
    if (!this.#hasBlobs()) return [];
    const rows = statement<{ row: number }>(this.db, "SELECT row FROM blob WHERE id = ? ORDER BY row").all(id);
    return rows.flatMap(({ row }) => this.rowsAfter(row - 1, 1).filter(one => one.row === row));
  }

  #hasBlobs(): boolean {
    return statement(this.db, "SELECT 1 FROM sqlite_schema WHERE name = 'blob'").get() !== undefined;
  }

  /** Blobs whose names were erased, and that nothing else names. */
  unnamedBlobs(): Bytes[] {
    const sql = "SELECT id FROM unnamed WHERE id NOT IN (SELECT id FROM blob)";
    return statement<{ id: Buffer }>(this.db, sql)
      .all()
      .map(row => own(row.id));
  }

  /** Their files are gone. */
  forgetUnnamed(): void {
    statement(this.db, "DELETE FROM unnamed").run();
  }

  /** Notes what an entry sets and replaces. */
  keepKey(key: string, row: number, id: Bytes, replaces: readonly Bytes[]): void {
    statement(this.db, "INSERT OR IGNORE INTO keyed VALUES (?, ?, ?)").run(key, row, id);
    const replace = statement(this.db, "INSERT OR IGNORE INTO replaced VALUES (?, ?, ?)");
    for (const replaced of replaces) if (!same(replaced, id)) replace.run(key, replaced, id);
  }

  /** Notes that an id was erased, with the hash of one of its positions. */
  keepErasure(id: Bytes, hash: Bytes, takesHeader: boolean): void {
    const sql =
      "INSERT INTO erased VALUES (?, ?, ?) ON CONFLICT (id, hash) DO UPDATE SET header = max(header, excluded.header)";
    statement(this.db, sql).run(id, hash, takesHeader ? 1 : 0);
  }

  /** The erasure of an id or of a position; undefined where none is known. */
  erasure(id: Bytes | undefined, hash: Bytes): { readonly takesHeader: boolean } | undefined {
    const ofPosition = statement<{ header: number }>(this.db, "SELECT header FROM erased WHERE hash = ?").get(hash);
    if (ofPosition !== undefined) return { takesHeader: ofPosition.header === 1 };
    if (id === undefined) return undefined;
    // A position that no erasure restates keeps its header: what the journal needs of it stands nowhere else.
    return statement(this.db, "SELECT 1 FROM erased WHERE id = ? LIMIT 1").get(id) === undefined
      ? undefined
      : { takesHeader: false };
  }

  /** How many positions were erased. */
  erasures(): number {
    return statement<{ count: number }>(this.db, "SELECT count(*) AS count FROM erased").get()?.count ?? 0;
  }

  /** Drops the content of a row, and its header where said. The id stays: offered again it is answered as recorded. */
  strip(row: number, takesHeader: boolean): void {
    const header = takesHeader ? ", header = NULL" : "";
    const absence = ABSENCES.indexOf("erased") + 1;
    statement(this.db, `UPDATE entry SET payload = NULL, salt = NULL, absence = ?${header} WHERE row = ?`).run(
      absence,
      row,
    );
    statement(this.db, "INSERT OR IGNORE INTO unnamed SELECT id FROM blob WHERE row = ?").run(row);
    statement(this.db, "DELETE FROM blob WHERE row = ?").run(row);
  }

  /** Drops the content of a row that a cut covers. The salt stays: by it a duplicate is compared. */
  prune(row: number): void {
    const absence = ABSENCES.indexOf("pruned") + 1;
    statement(this.db, "UPDATE entry SET payload = NULL, absence = ? WHERE row = ?").run(absence, row);
  }

  /** Moves the leaf marks for an entry that came from elsewhere: it may have followers here already. */
  markLeaf(row: NewRow, header: Header | undefined): void {
    const chain = CHAINS[row.chain];
    this.#nameParents(chain, header);
    this.#unleaf.run(row.previous);
    const isContinued = this.at(row.node, row.epoch, row.chain, row.seq + 1).some(next =>
      same(next.previous, row.hash),
    );
    if (!isContinued && this.#isNamed.get(chain, row.hash) === undefined) this.#leaf.run(row.hash, chain);
  }

  /** Moves the leaf marks for a run of a node's own newest entries: `from` is what it continues, `to` its last. */
  moveLeaf(chain: Chain, from: Bytes, to: Bytes, first: Header | undefined): void {
    this.#nameParents(CHAINS[chain], first);
    this.#unleaf.run(from);
    this.#leaf.run(to, CHAINS[chain]);
  }

  #nameParents(chain: number, header: Header | undefined): void {
    for (const parent of header?.parents ?? []) {
      this.#name.run(chain, parent);
      this.#unleafOf.run(parent, chain);
    }
  }

  /** Hashes of the leaves of all four chains, in order of bytes. */
  leaves(): Bytes[] {
    const rows = statement<{ hash: Buffer }>(this.db, "SELECT hash FROM leaf ORDER BY hash").all();
    return rows.map(row => own(row.hash));
  }

  /** What a first header of this node names: all leaves; its own before those of others where they are too many for a header. */
  parentsFor(node: Bytes): Bytes[] {
    const leaves = this.leaves();
    if (leaves.length <= PARENTS_WRITTEN) return leaves;
    const sql = `SELECT e.hash FROM epoch p JOIN entry e ON e.epoch = p.number
      WHERE p.node = ? AND e.hash IN (SELECT hash FROM leaf) ORDER BY e.row DESC`;
    const mine = statement<{ hash: Buffer }>(this.db, sql).all(node);
    const all = new Map([...mine.map(row => own(row.hash)), ...leaves].map(hash => [hex(hash), hash]));
    return [...all.values()].slice(0, PARENTS_WRITTEN);
  }

  /** Fills what an entry here lacked (a header, a payload) from a proved copy. The row is laid anew at the end, so that folds meet it. True where it did. */
  raise(
    here: Stored,
    copy: { readonly header: Bytes | null; readonly salt: Bytes | null; readonly payload: Bytes | null },
  ): boolean {
    const gains =
      (here.headerBytes === null && copy.header !== null) ||
      (here.payload === null && copy.payload !== null && here.absence !== "erased" && here.absence !== "pruned");
    if (!gains) return false;
    const headerBytes = here.headerBytes ?? copy.header;
    const header = headerBytes === null ? undefined : decodeHeader(headerBytes);
    // The salt that proves a payload is the one that came with it.
    const { salt, payload } = here.payload === null && copy.payload !== null ? copy : here;
    const row = {
      ...here,
      headerBytes,
      salt: salt ?? copy.salt,
      payload,
      absence: payload !== null ? null : here.absence === "pruned" ? ("pruned" as const) : ("withheld" as const),
    };
    // First the new row, then away with the old: the number of a row that was the newest is not given again.
    this.insert(row, header);
    statement(this.db, "DELETE FROM entry WHERE row = ?").run(here.row);
    statement(this.db, "DELETE FROM keyed WHERE row = ?").run(here.row);
    statement(this.db, "DELETE FROM blob WHERE row = ?").run(here.row);
    if (here.headerBytes === null) this.#nameParents(CHAINS[here.chain], header);
    return true;
  }

  /** Every (node, epoch, chain) that is here with its highest seq, in order of arrival of the epochs. */
  runs(): { readonly node: Bytes; readonly epoch: Bytes; readonly chain: Chain; readonly last: number }[] {
    const sql = `SELECT p.node, p.epoch, e.chain, max(e.seq) AS last FROM entry e JOIN epoch p ON p.number = e.epoch
      GROUP BY e.epoch, e.chain ORDER BY e.epoch, e.chain`;
    const rows = statement<{ node: Buffer; epoch: Buffer; chain: number; last: number }>(this.db, sql).all();
    return rows.flatMap(row => {
      const chain = chainOf(row.chain);
      return chain === undefined ? [] : [{ node: own(row.node), epoch: own(row.epoch), chain, last: row.last }];
    });
  }

  /** Every row of a chain, by seq. */
  *rowsOf(chain: Pick<Range, "node" | "epoch" | "chain">): Generator<Stored, void> {
    let after = { seq: 0, row: 0 };
    for (;;) {
      const rows = this.range(chain, after, 500);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined) return;
      after = { seq: last.seq, row: last.row };
    }
  }

  byId(id: Bytes): Stored[] {
    return this.#byId.all(id).map(stored);
  }

  /** Ids that stand at more than one position, in order of bytes. */
  repeatedIds(): Bytes[] {
    return this.db
      .prepare<[], { id: Buffer }>(
        "SELECT id FROM entry WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1 ORDER BY id",
      )
      .all()
      .map(row => own(row.id));
  }

  /** The entry with this hash, looked for at its position. */
  find(place: Pick<Stored, "node" | "epoch" | "chain" | "seq" | "hash">): Stored | undefined {
    return this.at(place.node, place.epoch, place.chain, place.seq).find(row => same(row.hash, place.hash));
  }

  /** True where an entry that is here proves this hash: it is that entry's own, its previous, or one of its parents. */
  isNamed(place: Pick<Stored, "node" | "epoch" | "chain" | "seq" | "hash">): boolean {
    const next = this.at(place.node, place.epoch, place.chain, place.seq + 1);
    return (
      next.some(row => same(row.previous, place.hash)) ||
      this.#isNamedAnywhere.get(place.hash) !== undefined ||
      this.find(place) !== undefined
    );
  }

  /** Rows of a chain in order of seq, after a seq and a row, at most `count`. */
  range(
    range: Pick<Range, "node" | "epoch" | "chain">,
    after: { readonly seq: number; readonly row: number },
    count: number,
  ): Stored[] {
    const chain = CHAINS[range.chain];
    return this.#range.all(range.node, range.epoch, chain, after.seq, after.row, count).map(stored);
  }

  at(node: Bytes, epoch: Bytes, chain: Chain, seq: number): Stored[] {
    return this.#at.all(node, epoch, CHAINS[chain], seq).map(stored);
  }

  /** Rows after `row` in order of arrival, at most `count`. Read by row: a damaged page elsewhere does not end the scan. */
  after(row: number, count: number): Stored[] {
    return this.rowsAfter(row, count);
  }

  /** The same, also in a store of which `after` meets only some (within.ts). */
  rowsAfter(row: number, count: number): Stored[] {
    return this.#after.all(row, count).map(stored);
  }

  /** The newest row's number; 0 in an empty store. */
  position(): number {
    return statement<{ top: number | null }>(this.db, "SELECT max(row) AS top FROM entry").get()?.top ?? 0;
  }

  /** Ids of the entries of a key that nothing replaced, each once, in order of bytes. All of them where none stands (a cycle). */
  standing(key: string): Bytes[] {
    const all = statement<{ id: Buffer }>(this.db, "SELECT DISTINCT id FROM keyed WHERE key = ? ORDER BY id").all(key);
    const isReplaced = statement(this.db, "SELECT 1 FROM replaced WHERE key = ? AND id = ? LIMIT 1");
    const standing = all.filter(row => isReplaced.get(key, row.id) === undefined);
    return (standing.length > 0 ? standing : all).map(row => own(row.id));
  }

  /** Rows whose key begins so, in order of arrival. */
  underKeys(prefix: string): Stored[] {
    const sql = "SELECT DISTINCT row FROM keyed WHERE key >= ? AND key < ? ORDER BY row";
    const rows = statement<{ row: number }>(this.db, sql).all(prefix, `${prefix}\u{10ffff}`);
    return rows.flatMap(({ row }) => this.rowsAfter(row - 1, 1).filter(one => one.row === row));
  }

  /** Where each entry of the feed chain lies. */
  *feedHeads(): Generator<Pick<Stored, "node" | "epoch" | "hash">, void> {
    const sql = "SELECT e.hash, p.node, p.epoch FROM entry e JOIN epoch p ON p.number = e.epoch WHERE e.chain = ?";
    for (const row of this.db
      .prepare<[number], { hash: Buffer; node: Buffer; epoch: Buffer }>(sql)
      .iterate(CHAINS.feed))
      yield { hash: own(row.hash), node: own(row.node), epoch: own(row.epoch) };
  }

  /** Every id that was erased. */
  erasedIds(): Bytes[] {
    return statement<{ id: Buffer }>(this.db, "SELECT DISTINCT id FROM erased")
      .all()
      .map(row => own(row.id));
  }

  #epochNumber(node: Bytes, epoch: Bytes): number {
    // A node's own entries all lie in one epoch.
    const last = this.#last;
    if (last !== undefined && same(last.epoch, epoch) && same(last.node, node)) return last.number;
    const cacheKey = hex(epoch) + hex(node);
    const number = this.#epochs.get(cacheKey) ?? this.#numberEpoch(node, epoch);
    this.#epochs.set(cacheKey, number);
    this.#last = { node, epoch, number };
    return number;
  }

  #numberEpoch(node: Bytes, epoch: Bytes): number {
    statement(this.db, "INSERT OR IGNORE INTO epoch (node, epoch) VALUES (?, ?)").run(node, epoch);
    const sql = "SELECT number FROM epoch WHERE node = ? AND epoch = ?";
    const found = statement<{ number: number }>(this.db, sql).get(node, epoch);
    if (found === undefined) throw new Error("an epoch that was just inserted is not there");
    return found.number;
  }

  /** Forgets numbers learnt in a transaction that was rolled back. */
  forgetEpochs(): void {
    this.#epochs.clear();
    this.#last = undefined;
  }
}

function stored(row: EntryRow): Stored {
  const chain = chainOf(row.chain);
  if (chain === undefined) throw new Error("a row names a chain that the format does not have");
  return {
    row: row.row,
    hash: own(row.hash),
    previous: own(row.previous),
    digest: own(row.digest),
    epoch: own(row.epoch_id),
    node: own(row.node),
    chain,
    seq: row.seq,
    headerBytes: row.header === null ? null : own(row.header),
    salt: row.salt === null ? null : own(row.salt),
    payload: row.payload === null ? null : own(row.payload),
    absence: ABSENCES[row.absence - 1] ?? null,
  };
}

/** The header of a row, where it is here and is the one way to write it. */
export function headerOf(row: Stored): Header | undefined {
  return row.headerBytes === null ? undefined : decodeHeader(row.headerBytes);
}

/** True where the row's hash is what its previous hash and digest make. */
export function hashHolds(row: Pick<Stored, "hash" | "previous" | "digest">): boolean {
  return same(hashOf(row.previous, row.digest), row.hash);
}
