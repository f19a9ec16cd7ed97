// An imported Encounter: its elements as facts of a visit, and the movements that its state and times say.
import type { ImportedVisit, Movement } from "../../chart/index.ts";
import { type Encounter, type FieldFact, isPlain, readFhirMoment, resourceId } from "../../fhir/index.ts";
import type { RecordKey } from "../map/context.ts";
import type { Plain } from "./read-texts.ts";
import { numbersOf } from "./record.ts";

const FIELDS: Readonly<Record<string, string>> = {
  class: "PV1-2",
  location: "PV1-3",
  participant: "PV1-7",
  identifier: "PV1-19",
  period: "PV1-44",
};
const LEFT_OUT = new Set(["resourceType", "id", "subject"]);

/** A visit that has a number of the facility's own is the one that messages name by it; else it is the file's. */
export function visitId(encounter: Plain, record: RecordKey, own: readonly string[], idKey: Uint8Array): string {
  const numbers = numbersOf(encounter, own);
  const number = numbers.find(one => one.type === "VN") ?? numbers.find(one => one.authority === own[0]);
  return number?.authority == null
    ? resourceId(idKey, "Encounter", record.authority, `fhir|${record.number}|${String(encounter.id ?? "")}`)
    : resourceId(idKey, "Encounter", number.authority, `visit|${number.value}`);
}

/** `encounter` with its references rewritten. Its shape was judged. */
export function importedVisit(encounter: Plain, id: string): ImportedVisit {
  const facts: FieldFact<Encounter>[] = Object.entries(encounter)
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([name, value]) => ({ field: FIELDS[name] ?? `Encounter.${name}`, state: "set", piece: { [name]: value } }));
  return { id, facts, movements: movementsOf(encounter) };
}

const STAYS = new Set(["IMP", "ACUTE", "NONAC", "OBSENC", "SS", "EMER"]);

function movementsOf(encounter: Plain): Movement[] {
  const period = isPlain(encounter.period) ? encounter.period : {};
  const [start, end] = [instantOf(period.start), instantOf(period.end)];
  const begin = moved(isStay(encounter.class) ? "admit" : "register", start, placeOf(encounter));
  switch (encounter.status) {
    case "arrived":
    case "triaged":
    case "in-progress":
      return [begin];
    case "onleave":
      return [begin, moved("leave", start, null)];
    case "finished":
      return [begin, moved("discharge", end ?? start, null)];
    case "cancelled":
      return [begin, moved("cancel-admit", start, null)];
    case "entered-in-error":
      return [begin, moved("delete", start, null)];
    // Nobody is there yet.
    case "planned":
      return [moved("pre-admit", start, placeOf(encounter))];
    default:
      return [];
  }
}

/** Other code systems say it in words. */
function isStay(kind: unknown): boolean {
  if (!isPlain(kind)) return false;
  return (
    STAYS.has(String(kind.code)) ||
    /\b(inpatient|emergency|observation encounter)\b/i.test(`${kind.code} ${kind.display}`)
  );
}

function moved(event: Movement["event"], occurred: number | null, place: Movement["place"]): Movement {
  return { event, occurred, recorded: null, place, by: "" };
}

function instantOf(text: unknown): number | null {
  return typeof text === "string" ? (readFhirMoment(text)?.instant ?? null) : null;
}

/** The place that is active, else the last. */
function placeOf(encounter: Plain): Movement["place"] {
  const all = Array.isArray(encounter.location) ? encounter.location.filter(isPlain) : [];
  const place = all.find(one => one.status === "active") ?? all.at(-1);
  const location = isPlain(place?.location) ? place.location : null;
  if (location === null) return null;
  const { reference, display } = location;
  return {
    ...(typeof reference === "string" ? { reference } : {}),
    ...(typeof display === "string" ? { unit: display } : {}),
  };
}
