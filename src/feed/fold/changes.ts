// What a mapped message changes in its record's chart.
import {
  type Changes,
  type DoseGiven,
  type Movement,
  PERSON_DELETED,
  type Place,
  type StoredResource,
} from "../../chart/index.ts";
import type { FieldFact, Patient, Resource } from "../../fhir/index.ts";
import { withoutBytes } from "../attachments.ts";
import { isNonsense } from "../hold/garbage.ts";
import type { DoseFact, Facts, Place as MappedPlace, Subject } from "../index.ts";

/**
 * What a message changes in the record of one of its subjects. `by`: id of the entry that holds it, hex; `sent`: accepted MSH-7;
 * `arrived`: when it came in, integer ms, null where that is not known.
 */
export function changesOf(
  { record, facts, resources, reports }: Subject,
  by: string,
  sent: number | null,
  arrived: number | null = null,
): Changes {
  // An event about the person says nothing of a visit, also where a sender adds one.
  const said = facts.person === null ? facts.encounter : null;
  const visit = said === null ? null : { id: said.id, facts: said.fields };
  const isOwn = (resource: StoredResource) =>
    resource.resourceType === "Patient" || (resource.resourceType === "Encounter" && resource.id === visit?.id);
  const stored = resources.filter(isStored).map(resource => withoutBytes(resource, by));
  const left = (resource: StoredResource) =>
    isEcho(resource, facts) || facts.bare.has(`${resource.resourceType}/${resource.id}`);
  const now = sent ?? arrived;
  return {
    by,
    sent,
    ...(now !== null && isNonsense(facts, now) ? { nonsense: true as const } : {}),
    adt: facts.kind === "movement",
    number: record.number,
    patient: { id: facts.patient.id, facts: [...facts.patient.fields, ...standingOfPerson(facts)] },
    visit,
    movement: movementOf(facts, by),
    resources: stored.filter(
      resource => !isOwn(resource) && !left(resource) && resource.resourceType !== "MedicationAdministration",
    ),
    reports,
    acts: facts.acts,
    doses: facts.doses.flatMap(dose => doseOf(dose, by)),
  };
}

/** A result, document, dispense or give names its order in passing; only order messages say how an order stands. */
function isEcho({ resourceType, intent }: StoredResource, { kind, person }: Facts): boolean {
  // Only ADT says how a visit stands (RULES W1), and not where it speaks of the person alone.
  if (resourceType === "Encounter") return kind !== "movement" || person !== null;
  if (resourceType === "ServiceRequest") return kind === "results" || kind === "document";
  const isSupply = kind === "dispenses" || kind === "gives";
  return isSupply && resourceType === "MedicationRequest" && intent !== "instance-order";
}

/** The same object on: what a message says again in the same words is then known without comparing them. */
function isStored(resource: Resource): resource is Resource & StoredResource {
  return resource.id !== undefined;
}

function movementOf(facts: Facts, by: string): Movement | null {
  if (facts.event === null) return null;
  return {
    event: facts.event,
    occurred: facts.occurred?.instant ?? null,
    recorded: facts.recorded?.instant ?? null,
    place: liesThere(facts) ? placeOf(facts.encounter?.place ?? null) : null,
    by,
  };
}

/** An update of one who is only expected, or whose discharge it tells, puts nobody in a bed. */
function liesThere({ event, encounter }: Facts): boolean {
  return event !== "update" || (encounter?.status !== "planned" && encounter?.status !== "finished");
}

/** A29 deletes nothing: she is marked, and is there again with the next event that adds or admits her. */
function standingOfPerson({ person, event }: Facts): FieldFact<Patient>[] {
  if (person === "delete") return [{ field: PERSON_DELETED, state: "set", piece: { active: false } }];
  const isBack = person === "update" || event === "admit" || event === "register" || event === "pre-admit";
  return isBack ? [{ field: PERSON_DELETED, state: "deleted" }] : [];
}

function placeOf(place: MappedPlace | null): Place | null {
  if (place === null) return null;
  return {
    facility: place.facility,
    ...(place.reference.reference === undefined ? {} : { reference: place.reference.reference }),
    ...(place.unit === null ? {} : { unit: place.unit }),
    ...(place.room === null ? {} : { room: place.room }),
    ...(place.bed === null ? {} : { bed: place.bed }),
  };
}

function doseOf(fact: DoseFact, by: string): DoseGiven[] {
  const { id } = fact.resource;
  if (id === undefined) return [];
  const { authority, order, dose } = fact.key;
  return [
    {
      key: JSON.stringify([authority, order, dose]),
      action: fact.action,
      given: fact.given,
      request: fact.request,
      at: fact.at?.instant == null ? null : { iso: fact.at.iso, instant: fact.at.instant },
      resource: { ...fact.resource, id },
      by,
    },
  ];
}
