// What the nurses give, hold and miss, and when they chart it.
import { nextDue, type Order } from "./orders.ts";
import { type Action, doseRecord } from "./say-dose.ts";
import type { Stay } from "./stays.ts";
import { HOUR, MINUTE } from "./times.ts";
import type { DoseTruth } from "./truth.ts";
import { lies, soon, tell, type World } from "./world.ts";

function outcomeOf(world: World, order: Order): DoseTruth["outcome"] {
  if (order.state === "held") return "held";
  const roll = world.random.unit();
  if (order.drug.kind !== "scheduled" || roll < 0.91) return "given";
  return roll < 0.925 ? "partial" : roll < 0.95 ? "held" : roll < 0.98 ? "refused" : "missed";
}

function chart(world: World, action: Action, stay: Stay, order: Order, dose: DoseTruth, at: number): void {
  const nurses = world.staff.nurses.get(stay.bed.unit.name) ?? [];
  const by = world.random.pick(nurses);
  tell(world, "pharmacy", at, doseRecord(action, stay, order, dose, by, at, world.zone), [{ kind: "dose", ...dose }]);
}

function give(world: World, stay: Stay, order: Order, at: number): void {
  if (!lies(world, stay) || (order.state !== "active" && order.state !== "held")) return;
  const { random } = world;
  const outcome = outcomeOf(world, order);
  order.counted++;
  const amount =
    outcome === "given" ? order.drug.amount : outcome === "partial" ? String(Number(order.drug.amount) / 2) : "0";
  const dose: DoseTruth = {
    order: order.placer,
    mrn: stay.patient.mrn,
    drug: order.drug.words,
    counter: order.counted,
    at,
    outcome,
    amount,
    unit: order.drug.unit,
  };
  if (outcome === "given" || outcome === "partial") order.lastGiven = at;
  if (order.drug.kind === "once" && outcome === "given") order.state = "completed";
  const charted = at + (random.chance(0.07) ? random.whole(10, 45) : random.whole(0, 4)) * MINUTE;
  soon(world, charted, later => chart(world, "A", stay, order, dose, later));
  if (outcome !== "given" || !random.chance(0.03)) return;
  soon(world, charted + random.whole(4, 40) * MINUTE, later => {
    if (random.chance(0.3)) chart(world, "D", stay, order, { ...dose, outcome: "removed" }, later);
    else chart(world, "U", stay, order, { ...dose, at: dose.at - random.whole(1, 9) * MINUTE }, later);
  });
}

/** Plans what falls due within the next 25 minutes: a nurse is early or late by some. */
export function plan(world: World, stay: Stay, at: number): void {
  for (const order of stay.orders) {
    if (order.due === undefined || order.due > at + 25 * MINUTE) continue;
    const slot = order.due;
    const early = order.drug.kind === "scheduled" ? -12 : 0;
    const when = Math.max(at, slot + world.random.whole(early, 26) * MINUTE + world.random.whole(0, 59) * 1000);
    order.due = order.drug.kind === "once" ? undefined : nextDue(order, Math.max(slot, at - HOUR), world.zone, false);
    soon(world, when, now => give(world, stay, order, now));
  }
}

/** Somebody has pain: a dose as needed, where its interval allows one. */
export function giveAsNeeded(world: World, stay: Stay, at: number): void {
  const ready = stay.orders.filter(
    order =>
      order.state === "active" &&
      order.drug.kind === "prn" &&
      (order.lastGiven === undefined || at - order.lastGiven >= (order.drug.every ?? 4) * HOUR),
  );
  if (ready.length > 0) give(world, stay, world.random.pick(ready), at);
}
