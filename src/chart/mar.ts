// The medication administration record of one patient, from the sets of her orders and doses (RULES D).
import { lastInstant } from "./day.ts";
import { type DoseRecord, standingRecords } from "./dose-records.ts";
import { lastDoseOf } from "./last-dose.ts";
import type { DoseInput, MedicationOrder } from "./medication-order.ts";
import type { Mar, Medication, Slot } from "./routes.ts";
import { orderState, scheduleOf } from "./schedule.ts";
import { slotsOf } from "./slots.ts";
import { untimedOf } from "./untimed.ts";
import { unitAt, zonesOf } from "./zones.ts";

/** Times beside the grid still decide which time a dose belongs to, and what is next. */
const BESIDE_MS = 36 * 3_600_000;

/** Computes the grid [from, to), each order, and each dose that matches none. */
export function marOf(input: DoseInput): Mar {
  const orders = [...new Map(input.orders.map(order => [order.id, order])).values()];
  const records = standingRecords(input.administrations);
  const owner = ownersOf(orders);
  const mine = new Map<string, DoseRecord[]>();
  const unmatched = new Map<string, DoseRecord[]>();
  for (const record of records) {
    const order = record.record.orders.map(key => owner.get(key)).find(id => id !== undefined);
    if (order !== undefined) mine.set(order, [...(mine.get(order) ?? []), record]);
    else {
      const key = JSON.stringify([record.record.orders[0] ?? null, record.record.drug]);
      unmatched.set(key, [...(unmatched.get(key) ?? []), record]);
    }
  }
  const medications = [
    ...orders.map(order => medicationOf(order, mine.get(order.id) ?? [], input)),
    ...[...unmatched.values()].flatMap(group => unmatchedOf(group, input)),
  ].sort((a, b) => compare(a.drug, b.drug) || compare(a.order, b.order) || compare(a.id, b.id));
  return {
    from: input.from,
    to: input.to,
    zones: zonesOf(input, input.from, input.to),
    medications,
    not_known: medications
      .flatMap(medication => medication.slots)
      .filter(slot => slot.state === "not known" && slot.resource === null).length,
  };
}

/** A key that two orders claim belongs to the least id, the same whatever their order. */
function ownersOf(orders: readonly MedicationOrder[]): ReadonlyMap<string, string> {
  const owner = new Map<string, string>();
  for (const order of [...orders].sort((a, b) => compare(a.id, b.id))) {
    for (const key of [order.id, ...order.keys]) if (!owner.has(key)) owner.set(key, order.id);
  }
  return owner;
}

function medicationOf(order: MedicationOrder, records: readonly DoseRecord[], input: DoseInput): Medication {
  const unit = unitAt(input.stays, input.now) ?? null;
  const where = { tables: input.frequencies, unit, zone: input.zone };
  const from = Math.min(input.from, input.now) - BESIDE_MS;
  const to = Math.max(input.to, input.now) + BESIDE_MS;
  const schedule = scheduleOf(order, where, from, to);
  const all = slotsOf(order, schedule.times, records, input);
  const { last, since } = lastDoseOf(order, records, input);
  const { ended, held } = orderState(order);
  const ends = lastInstant(order.ends, input.zone);
  const over = ended !== undefined && (ended.at.instant ?? input.now) <= input.now;
  const state = over
    ? ended.to === "stop"
      ? "stopped"
      : "completed"
    : ends < input.now
      ? "completed"
      : held !== undefined && (held.at.instant ?? 0) <= input.now
        ? "held"
        : "active";
  const untimed = untimedOf(records, state === "active" || state === "held" ? schedule.days : [], order, input);
  const state_at = state === "held" ? held?.at : over ? ended.at : state === "completed" ? order.ends : null;
  return {
    id: order.id,
    order: order.order,
    drug: order.drug,
    dose: order.dose,
    dose_beside: order.drug.endsWith(` ${order.dose}`) ? "" : order.dose,
    route: order.route,
    frequency: schedule.frequency,
    prn: order.prn,
    infusion: order.infusion,
    high_alert: order.high_alert,
    state,
    state_at: state_at ?? null,
    starts: order.starts,
    ends: order.ends,
    last,
    not_known_since: since,
    next: state === "active" ? nextOf(all, input.now) : null,
    from:
      state === "active" && order.prn && order.min_interval_ms !== null && last.kind === "given" && since === null
        ? (last.at.instant ?? input.now) + order.min_interval_ms
        : null,
    slots: all.filter(slot => slot.at >= input.from && slot.at < input.to),
    ...(untimed.length === 0 ? {} : { untimed }),
    source: order.source,
    instructions: order.instructions,
  };
}

/** What is next: of what we chart on screen the oldest due, else the first scheduled ahead (RULES D4). */
function nextOf(slots: readonly Slot[], now: number): Medication["next"] {
  const due = slots.find(slot => slot.state === "overdue" || slot.state === "due");
  if (due !== undefined) return { at: due.at, mark: due.state === "overdue" ? "overdue" : "due" };
  const ahead = slots.find(
    slot => slot.at > now && (slot.state === "scheduled" || slot.state === "scheduled?" || slot.state === "on paper"),
  );
  if (ahead === undefined) return null;
  return { at: ahead.at, mark: ahead.state === "scheduled" ? "scheduled" : "scheduled?" };
}

/** A dose that matches no order is shown as one of its own (RULES D3). */
function unmatchedOf(records: readonly DoseRecord[], input: DoseInput): readonly Medication[] {
  const [first] = records;
  if (first === undefined) return [];
  const { record } = first;
  const key = record.orders[0] ?? null;
  const number = key === null ? "no order" : key.slice(key.indexOf("|") + 1);
  const order: MedicationOrder = {
    id: `unmatched ${record.id}`,
    order: number,
    keys: [],
    drug: record.drug,
    dose: "",
    route: "",
    frequency: "",
    lines: [],
    prn: false,
    min_interval_ms: null,
    one_time: false,
    infusion: null,
    high_alert: false,
    after: null,
    starts: null,
    ends: null,
    changes: [],
    source: record.source,
    instructions: null,
  };
  return [{ ...medicationOf(order, records, input), state: "unmatched", next: null }];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
