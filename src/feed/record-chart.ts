// One record's chart: the messages of the record in their order, applied one after the other; a late one replays them all.
import {
  applyChanges,
  type Changes,
  currentVisit,
  EMPTY_RECORD,
  orderMessages,
  type RecordState,
} from "../chart/index.ts";
import { type Sqlite, statement } from "../journal/index.ts";
import { epochParents, follows } from "./epochs.ts";

export const RECORD_DDL = [
  "CREATE TABLE IF NOT EXISTS chart_record (record TEXT PRIMARY KEY, facility TEXT NOT NULL, state TEXT NOT NULL) STRICT, WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS chart_bed (record TEXT PRIMARY KEY, facility TEXT NOT NULL, unit TEXT, bed TEXT, visit TEXT NOT NULL, since INTEGER) STRICT, WITHOUT ROWID",
  // The census reads a unit.
  "CREATE INDEX IF NOT EXISTS chart_bed_unit ON chart_bed (facility, unit, bed)",
  // Where the applied messages end, while they lie in one line: what follows there is applied without a replay. No fact; not compared.
  "CREATE TABLE IF NOT EXISTS chart_tail (record TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
] as const;

export type Placed = {
  readonly id: string;
  readonly epoch: string;
  readonly seq: number;
  readonly identity: string;
  readonly sent: number | null;
};

export type Copy = Pick<Placed, "id" | "sent"> & { readonly record: string | null };

/** What a placed message changes, and the facility whose feed brought it; changes null where it is parked. */
export type Reading = { readonly facility: string; readonly changes: Changes | null };

type Tail = { readonly epoch: string; readonly seq: number };

/**
 * Applies a message that is the record's next in the order of its chain. False where it is not: then replay. `copies` are those of the
 * same message that were here before: behind them in one line it has no place of its own, and changes nothing.
 */
export function applyNext(
  db: Sqlite,
  record: string,
  message: Placed,
  copies: readonly Copy[],
  reading: Reading,
): boolean {
  const before = statement<{ facility: string; state: string }>(
    db,
    "SELECT facility, state FROM chart_record WHERE record = ?",
  ).get(record);
  if (before === undefined) {
    if (copies.length > 0) return false;
    write(db, record, reading.facility, applied(EMPTY_RECORD, reading), message);
    return true;
  }
  const tail = statement<Tail>(db, "SELECT epoch, seq FROM chart_tail WHERE record = ?").get(record);
  if (tail === undefined) return false;
  const isNext = tail.epoch === message.epoch ? tail.seq < message.seq : follows(db, message.epoch, tail.epoch);
  if (!isNext) return false;
  if (copies.length > 0) {
    // It would speak for the others, or they are another record's: rare, and for the replay.
    if (copies.some(copy => copy.record !== record || rank(copy) > rank(message))) return false;
    moveTail(db, record, message);
    return true;
  }
  const state = JSON.parse(before.state) as RecordState;
  write(db, record, reading.facility || before.facility, applied(state, reading), message);
  return true;
}

function applied(state: RecordState, { changes }: Reading): RecordState {
  return changes === null ? state : applyChanges(state, changes);
}

/** Folds a record anew from all its messages. `read` maps one. */
export function replay<Row extends Placed>(
  db: Sqlite,
  record: string,
  rows: readonly Row[],
  read: (row: Row) => Reading,
): void {
  // Of the copies of one message the least (sent, id) speaks: the same on every node.
  const speaking = new Map<string, Row>();
  for (const row of rows) {
    const other = speaking.get(row.identity);
    if (other === undefined || rank(row) < rank(other)) speaking.set(row.identity, row);
  }
  let state = EMPTY_RECORD;
  let facility = "";
  for (const identity of orderMessages(rows, epochParents(db))) {
    const row = speaking.get(identity);
    if (row === undefined) continue;
    const reading = read(row);
    state = applied(state, reading);
    facility = reading.facility || facility;
  }
  write(db, record, facility, state, rows.length === 0 ? null : lineEnd(db, rows));
}

function rank(row: Pick<Placed, "id" | "sent">): string {
  return `${String(row.sent ?? Number.MAX_SAFE_INTEGER).padStart(17, "0")}|${row.id}`;
}

/** The last message of a record whose epochs lie in one line; null where two chains stand beside one another. */
function lineEnd(db: Sqlite, rows: readonly Placed[]): Tail | null {
  const epochs = [...new Set(rows.map(row => row.epoch))];
  const last = epochs.find(epoch => epochs.every(other => other === epoch || follows(db, epoch, other)));
  if (last === undefined) return null;
  return { epoch: last, seq: Math.max(...rows.filter(row => row.epoch === last).map(row => row.seq)) };
}

function write(db: Sqlite, record: string, facility: string, state: RecordState, tail: Tail | null): void {
  statement(db, "DELETE FROM chart_bed WHERE record = ?").run(record);
  statement(db, "DELETE FROM chart_tail WHERE record = ?").run(record);
  if (state === EMPTY_RECORD) {
    // Its messages turned out to be of another record, or parked.
    statement(db, "DELETE FROM chart_record WHERE record = ?").run(record);
    return;
  }
  statement(
    db,
    "INSERT INTO chart_record VALUES (?,?,?) ON CONFLICT (record) DO UPDATE SET facility = excluded.facility, state = excluded.state",
  ).run(record, facility, JSON.stringify(state));
  if (tail !== null) moveTail(db, record, tail);
  const visit = currentVisit(state);
  if (visit === null || (visit.standing.status !== "in-house" && visit.standing.status !== "registered")) return;
  const { place, since } = visit.standing;
  const bed = [place?.room, place?.bed].filter(part => part !== undefined).join("-");
  statement(db, "INSERT INTO chart_bed VALUES (?,?,?,?,?,?)").run(
    record,
    facility,
    place?.unit ?? null,
    bed === "" ? null : bed,
    visit.id,
    since?.occurred ?? since?.recorded ?? null,
  );
}

function moveTail(db: Sqlite, record: string, { epoch, seq }: Tail): void {
  statement(
    db,
    "INSERT INTO chart_tail VALUES (?,?,?) ON CONFLICT (record) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq",
  ).run(record, epoch, seq);
}
