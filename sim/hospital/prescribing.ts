// What is ordered, changed, held and stopped.
import { type Drug, drugsFor } from "./drugs.ts";
import { nextDue, type Order } from "./orders.ts";
import { type Control, medicationOrder } from "./say-order.ts";
import type { Stay } from "./stays.ts";
import { HOUR, MINUTE } from "./times.ts";
import { tell, type World } from "./world.ts";

function say(world: World, control: Control, stay: Stay, order: Order, at: number): void {
  tell(world, "pharmacy", at, medicationOrder(control, stay, order, at, world.zone), [
    { kind: "order", order: order.placer, mrn: stay.patient.mrn, state: order.state, at },
  ]);
}

/** Orders a drug that she does not have yet. Nothing happens where she has them all. */
export function prescribe(world: World, stay: Stay, at: number, kinds: readonly Drug["kind"][]): void {
  const { random } = world;
  const has = stay.orders.filter(order => order.state === "active" || order.state === "held");
  const choice = drugsFor(stay.bed.unit.care).filter(
    drug => kinds.includes(drug.kind) && !has.some(order => order.drug.code === drug.code),
  );
  if (choice.length === 0) return;
  world.count.orders++;
  const order: Order = {
    drug: random.pick(choice),
    placer: `RX${String(10_000 + world.count.orders)}`,
    filler: `P${String(40_000 + world.count.orders)}`,
    starts: at,
    by: stay.attending,
    asOrm: random.chance(0.12),
    state: "active",
    due: undefined,
    counted: 0,
    lastGiven: undefined,
  };
  order.due = nextDue(order, at, world.zone);
  stay.orders.push(order);
  say(world, "NW", stay, order, at);
}

/** Holds, releases or stops one of her orders. */
export function change(world: World, stay: Stay, at: number): void {
  const { random } = world;
  const open = stay.orders.filter(order => order.state === "active" || order.state === "held");
  if (open.length === 0) return;
  const order = random.pick(open);
  if (order.state === "held") {
    order.state = "active";
    order.due = nextDue(order, at, world.zone);
    say(world, "RL", stay, order, at);
  } else if (random.chance(0.3)) {
    order.state = "held";
    say(world, "HD", stay, order, at);
  } else {
    order.state = "stopped";
    order.due = undefined;
    say(world, "DC", stay, order, at);
  }
}

/** The orders of somebody who has lain here before the story begins. */
export function prescribeBefore(world: World, stay: Stay, now: number): void {
  const { random } = world;
  const wanted = random.whole(3, 8);
  for (let i = 0; i < wanted; i++) {
    const at = Math.min(now - MINUTE, stay.admitted + random.whole(10, 300) * MINUTE);
    prescribe(world, stay, at, i % 4 === 3 ? ["prn"] : random.chance(0.15) ? ["drip"] : ["scheduled"]);
  }
  for (const order of stay.orders) {
    if (order.due === undefined) continue;
    // Without set times the next dose lies anywhere in its interval, not all at once.
    const set = nextDue(order, now, world.zone);
    order.due = order.drug.kind === "drip" ? now + random.whole(5, 540) * MINUTE : set;
    if (order.drug.frequency === "Q24H at start time") order.due = now + random.whole(0, 23) * HOUR;
  }
}
