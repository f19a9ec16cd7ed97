// The chart of a person: one record, or several that links make one (RULES W6).
import {
  currentVisit,
  EMPTY_RECORD,
  isDoNotGive,
  isInHouse,
  type LeftOut,
  type LinkedRecord,
  type Mark,
  type MarkTables,
  numberOf,
  once,
  patientFrom,
  personMarks,
  type RecordState,
  resources,
  SCREEN,
  type Shows,
  unite,
  withoutMarked,
} from "../../chart/index.ts";
import { wordsIn } from "../../fhir/index.ts";
import { foldedUpTo, forgetReads, holdReads, type Sqlite, statement } from "../../journal/index.ts";
import { chartGroup, personOf, visitNow } from "../../patients/index.ts";
import { marksIn } from "../config/mark-config.ts";
import { orderPlaced } from "../fold/book.ts";
import { epochParents } from "../fold/epochs.ts";
import { type Around, heldLinksFrom, isLinked, isReached, linksAround } from "../fold/links.ts";
import { messagesOf } from "../fold/messages.ts";
import { dropBed, forgetHeld, HELD_LINKS, writeBed } from "../fold/record-chart.ts";
import { readParts, readPartsAgain, readPerson, readRecord } from "../fold/record-parts.ts";
import { NAME } from "../fold/touched.ts";
import { type Folds, KeptCharts, type Read } from "./kept-charts.ts";
import { searchWords } from "./search-words.ts";
import { forgetNames, keepNames } from "./similar-names.ts";

/** What of a chart is marked, as its face says it. */
type ShownMarks = {
  /** Of the person: for flags in words. */
  readonly person: readonly Mark[];
  readonly left_out: readonly LeftOut[];
  /** Names of marked drugs: a list that many read says none of them. */
  readonly discreet: ReadonlySet<string>;
};

export type PersonChart = {
  readonly marks: ShownMarks;
  /** The record that she is known by. */
  readonly record: string;
  readonly state: RecordState;
  /** Her other records, also linked ones whose charts stay apart, and those of which a link is held. */
  readonly links: readonly LinkedRecord[];
  /** Of the linked records whose charts stay apart. */
  readonly beside: readonly RecordState[];
  /** Each of her records by itself, also linked ones; none where there is one alone. */
  readonly records: readonly { readonly mrn: string; readonly state: RecordState }[];
};

/**
 * What the copy holds of the person whose record this is, also where the record was merged away: what `shows` lets be shown; left out,
 * what a screen shows to who gave no reason. `today`: where `db` is a copy as of an earlier moment, the one of now. What has been marked
 * since is marked.
 */
export function readPersonChart(db: Sqlite, record: string, shows: Shows = SCREEN, today: Sqlite = db): PersonChart {
  const whole = readWhole(db, record);
  if (today !== db) return shownOf(whole, readWhole(today, record), marksIn(today), shows);
  const [all, tables, key] = [shownOnce(whole), marksIn(db), `${shows.face} ${shows.marked}`];
  const found = all.get(key);
  if (found?.tables === tables) return found.chart;
  const chart = shownOf(whole, whole, tables, shows);
  all.set(key, { tables, chart });
  return chart;
}

/** By what is shown of a chart: it is the same chart until something is folded into it, or its marks change. */
const shownOnce = once((_: Whole) => new Map<string, { readonly tables: MarkTables; readonly chart: PersonChart }>());

function shownOf(whole: Whole, now: Whole, tables: MarkTables, shows: Shows): PersonChart {
  const { state, left_out, person, discreet } = withoutMarked(whole.state, tables, shows, now.state);
  // A flag of a record that stays apart is hers too.
  const apart = new Set([...whole.beside, ...now.beside]);
  const all = new Set([...person, ...[...apart].flatMap(one => personMarks(one, tables).map(({ mark }) => mark))]);
  return { ...whole, state, marks: { person: [...all], left_out, discreet } };
}

/** All records of the person whose record this is, itself among them: merged, and linked. */
export function recordsOfPerson(db: Sqlite, record: string): readonly string[] {
  if (!isLinked(db, record)) return [record];
  const { standing } = linksAround(db, record);
  return [...new Set([record, ...personOf(chartGroup(record, standing).root, standing)])];
}

/** The records that were merged into this one; none where it was merged away itself. What they say is said of her. */
export function recordsMergedInto(db: Sqlite, record: string): readonly string[] {
  if (!isLinked(db, record)) return [];
  const { root, records } = chartGroup(record, linksAround(db, record).standing);
  return root === record ? records.slice(1) : [];
}

type Whole = Omit<PersonChart, "marks">;

const charts = new KeptCharts<Whole>();

/** From here on a reader's connection knows what it read before. Whoever calls says of every publication what was folded (`forgetTouched`). */
export function keepCharts(views: Sqlite): void {
  holdReads(views);
  keepNames(views);
  charts.keep(views);
}

/** Folds were published: what they touched is read anew. */
export function forgetTouched(views: Sqlite, folds: Folds): void {
  forgetReads(views, folds.topics);
  forgetNames(
    views,
    folds.topics.flatMap(topic => (topic.startsWith(NAME) ? [topic.slice(NAME.length)] : [])),
  );
  charts.forget(views, folds);
}

function readWhole(db: Sqlite, record: string): Whole {
  return charts.get(db, record, () => {
    if (!isLinked(db, record)) return alone(db, record, readParts(db, record));
    const around = linksAround(db, record);
    const states = statesOf(db, around);
    return {
      // Of a record whose link waits, the number is shown.
      from: [record, ...around.records, ...around.held.flatMap(({ link }) => [link.from.record, link.to.record])],
      items: itemsOf([...states.values()]),
      value: personIn(record, around, states, ranksOf(db, around)),
    };
  });
}

/** Of somebody with one record: what a message wrote of it is read again by itself. */
function alone(db: Sqlite, record: string, { parts, state }: ReturnType<typeof readParts>): Read<Whole> {
  return {
    from: [record],
    items: itemsOf([state]),
    value: { record, state, links: [], beside: [], records: [] },
    again: (written, position) =>
      db.transaction(() => {
        if (foldedUpTo(db) > position || isLinked(db, record)) return null;
        return alone(db, record, readPartsAgain(db, record, parts, written));
      })(),
  };
}

function itemsOf(states: readonly RecordState[]): number {
  const count = (all: object) => Object.keys(all).length;
  return states.reduce((sum, one) => sum + 1 + count(one.resources) + count(one.doses) + count(one.visits), 0);
}

type States = ReadonlyMap<string, RecordState>;
type Rank = (by: string) => number;

function statesOf(db: Sqlite, { records }: Around): States {
  return new Map(records.map(one => [one, readRecord(db, one)]));
}

/** The places of entries' messages among all messages of these records. */
function ranksOf(db: Sqlite, { records }: Around): Rank {
  const rows = records.flatMap(record => messagesOf(db, record));
  const places = new Map(orderPlaced(rows, epochParents(db)).map((identity, at) => [identity, at]));
  const byEntry = new Map(rows.map(row => [row.id, places.get(row.identity) ?? 0]));
  return by => byEntry.get(by) ?? 0;
}

function personIn(record: string, around: Around, states: States, rank: Rank): Whole {
  const { standing, held, numbers } = around;
  const { root, records } = chartGroup(record, standing);
  const state = unite({ records, states, visitNow: end => visitNow(end, standing), rank });
  const linkOf = (id: string, how: LinkedRecord["how"]): LinkedRecord => ({
    id,
    mrn: numberOf(states.get(id) ?? EMPTY_RECORD) || (numbers.get(id)?.[0] ?? ""),
    how,
  });
  const apart = personOf(root, standing).filter(one => !records.includes(one));
  const waiting = new Set(
    held
      .flatMap(({ link }) => [link.from.record, link.to.record])
      .filter(one => !records.includes(one) && !apart.includes(one)),
  );
  const isHeldHere = held.some(({ link }) => records.includes(link.from.record) || records.includes(link.to.record));
  return {
    record: root,
    state,
    links: [
      ...records.slice(1).map(one => linkOf(one, "merged")),
      ...apart.map(one => linkOf(one, "linked")),
      ...(isHeldHere ? [...waiting].map(one => linkOf(one, "held")) : []),
    ],
    beside: apart.map(one => states.get(one) ?? EMPTY_RECORD),
    records: [...records, ...apart].map(one => ({
      mrn: linkOf(one, "linked").mrn,
      state: states.get(one) ?? EMPTY_RECORD,
    })),
  };
}

/** Writes the beds and the words of all records around this one as their links have them. Returns the records. */
export function refreshLinked(db: Sqlite, record: string): readonly string[] {
  if (!isLinked(db, record)) return [];
  if (!isReached(db, record)) {
    // A thousand merges that are held move nobody: what her own messages wrote stands.
    writeHeldLinks(db, record, heldLinksFrom(db, record));
    return [record];
  }
  const around = linksAround(db, record);
  const [states, rank] = [statesOf(db, around), ranksOf(db, around)];
  const place = statement<{ facility: string }>(db, "SELECT facility FROM chart_record WHERE record = ?");
  const words = statement(db, "UPDATE chart_record SET words = ? WHERE record = ?");
  for (const one of around.records) {
    dropBed(db, one);
    writeHeldLinks(
      db,
      one,
      around.held.filter(({ link }) => link.from.record === one),
    );
  }
  for (const one of around.records) {
    const { root, records } = chartGroup(one, around.standing);
    const facility = place.get(one)?.facility;
    if (one !== root) {
      words.run(searchWords(states.get(one) ?? EMPTY_RECORD), one);
      continue;
    }
    const { state } = personIn(one, around, states, rank);
    const numbers = records.slice(1).flatMap(other => around.numbers.get(other) ?? []);
    words.run(allWords(searchWords(state), numbers), one);
    const visit = currentVisit(state);
    // A record that is known by its number alone holds no row: then the bed stands at the one that does.
    const at = facility === undefined ? records.find(other => place.get(other) !== undefined) : one;
    if (at !== undefined && visit !== null && isInHouse(visit.standing))
      writeBed(db, at, facility ?? place.get(at)?.facility ?? "", visit);
  }
  return around.records;
}

/** Of a link that waits, one row at the record that it would do away with. */
function writeHeldLinks(db: Sqlite, record: string, own: Around["held"]): void {
  statement(db, "DELETE FROM chart_held WHERE record = ? AND nth >= ?").run(record, HELD_LINKS);
  forgetHeld(db);
  const insert = statement(db, "INSERT INTO chart_held VALUES (?,?,'merge',?,?,?)");
  for (const [nth, { link, by }] of own.entries()) {
    // A hold's id has no stroke, an undo's source has.
    const hold = by.includes("/") ? null : by;
    insert.run(record, HELD_LINKS + nth, link.source.split("/")[0] ?? "", hold, link.occurred ?? link.recorded);
  }
}

function allWords(words: string, numbers: readonly string[]): string {
  const more = numbers.flatMap(wordsIn).map(word => ` ${word}`);
  return words + more.filter(word => !`${words} `.includes(`${word} `)).join("");
}

/** Allergies of linked records that stay apart count for her, too, and drugs not to be given: what is dangerous to the one is to the other. */
export function withDangers({ state, beside }: Pick<PersonChart, "state" | "beside">): RecordState {
  if (beside.length === 0) return state;
  const added = beside.flatMap(other =>
    [...resources(other, "AllergyIntolerance"), ...resources(other, "MedicationRequest").filter(isDoNotGive)].flatMap(
      one => {
        const reference = `${one.resourceType}/${one.id ?? ""}`;
        const kept = other.resources[reference];
        return kept === undefined ? [] : [[reference, kept] as const];
      },
    ),
  );
  return { ...state, resources: { ...Object.fromEntries(added), ...state.resources } };
}

/** The records whose number this is, one a person: also a number that was merged away, or is another facility's. */
export function recordsNumbered(db: Sqlite, mrn: string): readonly string[] {
  const [word] = wordsIn(mrn);
  if (word === undefined) return [];
  const found = statement<{ record: string }>(
    db,
    "SELECT record FROM chart_record WHERE words LIKE ? ESCAPE '\\' ORDER BY record",
  ).all(`% ${word.replaceAll(/[\\%_]/g, "\\$&")}%`);
  const people = new Map<string, string>();
  for (const { record } of found) {
    const records = recordsOfPerson(db, record);
    const linked = isLinked(db, record) ? linksAround(db, record).numbers : new Map<string, readonly string[]>();
    const numbers = new Set(records.flatMap(one => [...numbersOf(readPerson(db, one)), ...(linked.get(one) ?? [])]));
    if (numbers.has(mrn)) people.set([...records].sort()[0] ?? record, record);
  }
  return [...people.values()];
}

function numbersOf(state: RecordState): string[] {
  return (patientFrom(state).identifier ?? []).flatMap(one => one.value ?? []);
}
