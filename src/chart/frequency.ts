// When a frequency falls due: only by the hospital's own table (RULES D5), never by what a code usually means.

import { remembered } from "../fhir/index.ts";

/** One row of the hospital's frequency table: local times of the day, `06:00`; `days` empty = every day, 1 = Monday. */
export type FrequencyRow = {
  readonly code: string;
  readonly words: string;
  readonly times: readonly string[];
  readonly days: readonly number[];
};

/** One import of the table; `unit` null = the whole house. */
export type FrequencyTable = {
  readonly unit: string | null;
  readonly imported_at: number;
  readonly rows: readonly FrequencyRow[];
};

/** Local times as instants, and those that the zone's clock skips or repeats, in words. */
export type Times = { readonly instants: readonly number[]; readonly words: readonly string[] };

/**
 * The row that is in force for a code on a unit: of the unit's newest table, else of the house's newest. Undefined: the
 * frequency stays in words. Codes compare without case and outer blanks.
 */
export function rowFor(tables: readonly FrequencyTable[], unit: string | null, code: string): FrequencyRow | undefined {
  const wanted = code.trim().toUpperCase();
  const newestOf = (owner: string | null) =>
    tables
      .filter(table => table.unit === owner)
      .reduce<FrequencyTable | undefined>(
        (a, b) => (a !== undefined && a.imported_at >= b.imported_at ? a : b),
        undefined,
      )
      ?.rows.find(row => row.code.trim().toUpperCase() === wanted);
  return (unit === null ? undefined : newestOf(unit)) ?? newestOf(null);
}

/** The instants of daily local times within [from, to], in a zone. A time that does not exist or exists twice is words. */
export function timesBetween(row: Daily, zone: string, from: number, to: number): Times {
  // Many orders of a house fall due at the same times, and a grid moves once an hour.
  const key = `${row.times.join()} ${row.days.join()} ${zone} ${from} ${to}`;
  return remembered(placed, key, () => placeAll(row, zone, from, to), MOST_KNOWN);
}

type Daily = Pick<FrequencyRow, "times" | "days">;
const placed = new Map<string, Times>();
const MOST_KNOWN = 1_000;

function placeAll(row: Daily, zone: string, from: number, to: number): Times {
  const instants: number[] = [];
  const words: string[] = [];
  let day = localDay(from, zone);
  const last = localDay(to, zone);
  for (let days = 0; days < MOST_DAYS && Temporal.PlainDate.compare(day, last) <= 0; days += 1) {
    if (row.days.length === 0 || row.days.includes(day.dayOfWeek)) {
      for (const time of row.times) {
        const placed = place(day, time, zone);
        if (typeof placed === "string") words.push(placed);
        else if (placed >= from && placed <= to) instants.push(placed);
      }
    }
    day = day.add({ days: 1 });
  }
  return { instants: [...new Set(instants)].sort((a, b) => a - b), words };
}

/** A grid is hours to days long; a longer range is cut, so that no input can make it run on. */
const MOST_DAYS = 62;

function localDay(instant: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate();
}

function place(day: Temporal.PlainDate, time: string, zone: string): number | string {
  const local = day.toPlainDateTime(Temporal.PlainTime.from(time));
  const earlier = local.toZonedDateTime(zone, { disambiguation: "earlier" });
  const later = local.toZonedDateTime(zone, { disambiguation: "later" });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return earlier.epochMilliseconds;
  const named = day.toLocaleString("en-US", { weekday: "short" });
  const month = day.toLocaleString("en-US", { month: "short" });
  const exists = earlier.toPlainDateTime().equals(local);
  return `${named} ${day.day} ${month} ${time} ${exists ? "exists twice" : "does not exist"}`;
}
