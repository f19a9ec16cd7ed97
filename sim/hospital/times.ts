// Times as HL7 v2 writes them (§2.A.22 DTM), and the hospital's own clock on the wall.

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function local(ms: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
}

/** `20261124101500` in the zone's own digits; with `offset` also `-0500`. */
export function stamp(ms: number, zone: string, offset = false): string {
  const z = local(ms, zone);
  const digits = `${z.year}${two(z.month)}${two(z.day)}${two(z.hour)}${two(z.minute)}${two(z.second)}`;
  return offset ? `${digits}${z.offset.replace(":", "").slice(0, 5)}` : digits;
}

/** `202611241015`, to the minute. */
export function minuteStamp(ms: number, zone: string): string {
  return stamp(ms, zone).slice(0, 12);
}

/**
 * The first instant after `after` at which a clock on the wall shows one of `times` (`06:00`).
 * A time that does not exist on the night the clocks change is passed over; of one that comes twice, the first counts.
 * Undefined where no time is given.
 */
export function nextAt(times: readonly string[], after: number, zone: string): number | undefined {
  const today = local(after, zone).toPlainDate();
  for (let day = 0; day < 3; day++) {
    const date = today.add({ days: day });
    let best: number | undefined;
    for (const time of times) {
      const wanted = date.toPlainDateTime(Temporal.PlainTime.from(time));
      const found = wanted.toZonedDateTime(zone, { disambiguation: "earlier" });
      if (!found.toPlainDateTime().equals(wanted)) continue;
      const ms = found.epochMilliseconds;
      if (ms > after && (best === undefined || ms < best)) best = ms;
    }
    if (best !== undefined) return best;
  }
  return undefined;
}

/** The birth date `days` days before `ms`, as `YYYYMMDD`. */
export function daysBefore(ms: number, days: number, zone: string): string {
  return local(ms, zone).subtract({ days }).toPlainDate().toString().replaceAll("-", "");
}
