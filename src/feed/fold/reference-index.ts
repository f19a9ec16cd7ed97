// Which record a resource lies in, and the columns by which visits and appointments are found without one.
import { EMPTY_RECORD, type RecordState, type StoredResource, visitAsItStands } from "../../chart/index.ts";
import { stretchOf } from "../../fhir/index.ts";
import { type Sqlite, statement } from "../../journal/index.ts";

export const REFERENCE_DDL = [
  // A function of the record's state. `place`: ids of locations, a space before each; the columns behind `record` are of visits and appointments only.
  "CREATE TABLE IF NOT EXISTS chart_reference (type TEXT NOT NULL, id TEXT NOT NULL, record TEXT NOT NULL, status TEXT, start INTEGER, ended INTEGER, place TEXT, PRIMARY KEY (type, id, record)) STRICT, WITHOUT ROWID",
  // A clinic's day, and what has no day yet.
  "CREATE INDEX IF NOT EXISTS chart_reference_appointment ON chart_reference (start) WHERE type = 'Appointment'",
  "CREATE TABLE IF NOT EXISTS chart_patient (record TEXT PRIMARY KEY, birthdate TEXT, gender TEXT) STRICT, WITHOUT ROWID",
] as const;

export const REFERENCE_TABLES = ["chart_reference", "chart_patient"] as const;

/** Brings the index from one state of a record to the next. What the change did not touch may be missing from both. */
export function indexChange(db: Sqlite, record: string, before: RecordState, after: RecordState): void {
  const insert = statement(
    db,
    "INSERT INTO chart_reference VALUES (?,?,?,?,?,?,?) ON CONFLICT (type, id, record) DO UPDATE SET status = excluded.status, start = excluded.start, ended = excluded.ended, place = excluded.place",
  );
  const put = (resource: StoredResource) => {
    const { status, start, ended, place } = columnsOf(resource);
    insert.run(resource.resourceType, resource.id, record, status, start, ended, place);
  };
  for (const [id, visit] of Object.entries(after.visits))
    if (before.visits[id] !== visit) put({ ...visitAsItStands(after, id), id });
  for (const [reference, kept] of Object.entries(after.resources)) {
    const was = before.resources[reference];
    // Said anew, only what has columns changes.
    if (was === undefined || (was !== kept && kept.resource.resourceType === "Appointment")) put(kept.resource);
  }
  // Joined to another under its other number.
  if (before.resources !== after.resources) {
    const gone = statement(db, "DELETE FROM chart_reference WHERE type = ? AND id = ? AND record = ?");
    for (const [reference, { resource }] of Object.entries(before.resources))
      if (after.resources[reference] === undefined) gone.run(resource.resourceType, resource.id, record);
  }
  for (const [key, same] of Object.entries(after.doses)) {
    const known = new Set(before.doses[key]?.map(dose => dose.resource.id));
    for (const { resource } of same) if (!known.has(resource.id)) put(resource);
  }
}

/** Takes a record's rows out: before it is folded anew. */
export function forgetIndex(db: Sqlite, record: string, state: RecordState): void {
  const gone = statement(db, "DELETE FROM chart_reference WHERE type = ? AND id = ? AND record = ?");
  const doses = Object.values(state.doses).flatMap(same => same.map(dose => dose.resource));
  const resources = Object.values(state.resources).map(kept => kept.resource);
  for (const { resourceType, id } of [...resources, ...doses]) gone.run(resourceType, id, record);
  for (const id of Object.keys(state.visits)) gone.run("Encounter", id, record);
  if (state === EMPTY_RECORD) return;
  statement(db, "DELETE FROM chart_patient WHERE record = ?").run(record);
}

/** Her birth date and gender, as her record's row is written. */
export function indexPatient(db: Sqlite, record: string, state: RecordState): void {
  const birthdate = state.patient["PID-7"]?.piece.birthDate ?? null;
  const gender = state.patient["PID-8"]?.piece.gender ?? null;
  statement(
    db,
    "INSERT INTO chart_patient VALUES (?,?,?) ON CONFLICT (record) DO UPDATE SET birthdate = excluded.birthdate, gender = excluded.gender",
  ).run(record, birthdate, gender);
}

type Columns = {
  readonly status: string | null;
  readonly start: number | null;
  readonly ended: number | null;
  readonly place: string | null;
};
const NO_COLUMNS: Columns = { status: null, start: null, ended: null, place: null };

function columnsOf(resource: StoredResource): Columns {
  const { resourceType, status } = resource;
  const isFound = resourceType === "Encounter" || resourceType === "Appointment";
  if (!isFound) return NO_COLUMNS;
  const [asked] = Array.isArray(resource.requestedPeriod) ? resource.requestedPeriod : [];
  const period =
    resourceType === "Encounter"
      ? plain(resource.period)
      : { start: resource.start ?? dayIn(asked), end: resource.end ?? resource.start ?? dayIn(asked) };
  // In UTC, for a date without a zone a day wider on either side: what is found is then compared itself.
  const [start, end] = [reach(period.start), reach(period.end)];
  return {
    status: typeof status === "string" ? status : null,
    start: start === null ? null : start.from - DAY,
    ended: end === null ? null : end.until + DAY,
    place: placesOf(resource),
  };
}

/** Where no time is known, the day that was asked for; a month is none. */
function dayIn(period: unknown): unknown {
  const { start } = plain(period);
  return typeof start === "string" && start.length >= 10 ? start : undefined;
}

/** The columns reach so far (ms) beyond what a resource says. */
export const DAY = 86_400_000;

function reach(text: unknown): ReturnType<typeof stretchOf> {
  return typeof text === "string" ? stretchOf(text, "UTC") : null;
}

function placesOf(resource: StoredResource): string | null {
  const listed = Array.isArray(resource.location)
    ? resource.location.map(one => plain(plain(one).location).reference)
    : Array.isArray(resource.participant)
      ? resource.participant.map(one => plain(plain(one).actor).reference)
      : [];
  const ids = listed.flatMap(one => (typeof one === "string" ? [` ${one}`] : []));
  return ids.length === 0 ? null : ids.join("");
}

function plain(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
