// The house at one instant, and what every question about it needs to tell the feeds.
import type { Seeded } from "../random.ts";
import type { Draft } from "./draft.ts";
import type { FeedName } from "./feeds.ts";
import type { MessageSpec } from "./spec.ts";
import type { Staff } from "./staff.ts";
import type { Stay } from "./stays.ts";
import type { Fact } from "./truth.ts";
import type { Bed, Unit } from "./units.ts";
import { BEDS } from "./units.ts";

export type World = {
  readonly zone: string;
  readonly random: Seeded;
  readonly staff: Staff;
  /** By bed id. */
  readonly beds: Map<string, Stay>;
  /** What was begun and is told later, unsorted. */
  later: { readonly at: number; readonly then: (at: number) => void }[];
  /** Where messages of this minute are put. */
  out: Draft[];
  count: { patients: number; visits: number; orders: number; reports: number };
};

/** Puts one message, with what it makes true, on a feed. */
export function tell(world: World, feed: FeedName, at: number, spec: MessageSpec, facts: readonly Fact[]): void {
  world.out.push({ feed, at, spec, facts });
}

/** Does something later. */
export function soon(world: World, at: number, then: (at: number) => void): void {
  world.later.push({ at, then });
}

/** A free bed of a unit, undefined where it is full. */
export function freeBed(world: World, units: readonly Unit[]): Bed | undefined {
  const free = BEDS.filter(bed => units.includes(bed.unit) && !world.beds.has(bed.id));
  return free.length === 0 ? undefined : world.random.pick(free);
}

/** True while this stay lies in its bed. */
export function lies(world: World, stay: Stay): boolean {
  return world.beds.get(stay.bed.id) === stay;
}
