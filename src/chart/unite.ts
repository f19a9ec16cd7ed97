// One chart of several records that are one person, and of the visits that came from others: nothing of them is moved, all is read together.
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
      const now = place(record, visitIn(kept.resource, "encounter"));
      if (!own.has(now.record)) continue;
      const before = resources[reference];
      if (before === undefined || rank(before.by) <= rank(kept.by))
        resources[reference] = { ...kept, resource: inVisit(kept.resource, "encounter", now.visit) };
    }
    for (const [key, same] of Object.entries(state.doses))
      for (const dose of same) {
        const now = place(record, visitIn(dose.resource, "context"));
        if (!own.has(now.record)) continue;
        doses[key] = [...(doses[key] ?? []), { ...dose, resource: inVisit(dose.resource, "context", now.visit) }];
      }
  }
  const byMessage = (a: { readonly by: string }, b: { readonly by: string }) => rank(a.by) - rank(b.by);
  for (const [id, visit] of Object.entries(visits))
    visits[id] = { ...visit, movements: [...visit.movements].sort(byMessage) };
  for (const same of Object.values(doses)) same.sort(byMessage);
  const held = records.map(record => states.get(record) ?? EMPTY_RECORD);
  const { registered, patientId, patient } =
    held.find(state => state.registered) ?? held.find(state => state.patientId !== null) ?? EMPTY_RECORD;
  const waiting = held.flatMap(state => state.held).sort(byMessage);
  return { registered, patientId, patient, visits, resources, joined, doses, held: waiting };
}

const VISIT = "Encounter/";

function visitIn(resource: StoredResource, field: string): string | null {
  const named = resource[field];
  if (typeof named !== "object" || named === null || !("reference" in named)) return null;
  const { reference } = named;
  return typeof reference === "string" && reference.startsWith(VISIT) ? reference.slice(VISIT.length) : null;
}

function inVisit(resource: StoredResource, field: string, visit: string | null): StoredResource {
  if (visit === null || visitIn(resource, field) === visit) return resource;
  return { ...resource, [field]: { reference: `${VISIT}${visit}` } };
}
