// The chart of a person: one record, or several that links make one (RULES W6).
import {
  currentVisit,
  EMPTY_RECORD,
  isInHouse,
  type LinkedRecord,
  numberOf,
  type RecordState,
  resources,
  unite,
} from "../chart/index.ts";
import { wordsIn } from "../fhir/index.ts";
import { type Sqlite, statement } from "../journal/index.ts";
import { chartGroup, personOf, visitNow } from "../patients/index.ts";
import { orderPlaced } from "./book.ts";
import { epochParents } from "./epochs.ts";
import { type Around, isLinked, linksAround } from "./links.ts";
import { messagesOf } from "./messages.ts";
import { writeBed } from "./record-chart.ts";
import { readRecord } from "./record-parts.ts";
import { searchWords } from "./search-words.ts";

export type PersonChart = {
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

/** What the copy holds of the person whose record this is, also where the record was merged away. */
export function readPersonChart(db: Sqlite, record: string): PersonChart {
  if (!isLinked(db, record)) return { record, state: readRecord(db, record), links: [], beside: [], records: [] };
  const around = linksAround(db, record);
  return personIn(record, around, statesOf(db, around), ranksOf(db, around));
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

function personIn(record: string, around: Around, states: States, rank: Rank): PersonChart {
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
  const around = linksAround(db, record);
  const [states, rank] = [statesOf(db, around), ranksOf(db, around)];
  const place = statement<{ facility: string }>(db, "SELECT facility FROM chart_record WHERE record = ?");
  const words = statement(db, "UPDATE chart_record SET words = ? WHERE record = ?");
  for (const one of around.records) statement(db, "DELETE FROM chart_bed WHERE record = ?").run(one);
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

function allWords(words: string, numbers: readonly string[]): string {
  const more = numbers.flatMap(wordsIn).map(word => ` ${word}`);
  return words + more.filter(word => !`${words} `.includes(`${word} `)).join("");
}

/** Allergies of linked records that stay apart count for her, too: what is dangerous to the one is to the other. */
export function withAllergies({ state, beside }: Pick<PersonChart, "state" | "beside">): RecordState {
  if (beside.length === 0) return state;
  const added = beside.flatMap(other =>
    resources(other, "AllergyIntolerance").flatMap(one => {
      const reference = `AllergyIntolerance/${one.id ?? ""}`;
      const kept = other.resources[reference];
      return kept === undefined ? [] : [[reference, kept] as const];
    }),
  );
  return { ...state, resources: { ...Object.fromEntries(added), ...state.resources } };
}
