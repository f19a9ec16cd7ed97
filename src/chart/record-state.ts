// A record's chart as a pure fold over its messages in order: what one message's changes make of the state before it.
// Demographics, bed and visit are kept field by field, each with the message that set it (RULES W2).
import {
  type Encounter,
  type EncounterStatus,
  encounterOf,
  type FieldFact,
  type Patient,
  patientOf,
} from "../fhir/index.ts";
import type { Act } from "./acts.ts";
import { applyResources } from "./apply-resources.ts";
import { type Movement, standingOf } from "./movements.ts";
import { type HeldEffect, type Verdict, withheld } from "./withhold.ts";

/** A FHIR resource as it is stored. */
export type StoredResource = { readonly resourceType: string; readonly id: string; readonly [field: string]: unknown };

type Facts<T> = { readonly id: string; readonly facts: readonly FieldFact<T>[] };

/** One record of a dose as one message gave it (RULES D3): kept beside the others of its key, for the reader to resolve. */
export type DoseGiven = {
  readonly key: string;
  readonly action: "A" | "U" | "D";
  readonly given: "whole" | "partial" | "possibly" | "none" | "not known";
  /** Reference of its order; null = it names none. */
  readonly request: string | null;
  readonly at: { readonly iso: string; readonly instant: number } | null;
  readonly resource: StoredResource;
  readonly by: string;
};

/** What one message changes in one record's chart. */
export type Changes = {
  /** Id of the entry that holds the message, hex. */
  readonly by: string;
  /** MSH-7, integer ms; null = none accepted. */
  readonly sent: number | null;
  /** Only ADT moves a patient or sets demographics (RULES W1). */
  readonly adt: boolean;
  /** The number that names the record (RULES W5): no other of hers may stand in its place. */
  readonly number: string | null;
  readonly patient: Facts<Patient> | null;
  readonly visit: Facts<Encounter> | null;
  readonly movement: Movement | null;
  /** All else, each replacing the one of the same type and id. */
  readonly resources: readonly StoredResource[];
  /** By reference: the id of the report, or of the order number, that a resource always stands under. */
  readonly reports: ReadonlyMap<string, string>;
  /** Applied before the resources. */
  readonly acts: readonly Act[];
  readonly doses: readonly DoseGiven[];
  /** Its name, birth date or time cannot be. */
  readonly nonsense?: true;
  /** Absent: nothing holds it, and nobody decided on it. */
  readonly verdict?: Verdict | undefined;
  /** Of an import, its visits: then person and visits are filled in only where no ADT spoke of them. */
  readonly imported?: readonly ImportedVisit[];
};

/** A visit as a file gave it, with the movements that its state and times say. */
export type ImportedVisit = Facts<Encounter> & { readonly movements: readonly Movement[] };

/** `imported`: by a file; a later file says it anew, an ADT message leads. */
type Field<T> = { readonly piece: Partial<T>; readonly by: string; readonly imported?: true };
/** By HL7 field, `PID-5`. */
export type Fields<T> = { readonly [field: string]: Field<T> };
export type Visit = {
  readonly fields: Fields<Encounter>;
  readonly movements: readonly Movement[];
  /** Only files spoke of it so far. */
  readonly imported?: true;
};
export type Kept = {
  readonly resource: StoredResource;
  /** The message that first said it so. */
  readonly by: string;
  /** The last message that said it whole, where another said it first or only its state; and, of what is said in ever new states, the last that said how it stands. */
  readonly whole?: string;
  readonly state?: { readonly by: string; readonly sent: number | null };
  /** The report or order number that it stands under; null = it stands by itself. */
  readonly report: string | null;
  /** Its states, oldest first, each with the message that brought it and its MSH-7 (integer ms): holds, stops and corrections have happened. */
  readonly states: readonly { readonly status: string; readonly sent: number | null; readonly by: string }[];
  /** Of a result or report, what it said before it said something else; oldest first. */
  readonly earlier?: readonly Earlier[];
  /** Of an appointment that was moved: its time before, and the MSH-7 (or the book's time, integer ms) that moved it. */
  readonly moved?: { readonly from: string; readonly sent: number | null };
  /** Only a book from a file spoke of this appointment so far. */
  readonly filed?: true;
};

/** What a result or report said, until a message (its MSH-7, integer ms) said otherwise. */
export type Earlier = {
  readonly by: string;
  readonly until: number | null;
  readonly said: { readonly [field: string]: unknown };
};

/** What a message said of something that is not here: it may be under another number of hers (RULES W6). */
export type Unmet = { readonly act: Extract<Act, { act: "state" }>; readonly by: string; readonly sent: number | null };

export type RecordState = {
  /** False while only other feeds spoke of her: `no registration yet`. */
  readonly registered: boolean;
  readonly patientId: string | null;
  /** By which its messages name it. */
  readonly number: string | null;
  readonly patient: Fields<Patient>;
  readonly visits: { readonly [encounterId: string]: Visit };
  /** By `Type/id`. */
  readonly resources: { readonly [reference: string]: Kept };
  /** By a reference that another message gave it: the one that it stands under. */
  readonly joined: { readonly [reference: string]: string };
  readonly unmet: readonly Unmet[];
  /** By the dose's key, each in the order of its messages. */
  readonly doses: { readonly [key: string]: readonly DoseGiven[] };
  /** What waits for a person, in the order of its messages (RULES M4). */
  readonly held: readonly HeldEffect[];
};

export const EMPTY_RECORD: RecordState = {
  registered: false,
  patientId: null,
  number: null,
  patient: {},
  visits: {},
  resources: {},
  joined: {},
  unmet: [],
  doses: {},
  held: [],
};

/** What a thin record may carry: its numbers, name, birth date and sex. */
const THIN_FIELDS = new Set(["PID-2", "PID-3", "PID-4", "PID-5", "PID-7", "PID-8"]);

/** Applies one message's changes. Pure: the same changes in the same order give the same state. What it does not touch stays the same object. */
export function applyChanges(state: RecordState, said: Changes): RecordState {
  const { changes, held } = withheld(state, said);
  return {
    registered: state.registered || ((changes.adt || changes.imported !== undefined) && changes.patient !== null),
    patientId: state.patientId ?? changes.patient?.id ?? null,
    number: state.number ?? changes.number,
    patient: applyPatient(state, changes),
    visits: applyVisit(state, changes),
    ...applyResources(state, changes),
    doses: applyDoses(state.doses, changes.doses),
    held: held.length === 0 ? state.held : [...state.held, ...held],
  };
}

function applyDoses(doses: RecordState["doses"], given: readonly DoseGiven[]): RecordState["doses"] {
  if (given.length === 0) return doses;
  const merged: Record<string, readonly DoseGiven[]> = { ...doses };
  for (const dose of given) merged[dose.key] = [...(merged[dose.key] ?? []), dose];
  return merged;
}

function applyPatient(state: RecordState, changes: Changes): Fields<Patient> {
  const { patient, adt, imported, by } = changes;
  if (patient === null) return state.patient;
  if (imported !== undefined) return fillFields(state.registered ? state.patient : {}, patient.facts, by);
  if (isOldMove(state, changes)) return addFields(state.patient, patient.facts, by);
  // ADT replaces a thin record whole; another message never adds to a registered one.
  if (adt) return mergeFields(state.registered ? state.patient : {}, patient.facts, by);
  if (state.registered) return state.patient;
  return mergeFields(
    state.patient,
    patient.facts.filter(fact => THIN_FIELDS.has(fact.field)),
    by,
  );
}

function applyVisit(state: RecordState, changes: Changes): RecordState["visits"] {
  const { visits } = state;
  const { visit, adt, by, movement, imported } = changes;
  if (imported !== undefined) return fillVisits(visits, imported, by);
  if (visit === null || !adt) return visits;
  const before = visits[visit.id] ?? { fields: {}, movements: [] };
  const movements = movement === null ? before.movements : [...before.movements, movement];
  const fields = (isOldMove(state, changes) ? addFields : mergeFields)(before.fields, visit.facts, by);
  return { ...visits, [visit.id]: { fields, movements } };
}

/** True of a move that moves nobody (RULES W3) and was recorded before the one that stands: what it says is older, too. */
function isOldMove({ visits }: RecordState, { adt, visit, movement }: Changes): boolean {
  if (!adt || visit === null || movement === null) return false;
  const { since, replayed } = standingOf([...(visits[visit.id]?.movements ?? []), movement]);
  const isRecordedBefore =
    movement.recorded !== null && since !== null && since.recorded !== null && movement.recorded < since.recorded;
  return isRecordedBefore && replayed.includes(movement);
}

function fillVisits(
  visits: RecordState["visits"],
  imported: readonly ImportedVisit[],
  by: string,
): RecordState["visits"] {
  if (imported.length === 0) return visits;
  const filled: Record<string, Visit> = { ...visits };
  for (const { id, facts, movements } of imported) {
    const before = filled[id];
    const fields = fillFields(before?.fields ?? {}, facts, by);
    // What ADT moved, no file moves.
    filled[id] =
      before !== undefined && before.imported === undefined
        ? { ...before, fields }
        : { fields, movements, imported: true };
  }
  return filled;
}

/** Sets what nobody set, or only a file. */
function fillFields<T>(fields: Fields<T>, facts: readonly FieldFact<T>[], by: string): Fields<T> {
  const filled: Record<string, Field<T>> = { ...fields };
  for (const fact of facts) {
    const before = filled[fact.field];
    if (fact.state === "set" && (before === undefined || before.imported === true))
      filled[fact.field] = { piece: fact.piece, by, imported: true };
  }
  return filled;
}

/** Sets what nobody set: what is older replaces and deletes nothing. */
function addFields<T>(fields: Fields<T>, facts: readonly FieldFact<T>[], by: string): Fields<T> {
  const news = facts.filter(fact => fact.state === "set" && fields[fact.field] === undefined);
  return news.length === 0 ? fields : mergeFields(fields, news, by);
}

/** An empty field means unchanged (it brings no fact), a deleted one goes. */
function mergeFields<T>(fields: Fields<T>, facts: readonly FieldFact<T>[], by: string): Fields<T> {
  const merged: Record<string, Field<T>> = { ...fields };
  for (const fact of facts) {
    if (fact.state === "deleted") delete merged[fact.field];
    else merged[fact.field] = { piece: fact.piece, by };
  }
  return merged;
}

/** The patient that the fields make. */
export function patientFrom(state: RecordState): Patient {
  return patientOf(state.patientId ?? "", factsOf(state.patient));
}

/** The visit that its fields make, in the given state. */
export function encounterFrom(state: RecordState, id: string, status: EncounterStatus): Encounter {
  return encounterOf(id, `Patient/${state.patientId ?? ""}`, status, factsOf(state.visits[id]?.fields ?? {}));
}

/** Made once: to make one for each comparison took a fifth of all folding. */
const byNumber = new Intl.Collator("en", { numeric: true });

/** In the order of the fields' numbers. */
function factsOf<T>(fields: Fields<T>): FieldFact<T>[] {
  return Object.entries(fields)
    .sort(([a], [b]) => byNumber.compare(a, b))
    .map(([field, { piece }]) => ({ field, state: "set", piece }));
}
