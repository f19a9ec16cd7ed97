// What she takes at home, as somebody told it (MedicationStatement): beside the orders, never one of them.
import type { MedicationStatement } from "../fhir/index.ts";
import { doseWordsOf, drugOf, keptOf, momentOf, personNamed, words } from "./from-record.ts";
import type { Kept, RecordState } from "./record-state.ts";
import type { HomeMedication } from "./routes.ts";

/** Every statement that was not an error: what she takes first, by name. */
export function homeMedications(state: RecordState): HomeMedication[] {
  return keptOf(state, "MedicationStatement")
    .filter(({ resource }) => resource.status !== "entered-in-error")
    .map(({ resource, kept }) => homeMedication(resource, kept, state))
    .sort((a, b) => Number(b.taken) - Number(a.taken) || compare(a.drug, b.drug) || compare(a.id, b.id));
}

const STATES: Readonly<Record<string, string>> = {
  active: "takes it",
  completed: "no longer: course completed",
  intended: "is to take it",
  stopped: "stopped",
  "on-hold": "on hold",
  "not-taken": "does not take it",
};

function homeMedication(statement: MedicationStatement, kept: Kept, state: RecordState): HomeMedication {
  const { status, category, effectiveDateTime, effectivePeriod, dateAsserted } = statement;
  const [told, since] = [momentOf(dateAsserted), momentOf(effectiveDateTime ?? effectivePeriod?.start)];
  const place = category?.coding?.some(one => one.code === "inpatient") === true ? "said of a stay in hospital" : "";
  const details = [
    place,
    ...(statement.statusReason ?? []).map(words),
    ...(statement.reasonCode ?? []).map(words).map(text => (text === "" ? "" : `for ${text}`)),
    ...(statement.note ?? []).map(one => one.text),
  ];
  return {
    id: statement.id ?? "",
    drug: drugOf(statement),
    dose: (statement.dosage ?? [])
      .map(doseWordsOf)
      .filter(text => text !== "")
      .join("; "),
    state: STATES[status] ?? "taken or not is not known",
    taken: status === "active" || status === "intended",
    details: details.filter(text => text !== ""),
    at: told ?? since,
    at_is: told !== null ? "told" : since !== null ? "since" : null,
    told_by: teller(statement, state),
    source: "copy",
    entry: kept.by,
  };
}

/** Who told it. */
function teller({ informationSource }: MedicationStatement, state: RecordState): string | null {
  if (informationSource === undefined) return null;
  return informationSource.reference?.startsWith("Patient/") === true
    ? "the patient"
    : personNamed(informationSource, state);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
