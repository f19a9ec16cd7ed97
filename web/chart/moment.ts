// A moment as a field of date and time writes it, placed on the facility's clock.

const MINUTE = 60_000;
/** Clocks are between 14 hours before and 12 behind UTC, by quarters of an hour. */
const [EAST, WEST, STEP] = [14 * 60, -12 * 60, 15];

/** `2026-11-24T03:12`: the minute of an instant (integer ms) on the clock of `zone`. */
export function minuteIn(instant: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(instant);
  const part = (type: string) => parts.find(one => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** The first instant at which the clock of `zone` read so; null where the text is no minute, or that clock never read it. */
export function instantIn(text: string, zone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return null;
  const read = Date.parse(`${text}Z`);
  if (Number.isNaN(read)) return null;
  for (let ahead = EAST; ahead >= WEST; ahead -= STEP) {
    const at = read - ahead * MINUTE;
    if (minuteIn(at, zone) === text) return at;
  }
  return null;
}
