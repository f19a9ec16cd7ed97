// One writer per data folder (RULES P1). The lock is SQLite's own, so the system lets go of it when the process dies.
import { join } from "node:path";
import Database from "better-sqlite3-multiple-ciphers";

/** Takes the folder's lock; undefined where another process holds it. Call `release` to let go. */
export function lockFolder(folder: string): { release(): void } | undefined {
  const db = new Database(join(folder, "writer.lock"), { timeout: 0 });
  try {
    db.pragma("locking_mode=EXCLUSIVE");
    db.exec("BEGIN EXCLUSIVE");
    return { release: () => db.close() };
  } catch {
    db.close();
    return undefined;
  }
}
