// The time of an entry: strictly rising within one start, whatever the wall clock does (docs/FORMAT.md, "Time").
import type { Clock } from "./ports.ts";

/** Integer µs since 1970. */
const YEAR_2020 = Date.UTC(2020, 0, 1) * 1000;
const YEAR_2200 = Date.UTC(2200, 0, 1) * 1000;

/** Stamps entries of one start over all four chains. */
export class EpochTime {
  #last = YEAR_2020;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The next stamp: `time` rises by 1 µs at least; `wall` is what the clock said, also where it is absurd. */
  next(): { readonly time: number; readonly wall: number } {
    // Beyond year 2255 µs are no exact integers: the wall stops there.
    const wall = Math.min(Math.max(this.#clock.now() * 1000, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
    const isSane = wall >= YEAR_2020 && wall < YEAR_2200;
    this.#last = isSane && wall > this.#last ? wall : this.#last + 1;
    return { time: this.#last, wall };
  }
}
