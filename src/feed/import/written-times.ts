// Dates and times as people and spreadsheets write them. What can be read in two ways is not read.
import { type Moment, readMoment } from "../../fhir/index.ts";

/** How a file writes dates that could be read in two ways; null = nobody said. */
export type DateOrder = "mdy" | "dmy" | null;

export type Unread = { readonly code: "unclear" | "unreadable"; readonly text: string };

const ISO = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(.+))?$/;
const DIGITS = /^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{4}(?:\d{2})?))?$/;
const PARTED = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[T ,]+(.+))?$/;

type Written = { readonly date: string; readonly time: string | null };

/** A date as YYYYMMDD, with what stands behind it as a time. */
function written(text: string, order: DateOrder): Written | Unread {
  const [, year = "", month = "", day = "", rest] = ISO.exec(text) ?? DIGITS.exec(text) ?? [];
  if (year !== "") return { date: `${year}${two(month)}${two(day)}`, time: rest ?? null };
  const [, a = "", b = "", late = "", time] = PARTED.exec(text) ?? [];
  if (late === "") return { code: "unreadable", text: "is no date" };
  const told = order ?? (Number(a) > 12 ? "dmy" : Number(b) > 12 || a === b ? "mdy" : null);
  if (told === null)
    return { code: "unclear", text: "is two dates: say with --dates which stands first, day or month" };
  const [m, d] = told === "mdy" ? [a, b] : [b, a];
  return { date: `${late}${two(m)}${two(d)}`, time: time ?? null };
}

/** A day as people write it, as YYYY-MM-DD. */
export function readDay(text: string, order: DateOrder): string | Unread {
  const read = written(text, order);
  if ("code" in read) return read;
  return readMoment(read.date, "UTC")?.iso ?? { code: "unreadable", text: "is on no calendar" };
}

const CLOCK = /^(\d{1,2})(?::?([0-5]\d))?(?::?([0-5]\d)(?:\.\d+)?)? ?(?:([ap])\.?m\.?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/** HHMM and a zone of its own, if any; undefined where it is no time of a day. A number alone is an hour only with a.m. or p.m. */
function readClock(text: string): { readonly digits: string; readonly offset: string } | undefined {
  const [, hour = "", minute, , half, offset = ""] = CLOCK.exec(text.trim()) ?? [];
  if (hour === "" || (minute === undefined && half === undefined)) return undefined;
  const said = Number(hour);
  if (half !== undefined && (said < 1 || said > 12)) return undefined;
  const full = half === undefined ? said : (said % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  if (full > 23) return undefined;
  const zone = offset.toUpperCase() === "Z" ? "+0000" : offset.replace(":", "");
  return { digits: `${two(String(full))}${minute ?? "00"}`, offset: zone };
}

/** When something begins: to the minute; or a day with what is odd about its time; or no day that can be read. */
export type Begins =
  | { readonly kind: "time"; readonly moment: Moment }
  | { readonly kind: "day"; readonly day: Moment; readonly odd: string | null }
  | { readonly kind: "unread"; readonly why: Unread };

/**
 * Reads a date with a time, in one text or in two, in the house's zone where the text names none. A time that the clocks skip, or show
 * twice, on the night they change is not guessed: then the day stands, and `odd` says why.
 */
export function readBegins(date: string, time: string | undefined, order: DateOrder, zone: string): Begins {
  const read = written(date, order);
  if ("code" in read) return { kind: "unread", why: read };
  const day = readMoment(read.date, zone);
  if (day === undefined) return { kind: "unread", why: { code: "unreadable", text: "is on no calendar" } };
  const said = time ?? read.time;
  if (said === null || said === undefined) return { kind: "day", day, odd: null };
  const clock = readClock(said);
  if (clock === undefined) return { kind: "day", day, odd: "is no time of day" };
  const moment = readMoment(`${read.date}${clock.digits}${clock.offset}`, zone);
  if (moment === undefined) return { kind: "day", day, odd: "is no time of day" };
  if (clock.offset !== "") return { kind: "time", moment };
  const shown = Temporal.Instant.fromEpochMilliseconds(moment.instant).toZonedDateTimeISO(zone);
  if (`${two(String(shown.hour))}${two(String(shown.minute))}` !== clock.digits)
    return { kind: "day", day, odd: "is skipped by the clocks that night" };
  const plain = shown.toPlainDateTime();
  const later = plain.toZonedDateTime(zone, { disambiguation: "later" });
  if (later.epochMilliseconds !== moment.instant) return { kind: "day", day, odd: "comes twice that night" };
  return { kind: "time", moment };
}

/** `30`, `30 min`, `1 h`, `0:45`, `1:30`: whole minutes, up to a day; undefined for anything else. */
export function readMinutes(text: string): number | undefined {
  const [, hours, rest] = /^(\d{1,2}):([0-5]\d)(?::00)?$/.exec(text) ?? [];
  const [, number, unit = "min"] = /^(\d{1,4}) ?(min(?:ute)?s?|m|h|hrs?|hours?)?\.?$/i.exec(text) ?? [];
  const minutes =
    hours !== undefined ? Number(hours) * 60 + Number(rest) : Number(number) * (/^h/i.test(unit) ? 60 : 1);
  return minutes > 0 && minutes <= 24 * 60 ? minutes : undefined;
}

function two(digits: string): string {
  return digits.padStart(2, "0");
}
