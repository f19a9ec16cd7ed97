// Times as paper says them: absolute, 24-hour clock, day and month in letters, never "today" or "2 h ago".
import type { Moment } from "../chart/index.ts";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Local date and time of an instant. Throws a RangeError where `zone` is no IANA zone. */
export function local(ms: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
}

/** Is this a zone that we can print times in? */
export function knownZone(zone: string): boolean {
  try {
    local(0, zone);
    return true;
  } catch {
    return false;
  }
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>();

/** `EDT`, `GMT+1`: the zone's short name at an instant. */
export function zoneName(ms: number, zone: string): string {
  const format = zoneFormats.get(zone) ?? new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" });
  zoneFormats.set(zone, format);
  const parts = format.formatToParts(ms);
  return parts.find(part => part.type === "timeZoneName")?.value ?? zone;
}

/** `03:12`; on a night when the clock shows it twice, `01:30 EDT` (RULES D5). */
export function clock(ms: number, zone: string): string {
  const at = local(ms, zone);
  const text = `${two(at.hour)}:${two(at.minute)}`;
  const plain = at.toPlainDateTime();
  const twice =
    plain.toZonedDateTime(zone, { disambiguation: "earlier" }).epochMilliseconds !==
    plain.toZonedDateTime(zone, { disambiguation: "later" }).epochMilliseconds;
  return twice ? `${text} ${zoneName(ms, zone)}` : text;
}

/** `Fri 4 Aug` */
export function day(ms: number, zone: string): string {
  const at = local(ms, zone);
  return `${WEEKDAYS[at.dayOfWeek - 1]} ${at.day} ${MONTHS[at.month - 1]}`;
}

/** `03:12 Fri 4 Aug` */
export function stamp(ms: number, zone: string): string {
  return `${clock(ms, zone)} ${day(ms, zone)}`;
}

/** `Fri 4 Aug 2026` */
export function dayOfYear(ms: number, zone: string): string {
  return `${day(ms, zone)} ${local(ms, zone).year}`;
}

/** `7 h 40 min`, `3 d 2 h`, `12 min`; for ages *when printed*. */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${Math.floor(hours / 24)} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A time as sent, at its own precision: `Fri 4 Aug 02:20`, `2 Aug 2019`, `Mar 2015`, `2009`; as text where it has no place. */
export function moment(at: Moment, zone: string, printedAt: number): string {
  const date = dateOnly(at);
  if (date !== null) {
    if (at.precision === "year") return String(date.year);
    if (at.precision === "month") return `${MONTHS[date.month - 1]} ${date.year}`;
    const thisYear = date.year === local(printedAt, zone).year;
    return `${thisYear ? `${WEEKDAYS[date.dayOfWeek - 1]} ` : ""}${date.day} ${MONTHS[date.month - 1]}${thisYear ? "" : ` ${date.year}`}`;
  }
  if (at.instant === null) return at.text;
  const when = local(at.instant, zone);
  const thisYear = when.year === local(printedAt, zone).year;
  switch (at.precision) {
    case "year":
      return String(when.year);
    case "month":
      return `${MONTHS[when.month - 1]} ${when.year}`;
    case "day":
      return thisYear ? day(at.instant, zone) : `${when.day} ${MONTHS[when.month - 1]} ${when.year}`;
    case "minute":
    case "second":
      return `${thisYear ? day(at.instant, zone) : dayOfYear(at.instant, zone)} ${clock(at.instant, zone)}`;
    default:
      return at.precision satisfies never;
  }
}

/** A birth date with its month in letters: `14 Mar 1961`; as sent where it cannot be placed. */
export function birthDate(at: Moment, zone: string): string {
  const sent = dateOnly(at);
  if (sent !== null && at.precision === "day") return `${sent.day} ${MONTHS[sent.month - 1]} ${sent.year}`;
  if (at.instant === null) return at.text;
  const when = local(at.instant, zone);
  if (at.precision === "year") return String(when.year);
  if (at.precision === "month") return `${MONTHS[when.month - 1]} ${when.year}`;
  const date = `${when.day} ${MONTHS[when.month - 1]} ${when.year}`;
  return at.precision === "day" ? date : `${date} ${clock(at.instant, zone)}`;
}

/** A date without a time is read from its digits as sent, so that no zone moves it to the day before. */
function dateOnly(at: Moment): Temporal.PlainDate | null {
  if (at.precision !== "day" && at.precision !== "month" && at.precision !== "year") return null;
  const found = /^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?$/.exec(at.text.trim());
  if (found === null) return null;
  const [, year, month = "01", date = "01"] = found;
  try {
    return Temporal.PlainDate.from(`${year}-${month}-${date}`);
  } catch {
    return null;
  }
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
