// The message behind each order and each dose of a grid: added to what is computed, so that the computation stays free of it.
import { doseRecordId } from "./from-record.ts";
import type { RecordState } from "./record-state.ts";
import type { Mar, Said } from "./routes.ts";

/** The same grid, each order and each recorded dose with the entry that holds its message. */
export function withEntries(mar: Mar, state: RecordState): Mar {
  const doses = new Map(
    Object.values(state.doses).flatMap(same => same.map((dose, rank) => [doseRecordId(dose, rank), dose.by] as const)),
  );
  const ofDose = (resource: string | null | undefined): Said => {
    const entry = doses.get(resource ?? "");
    return entry === undefined ? {} : { entry };
  };
  return {
    ...mar,
    medications: mar.medications.map(medication => {
      const kept = state.resources[medication.id];
      const { last } = medication;
      return {
        ...medication,
        ...(kept === undefined ? {} : { entry: kept.by }),
        last: last.kind === "given" ? { ...last, ...ofDose(last.resource) } : last,
        slots: medication.slots.map(slot => ({ ...slot, ...ofDose(slot.resource) })),
        ...(medication.untimed === undefined
          ? {}
          : { untimed: medication.untimed.map(one => ({ ...one, ...ofDose(one.resource) })) }),
      };
    }),
  };
}
