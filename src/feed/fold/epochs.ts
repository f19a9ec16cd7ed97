// Which epochs of the feed chain continue which, as far as their entries are here. What comes late changes the order of records.
import type { EpochParents } from "../../chart/index.ts";
import { type Folded, HeldRows, hex, type Sqlite, statement } from "../../journal/index.ts";

export const EPOCH_DDL = [
  // The feed heads that an epoch continues, as its first header names them.
  "CREATE TABLE IF NOT EXISTS feed_epoch (epoch BLOB NOT NULL, continues BLOB NOT NULL, PRIMARY KEY (epoch, continues)) STRICT, WITHOUT ROWID",
  // A head that comes after the epoch that names it.
  "CREATE INDEX IF NOT EXISTS feed_epoch_continues ON feed_epoch (continues)",
  // Any entry may turn out to be the head that a later epoch names.
  "CREATE TABLE IF NOT EXISTS feed_hash (hash BLOB PRIMARY KEY, epoch BLOB NOT NULL) STRICT, WITHOUT ROWID",
  // The epochs of those heads that are here: what walking up and down reads.
  "CREATE TABLE IF NOT EXISTS feed_link (epoch BLOB NOT NULL, before BLOB NOT NULL, PRIMARY KEY (epoch, before)) STRICT, WITHOUT ROWID",
  "CREATE INDEX IF NOT EXISTS feed_link_before ON feed_link (before)",
] as const;

/** Under one key: the heads (hex) that epochs continue. They are few beside messages. */
const continued = new HeldRows<ReadonlySet<string>>();
const ALL = "";

type EpochRow = { readonly epoch: Uint8Array };

/** Places an entry of the feed chain. Returns the epochs (hex) whose order this changes: none when entries come in the order of their chain. */
export function placeEntry(db: Sqlite, { header, hash }: Folded): string[] {
  const changed = new Set<string>();
  const link = (epoch: Uint8Array, before: Uint8Array) => {
    if (statement(db, "INSERT OR IGNORE INTO feed_link VALUES (?, ?)").run(epoch, before).changes > 0)
      changed.add(hex(epoch));
  };
  if (header.seq === 1) {
    for (const parent of header.parents ?? []) {
      statement(db, "INSERT OR IGNORE INTO feed_epoch VALUES (?, ?)").run(header.epoch, parent);
      continued.forget(db, ALL);
      const before = statement<EpochRow>(db, "SELECT epoch FROM feed_hash WHERE hash = ?").get(parent);
      if (before !== undefined) link(header.epoch, before.epoch);
    }
  }
  const { changes } = statement(db, "INSERT OR IGNORE INTO feed_hash VALUES (?, ?)").run(hash, header.epoch);
  if (changes > 0 && continued.get(db, ALL, () => continuedHeads(db)).has(hex(hash))) {
    const children = statement<EpochRow>(db, "SELECT epoch FROM feed_epoch WHERE continues = ?").all(hash);
    for (const child of children) link(child.epoch, header.epoch);
  }
  return [...changed];
}

function continuedHeads(db: Sqlite): ReadonlySet<string> {
  const rows = statement<{ continues: Uint8Array }>(db, "SELECT DISTINCT continues FROM feed_epoch").all();
  return new Set(rows.map(row => hex(row.continues)));
}

/** The records that have messages in these epochs, or in epochs that continue them. */
export function recordsBehind(db: Sqlite, epochs: readonly string[]): string[] {
  const find = statement<{ record: string }>(
    db,
    `WITH RECURSIVE down(epoch) AS (SELECT ? UNION SELECT l.epoch FROM down JOIN feed_link l ON l.before = down.epoch)
     SELECT m.record FROM down JOIN feed_message m ON m.epoch = down.epoch WHERE m.record IS NOT NULL
     UNION SELECT s.record FROM down JOIN feed_subject s ON s.epoch = down.epoch`,
  );
  return [...new Set(epochs.flatMap(epoch => find.all(blob(epoch)).map(row => row.record)))];
}

/** True where `epoch` continues `before`, directly or over others. */
export function follows(db: Sqlite, epoch: string, before: string): boolean {
  return (
    statement(
      db,
      `WITH RECURSIVE up(epoch) AS (
         SELECT before FROM feed_link WHERE epoch = ? UNION SELECT l.before FROM up JOIN feed_link l ON l.epoch = up.epoch)
       SELECT 1 FROM up WHERE epoch = ? LIMIT 1`,
    ).get(blob(epoch), blob(before)) !== undefined
  );
}

/** Every epoch with the epochs that it continues. */
export function epochParents(db: Sqlite): EpochParents {
  const parents = new Map<string, string[]>();
  const links = statement<EpochRow & { readonly before: Uint8Array }>(db, "SELECT epoch, before FROM feed_link").all();
  for (const link of links) {
    const [epoch, before] = [hex(link.epoch), hex(link.before)];
    parents.set(epoch, [...(parents.get(epoch) ?? []), before]);
  }
  return parents;
}

function blob(epoch: string): Uint8Array {
  return Buffer.from(epoch, "hex");
}
