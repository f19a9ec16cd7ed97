// What the copy answers: a unit's census, one patient's chart, the age of each kind. Reads views only.
import {
  type Age,
  type Ages,
  administrationsOf,
  ageOfFeed,
  allergyDifferences,
  type CensusRow,
  type ChartingHere,
  DEFAULT_CHARTING_DELAY_MS,
  DEFAULT_LIMITS,
  type DowntimeState,
  type FrequencyTable,
  type Identity,
  identityOf,
  KINDS_OF_DATA,
  type KindOfData,
  latestResults,
  type Mar,
  marOf,
  medicationOrders,
  type Order,
  type PatientAnswer,
  type RecordState,
  resources,
  type SafetyCard,
  type Stated,
  safetyCard,
  staysOf,
  trustOf,
  type UnitAnswer,
  vitalsOf,
  words,
} from "../chart/index.ts";
import { wordsIn } from "../fhir/index.ts";
import { type Sqlite, statement } from "../journal/index.ts";
import { BOOK } from "./book.ts";
import type { FeedConfigured } from "./entries.ts";
import { feedsOf, hearingOf } from "./heard.ts";
import { type PersonChart, readPersonChart, withAllergies } from "./person-chart.ts";

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
};

type BedRow = { readonly record: string; readonly unit: string | null; readonly bed: string | null };

const HOUR = 3_600_000;

/** Age of each kind of data, and the stretches in which administrations can be trusted. */
export function agesOf(context: Pick<CopyContext, "views" | "facility" | "now">): {
  readonly ages: Ages;
  readonly trust: ReturnType<typeof trustOf>;
} {
  const feeds = feedsOf(context.views).filter(config => config.facility === context.facility.id);
  const ages: Partial<Record<KindOfData, Age>> = {};
  let trust: ReturnType<typeof trustOf> = { age: { as_of: null, state: "no feed", true_until: null }, intervals: [] };
  for (const kind of KINDS_OF_DATA) {
    const since = kind === "administrations" ? context.now - TRUST_REACH_MS : undefined;
    const hearings = feeds.flatMap(config => {
      const hearing = hearingOf(context.views, config, kind, since);
      // A feed that carries the kind and has not spoken of it is no "no such feed": its age is not known.
      return hearing.heard.length > 0 || carries(config, kind) ? [hearing] : [];
    });
    const limits = feeds.flatMap(config => config.limits_ms[kind] ?? []);
    const found = trustOf(hearings, limits.length === 0 ? DEFAULT_LIMITS[kind] : Math.max(...limits), context.now);
    ages[kind] = found.age;
    if (kind === "administrations") trust = found;
  }
  ages.appointments = laterOf(ages.appointments, ageOfBook(context));
  return { ages, trust };
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

/** What every answer carries. */
export function stated(context: CopyContext, ages: Ages): Stated {
  const { now, facility, position, head, downtime } = context;
  return {
    at: now,
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
  return context.views
    .prepare<[string], { id: string; name: string; patients: number }>(
      "SELECT coalesce(unit, '') AS id, coalesce(unit, 'No unit') AS name, count(*) AS patients FROM chart_bed WHERE facility = ? GROUP BY unit ORDER BY unit",
    )
    .all(context.facility.id);
}

/** One row a patient of a unit, in bed order. */
export function unitAnswer(context: CopyContext, unit: string): UnitAnswer {
  const { ages, trust } = agesOf(context);
  const beds = context.views
    .prepare<[string, string], BedRow>(
      "SELECT record, unit, bed FROM chart_bed WHERE facility = ? AND coalesce(unit, '') = ?",
    )
    .all(context.facility.id, unit);
  const names = sameNames(context);
  const rows = beds
    .map(row => censusRow(row, context, trust, names))
    .sort(
      (a, b) =>
        a.bed.localeCompare(b.bed, "en", { numeric: true }) || (a.patient?.id ?? "").localeCompare(b.patient?.id ?? ""),
    );
  return { ...stated(context, ages), unit: { id: unit, name: unit === "" ? "No unit" : unit }, rows };
}

function censusRow(row: BedRow, context: CopyContext, trust: ReturnType<typeof trustOf>, names: SameNames): CensusRow {
  const person = readPersonChart(context.views, row.record);
  const { state } = person;
  const mar = marFor(state, context, trust);
  const next = mar.medications
    .flatMap(medication => (medication.next === null ? [] : [{ ...medication.next, drug: medication.drug }]))
    .sort((a, b) => a.at - b.at)[0];
  const results = latestResults(state);
  return {
    bed: row.bed ?? "",
    patient: identified(person, context, names.beside(row.record)),
    safety: safetyOf(person),
    next: next ?? null,
    not_known: mar.not_known,
    overdue_since: null,
    results: results
      .filter(result => result.critical || context.now - (result.at?.instant ?? 0) < 12 * HOUR)
      .slice(0, 3),
    vitals: vitalsOf(state)[0] ?? null,
  };
}

/** One patient's chart, its grid so many hours ahead, also by a number that was merged away; null where the copy holds no such record. */
export function patientAnswer(context: CopyContext, record: string, ahead_h = 12): PatientAnswer | null {
  const person = readPersonChart(context.views, record);
  const known = statement(context.views, "SELECT 1 FROM chart_record WHERE record = ? AND facility = ?");
  const isHere = [record, person.record].some(one => known.get(one, context.facility.id) !== undefined);
  if (!isHere) return null;
  const { state } = person;
  const { ages, trust } = agesOf(context);
  return {
    ...stated(context, ages),
    identity: identified(person, context, sameNames(context).beside(person.record)),
    safety: safetyOf(person),
    mar: marFor(state, context, trust, ahead_h),
    results: latestResults(state),
    vitals: vitalsOf(state),
    orders: ordersOf(state),
  };
}

function identified(
  { record, state, links }: PersonChart,
  { now, facility }: CopyContext,
  same_name: readonly string[],
): Identity {
  const identity = identityOf(record, state, now, facility.zone, same_name);
  return links.length === 0 ? identity : { ...identity, links };
}

function safetyOf(person: PersonChart): SafetyCard {
  const card = safetyCard(withAllergies(person));
  const allergies_differ = allergyDifferences(person.records);
  return allergies_differ.length === 0 ? card : { ...card, allergies_differ };
}

/** The grid from 12 hours back: 12 ahead of the hour on a screen, 24 on paper. */
function marFor(state: RecordState, context: CopyContext, trust: ReturnType<typeof trustOf>, ahead_h = 12): Mar {
  const hour = Math.floor(context.now / HOUR) * HOUR;
  return marOf({
    orders: medicationOrders(state),
    administrations: administrationsOf(state),
    trust,
    charting: context.charting,
    stays: staysOf(state),
    frequencies: context.frequencies,
    zone: context.facility.zone,
    now: context.now,
    from: hour - 12 * HOUR,
    to: hour + ahead_h * HOUR,
    charting_delay_ms: DEFAULT_CHARTING_DELAY_MS,
  });
}

function ordersOf(state: RecordState): Order[] {
  return resources(state, "ServiceRequest")
    .filter(request => request.intent === "order" || request.intent === "original-order")
    .map(request => ({
      id: request.id ?? "",
      order: request.identifier?.[0]?.value ?? "",
      what: words(request.code),
      state: request.status,
      at: null,
      source: "copy" as const,
    }));
}

/** Name, a number or bed begins with each of the words; at most 50. */
export function search(context: CopyContext, text: string): { readonly rows: readonly Identity[] } {
  const words = wordsIn(text).slice(0, MOST_WORDS);
  if (words.length === 0) return { rows: [] };
  const begins = words.map(() => "(r.words LIKE ? ESCAPE '\\' OR lower(b.bed) LIKE ? ESCAPE '\\')").join(" AND ");
  const found = statement<{ record: string }>(
    context.views,
    `SELECT r.record FROM chart_record r LEFT JOIN chart_bed b ON b.record = r.record WHERE r.facility = ? AND ${begins} LIMIT ${MOST_FOUND}`,
  ).all(context.facility.id, ...words.map(literal).flatMap(word => [`% ${word}%`, `${word}%`]));
  // Numbers of one person lead to one row.
  const people = new Map(
    found.map(({ record }) => readPersonChart(context.views, record)).map(one => [one.record, one]),
  );
  return { rows: [...people.values()].map(person => identified(person, context, [])) };
}

const MOST_FOUND = 50;
const MOST_WORDS = 8;

/** A word as LIKE takes it literally. */
function literal(word: string): string {
  return word.replaceAll(/[\\%_]/g, "\\$&");
}

type SameNames = { beside(record: string): readonly string[] };

/** Beds of others in the house with the same name, marks and order of parts apart. */
function sameNames(context: CopyContext): SameNames {
  const rows = statement<BedRow & { readonly name: string }>(
    context.views,
    "SELECT b.record, b.unit, b.bed, r.name FROM chart_bed b JOIN chart_record r ON r.record = b.record WHERE b.facility = ?",
  ).all(context.facility.id);
  const byName = new Map<string, BedRow[]>();
  const own = new Map<string, { readonly key: string; readonly unit: string | null }>();
  for (const row of rows) {
    own.set(row.record, { key: row.name, unit: row.unit });
    byName.set(row.name, [...(byName.get(row.name) ?? []), row]);
  }
  return {
    beside: record => {
      const mine = own.get(record);
      const others = mine === undefined ? [] : (byName.get(mine.key) ?? []).filter(other => other.record !== record);
      // The unit is named where it is another than hers.
      return others.map(({ unit, bed }) =>
        [unit === mine?.unit ? null : unit, bed].filter(part => part !== null).join(" "),
      );
    },
  };
}
