// Doses, and times of an order, of which a day is known and no time: said with their day, placed nowhere, never due.
import { firstInstant, isExact, lastInstant } from "./day.ts";
import type { DoseRecord } from "./dose-records.ts";
import type { DoseInput, MedicationOrder } from "./medication-order.ts";
import type { Moment, Untimed } from "./routes.ts";
import { saidOf } from "./slots.ts";

type Grid = Pick<DoseInput, "from" | "to" | "now" | "zone">;

/** Those whose day lies in the grid, and records that have not even a day; `days` are the order's own. */
export function untimedOf(
  records: readonly DoseRecord[],
  days: readonly Moment[],
  order: Pick<MedicationOrder, "one_time" | "source">,
  grid: Grid,
): readonly Untimed[] {
  const given = records
    .filter(({ record: { at } }) => !isExact(at) && isOnGrid(at, grid))
    .map(
      (record): Untimed => ({
        day: record.record.at.text === "" ? null : record.record.at,
        ...saidOf(record, records, grid),
      }),
    );
  const ahead = days
    .filter(day => isOnGrid(day, grid) && !records.some(record => isOf(record, day, order, grid.zone)))
    .map((day): Untimed => ({ day, state: "scheduled", ...NOTHING, source: order.source }));
  return [...given, ...ahead];
}

const NOTHING = { amount: null, by: null, reason: null, note: null, resource: null } as const;

function isOnGrid(day: Moment, { from, to, zone }: Grid): boolean {
  return lastInstant(day, zone) >= from && firstInstant(day, zone) < to;
}

/** Whether a record says what became of a day of its order: it lies on it, or the order is of one dose. */
function isOf(
  { record: { at }, doubt }: DoseRecord,
  day: Moment,
  order: Pick<MedicationOrder, "one_time">,
  zone: string,
): boolean {
  if (doubt !== null) return false;
  return (
    order.one_time ||
    (at.text !== "" &&
      firstInstant(at, zone) <= lastInstant(day, zone) &&
      lastInstant(at, zone) >= firstInstant(day, zone))
  );
}
