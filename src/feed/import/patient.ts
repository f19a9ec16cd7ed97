// An imported Patient, element by element, under the names of the fields in which messages send the same.
import type { FieldFact, Patient } from "../../fhir/index.ts";

const FIELDS: Readonly<Record<string, string>> = {
  identifier: "PID-3",
  name: "PID-5",
  birthDate: "PID-7",
  _birthDate: "PID-7",
  gender: "PID-8",
  address: "PID-11",
  telecom: "PID-13",
  communication: "PID-15",
  maritalStatus: "PID-16",
  multipleBirthBoolean: "PID-24",
  multipleBirthInteger: "PID-25",
  deceasedBoolean: "PID-30",
  deceasedDateTime: "PID-29",
  contact: "NK1",
};
/** Of the envelope, of another server, or no use in the dark. */
const LEFT_OUT = new Set(["resourceType", "id", "link", "photo", "managingOrganization"]);

/** The facts that it makes. Its shape was judged. */
export function patientPieces(patient: { readonly [name: string]: unknown }): FieldFact<Patient>[] {
  const pieces = new Map<string, Partial<Patient>>();
  for (const [name, value] of Object.entries(patient)) {
    if (LEFT_OUT.has(name)) continue;
    const field = FIELDS[name] ?? `Patient.${name}`;
    pieces.set(field, { ...pieces.get(field), [name]: value });
  }
  return [...pieces].map(([field, piece]) => ({ field, state: "set", piece }));
}
