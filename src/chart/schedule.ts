// When an order falls due (RULES D5): explicit times in the message, else the hospital's table, else only words.

import { firstInstant, isExact, lastInstant } from "./day.ts";
import { type FrequencyTable, rowFor, timesBetween } from "./frequency.ts";
import type { DosageLine, MedicationOrder, OrderChange } from "./medication-order.ts";
import type { Moment } from "./routes.ts";

export type Scheduled = { readonly at: number; readonly dose: string };

/**
 * The scheduled times of an order within [from, to], the times of DST nights in words, and the whole frequency in words. `days`: on which
 * it is to be given at a time that nobody sent.
 */
export type Schedule = {
  readonly times: readonly Scheduled[];
  readonly days: readonly Moment[];
  readonly frequency: string;
};

/** Computes it. A stopped or completed order has no time from then on; a held one keeps its times, to be shown as held. */
export function scheduleOf(
  order: MedicationOrder,
  where: { readonly tables: readonly FrequencyTable[]; readonly unit: string | null; readonly zone: string },
  from: number,
  to: number,
): Schedule {
  const words: string[] = [];
  if (order.after !== null)
    return { times: [], days: [], frequency: `${order.frequency} after order ${order.after}`.trim() };
  if (order.prn || order.infusion !== null) return { times: [], days: [], frequency: order.frequency };
  const ended = orderState(order).ended;
  // Stopped at a time that was not sent: nothing may be claimed to fall due.
  const stop = ended === undefined ? Number.POSITIVE_INFINITY : (ended.at.instant ?? Number.NEGATIVE_INFINITY);
  const orderEnds = lastInstant(order.ends, where.zone);
  const times: Scheduled[] = [];
  const days: Moment[] = [];
  for (const line of order.lines) {
    const starts = firstInstant(line.starts ?? order.starts, where.zone);
    const isInForce = (day: Moment) =>
      lastInstant(day, where.zone) >= from && firstInstant(day, where.zone) < Math.min(to, stop);
    days.push(...daysOf(order, line).filter(isInForce));
    const ends = Math.min(lastInstant(line.ends, where.zone), orderEnds);
    // TQ1-8 is the latest time to perform it; where the next step begins at that instant, it is the next step's.
    const taken = order.lines.some(other => other !== line && firstInstant(other.starts, where.zone) === ends);
    const placed = timesOf(order, line, where, from, to);
    words.push(...placed.words);
    for (const at of placed.instants) {
      const within = order.one_time || (at >= starts && (taken ? at < ends : at <= ends));
      if (at >= from && at <= to && at < stop && within) times.push({ at, dose: line.dose });
    }
  }
  const unique = new Map(times.map(time => [`${time.at} ${time.dose}`, time]));
  const note = words.length === 0 ? "" : ` (${[...new Set(words)].join(", ")})`;
  return {
    times: [...unique.values()].sort((a, b) => a.at - b.at || (a.dose < b.dose ? -1 : 1)),
    days,
    frequency: `${order.frequency}${note}`,
  };
}

/** The days of one line that have no time: of one dose the day of its start, where no time stands beside it. */
function daysOf(order: MedicationOrder, line: DosageLine): readonly Moment[] {
  const starts = line.starts ?? order.starts;
  const isOnceOnADay = order.one_time && line.times.length === 0 && starts?.precision === "day";
  return [...(line.days ?? []), ...(isOnceOnADay ? [starts] : [])];
}

function timesOf(
  order: MedicationOrder,
  line: DosageLine,
  where: { readonly tables: readonly FrequencyTable[]; readonly unit: string | null; readonly zone: string },
  from: number,
  to: number,
): { readonly instants: readonly number[]; readonly words: readonly string[] } {
  if (line.times.length > 0) return { instants: line.times, words: [] };
  if (order.one_time) {
    const starts = line.starts ?? order.starts;
    return { instants: starts !== null && isExact(starts) ? [starts.instant] : [], words: [] };
  }
  if (line.daily.length > 0) return timesBetween({ times: line.daily, days: [] }, where.zone, from, to);
  const row = line.frequency === null ? undefined : rowFor(where.tables, where.unit, line.frequency);
  return row === undefined ? { instants: [], words: [] } : timesBetween(row, where.zone, from, to);
}

/** How an order stands: the newest hold that nobody resumed, and the earliest stop. A change without a time counts always. */
export function orderState(order: Pick<MedicationOrder, "changes">): {
  readonly ended: OrderChange | undefined;
  readonly held: OrderChange | undefined;
} {
  const sorted = sortedChanges(order.changes);
  const ended = sorted.find(change => change.to === "stop" || change.to === "complete");
  const last = sorted.findLast(change => change.to === "hold" || change.to === "resume");
  return { ended, held: last?.to === "hold" ? last : undefined };
}

/** The hold that covers an instant. */
export function holdAt(order: Pick<MedicationOrder, "changes">, at: number): OrderChange | undefined {
  const last = sortedChanges(order.changes)
    .filter(change => (change.at.instant ?? Number.NEGATIVE_INFINITY) <= at)
    .findLast(change => change.to === "hold" || change.to === "resume");
  return last?.to === "hold" ? last : undefined;
}

function sortedChanges(changes: readonly OrderChange[]): readonly OrderChange[] {
  const time = (change: OrderChange) => change.at.instant ?? Number.NEGATIVE_INFINITY;
  const rank = { resume: 0, hold: 1, complete: 2, stop: 3 };
  return [...changes].sort((a, b) => (time(a) === time(b) ? rank[a.to] - rank[b.to] : time(a) < time(b) ? -1 : 1));
}
