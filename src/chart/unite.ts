// One chart of several records that are one person, and of the visits that came from others: nothing of them is moved, all is read together.
import { keptOfBoth, restate, stateBy } from "./apply-resources.ts";
import type { DoseGiven, Kept, RecordState, StoredResource, Visit } from "./record-state.ts";
import { EMPTY_RECORD } from "./record-state.ts";

type End = { readonly record: string; readonly visit: string | null };

export type Unite = {
  /** Records that are one chart; the first is the one that they are known by. */
  readonly records: readonly string[];
  /** Of those and of all that lent or took a visit. */
  readonly states: ReadonlyMap<string, RecordState>;
  /** Where a visit is now. */
  readonly visitNow: (end: End) => End;
  /** The place of an entry's message among all messages of these records. */
  readonly rank: (by: string) => number;
};

/** The state of the chart: who she is by the first record, all else of all, each visit once, its movements in the order of their messages. */
export function unite({ records, states, visitNow, rank }: Unite): RecordState {
  const own = new Set(records);
  // The record that she is known by comes last: of the fields of one visit its own stand.
  const others = [...states.keys()].filter(record => record !== records[0]).sort();
  const ordered = [...others, ...records.slice(0, 1)];
  const visits: Record<string, Visit> = {};
  const resources: Record<string, Kept> = {};
  const doses: Record<string, DoseGiven[]> = {};
  let joined: RecordState["joined"] = {};
  const place = (record: string, visit: string | null) =>
    visit === null ? { record, visit } : visitNow({ record, visit });
  for (const record of ordered) {
    const state = states.get(record) ?? EMPTY_RECORD;
    if (own.has(record)) joined = { ...joined, ...state.joined };
    for (const [id, visit] of Object.entries(state.visits)) {
      const now = place(record, id);
      if (!own.has(now.record) || now.visit === null) continue;
      const before = visits[now.visit] ?? { fields: {}, movements: [] };
      const isItself = now.record === record && now.visit === id;
      visits[now.visit] = {
        fields: isItself ? { ...before.fields, ...visit.fields } : { ...visit.fields, ...before.fields },
        movements: [...before.movements, ...visit.movements],
      };
    }
    for (const [reference, kept] of Object.entries(state.resources)) {
      const now = place(record, visitIn(kept.resource));
      if (!own.has(now.record)) continue;
      const [before, here] = [resources[reference], { ...kept, resource: inVisit(kept.resource, now.visit) }];
      const isLater = before === undefined || rank(before.whole ?? before.by) <= rank(kept.whole ?? kept.by);
      if (before === undefined) resources[reference] = here;
      else resources[reference] = isLater ? keptOfBoth(before, here, rank) : keptOfBoth(here, before, rank);
    }
    for (const [key, same] of Object.entries(state.doses))
      for (const dose of same) {
        const now = place(record, visitIn(dose.resource));
        if (!own.has(now.record)) continue;
        doses[key] = [...(doses[key] ?? []), { ...dose, resource: inVisit(dose.resource, now.visit) }];
      }
  }
  // What was said under one number of what stands under another.
  const unmet = ordered.flatMap(record => states.get(record)?.unmet ?? []).sort((a, b) => rank(a.by) - rank(b.by));
  for (const said of unmet)
    restate(resources, said, kept => isCurrentDocument(kept) || rank(stateBy(kept)) < rank(said.by));
  const byMessage = (a: { readonly by: string }, b: { readonly by: string }) => rank(a.by) - rank(b.by);
  for (const [id, visit] of Object.entries(visits))
    visits[id] = { ...visit, movements: [...visit.movements].sort(byMessage) };
  for (const same of Object.values(doses)) same.sort(byMessage);
  const held = records.map(record => states.get(record) ?? EMPTY_RECORD);
  const { registered, patientId, number, patient } =
    held.find(state => state.registered) ?? held.find(state => state.patientId !== null) ?? EMPTY_RECORD;
  const waiting = held.flatMap(state => state.held).sort(byMessage);
  return { registered, patientId, number, patient, visits, resources, joined, unmet, doses, held: waiting };
}

/** One in whose place another stands is not brought back by being sent again. */
function isCurrentDocument({ resource }: Kept): boolean {
  return resource.resourceType === "DocumentReference" && resource.status === "current";
}

const VISIT = "Encounter/";
/** Where resources name their visit: by itself, or of a document among others. */
const FIELDS = ["encounter", "context"] as const;

function visitIn(resource: StoredResource): string | null {
  for (const field of FIELDS) {
    const reference = referenceIn(resource[field]);
    if (reference !== null) return reference;
  }
  return null;
}

function referenceIn(named: unknown): string | null {
  if (typeof named !== "object" || named === null) return null;
  if ("reference" in named && typeof named.reference === "string")
    return named.reference.startsWith(VISIT) ? named.reference.slice(VISIT.length) : null;
  return "encounter" in named && Array.isArray(named.encounter) ? referenceIn(named.encounter[0]) : null;
}

function inVisit(resource: StoredResource, visit: string | null): StoredResource {
  if (visit === null || visitIn(resource) === visit) return resource;
  const reference = { reference: `${VISIT}${visit}` };
  const field = FIELDS.find(one => referenceIn(resource[one]) !== null);
  if (field === undefined) return resource;
  const { [field]: named } = resource;
  const isOfDocument = typeof named === "object" && named !== null && "encounter" in named;
  return { ...resource, [field]: isOfDocument ? { ...named, encounter: [reference] } : reference };
}
