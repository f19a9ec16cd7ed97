// Messages of the simulated 250-bed hospital: what its EHR sent in the days before now.
import { CLEAN, simulate } from "../sim/hospital/simulate.ts";
import { frame } from "../src/hl7/index.ts";

export type FeedName = "adt" | "pharmacy" | "lab";

export type BenchMessage = {
  readonly feed: FeedName;
  /** MSH-10; not given twice by a feed. */
  readonly control: string;
  /** `ADT^A01`. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** As it goes over the wire. */
  readonly framed: Uint8Array;
};

/** Fewer than the simulated hospital sends in a day: how far back its life must begin. */
const MESSAGES_A_DAY = 2_000;
const DAY_MS = 86_400_000;
const ZONE = "America/New_York";

/**
 * The first `count` messages of a hospital, without heartbeats, duplicates or dirt: admissions first, then as they happened. The hospital
 * lives until `now`, so no message is from the future.
 */
export function hospitalMessages(count: number, seed: number, now: number): BenchMessage[] {
  const begins = now - Math.ceil(count / MESSAGES_A_DAY) * DAY_MS;
  const messages: BenchMessage[] = [];
  for (const event of simulate(seed, { begins, zone: ZONE, dirt: CLEAN })) {
    const { feed, control, type, bytes, at } = event;
    // The appointment book is told once, and is no part of the mix.
    if (type.startsWith("ZHB") || feed === "scheduling") continue;
    // A time to come is not taken for one: times that all become the arrival would look like a burst.
    if (at > now) throw new RangeError("the simulated hospital would live beyond now");
    messages.push({ feed, control, type, bytes, framed: frame(bytes) });
    if (messages.length === count) return messages;
  }
  return messages;
}

/** How many messages of each type, as words. */
export function mixOf(messages: readonly BenchMessage[]): string {
  const counts = new Map<string, number>();
  for (const { type } of messages) {
    const code = type.slice(0, 3);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].map(([code, count]) => `${code} ${count}`).join(", ");
}
