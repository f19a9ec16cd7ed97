// HL7 v2 timestamps as FHIR dates, keeping precision and zone (HL7 v2 §2A.21 DTM, FHIR R4 §2.24.0.1).

import { remembered } from "./remember.ts";

export type Precision = "year" | "month" | "day" | "hour" | "minute" | "second";

/** A time as it was sent. `instant` is its start in ms since 1970; `iso` is a FHIR dateTime. */
export type Moment = {
  readonly text: string;
  readonly iso: string;
  readonly instant: number;
  readonly precision: Precision;
};

const TIMESTAMP =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,9}))?)?)?)?)?)?(?:Z|([+-])(\d{2}):?(\d{2}))?$/;

/**
 * Reads YYYY[MM[DD[HH[MM[SS[.S…]]]]]][±ZZZZ], the zone also as ISO 8601 writes it (±ZZ:ZZ, Z). A time without zone keeps its digits and gets the offset of `zone` (IANA);
 * of an hour that exists twice the earlier, in an hour that does not exist the offset before the change.
 * Hours without minutes and minutes without seconds are zero-filled in `iso`, as FHIR asks; `precision` says what was sent.
 * Undefined for anything else, also for a date that is on no calendar: nothing is guessed.
 */
export function readMoment(text: string, zone: string): Moment | undefined {
  // Temporal is slow, and one message gives the same minute to each of its results. Long text is no time.
  if (text.length > LONGEST) return undefined;
  return remembered(moments, `${zone}|${text}`, () => ({ read: read(text, zone) })).read;
}

/** The longest timestamp with room for blanks around it. */
const LONGEST = 64;
const moments = new Map<string, { readonly read: Moment | undefined }>();

function read(text: string, zone: string): Moment | undefined {
  const parts = TIMESTAMP.exec(text.trim());
  if (parts === null) return undefined;
  const [, year = "", month, day, hour, minute, second, fraction, sign, zoneHour, zoneMinute] = parts;
  if (year === "0000") return undefined;
  const plain = plainDateTime(year, month, day, hour, minute, second);
  if (plain === undefined) return undefined;
  const isUtc = text.trimEnd().endsWith("Z");
  const sent = isUtc ? "+00:00" : sign === undefined ? undefined : `${sign}${zoneHour}:${zoneMinute}`;
  if (sign !== undefined && (Number(zoneHour) * 60 + Number(zoneMinute) > 14 * 60 || Number(zoneMinute) > 59))
    return undefined;
  const offset = sent ?? offsetIn(zone, plain);
  const digits = fraction === undefined ? "" : `.${fraction}`;
  const clock = `${hour ?? "00"}:${minute ?? "00"}:${second ?? "00"}${digits}`;
  const whole = `${year}-${month ?? "01"}-${day ?? "01"}T${clock}${offset}`;
  const date = day ? `${year}-${month}-${day}` : month ? `${year}-${month}` : year;
  return {
    text,
    iso: hour === undefined ? date : whole,
    instant: instantAt(plain, fraction, offset),
    precision: second ? "second" : minute ? "minute" : hour ? "hour" : day ? "day" : month ? "month" : "year",
  };
}

/** The date alone, of a timestamp of any precision: the digits as sent, moved by no zone. */
export function dateOf(moment: Moment): string {
  return moment.iso.slice(0, 10);
}

/** HH[MM[SS[.S…]]] as a FHIR time; undefined for anything else (HL7 v2 §2A.75 TM). A zone is not part of it. */
export function readTime(text: string): string | undefined {
  const parts = /^([01]\d|2[0-3])(?:([0-5]\d)(?:([0-5]\d)(\.\d{1,4})?)?)?$/.exec(text.trim());
  if (parts === null) return undefined;
  const [, hour, minute = "00", second = "00", fraction = ""] = parts;
  return `${hour}:${minute}:${second}${fraction}`;
}

/** Whether the IANA database knows a zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Fields that a calendar and a clock have. */
type Plain = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

function plainDateTime(
  year: string,
  month = "01",
  day = "01",
  hour = "00",
  minute = "00",
  second = "00",
): Plain | undefined {
  // Temporal would clamp a leap second and throw on the rest; both are questions answered before it.
  const [m, d] = [Number(month), Number(day)];
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || m < 1 || m > 12 || d < 1) return undefined;
  if (d > 28 && d > daysInMonth(Number(year), m)) return undefined;
  return {
    year: Number(year),
    month: m,
    day: d,
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
  };
}

/** Between two changes of a zone's clocks: the digits (as if of UTC, ms) that surely lie there, a day from either change, and their offset. */
type Stretch = { readonly from: number; readonly until: number; readonly offset: string };
/** By zone, the newest first. */
const stretches = new Map<string, Stretch[]>();
const MOST_STRETCHES = 4;
const DAY_MS = 86_400_000;

function offsetIn(zone: string, plain: Plain): string {
  const at = digitsOf(plain);
  const known = stretches.get(zone);
  const stretch = known?.find(one => one.from <= at && at < one.until);
  if (stretch !== undefined) return stretch.offset;
  const zoned = Temporal.PlainDateTime.from(plain).toZonedDateTime(zone, { disambiguation: "earlier" });
  const offset = zoned.offset.slice(0, 6);
  // A change at this very moment is behind it.
  const since =
    zoned.add({ nanoseconds: 1 }).getTimeZoneTransition("previous")?.epochMilliseconds ?? Number.NEGATIVE_INFINITY;
  const next = zoned.getTimeZoneTransition("next")?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
  const shift = at - zoned.epochMilliseconds;
  const found = { from: since + shift + DAY_MS, until: next + shift - DAY_MS, offset };
  if (found.from <= at && at < found.until) stretches.set(zone, [found, ...(known ?? [])].slice(0, MOST_STRETCHES));
  return offset;
}

/** The digits as if they were of UTC. */
function digitsOf({ year, month, day, hour, minute, second }: Plain): number {
  // Date.UTC reads the years 0 to 99 as 1900 to 1999: so 400 years later, and back by the days of 400 years
  return Date.UTC(year + 400, month - 1, day, hour, minute, second) - 146_097 * DAY_MS;
}

function instantAt(plain: Plain, fraction: string | undefined, offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  const part = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
  return digitsOf(plain) - (offset.startsWith("-") ? -minutes : minutes) * 60_000 + part;
}
