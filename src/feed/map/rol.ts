// ROL → who cares for her: a general practitioner of the patient, or a participant of the visit (v2-to-FHIR: ROL).
import {
  type Encounter,
  type EncounterParticipant,
  type FieldFact,
  filled,
  list,
  type Patient,
  present,
} from "../../fhir/index.ts";
import type { Message, Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept } from "./cwe.ts";
import { parts } from "./parts.ts";
import { moment } from "./ts.ts";
import { practitioners } from "./xcn.ts";

/** Those with the role PP, as one field. A role that is deleted (ROL-2) is left out. */
export function practitionersOfRoles(message: Message, context: Context): FieldFact<Patient>[] {
  const people = rolesOf(message)
    .filter(isPrimary)
    .flatMap(role => practitioners(role, 4, context));
  return people.length === 0 ? [] : [{ field: "ROL-4", state: "set", piece: { generalPractitioner: people } }];
}

/** All others, as one field of the visit. */
export function participantsOfRoles(message: Message, context: Context): FieldFact<Encounter>[] {
  const participant = rolesOf(message)
    .filter(role => !isPrimary(role))
    .flatMap(role => participantsOf(role, context));
  return participant.length === 0 ? [] : [{ field: "ROL-4", state: "set", piece: { participant } }];
}

function participantsOf(role: Segment, context: Context): EncounterParticipant[] {
  const [start, end] = [moment(parts(role, 5), 1, context), moment(parts(role, 6), 1, context)];
  return practitioners(role, 4, context).map(individual =>
    present<EncounterParticipant>({
      type: list(concept(parts(role, 3), context, "0443")),
      period: filled(present({ start: start?.iso, end: end?.iso })),
      individual,
    }),
  );
}

/** Those that stand, and none of a procedure (PR1) or an insurance (IN1), which follow their own. */
function rolesOf(message: Message): Segment[] {
  const end = message.segments.findIndex(({ name }) => name === "PR1" || name === "IN1");
  return message.segments.slice(0, end < 0 ? undefined : end).filter(segment => {
    const action = segment.name === "ROL" ? parts(segment, 2).at(1)?.toUpperCase() : "DE";
    return action !== "DE" && action !== "D";
  });
}

function isPrimary(role: Segment): boolean {
  return parts(role, 3).at(1)?.toUpperCase() === "PP";
}
