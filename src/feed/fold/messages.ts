// The messages that speak of a record: its own, and those of several patients.
import type { Destructive } from "../../chart/index.ts";
import { type Bytes, hex, own, type Sqlite, statement } from "../../journal/index.ts";
import type { MessageVerdict } from "../hold/holds.ts";
import { BOOK } from "./book.ts";
import type { Placed } from "./record-chart.ts";

export const MESSAGE_DDL = [
  `CREATE TABLE IF NOT EXISTS feed_message (
     epoch BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, node BLOB NOT NULL, id BLOB NOT NULL, feed TEXT NOT NULL, wall INTEGER NOT NULL,
     identity BLOB NOT NULL, record TEXT, sent INTEGER, control TEXT, type TEXT, outcome TEXT NOT NULL, reason TEXT, issues INTEGER NOT NULL,
     effect TEXT, verdict TEXT NOT NULL, hold TEXT, PRIMARY KEY (epoch, seq, hash)) STRICT, WITHOUT ROWID`,
  // A late message replays its record.
  "CREATE INDEX IF NOT EXISTS feed_message_record ON feed_message (record) WHERE record IS NOT NULL",
  // A duplicate is found by it, and never moves freshness.
  "CREATE INDEX IF NOT EXISTS feed_message_identity ON feed_message (identity)",
  // What destroys: its usual number is learnt from it, and a hold finds its messages.
  "CREATE INDEX IF NOT EXISTS feed_message_effect ON feed_message (feed, wall, effect, sent) WHERE effect IS NOT NULL",
  // What waits for a person.
  "CREATE INDEX IF NOT EXISTS feed_message_held ON feed_message (hold, wall) WHERE verdict = 'held'",
  // Parked ones are found without reading what was mapped.
  "CREATE INDEX IF NOT EXISTS feed_message_parked ON feed_message (feed, reason, type, wall) WHERE outcome = 'parked'",
  // The records of a message beside its first.
  "CREATE TABLE IF NOT EXISTS feed_subject (record TEXT NOT NULL, epoch BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (record, epoch, seq, hash)) STRICT, WITHOUT ROWID",
  "CREATE INDEX IF NOT EXISTS feed_subject_place ON feed_subject (epoch, seq, hash)",
] as const;

/** A message as the view keeps it: its place, and what of it the order of a record depends on. */
export type Row = {
  readonly epoch: Bytes;
  readonly seq: number;
  readonly hash: Bytes;
  readonly node: Bytes;
  readonly id: Bytes;
  readonly feed: string;
  readonly wall: number;
  readonly identity: Bytes;
  readonly sent: number | null;
  readonly record: string | null;
  /** The gravest that it destroys; null = nothing. */
  readonly effect: Destructive | null;
  readonly verdict: MessageVerdict;
  /** Id of the hold that holds it, hex. */
  readonly hold: string | null;
};
type KnownRow = { readonly [K in keyof Row]: Row[K] extends Bytes ? Buffer : Row[K] };

/** What of a message stands beside its row, for people. */
export type Said = {
  readonly control: string | null;
  readonly type: string | null;
  readonly outcome: "mapped" | "parked";
  /** Its reason as JSON; null where it is mapped. */
  readonly reason: string | null;
  readonly issues: number;
};

/** Keeps a message. False where it was here before. */
export function keepMessage(db: Sqlite, row: Row, said: Said): boolean {
  const { epoch, seq, hash, node, id, feed, wall, identity, record, sent, effect, verdict, hold } = row;
  const { control, type, outcome, reason, issues } = said;
  const sql = "INSERT OR IGNORE INTO feed_message VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
  const place = [epoch, seq, hash, node, id, feed, wall, identity, record, sent];
  return statement(db, sql).run(...place, control, type, outcome, reason, issues, effect, verdict, hold).changes > 0;
}

const COLUMNS =
  "m.epoch, m.seq, m.hash, m.node, m.id, m.feed, m.wall, m.identity, m.sent, m.record, m.effect, m.verdict, m.hold";

/** Every message that speaks of a record, with its place; also those that are left out. */
export function messagesOf(db: Sqlite, record: string): (Placed & { readonly row: Row })[] {
  const first = statement<KnownRow>(db, `SELECT ${COLUMNS} FROM feed_message m WHERE m.record = ?`).all(record);
  const others = statement<KnownRow>(
    db,
    `SELECT ${COLUMNS} FROM feed_subject s JOIN feed_message m ON m.epoch = s.epoch AND m.seq = s.seq AND m.hash = s.hash WHERE s.record = ?`,
  ).all(record);
  return [...first, ...others].map(rowOf).map(row => ({ ...placedOf(row), row }));
}

/** True where no message of a record, nor row of another book, stands behind this row of a book. */
export function isBookNewest(db: Sqlite, record: string, { sent, identity }: Pick<Row, "sent" | "identity">): boolean {
  const subject = statement(db, "SELECT 1 FROM feed_subject WHERE record = ? LIMIT 1").get(record);
  const behind = statement(
    db,
    `SELECT 1 FROM feed_message WHERE record = ? AND identity <> ? AND
     CASE WHEN feed = '${BOOK}' THEN sent > ? OR (sent = ? AND identity > ?) ELSE sent IS NULL OR sent > ? END LIMIT 1`,
  ).get(record, identity, sent, sent, identity, sent);
  return subject === undefined && behind === undefined;
}

/** The messages of a feed that lie behind a place of its chain. */
export function messagesBehind(db: Sqlite, { epoch, seq, feed }: Pick<Row, "epoch" | "seq" | "feed">): Row[] {
  return rowsWhere(db, "m.epoch = ? AND m.seq > ? AND m.feed = ?", epoch, seq, feed);
}

/** Read so many at a time: a feed of years need not lie in the memory. */
const PAGE = 2_000;

/** Every message of a feed in the order of their places; rows may be written meanwhile. */
export function* allOfFeed(db: Sqlite, feed: string): Generator<Row> {
  const sql = `(m.epoch, m.seq, m.hash) > (?, ?, ?) AND m.feed = ? ORDER BY m.epoch, m.seq, m.hash LIMIT ${PAGE}`;
  let page = rowsWhere(db, sql, Buffer.alloc(0), 0, Buffer.alloc(0), feed);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    yield* page;
    page = rowsWhere(db, sql, last.epoch, last.seq, last.hash, feed);
  }
}

/** Rows that a condition over `m` takes. */
export function rowsWhere(db: Sqlite, condition: string, ...values: readonly unknown[]): Row[] {
  return statement<KnownRow>(db, `SELECT ${COLUMNS} FROM feed_message m WHERE ${condition}`)
    .all(...values)
    .map(rowOf);
}

/** The first record of a message and those beside it. */
export function recordsAt(db: Sqlite, { epoch, seq, hash }: Place): string[] {
  return statement<{ record: string }>(
    db,
    `SELECT record FROM feed_message WHERE epoch = :epoch AND seq = :seq AND hash = :hash AND record IS NOT NULL
     UNION SELECT record FROM feed_subject WHERE epoch = :epoch AND seq = :seq AND hash = :hash`,
  )
    .all({ epoch, seq, hash })
    .map(row => row.record);
}

/** How a message stands. */
export function verdictAt(db: Sqlite, { epoch, seq, hash }: Place): Pick<Row, "verdict" | "hold"> {
  const found = statement<Pick<Row, "verdict" | "hold">>(
    db,
    "SELECT verdict, hold FROM feed_message WHERE epoch = ? AND seq = ? AND hash = ?",
  ).get(epoch, seq, hash);
  return found ?? { verdict: "free", hold: null };
}

type Place = { readonly epoch: Uint8Array; readonly seq: number; readonly hash: Uint8Array };

/** Keeps the records of a message beside its first. */
export function keepSubjects(
  db: Sqlite,
  { epoch, seq, hash }: Pick<Row, "epoch" | "seq" | "hash">,
  records: readonly string[],
): void {
  for (const record of records)
    statement(db, "INSERT OR IGNORE INTO feed_subject VALUES (?, ?, ?, ?)").run(record, epoch, seq, hash);
}

/** Forgets them; returns which they were. */
export function dropSubjects(db: Sqlite, { epoch, seq, hash }: Pick<Row, "epoch" | "seq" | "hash">): string[] {
  return statement<{ record: string }>(
    db,
    "DELETE FROM feed_subject WHERE epoch = ? AND seq = ? AND hash = ? RETURNING record",
  )
    .all(epoch, seq, hash)
    .map(row => row.record);
}

function rowOf({ epoch, hash, node, id, identity, ...rest }: KnownRow): Row {
  return { ...rest, epoch: own(epoch), hash: own(hash), node: own(node), id: own(id), identity: own(identity) };
}

/** Where a message lies, as the order of a record takes it. */
export function placedOf(row: Row): Placed {
  return {
    id: hex(row.id),
    epoch: hex(row.epoch),
    seq: row.seq,
    identity: hex(row.identity),
    sent: row.sent,
    isBook: row.feed === BOOK,
  };
}
