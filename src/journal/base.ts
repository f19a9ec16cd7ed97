// Where folding begins: from nothing, or from a checkpoint where what lies behind it cannot be folded again (docs/FORMAT.md, "Checkpoints").
import { cpSync, existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { type Bytes, compareBytes, hex, same } from "./bytes.ts";
import {
  type CheckpointError,
  type CheckpointMade,
  COVER_DDL,
  checkpointPath,
  checkpointsOf,
  coversId,
  layCheckpoint,
  openCheckpoint,
  relay,
  saidOf,
} from "./checkpoint.ts";
import { type Cut, cutsOf, standingCuts } from "./cut.ts";
import { type DataKey, hasTable, openEncrypted, type Sqlite } from "./database.ts";
import type { Random } from "./ports.ts";
import { removeDatabase } from "./remove.ts";
import { headerOf, type Store } from "./store.ts";
import type { View } from "./view.ts";

/** Charts cannot be folded again without the checkpoint, and it cannot be used. Its text is for whoever starts the node. */
export class BaseError extends Error {
  readonly code: CheckpointError["code"] | "checkpoint-older";

  constructor({ code, text }: { readonly code: BaseError["code"]; readonly text: string }) {
    super(text);
    this.code = code;
  }
}

/** The checkpoint that this store's folding begins from; undefined where it begins from nothing. */
export function baseOf(store: Store): Bytes | undefined {
  return store.meta("base");
}

/**
 * Where another node's cut came with its checkpoint, or a cut was recorded and the node stopped: folding begins from it from now on. A
 * store that was restored from a checkpoint alone keeps that one: it may cover more.
 */
export function adoptCut(folder: string, store: Store): void {
  const base = baseOf(store);
  const all = cutsOf(store);
  if (base !== undefined && !all.some(cut => same(cut.checkpoint, base))) return;
  const standing = standingCuts(store).filter(cut => existsSync(checkpointPath(folder, cut.checkpoint)));
  if (base !== undefined && standing.some(cut => same(cut.checkpoint, base))) return;
  const reach = (cut: Cut) => cut.positions.reduce((sum, { to }) => sum + to, 0);
  // Of two cuts made apart the one that covers most; then the least, the same everywhere.
  const [most] = standing.sort((a, b) => reach(b) - reach(a) || compareBytes(a.checkpoint, b.checkpoint));
  if (most !== undefined) store.setMeta("base", most.checkpoint);
}

/**
 * The views as they lie there become a checkpoint to begin from, where the one before cannot be used: charts are never lost for it.
 * undefined where they do not hold what it held. The entry that names it is the caller's.
 */
export function baseFromViews(
  folder: string,
  key: DataKey,
  store: Store,
  views: readonly View[],
  random: Random,
): CheckpointMade | undefined {
  const [path, base] = [join(folder, "views.db"), baseOf(store)];
  if (base === undefined || !existsSync(path)) return undefined;
  let db: Sqlite | undefined;
  try {
    db = openEncrypted(path, key, "normal");
    // Empty: nobody folded into it.
    if (!hasTable(db, "fold")) return undefined;
    const versions = db
      .prepare<[], { value: string }>("SELECT value FROM fold WHERE name = 'versions'")
      .get()
      ?.value.split(" ");
    if (versions?.includes(`base@${hex(base)}`) !== true) return undefined;
    const present = views.filter(view => view.tables.every(table => hasTable(db as Sqlite, table)));
    const laid = layCheckpoint(folder, key, store, { db, views: present, isOlder: true }, random);
    if (!laid.ok) return undefined;
    store.db.transaction(() => {
      store.setMeta("base", laid.body.checkpoint);
      store.setMeta(`digest:${hex(laid.body.checkpoint)}`, laid.body.digest);
    })();
    return laid.body;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "SQLITE_NOTADB") return undefined;
    throw error;
  } finally {
    if (db?.open === true) db.close();
  }
}

/**
 * Lays a file to fold into. Where the store has a base, the tables of those views that need it are the checkpoint's, and what it covers
 * is not folded into them again; all other views begin from nothing. Throws a BaseError where the checkpoint is needed and cannot be used.
 */
export function layBase(path: string, folder: string, key: DataKey, store: Store, views: readonly View[]): void {
  removeDatabase(path);
  const base = baseOf(store);
  if (base === undefined) return;
  const made = checkpointsOf(folder, store).find(one => hex(one.checkpoint) === hex(base));
  const digest = made?.digest ?? store.meta(`digest:${hex(base)}`);
  const opened =
    digest === undefined
      ? {
          ok: false as const,
          error: {
            code: "checkpoint-missing" as const,
            text: "No entry here names the checkpoint that the views begin from.",
          },
        }
      : openCheckpoint(folder, key, { checkpoint: base, digest });
  if (!opened.ok) throw new BaseError(opened.error);
  const lacking = lackingKinds(opened.db, store);
  const isCut = standingCuts(store).some(cut => hex(cut.checkpoint) === hex(base));
  const needing = views.filter(view => (isCut && view.base !== undefined) || !isWhole(view, lacking));
  const older = new Map((saidOf(opened.db, "folds") ?? "").split(" ").map(one => [one.split("@")[0], one]));
  const here = needing.filter(view => view.tables.some(table => hasTable(opened.db, table)));
  const changed = here.find(view => hasOtherTables(opened.db, view));
  opened.db.close();
  if (changed !== undefined)
    throw new BaseError({
      code: "checkpoint-older",
      text: `The checkpoint was folded by ${older.get(changed.name) ?? "another version"}, which this version cannot read, and what lies behind it is not here. Go on with the version before.`,
    });
  if (here.length === 0) return;
  // A file that is laid half must not be taken for one that is laid.
  const part = `${path}.part`;
  removeDatabase(part);
  cpSync(checkpointPath(folder, base), part);
  const db = openEncrypted(part, key, "normal");
  begin(db, store, here, older);
  db.pragma("wal_checkpoint(TRUNCATE)");
  db.close();
  renameSync(part, path);
}

/**
 * Lays a file to fold on from the newest checkpoint that covers only what was recorded by `by` (integer µs): what it covers is not folded
 * again, and can be. False where there is none that these versions made and that holds nothing erased; then from where folding begins.
 */
export function layNewest(
  path: string,
  folder: string,
  key: DataKey,
  store: Store,
  views: readonly View[],
  by: number,
): boolean {
  // Behind a cut nothing can be folded again: then its checkpoint alone is begun from.
  if (baseOf(store) !== undefined) return false;
  const versions = views.map(view => `${view.name}@${view.version}`);
  const usable = checkpointsOf(folder, store)
    .filter(one => one.isHere && one.newest !== null && one.newest <= by)
    .filter(one => versions.every(version => one.folds.split(" ").includes(version)))
    .sort((a, b) => (b.newest ?? 0) - (a.newest ?? 0));
  for (const made of usable) {
    const opened = openCheckpoint(folder, key, made);
    if (!opened.ok) continue;
    const isErased = store.erasedIds().some(id => coversId(opened.db, id));
    const isOther = views.some(view => hasOtherTables(opened.db, view));
    opened.db.close();
    if (isErased || isOther) continue;
    removeDatabase(path);
    cpSync(checkpointPath(folder, made.checkpoint), path);
    const db = openEncrypted(path, key, "normal");
    begin(db, store, views, new Map(), false);
    db.close();
    return true;
  }
  return false;
}

/** `isCut`: what it covers is never folded again. */
function begin(
  db: Sqlite,
  store: Store,
  based: readonly View[],
  older: ReadonlyMap<string | undefined, string>,
  isCut = true,
): void {
  db.transaction(() => {
    const kept = new Set([...based.flatMap(view => tablesIn(view)), ...COVER_TABLES, "fold", "unfolded"]);
    const tables = db
      .prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .all();
    for (const { name } of tables) if (!kept.has(name)) db.exec(`DROP TABLE "${name}"`);
    // Indexes and the like that this version adds.
    for (const sql of based.flatMap(view => view.ddl)) db.exec(sql);
    forgetErased(db, store, based);
    if (isCut) for (const view of based) view.base?.settle(db);
    db.exec("DELETE FROM fold");
    const put = db.prepare("INSERT INTO fold VALUES (?, ?)");
    put.run("based", JSON.stringify(based.map(view => view.name)));
    const carried = based.flatMap(view => {
      const by = older.get(view.name);
      return by === undefined || by === `${view.name}@${view.version}` ? [] : [by];
    });
    if (carried.length > 0) put.run("carried", carried.join(" "));
  })();
  // What a version drops or an erasure removes is not left lying in the file.
  db.exec("VACUUM");
}

const COVER_TABLES = ["covered", "reached", "open_entry", "checkpoint"];

/** Removes from the tables of views what erased entries brought that they cover. Where a view does not say how, the rows under its id. */
export function forgetErased(db: Sqlite, store: Store, views: readonly View[]): number {
  for (const sql of COVER_DDL) db.exec(sql);
  const covers = db.prepare<[Bytes]>("SELECT 1 FROM covered WHERE id = ? LIMIT 1");
  const erased = store.erasedIds().filter(id => covers.get(id) !== undefined);
  for (const id of erased)
    for (const view of views) {
      if (view.base !== undefined) view.base.forget(db, id);
      else
        for (const table of view.tables)
          if (hasColumn(db, table, "id")) db.prepare(`DELETE FROM "${table}" WHERE id = ? OR id = ?`).run(id, hex(id));
    }
  // An id that is forgotten is met no more: what comes under it is dropped by the journal.
  const drop = db.prepare("UPDATE covered SET id = NULL WHERE id = ?");
  for (const id of erased) drop.run(id);
  return erased.length;
}

/**
 * A checkpoint without what was erased since it was made, as a checkpoint of its own: the old one's digest no longer fits. undefined where
 * nothing that it covers was erased.
 */
export function scrubbed(
  folder: string,
  key: DataKey,
  store: Store,
  { views, random }: { readonly views: readonly View[]; readonly random: Random },
  made: CheckpointMade,
): CheckpointMade | undefined {
  const opened = openCheckpoint(folder, key, made);
  if (!opened.ok) throw new BaseError(opened.error);
  const isTouched = store.erasedIds().some(id => coversId(opened.db, id));
  opened.db.close();
  if (!isTouched) return undefined;
  return relay(folder, key, made, random, db => {
    forgetErased(
      db,
      store,
      views.filter(view => view.tables.some(table => hasTable(db, table))),
    );
  });
}

/** Kinds of which the checkpoint covers an entry whose content is not here; "" stands for those of which not even the header is. */
function lackingKinds(checkpoint: Sqlite, store: Store): ReadonlySet<string> {
  const covers = checkpoint.prepare<[Bytes]>("SELECT 1 FROM covered WHERE hash = ?");
  const lacking = new Set<string>();
  let found = 0;
  for (let row = 0, rows = store.rowsAfter(row, 1_000); rows.length > 0; rows = store.rowsAfter(row, 1_000)) {
    for (const one of rows) {
      if (covers.get(one.hash) === undefined) continue;
      found += 1;
      if (one.payload === null && one.absence !== "erased") lacking.add(headerOf(one)?.kind ?? "");
    }
    row = rows.at(-1)?.row ?? row;
  }
  const all = checkpoint.prepare<[], { n: number }>("SELECT count(*) AS n FROM covered").get()?.n ?? 0;
  if (found < all) lacking.add("");
  return lacking;
}

function isWhole(view: View, lacking: ReadonlySet<string>): boolean {
  return !lacking.has("") && !view.kinds.some(kind => lacking.has(kind));
}

function hasColumn(db: Sqlite, table: string, column: string): boolean {
  return (
    hasTable(db, table) &&
    db.prepare<[string, string]>("SELECT 1 FROM pragma_table_info(?) WHERE name = ?").get(table, column) !== undefined
  );
}

/** Every table that a view declares, also those that are not compared. */
function tablesIn(view: View): string[] {
  return [...declared([view])].flatMap(([name, sql]) => (sql?.startsWith("CREATE TABLE") === true ? [name] : []));
}

/** True where every table and index of the views is in the file as they are declared: what reads them can read it. */
export function hasTablesOf(db: Sqlite, views: readonly View[]): boolean {
  const here = new Map(schemaOf(db));
  return [...declared(views)].every(([name, sql]) => here.get(name) === sql);
}

/** True where a table of the view that the file has is another than it declares. What the file lacks begins empty. */
function hasOtherTables(db: Sqlite, view: View): boolean {
  const here = new Map(schemaOf(db));
  return tablesIn(view).some(name => here.has(name) && here.get(name) !== declared([view]).get(name));
}

function declared(views: readonly View[]): Map<string, string | null> {
  const empty: Sqlite = new Database(":memory:");
  try {
    for (const statement of views.flatMap(view => view.ddl)) empty.exec(statement);
    return new Map(schemaOf(empty));
  } finally {
    empty.close();
  }
}

function schemaOf(db: Sqlite): [string, string | null][] {
  return db
    .prepare<[], { name: string; sql: string | null }>("SELECT name, sql FROM sqlite_schema")
    .all()
    .map(row => [row.name, row.sql]);
}
