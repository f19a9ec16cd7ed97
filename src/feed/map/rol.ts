// ROL and PRT → who cares for her: a general practitioner of the patient, or a participant of the visit (v2-to-FHIR: ROL, PRT).
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
    .flatMap(role => practitioners(role, fieldsOf(role).person, context));
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
  const fields = fieldsOf(role);
  const [start, end] = [moment(parts(role, fields.begin), 1, context), moment(parts(role, fields.end), 1, context)];
  return practitioners(role, fields.person, context).map(individual =>
    present<EncounterParticipant>({
      type: list(concept(parts(role, fields.role), context, "0443")),
      period: filled(present({ start: start?.iso, end: end?.iso })),
      individual,
    }),
  );
}

/** Where ROL, and PRT that took its place in v2.7, keep the same things. */
const FIELDS = {
  ROL: { role: 3, person: 4, begin: 5, end: 6 },
  PRT: { role: 4, person: 5, begin: 11, end: 12 },
} as const;

function fieldsOf({ name }: Segment): (typeof FIELDS)[keyof typeof FIELDS] {
  return name === "PRT" ? FIELDS.PRT : FIELDS.ROL;
}

/** What follows a procedure or an insurance is of that; a PRT also of an order or a result before it. */
const OF_ITS_OWN: Readonly<Record<string, RegExp>> = {
  ROL: /^(PR1|IN1)$/,
  PRT: /^(PR1|IN1|ORC|OBR|OBX|TXA|SCH|RX[AEO])$/,
};

/** Those of the patient and the visit that stand. */
function rolesOf(message: Message): Segment[] {
  return Object.entries(OF_ITS_OWN).flatMap(([name, others]) => {
    const end = message.segments.findIndex(one => others.test(one.name));
    return message.segments.slice(0, end < 0 ? undefined : end).filter(segment => {
      const action = segment.name === name ? parts(segment, 2).at(1)?.toUpperCase() : "DE";
      return action !== "DE" && action !== "D";
    });
  });
}

function isPrimary(role: Segment): boolean {
  return parts(role, fieldsOf(role).role).at(1)?.toUpperCase() === "PP";
}
