// Instants as feeds write them: digits of the facility's clock, and always its offset.

/** Schemas take four digits of a year; an hour less than a day before the end, in any zone. */
const LAST_MS = Date.UTC(9999, 11, 30);

/** `2026-08-04T03:12:00-07:00`, whole seconds, cut. UTC is `-00:00`, as CAP 1.2 §3.3.2 asks; a zone nobody knows is UTC. */
export function zoned(ms: number, zone: string): string {
  const at = local(ms, zone);
  return `${at.toPlainDateTime().toString({ smallestUnit: "second" })}${offsetOf(at)}`;
}

/** The same for people: `03:12 Aug 4 2026 (UTC-07:00)`. */
export function spoken(ms: number, zone: string): string {
  const at = local(ms, zone);
  const clock = at.toPlainTime().toString({ smallestUnit: "minute" });
  return `${clock} ${MONTHS[at.month - 1]} ${at.day} ${at.year} (UTC${offsetOf(at)})`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function local(ms: number, zone: string): Temporal.ZonedDateTime {
  const instant = Temporal.Instant.fromEpochMilliseconds(Math.min(Math.max(ms, 0), LAST_MS));
  try {
    const at = instant.toZonedDateTimeISO(zone);
    // Old offsets have seconds, which no feed can write.
    return at.offsetNanoseconds % 60e9 === 0 ? at : instant.toZonedDateTimeISO("UTC");
  } catch {
    return instant.toZonedDateTimeISO("UTC");
  }
}

function offsetOf({ offset, offsetNanoseconds }: Temporal.ZonedDateTime): string {
  return offsetNanoseconds === 0 ? "-00:00" : offset;
}
