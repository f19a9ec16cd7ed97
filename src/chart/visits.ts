// Her visits: each with its class, from when to when, where, with whom and why, and how she moved in it.
import type { CodeableConcept, Encounter, EncounterParticipant } from "../fhir/index.ts";
import { byTime, momentOf, personNamed, placeIn, resources, words } from "./from-record.ts";
import { type Movement, type Place, standingOf } from "./movements.ts";
import { visitAsItStands } from "./record-resources.ts";
import type { RecordState, Visit } from "./record-state.ts";
import type { ChartVisit, Moment, MovementWas } from "./routes.ts";

const STATES: Readonly<Record<string, string>> = {
  "in-progress": "in progress",
  onleave: "on leave",
  finished: "over",
  "entered-in-error": "entered in error",
  unknown: "state not known",
};
const UNKNOWN_CLASS = "UNK";

/** All visits, the newest first. */
export function visitsOf(state: RecordState): ChartVisit[] {
  return Object.entries(state.visits)
    .map(([id, visit]) => visitOf(id, visit, state))
    .sort((a, b) => byTime({ id: a.id, at: a.from }, { id: b.id, at: b.from }));
}

/** The number of the visit that a reference names, as staff say it; null where there is none. */
export function visitNumber(state: RecordState, reference: string | undefined): string | null {
  const id = reference?.replace(/^Encounter\//, "") ?? "";
  return state.visits[id] === undefined ? null : numberIn(visitAsItStands(state, id));
}

function numberIn(encounter: Encounter): string | null {
  return encounter.identifier?.find(one => one.value !== undefined)?.value ?? null;
}

function visitOf(id: string, visit: Visit, state: RecordState): ChartVisit {
  const encounter = visitAsItStands(state, id);
  const standing = standingOf(visit.movements);
  const [undone, replayed] = [new Set(standing.undone), new Set(standing.replayed)];
  const movements = visit.movements.map(
    (one): MovementWas => ({
      what: one.event.replaceAll("-", " "),
      at: one.occurred ?? one.recorded,
      place: placeText(one.place),
      note: undone.has(one) ? "undone" : replayed.has(one) ? "replayed" : null,
      entry: one.by,
    }),
  );
  const lastPlace = standing.place ?? visit.movements.findLast(one => one.place !== null && !undone.has(one))?.place;
  const begun = visit.movements.find(one => BEGINS.has(one.event) && !undone.has(one));
  const ended = visit.movements.findLast(one => one.event === "discharge" && !undone.has(one));
  const status = encounter.status ?? "unknown";
  const last = visit.movements.at(-1)?.by ?? Object.values(visit.fields)[0]?.by;
  return {
    id,
    number: numberIn(encounter),
    state: STATES[status] ?? status,
    stands: status !== "cancelled" && status !== "entered-in-error",
    class: encounter.class.code === UNKNOWN_CLASS ? null : (encounter.class.display ?? encounter.class.code ?? null),
    from: momentOf(encounter.period?.start) ?? moved(begun),
    to: momentOf(encounter.period?.end) ?? moved(ended),
    place: placeText(lastPlace ?? null),
    service: words(encounter.serviceType) || null,
    doctors: doctorsOf(encounter.participant ?? [], state),
    reasons: wordsOf(encounter.reasonCode),
    diagnoses: diagnosesOf(encounter, state),
    left_to: words(encounter.hospitalization?.dischargeDisposition) || null,
    movements: movements.sort((a, b) => (b.at ?? 0) - (a.at ?? 0)),
    ...(last === undefined ? {} : { entry: last }),
  };
}

const BEGINS: ReadonlySet<Movement["event"]> = new Set(["admit", "register", "to-inpatient", "to-outpatient"]);

function moved(movement: Movement | undefined): Moment | null {
  const at = movement?.occurred ?? movement?.recorded ?? null;
  return at === null ? null : { text: new Date(at).toISOString(), instant: at, precision: "minute" };
}

/** `3W 301-A`. */
function placeText(place: Place | null): string | null {
  const bed = [place?.room, place?.bed].filter(part => part !== undefined).join("-");
  return [place?.unit, bed].filter(part => part !== undefined && part !== "").join(" ") || null;
}

/** Each once, with what she or he is to the visit. */
function doctorsOf(participants: readonly EncounterParticipant[], state: RecordState): string[] {
  const roles = new Map<string, string[]>();
  for (const { individual, type } of participants) {
    const name = personNamed(individual, state);
    if (name === null) continue;
    const role = words(type?.[0]).toLowerCase();
    const known = roles.get(name) ?? [];
    roles.set(name, role === "" || known.includes(role) ? known : [...known, role]);
  }
  return [...roles].map(([name, of]) => (of.length === 0 ? name : `${name} (${of.join(", ")})`));
}

/** The diagnoses that the visit names, in their rank; else those that name the visit. */
function diagnosesOf(encounter: Encounter, state: RecordState): string[] {
  const conditions = resources(state, "Condition");
  const named = [...(encounter.diagnosis ?? [])].sort((a, b) => (a.rank ?? 99) - (b.rank ?? 99));
  const found = named.flatMap(({ condition }) =>
    conditions.filter(one => `Condition/${one.id ?? ""}` === condition.reference),
  );
  const all =
    found.length > 0
      ? found
      : conditions
          .filter(one => one.encounter?.reference === `Encounter/${encounter.id ?? ""}`)
          .sort((a, b) => placeIn(momentOf(b.onsetDateTime)) - placeIn(momentOf(a.onsetDateTime)) || 0);
  return wordsOf(all.map(one => one.code));
}

function wordsOf(concepts: readonly (CodeableConcept | undefined)[] | undefined): string[] {
  return [...new Set((concepts ?? []).map(words).filter(text => text !== ""))];
}
