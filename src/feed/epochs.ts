// Which epochs of the feed chain continue which, as far as their entries are here. What comes late changes the order of records.
import type { EpochParents } from "../chart/index.ts";
import { type Folded, hex, type Sqlite, statement } from "../journal/index.ts";

export const EPOCH_DDL = [
  // The feed heads that an epoch continues, as its first header names them.
  "CREATE TABLE IF NOT EXISTS feed_epoch (epoch TEXT NOT NULL, continues TEXT NOT NULL, PRIMARY KEY (epoch, continues)) STRICT, WITHOUT ROWID",
  // A head that comes after the epoch that names it.
  "CREATE INDEX IF NOT EXISTS feed_epoch_continues ON feed_epoch (continues)",
  "CREATE TABLE IF NOT EXISTS feed_hash (hash TEXT PRIMARY KEY, epoch TEXT NOT NULL) STRICT, WITHOUT ROWID",
] as const;

/** Places an entry of the feed chain. Returns the epochs whose order this changes: none when entries come in the order of their chain. */
export function placeEntry(db: Sqlite, { header, hash }: Folded): string[] {
  const epoch = hex(header.epoch);
  const changed: string[] = [];
  if (header.seq === 1) {
    const insert = statement(db, "INSERT OR IGNORE INTO feed_epoch VALUES (?, ?)");
    for (const parent of header.parents ?? []) if (insert.run(epoch, hex(parent)).changes > 0) changed.push(epoch);
  }
  const { changes } = statement(db, "INSERT OR IGNORE INTO feed_hash VALUES (?, ?)").run(hex(hash), epoch);
  if (changes > 0) {
    const children = statement<{ epoch: string }>(db, "SELECT epoch FROM feed_epoch WHERE continues = ?").all(
      hex(hash),
    );
    changed.push(...children.map(child => child.epoch));
  }
  return [...new Set(changed)];
}

/** The records that have messages in these epochs, or in epochs that continue them. */
export function recordsBehind(db: Sqlite, epochs: readonly string[]): string[] {
  const find = statement<{ record: string }>(
    db,
    `WITH RECURSIVE down(epoch) AS (
       SELECT ? UNION SELECT e.epoch FROM down JOIN feed_hash h ON h.epoch = down.epoch JOIN feed_epoch e ON e.continues = h.hash)
     SELECT DISTINCT m.record FROM down JOIN feed_message m ON m.epoch = down.epoch WHERE m.record IS NOT NULL`,
  );
  return [...new Set(epochs.flatMap(epoch => find.all(epoch).map(row => row.record)))];
}

/** True where `epoch` continues `before`, directly or over others. */
export function follows(db: Sqlite, epoch: string, before: string): boolean {
  return (
    statement(
      db,
      `WITH RECURSIVE up(epoch) AS (
         SELECT h.epoch FROM feed_epoch e JOIN feed_hash h ON h.hash = e.continues WHERE e.epoch = ?
         UNION SELECT h.epoch FROM up JOIN feed_epoch e ON e.epoch = up.epoch JOIN feed_hash h ON h.hash = e.continues)
       SELECT 1 FROM up WHERE epoch = ? LIMIT 1`,
    ).get(epoch, before) !== undefined
  );
}

/** Every epoch with the epochs that it continues. */
export function epochParents(db: Sqlite): EpochParents {
  const parents = new Map<string, string[]>();
  const links = statement<{ epoch: string; before: string }>(
    db,
    "SELECT e.epoch, h.epoch AS before FROM feed_epoch e JOIN feed_hash h ON h.hash = e.continues",
  ).all();
  for (const { epoch, before } of links) parents.set(epoch, [...(parents.get(epoch) ?? []), before]);
  return parents;
}
