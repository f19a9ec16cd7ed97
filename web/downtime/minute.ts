// A minute typed as hours and minutes, placed on the facility's clock.
import { hourMinute } from "../time.ts";

const MINUTE = 60_000;

/**
 * The latest instant not after `now` whose clock in `zone` reads `text` (`03:40`), within the last 25 hours; null where
 * the text is no time or the clock never read so. Found by walking back, so a DST night needs no arithmetic.
 */
export function minuteToday(text: string, now: number, zone: string): number | null {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return null;
  const floor = now - (now % MINUTE);
  for (let back = 0; back <= 25 * 60; back++) {
    const at = floor - back * MINUTE;
    if (hourMinute(at, zone) === text) return at;
  }
  return null;
}
