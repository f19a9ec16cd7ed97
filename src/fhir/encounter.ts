// The encounter that a set of field facts makes.
import { assemble, type FieldFact } from "./field-facts.ts";
import { present } from "./present.ts";
import type { Encounter } from "./types.ts";

/** What an event, or else the patient class, says of a visit's state; a file also that she arrived or was triaged. */
export type EncounterStatus =
  | "planned"
  | "arrived"
  | "triaged"
  | "in-progress"
  | "onleave"
  | "finished"
  | "cancelled"
  | "entered-in-error"
  | "unknown";

/**
 * Puts the fields of a PV1 together (also for the copy, RULES W2). A visit without a class gets the null flavor *unknown*.
 * Of a visit that is over no place is active any more; of a planned one it is planned.
 */
export function encounterOf(
  id: string,
  patient: string,
  status: EncounterStatus,
  facts: readonly FieldFact<Encounter>[],
): Encounter {
  // The state is not what a field says of it.
  const { status: _said, ...whole } = assemble(facts);
  const isOver = status === "finished" || status === "cancelled" || status === "entered-in-error";
  const standing = isOver ? "completed" : status === "planned" ? "planned" : "active";
  return present<Encounter>({
    resourceType: "Encounter",
    id,
    status,
    class: { system: "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", code: "UNK", display: "unknown" },
    ...whole,
    subject: { reference: patient },
    location: whole.location?.map(one => (one.status === "active" ? { ...one, status: standing } : one)),
  });
}
