// What an answer says of a kind's age (RULES A2, A3): as of when, whether it still arrives, until when that holds.

import { once } from "./once.ts";
import type { Age } from "./routes.ts";
import { SENT_AHEAD_MS } from "./sent.ts";
import { type Hearing, type Interval, intersect, newest, trusted } from "./trust.ts";

/** Age of one kind, and the stretches in which it can be trusted up to `as_of`. */
export type Trust = { readonly age: Age; readonly intervals: readonly Interval[] };

const NO_FEED: Age = { as_of: null, state: "no feed", true_until: null };
const UNKNOWN: Age = { as_of: null, state: "unknown", true_until: null };

/** Age of a kind as one feed carries it. A newest `sent` ahead of `now` means that a clock jumped: not known. */
export function ageOfFeed(hearing: Hearing, limit_ms: number, now: number): Age {
  const as_of = newest(hearing);
  if (as_of === null || as_of > now + SENT_AHEAD_MS) return UNKNOWN;
  const true_until = as_of + limit_ms;
  return now <= true_until ? { as_of, state: "arrives", true_until } : { as_of, state: "stopped", true_until: null };
}

/** The worst of several: unknown, else the oldest that stopped, else the oldest that arrives. None at all: no feed. */
export function worstAge(ages: readonly Age[]): Age {
  const carried = ages.filter(age => age.state !== "no feed");
  if (carried.length === 0) return NO_FEED;
  if (carried.some(age => age.state === "unknown" || age.as_of === null)) return UNKNOWN;
  const stopped = carried.filter(age => age.state === "stopped");
  return carried
    .filter(age => stopped.length === 0 || age.state === "stopped")
    .reduce((worst, age) => ((age.as_of ?? 0) < (worst.as_of ?? 0) ? age : worst));
}

/** Age and trust of a kind over all feeds that carry it for a facility: trusted is only what each of them covers. */
export function trustOf(hearings: readonly Hearing[], limit_ms: number, now: number): Trust {
  const age = worstAge(hearings.map(hearing => ageOfFeed(hearing, limit_ms, now)));
  if (age.as_of === null) return { age, intervals: [] };
  const all = trustedByAll(hearings);
  // Feeds are not heard in the same second: what is current to now is bounded by `as_of`, the worst of them.
  const as_of = age.as_of;
  return { age, intervals: intersect(all, [{ from: Number.MIN_SAFE_INTEGER, to: as_of }]) };
}

/** What each of them covers. */
const trustedByAll = once((hearings: readonly Hearing[]): readonly Interval[] => {
  const [first, ...others] = hearings;
  if (first === undefined) return [];
  return others.reduce((both, hearing) => intersect(both, trusted(hearing)), trusted(first));
});
