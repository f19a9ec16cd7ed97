// Times as words beside a slot: `06:00` on the day of `now`, else with its day.

import { remembered } from "../fhir/index.ts";
import { localDay } from "./local-day.ts";

/** `06:00`, or `Wed 2 Aug 22:00` when it lies on another local day than `now`. */
export function clockWords(at: number, now: number, zone: string): string {
  // The same words until the minute is over: boxes of one grid say the same time again and again.
  const minute = Math.floor(now / 60_000);
  return remembered(said, `${at} ${minute} ${zone}`, () => wordsAt(at, minute * 60_000, zone), MOST_KNOWN);
}

const said = new Map<string, string>();
const MOST_KNOWN = 5_000;

function wordsAt(at: number, now: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const today = localDay(now, zone);
  const time = local.toPlainTime().toString({ smallestUnit: "minute" });
  const day = local.toPlainDate();
  if (day.equals(today)) return time;
  const weekday = day.toLocaleString("en-US", { weekday: "short" });
  return `${weekday} ${day.day} ${day.toLocaleString("en-US", { month: "short" })} ${time}`;
}
