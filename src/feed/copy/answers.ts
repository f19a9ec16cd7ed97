// What the copy answers: a unit's census, one patient's chart, the age of each kind. Reads views only.
import {
  type Age,
  type Ages,
  administrationsOf,
  ageOfFeed,
  allergyDifferences,
  appointmentsOf,
  type CensusRow,
  type ChartingHere,
  DEFAULT_CHARTING_DELAY_MS,
  DEFAULT_LIMITS,
  type DowntimeState,
  documentLines,
  type FrequencyTable,
  type Hearing,
  heldLines,
  heldOf,
  homeMedications,
  type Identity,
  identityEntries,
  identityOf,
  KINDS_OF_DATA,
  type KindOfData,
  latestResults,
  type Mar,
  marOf,
  medicationOrders,
  NOTHING_HEARD,
  once,
  ordersInShort,
  type PatientAnswer,
  type RecordState,
  type SafetyCard,
  type Shows,
  type Stated,
  safetyCard,
  staysOf,
  trustOf,
  type UnitAnswer,
  vitalsOf,
  withDoNotGive,
  withEntries,
} from "../../chart/index.ts";
import { HeldRows, type Sqlite, statement } from "../../journal/index.ts";
import type { FeedConfigured } from "../entries.ts";
import { BOOK } from "../fold/book.ts";
import { feedsOf, hearingOf, newestHearings } from "../heard/heard.ts";
import { type PersonChart, readPersonChart, withDangers } from "./person-chart.ts";
import { readSearch } from "./search-words.ts";
import { namesBeside } from "./similar-names.ts";

/** What every answer of the copy is computed from. */
export type CopyContext = {
  readonly views: Sqlite;
  readonly facility: { readonly id: string; readonly name: string; readonly zone: string };
  readonly position: number;
  /** First 8 hex digits of the signed head. */
  readonly head: string;
  readonly now: number;
  readonly downtime: DowntimeState | null;
  readonly charting: readonly ChartingHere[];
  readonly frequencies: readonly FrequencyTable[];
  /** Where it is shown, and whether what is marked is; left out = on a screen, and not. */
  readonly shows?: Shows;
  /** Where `views` are of an earlier moment, which then is `now`. */
  readonly as_of?: AsOfNow;
};

/** What a copy as of an earlier moment has beside it. */
export type AsOfNow = {
  /** The real now, integer ms. */
  readonly asked: number;
  /** The copy of now: what has been marked since is marked. */
  readonly today: Sqlite;
  /** True where an earlier moment was asked for: nothing of before `now` is kept. */
  readonly is_oldest: boolean;
};

type BedRow = { readonly record: string; readonly unit: string | null; readonly bed: string | null };

const HOUR = 3_600_000;

/** Age of each kind of data, and the stretches in which administrations can be trusted. */
export function agesOf(context: Pick<CopyContext, "views" | "facility" | "now">): {
  readonly ages: Ages;
  readonly trust: ReturnType<typeof trustOf>;
} {
  const ages: Partial<Record<KindOfData, Age>> = {};
  let trust: ReturnType<typeof trustOf> = { age: { as_of: null, state: "no feed", true_until: null }, intervals: [] };
  for (const { kind, hearings, limit_ms } of hearingsOf(context)) {
    const found = trustOf(hearings, limit_ms, context.now);
    ages[kind] = found.age;
    if (kind === "administrations") trust = found;
  }
  ages.appointments = laterOf(ages.appointments, ageOfBook(context));
  return { ages, trust };
}

type HeardKind = { readonly kind: KindOfData; readonly hearings: readonly Hearing[]; readonly limit_ms: number };
/** By facility, and since when doses are asked for. */
const heardKinds = new HeldRows<readonly HeardKind[]>("feeds");

/** For what the feeds of a facility were heard. */
function hearingsOf({ views, facility, now }: Pick<CopyContext, "views" | "facility" | "now">): readonly HeardKind[] {
  const reach = Math.floor((now - TRUST_REACH_MS) / HOUR) * HOUR;
  return heardKinds.get(views, `${facility.id} ${reach}`, () => {
    const feeds = feedsOf(views).filter(config => config.facility === facility.id);
    const newest = newestHearings(
      views,
      facility.id,
      feeds.map(({ feed }) => feed),
    );
    return KINDS_OF_DATA.map(kind => {
      const hearings = feeds.flatMap(config => {
        const hearing = newest.get(`${config.feed} ${kind}`) ?? NOTHING_HEARD;
        // A feed that carries the kind and has not spoken of it is no "no such feed": its age is not known.
        if (hearing.heard.length === 0 && !carries(config, kind)) return [];
        return [kind === "administrations" ? hearingOf(views, config, kind, reach) : hearing];
      });
      const limits = feeds.flatMap(config => config.limits_ms[kind] ?? []);
      return { kind, hearings, limit_ms: limits.length === 0 ? DEFAULT_LIMITS[kind] : Math.max(...limits) };
    });
  });
}

/** Of a book from a file; null where none was taken. It counts where it is of later than what the feeds brought. */
function ageOfBook({ views, facility, now }: Pick<CopyContext, "views" | "facility" | "now">): Age | null {
  const hearing = hearingOf(views, { facility: facility.id, feed: BOOK }, "appointments");
  return hearing.heard.length === 0 ? null : ageOfFeed(hearing, DEFAULT_LIMITS.appointments, now);
}

function laterOf(feed: Age | undefined, book: Age | null): Age {
  if (feed === undefined || book === null) return feed ?? book ?? { as_of: null, state: "no feed", true_until: null };
  const isLater = book.as_of !== null && book.as_of > (feed.as_of ?? Number.NEGATIVE_INFINITY);
  return isLater || feed.state === "no feed" ? book : feed;
}

/** Age of each kind of data that one feed carries. */
export function feedAges(
  views: Sqlite,
  config: FeedConfigured,
  now: number,
): readonly { readonly kind: KindOfData; readonly age: Age }[] {
  return KINDS_OF_DATA.filter(kind => carries(config, kind)).map(kind => ({
    kind,
    age: ageOfFeed(hearingOf(views, config, kind), config.limits_ms[kind] ?? DEFAULT_LIMITS[kind], now),
  }));
}

/** How far back a chart asks whether a dose may be missing. */
const TRUST_REACH_MS = 60 * 24 * HOUR;

function carries({ heard, heartbeats }: FeedConfigured, kind: KindOfData): boolean {
  return [...Object.values(heard), ...Object.values(heartbeats)].some(kinds => kinds.includes(kind));
}

/** What every answer of the copy carries. */
export function stated(context: CopyContext, ages: Ages): Stated {
  const { now, facility, position, head, downtime, as_of } = context;
  return {
    ...(as_of === undefined ? {} : { as_of: { at: now, is_oldest: as_of.is_oldest } }),
    at: as_of?.asked ?? now,
    zone: facility.zone,
    facility: { id: facility.id, name: facility.name },
    ages,
    downtime,
    position,
    head,
  };
}

/** The units in which somebody lies, with how many. */
export function units(
  context: CopyContext,
): { readonly id: string; readonly name: string; readonly patients: number }[] {
  return statement<{ id: string; name: string; patients: number }>(
    context.views,
    "SELECT coalesce(unit, '') AS id, coalesce(unit, 'No unit') AS name, count(*) AS patients FROM chart_bed WHERE facility = ? GROUP BY unit ORDER BY unit",
  ).all(context.facility.id);
}

/** One row a patient of a unit, in bed order. */
export function unitAnswer(context: CopyContext, unit: string): UnitAnswer {
  const { ages, trust } = agesOf(context);
  const beds = statement<BedRow>(
    context.views,
    "SELECT record, unit, bed FROM chart_bed WHERE facility = ? AND coalesce(unit, '') = ?",
  ).all(context.facility.id, unit);
  const rows = beds
    .map(row => censusRow(row, context, trust))
    .sort(
      (a, b) =>
        a.bed.localeCompare(b.bed, "en", { numeric: true }) || (a.patient?.id ?? "").localeCompare(b.patient?.id ?? ""),
    );
  return { ...stated(context, ages), unit: { id: unit, name: unit === "" ? "No unit" : unit }, rows };
}

/** Many read a list: a drug that says what she has is named on her own page only. */
const DISCREET = "drug: see her MAR";

/** The card as a list that many read says it. */
function discreetly(card: SafetyCard, discreet: ReadonlySet<string>): SafetyCard {
  const { do_not_give } = card;
  if (do_not_give === undefined || !do_not_give.some(one => discreet.has(one.drug))) return card;
  const said = do_not_give.map(one => (discreet.has(one.drug) ? { ...one, drug: DISCREET, why: null } : one));
  return { ...card, do_not_give: said };
}

/** What the answers take of a chart alone, whatever the time and the feeds. */
const chartParts = once((state: RecordState) => ({
  medications: medicationOrders(state),
  administrations: administrationsOf(state),
  stays: staysOf(state),
  results: latestResults(state),
  vitals: vitalsOf(state),
  orders: ordersInShort(state),
  home: homeMedications(state),
  entries: identityEntries(state),
}));

function censusRow(row: BedRow, context: CopyContext, trust: ReturnType<typeof trustOf>): CensusRow {
  const person = readPersonChart(context.views, row.record, context.shows, context.as_of?.today);
  const { state } = person;
  const safety = safetyOf(person);
  const mar = withDoNotGive(marFor(state, context, trust), safety.do_not_give ?? []);
  const next = mar.medications
    .flatMap(({ next, drug, do_not_give }) => {
      const named = person.marks.discreet.has(drug) ? DISCREET : drug;
      return next === null ? [] : [{ ...next, drug: named, ...(do_not_give && { do_not_give: true as const }) }];
    })
    .sort((a, b) => a.at - b.at)[0];
  const { results, vitals } = chartParts(state);
  return {
    bed: row.bed ?? "",
    patient: identified(person, context, row.record),
    safety: discreetly(safety, person.marks.discreet),
    next: next ?? null,
    not_known: mar.not_known,
    overdue_since: null,
    results: results
      .filter(result => result.critical || context.now - (result.at?.instant ?? 0) < 12 * HOUR)
      .slice(0, 3),
    vitals: vitals[0] ?? null,
  };
}

/** One patient's chart, its grid so many hours ahead, also by a number that was merged away; null where the copy holds no such record. */
export function patientAnswer(context: CopyContext, record: string, ahead_h = 12): PatientAnswer | null {
  const person = readPersonChart(context.views, record, context.shows, context.as_of?.today);
  if (!isHere(context, [record, person.record])) return null;
  const { state } = person;
  const { ages, trust } = agesOf(context);
  const { results, vitals, orders, entries, home } = chartParts(state);
  const safety = safetyOf(person);
  return {
    ...stated(context, ages),
    identity: { ...identified(person, context), entries },
    safety,
    mar: withDoNotGive(withEntries(marFor(state, context, trust, ahead_h), state), safety.do_not_give ?? []),
    results,
    vitals,
    orders,
    ...(home.length === 0 ? {} : { home }),
    ...(context.shows?.face === "paper"
      ? { documents: documentLines(state), coming: appointmentsOf(state, context.now).coming }
      : {}),
    left_out: person.marks.left_out,
  };
}

/** Who a record is in the copy; null where it holds no such record. */
export function identityIn(context: CopyContext, record: string): Identity | null {
  return isHere(context, [record]) ? unwarned(readPersonChart(context.views, record), context) : null;
}

/** True where the copy of this facility holds one of the records; a broken glass opens what it holds of others too (RULES L2). */
export function isHere(
  { views, facility, shows }: Pick<CopyContext, "views" | "facility" | "shows">,
  records: readonly string[],
): boolean {
  const known = statement(views, "SELECT 1 FROM chart_record WHERE record = ? AND (facility = ? OR ?)");
  return records.some(one => known.get(one, facility.id, shows?.marked === true ? 1 : 0) !== undefined);
}

/** Who she is, with the beds of those whose names are like hers. `bedOf`: the record under which her bed stands. */
function identified(person: PersonChart, context: CopyContext, bedOf = person.record): Identity {
  const { same, similar } = namesBeside(context.views, bedOf, context.facility.id);
  const identity = unwarned(person, context, same);
  return similar.length === 0 ? identity : { ...identity, similar_name: similar };
}

/** Who she is, without a look at other names. */
function unwarned(
  { record, state, links, marks }: PersonChart,
  context: CopyContext,
  same: readonly string[] = [],
): Identity {
  const { now, facility } = context;
  const identity = identityOf(record, state, now, facility.zone, same);
  const held = heldLines(state, { now, zone: facility.zone });
  return {
    ...identity,
    ...(links.length === 0 ? {} : { links }),
    ...(held.length === 0 ? {} : { held }),
    ...(marks.person.length === 0 ? {} : { marks: marks.person }),
  };
}

/** Her safety card, with what linked records say. */
export const safetyOf = once((person: PersonChart): SafetyCard => {
  const card = safetyCard(withDangers(person));
  const allergies_differ = allergyDifferences(person.records);
  return allergies_differ.length === 0 ? card : { ...card, allergies_differ };
});

/** The grid from 12 hours back: 12 ahead of the hour on a screen, 24 on paper. */
function marFor(state: RecordState, context: CopyContext, trust: ReturnType<typeof trustOf>, ahead_h = 12): Mar {
  const hour = Math.floor(context.now / HOUR) * HOUR;
  const { medications: orders, administrations, stays } = chartParts(state);
  const mar = marOf({
    orders,
    administrations,
    trust,
    charting: context.charting,
    stays,
    frequencies: context.frequencies,
    zone: context.facility.zone,
    now: context.now,
    from: hour - 12 * HOUR,
    to: hour + ahead_h * HOUR,
    charting_delay_ms: DEFAULT_CHARTING_DELAY_MS,
  });
  if (state.held.length === 0) return mar;
  const withHeld = mar.medications.map(medication => {
    const held = heldOf(state, medication.id, { now: context.now, zone: context.facility.zone });
    return held === null ? medication : { ...medication, held };
  });
  return { ...mar, medications: withHeld };
}

/** A name, a number, the birth date, the phone or the bed begins with each of the words; at most 50. */
export function search(context: CopyContext, text: string): { readonly rows: readonly Identity[] } {
  const readings = readSearch(text);
  if (readings.length === 0) return { rows: [] };
  const one =
    "r.words LIKE ? ESCAPE '\\' OR ' ' || lower(b.bed) || ' ' || lower(replace(b.bed, '-', ' ')) || ' ' || lower(replace(b.bed, '-', '')) LIKE ? ESCAPE '\\'";
  const where = readings
    .map(asked => `(${asked.map(forms => `(${forms.map(() => one).join(" OR ")})`).join(" AND ")})`)
    .join(" OR ");
  const words = readings.flat(2).map(word => `% ${literal(word)}%`);
  const found = context.views
    .prepare<string[], { record: string }>(
      `SELECT r.record FROM chart_record r LEFT JOIN chart_bed b ON b.record = r.record WHERE r.facility = ? AND (${where}) LIMIT ${MOST_FOUND}`,
    )
    .all(context.facility.id, ...words.flatMap(word => [word, word]));
  // Numbers of one person lead to one row.
  const people = new Map(
    found.map(({ record }) => readPersonChart(context.views, record)).map(one => [one.record, one]),
  );
  return { rows: [...people.values()].map(person => unwarned(person, context)) };
}

const MOST_FOUND = 50;

/** A word as LIKE takes it literally. */
function literal(word: string): string {
  return word.replaceAll(/[\\%_]/g, "\\$&");
}
