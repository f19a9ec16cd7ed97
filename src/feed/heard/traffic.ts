// How many messages came in, minute by minute, since the node started: counted as they arrive, kept in memory for a day.

const MINUTE_MS = 60_000;
const KEPT_MINUTES = 24 * 60;

type Counts = { readonly byMinute: Map<number, number>; last: number };

/** Counts the arrivals of each feed. A clock that is set moves nothing that was counted. */
export class Traffic {
  readonly #feeds = new Map<string, Counts>();

  /** One message of a feed came in; `at` is integer ms. */
  count(feed: string, at: number): void {
    const counts = this.#feeds.get(feed) ?? { byMinute: new Map<number, number>(), last: at };
    this.#feeds.set(feed, counts);
    const minute = Math.floor(at / MINUTE_MS);
    counts.byMinute.set(minute, (counts.byMinute.get(minute) ?? 0) + 1);
    counts.last = at;
    if (counts.byMinute.size > KEPT_MINUTES)
      for (const old of counts.byMinute.keys()) if (old <= minute - KEPT_MINUTES) counts.byMinute.delete(old);
  }

  /** When the last message of a feed came in; null = none since the start. */
  last(feed: string): number | null {
    return this.#feeds.get(feed)?.last ?? null;
  }

  /** Messages of a feed in the 24 h before `at`. */
  day(feed: string, at: number): number {
    const until = Math.floor(at / MINUTE_MS);
    let sum = 0;
    for (const [minute, count] of this.#feeds.get(feed)?.byMinute ?? [])
      if (minute > until - KEPT_MINUTES && minute <= until) sum += count;
    return sum;
  }

  /** All feeds together in steps of so many minutes, from the step of `from` to that of `at`, oldest first; at most `most` steps. */
  steps(from: number, at: number, minutes: number, most: number): { readonly from: number; readonly counts: number[] } {
    const step = minutes * MINUTE_MS;
    const last = Math.floor(at / step);
    const first = Math.max(Math.min(Math.floor(from / step), last), last - most + 1);
    const counts = new Array<number>(last - first + 1).fill(0);
    for (const { byMinute } of this.#feeds.values())
      for (const [minute, count] of byMinute) {
        const index = Math.floor((minute * MINUTE_MS) / step) - first;
        if (index >= 0 && index < counts.length) counts[index] = (counts[index] ?? 0) + count;
      }
    return { from: first * step, counts };
  }
}
