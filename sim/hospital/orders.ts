// One medication order, and when its doses fall due.
import type { Drug } from "./drugs.ts";
import { timesOf } from "./frequencies.ts";
import type { Worker } from "./staff.ts";
import { HOUR, MINUTE, nextAt } from "./times.ts";

export type Order = {
  readonly drug: Drug;
  /** ORC-2 and ORC-3 without their authorities. */
  readonly placer: string;
  readonly filler: string;
  readonly starts: number;
  readonly by: Worker;
  /** Sent as ORM^O01 with RX segments, as older systems do. */
  readonly asOrm: boolean;
  state: "active" | "held" | "stopped" | "completed";
  /** The next instant at which a nurse is at the bed for it; undefined = never by itself. */
  due: number | undefined;
  /** RXA-2 of the last record: counts from 1. */
  counted: number;
  /** The last dose really given. */
  lastGiven: number | undefined;
};

/** The set times the sender writes or the table gives; empty where the frequency stays in words. */
export function setTimes(drug: Drug): readonly string[] {
  if (drug.frequency === "Q24H") return ["10:00"];
  return timesOf(drug.frequency);
}

/** When the next dose after `after` falls due; `isFirst`: none was planned before. PRN and drips have none; a drip's next bag is drawn elsewhere. */
export function nextDue(order: Order, after: number, zone: string, isFirst = order.counted === 0): number | undefined {
  const { drug } = order;
  if (drug.kind === "once") return order.counted === 0 ? Math.max(order.starts + 30 * MINUTE, after) : undefined;
  if (drug.kind === "drip") return isFirst ? order.starts + 20 * MINUTE : after + 9 * HOUR;
  if (drug.kind === "prn") return undefined;
  const times = setTimes(drug);
  if (times.length > 0) return nextAt(times, Math.max(after, order.starts - 1), zone);
  // "Q24H at start time": no table has it, the nurse reads the words.
  return isFirst ? Math.max(order.starts + 20 * MINUTE, after) : after + 24 * HOUR;
}
