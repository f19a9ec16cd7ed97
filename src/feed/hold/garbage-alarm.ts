// The alarm of garbage (RULES M4): a feed of which suddenly most makes no sense, or names nobody known. What counts is the share, for what is
// garbage here and there is so in every feed; and it learns what share is usual at this hour.
import { ALARM_MINUTES, type Alarm, LEARNT_DAYS, STEP_MS, STEPS_A_DAY, sameHours } from "./alarm.ts";
import type { Came } from "./held-messages.ts";

/** What one message shows. */
export const SIGNS = ["garbled message", "unknown people"] as const;
export type Sign = (typeof SIGNS)[number];

/** A message as it came. `at`: MSH-7, else its arrival, integer ms. `sign` null: as it should be. */
export type Arrived = {
  readonly feed: string;
  readonly sign: Sign | null;
  readonly at: number;
  readonly epoch: string;
  readonly seq: number;
};

/** Events that bring people who are new. */
const NEWCOMERS = /^ADT\^A(01|04|05|10|14|15|16|28|31)$/;

/** What a message shows. `isFirst`: no message before it spoke of its record, though it is none that brings newcomers. */
export function signOf({ effect, type, isFirst }: Pick<Came, "effect" | "type" | "isFirst">): Sign | null {
  if (effect === "garbled message") return effect;
  return isFirst && !NEWCOMERS.test(type ?? "") ? "unknown people" : null;
}

/** Fewer than these in ten minutes never alarm. */
export const LEAST_GARBAGE: Readonly<Record<Sign, number>> = { "garbled message": 20, "unknown people": 30 };
/** Of fewer messages in ten minutes no share is learnt. */
const LEAST_LEARNT = 20;
/** So many times ten minutes say what is usual; until then a new copy, which knows nobody, cannot say who is unknown. */
const LEAST_STEPS = 6;
/** A feed of which more than this is so by custom raises no alarm of it. */
const MOST_USUAL = 0.95;
const STEPS_AN_HOUR = 6;
/** Of one burst no more than its last so many are looked at. */
const MOST_LOOKED_AT = 200;

/** By step of ten minutes: how many came, and how many of them had the sign. */
type Learnt = Map<number, { all: number; signed: number }>;
type Burst = Arrived & { readonly nth: number };
type Watched = { readonly learnt: Learnt; burst: readonly Burst[] };
type Feed = { seen: number; readonly watched: Readonly<Record<Sign, Watched>> };

/** Counts what feeds send. Pure but for its memory: the same arrivals give the same alarms. */
export class GarbageWatch {
  readonly #feeds = new Map<string, Feed>();

  /** What was here before, for what is usual of these signs; it alarms nobody. */
  learn({ feed, sign, at }: Pick<Arrived, "feed" | "sign" | "at">, signs: readonly Sign[] = SIGNS): void {
    const step = Math.floor(at / STEP_MS);
    for (const one of signs) {
      const { learnt } = this.#of(feed).watched[one];
      const counted = learnt.get(step) ?? { all: 0, signed: 0 };
      learnt.set(step, counted);
      counted.all += 1;
      if (one === sign) counted.signed += 1;
    }
  }

  /** One that just came. Returns the alarm that it raises; null = none. */
  take(one: Arrived): Alarm | null {
    const { feed, sign, at } = one;
    const known = this.#of(feed);
    known.seen += 1;
    this.learn(one);
    if (sign === null) return null;
    const watched = known.watched[sign];
    const near = [...watched.burst, { ...one, nth: known.seen }].filter(other => Math.abs(other.at - at) < STEP_MS);
    watched.burst = near.slice(-MOST_LOOKED_AT);
    if (watched.burst.length < LEAST_GARBAGE[sign]) return null;
    const usual = this.usual(feed, sign, at);
    if (usual === null || usual > MOST_USUAL) return null;
    // Halfway from what is usual to all: of a feed that has none, half; of one that always has many, almost all.
    const share = (1 + usual) / 2;
    for (const [from, { nth, epoch, seq }] of watched.burst.entries()) {
      const [count, of] = [watched.burst.length - from, known.seen - nth + 1];
      if (count < LEAST_GARBAGE[sign]) return null;
      if (count < share * of) continue;
      return {
        feed,
        effect: sign,
        count,
        of,
        minutes: ALARM_MINUTES,
        usual: Math.round(usual * 100),
        from: { epoch, seq },
      };
    }
    return null;
  }

  /**
   * The greatest share, 0 to 1, that had a sign in ten minutes within an hour of this time on any of the days before; where too little of
   * them is known, in any ten minutes but the last hour's. Null = not known.
   */
  usual(feed: string, sign: Sign, at: number): number | null {
    const { learnt } = this.#of(feed).watched[sign];
    const step = Math.floor(at / STEP_MS);
    const sharesAt = (steps: Iterable<number>) =>
      [...steps].flatMap(one => {
        const counted = learnt.get(one);
        return counted === undefined || counted.all < LEAST_LEARNT ? [] : [counted.signed / counted.all];
      });
    const then = sharesAt(sameHours(step));
    const shares =
      then.length < LEAST_STEPS ? sharesAt([...learnt.keys()].filter(one => one < step - STEPS_AN_HOUR)) : then;
    if (shares.length < LEAST_STEPS && sign === "unknown people") return null;
    return Math.max(0, ...shares);
  }

  /** A hold of the feed stands, or was lifted: what came until now alarms no more. */
  settle(feed: string): void {
    for (const sign of SIGNS) this.#of(feed).watched[sign].burst = [];
  }

  /** Days that are too old to be usual. `now` is integer ms. */
  forget(now: number): void {
    const oldest = Math.floor(now / STEP_MS) - (LEARNT_DAYS + 1) * STEPS_A_DAY;
    for (const { watched } of this.#feeds.values())
      for (const { learnt } of Object.values(watched))
        for (const step of learnt.keys()) if (step < oldest) learnt.delete(step);
  }

  #of(feed: string): Feed {
    const watched = (): Watched => ({ learnt: new Map(), burst: [] });
    const known = this.#feeds.get(feed) ?? {
      seen: 0,
      watched: { "garbled message": watched(), "unknown people": watched() },
    };
    this.#feeds.set(feed, known);
    return known;
  }
}
