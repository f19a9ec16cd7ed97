// Turns a case of the truth table into the input of the computation, and its answer back into the table's words.
import { trustOf } from "./age.ts";
import { dayWords } from "./day.ts";
import { type DoseCase, FREQUENCIES, type TableDose, type TableOrder } from "./doses.table.ts";
import { DEFAULT_CHARTING_DELAY_MS, DEFAULT_LIMITS } from "./limits.ts";
import {
  type Administration,
  type DosageLine,
  type DoseInput,
  doseKey,
  type MedicationOrder,
} from "./medication-order.ts";
import type { LastDose, Mar, Medication, Moment, Untimed } from "./routes.ts";
import { close, hear, NOTHING_HEARD } from "./trust.ts";

const LIMIT = DEFAULT_LIMITS.administrations;
const HEARD_EVERY_MS = 5 * 60_000;

/** The wall clock of a case: reads its times and writes them back. */
function clockOf(one: DoseCase) {
  const zone = one.zone ?? "America/New_York";
  const day = Temporal.PlainDate.from(one.day ?? "2023-08-03");
  const read = (text: string): number => {
    const [first = "", second] = text.split(" ");
    const date = second === undefined ? day : day.with({ day: Number(first) });
    return date.toPlainDateTime(Temporal.PlainTime.from(second ?? first)).toZonedDateTime(zone).epochMilliseconds;
  };
  const write = (at: number): string => {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    const time = local.toPlainTime().toString({ smallestUnit: "minute" });
    return local.toPlainDate().equals(day) ? time : `${local.day} ${time}`;
  };
  const midnight = (days: number) => day.add({ days }).toZonedDateTime(zone).epochMilliseconds;
  const before = day.subtract({ days: 2 }).day;
  return { zone, day, read, write, midnight, before };
}

/** The instants at which administrations were heard in a case. */
export function sentsOf(one: DoseCase): readonly number[] {
  const { read } = clockOf(one);
  return (one.heard ?? []).flatMap(([from, to]) => {
    const sents: number[] = [];
    for (let at = read(from); at < read(to); at += HEARD_EVERY_MS) sents.push(at);
    return [...sents, read(to)];
  });
}

export function inputOf(one: DoseCase): DoseInput {
  const { zone, day, read, midnight, before } = clockOf(one);
  const moment = (text: string): Moment => {
    const date = /^date only ?(\d*)$/.exec(text);
    if (date !== null) {
      const on = date[1] === "" ? day : day.with({ day: Number(date[1]) });
      return { text: on.toString(), instant: null, precision: "day" };
    }
    if (text === "nothing") return { text: "", instant: null, precision: "day" };
    return { text, instant: read(text), precision: "minute" };
  };
  const now = read(one.now);
  const heard = sentsOf(one).reduce((all, sent) => hear(all, sent, LIMIT), NOTHING_HEARD);
  const closed = (one.closed ?? []).reduce((all, [from, to]) => close(all, { from: read(from), to: read(to) }), heard);
  const stays = one.stays ?? [["4W", `${before} 08:00`] as const];
  return {
    orders: one.orders.map(order => orderOf(order, moment, read, before)),
    administrations: (one.doses ?? []).map((dose, rank) => doseOf(dose, rank, one, moment)),
    trust: trustOf(one.heard === null ? [] : [closed], LIMIT, now),
    charting: (one.charting ?? []).map(([unit, on, from]) => ({ unit, on, from: read(from), to: null })),
    stays: stays.map(([unit, from], index) => {
      const next = stays[index + 1];
      return { unit, from: read(from), to: next === undefined ? null : read(next[1]) };
    }),
    frequencies: [
      {
        unit: null,
        imported_at: 0,
        rows: Object.entries(one.frequencies ?? FREQUENCIES).map(([code, times]) => ({
          code,
          words: "",
          times,
          days: [],
        })),
      },
    ],
    zone,
    now,
    from: midnight(0),
    to: midnight(1),
    charting_delay_ms: DEFAULT_CHARTING_DELAY_MS,
  };
}

function orderOf(
  order: TableOrder,
  moment: (text: string) => Moment,
  read: (text: string) => number,
  before: number,
): MedicationOrder {
  const line = {
    dose: order.drug,
    daily: order.daily ?? [],
    times: (order.times ?? []).map(read),
    days: (order.days ?? []).map((text): Moment => ({ text, instant: null, precision: "day" })),
    starts: null,
    ends: null,
  };
  const steps = order.steps?.map(
    ([dose, frequency, from, to]): DosageLine => ({ ...line, dose, frequency, starts: moment(from), ends: moment(to) }),
  );
  return {
    id: `order-${order.order}`,
    order: order.order,
    keys: [`EHR|${order.order}`],
    drug: order.drug,
    dose: order.drug,
    route: "oral",
    frequency: order.frequency ?? "",
    lines: steps ?? [{ ...line, frequency: order.frequency ?? null }],
    prn: order.prn ?? false,
    min_interval_ms: order.every_min === undefined ? null : order.every_min * 60_000,
    one_time: order.one_time ?? false,
    infusion: order.infusion ?? null,
    high_alert: false,
    after: order.after ?? null,
    starts: moment(order.starts ?? `${before} 09:00`),
    ends: order.ends === undefined ? null : moment(order.ends),
    changes: (order.changes ?? []).map(([to, at]) => ({ to, at: moment(at) })),
    source: "copy",
    instructions: null,
  };
}

function doseOf(dose: TableDose, rank: number, one: DoseCase, moment: (text: string) => Moment): Administration {
  const order = dose.order ?? "";
  const drug = dose.drug ?? one.orders.find(known => known.order === dose.order)?.drug ?? "unknown";
  return {
    id: `dose-${rank}`,
    orders: dose.order === undefined ? [] : [`EHR|${dose.order}`],
    key: doseKey({ authority: "EHR", order, count: dose.count ?? null, start: dose.at, code: drug }),
    rank,
    at: moment(dose.at),
    drug,
    status: (dose.status ?? "CP") === "" ? null : (dose.status ?? "CP"),
    refusal: dose.refusal ?? null,
    action: dose.action ?? "A",
    amount: null,
    by: null,
    source: dose.here === true ? "here" : "copy",
  };
}

/** What the computation says of a case, in the table's words and only of what the case expects. */
export function answerOf(one: DoseCase, mar: Mar): Pick<DoseCase, "expect" | "zones" | "not_known"> {
  const { write, zone } = clockOf(one);
  const untimed = ({ day, state }: Untimed) =>
    [dayWords(day, mar.from, zone), state].filter(part => part !== "").join(" ");
  const expect: { [order: string]: Record<string, unknown> } = {};
  for (const [order, wanted] of Object.entries(one.expect)) {
    const found = mar.medications.find(medication => medication.order === order);
    const said =
      found === undefined ? {} : { ...medicationWords(found, write), untimed: (found.untimed ?? []).map(untimed) };
    expect[order] = Object.fromEntries(Object.entries(said).filter(([name]) => name in wanted));
  }
  return {
    expect,
    ...(one.zones === undefined ? {} : { zones: mar.zones.map(zone => `${write(zone.from)} ${zone.kind}`) }),
    ...(one.not_known === undefined ? {} : { not_known: mar.not_known }),
  };
}

/** The same of the case itself, to compare with. */
export function wantedOf({ expect, zones, not_known }: DoseCase): Pick<DoseCase, "expect" | "zones" | "not_known"> {
  return { expect, ...(zones === undefined ? {} : { zones }), ...(not_known === undefined ? {} : { not_known }) };
}

function medicationWords(medication: Medication, write: (at: number) => string) {
  return {
    slots: medication.slots.map(slot => {
      const given = slot.given_at?.instant ?? slot.at;
      const at = given === slot.at ? "" : ` at ${write(given)}`;
      const amount = slot.amount === null ? "" : ` ${slot.amount}`;
      return `${write(slot.at)} ${slot.state}${at}${amount}${slot.note === null ? "" : ` (${slot.note})`}`;
    }),
    last: lastWords(medication.last, write),
    since: medication.not_known_since === null ? null : write(medication.not_known_since),
    next: medication.next === null ? null : `${write(medication.next.at)} ${medication.next.mark}`,
    from: medication.from === null ? null : write(medication.from),
    frequency: medication.frequency,
    state: medication.state,
  };
}

function lastWords(last: LastDose, write: (at: number) => string): string {
  switch (last.kind) {
    case "given":
      return `given ${write(last.at.instant ?? 0)}${last.partial ? " partial" : ""}${last.possibly ? " possibly" : ""}`;
    case "none recorded":
      return `none recorded by ${write(last.by)}`;
    case "not sure":
      return `not sure: ${last.why}`;
    case "not known":
      return `not known since ${write(last.since)}`;
    case "no feed":
      return "no feed";
    default:
      return last satisfies never;
  }
}
