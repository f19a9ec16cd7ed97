// The physical limit: bytes written into a file that already has its length, and flushed. And what SQLite itself takes of it.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import Database from "better-sqlite3-multiple-ciphers";

const CHUNK = 1 << 20;

export type FlushedFile = {
  /** Writes the bytes behind those before, from the start again at the end, and flushes. Returns ms. */
  write(bytes: Uint8Array): number;
  close(): void;
};

/** Makes a file whose blocks are all written, so that a flush moves data and no length. */
export function flushedFile(path: string, length = 32 * CHUNK): FlushedFile {
  const file = openSync(path, "w", 0o600);
  const zeros = new Uint8Array(CHUNK);
  for (let at = 0; at < length; at += CHUNK) writeSync(file, zeros, 0, CHUNK, at);
  fdatasyncSync(file);
  let at = 0;
  return {
    write(bytes) {
      if (at + bytes.length > length) at = 0;
      const begun = performance.now();
      writeSync(file, bytes, 0, bytes.length, at);
      fdatasyncSync(file);
      at += bytes.length;
      return performance.now() - begun;
    },
    close() {
      closeSync(file);
      rmSync(path);
    },
  };
}

export type BareSqlite = {
  /** Inserts the message so many times in one commit. */
  commit(message: Uint8Array, count: number): void;
  close(): void;
};

/** One table in a file that is not encrypted: no index, no hash, no header. What remains when everything of the journal is taken away. */
export function bareSqlite(path: string): BareSqlite {
  const db = new Database(path);
  db.pragma("journal_mode=WAL");
  db.pragma("synchronous=FULL");
  db.pragma("wal_autocheckpoint=400");
  db.exec("CREATE TABLE message (row INTEGER PRIMARY KEY, body BLOB NOT NULL)");
  const insert = db.prepare("INSERT INTO message (body) VALUES (?)");
  const commit = db.transaction((message: Uint8Array, count: number) => {
    for (let row = 0; row < count; row++) insert.run(message);
  });
  return {
    commit,
    close() {
      db.close();
      for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
    },
  };
}
