// A record's chart as FHIR: the patient, her visits as their movements leave them, and all else that stands.
import type { Encounter, EncounterStatus } from "../fhir/index.ts";
import { standingRecords } from "./dose-records.ts";
import { administrationsOf, doseRecordId } from "./from-record.ts";
import { standingOf } from "./movements.ts";
import { encounterFrom, patientFrom, type RecordState, type StoredResource } from "./record-state.ts";

/** Every resource of a record. Each is R4 and has an id. */
export function chartResources(state: RecordState): StoredResource[] {
  return [
    ...(state.patientId === null ? [] : [stored(patientFrom(state), state.patientId)]),
    ...Object.keys(state.visits).map(id => stored(visitAsItStands(state, id), id)),
    ...Object.values(state.resources).map(kept => kept.resource),
    ...dosesOf(state),
  ];
}

function stored(resource: { readonly resourceType: string }, id: string): StoredResource {
  return { ...resource, id };
}

/** A visit as its movements leave it: its state, and the bed that stands. */
export function visitAsItStands(state: RecordState, id: string): Encounter {
  const standing = standingOf(state.visits[id]?.movements ?? []);
  const status: Record<typeof standing.status, EncounterStatus> = {
    none: "unknown",
    planned: "planned",
    registered: "in-progress",
    "in-house": "in-progress",
    "on leave": "onleave",
    discharged: "finished",
    cancelled: "cancelled",
    deleted: "entered-in-error",
  };
  const visit = state.visits[id];
  // Of a visit that only files spoke of, theirs is the last word.
  const said = visit?.imported === true ? visit.fields["Encounter.status"]?.piece.status : undefined;
  const encounter = encounterFrom(state, id, said ?? status[standing.status]);
  const { reference } = standing.place ?? {};
  return reference === undefined || said !== undefined
    ? encounter
    : { ...encounter, location: [{ location: { reference }, status: "active" }] };
}

/** The records of doses that stand (RULES D3): one a dose, as the newest message has it. */
function dosesOf(state: RecordState): StoredResource[] {
  const standing = new Set(standingRecords(administrationsOf(state)).map(one => one.record.id));
  return Object.values(state.doses).flatMap(same =>
    same.flatMap((dose, rank) => (standing.has(doseRecordId(dose, rank)) ? [dose.resource] : [])),
  );
}
