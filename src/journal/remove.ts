import { existsSync, rmSync } from "node:fs";

/** Removes a database and what SQLite laid beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) if (existsSync(path + suffix)) rmSync(path + suffix);
}
