// Opens an encrypted SQLite file the one right way. The order of the pragmas matters.
import Database from "better-sqlite3-multiple-ciphers";
import { type Bytes, hex } from "./bytes.ts";

export type Sqlite = Database.Database;

/** A 32-byte key of the data folder. */
export type DataKey = Bytes & { readonly __brand: "DataKey" };

export function dataKey(bytes: Bytes): DataKey {
  if (bytes.length !== 32) throw new RangeError("a data key has 32 bytes");
  return bytes as DataKey;
}

export type Durability = "full" | "normal";

/**
 * Opens (or makes) an encrypted file. `full` fsyncs each commit: the journal and the secrets; `normal` may lose the newest
 * commits at a power loss, never its integrity: the views, which are folded again.
 * Throws where the key is wrong or the file is no database.
 */
export function openEncrypted(
  path: string,
  key: DataKey,
  durability: Durability,
  options: { readonly?: boolean } = {},
): Sqlite {
  const db = new Database(path, { readonly: options.readonly ?? false, timeout: 5_000 });
  try {
    db.pragma("cipher='aegis'");
    db.pragma(`key="x'${hex(key)}'"`);
    // The first read proves the key.
    db.prepare("SELECT count(*) FROM sqlite_schema").get();
    if (options.readonly !== true) {
      db.pragma("journal_mode=WAL");
      db.pragma(`synchronous=${durability === "full" ? "FULL" : "NORMAL"}`);
      // Copying the log back holds the writer and the disk: 1.6 MiB at a time, so that an acknowledgement seldom waits for it (docs/benchmarks.md).
      copyBackFrom(db, 400);
    }
    // A fold touches charts all over the file, and so do those who read them: 64 and 32 MiB of pages stay decrypted, not 2.
    if (durability === "normal") db.pragma(`cache_size=-${options.readonly === true ? 32_768 : 65_536}`);
    db.pragma("temp_store=MEMORY");
    db.pragma("foreign_keys=OFF");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** From so many pages of 4 KiB in the write-ahead log on, a commit copies them back into the file. */
export function copyBackFrom(db: Sqlite, pages: number): void {
  db.pragma(`wal_autocheckpoint=${pages}`);
}

/** Copies back what commits of others left in a file's write-ahead log, as far as no reader needs it there; waits for nobody. */
export function copyBack(path: string, key: DataKey, durability: Durability): void {
  const db = openEncrypted(path, key, durability);
  try {
    db.pragma("wal_checkpoint(PASSIVE)");
  } finally {
    db.close();
  }
}

/** A database that lies in memory alone: empty, or as one was serialized. */
export function openInMemory(from?: Uint8Array): Sqlite {
  return from === undefined ? new Database(":memory:") : new Database(Buffer.from(from));
}

const prepared = new WeakMap<Sqlite, Map<string, Database.Statement<unknown[], unknown>>>();

/** A statement prepared once a connection: preparing costs more than most statements that a fold runs. */
export function statement<Row = unknown>(db: Sqlite, sql: string): Database.Statement<unknown[], Row> {
  let known = prepared.get(db);
  if (known === undefined) {
    known = new Map();
    prepared.set(db, known);
  }
  let found = known.get(sql);
  if (found === undefined) {
    found = db.prepare<unknown[], unknown>(sql);
    known.set(sql, found);
  }
  // The shape of a row is the statement's, as with db.prepare: the caller names it.
  return found as Database.Statement<unknown[], Row>;
}

/** True where the file has the table: views of an older version, which serve while new ones are folded, may lack it. */
export function hasTable(db: Sqlite, name: string): boolean {
  return statement(db, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !== undefined;
}
