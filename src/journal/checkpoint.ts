// A checkpoint: the views as one file beside the journal, with what it covers, so that a node can begin from it (docs/FORMAT.md, "Checkpoints").
import { createHash } from "node:crypto";
import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { encode } from "cborg";
import { z } from "zod";
import { type Bytes, fromHex, hex, same } from "./bytes.ts";
import { standingCuts } from "./cut.ts";
import { type DataKey, openEncrypted, type Sqlite, statement } from "./database.ts";
import { bytesOf } from "./erase.ts";
import { isFolded } from "./group.ts";
import { CHAINS } from "./header.ts";
import { defineKind } from "./kind.ts";
import { decodeBody } from "./payload.ts";
import type { Random } from "./ports.ts";
import { headerOf, type Store, type Stored } from "./store.ts";
import type { View } from "./view.ts";

export const CHECKPOINT_MADE = "checkpoint.made";
const KEY = "checkpoint|";

export const CheckpointMade = z.strictObject({
  checkpoint: bytesOf(16),
  /** SHA-256 over what its file holds, table by table: the same under whichever key the file is encrypted. */
  digest: bytesOf(32),
  /** How many entries its views are the fold of. */
  covered: z.int().min(0),
  /** How many entries were here that it does not cover: of torn groups, of unknown kinds, without content, or not yet mapped. */
  open: z.int().min(0),
  /** The newest wall among what it covers, integer µs; null where it covers nothing. */
  newest: z.int().nullable(),
  /** Names and versions of its views. */
  folds: z.string().max(4_000),
  bytes: z.int().min(0),
});
export type CheckpointMade = z.infer<typeof CheckpointMade>;

/** In the chain of the facility's feeds, as the cuts that name it. Nobody holds the permission: it is made by a command. */
export const checkpointMadeKind = defineKind({
  name: CHECKPOINT_MADE,
  version: 1,
  schema: CheckpointMade,
  chain: "feed",
  permission: "node.record",
  // By it the entries that name checkpoints are found; no two have the same.
  key: body => `${KEY}${hex(body.checkpoint)}`,
});

export const CHECKPOINTS = "checkpoints";

/** Tables of a file that begins from a checkpoint, beside those of its views. */
export const COVER_DDL = [
  // Every entry that the views hold, and its id: what comes again is not folded again.
  "CREATE TABLE IF NOT EXISTS covered (hash BLOB PRIMARY KEY, id BLOB) STRICT, WITHOUT ROWID",
  "CREATE INDEX IF NOT EXISTS covered_id ON covered (id) WHERE id IS NOT NULL",
  // The same as positions: runs without a gap, each with the hash at its end.
  `CREATE TABLE IF NOT EXISTS reached (node BLOB NOT NULL, epoch BLOB NOT NULL, chain INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL,
     hash BLOB NOT NULL, PRIMARY KEY (node, epoch, chain, hash)) STRICT, WITHOUT ROWID`,
  // What was here and is not in the views.
  "CREATE TABLE IF NOT EXISTS open_entry (hash BLOB PRIMARY KEY, id BLOB, why TEXT NOT NULL) STRICT, WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS checkpoint (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
] as const;

export function checkpointPath(folder: string, id: Bytes): string {
  return join(folder, CHECKPOINTS, `${hex(id)}.db`);
}

export type CheckpointError = {
  readonly code: "checkpoint-missing" | "checkpoint-damaged" | "checkpoint-changed" | "checkpoint-behind";
  readonly text: string;
};

/** What it is made of: the views' file and their declarations. `isOlder`: they are taken on as an older version folded them. */
export type Folds = { readonly db: Sqlite; readonly views: readonly View[]; readonly isOlder?: boolean };

/**
 * Lays the views as a file into the folder's checkpoints: written beside, flushed, renamed. What the store recorded behind the views'
 * position is not covered. The entry that names it is the caller's. Throws where the disk fails: then no file stands under the name.
 */
export function layCheckpoint(
  folder: string,
  key: DataKey,
  store: Store,
  folds: Folds,
  random: Random,
  progress: (done: number, of: number) => void = () => {},
): { readonly ok: true; readonly body: CheckpointMade } | { readonly ok: false; readonly error: CheckpointError } {
  const id = new Uint8Array(random.bytes(16));
  const path = checkpointPath(folder, id);
  const part = `${path}.part`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  sweepParts(folder);
  folds.db.prepare("VACUUM INTO ?").run(part);
  const db = openEncrypted(part, key, "full");
  let body: CheckpointMade;
  try {
    db.pragma("secure_delete=ON");
    const versions = foldValue(db, "versions") ?? "";
    if (folds.isOlder !== true && versions !== versionsIn(store, folds.views)) {
      db.close();
      rmSync(part);
      return {
        ok: false,
        error: {
          code: "checkpoint-behind",
          text: "The views are being folded anew. Make it when they have caught up.",
        },
      };
    }
    const by = versions
      .split(" ")
      .filter(one => !/^(base|erased)@/.test(one))
      .join(" ");
    const counted = cover(db, store, folds.views, progress);
    db.transaction(() => {
      const put = db.prepare("INSERT OR REPLACE INTO checkpoint VALUES (?, ?)");
      put.run("format", "1");
      put.run("id", hex(id));
      put.run("node", hex(store.meta("node") ?? new Uint8Array()));
      put.run("row", foldValue(db, "position") ?? "0");
      put.run("folds", by);
      put.run("newest", counted.newest === null ? "" : String(counted.newest));
      // Rows of this store mean nothing elsewhere.
      db.exec("DELETE FROM unfolded; DELETE FROM fold WHERE name IN ('versions', 'position')");
    })();
    // One file, whole by itself.
    db.pragma("journal_mode=DELETE");
    const digest = digestOfCheckpoint(db);
    db.close();
    body = { checkpoint: id, digest, ...counted, folds: by, bytes: statSync(part).size };
  } catch (error) {
    if (db.open) db.close();
    rmSync(part, { force: true });
    throw error;
  }
  stand(part, path);
  return { ok: true, body };
}

/** Lays a checkpoint once more under a new id, changed. What `change` deletes is not left lying in the file. */
export function relay(
  folder: string,
  key: DataKey,
  made: CheckpointMade,
  random: Random,
  change: (db: Sqlite) => void,
): CheckpointMade {
  const id = new Uint8Array(random.bytes(16));
  const path = checkpointPath(folder, id);
  const part = `${path}.part`;
  cpSync(checkpointPath(folder, made.checkpoint), part);
  const db = openEncrypted(part, key, "full");
  db.transaction(() => {
    change(db);
    db.prepare("INSERT OR REPLACE INTO checkpoint VALUES ('id', ?)").run(hex(id));
  })();
  db.exec("VACUUM");
  db.pragma("journal_mode=DELETE");
  const digest = digestOfCheckpoint(db);
  db.close();
  stand(part, path);
  return { ...made, checkpoint: id, digest, bytes: statSync(path).size };
}

/** Gives a file that is whole its name: its content is on disk before its name is, and the name before this returns. */
export function stand(part: string, path: string): void {
  flush(part);
  renameSync(part, path);
  flush(dirname(path));
}

/** Names and versions of views, as a checkpoint and the views' file state them. */
function foldedBy(views: readonly View[]): string {
  return views
    .map(view => `${view.name}@${view.version}`)
    .sort()
    .join(" ");
}

/** What folded a file: the views' versions, the checkpoint that it began from, and how much was erased by then. */
export function versionsIn(store: Store, views: readonly View[]): string {
  const base = store.meta("base");
  const erasures = store.erasures();
  return [
    foldedBy(views),
    ...(base === undefined ? [] : [`base@${hex(base)}`]),
    ...(erasures === 0 ? [] : [`erased@${erasures}`]),
  ].join(" ");
}

function foldValue(db: Sqlite, name: string): string | undefined {
  return db.prepare<[string], { value: string }>("SELECT value FROM fold WHERE name = ?").get(name)?.value;
}

type Counted = Pick<CheckpointMade, "covered" | "open" | "newest">;

/** Notes in a copy of the views which entries they are the fold of. */
function cover(
  db: Sqlite,
  store: Store,
  views: readonly View[],
  progress: (done: number, of: number) => void,
): Counted {
  for (const sql of COVER_DDL) db.exec(sql);
  const last = Number(foldValue(db, "position") ?? 0);
  const unfolded = new Map(
    db
      .prepare<[], { row: number; why: string }>("SELECT row, why FROM unfolded")
      .all()
      .map(row => [row.row, row.why]),
  );
  const waiting = new Set(views.flatMap(view => view.base?.open(db).map(hex) ?? []));
  const put = db.prepare("INSERT OR IGNORE INTO covered VALUES (?, ?)");
  const isKnown = db.prepare<[Bytes]>("SELECT 1 FROM covered WHERE hash = ?");
  const leave = db.prepare("INSERT OR REPLACE INTO open_entry VALUES (?, ?, ?)");
  const reach = db.prepare("INSERT OR REPLACE INTO reached VALUES (?, ?, ?, ?, ?, ?)");
  const before = db.prepare<[], { value: string }>("SELECT value FROM checkpoint WHERE name = 'newest'").get()?.value;
  let newest = before === undefined || before === "" ? null : Number(before);
  const whyOpen = (row: Stored): string | null => {
    const why = unfolded.get(row.row);
    if (why !== undefined) return why;
    if (waiting.has(hex(row.hash))) return "not yet mapped";
    // Also what was pruned: the views hold it only where they began from a checkpoint that does, and then it is known.
    if (row.payload === null && row.absence !== "erased") return "its content is not here";
    return isFolded(store, row, last) ? null : "its group is not whole";
  };
  db.transaction(() => {
    db.exec("DELETE FROM open_entry");
    let done = 0;
    for (const chain of store.runs()) {
      const runs = new Map<string, { readonly from: number; seq: number; hash: Bytes }>();
      for (const row of store.rowsOf(chain)) {
        if (row.row > last) continue;
        done += 1;
        if (done % 10_000 === 0) progress(Math.min(done, last), last);
        if (isKnown.get(row.hash) !== undefined) continue;
        const header = headerOf(row);
        const why = whyOpen(row);
        if (why !== null) {
          leave.run(row.hash, header?.id ?? null, why);
          continue;
        }
        put.run(row.hash, header?.id ?? null);
        if (header !== undefined) newest = Math.max(newest ?? header.wall, header.wall);
        const run = runs.get(hex(row.previous)) ?? { from: row.seq, seq: row.seq, hash: row.hash };
        runs.delete(hex(row.previous));
        runs.set(hex(row.hash), Object.assign(run, { seq: row.seq, hash: row.hash }));
      }
      for (const run of runs.values())
        reach.run(chain.node, chain.epoch, CHAINS[chain.chain], run.from, run.seq, run.hash);
    }
    progress(last, last);
  })();
  const count = (table: string) => db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0;
  return { covered: count("covered"), open: count("open_entry"), newest };
}

/** SHA-256 over the tables of a checkpoint in order of their names: each its declaration, then its rows in order of their key. */
export function digestOfCheckpoint(db: Sqlite): Bytes {
  const digest = createHash("sha256");
  const tables = db
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all();
  for (const { name, sql } of tables) {
    digest.update(encode([name, sql]));
    const columns = db
      .prepare<[string], { name: string; pk: number }>("SELECT name, pk FROM pragma_table_info(?)")
      .all(name);
    const key = columns.filter(column => column.pk > 0).sort((a, b) => a.pk - b.pk);
    const order = (key.length > 0 ? key : columns).map(column => `"${column.name}"`).join(", ");
    for (const row of db.prepare<[], unknown[]>(`SELECT * FROM "${name}" ORDER BY ${order}`).raw().iterate())
      digest.update(encode(row));
  }
  return new Uint8Array(digest.digest());
}

/** Opens a checkpoint's file, by default the folder's, to read where it is what its entry says; else says in words what is wrong with it. */
export function openCheckpoint(
  folder: string,
  key: DataKey,
  { checkpoint, digest }: Pick<CheckpointMade, "checkpoint" | "digest">,
  path = checkpointPath(folder, checkpoint),
): { readonly ok: true; readonly db: Sqlite } | { readonly ok: false; readonly error: CheckpointError } {
  const fail = (code: CheckpointError["code"], text: string) => ({ ok: false as const, error: { code, text } });
  const name = `The checkpoint ${hex(checkpoint).slice(0, 8)}`;
  if (!existsSync(path))
    return fail("checkpoint-missing", `${name} is not here. Take it from another node or a backup.`);
  let db: Sqlite | undefined;
  try {
    db = openEncrypted(path, key, "full", { readonly: true });
    const isWhole = db.pragma("integrity_check", { simple: true }) === "ok";
    if (isWhole && same(digestOfCheckpoint(db), digest)) return { ok: true, db };
    db.close();
    return isWhole
      ? fail(
          "checkpoint-changed",
          `${name} is not the one that was recorded. It is not used; take it from another node or a backup.`,
        )
      : fail("checkpoint-damaged", `${name} is damaged. It is not used; take it from another node or a backup.`);
  } catch {
    if (db?.open === true) db.close();
    return fail(
      "checkpoint-damaged",
      `${name} is damaged, or encrypted under another key. It is not used; take it from another node or a backup.`,
    );
  }
}

/** Each checkpoint that an entry here names, newest last; `isHere`: its file is. */
export type Checkpoint = CheckpointMade & { readonly wall: number; readonly actor: string; readonly isHere: boolean };

export function checkpointsOf(folder: string, store: Store): Checkpoint[] {
  return store.underKeys(KEY).flatMap(row => {
    const header = headerOf(row);
    const body = row.payload === null ? undefined : CheckpointMade.safeParse(decodeBody(row.payload)).data;
    if (header?.kind !== CHECKPOINT_MADE || body === undefined) return [];
    const isHere = existsSync(checkpointPath(folder, body.checkpoint));
    return [{ ...body, wall: header.wall, actor: header.actor, isHere }];
  });
}

/** Ids of the files that lie here, whether or not an entry names them. */
export function checkpointFiles(folder: string): Bytes[] {
  const at = join(folder, CHECKPOINTS);
  if (!existsSync(at)) return [];
  return readdirSync(at).flatMap(name => (/^[0-9a-f]{32}\.db$/.test(name) ? (fromHex(name.slice(0, 32)) ?? []) : []));
}

/** Removes a checkpoint's file. */
export function removeCheckpoint(folder: string, id: Bytes): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(checkpointPath(folder, id) + suffix, { force: true });
}

const UNNAMED_MS = 3_600_000;

/**
 * Removes what is no longer needed: of the checkpoints here all but the newest `keep`, those that a standing cut names, and the one that the views
 * begin from; and files that no entry names, an hour after they were written. `now` is integer ms.
 */
export function sweepCheckpoints(folder: string, store: Store, keep: number, now: number): void {
  const made = checkpointsOf(folder, store);
  const needed = new Set(
    [...made.filter(one => one.isHere).slice(-Math.max(keep, 1)), ...standingCuts(store)].map(one =>
      hex(one.checkpoint),
    ),
  );
  const base = store.meta("base");
  if (base !== undefined) needed.add(hex(base));
  const named = new Set(made.map(one => hex(one.checkpoint)));
  for (const id of checkpointFiles(folder)) {
    if (needed.has(hex(id))) continue;
    // What another command just laid is about to be named.
    if (!named.has(hex(id)) && now - statSync(checkpointPath(folder, id)).mtimeMs < UNNAMED_MS) continue;
    removeCheckpoint(folder, id);
  }
}

/** Removes what a making that was cut off left behind. */
export function sweepParts(folder: string): void {
  const at = join(folder, CHECKPOINTS);
  if (!existsSync(at)) return;
  for (const name of readdirSync(at)) if (name.includes(".part")) rmSync(join(at, name), { force: true });
}

/** True where the checkpoint's views hold the entry, by its id. */
export function coversId(db: Sqlite, id: Bytes): boolean {
  return statement(db, "SELECT 1 FROM covered WHERE id = ? LIMIT 1").get(id) !== undefined;
}

/** A value that a checkpoint says of itself. */
export function saidOf(db: Sqlite, name: "id" | "node" | "row" | "folds" | "newest"): string | undefined {
  return db.prepare<[string], { value: string }>("SELECT value FROM checkpoint WHERE name = ?").get(name)?.value;
}

function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
