// What links say of a patient as FHIR: `Patient.link` on both sides, and the merged one inactive.
import type { Patient } from "../../fhir/index.ts";
import type { Link } from "../../patients/index.ts";
import { linkedTo } from "../map/mrg.ts";

/** The patient of a record with the links that stand. */
export function withLinks(patient: Patient, record: string, standing: readonly Link[]): Patient {
  return standing
    .filter(link => link.what !== "visit")
    .reduce((one, { what, from, to }) => {
      const isMerge = what === "merge";
      if (from.record === record) {
        const linked = linkedTo(one, to.record, isMerge ? "replaced-by" : "seealso");
        return isMerge ? { ...linked, active: false } : linked;
      }
      return to.record === record ? linkedTo(one, from.record, isMerge ? "replaces" : "seealso") : one;
    }, patient);
}
