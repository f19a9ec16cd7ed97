// The day of the calendar at a place.
import { remembered } from "../fhir/index.ts";

const QUARTER_MS = 15 * 60_000;
const days = new Map<string, Temporal.PlainDate>();
const MOST_KNOWN = 2_000;

/** The local day at `now` (integer ms) in an IANA zone. Zones of today are whole quarters of an hour from UTC: within one it stays the same. */
export function localDay(now: number, zone: string): Temporal.PlainDate {
  const quarter = Math.floor(now / QUARTER_MS);
  return remembered(days, `${quarter} ${zone}`, () => dayAt(quarter * QUARTER_MS, zone), MOST_KNOWN);
}

function dayAt(instant: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate();
}
