// A chart without what is marked, and how much that is: the one function through which every face reads (docs/decisions/marked-items.md).
import { words } from "./from-record.ts";
import type { Mark, MarkTables } from "./mark-tables.ts";
import { type ChartMarks, type MarkReason, marksOf, marksOfBoth } from "./marks.ts";
import type { DoseGiven, Kept, RecordState, StoredResource } from "./record-state.ts";
import { isOfSafetyCard } from "./safety-card.ts";

/** `screen`: of the house's staff; `paper`: packets; `outside`: all that leaves the house. */
export type Face = "screen" | "paper" | "outside";
/** Where a chart is shown, and whether what is marked is shown there: only with a reason. */
export type Shows = { readonly face: Face; readonly marked: boolean };

/** What a screen shows to who gave no reason. */
export const SCREEN: Shows = { face: "screen", marked: false };

export const SECTIONS = [
  "allergies",
  "problems",
  "medications",
  "orders",
  "results",
  "documents",
  "appointments",
  "visits",
  "other",
] as const;
export type Section = (typeof SECTIONS)[number];
/** So many items of a section are left out as these. */
export type LeftOut = { readonly section: Section; readonly marks: readonly Mark[]; readonly count: number };
export type Shown = {
  readonly state: RecordState;
  readonly left_out: readonly LeftOut[];
  /** Of the person: for flags in words. */
  readonly person: readonly Mark[];
  /** Names of drugs that are marked, and still stand in `state`: a list that many read says none of them. */
  readonly discreet: ReadonlySet<string>;
};

/** The chart as a face may show it. With a reason, whole. `today`: of a chart as of an earlier moment, what has been marked since counts. */
export function withoutMarked(
  state: RecordState,
  tables: MarkTables,
  { face, marked }: Shows,
  today: RecordState = state,
): Shown {
  const marks = today === state ? marksOf(state, tables) : marksOfBoth(marksOf(state, tables), marksOf(today, tables));
  const person = marks.person.map(one => one.mark);
  const discreet = drugsOf(state, marks);
  if (marked || (marks.items.size === 0 && marks.visits.size === 0 && (face !== "outside" || person.length === 0)))
    return { state, left_out: [], person, discreet };
  const isOut = (name: string, type: string, resource?: StoredResource) => {
    if (face === "outside" && person.length > 0) return true;
    return isLeftOut(marks.items.get(name) ?? [], type, resource, face);
  };
  const resources: Record<string, Kept> = {};
  const gone = new Map<string, StoredResource>();
  for (const [name, kept] of Object.entries(state.resources)) {
    const { resourceType } = kept.resource;
    if (!SHARED_TYPES.has(resourceType) && isOut(name, resourceType, kept.resource)) gone.set(name, kept.resource);
    else resources[name] = kept;
  }
  const doses: Record<string, readonly DoseGiven[]> = {};
  const goneDoses: string[] = [];
  for (const [key, same] of Object.entries(state.doses)) {
    if (isOut(`dose/${key}`, "MedicationAdministration")) goneDoses.push(key);
    else doses[key] = same;
  }
  const visits: Record<string, RecordState["visits"][string]> = {};
  const goneVisits: string[] = [];
  for (const [id, visit] of Object.entries(state.visits)) {
    if (face === "outside" && (person.length > 0 || marks.visits.has(`Encounter/${id}`))) goneVisits.push(id);
    else visits[id] = visit;
  }
  if (face === "outside") {
    const removed = [
      ...gone.values(),
      ...goneVisits.map(id => state.visits[id]),
      ...goneDoses.map(key => state.doses[key]),
    ];
    for (const name of sharedOnlyBy(removed, [resources, doses, visits], resources)) delete resources[name];
  }
  const counted = [
    ...countable(gone),
    // Doses go with their order; one that stands alone counts by itself.
    ...goneDoses
      .filter(key => !state.doses[key]?.some(dose => dose.request !== null && gone.has(dose.request)))
      .map(key => [`dose/${key}`, "medications"] as const),
    ...goneVisits.map(id => [`Encounter/${id}`, "visits"] as const),
  ];
  const reasons = (name: string) => [...(marks.items.get(name) ?? marks.visits.get(name) ?? []), ...marks.person];
  return {
    state: { ...state, resources, doses, visits },
    left_out: leftOut(counted.map(([name, section]) => ({ section, reasons: reasons(name) }))),
    person,
    discreet,
  };
}

/** How many in all. */
export function countOf(left_out: readonly LeftOut[]): number {
  return left_out.reduce((sum, one) => sum + one.count, 0);
}

/** Drugs by which a screen lives, and what stops a hand: never missing where she is treated. */
const DRUGS: ReadonlySet<string> = new Set([
  "MedicationRequest",
  "MedicationAdministration",
  "MedicationDispense",
  "MedicationStatement",
]);
/** A visit alone hides only what tells of it. */
const TELLING: Readonly<Record<Exclude<Face, "outside">, ReadonlySet<string>>> = {
  screen: new Set(["DocumentReference"]),
  paper: new Set(["DocumentReference", "Condition"]),
};

function isLeftOut(
  reasons: readonly MarkReason[],
  type: string,
  resource: StoredResource | undefined,
  face: Face,
): boolean {
  if (reasons.length === 0) return false;
  if (face === "outside") return true;
  if (type === "AllergyIntolerance" || (resource !== undefined && isOfSafetyCard(resource))) return false;
  if (face === "screen" && DRUGS.has(type)) return false;
  return reasons.some(one => one.by === "item") || TELLING[face].has(type);
}

/** Many patients' charts hold them. */
const SHARED_TYPES: ReadonlySet<string> = new Set(["Practitioner", "PractitionerRole", "Organization", "Location"]);

/** People and places that only what was left out named, also over others: a clinic's name says what for. */
function sharedOnlyBy(
  removed: readonly unknown[],
  kept: readonly object[],
  among: RecordState["resources"],
): readonly string[] {
  const isShared = (name: string) => SHARED_TYPES.has(name.slice(0, name.indexOf("/")));
  const named = (from: readonly unknown[]) => {
    const found = referencesDeep(from);
    for (const name of found) if (isShared(name)) referencesDeep(among[name]?.resource, found);
    return found;
  };
  const gone = [...named(removed)].filter(name => isShared(name) && among[name] !== undefined);
  if (gone.length === 0) return [];
  const others = kept.flatMap(one => Object.entries(one)).filter(([name]) => !isShared(name));
  const still = named(others.map(([, value]) => value));
  return gone.filter(name => !still.has(name));
}

function referencesDeep(value: unknown, into = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) referencesDeep(one, into);
  else if (typeof value === "object" && value !== null)
    for (const [name, one] of Object.entries(value)) {
      if (name === "reference" && typeof one === "string") into.add(one);
      else referencesDeep(one, into);
    }
  return into;
}

const SECTION_OF: Readonly<Record<string, Section>> = {
  AllergyIntolerance: "allergies",
  Condition: "problems",
  MedicationRequest: "medications",
  MedicationDispense: "medications",
  MedicationStatement: "medications",
  ServiceRequest: "orders",
  Observation: "results",
  DiagnosticReport: "results",
  DocumentReference: "documents",
  Appointment: "appointments",
};

/** A report counts where none of its results does; a specimen with what was found in it. */
function* countable(gone: ReadonlyMap<string, StoredResource>): Iterable<readonly [string, Section]> {
  for (const [name, resource] of gone) {
    if (resource.resourceType === "Specimen") continue;
    if (resource.resourceType === "DiagnosticReport" && [...referencesDeep(resource.result)].some(one => gone.has(one)))
      continue;
    yield [name, SECTION_OF[resource.resourceType] ?? "other"];
  }
}

function leftOut(all: readonly { readonly section: Section; readonly reasons: readonly MarkReason[] }[]): LeftOut[] {
  const counts = new Map<string, { section: Section; marks: readonly Mark[]; count: number }>();
  for (const { section, reasons } of all) {
    const marks = [...new Set(reasons.map(one => one.mark))];
    const key = JSON.stringify([section, marks]);
    const found = counts.get(key) ?? { section, marks, count: 0 };
    found.count += 1;
    counts.set(key, found);
  }
  return [...counts.values()].sort(
    (a, b) => SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) || (a.marks.join() < b.marks.join() ? -1 : 1),
  );
}

function drugsOf(state: RecordState, marks: ChartMarks): ReadonlySet<string> {
  const found = new Set<string>();
  if (marks.items.size === 0) return found;
  const add = ({ medicationCodeableConcept: drug }: StoredResource) => {
    if (typeof drug === "object" && drug !== null) found.add(words(drug));
  };
  for (const [name, { resource }] of Object.entries(state.resources)) {
    if (DRUGS.has(resource.resourceType) && isItems(marks.items.get(name))) add(resource);
  }
  for (const [key, same] of Object.entries(state.doses))
    if (isItems(marks.items.get(`dose/${key}`))) for (const { resource } of same) add(resource);
  return found;
}

function isItems(reasons: readonly MarkReason[] | undefined): boolean {
  return reasons?.some(one => one.by === "item") === true;
}
