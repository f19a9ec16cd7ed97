// What the computation of doses takes: orders, records and where the patient lay, free of any message format.

import type { Trust } from "./age.ts";
import type { FrequencyTable } from "./frequency.ts";
import type { Moment, Source } from "./routes.ts";

/** One line of an order's dosage; an order has one, a taper several, each with its own limits. */
export type DosageLine = {
  readonly dose: string;
  /** The code to look up in the hospital's table; null = none was sent. */
  readonly frequency: string | null;
  /** Local times of the day that the message itself gives (TQ1-4). */
  readonly daily: readonly string[];
  /** Single instants that the message itself gives. */
  readonly times: readonly number[];
  /** Days that the message itself gives, without a time. */
  readonly days?: readonly Moment[];
  readonly starts: Moment | null;
  readonly ends: Moment | null;
};

export type OrderChange = { readonly to: "hold" | "resume" | "stop" | "complete"; readonly at: Moment };

export type MedicationOrder = {
  readonly id: string;
  /** The number that stands on every page. */
  readonly order: string;
  /** Every number by which a dose may name it, as `authority|number`, and its own id. */
  readonly keys: readonly string[];
  readonly drug: string;
  readonly dose: string;
  readonly route: string;
  /** The frequency as sent, in words. */
  readonly frequency: string;
  readonly lines: readonly DosageLine[];
  readonly prn: boolean;
  readonly min_interval_ms: number | null;
  readonly one_time: boolean;
  /** Rate of a drip; it has no doses at times. */
  readonly infusion: string | null;
  readonly high_alert: boolean;
  /** The number of the order for which it waits (TQ2), else null. */
  readonly after: string | null;
  readonly starts: Moment | null;
  readonly ends: Moment | null;
  readonly changes: readonly OrderChange[];
  readonly source: Source;
  readonly instructions: string | null;
};

/** RXA, or our own record of a dose. */
export type Administration = {
  readonly id: string;
  /** Numbers of its order as `authority|number`, or the order's id; empty = none was sent. */
  readonly orders: readonly string[];
  /** RULES D3; see `doseKey`. */
  readonly key: string;
  /** Its place in the record's chain of messages. Ties are broken by id. */
  readonly rank: number;
  /** RXA-3 */
  readonly at: Moment;
  readonly drug: string;
  /** RXA-20 as sent; null = empty. */
  readonly status: string | null;
  /** RXA-18 */
  readonly refusal: string | null;
  /** RXA-21 */
  readonly action: "A" | "U" | "D";
  readonly amount: string | null;
  readonly by: string | null;
  readonly source: Source;
};

/** The dose's key (RULES D3): authority, order number, and RXA-2 where the sender is known to count, else RXA-3 with RXA-5. */
export function doseKey(dose: {
  readonly authority: string;
  readonly order: string;
  readonly count: string | null;
  readonly start: string;
  readonly code: string;
}): string {
  const rest = dose.count === null ? ["at", dose.start, dose.code] : ["count", dose.count];
  return JSON.stringify([dose.authority, dose.order, ...rest]);
}

/** A stay in a unit, from its start to its end; null = still there. */
export type Stay = { readonly unit: string; readonly from: number; readonly to: number | null };

/** A unit that charts doses here (RULES D4), until charting here ended; null = still. */
export type ChartingHere = {
  readonly unit: string;
  readonly on: "screen" | "paper";
  readonly from: number;
  readonly to: number | null;
};

/** All that the doses of one patient are computed from; each list is a set, its order says nothing. */
export type DoseInput = {
  readonly orders: readonly MedicationOrder[];
  readonly administrations: readonly Administration[];
  readonly trust: Trust;
  readonly charting: readonly ChartingHere[];
  readonly stays: readonly Stay[];
  readonly frequencies: readonly FrequencyTable[];
  readonly zone: string;
  readonly now: number;
  /** The grid: from, to. */
  readonly from: number;
  readonly to: number;
  readonly charting_delay_ms: number;
};
