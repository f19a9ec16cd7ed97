// A moment of which only the day, the month or the year was sent: where it begins and ends in a zone, and how it is said.
import type { Moment } from "./routes.ts";

/** Whether a moment says a time of day, and can be placed. */
export function isExact(moment: Moment): moment is Moment & { readonly instant: number } {
  return moment.instant !== null && (moment.precision === "minute" || moment.precision === "second");
}

/** The first instant of a start, ms; without a time where its day begins in the zone. Where it cannot be placed it began always. */
export function firstInstant(start: Moment | null, zone: string): number {
  return start?.instant ?? beginning(start, zone)?.epochMilliseconds ?? Number.NEGATIVE_INFINITY;
}

/** The last instant that an end covers, ms: of a day the whole day. Where it cannot be placed it never ends. */
export function lastInstant(end: Moment | null, zone: string): number {
  if (end !== null && isExact(end)) return end.instant;
  const start = beginning(end, zone);
  if (end === null || start === null) return Number.POSITIVE_INFINITY;
  const unit = end.precision === "year" ? { years: 1 } : end.precision === "month" ? { months: 1 } : { days: 1 };
  return start.add(unit).epochMilliseconds - 1;
}

/** `on Sun 12 Mar`, another year `on 12 Mar 2022`; of a month or a year as that. Empty where nothing was sent. */
export function dayWords(day: Moment | null, now: number, zone: string): string {
  const start = beginning(day, zone);
  if (day === null || start === null) return day?.text ?? "";
  const month = start.toLocaleString("en-US", { month: "short" });
  if (day.precision === "year") return `in ${start.year}`;
  if (day.precision === "month") return `in ${month} ${start.year}`;
  const weekday = start.toLocaleString("en-US", { weekday: "short" });
  const isThisYear = start.year === Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).year;
  return isThisYear ? `on ${weekday} ${start.day} ${month}` : `on ${start.day} ${month} ${start.year}`;
}

/** A civil date has no instant of its own: it is read from its digits, so that no zone moves it to the day before. */
function beginning(moment: Moment | null, zone: string): Temporal.ZonedDateTime | null {
  if (moment === null) return null;
  const { instant, text } = moment;
  if (instant !== null) return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  const digits = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (digits === null) return null;
  const [, year, month = "01", day = "01"] = digits;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > days) return null;
  return Temporal.PlainDate.from(`${year}-${month}-${day}`).toZonedDateTime(zone);
}
