// What of a message waits for a person (RULES M4): the effects that destroy, where its feed is held; and another person's name (overlay), always.
import type { Patient } from "../fhir/index.ts";
import type { Movement, Place } from "./movements.ts";
import { standingOf } from "./movements.ts";
import type { Changes, RecordState, StoredResource } from "./record-state.ts";

/** The effects that a hold keeps back, the gravest first. */
export const DESTRUCTIVE = ["merge", "delete", "discharge", "cancel", "freed bed", "garbled message"] as const;
export type Destructive = (typeof DESTRUCTIVE)[number];

/** An effect that a message would have, kept back until a person decides. */
export type HeldEffect = {
  /** `another person`: name, birth date and sex are all others than hers. */
  readonly effect: Destructive | "another person";
  /** What the sender called it, `discharge`, `cancel-admit`; null where no movement is held. */
  readonly event: Movement["event"] | null;
  readonly visit: string | null;
  /** The order, appointment, allergy … that it would end; null = the record or the visit. */
  readonly reference: string | null;
  /** EVN-6, EVN-2, else MSH-7, integer ms. */
  readonly at: number | null;
  /** Id of the entry that holds the message, hex. */
  readonly by: string;
  /** Id of the hold, hex; null = a rule, not a hold. */
  readonly hold: string | null;
  /** Of another person: what the message says. */
  readonly said?: { readonly name: string; readonly birth: string; readonly sex: string };
};

/** How a message stands: its feed is held there, or a person took it; free otherwise. */
export type Verdict = { readonly hold: string } | "taken";

type Held = { readonly changes: Changes; readonly held: readonly HeldEffect[] };

/** What of a message is applied, and what of it is held. Pure. */
export function withheld(state: RecordState, changes: Changes): Held {
  const { verdict } = changes;
  if (verdict === "taken") return { changes, held: [] };
  const named = overlay(state, changes);
  return verdict === undefined ? named : ofHeldFeed(state, named, verdict.hold);
}

/** The gravest effect that a message may have on its record, whatever that holds; null = it destroys nothing. */
export function destroys(changes: Changes): Destructive | null {
  const { movement, patient, visit, resources, acts } = changes;
  const facts = [...(patient?.facts ?? []), ...(visit?.facts ?? [])];
  if (facts.some(isDeleting) || movement?.event === "delete") return "delete";
  if (movement?.event === "discharge") return "discharge";
  const isEnding =
    resources.some(isOver) || acts.some(act => act.act === "state" && Object.values(act.states).some(isOverStatus));
  if (isEnding || (movement !== null && isCancelling(movement))) return "cancel";
  if (movement?.place != null && !isPlaced(movement.place)) return "freed bed";
  return changes.nonsense === true ? "garbled message" : null;
}

/** An event that says another name, birth date and sex at once, each known before: most likely somebody else under her number. */
function overlay(state: RecordState, changes: Changes): Held {
  const { adt, patient, by, sent, movement, imported } = changes;
  if (!adt || patient === null || imported !== undefined || !state.registered) return { changes, held: [] };
  const said = (field: string) => {
    const fact = patient.facts.find(one => one.field === field);
    return fact?.state === "set" ? fact.piece : undefined;
  };
  const now = whoIs(said("PID-5"), said("PID-7"), said("PID-8"));
  const before = whoIs(state.patient["PID-5"]?.piece, state.patient["PID-7"]?.piece, state.patient["PID-8"]?.piece);
  if (now === null || before === null) return { changes, held: [] };
  if (alike(now.name) === alike(before.name) || now.birth === before.birth || now.sex === before.sex)
    return { changes, held: [] };
  const at = movement?.occurred ?? movement?.recorded ?? sent;
  const held = { effect: "another person", event: null, visit: null, reference: null, at, by, hold: null } as const;
  return { changes: { ...changes, patient: null }, held: [{ ...held, said: now }] };
}

type Who = { readonly name: string; readonly birth: string; readonly sex: string };

/** Null where one of them is not known. */
function whoIs(
  named: Partial<Patient> | undefined,
  born: Partial<Patient> | undefined,
  sexed: Partial<Patient> | undefined,
): Who | null {
  const official = named?.name?.[0];
  const name = [official?.family, ...(official?.given ?? [])].filter(part => part !== undefined).join(" ");
  const [birth, sex] = [born?.birthDate, sexed?.gender];
  if (name === "" || birth === undefined || (sex !== "female" && sex !== "male")) return null;
  return { name, birth, sex };
}

function alike(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "")
    .toLowerCase();
}

function ofHeldFeed(state: RecordState, { changes: all, held: before }: Held, hold: string): Held {
  const { by, sent } = all;
  const at = all.movement?.occurred ?? all.movement?.recorded ?? sent;
  const held: HeldEffect[] = [...before];
  // Who she is and where she lies is not taken from a message that says what cannot be; its orders, results and doses go on.
  const changes: Changes = all.nonsense === true ? { ...all, patient: null, visit: null, movement: null } : all;
  const { movement, patient, visit } = changes;
  if (all.nonsense === true)
    held.push({ effect: "garbled message", event: null, visit: all.visit?.id ?? null, reference: null, at, by, hold });
  const keep = (effect: Destructive, event: HeldEffect["event"], reference: string | null = null) =>
    held.push({ effect, event, visit: visit?.id ?? null, reference, at, by, hold });
  const isEnd = movement !== null && (isEnding(movement) || isCancelling(movement));
  if (movement !== null && isEnd) keep(effectOf(movement), movement.event);
  const isFreed = movement !== null && !isEnd && frees(movement, placeIn(state, visit?.id));
  if (isFreed) keep("freed bed", movement.event);
  const facts = [...(patient?.facts ?? []), ...(visit?.facts ?? [])];
  if (facts.some(isDeleting)) keep("delete", null);
  const ended = changes.resources.filter(one => isOver(one) && isStanding(state, one));
  for (const one of ended) keep("cancel", null, `${one.resourceType}/${one.id}`);
  const acts = changes.acts.filter(act => act.act !== "state" || !Object.values(act.states).some(isOverStatus));
  for (const act of changes.acts)
    if (act.act === "state" && !acts.includes(act)) for (const one of act.references) keep("cancel", null, one);
  const applied: Changes = {
    ...changes,
    movement: isEnd ? null : isFreed ? { ...movement, place: null } : movement,
    patient: patient === null ? null : { ...patient, facts: patient.facts.filter(fact => !isDeleting(fact)) },
    visit:
      visit === null
        ? null
        : { ...visit, facts: visit.facts.filter(fact => !isDeleting(fact) && !(isEnd && ENDS.has(fact.field))) },
    resources: changes.resources.filter(one => !ended.includes(one)),
    acts,
  };
  return { changes: applied, held };
}

/** Where, when and whereto she left: said of a visit that has not ended, they would contradict it. */
const ENDS = new Set(["PV1-36", "PV1-37", "PV1-38", "PV1-45"]);

/** Beside the fields of PID: the mark that A29 sets, and that her return takes away. */
export const PERSON_DELETED = "PID-A29";

function isDeleting({ field, state }: { readonly field: string; readonly state: "set" | "deleted" }): boolean {
  return field === PERSON_DELETED ? state === "set" : state === "deleted";
}

function isEnding({ event }: Movement): boolean {
  return event === "discharge" || event === "delete";
}

function isCancelling({ event }: Movement): boolean {
  return event.startsWith("cancel-");
}

function effectOf({ event }: Movement): Destructive {
  return event === "discharge" || event === "delete" ? event : "cancel";
}

function placeIn(state: RecordState, visit: string | undefined): Place | null {
  return visit === undefined ? null : standingOf(state.visits[visit]?.movements ?? []).place;
}

/** True where she would lie in no bed any more, and in no room: a room of one bed is often sent without it. */
function frees({ place }: Movement, before: Place | null): boolean {
  return before !== null && isPlaced(before) && place !== null && !isPlaced(place);
}

function isPlaced({ room, bed }: Place): boolean {
  return room !== undefined || bed !== undefined;
}

const OVER = new Set(["stopped", "cancelled", "revoked", "entered-in-error"]);
/** Results and doses go on in a hold, whatever they say. */
const HOLDABLE = new Set([
  "MedicationRequest",
  "ServiceRequest",
  "Appointment",
  "DocumentReference",
  "AllergyIntolerance",
  "Condition",
  "Flag",
]);

function isOverStatus(status: string): boolean {
  return OVER.has(status);
}

function isOver({ resourceType, status, verificationStatus, clinicalStatus }: StoredResource): boolean {
  if (!HOLDABLE.has(resourceType)) return false;
  if (typeof status === "string") return isOverStatus(status) || (resourceType === "Flag" && status === "inactive");
  const codes = [...codesOf(verificationStatus), ...codesOf(clinicalStatus)];
  return codes.some(code => code === "entered-in-error" || code === "inactive" || code === "resolved");
}

/** What is here, and not over: only that can be ended. */
function isStanding({ resources, joined }: RecordState, { resourceType, id }: StoredResource): boolean {
  const reference = `${resourceType}/${id}`;
  const kept = resources[joined[reference] ?? reference];
  return kept !== undefined && !isOver(kept.resource);
}

function codesOf(concept: unknown): string[] {
  if (typeof concept !== "object" || concept === null || !("coding" in concept) || !Array.isArray(concept.coding))
    return [];
  return concept.coding.flatMap((coding: unknown) =>
    typeof coding === "object" && coding !== null && "code" in coding && typeof coding.code === "string"
      ? [coding.code]
      : [],
  );
}
