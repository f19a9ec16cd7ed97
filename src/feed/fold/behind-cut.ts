// What lies behind a cut (docs/FORMAT.md, "Pruning"): charts that a checkpoint speaks for, from which a record goes on, and messages that
// are ordered before the cut and came after it: shown as late, not folded.
import { EMPTY_RECORD, type RecordState } from "../../chart/index.ts";
import { type Bytes, HeldRows, hex, own, type Sqlite, statement, type ViewBase } from "../../journal/index.ts";
import { refreshLinked } from "../copy/person-chart.ts";
import { hearAnew } from "../heard/heard.ts";
import { dropLinks } from "./links.ts";
import { dropSubjects, messagesOf, type Row, rowsWhere } from "./messages.ts";
import { type Placed, replay, type Start } from "./record-chart.ts";
import { readRecord, readRecordBehind } from "./record-parts.ts";

export const CUT_DDL = [
  // Each record's chart as the checkpoint holds it.
  "CREATE TABLE IF NOT EXISTS chart_part_behind (record TEXT NOT NULL, part TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (record, part)) STRICT",
  "CREATE TABLE IF NOT EXISTS chart_record_behind (record TEXT PRIMARY KEY, facility TEXT NOT NULL) STRICT, WITHOUT ROWID",
  // The last message of each epoch that it covers.
  "CREATE TABLE IF NOT EXISTS feed_cut (epoch BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
] as const;

/** Why a message is not in the chart, as `parked` rows say it. */
export const LATE = JSON.stringify({
  code: "late",
  text: "It came after messages of its time were cut off, and is not in the chart: read it by hand.",
  where: "MSH[1]-7",
});

/** Under one key: whether this copy begins from a checkpoint. It does so before it folds anything, or never. */
const cuts = new HeldRows<boolean>();
const ALL = "";

/** True where this copy begins from a checkpoint. */
export function hasCut(db: Sqlite): boolean {
  return cuts.get(db, ALL, () => statement(db, "SELECT 1 FROM feed_cut LIMIT 1").get() !== undefined);
}

/** True where the checkpoint holds what this entry said. */
export function isBehind(db: Sqlite, hash: Bytes): boolean {
  return hasCut(db) && statement(db, "SELECT 1 FROM covered WHERE hash = ?").get(hash) !== undefined;
}

/** True for a message that is ordered before what the checkpoint covers, and not the copy of one that it covers. */
export function isLate(db: Sqlite, { epoch, seq, identity }: Pick<Row, "epoch" | "seq" | "identity">): boolean {
  if (!hasCut(db)) return false;
  const cut = statement<{ seq: number }>(db, "SELECT seq FROM feed_cut WHERE epoch = ?").get(epoch);
  const isBefore =
    (cut !== undefined && seq <= cut.seq) ||
    statement(
      db,
      `WITH RECURSIVE down(epoch) AS (
         SELECT epoch FROM feed_link WHERE before = ? UNION SELECT l.epoch FROM down JOIN feed_link l ON l.before = down.epoch)
       SELECT 1 FROM down JOIN feed_cut c ON c.epoch = down.epoch LIMIT 1`,
    ).get(epoch) !== undefined;
  return isBefore && !isCopyBehind(db, identity);
}

function isCopyBehind(db: Sqlite, identity: Bytes): boolean {
  return (
    statement(db, "SELECT 1 FROM feed_message m JOIN covered c ON c.hash = m.hash WHERE m.identity = ? LIMIT 1").get(
      identity,
    ) !== undefined
  );
}

/** A late message as it is kept: it stands for nothing, not even for a copy of itself. */
export function lateRow(row: Row): Row {
  return { ...row, identity: row.hash, record: null, sent: null };
}

/** Where a record's replay begins: at the chart that the checkpoint holds, without the messages that it covers. */
export function startOf(db: Sqlite, record: string, rows: readonly Placed[]): Start | undefined {
  if (!hasCut(db)) return undefined;
  const place = statement<{ facility: string }>(db, "SELECT facility FROM chart_record_behind WHERE record = ?");
  const behind = new Set(
    rows.map(row => row.identity).filter(identity => isCopyBehind(db, Buffer.from(identity, "hex"))),
  );
  return { state: readRecordBehind(db, record), facility: place.get(record)?.facility ?? "", behind };
}

/** A link between epochs came: what turns out to lie before the cut is late. Returns the records that were spoken of. */
export function setLate(db: Sqlite): string[] {
  if (!hasCut(db)) return [];
  const rows = rowsWhere(
    db,
    `m.outcome = 'mapped' AND m.epoch IN (
       WITH RECURSIVE up(epoch) AS (
         SELECT l.before FROM feed_link l JOIN feed_cut c ON c.epoch = l.epoch
         UNION SELECT l.before FROM up JOIN feed_link l ON l.epoch = up.epoch)
       SELECT epoch FROM up)
     AND NOT EXISTS (SELECT 1 FROM covered c WHERE c.hash = m.hash)`,
  ).filter(row => isLate(db, row));
  const records = new Set<string>();
  for (const row of rows) {
    for (const record of [row.record, ...dropSubjects(db, row)]) if (record !== null) records.add(record);
    dropLinks(db, row);
    statement(
      db,
      "UPDATE feed_message SET identity = hash, record = NULL, sent = NULL, outcome = 'parked', reason = ? WHERE epoch = ? AND seq = ? AND hash = ?",
    ).run(LATE, row.epoch, row.seq, row.hash);
  }
  for (const feed of new Set(rows.map(row => row.feed))) hearAnew(db, feed);
  return [...records];
}

/** How the copy goes on from a checkpoint. */
export const copyBase: ViewBase = {
  // What is parked may be mapped by a later version: it keeps its content.
  open(db) {
    const rows = statement<{ hash: Buffer }>(
      db,
      "SELECT hash FROM feed_message WHERE outcome = 'parked' AND reason IS NOT ?",
    ).all(LATE);
    return rows.map(row => own(row.hash));
  },
  settle(db) {
    // Not covered, so folded again.
    db.prepare("DELETE FROM feed_message WHERE hash NOT IN (SELECT hash FROM covered)").run();
    db.exec(`DELETE FROM chart_part_behind; INSERT INTO chart_part_behind SELECT record, part, body FROM chart_part;
      DELETE FROM chart_record_behind; INSERT INTO chart_record_behind SELECT record, facility FROM chart_record;
      DELETE FROM feed_cut; INSERT INTO feed_cut SELECT epoch, max(seq) FROM feed_message WHERE outcome = 'mapped' GROUP BY epoch`);
    cuts.forget(db, ALL);
  },
  forget(db, id) {
    const rows = rowsWhere(db, "m.id = ?", id);
    for (const row of rows) {
      const records = [row.record, ...dropSubjects(db, row)].flatMap(one => one ?? []);
      dropLinks(db, row);
      statement(db, "DELETE FROM feed_message WHERE epoch = ? AND seq = ? AND hash = ?").run(
        row.epoch,
        row.seq,
        row.hash,
      );
      for (const record of records) forgetIn(db, record, hex(id));
      hearAnew(db, row.feed);
    }
  },
};

function forgetIn(db: Sqlite, record: string, by: string): void {
  const rows = messagesOf(db, record);
  const known = statement<{ facility: string }>(db, "SELECT facility FROM chart_record WHERE record = ?").get(record);
  const state = without(readRecord(db, record), by);
  const behind = new Set(rows.map(row => row.identity));
  replay(db, record, rows, () => ({ facility: "", changes: null }), { state, facility: known?.facility ?? "", behind });
  refreshLinked(db, record);
}

/** A chart without what one entry said in it. */
function without(state: RecordState, by: string): RecordState {
  const kept = <T>(all: { readonly [name: string]: T }, isKept: (value: T) => boolean) =>
    Object.fromEntries(Object.entries(all).filter(([, value]) => isKept(value)));
  const said = (one: { readonly by: string }) => one.by !== by;
  const visits = Object.fromEntries(
    Object.entries(state.visits).map(([id, visit]) => [
      id,
      { ...visit, fields: kept(visit.fields, said), movements: visit.movements.filter(said) },
    ]),
  );
  const left: RecordState = {
    ...state,
    patient: kept(state.patient, said),
    visits: kept(visits, visit => visit.movements.length > 0 || Object.keys(visit.fields).length > 0),
    resources: kept(state.resources, said),
    doses: kept(
      Object.fromEntries(Object.entries(state.doses).map(([key, doses]) => [key, doses.filter(said)])),
      doses => doses.length > 0,
    ),
  };
  const isEmpty = [left.patient, left.visits, left.resources, left.doses].every(all => Object.keys(all).length === 0);
  return isEmpty ? EMPTY_RECORD : left;
}
