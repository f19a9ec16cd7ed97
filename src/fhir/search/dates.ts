// Dates in a search: the stretch that a text covers at its precision, and how two stretches compare (R4 §3.1.1.5.7).
import { readFhirMoment } from "../fhir-moment.ts";

/** From (included) until (excluded), integer ms; ±Infinity where it is open. */
export type Stretch = { readonly from: number; readonly until: number };

export const DATE_PREFIXES = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"] as const;
export type DatePrefix = (typeof DATE_PREFIXES)[number];
export type DateTest = { readonly prefix: DatePrefix; readonly stretch: Stretch };

const DAY = 86_400_000;

/** Reads `ge2023-08`; null for what is no date, or an approximate one. Times without a zone are in that of the house. */
export function readDateTest(text: string, zone: string): DateTest | null {
  const parts = /^(eq|ne|gt|lt|ge|le|sa|eb)?(\d{4}.*)$/.exec(text);
  if (parts === null) return null;
  const [, prefix, written = ""] = parts;
  const stretch = stretchOf(written, zone);
  return stretch === null ? null : { prefix: DATE_PREFIXES.find(one => one === prefix) ?? "eq", stretch };
}

/** The stretch of a FHIR date, dateTime or instant. Null for anything else. */
export function stretchOf(written: string, zone: string): Stretch | null {
  // A search may leave seconds and zone out.
  const bare = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?$/.exec(written);
  if (bare !== null) {
    const from = instantIn(`${bare[1]}T${bare[2]}${bare[3] ?? ":00"}`, zone);
    return from === null ? null : { from, until: from + (bare[3] === undefined ? 60_000 : fine(bare[3])) };
  }
  const moment = readFhirMoment(written);
  if (moment === null) return null;
  if (moment.instant !== null) {
    const clock = /T\d{2}:\d{2}(:\d{2}(?:\.\d+)?)?/.exec(written)?.[1];
    return { from: moment.instant, until: moment.instant + (clock === undefined ? 60_000 : fine(clock)) };
  }
  return daysOf(written, zone);
}

/** How long a second, or a part of one, is said to last. */
function fine(seconds: string): number {
  return seconds.includes(".") ? 1 : 1_000;
}

function daysOf(written: string, zone: string): Stretch | null {
  const [year = 0, month, day] = written.split("-").map(Number);
  const first = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const next =
    day !== undefined ? first + DAY : month !== undefined ? Date.UTC(year, month, 1) : Date.UTC(year + 1, 0, 1);
  const [from, until] = [first, next].map(at => instantIn(new Date(at).toISOString().slice(0, 19), zone));
  return from == null || until == null ? null : { from, until };
}

function instantIn(clock: string, zone: string): number | null {
  try {
    return Temporal.PlainDateTime.from(clock).toZonedDateTime(zone, { disambiguation: "earlier" }).epochMilliseconds;
  } catch {
    return null;
  }
}

/** Whether what a resource says fits the test. */
export function fits({ prefix, stretch: asked }: DateTest, said: Stretch): boolean {
  const isWithin = said.from >= asked.from && said.until <= asked.until;
  switch (prefix) {
    case "eq":
      return isWithin;
    case "ne":
      return !isWithin;
    case "gt":
      return said.until > asked.until;
    case "lt":
      return said.from < asked.from;
    case "ge":
      return said.until > asked.until || isWithin;
    case "le":
      return said.from < asked.from || isWithin;
    case "sa":
      return said.from >= asked.until;
    case "eb":
      return said.until <= asked.from;
    default:
      return prefix satisfies never;
  }
}
