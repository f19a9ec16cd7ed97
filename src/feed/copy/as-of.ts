// One person's copy as of an earlier moment: what was recorded by then of her messages, holds, links and configuration, replayed in
// memory under today's mapper (RULES A4). Her answers and pages read it as they read the copy of now.
import { hex, type IdKey, openInMemory, own, type Source, type Sqlite, statement } from "../../journal/index.ts";
import { AppointmentsImported } from "../entries.ts";
import { hasCut } from "../fold/behind-cut.ts";
import { BOOK } from "../fold/book.ts";
import { linksAround } from "../fold/links.ts";
import { rowsWhere } from "../fold/messages.ts";
import { COPY_DDL, replayRecord } from "../fold/record-view.ts";
import { feedsOf, hearBook, hearBy } from "../heard/heard.ts";
import { judge, UNHEARD, unheardBy } from "../hold/holds.ts";
import { refreshLinked } from "./person-chart.ts";

export type AsOfParts = {
  /** The copy of now. */
  readonly views: Sqlite;
  /** Reads messages in the journal again. */
  readonly source: Source;
  readonly idKey: IdKey;
};

export type AsOf = {
  /** In memory; holds her alone, without the names of others beside hers. Whoever asked closes it. */
  readonly db: Sqlite;
  /** The moment that it is of, integer ms: a later one than was asked for where nothing of before is kept. */
  readonly at: number;
  readonly is_oldest: boolean;
};

/** The copy of the person whose record this is, as of `at` (integer ms). A record that was not here then has no chart in it. */
export function copyAsOf(parts: AsOfParts, record: string, at: number): AsOf {
  const all = layAsOf(parts, record, at, false);
  if (!hasCut(parts.views) || isWhole(all, parts.source)) return { db: all, at, is_oldest: false };
  all.close();
  const oldest = oldestKept(parts.views);
  const moment = Math.max(at, oldest);
  return { db: layAsOf(parts, record, moment, true), at: moment, is_oldest: at < oldest };
}

function layAsOf({ views, source, idKey }: AsOfParts, record: string, at: number, isBehind: boolean): Sqlite {
  const db = openInMemory();
  const by = at * 1_000 + 999;
  for (const sql of [...COPY_DDL, COVERED]) db.exec(sql);
  if (isBehind) copyRows(views, db, "feed_cut", "SELECT * FROM feed_cut");
  // Which start continued which is no matter of when it is asked.
  copyRows(views, db, "feed_link", "SELECT * FROM feed_link");
  copyRows(views, db, "feed_config", "SELECT * FROM feed_config WHERE wall <= ?", by);
  takeHolds(views, db, by);
  const records = takePerson(views, db, record, by, isBehind);
  for (const one of records) replayRecord(db, one, idKey, source);
  refreshLinked(db, record);
  // Who else lay in the house then is not here.
  db.exec("DELETE FROM chart_name_key");
  takeHeard(views, db, by, source);
  return db;
}

const COVERED = "CREATE TABLE covered (hash BLOB PRIMARY KEY, id BLOB) STRICT, WITHOUT ROWID";

function takeHolds(views: Sqlite, db: Sqlite, by: number): void {
  for (const table of ["feed_hold", "feed_lift", "feed_verdict"])
    copyRows(views, db, table, `SELECT * FROM ${table} WHERE wall <= ?`, by);
  const replaced = "SELECT * FROM feed_verdict_replaced WHERE by_id IN (SELECT id FROM feed_verdict WHERE wall <= ?)";
  copyRows(views, db, "feed_verdict_replaced", replaced, by);
}

/** Takes the messages of her records, as they stood then. Returns every record that could be reached from hers. */
function takePerson(views: Sqlite, db: Sqlite, record: string, by: number, isBehind: boolean): ReadonlySet<string> {
  const records = new Set([record]);
  for (const one of records) {
    takeMessages(views, db, one, by, isBehind);
    for (const other of linksAround(db, one).records) records.add(other);
  }
  // One that lies before a message in its chain was here by then, whatever its clock said.
  copyRows(
    views,
    db,
    "feed_config",
    `SELECT c.* FROM feed_config c JOIN json_each(?) e ON hex(c.epoch) = e.value ->> 0 WHERE c.seq < e.value ->> 1`,
    JSON.stringify(db.prepare("SELECT hex(epoch), max(seq) FROM feed_message GROUP BY epoch").raw().all()),
  );
  return records;
}

/** Those that name the record, each with its copies: as one they stand or fall. */
const NAMING = `SELECT m.identity FROM (
    SELECT epoch, seq, hash FROM feed_message WHERE record = :record
    UNION SELECT epoch, seq, hash FROM feed_subject WHERE record = :record
    UNION SELECT epoch, seq, hash FROM chart_link WHERE from_record = :record OR to_record = :record) p
  JOIN feed_message m ON m.epoch = p.epoch AND m.seq = p.seq AND m.hash = p.hash`;

function takeMessages(views: Sqlite, db: Sqlite, record: string, by: number, isBehind: boolean): void {
  const given = { record, by };
  const those = `m.identity IN (${NAMING}) AND m.wall <= :by`;
  copyRows(views, db, "feed_message", `SELECT m.* FROM feed_message m WHERE ${those}`, given);
  for (const table of ["feed_subject", "chart_link"])
    copyRows(
      views,
      db,
      table,
      `SELECT t.* FROM ${table} t JOIN feed_message m ON m.epoch = t.epoch AND m.seq = t.seq AND m.hash = t.hash WHERE ${those}`,
      given,
    );
  if (isBehind) {
    const covered = `SELECT c.hash, c.id FROM covered c JOIN feed_message m ON m.hash = c.hash WHERE ${those}`;
    copyRows(views, db, "covered", covered, given);
    for (const table of ["chart_part_behind", "chart_record_behind"])
      copyRows(views, db, table, `SELECT * FROM ${table} WHERE record = ?`, record);
  }
  judgeAnew(db);
}

/** How messages stood by the holds that are in `db`. */
function judgeAnew(db: Sqlite): void {
  db.exec("UPDATE feed_message SET verdict = 'free', hold = NULL WHERE hash NOT IN (SELECT hash FROM covered)");
  const all = statement<{ identity: Buffer }>(db, "SELECT DISTINCT identity FROM feed_message").all();
  judge(
    db,
    all.map(row => own(row.identity)),
  );
}

/** What each feed was heard for, by its configuration of then, and the gaps that persons had closed. */
function takeHeard(views: Sqlite, db: Sqlite, by: number, source: Source): void {
  const out = unheardThen(views, by);
  for (const { feed } of feedsOf(db)) hearBy(db, views, feed, by, out);
  copyRows(
    views,
    db,
    "heard_closed",
    `SELECT * FROM heard_closed h WHERE NOT EXISTS (SELECT 1 FROM heard_closed_at a
       WHERE a.feed = h.feed AND a.kind = h.kind AND a.from_ms = h.from_ms AND a.to_ms = h.to_ms AND a.wall > ?)`,
    by,
  );
  // The rows of one book are of one time, and one of them names its facility.
  for (const row of rowsWhere(
    views,
    `m.feed = '${BOOK}' AND m.record IS NOT NULL AND m.wall <= ? GROUP BY m.sent`,
    by,
  )) {
    const book = AppointmentsImported.safeParse(source.body({ ...row, chain: "feed" })).data;
    if (book !== undefined && row.sent !== null) hearBook(db, book.facility, row.sent);
  }
}

/** Hashes (hex) of all messages, whoever they speak of, that were not heard then. */
function unheardThen(views: Sqlite, by: number): string[] {
  const beside = openInMemory();
  for (const sql of [...COPY_DDL, COVERED]) beside.exec(sql);
  copyRows(views, beside, "feed_link", "SELECT * FROM feed_link");
  takeHolds(views, beside, by);
  for (const identity of unheardBy(beside, views))
    copyRows(
      views,
      beside,
      "feed_message",
      "SELECT * FROM feed_message WHERE identity = ? AND wall <= ?",
      identity,
      by,
    );
  judgeAnew(beside);
  const out = statement<{ hash: Buffer }>(beside, `SELECT hash FROM feed_message WHERE ${UNHEARD}`).all();
  beside.close();
  return out.map(row => hex(own(row.hash)));
}

/** True where the content of each of her messages is here: then nothing needs a checkpoint. */
function isWhole(db: Sqlite, source: Source): boolean {
  return rowsWhere(db, "m.outcome = 'mapped'").every(row => source.body({ ...row, chain: "feed" }) !== undefined);
}

/**
 * The earliest moment (integer ms) that all charts can be shown as of: where messages were cut off only the checkpoint speaks for them,
 * and it says what was so when the newest of what it covers was recorded. 0 where nothing was cut off.
 */
export function oldestKept(views: Sqlite): number {
  if (!hasCut(views)) return 0;
  const said = statement<{ value: string }>(views, "SELECT value FROM checkpoint WHERE name = 'newest'").get();
  return Math.ceil(Number(said?.value ?? 0) / 1_000);
}

function copyRows(from: Sqlite, to: Sqlite, table: string, select: string, ...values: readonly unknown[]): void {
  const rows = from
    .prepare<unknown[], unknown[]>(select)
    .raw()
    .all(...values);
  const [first] = rows;
  if (first === undefined) return;
  const insert = statement(to, `INSERT OR IGNORE INTO ${table} VALUES (${first.map(() => "?").join(",")})`);
  for (const row of rows) insert.run(...row);
}
