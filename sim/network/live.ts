// A hospital lives: seeded, hour by hour, faster than any clock.
import { HOUR } from "../hospital/times.ts";
import type { Seeded } from "../random.ts";
import { give, measure, order } from "./caring.ts";
import { bedsOf, type Facility } from "./facility.ts";
import { type Draft, type House, soon } from "./house.ts";
import { admit, changeClass, discharge, expect, goOnLeave, swap, transfer } from "./moving.ts";
import { link, merge, moveVisit, renumber, renumberAccount, renumberVisit, takeAllergyBack, update } from "./naming.ts";
import { book, write } from "./office.ts";
import { Truth } from "./truth.ts";

type Act = {
  readonly rate: number;
  readonly act: (house: House, at: number) => void;
  readonly needs?: keyof Facility["dialect"];
};

/** How often in an hour, for thirty beds. */
const ACTS: readonly Act[] = [
  { rate: 0.9, act: admit },
  { rate: 0.25, act: expect },
  { rate: 0.7, act: transfer },
  { rate: 0.06, act: swap },
  { rate: 0.2, act: changeClass },
  { rate: 0.12, act: goOnLeave },
  { rate: 0.8, act: discharge },
  { rate: 0.8, act: update },
  { rate: 0.06, act: takeAllergyBack, needs: "safety" },
  { rate: 0.1, act: merge },
  { rate: 0.06, act: link },
  { rate: 0.04, act: renumber, needs: "visits" },
  { rate: 0.06, act: moveVisit, needs: "visits" },
  { rate: 0.06, act: renumberVisit },
  { rate: 0.04, act: renumberAccount, needs: "visits" },
  { rate: 2, act: order },
  { rate: 5, act: give, needs: "safety" },
  { rate: 2, act: measure },
  { rate: 0.5, act: write },
  { rate: 0.5, act: book },
];

/** Opens a hospital; most of its beds are taken within the first hour. */
export function openHouse(facility: Facility, random: Seeded, zone: string, beds: number): House {
  return {
    facility,
    zone,
    random,
    truth: new Truth(),
    beds: bedsOf(beds),
    later: [],
    out: [],
    count: {},
    mistaken: new Set(),
  };
}

/** Lives one hour; returns what was said in it, in order. */
export function liveHour(house: House, from: number, isFirst: boolean): Draft[] {
  const { random, beds } = house;
  const to = from + HOUR;
  const moment = () => from + random.whole(0, 3_599) * 1_000;
  const scale = beds.length / 30;
  if (isFirst) for (let i = 0; i < beds.length * 0.7; i++) soon(house, moment(), at => admit(house, at));
  for (const { rate, act, needs } of ACTS) {
    if (needs !== undefined && house.facility.dialect[needs] === false) continue;
    const wanted = rate * scale;
    const count = Math.floor(wanted) + (random.chance(wanted - Math.floor(wanted)) ? 1 : 0);
    for (let i = 0; i < count; i++) soon(house, moment(), at => act(house, at));
  }
  // One at a time by its instant: a bed must be free before somebody comes into it.
  for (;;) {
    const due = house.later.filter(one => one.at < to);
    const first = due.reduce<(typeof due)[number] | undefined>(
      (a, b) => (a === undefined || b.at < a.at ? b : a),
      undefined,
    );
    if (first === undefined) break;
    house.later.splice(house.later.indexOf(first), 1);
    first.then(first.at);
  }
  const said = house.out;
  house.out = [];
  return said;
}
