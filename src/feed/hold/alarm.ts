// Alarms of a poisoned feed (RULES M4): what it destroys in ten minutes, beside the most that it usually does at this hour. Garbage has its
// own (garbage-alarm.ts).
import type { Destructive } from "../../chart/index.ts";

/** What is counted by itself, however much else a feed sends. */
export type Counted = Exclude<Destructive, "garbled message">;

/** A message that destroys something, as it came. `at`: MSH-7, else its arrival, integer ms: a queue that drains is no burst. */
export type Destroying = {
  readonly feed: string;
  readonly effect: Counted;
  readonly at: number;
  readonly epoch: string;
  readonly seq: number;
};

export type Alarm = {
  readonly feed: string;
  readonly effect: Destructive | "unknown people";
  readonly count: number;
  /** Of garbage: the messages among which they were. */
  readonly of?: number;
  readonly minutes: number;
  /** The most in so many minutes of the same hours of the days before; 0 = nothing is known. With `of`: how many of a hundred. */
  readonly usual: number;
  /** The first message of the burst. */
  readonly from: { readonly epoch: string; readonly seq: number };
};

export const ALARM_MINUTES = 10;
export const STEP_MS = ALARM_MINUTES * 60_000;
export const STEPS_A_DAY = 144;
/** Days that are remembered. */
export const LEARNT_DAYS = 14;
/** So much more than the usual most is no busy morning. */
const FACTOR = 3;
/** Fewer than these in ten minutes never alarm: a small house, a slow week, nothing learnt yet. */
export const LEAST: Readonly<Record<Counted, number>> = {
  merge: 10,
  delete: 8,
  discharge: 15,
  cancel: 25,
  "freed bed": 15,
};

type Count = { readonly learnt: Map<number, number>; burst: Destroying[] };

/** Counts what feeds destroy. Pure but for its memory: the same arrivals give the same alarms. */
export class FeedWatch {
  readonly #counted = new Map<string, Count>();

  /** What was here before, for what is usual; it alarms nobody. */
  learn(feed: string, effect: Counted, at: number): void {
    const { learnt } = this.#of(feed, effect);
    const step = Math.floor(at / STEP_MS);
    learnt.set(step, (learnt.get(step) ?? 0) + 1);
  }

  /** One that just came. Returns the alarm that it raises; null = none. */
  take(one: Destroying): Alarm | null {
    const counted = this.#of(one.feed, one.effect);
    const usual = this.usual(one.feed, one.effect, one.at);
    this.learn(one.feed, one.effect, one.at);
    counted.burst = [...counted.burst, one].filter(other => Math.abs(other.at - one.at) < STEP_MS);
    const [first] = counted.burst;
    const count = counted.burst.length;
    if (first === undefined || count < Math.max(LEAST[one.effect], Math.ceil(FACTOR * usual))) return null;
    const from = { epoch: first.epoch, seq: first.seq };
    return { feed: one.feed, effect: one.effect, count, minutes: ALARM_MINUTES, usual, from };
  }

  /** The most in ten minutes within an hour of this time of the days before (not of this one: a burst is not its own custom). */
  usual(feed: string, effect: Counted, at: number): number {
    const { learnt } = this.#of(feed, effect);
    const step = Math.floor(at / STEP_MS);
    return Math.max(0, ...sameHours(step).map(one => learnt.get(one) ?? 0));
  }

  /** A hold of the feed stands, or was lifted: what came until now alarms no more. */
  settle(feed: string): void {
    for (const [key, counted] of this.#counted) if (key.startsWith(`${feed} `)) counted.burst = [];
  }

  /** Days that are too old to be usual. `now` is integer ms. */
  forget(now: number): void {
    const oldest = Math.floor(now / STEP_MS) - (LEARNT_DAYS + 1) * STEPS_A_DAY;
    for (const { learnt } of this.#counted.values())
      for (const step of learnt.keys()) if (step < oldest) learnt.delete(step);
  }

  #of(feed: string, effect: Counted): Count {
    const key = `${feed} ${effect}`;
    const known = this.#counted.get(key) ?? { learnt: new Map<number, number>(), burst: [] };
    this.#counted.set(key, known);
    return known;
  }
}

/** The steps within an hour of this one's time on each of the days before. */
export function sameHours(step: number): number[] {
  const days = Array.from({ length: LEARNT_DAYS }, (_, day) => step - (day + 1) * STEPS_A_DAY);
  return days.flatMap(at => Array.from({ length: 13 }, (_, beside) => at + beside - 6));
}
