// A clinic's day: who is expected when, by whom and where, and by which number she is reached.
import {
  type ClinicDayAnswer,
  type ClinicPart,
  type ClinicRow,
  identityOf,
  isOf,
  type Kept,
  type MarkTables,
  type Moment,
  marksOf,
  momentOf,
  nameOf,
  patientFrom,
  type RecordState,
  type Shows,
  words,
} from "../../chart/index.ts";
import { type Appointment, type ContactPoint, fold, type Reference } from "../../fhir/index.ts";
import { type Sqlite, statement } from "../../journal/index.ts";
import { marksIn } from "../config/mark-config.ts";
import { isLinked } from "../fold/links.ts";
import { readPerson, readResource } from "../fold/record-parts.ts";
import { DAY } from "../fold/reference-index.ts";
import { phonesIn } from "../map/phones.ts";
import { agesOf, type CopyContext, stated } from "./answers.ts";
import { readPersonChart } from "./person-chart.ts";

const HOUR = 3_600_000;
/** A day without an hour is indexed by the clock of UTC. */
const WIDEST_ZONE = 14 * HOUR;
const MOST_UNDATED = 200;

/** Of a day (`2026-11-24` in the house's zone), the rows of a place or provider (null = all). Null where the text is no day. */
export function clinicDay(
  context: CopyContext,
  day: string,
  place: string | null,
  provider: string | null,
): ClinicDayAnswer | null {
  const { ages } = agesOf(context);
  const found = rowsOf(context, day);
  if (found === null) return null;
  const isChosen = (row: ClinicRow) =>
    (place === null || (row.place?.id ?? "") === place) && (provider === null || (row.provider?.id ?? "") === provider);
  const undated = undatedRows(context);
  const all = withOthers([...found, ...undated.rows]);
  const chosen = all.filter(isChosen);
  const isOfDay = new Set(found.map(keyOf));
  const ofDay = chosen.filter(row => isOfDay.has(keyOf(row)));
  return {
    ...stated(context, ages),
    day,
    today: houseDay(context),
    ...partsOf(found),
    place,
    provider,
    rows: ofDay.filter(isTimed),
    untimed: ofDay.filter(row => !isTimed(row)),
    undated: chosen.filter(row => !isOfDay.has(keyOf(row))),
    undated_more: undated.more,
  };
}

/** The day that it is now, in the house's zone. */
export function houseDay({ now, facility }: Pick<CopyContext, "now" | "facility">): string {
  return dayText(now, facility.zone);
}

/** Which places and providers have appointments on a day. Null where the text is no day. */
export function clinicParts(context: CopyContext, day: string): Pick<ClinicDayAnswer, "places" | "providers"> | null {
  const found = rowsOf(context, day);
  return found === null ? null : partsOf(found);
}

function keyOf({ id, patient }: ClinicRow): string {
  return `${id} ${patient.id}`;
}

/** A month is no day. */
function isPlaced({ at }: ClinicRow): boolean {
  return at !== null && at.precision !== "month" && at.precision !== "year";
}

function isTimed({ at }: ClinicRow): boolean {
  return at !== null && at.precision !== "day";
}

type Found = { readonly id: string; readonly record: string };

function rowsOf(context: CopyContext, day: string): ClinicRow[] | null {
  const { views, facility } = context;
  const from = startOf(day, facility.zone);
  if (from === null) return null;
  const until = from + 26 * HOUR;
  const found = statement<Found>(
    views,
    `SELECT i.id, i.record FROM chart_reference i INDEXED BY chart_reference_appointment JOIN chart_record r ON r.record = i.record
     WHERE i.type = 'Appointment' AND i.start >= ? AND i.start < ? AND r.facility = ?`,
  ).all(from - DAY - WIDEST_ZONE, until - DAY + WIDEST_ZONE, facility.id);
  return rowsFrom(context, found).filter(row => row.at !== null && dayOf(row.at, facility.zone) === day);
}

const STANDING = new Set<ClinicRow["status"]>(["booked", "pending", "proposed", "waitlist"]);

function undatedRows(context: CopyContext): { readonly rows: ClinicRow[]; readonly more: number } {
  const { views, facility } = context;
  const found = statement<Found>(
    views,
    `SELECT i.id, i.record FROM chart_reference i INDEXED BY chart_reference_appointment JOIN chart_record r ON r.record = i.record
     WHERE i.type = 'Appointment' AND i.start IS NULL AND i.status IN ('booked', 'pending', 'proposed', 'waitlist') AND r.facility = ?
     ORDER BY i.id LIMIT 2000`,
  ).all(facility.id);
  const rows = rowsFrom(context, found).filter(row => !isPlaced(row) && STANDING.has(row.status));
  return { rows: rows.slice(0, MOST_UNDATED), more: Math.max(0, rows.length - MOST_UNDATED) };
}

/** One row an appointment and person, by time. */
function rowsFrom(context: CopyContext, found: readonly Found[]): ClinicRow[] {
  const seen = new Map<string, ClinicRow>();
  const read = reader(context.views);
  const tables = marksIn(context.views);
  for (const { id, record } of found) {
    const who = isLinked(context.views, record) ? readPersonChart(context.views, record, WHOLE) : null;
    const root = who?.record ?? record;
    if (seen.has(`${id} ${root}`)) continue;
    const kept = who?.state.resources[`Appointment/${id}`] ?? readResource(context.views, record, `Appointment/${id}`);
    const { resource }: { resource: unknown } = kept ?? { resource: undefined };
    if (kept === undefined || !isOf(resource, "Appointment")) continue;
    const state = who?.state ?? readPerson(context.views, record);
    seen.set(
      `${id} ${root}`,
      discreet(
        rowOf(context, { appointment: resource, kept }, root, state, reference => read(record, reference)),
        kept,
        state,
        tables,
      ),
    );
  }
  return [...seen.values()].sort(
    (a, b) =>
      (a.at?.instant ?? Number.POSITIVE_INFINITY) - (b.at?.instant ?? Number.POSITIVE_INFINITY) ||
      (a.at?.text ?? "").localeCompare(b.at?.text ?? "") ||
      a.patient.name.family.localeCompare(b.patient.name.family) ||
      keyOf(a).localeCompare(keyOf(b)),
  );
}

/** A visit that nobody is called for is worse than one whose purpose is not said: what is marked stays on the list, and says less. */
const WHOLE: Shows = { face: "screen", marked: true };
const NOT_SAID = "marked: see her chart";

function discreet(row: ClinicRow, kept: Kept, state: RecordState, tables: MarkTables): ClinicRow {
  const alone = { ...state, resources: { [`Appointment/${row.id}`]: kept }, doses: {} };
  const { items, person } = marksOf(alone, tables);
  const patient = person.length === 0 ? row.patient : { ...row.patient, marks: person.map(({ mark }) => mark) };
  if (items.size === 0) return { ...row, patient };
  return { ...row, patient, what: NOT_SAID, reason: null, note: null, why: null };
}

type Read = (reference: string) => unknown;

/** Places and people are alike in all records: each is read once. */
function reader(db: Sqlite): (record: string, reference: string) => unknown {
  const known = new Map<string, unknown>();
  return (record, reference) => {
    if (!known.has(reference)) known.set(reference, readResource(db, record, reference)?.resource);
    return known.get(reference);
  };
}

type Booked = { readonly appointment: Appointment; readonly kept: Kept };

function rowOf(
  context: CopyContext,
  { appointment, kept }: Booked,
  record: string,
  state: RecordState,
  read: Read,
): ClinicRow {
  const { zone } = context.facility;
  const actors = (appointment.participant ?? []).filter(one => !isContact(one.type)).flatMap(one => one.actor ?? []);
  const said = actors.find(actor => actor.reference?.startsWith("Patient/"))?.display;
  const { place, room } = placeOf(
    actors.find(actor => kindOf(actor) === "Location"),
    read,
  );
  const reasons = (appointment.reasonCode ?? []).map(words).filter(text => text !== "");
  const types = [
    ...(appointment.serviceType ?? []),
    ...(appointment.appointmentType ? [appointment.appointmentType] : []),
  ]
    .map(words)
    .filter(text => text !== "");
  const notes = (appointment.extension ?? []).flatMap(one => one.valueAnnotation?.text ?? []);
  return {
    id: appointment.id ?? "",
    number: (appointment.identifier ?? []).map(one => one.value ?? "").findLast(value => value !== "") ?? "",
    patient: identityOf(record, state, context.now, zone, []),
    booked_as: said !== undefined && isOther(said, state) ? said : null,
    same_name: [],
    same_number: [],
    phones: phonesOf(appointment, state),
    at: momentOf(appointment.start ?? appointment.requestedPeriod?.[0]?.start),
    minutes: appointment.minutesDuration ?? minutesBetween(appointment.start, appointment.end),
    what: types[0] ?? appointment.description ?? "",
    reason: reasons.join(", ") || (types[0] === undefined ? null : (appointment.description ?? null)),
    provider: providerOf(
      actors.find(actor => kindOf(actor) === "Practitioner"),
      read,
    ),
    place,
    room,
    status: appointment.status as ClinicRow["status"],
    why: words(appointment.cancelationReason) || null,
    moved_from: momentOf(kept.moved?.from),
    note: [appointment.comment, ...notes].filter(text => text !== undefined && text !== "").join(" · ") || null,
    source: "copy",
  };
}

function isContact(types: Appointment["participant"][number]["type"]): boolean {
  const codings = (types ?? []).flatMap(type => type.coding ?? []);
  return codings.some(
    coding => coding.system?.endsWith("/participant-type") || coding.system?.endsWith("/provenance-participant-type"),
  );
}

function kindOf({ reference, type }: Reference): string | undefined {
  return type ?? reference?.split("/")[0];
}

type Named = { readonly id: string; readonly name: string };

function providerOf(actor: Reference | undefined, read: Read): Named | null {
  if (actor === undefined) return null;
  const found = actor.reference === undefined ? undefined : read(actor.reference);
  const name = isOf(found, "Practitioner") ? found.name?.[0] : undefined;
  const text = [name?.family, (name?.given ?? []).join(" ")]
    .filter(part => part !== undefined && part !== "")
    .join(", ");
  const shown = text || actor.display;
  if (shown === undefined) return null;
  return { id: idOf(actor) ?? shown.slice(0, 100), name: shown };
}

/** The clinic that a place is of, and what is told of the place beyond it. */
function placeOf(
  actor: Reference | undefined,
  read: Read,
): { readonly place: Named | null; readonly room: string | null } {
  if (actor === undefined) return { place: null, room: null };
  let at: Reference | undefined = actor;
  const inner: string[] = [];
  for (let up = 0; up < 4 && at?.reference !== undefined; up++) {
    const found: unknown = read(at.reference);
    if (!isOf(found, "Location")) break;
    const name = found.name ?? at.display ?? "";
    if (found.physicalType?.text === "point of care")
      return { place: { id: name.slice(0, 100), name }, room: inner.reverse().join(" ") || null };
    inner.push(name);
    at = found.partOf;
  }
  const name = actor.display ?? "";
  return { place: name === "" ? null : { id: name.slice(0, 100), name }, room: null };
}

function idOf({ reference }: Reference): string | undefined {
  return reference?.slice(reference.indexOf("/") + 1);
}

/** Her record's first; a number that stands in both is hers. Faxes and pagers reach nobody. */
function phonesOf(appointment: Appointment, state: RecordState): ClinicRow["phones"] {
  const points = [
    ...(patientFrom(state).telecom ?? []).map(point => ({ point, booking: false })),
    ...phonesIn(appointment.extension).map(point => ({ point, booking: true })),
  ];
  const seen = new Set<string>();
  return points.flatMap(({ point, booking }) => {
    const digits = (point.value ?? "").replaceAll(/\D/g, "").slice(-10);
    if (!isPhone(point) || digits === "" || seen.has(digits)) return [];
    seen.add(digits);
    return [{ number: point.value ?? "", use: point.use ?? null, booking }];
  });
}

function isPhone({ system, use }: ContactPoint): boolean {
  return (system === undefined || system === "phone" || system === "sms") && use !== "old";
}

/** True where a name in one line is not the record's: last name and first given name or its initial, in any order, marks apart. */
function isOther(said: string, state: RecordState): boolean {
  const { family, given } = nameOf(patientFrom(state));
  const parts = (text: string) =>
    fold(text)
      .split(/[^\p{L}\p{N}]+/u)
      .filter(part => part !== "");
  const [own, [first], told] = [parts(family), parts(given), parts(said)];
  if (own.length === 0) return false;
  const rest = told.filter(part => !own.includes(part));
  const isFirst = (part: string) => first === undefined || part.startsWith(first) || first.startsWith(part);
  return (
    !own.every(part => told.includes(part)) || (first !== undefined && !own.includes(first) && !rest.some(isFirst))
  );
}

/** Others of one name, and others under one number, are told at each of them. */
function withOthers(rows: readonly ClinicRow[]): ClinicRow[] {
  const by = (key: (row: ClinicRow) => string) => {
    const groups = new Map<string, ClinicRow[]>();
    for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
    return (row: ClinicRow) => [
      ...new Set(
        (groups.get(key(row)) ?? []).filter(one => one.patient.id !== row.patient.id).map(one => one.patient.mrn),
      ),
    ];
  };
  const names = by(({ patient: { name, id } }) => fold(`${name.family}|${name.given.split(" ")[0] ?? ""}`) || id);
  const numbers = by(row => row.id);
  return rows.map(row => ({ ...row, same_name: names(row), same_number: numbers(row) }));
}

function partsOf(rows: readonly ClinicRow[]): Pick<ClinicDayAnswer, "places" | "providers"> {
  const count = (part: (row: ClinicRow) => Named | null, none: string): ClinicPart[] => {
    const found = new Map<string, ClinicPart>();
    for (const row of rows) {
      const { id, name } = part(row) ?? { id: "", name: none };
      const before = found.get(id)?.appointments ?? 0;
      const stands = row.status === "cancelled" || row.status === "entered-in-error" ? 0 : 1;
      found.set(id, { id, name: found.get(id)?.name ?? name, appointments: before + stands });
    }
    return [...found.values()].sort((a, b) =>
      a.id === "" ? 1 : b.id === "" ? -1 : a.name.localeCompare(b.name, "en", { numeric: true }),
    );
  };
  return { places: count(row => row.place, "No place"), providers: count(row => row.provider, "No provider") };
}

function minutesBetween(start: string | undefined, end: string | undefined): number | null {
  const [from, to] = [momentOf(start)?.instant, momentOf(end)?.instant];
  return from == null || to == null || to <= from ? null : Math.round((to - from) / 60_000);
}

/** The first instant of a day; null where the text is none. */
function startOf(day: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  try {
    return Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}

function dayOf(at: Moment, zone: string): string {
  return at.instant === null || at.precision === "day" ? at.text.slice(0, 10) : dayText(at.instant, zone);
}

function dayText(instant: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}
