// One run of the simulated network and its copy, and the judgement of an instant of it.
import assert from "node:assert/strict";
import { type Network, openNetwork } from "../../sim/network/network.ts";
import type { Sent } from "../../sim/network/wire.ts";
import type { Sqlite } from "../../src/journal/index.ts";
import { contextOf, SimulatedCopy } from "./copy.ts";
import { differences, told } from "./differences.ts";
import { HERE } from "./rooms.ts";

const isSlow = process.env.SLOW === "1";
export const BEDS = isSlow ? 250 : 30;
export const DAYS = 5;
/** Midnight in the hospitals' zone. */
export const BEGINS = Date.UTC(2026, 10, 24, 5);

/** These, or one by `SEED=n`; with `SLOW=1` many more. */
export function seedsOf(...pinned: readonly number[]): readonly number[] {
  if (process.env.SEED !== undefined) return [Number(process.env.SEED)];
  return isSlow ? Array.from({ length: 20 }, (_, at) => 100 + at) : pinned;
}

export function openBoth(folder: string, seed: number, beds = BEDS): { network: Network; copy: SimulatedCopy } {
  const network = openNetwork(seed, BEGINS, beds);
  const facilities = network.houses.map(house => house.facility);
  return { network, copy: new SimulatedCopy(folder, facilities, BEGINS) };
}

/** Fails with every difference of either hospital, and the messages of the first. */
export function judge(
  seed: number,
  when: string,
  { houses }: Network,
  views: Sqlite,
  now: number,
  sent: readonly Sent[],
): void {
  for (const house of houses) {
    const all = differences(house, contextOf(views, house.facility, now), HERE);
    if (all.length > 0) assert.fail(told(seed, when, all, house, sent));
  }
}
