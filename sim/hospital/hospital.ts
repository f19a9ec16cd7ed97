// The house as it lives, minute by minute.
import type { Seeded } from "../random.ts";
import { type Appointment, drawAppointments, tellBook } from "./appointments.ts";
import type { Draft } from "./draft.ts";
import { FEED_NAMES } from "./feeds.ts";
import { giveAsNeeded, plan } from "./giving.ts";
import { drawBlood, takeVitals, vitalsEvery } from "./measuring.ts";
import { arrive, birth, leave, newStay, tellArrival, transfer, update } from "./movements.ts";
import { SPECIALS } from "./patients.ts";
import { change, prescribe, prescribeBefore } from "./prescribing.ts";
import { drawStaff } from "./staff.ts";
import type { Stay } from "./stays.ts";
import { DAY, HOUR, MINUTE } from "./times.ts";
import { BEDS, UNITS } from "./units.ts";
import { HEARTBEAT_SPEC } from "./wire.ts";
import { freeBed, lies, soon, tell, type World } from "./world.ts";

/** How often things happen, per minute at pace 1. */
const RATE = { arrival: 0.035, birth: 0.003, transfer: 0.014, order: 0.11, change: 0.05, asNeeded: 0.1, update: 0.03 };
const OCCUPIED = 0.9;
const CARRIED = UNITS.filter(unit => unit.care === "adult");

export type Hospital = {
  readonly appointments: readonly Appointment[];
  /** What was told before the first minute: who lies where, and with which orders. */
  readonly before: readonly Draft[];
  /**
   * Lives the minute that begins at `at` and returns what was told in it, in order.
   * `pace` packs more arrivals, orders, results and vital signs into it; a scheduled dose stays at its time.
   * `heartbeat` is the distance of heartbeats in milliseconds, counted from `origin`.
   */
  minute(at: number, pace: number, heartbeat: number): Draft[];
};

function inOrder(drafts: Draft[]): Draft[] {
  return drafts.sort((a, b) => a.at - b.at);
}

function fill(world: World, at: number): void {
  const { random } = world;
  for (const special of SPECIALS) {
    const bed = freeBed(
      world,
      UNITS.filter(unit => unit.name === special.unit),
    );
    if (bed === undefined) throw new RangeError(`no bed in ${special.unit}`);
    const admitted = at - random.whole(2, special.care === "emergency" ? 3 : 40) * HOUR;
    newStay(world, bed, special.care, admitted, special.over).settled = true;
  }
  for (const bed of BEDS) {
    const { care } = bed.unit;
    if (world.beds.has(bed.id) || !random.chance(OCCUPIED)) continue;
    const hours = care === "emergency" ? random.whole(1, 4) : random.whole(6, 150);
    newStay(world, bed, care, at - hours * HOUR - random.whole(0, 59) * MINUTE);
  }
  for (const stay of world.beds.values()) {
    const shortest = stay.patientClass === "E" ? 20 : 120;
    const left = stay.settled ? 30 * DAY : random.whole(shortest, shortest * 30) * MINUTE;
    stay.leaves = Math.max(stay.leaves, at + left);
    stay.nextVitals = at + random.whole(0, vitalsEvery(stay) / MINUTE) * MINUTE;
    stay.nextLab = at + random.whole(0, 20 * 60) * MINUTE;
    tellArrival(world, stay, stay.admitted);
    prescribeBefore(world, stay, at);
  }
}

/** Opens the house at `origin`: full beds, staff, orders, and the appointment book. */
export function openHospital(random: Seeded, origin: number, zone: string): Hospital {
  const world: World = {
    zone,
    random: random.fork("life"),
    staff: drawStaff(random.fork("staff")),
    beds: new Map(),
    later: [],
    out: [],
    count: { patients: 0, visits: 0, orders: 0, reports: 0 },
  };
  fill(world, origin);
  const appointments = drawAppointments(random.fork("appointments"), origin, zone, world.staff);
  const told = tellBook(appointments, origin, zone);
  let next = 0;
  const before = inOrder(world.out);
  // What is told a few seconds into the next minute waits for it.
  const takeOut = (end: number): Draft[] => {
    const drafts = inOrder(world.out.filter(draft => draft.at < end));
    world.out = world.out.filter(draft => draft.at >= end);
    return drafts;
  };
  world.out = [];
  return {
    appointments,
    before,
    minute(at, pace, heartbeat) {
      const end = at + MINUTE;
      beat(world, origin, at, end, heartbeat);
      happen(world, at, pace);
      for (const stay of [...world.beds.values()]) attend(world, stay, at, pace);
      catchUp(world, end);
      for (let one = told[next]; one !== undefined && one.at < end; one = told[++next]) world.out.push(one);
      return takeOut(end);
    },
  };
}

function beat(world: World, origin: number, at: number, end: number, every: number): void {
  for (let t = origin + Math.ceil((at - origin) / every) * every; t < end; t += every)
    for (const feed of FEED_NAMES) tell(world, feed, t, HEARTBEAT_SPEC, [{ kind: "heartbeat", at: t }]);
}

/** Draws how many times something of this rate happens in a minute, and at which second. */
function times(world: World, at: number, rate: number, act: (second: number) => void): void {
  const whole = Math.floor(rate);
  const count = whole + (world.random.chance(rate - whole) ? 1 : 0);
  for (let i = 0; i < count; i++) soon(world, at + world.random.whole(0, 59) * 1000, act);
}

function happen(world: World, at: number, pace: number): void {
  const { random } = world;
  const someone = () => random.pick([...world.beds.values()]);
  times(world, at, RATE.arrival * pace, t => {
    const stay = arrive(world, t);
    if (stay === undefined) return;
    prescribe(world, stay, t + 10 * 1000, ["once", "drip"]);
    prescribe(world, stay, t + 20 * 1000, ["prn"]);
  });
  times(world, at, RATE.birth * pace, t => {
    const child = birth(world, t);
    if (child !== undefined) prescribe(world, child, t + 30 * 1000, ["once"]);
  });
  times(world, at, RATE.transfer * pace, t => {
    const stay = someone();
    if (stay.settled) return;
    if (stay.bed.unit.care === "adult" || stay.bed.unit.care === "intensive") transfer(world, stay, CARRIED, t);
  });
  times(world, at, RATE.order * pace, t => prescribe(world, someone(), t, ["scheduled", "prn", "once", "drip"]));
  times(world, at, RATE.change * pace, t => change(world, someone(), t));
  times(world, at, RATE.asNeeded * pace, t => giveAsNeeded(world, someone(), t));
  times(world, at, RATE.update * pace, t => update(world, someone(), t));
}

function attend(world: World, stay: Stay, at: number, pace: number): void {
  const { random } = world;
  if (stay.leaves <= at) {
    soon(world, at + random.whole(0, 59) * 1000, now => {
      if (lies(world, stay)) leave(world, stay, now);
    });
    return;
  }
  plan(world, stay, at);
  if (stay.nextVitals <= at) {
    takeVitals(world, stay, at + random.whole(0, 59) * 1000);
    stay.nextVitals = at + Math.max(MINUTE, (vitalsEvery(stay) * random.around(1, 0.1)) / pace);
  }
  if (stay.nextLab <= at) {
    drawBlood(world, stay, at + random.whole(0, 59) * 1000);
    stay.nextLab = at + Math.max(MINUTE, (random.whole(8, 26) * HOUR) / pace);
  }
}

/** Whatever was begun earlier and is told before `end`, earliest first; what that begins too. */
function catchUp(world: World, end: number): void {
  const ready = world.later.filter(one => one.at < end);
  world.later = world.later.filter(one => one.at >= end);
  // One at a time by its instant: a bed must be free before somebody comes into it.
  while (ready.length > 0) {
    const first = ready.reduce((a, b) => (b.at < a.at ? b : a));
    ready.splice(ready.indexOf(first), 1);
    first.then(first.at);
    ready.push(...world.later.filter(one => one.at < end));
    world.later = world.later.filter(one => one.at >= end);
  }
}
