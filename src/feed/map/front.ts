// Of whom a message speaks: the patient, the visit, what stands beside them. Orders, doses and results follow.
import {
  type Encounter,
  type EncounterStatus,
  encounterOf,
  type FieldFact,
  type Patient,
  patientOf,
} from "../../fhir/index.ts";
import { type Message, type Segment, where } from "../../hl7/index.ts";
import { allergies } from "./al1.ts";
import type { Context } from "./context.ts";
import { condition, type Diagnosis } from "./dg1.ts";
import { guarantor } from "./gt1.ts";
import { coverage } from "./in1.ts";
import { Memory } from "./memory.ts";
import { parts, single } from "./parts.ts";
import { patientFacts } from "./pid.ts";
import { type Place, place } from "./pl.ts";
import { procedure } from "./pr1.ts";
import { assignedPlace, encounterFacts, encounterKey, statusByClass } from "./pv1.ts";
import { participantsOfRoles, practitionersOfRoles } from "./rol.ts";
import { restrictions } from "./security.ts";
import { among, Remembering } from "./taken.ts";

export type PatientFacts = { readonly id: string; readonly fields: readonly FieldFact<Patient>[] };
export type EncounterFacts = {
  readonly id: string;
  readonly status: EncounterStatus;
  readonly fields: readonly FieldFact<Encounter>[];
  /** Where PV1-3 and PV1-6 say the patient lies and lay; null where they say nothing. */
  readonly place: Place | null;
  readonly prior: Place | null;
};

/** `hasVisit`: the event is about a visit, so that one is missed. */
export type Moves = { readonly status: EncounterStatus | undefined; readonly hasVisit: boolean };
export type Front = {
  readonly patient: PatientFacts;
  readonly visit: EncounterFacts | undefined;
  /** References. */
  readonly subject: string;
  readonly encounter: string | undefined;
};

const NAMES: ReadonlySet<string> = new Set([
  "PID",
  "PD1",
  "NK1",
  "PV1",
  "PV2",
  "AL1",
  "IAM",
  "IAR",
  "DG1",
  "ROL",
  "PRT",
  "GT1",
  "IN1",
  "PR1",
  "ARV",
]);

/** Adds what stands in the front of a message. `moves`: what an ADT event says of the visit; null = it moves nobody. */
export function front(message: Message, pid: Segment, moves: Moves | null, context: Context): Front {
  return moves === null ? sameFront(message, pid, context) : read(message, pid, moves, context);
}

type Known = { readonly front: Front; readonly read: readonly (readonly number[])[] };
/** Some 10 kB each. */
const fronts = new Memory<Known>(2_000);

/** Those that move nobody say the same of her and of her stay, word for word, again and again. */
function sameFront(message: Message, pid: Segment, context: Context): Front {
  const segments = message.segments.filter(segment => NAMES.has(segment.name));
  // where PID-3 names no record, the lines alone do not say whose they are
  const key = [context.record.key, ...segments.map(segment => segment.line)].join("\r");
  const known = fronts.of(context, key, inner => {
    const watched = segments.map(segment => new Remembering(segment));
    const itself = watched[segments.indexOf(pid)] ?? pid;
    const made = read({ ...message, ...among(watched) }, itself, null, inner);
    return { front: made, read: watched.map(segment => [...segment.read]) };
  });
  // Read also where it was known: what is valued and not taken is told by what was read.
  for (const [at, fields] of known.read.entries()) for (const field of fields) segments[at]?.raw(field);
  return known.front;
}

function read(message: Message, pid: Segment, moves: Moves | null, context: Context): Front {
  const id = context.record.key;
  const fields = [
    ...patientFacts(pid, message.segment("PD1"), message.all("NK1"), context),
    ...practitionersOfRoles(message, context),
    ...restricted<Patient>(message, "patient"),
  ];
  contradictions(pid, context);
  const subject = context.add(patientOf(id, fields));
  const visit = visitOf(message, pid, moves?.status, context);
  if (moves?.hasVisit && visit === undefined) context.issue("no-visit", "the event says nothing of a visit", "PV1[1]");
  const encounter = visit && `Encounter/${visit.id}`;
  allergies(message, subject, context);
  for (const one of message.all("GT1")) guarantor(one, subject, context);
  for (const one of message.all("IN1")) coverage(one, subject, context);
  const diagnoses = message
    .all("DG1")
    .map(dg1 => condition(dg1, subject, encounter, context))
    .filter(one => one !== undefined);
  for (const one of message.all("PR1")) procedure(one, subject, encounter, context);
  addEncounter(visit, subject, diagnoses, context);
  return { patient: { id, fields }, visit, subject, encounter };
}

function visitOf(
  message: Message,
  pid: Segment,
  byEvent: EncounterStatus | undefined,
  context: Context,
): EncounterFacts | undefined {
  const pv1 = message.segment("PV1");
  const visit = pv1 && visitFrom(pv1, message.segment("PV2"), pid, byEvent, context);
  return (
    visit && {
      ...visit,
      fields: [...visit.fields, ...participantsOfRoles(message, context), ...restricted<Encounter>(message, "visit")],
    }
  );
}

function restricted<T extends Patient | Encounter>(message: Message, of: "patient" | "visit"): FieldFact<T>[] {
  const piece = restrictions(message, of);
  return piece === undefined ? [] : [{ field: "ARV", state: "set", piece: piece as Partial<T> }];
}

/** Adds the visits that a message names beside its own: those of the results before (HL7 v2.5.1 §4.4.6, PRIOR_RESULT), and those that A45 moves. */
export function visitsBefore(message: Message, pid: Segment, subject: string, context: Context): void {
  const [, ...others] = message.all("PV1");
  for (const pv1 of others) addEncounter(visitFrom(pv1, undefined, pid, undefined, context), subject, [], context);
}

function visitFrom(
  pv1: Segment,
  pv2: Segment | undefined,
  pid: Segment,
  byEvent: EncounterStatus | undefined,
  context: Context,
): EncounterFacts | undefined {
  const fields = encounterFacts(pv1, pv2, context);
  const notApplicable = fields.every(one => one.field === "PV1-2") && parts(pv1, 2).at(1)?.toUpperCase() === "N";
  if (fields.length === 0 || notApplicable) return undefined;
  const { authority, key } = encounterKey(pv1, pid, context);
  const quiet: Context = { ...context, issue: () => undefined };
  return {
    id: context.id("Encounter", authority, key),
    status: byEvent ?? statusByClass(pv1, context),
    fields,
    place: assignedPlace(pv1, quiet) ?? null,
    prior: place(pv1, 6, quiet) ?? null,
  };
}

function addEncounter(
  visit: EncounterFacts | undefined,
  subject: string,
  diagnosis: Diagnosis[],
  context: Context,
): void {
  if (visit === undefined) return;
  const encounter = encounterOf(visit.id, subject, visit.status, visit.fields);
  context.add(diagnosis.length === 0 ? encounter : { ...encounter, diagnosis });
}

function contradictions(pid: Segment, context: Context): void {
  const [died, dead] = [single(pid, 29, context), parts(pid, 30).at(1)?.toUpperCase()];
  if (died !== undefined && dead === "N")
    context.issue("death-contradicts", "a time of death, and not dead", where(pid, { field: 30 }));
}
