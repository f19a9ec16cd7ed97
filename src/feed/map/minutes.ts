// Durations of appointments: a number and its unit → whole minutes; a time and minutes → a time.
import type { Moment } from "../../fhir/index.ts";
import type { Parts } from "./parts.ts";
import { readNumber } from "./quantity.ts";

const MINUTE = 60_000;

/** A duration in minutes; the unit stands in its own field or, so some senders, behind the number. Undefined where it is not a whole number of them. */
export function minutesOf(duration: Parts, units: Parts): number | undefined {
  const sent = duration.at(1);
  const value = sent === undefined ? undefined : readNumber(sent);
  const per = perMinute(units.at(1)) ?? perMinute(units.at(2)) ?? perMinute(duration.at(2));
  if (value === undefined || per === undefined) return undefined;
  const minutes = value * per;
  return Number.isInteger(minutes) && minutes > 0 ? minutes : undefined;
}

function perMinute(unit: string | undefined): number | undefined {
  switch (unit?.toLowerCase().replace(/s$/, "") || unit?.toLowerCase()) {
    case "m":
    case "min":
    case "minute":
      return 1;
    case "s":
    case "sec":
    case "second":
      return 1 / 60;
    case "h":
    case "hr":
    case "hour":
      return 60;
    default:
      return undefined;
  }
}

/** So many minutes later, in the same offset. */
export function plusMinutes({ iso, instant }: Moment, minutes: number): string {
  const offset = /([+-])(\d{2}):(\d{2})$/.exec(iso);
  if (offset === null) return iso;
  const [text, sign, hours, rest] = offset;
  const ahead = (Number(hours) * 60 + Number(rest)) * (sign === "-" ? -1 : 1);
  const local = new Date(instant + (minutes + ahead) * MINUTE).toISOString();
  return `${local.replace(/(\.000)?Z$/, "")}${text}`;
}
