// Who she is: name, numbers, birth date, sex and age in words.
import { type Patient, remembered } from "../fhir/index.ts";
import { momentOf, resources, words } from "./from-record.ts";
import { localDay } from "./local-day.ts";
import { isInHouse, type Place, type Standing, standingOf } from "./movements.ts";
import { once } from "./once.ts";
import { encounterFrom, patientFrom, type RecordState } from "./record-state.ts";
import type { Identity, IdentityFact, Moment, Name } from "./routes.ts";

/** The visit that counts: of those in house the newest, else the newest at all. */
export function currentVisit(state: RecordState): { readonly id: string; readonly standing: Standing } | null {
  const visits = Object.entries(state.visits).map(([id, { movements }]) => ({ id, standing: standingOf(movements) }));
  const at = (visit: (typeof visits)[number]) => visit.standing.since?.occurred ?? visit.standing.since?.recorded ?? 0;
  const isIn = (visit: (typeof visits)[number]) => (isInHouse(visit.standing) ? 1 : 0);
  return visits.sort((a, b) => isIn(b) - isIn(a) || at(b) - at(a) || (a.id < b.id ? -1 : 1))[0] ?? null;
}

/** Identity of a record as of `now` (integer ms) in the facility's zone. `same_name`: beds of others with the same name. */
export function identityOf(
  record: string,
  state: RecordState,
  now: number,
  zone: string,
  same_name: readonly string[],
): Identity {
  const { patient, birth, facts } = timeless(state);
  const born_at = birthHour(patient, now);
  return {
    id: record,
    ...facts,
    birth,
    ...(born_at === null ? {} : { born_at }),
    age: birth === null ? null : ageText(born_at ?? birth, now, zone),
    same_name,
    registered: state.registered,
  };
}

/** What of it no clock changes. */
const timeless = once((state: RecordState) => {
  const patient = patientFrom(state);
  const visit = currentVisit(state);
  const place = visit?.standing.place ?? null;
  const since = visit?.standing.since?.occurred ?? visit?.standing.since?.recorded ?? null;
  const encounter = visit === null ? undefined : encounterFrom(state, visit.id, "unknown");
  const bed = [place?.room, place?.bed].filter(part => part !== undefined).join("-");
  return {
    patient,
    birth: momentOf(patient.birthDate),
    facts: {
      name: nameOf(patient),
      mrn: numberOf(state),
      visit: firstIdentifier(encounter?.identifier),
      sex: sexOf(patient.gender),
      unit: place?.unit ?? null,
      bed: bed === "" ? null : bed,
      bed_at:
        since === null
          ? null
          : ({ text: new Date(since).toISOString(), instant: since, precision: "minute" } satisfies Moment),
      doctor: doctorOf(encounter?.participant, state),
      language: languageOf(patient),
    },
  };
});

/** The PID and PV1 fields behind what a page says of her. */
const PERSON_FIELDS = { name: "PID-5", mrn: "PID-3", birth: "PID-7", sex: "PID-8", language: "PID-15" } as const;
const VISIT_FIELDS = { visit: "PV1-19", doctor: "PV1-7" } as const;

/** The entry that said each of these facts, where one did. */
export function identityEntries(state: RecordState): { readonly [fact in IdentityFact]?: string } {
  const entries: { [fact in IdentityFact]?: string } = {};
  for (const fact of ["name", "mrn", "birth", "sex", "language"] as const) {
    const by = state.patient[PERSON_FIELDS[fact]]?.by;
    if (by !== undefined) entries[fact] = by;
  }
  const visit = currentVisit(state);
  if (visit === null) return entries;
  for (const fact of ["visit", "doctor"] as const) {
    const by = state.visits[visit.id]?.fields[VISIT_FIELDS[fact]]?.by;
    if (by !== undefined) entries[fact] = by;
  }
  // Where she lies is said by the last movement that named the place.
  const { place, since } = visit.standing;
  const moved = state.visits[visit.id]?.movements.findLast(one => one.place !== null && isSamePlace(one.place, place));
  const bed = moved?.by ?? since?.by;
  return bed === undefined ? entries : { ...entries, bed };
}

function isSamePlace(a: Place, b: Place | null): boolean {
  return a.unit === b?.unit && a.room === b?.room && a.bed === b?.bed;
}

/** The official name, and beside it the name in its own script where one was sent. */
export function nameOf(patient: Patient): Name {
  // One that she has no more is hers only where there is no other.
  const isPast = ({ use }: { use?: string | undefined }) => use === "old" || use === "maiden";
  const all = patient.name ?? [];
  const names = [...all.filter(name => !isPast(name)), ...all.filter(isPast)];
  const isNative = (text: string) => /[\u0600-\u06FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]/.test(text);
  const textOf = (name: (typeof names)[number]) =>
    [name.family, ...(name.given ?? [])].filter(part => part !== undefined).join(" ") || (name.text ?? "");
  const latin = names.find(name => !isNative(textOf(name))) ?? names[0];
  const native = names.find(name => isNative(textOf(name)) && name !== latin);
  return {
    family: latin?.family ?? latin?.text ?? "",
    given: (latin?.given ?? []).join(" "),
    native: native === undefined ? null : textOf(native),
  };
}

/** The number of a record as staff say it: the one that names it, never another that stands beside it in PID-2 or PID-3. */
export function numberOf(state: RecordState): string {
  return state.number ?? "";
}

function firstIdentifier(identifiers: unknown): string | null {
  if (!Array.isArray(identifiers)) return null;
  for (const one of identifiers)
    if (typeof one === "object" && one !== null && "value" in one && typeof one.value === "string") return one.value;
  return null;
}

function doctorOf(participants: unknown, state: RecordState): string | null {
  if (!Array.isArray(participants)) return null;
  for (const one of participants) {
    const reference: unknown = one?.individual?.reference;
    const found = resources(state, "Practitioner").find(
      practitioner => `Practitioner/${practitioner.id ?? ""}` === reference,
    );
    const name = found?.name?.[0];
    if (name?.family !== undefined)
      return [name.family, (name.given ?? []).join(" ")].filter(part => part !== "").join(", ");
    const display: unknown = one?.individual?.display;
    if (typeof display === "string") return display;
  }
  return null;
}

function languageOf(patient: Patient): string | null {
  const text = words(patient.communication?.[0]?.language);
  return text === "" ? null : text;
}

function sexOf(gender: string | undefined): Identity["sex"] {
  if (gender === "female") return "F";
  if (gender === "male") return "M";
  return gender === "other" ? "other" : "unknown";
}

const HOUR_MS = 3_600_000;
/** So many hours are said as hours. */
const HOURS_OLD = 72;

/** The minute of birth of a newborn, where it was sent; midnight is how many senders write a day alone. Null for all else. */
function birthHour(patient: Patient, now: number): Moment | null {
  const sent = patient._birthDate?.extension?.find(one => one.url.endsWith("/patient-birthTime"))?.valueDateTime;
  const at = momentOf(sent);
  if (at === null || at.instant === null || /T00:00(:00)?(\D|$)/.test(at.text)) return null;
  return hoursOld(at, now) === null ? null : at;
}

/** Whole hours since an instant to the minute, below three days; null for all else. */
function hoursOld({ instant, precision }: Moment, now: number): number | null {
  if (instant === null || (precision !== "minute" && precision !== "second")) return null;
  const hours = Math.floor((now - instant) / HOUR_MS);
  return hours >= 0 && hours < HOURS_OLD ? hours : null;
}

/**
 * `62 y`, `7 mo`, `5 d`, `14 h`, as pediatrics says it: hours to 3 days where the hour was sent, days to 2 months, months to 2 years.
 * Null where the birth date cannot be placed.
 */
export function ageText(birth: Moment, now: number, zone: string): string | null {
  const today = localDay(now, zone);
  const text = birth.text.slice(0, 10);
  const age = remembered(ages, `${text} ${today}`, () => ageOn(text, today), MOST_AGES);
  const hours = age === null ? null : hoursOld(birth, now);
  return hours === null ? age : `${hours} h`;
}

/** By birth date and day. */
const ages = new Map<string, string | null>();
const MOST_AGES = 20_000;

function ageOn(text: string, today: Temporal.PlainDate): string | null {
  const parts = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text);
  if (parts === null) return null;
  const born = Temporal.PlainDate.from({
    year: Number(parts[1]),
    month: Number(parts[2] ?? 1),
    day: Number(parts[3] ?? 1),
  });
  if (Temporal.PlainDate.compare(born, today) > 0) return null;
  if (parts[2] === undefined) return `about ${today.year - born.year} y`;
  const days = born.until(today, { largestUnit: "days" }).days;
  const months = born.until(today, { largestUnit: "months" }).months;
  if (days < 61) return `${days} d`;
  return months < 24 ? `${months} mo` : `${born.until(today, { largestUnit: "years" }).years} y`;
}
