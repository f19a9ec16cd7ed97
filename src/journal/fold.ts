// Folds the journal into views.db, from the position that it reached, and again from the start where a fold has changed.
import { createHash } from "node:crypto";
import { existsSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { BaseError, baseOf, hasTablesOf, layBase, layNewest } from "./base.ts";
import { type Bytes, same } from "./bytes.ts";
import { versionsIn } from "./checkpoint.ts";
import { copyBackFrom, type DataKey, openEncrypted, type Sqlite, statement } from "./database.ts";
import { wholeGroups } from "./group.ts";
import type { Header } from "./header.ts";
import { holdRows } from "./held.ts";
import type { Kinds } from "./kind.ts";
import { decodeBody } from "./payload.ts";
import { removeDatabase } from "./remove.ts";
import { headerOf, type Store, type Stored } from "./store.ts";
import type { EntryPlace, Folded, Source, View } from "./view.ts";

/** What one round of folding did. */
export type FoldRound = {
  readonly position: number;
  readonly folded: number;
  readonly topics: readonly string[];
  readonly failed: number;
};

const BATCH = 2_000;

/** Keeps views.db a fold of the journal. One writer; others read the file. */
export class FoldHost {
  readonly db: Sqlite;
  readonly #store: Store;
  readonly #kinds: Kinds;
  readonly #views: readonly View[];
  readonly #byKind = new Map<string, View[]>();
  /** Views that begin from a checkpoint: what it covers is in them. */
  readonly #based: ReadonlySet<string>;
  /** A host that only reads holds no rows: another connection may write them. */
  #holds = false;
  readonly #source: Source;

  constructor(db: Sqlite, store: Store, kinds: Kinds, views: readonly View[]) {
    this.db = db;
    this.#store = store;
    this.#kinds = kinds;
    this.#views = views;
    this.#source = sourceIn(store, kinds);
    for (const view of views) {
      for (const kind of view.kinds) this.#byKind.set(kind, [...(this.#byKind.get(kind) ?? []), view]);
      for (const sql of view.ddl) db.exec(sql);
    }
    db.exec("CREATE TABLE IF NOT EXISTS fold (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID");
    // What could not be folded: unknown kinds and versions, headers of later formats, bodies their schema does not take, folds that failed. Counted, kept, retried by a rebuild.
    db.exec(
      "CREATE TABLE IF NOT EXISTS unfolded (row INTEGER PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, why TEXT NOT NULL) STRICT",
    );
    if (this.#get("versions") === undefined) this.#set("versions", this.#versions());
    const based: unknown = JSON.parse(this.#get("based") ?? "[]");
    this.#based = new Set(Array.isArray(based) ? based.map(String) : []);
  }

  /** An erasure was heard of what is not in these views: they are as new as before. */
  stamp(): void {
    this.#set("versions", this.#versions());
  }

  /** Views, with their versions, whose older tables were taken on: what lay behind them could not be folded again. */
  carried(): readonly string[] {
    return (this.#get("carried") ?? "").split(" ").filter(one => one !== "");
  }

  /** The journal row up to which the views are folded. */
  position(): number {
    return foldedUpTo(this.db);
  }

  /** True where the file was folded by other versions of the views than these, or before something was erased. */
  isStale(): boolean {
    return this.#get("versions") !== this.#versions();
  }

  /** What was erased since is in views that were folded before: they are as old as those of an older version. */
  #versions(): string {
    return versionsIn(this.#store, this.#views);
  }

  /**
   * Folds at most `limit` rows further, in one transaction, and ends before where `isEnough` says so after a row. A fold that fails
   * leaves its entry `unfolded` and stops nothing.
   */
  advance(limit = BATCH, isEnough: () => boolean = () => false): FoldRound {
    const from = this.position();
    const rows = this.#store.after(from, limit);
    if (rows.length === 0) return { position: from, folded: 0, topics: [], failed: 0 };
    try {
      return this.#round(rows, isEnough, false);
    } catch (error) {
      if (isDiskFailure(error)) throw error;
    }
    // One of them failed, which is rare: again from the start, each entry with a way back.
    return this.#round(rows, isEnough, true);
  }

  /** Folds rows in one transaction. `isCareful`: an entry that fails is undone alone; else it undoes the round. */
  #round(rows: readonly Stored[], isEnough: () => boolean, isCareful: boolean): FoldRound {
    if (!this.#holds) holdRows(this.db);
    this.#holds = true;
    const topics = new Set<string>();
    let [position, folded, failed] = [0, 0, 0];
    try {
      this.db.transaction(() => {
        for (const row of rows) {
          failed += this.#foldWhole(row, topics, isCareful);
          position = row.row;
          folded += 1;
          if (isEnough()) break;
        }
        this.#set("position", String(position));
      })();
    } catch (error) {
      holdRows(this.db);
      throw error;
    }
    return { position, folded, topics: [...topics], failed };
  }

  /** Folds until nothing is left. `progress` hears the position and the end. */
  catchUp(progress: (done: number, of: number) => void = () => {}): void {
    const end = this.#store.position();
    for (let round = this.advance(); round.folded > 0; round = this.advance()) progress(round.position, end);
  }

  /** A digest of every table of a view, rows sorted: equal digests, equal views. Keys are names of views. */
  digests(): ReadonlyMap<string, string> {
    return new Map(this.#views.map(view => [view.name, digestOfTables(this.db, view.tables)]));
  }

  /** A group is folded when it is whole; what comes alone is whole. The last of a group to come brings the others. */
  #foldWhole(row: Stored, topics: Set<string>, isCareful: boolean): number {
    const header = headerOf(row);
    if (header?.group == null) return this.#foldOne(row, header, topics, isCareful) ? 0 : 1;
    const ready = wholeGroups(this.#store, row, header.group)
      .filter(members => Math.max(...members.map(member => member.row)) === row.row)
      .flat();
    return ready.filter(member => !this.#foldOne(member, headerOf(member), topics, isCareful)).length;
  }

  #foldOne(row: Stored, header: Header | undefined, topics: Set<string>, isCareful: boolean): boolean {
    // What is still to come is met again: a row that is raised is laid anew.
    if (row.payload === null) return true;
    if (header === undefined) {
      this.#unfolded(row.row, "", 0, "unreadable header");
      return false;
    }
    const views = this.#byKind.get(header.kind);
    if (views === undefined && this.#kinds.get(header.kind) !== undefined) return true;
    const body = this.#kinds.read(header.kind, header.version, decodeBody(row.payload));
    if (body === undefined) {
      this.#unfolded(
        row.row,
        header.kind,
        header.version,
        this.#kinds.get(header.kind) === undefined ? "unknown kind" : "unreadable body",
      );
      return false;
    }
    const entry: Folded = { header, body, hash: row.hash, row: row.row };
    let isFolded = true;
    const isCovered = this.#based.size > 0 && this.#isCovered(row.hash);
    for (const view of views ?? []) {
      if (isCovered && this.#based.has(view.name)) continue;
      if (!isCareful) {
        for (const topic of view.fold(this.db, entry, this.#source)) topics.add(topic);
        continue;
      }
      statement(this.db, "SAVEPOINT one_fold").run();
      try {
        for (const topic of view.fold(this.db, entry, this.#source)) topics.add(topic);
        statement(this.db, "RELEASE one_fold").run();
      } catch (error) {
        statement(this.db, "ROLLBACK TO one_fold").run();
        statement(this.db, "RELEASE one_fold").run();
        holdRows(this.db);
        if (isDiskFailure(error)) throw error;
        isFolded = false;
        this.#unfolded(
          row.row,
          header.kind,
          header.version,
          `the fold ${view.name} failed: ${error instanceof Error ? error.name : "error"}`,
        );
      }
    }
    return isFolded;
  }

  #isCovered(hash: Bytes): boolean {
    return statement(this.db, "SELECT 1 FROM covered WHERE hash = ?").get(hash) !== undefined;
  }

  #unfolded(row: number, kind: string, version: number, why: string): void {
    statement(this.db, "INSERT OR REPLACE INTO unfolded VALUES (?, ?, ?, ?)").run(row, kind, version, why);
  }

  #get(name: string): string | undefined {
    return statement<{ value: string }>(this.db, "SELECT value FROM fold WHERE name = ?").get(name)?.value;
  }

  #set(name: string, value: string): void {
    const sql = "INSERT INTO fold VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    statement(this.db, sql).run(name, value);
  }
}

/** The journal row up to which a file of views is folded. */
export function foldedUpTo(db: Sqlite): number {
  return Number(statement<{ value: string }>(db, POSITION).get()?.value ?? 0);
}

const POSITION = "SELECT value FROM fold WHERE name = 'position'";

/** Reads entries of a store again. */
export function sourceIn(store: Store, kinds: Kinds): Source {
  return {
    body({ node, epoch, chain, seq, hash }: EntryPlace): unknown {
      const row = store.at(node, epoch, chain, seq).find(one => same(one.hash, hash));
      const header = row === undefined ? undefined : headerOf(row);
      if (header === undefined || row?.payload == null) return undefined;
      return kinds.read(header.kind, header.version, decodeBody(row.payload));
    },
  };
}

/** A disk that is full or failing is no fault of an entry: the round is undone and tried again. */
function isDiskFailure(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("SQLITE_FULL") || code.startsWith("SQLITE_IOERR") || code.startsWith("SQLITE_READONLY");
}

/** SHA-256 over the sorted rows of the tables, as JSON with bytes in hex. */
export function digestOfTables(db: Sqlite, tables: readonly string[]): string {
  const digest = createHash("sha256");
  for (const table of tables) {
    digest.update(`\n${table}\n`);
    const lines = db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all().map(rowText);
    for (const line of lines.sort()) digest.update(`${line}\n`);
  }
  return digest.digest("hex");
}

/** One row of a view as text, for comparing and for saying which differs. */
export function rowText(row: Record<string, unknown>): string {
  return JSON.stringify(row, (_, value) =>
    value?.type === "Buffer" && Array.isArray(value.data) ? Buffer.from(value.data).toString("hex") : value,
  );
}

/** Views to fold on. `served`: the position of the old views, which are shown until these have caught up; null = these are shown. */
export type OpenedViews = { readonly host: FoldHost; readonly served: number | null };

/**
 * Opens views.db. Where its folds are older, or it is missing or damaged, it is folded anew into a file beside it,
 * and swapped in when it has caught up. With `servesOld` this does not wait for it where the old file has the tables that
 * this version reads: it goes on serving, and the caller folds the new one and calls `swapIn` (RULES P2).
 */
export function openViews(
  path: string,
  key: DataKey,
  store: Store,
  kinds: Kinds,
  views: readonly View[],
  given: { readonly progress?: (done: number, of: number) => void; readonly servesOld?: boolean } = {},
): OpenedViews {
  try {
    const db = openLaid(path, key, store);
    if (db === undefined) {
      const host = foldBeside(path, key, store, kinds, views, given.progress);
      return { host: swapIn(host, path, key, store, kinds, views), served: null };
    }
    const isReadable = given.servesOld === true && hasTablesOf(db, views);
    const host = new FoldHost(db, store, kinds, views);
    const [position, isAhead] = [host.position(), host.position() > store.position()];
    if (!host.isStale() && !isAhead) return { host, served: null };
    db.close();
    // Views of entries that are not here any more say what nobody can prove.
    if (isReadable && !isAhead) return { host: openBeside(path, key, store, kinds, views), served: position };
  } catch (error) {
    if (isDiskFailure(error) || error instanceof BaseError) throw error;
  }
  const host = foldBeside(path, key, store, kinds, views, given.progress);
  return { host: swapIn(host, path, key, store, kinds, views), served: null };
}

/**
 * Opens a file of views. undefined where it is missing or empty and folding begins from a checkpoint: folded on as it is, it would lack all
 * that the checkpoint holds, and nobody would see it.
 */
function openLaid(path: string, key: DataKey, store: Store): Sqlite | undefined {
  const db = openEncrypted(path, key, "normal");
  const isEmpty = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'fold'").get() === undefined;
  if (!isEmpty || baseOf(store) === undefined) return db;
  db.close();
  return undefined;
}

/** A file to fold into from where this store's folding begins (base.ts), in the place of what lay there. */
export function freshHost(
  path: string,
  key: DataKey,
  store: Store,
  kinds: Kinds,
  views: readonly View[],
  folder = dirname(path),
): FoldHost {
  layBase(path, folder, key, store, views);
  return new FoldHost(openEncrypted(path, key, "normal"), store, kinds, views);
}

/** As `freshHost`, of a store of what was recorded by `by` (integer µs): from the newest checkpoint of before, where one can be used. */
export function hostBy(
  path: string,
  key: DataKey,
  store: Store,
  kinds: Kinds,
  views: readonly View[],
  folder: string,
  by: number,
): FoldHost {
  if (!layNewest(path, folder, key, store, views, by)) layBase(path, folder, key, store, views);
  return new FoldHost(openEncrypted(path, key, "normal"), store, kinds, views);
}

/** The file beside, to fold into. What an earlier start of this version folded is not folded again. */
export function openBeside(path: string, key: DataKey, store: Store, kinds: Kinds, views: readonly View[]): FoldHost {
  const beside = besideOf(path);
  try {
    if (existsSync(beside)) {
      const db = openLaid(beside, key, store);
      const host = db && new FoldHost(db, store, kinds, views);
      if (host !== undefined && !host.isStale() && host.position() <= store.position()) return host;
      host?.db.close();
    }
  } catch (error) {
    if (isDiskFailure(error)) throw error;
  }
  return freshHost(beside, key, store, kinds, views);
}

function besideOf(path: string): string {
  return `${path}.new`;
}

/** Folds everything into a file beside, for `swapIn`. */
export function foldBeside(
  path: string,
  key: DataKey,
  store: Store,
  kinds: Kinds,
  views: readonly View[],
  progress?: (done: number, of: number) => void,
): FoldHost {
  removeDatabase(besideOf(path));
  const host = openBeside(path, key, store, kinds, views);
  // Nobody waits for an acknowledgement here: larger pieces are copied back.
  copyBackFrom(host.db, 4_000);
  host.catchUp(progress);
  return host;
}

/** Puts the file beside, which has caught up, in the place of the old one. Whoever reads the old one must open it again. */
export function swapIn(
  host: FoldHost,
  path: string,
  key: DataKey,
  store: Store,
  kinds: Kinds,
  views: readonly View[],
): FoldHost {
  host.db.pragma("wal_checkpoint(TRUNCATE)");
  host.db.close();
  removeDatabase(path);
  renameSync(besideOf(path), path);
  return new FoldHost(openEncrypted(path, key, "normal"), store, kinds, views);
}
