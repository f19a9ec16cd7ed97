// Slows guessing: each failed sign-in of a name, or from an address, makes the next wait longer.

/** Failures that cost nothing: people mistype. */
const FREE = 3;
const FIRST_DELAY_MS = 1_000;
/** The longest wait: a nurse who forgot her PIN is not locked out of a disaster. */
export const DELAY_MS_MAX = 15 * 60_000;
const FORGET_MS = 24 * 3_600_000;
const KEPT_MAX = 10_000;

type Failures = { count: number; last: number };

/** Counts failures in memory. `at` is integer ms of a clock that may jump. */
export class Lockout {
  readonly #failures = new Map<string, Failures>();
  readonly #free: number;

  constructor(free: number = FREE) {
    this.#free = free;
  }

  /**
   * Ms to wait before this key may try; 0 = now, and then the try counts as failed until `succeeded` says otherwise:
   * a hundred guesses sent at once do not all slip in before the first has failed.
   */
  attempt(key: string, at: number): number {
    const wait = this.wait(key, at);
    if (wait > 0) return wait;
    const failures = this.#failures.get(key) ?? { count: 0, last: at };
    this.#failures.delete(key);
    this.#failures.set(key, { count: failures.count + 1, last: at });
    if (this.#failures.size > KEPT_MAX) this.#forgetOne();
    return 0;
  }

  /** Ms to wait; asks only. */
  wait(key: string, at: number): number {
    const failures = this.#failures.get(key);
    if (failures === undefined) return 0;
    // The clock went back: the delay runs anew from here, never longer than it was.
    if (at < failures.last) failures.last = at;
    if (at - failures.last > FORGET_MS) {
      this.#failures.delete(key);
      return 0;
    }
    return Math.max(0, failures.last + delayAfter(failures.count - this.#free) - at);
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  /** Takes one try back: it was neither right nor wrong (too busy to check). */
  undecided(key: string): void {
    const failures = this.#failures.get(key);
    if (failures !== undefined) failures.count -= 1;
  }

  /** The oldest that waits for nothing; so that a flood of made-up names does not set a real one free. */
  #forgetOne(): void {
    const idle = this.#failures.entries().find(([, failures]) => failures.count < this.#free);
    const oldest = idle?.[0] ?? this.#failures.keys().next().value;
    if (oldest !== undefined) this.#failures.delete(oldest);
  }
}

function delayAfter(over: number): number {
  return over < 0 ? 0 : Math.min(DELAY_MS_MAX, FIRST_DELAY_MS * 2 ** Math.min(over, 20));
}
