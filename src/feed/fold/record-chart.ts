// One record's chart: the messages of the record in their order, applied one after the other; a late one replays them all.
import {
  applyChanges,
  type Changes,
  currentVisit,
  EMPTY_RECORD,
  isInHouse,
  type RecordState,
} from "../../chart/index.ts";
import { HeldRows, type Sqlite, statement } from "../../journal/index.ts";
import { nameKey, searchWords } from "../copy/search-words.ts";
import { dropNameKeys, keepNameKeys, NAME_KEY_DDL, nameKeys, ownKey } from "../copy/similar-names.ts";
import { orderPlaced } from "./book.ts";
import { epochParents, follows } from "./epochs.ts";
import { isPersonChanged, PART_DDL, readRecord, readTouched, writeRecord, writeTouched } from "./record-parts.ts";
import { forgetIndex, indexChange, indexPatient, REFERENCE_DDL } from "./reference-index.ts";

export const RECORD_DDL = [
  ...PART_DDL,
  ...REFERENCE_DDL,
  ...NAME_KEY_DDL,
  // `name` is alike for people whose names are; `words` is what a search finds her by.
  "CREATE TABLE IF NOT EXISTS chart_record (record TEXT PRIMARY KEY, facility TEXT NOT NULL, name TEXT NOT NULL, words TEXT NOT NULL) STRICT, WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS chart_bed (record TEXT PRIMARY KEY, facility TEXT NOT NULL, unit TEXT, bed TEXT, visit TEXT NOT NULL, since INTEGER) STRICT, WITHOUT ROWID",
  // The census reads a unit.
  "CREATE INDEX IF NOT EXISTS chart_bed_unit ON chart_bed (facility, unit, bed)",
  // What of a record waits for a person: so that all of it is found without reading charts.
  "CREATE TABLE IF NOT EXISTS chart_held (record TEXT NOT NULL, nth INTEGER NOT NULL, effect TEXT NOT NULL, by_id TEXT NOT NULL, hold TEXT, at INTEGER, PRIMARY KEY (record, nth)) STRICT, WITHOUT ROWID",
  // Where the applied messages end, while they lie in one line: what follows there is applied without a replay; and the newest book's time. No fact; not compared.
  "CREATE TABLE IF NOT EXISTS chart_tail (record TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL, book INTEGER) STRICT, WITHOUT ROWID",
] as const;

export type Placed = {
  readonly id: string;
  readonly epoch: string;
  readonly seq: number;
  readonly identity: string;
  readonly sent: number | null;
  /** A row of a book: `sent` is when the book was so. */
  readonly isBook: boolean;
};

export type Copy = Pick<Placed, "id" | "sent"> & { readonly record: string | null };

/** What a placed message changes, and the facility whose feed brought it; changes null where it is parked, or left out. */
export type Reading = { readonly facility: string; readonly changes: Changes | null };

type Tail = { readonly epoch: string; readonly seq: number; readonly book: number | null };

/** By record; undefined where it has none. */
const facilities = new HeldRows<string | undefined>();
const tails = new HeldRows<Tail | undefined>();

/**
 * Applies a message that is the record's next in the order of its chain; returns the parts of the record that it wrote. Null where it is
 * not: then replay. `copies` are those of the same message that were here before: behind them in one line it has no place of its own, and
 * changes nothing.
 */
export function applyNext(
  db: Sqlite,
  record: string,
  message: Placed,
  copies: readonly Copy[],
  reading: Reading,
): readonly string[] | null {
  const known = facilities.get(
    db,
    record,
    () =>
      statement<{ facility: string }>(db, "SELECT facility FROM chart_record WHERE record = ?").get(record)?.facility,
  );
  if (known === undefined) {
    if (copies.length > 0) return null;
    const written = apply(db, record, reading, reading.facility, true);
    moveTail(db, record, tailAt(message, null));
    return written;
  }
  const tail = tails.get(db, record, () =>
    statement<Tail>(db, "SELECT epoch, seq, book FROM chart_tail WHERE record = ?").get(record),
  );
  if (tail === undefined) return null;
  const isNext = tail.epoch === message.epoch ? tail.seq < message.seq : follows(db, message.epoch, tail.epoch);
  if (!isNext) return null;
  // A row of a book that was so when the message was sent, or later, stands behind it.
  if (!message.isBook && tail.book !== null && message.sent !== null && message.sent <= tail.book) return null;
  // It would speak for the others, or they are another record's: rare, and for the replay.
  if (copies.some(copy => copy.record !== record || rank(copy) > rank(message))) return null;
  const facility = reading.facility || known;
  const written = copies.length === 0 ? apply(db, record, reading, facility, facility !== known) : [];
  moveTail(db, record, tailAt(message, tail.book));
  return written;
}

/** Applies a message to what it speaks of. `isNew`: the record was not here, or under another facility. */
function apply(db: Sqlite, record: string, { changes }: Reading, facility: string, isNew: boolean): readonly string[] {
  if (changes === null) return [];
  const before = readTouched(db, record, changes);
  const after = applyChanges(before, changes);
  const written = writeTouched(db, record, before, after);
  indexChange(db, record, before, after);
  if (before.held !== after.held) writeHeld(db, record, after.held);
  // Only what moves or names her changes her row and her bed; then all her visits were read.
  if (isNew || before.visits !== after.visits || isPersonChanged(before, after)) {
    const isWhole = (changes.adt && changes.visit !== null) || changes.imported !== undefined;
    writeRow(db, record, facility, isWhole ? after : readRecord(db, record));
  }
  return written;
}

function applied(state: RecordState, { changes }: Reading): RecordState {
  return changes === null ? state : applyChanges(state, changes);
}

/** Where a replay begins: a chart, and the identities of the messages that are in it. */
export type Start = { readonly state: RecordState; readonly facility: string; readonly behind: ReadonlySet<string> };
const NOTHING: Start = { state: EMPTY_RECORD, facility: "", behind: new Set() };

/** Folds a record anew from all its messages, or from where a cut left it. `read` maps one. */
export function replay<Row extends Placed>(
  db: Sqlite,
  record: string,
  rows: readonly Row[],
  read: (row: Row) => Reading,
  start: Start = NOTHING,
): void {
  const open = start.behind.size === 0 ? rows : rows.filter(row => !start.behind.has(row.identity));
  // Of the copies of one message the least (sent, id) speaks: the same on every node.
  const speaking = new Map<string, Row>();
  for (const row of open) {
    const other = speaking.get(row.identity);
    if (other === undefined || rank(row) < rank(other)) speaking.set(row.identity, row);
  }
  let { state, facility } = start;
  for (const identity of orderPlaced(open, epochParents(db))) {
    const row = speaking.get(identity);
    if (row === undefined) continue;
    const reading = read(row);
    state = applied(state, reading);
    facility = reading.facility || facility;
  }
  forgetIndex(db, record, readRecord(db, record));
  writeRecord(db, record, state);
  indexChange(db, record, EMPTY_RECORD, state);
  writeHeld(db, record, state.held);
  writeRow(db, record, facility, state);
  const end = state === EMPTY_RECORD || rows.length === 0 ? null : lineEnd(db, rows);
  if (end === null) {
    statement(db, "DELETE FROM chart_tail WHERE record = ?").run(record);
    tails.set(db, record, undefined);
  } else moveTail(db, record, end);
}

/** Of the copies of one message the least speaks: the same on every node. */
export function rank(row: Pick<Placed, "id" | "sent">): string {
  return `${String(row.sent ?? Number.MAX_SAFE_INTEGER).padStart(17, "0")}|${row.id}`;
}

/** The last message of a record whose epochs lie in one line; null where two chains stand beside one another. */
function lineEnd(db: Sqlite, rows: readonly Placed[]): Tail | null {
  const epochs = [...new Set(rows.map(row => row.epoch))];
  const last = epochs.find(epoch => epochs.every(other => other === epoch || follows(db, epoch, other)));
  if (last === undefined) return null;
  const books = rows.flatMap(row => (row.isBook && row.sent !== null ? [row.sent] : []));
  return {
    epoch: last,
    seq: Math.max(...rows.filter(row => row.epoch === last).map(row => row.seq)),
    book: books.length === 0 ? null : Math.max(...books),
  };
}

function tailAt({ epoch, seq, isBook, sent }: Placed, book: number | null): Tail {
  return { epoch, seq, book: isBook && sent !== null ? Math.max(sent, book ?? sent) : book };
}

/** The row that search and census find her by, and the bed that she lies in. Needs her person and all her visits. */
function writeRow(db: Sqlite, record: string, facility: string, state: RecordState): void {
  dropBed(db, record);
  if (state === EMPTY_RECORD) {
    // Its messages turned out to be of another record, or parked.
    statement(db, "DELETE FROM chart_record WHERE record = ?").run(record);
    facilities.set(db, record, undefined);
    return;
  }
  statement(
    db,
    "INSERT INTO chart_record VALUES (?,?,?,?) ON CONFLICT (record) DO UPDATE SET facility = excluded.facility, name = excluded.name, words = excluded.words",
  ).run(record, facility, nameKey(state), searchWords(state));
  facilities.set(db, record, facility);
  indexPatient(db, record, state);
  const visit = currentVisit(state);
  if (visit === null || !isInHouse(visit.standing)) return;
  writeBed(db, record, facility, visit);
}

/** Under one key: whether anything waits. */
const waiting = new HeldRows<boolean>();
const ANY = "";

/** True where anything of any record waits for a person. */
export function isAnythingHeld(db: Sqlite): boolean {
  return waiting.get(db, ANY, () => statement(db, "SELECT 1 FROM chart_held LIMIT 1").get() !== undefined);
}

/** Rows of `chart_held` were written or went. */
export function forgetHeld(db: Sqlite): void {
  waiting.forget(db, ANY);
}

/** From here on the rows of links that are held. */
export const HELD_LINKS = 1_000_000;

/** Of what waits, one row an effect. */
function writeHeld(db: Sqlite, record: string, held: RecordState["held"]): void {
  statement(db, "DELETE FROM chart_held WHERE record = ? AND nth < ?").run(record, HELD_LINKS);
  forgetHeld(db);
  const insert = statement(db, "INSERT INTO chart_held VALUES (?,?,?,?,?,?)");
  for (const [nth, { effect, by, hold, at }] of held.entries()) insert.run(record, nth, effect, by, hold, at);
}

type Lying = {
  readonly name: string;
  readonly facility: string | null;
  readonly unit: string | null;
  readonly bed: string | null;
};
/** By file: whose name or bed was about to be written, each as it was when it was last asked. */
const lyingBefore = new WeakMap<Sqlite, Map<string, Lying | undefined>>();

/** By what whoever is beside them is found: those whose name or bed became another since the last time. */
export function changedNames(db: Sqlite): string[] {
  const before = lyingBefore.get(db) ?? new Map<string, Lying | undefined>();
  lyingBefore.delete(db);
  return [...before].flatMap(([record, was]) => {
    const now = lyingNow(db, record);
    if (JSON.stringify(now) === JSON.stringify(was)) return [];
    return [ownKey(record), ...nameKeys(was?.name ?? ""), ...nameKeys(now?.name ?? "")];
  });
}

function lyingNow(db: Sqlite, record: string): Lying | undefined {
  return statement<Lying>(
    db,
    "SELECT r.name, b.facility, b.unit, b.bed FROM chart_record r LEFT JOIN chart_bed b ON b.record = r.record WHERE r.record = ?",
  ).get(record);
}

/** Takes out where she lies, before it is written anew. */
export function dropBed(db: Sqlite, record: string): void {
  const before = lyingBefore.get(db) ?? new Map<string, Lying | undefined>();
  lyingBefore.set(db, before);
  if (!before.has(record)) before.set(record, lyingNow(db, record));
  statement(db, "DELETE FROM chart_bed WHERE record = ?").run(record);
  dropNameKeys(db, record);
}

/** Writes where she lies, and by what her name is found to be like another's. The record has no bed yet. */
export function writeBed(
  db: Sqlite,
  record: string,
  facility: string,
  { id, standing }: NonNullable<ReturnType<typeof currentVisit>>,
): void {
  const { place, since } = standing;
  const bed = [place?.room, place?.bed].filter(part => part !== undefined).join("-");
  statement(db, "INSERT INTO chart_bed VALUES (?,?,?,?,?,?)").run(
    record,
    facility,
    place?.unit ?? null,
    bed === "" ? null : bed,
    id,
    since?.occurred ?? since?.recorded ?? null,
  );
  keepNameKeys(db, record, facility);
}

function moveTail(db: Sqlite, record: string, tail: Tail): void {
  statement(
    db,
    "INSERT INTO chart_tail VALUES (?,?,?,?) ON CONFLICT (record) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, book = excluded.book",
  ).run(record, tail.epoch, tail.seq, tail.book);
  tails.set(db, record, tail);
}
