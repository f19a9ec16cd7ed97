// How a time is written: the facility's zone, age beside it and never instead of it.
import type { Moment } from "../src/chart/routes.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

type Parts = { year: string; month: string; day: string; weekday: string; hour: string; minute: string };

function parts(instant: number, zone: string): Parts {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      weekday: "short",
      year: "numeric",
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, format);
  }
  const found: Parts = { year: "", month: "", day: "", weekday: "", hour: "", minute: "" };
  for (const part of format.formatToParts(instant)) {
    if (part.type in found) found[part.type as keyof Parts] = part.value;
  }
  return found;
}

/** The civil day in a zone as a count of days, to tell today from yesterday across a DST change. */
function dayNumber(instant: number, zone: string): number {
  const { year, month, day } = parts(instant, zone);
  return Math.round(Date.parse(`${day} ${month} ${year} 00:00 UTC`) / DAY);
}

/** `14:05`. */
export function hourMinute(instant: number, zone: string): string {
  const { hour, minute } = parts(instant, zone);
  return `${hour}:${minute}`;
}

/** `Thu 3 Aug`, and with the year `Thu 3 Aug 2023`. */
export function dayOf(instant: number, zone: string, withYear = false): string {
  const { weekday, day, month, year } = parts(instant, zone);
  return `${weekday} ${day} ${month}${withYear ? ` ${year}` : ""}`;
}

/** Today `14:05`, within six days `Tue 14:05`, older `Tue 8 Aug 14:05`, another year with it. */
export function clockTime(instant: number, now: number, zone: string): string {
  const apart = Math.abs(dayNumber(now, zone) - dayNumber(instant, zone));
  const time = hourMinute(instant, zone);
  if (apart === 0) return time;
  const { weekday, year } = parts(instant, zone);
  if (apart <= 6) return `${weekday} ${time}`;
  return `${dayOf(instant, zone, parts(now, zone).year !== year)} ${time}`;
}

/** The same, with the day named even today: `Thu 03:12`. What an old copy's strip says. */
export function dayTime(instant: number, now: number, zone: string): string {
  const time = clockTime(instant, now, zone);
  return time.length === 5 ? `${parts(instant, zone).weekday} ${time}` : time;
}

/** `37 min`, `2 h`, `3 d`: the age that stands beside a time. */
export function age(ms: number): string {
  if (ms < MINUTE) return "now";
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** `7 h 40 min`, to the minute: the strip's age and what is left of a countdown. */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE));
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`;
  return `${rest} min`;
}

/** A time as it was sent, at its own precision: never a minute that the message did not give. */
export function momentText(moment: Moment, now: number, zone: string): string {
  if (moment.instant === null) return civilText(moment, now, zone);
  if (moment.precision === "minute" || moment.precision === "second") return clockTime(moment.instant, now, zone);
  const { year, month, day, weekday } = parts(moment.instant, zone);
  if (moment.precision === "year") return year;
  if (moment.precision === "month") return `${month} ${year}`;
  const near = Math.abs(dayNumber(now, zone) - dayNumber(moment.instant, zone)) <= 180;
  return near ? `${weekday} ${day} ${month}` : `${day} ${month} ${year}`;
}

/** A date without a zone is read from its digits, so that no zone moves it to the day before; as sent where it is none. */
function civilText(moment: Moment, now: number, zone: string): string {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(moment.text) ?? [];
  const noon = day === undefined ? Number.NaN : Date.parse(`${year}-${month}-${day}T12:00:00Z`);
  if (Number.isNaN(noon)) return /^\d{4}(-?\d{2})?$/.test(moment.text) ? birthText(moment) : moment.text;
  // What the day is called: its year stands with it where it is not this one.
  return dayOf(noon, "UTC", parts(now, zone).year !== year);
}

/** `on Thu 3 Aug, time not known`: of what has no time of its own. */
export function untimedText(day: Moment | null, now: number, zone: string): string {
  if (day === null) return "day and time not known";
  return `${day.precision === "day" ? "on" : "in"} ${momentText(day, now, zone)}, time not known`;
}

/** `Thu 3 Aug 2023 10:51:07`: when a message says that it was sent. */
export function sentText(instant: number, zone: string): string {
  return `${dayOf(instant, zone, true)} ${hourMinute(instant, zone)}:${secondsOf(instant)}`;
}

/** `Thu 3 Aug 2023 10:51:07.412`: when an entry was recorded, from integer microseconds. */
export function instantText(us: number, zone: string): string {
  const ms = Math.floor(us / 1_000);
  return `${sentText(ms, zone)}.${String(ms % 1_000).padStart(3, "0")}`;
}

/** Zones differ by whole minutes today. */
function secondsOf(instant: number): string {
  return String(Math.floor(instant / 1_000) % 60).padStart(2, "0");
}

/** A birth date: a civil date has no zone, so its digits are read from the text as sent. */
export function birthText(moment: Moment): string {
  const digits = /^(\d{4})-?(\d{2})?-?(\d{2})?/.exec(moment.text);
  if (!digits?.[1]) return moment.text;
  const month = digits[2] ? MONTHS[Number(digits[2]) - 1] : undefined;
  if (month === undefined) return digits[1];
  return digits[3] ? `${Number(digits[3])} ${month} ${digits[1]}` : `${month} ${digits[1]}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
