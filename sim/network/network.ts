// Two hospitals for some days: what each sends, and what is so in each at every midnight.
import { HOUR } from "../hospital/times.ts";
import { seeded } from "../random.ts";
import { type Facility, HARBOR, PINE } from "./facility.ts";
import type { House } from "./house.ts";
import { liveHour, openHouse } from "./live.ts";
import { openLine, type Sent, sendHour } from "./wire.ts";

export type Day = {
  /** All that was sent on this day, in the order of its sending. */
  readonly sent: readonly Sent[];
  /** Its end, ms. */
  readonly until: number;
};
export type Network = {
  readonly houses: readonly House[];
  /** Lives the next day; the truth of each house is then as it is at its end. */
  day(): Day;
};

export const FACILITIES: readonly Facility[] = [HARBOR, PINE];
export const ZONE = "America/New_York";

/** Opens both hospitals at `begins` (ms) with so many beds each. The same seed gives the same days. */
export function openNetwork(seed: number | string, begins: number, beds: number): Network {
  const random = seeded(`network/${seed}`);
  const houses = FACILITIES.map(one => openHouse(one, random.fork(one.id), ZONE, beds));
  const lines = FACILITIES.map(one => openLine(one, ZONE, random.fork(`line/${one.id}`)));
  let now = begins;
  return {
    houses,
    day() {
      const sent: Sent[] = [];
      for (let hour = 0; hour < 24; hour++, now += HOUR) {
        const isFirst = now === begins;
        const both = houses.flatMap((house, at) => {
          const line = lines[at];
          return line === undefined ? [] : sendHour(line, liveHour(house, now, isFirst));
        });
        sent.push(...both.sort((a, b) => a.at - b.at));
      }
      return { sent, until: now };
    },
  };
}
