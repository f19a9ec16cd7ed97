// The resources of a record's chart, as one message leaves them: replaced, laid over, moved to another name, put into another state.
import type { Act } from "./acts.ts";
import { overlaid } from "./overlay.ts";
import type { Changes, Earlier, Kept, RecordState, StoredResource } from "./record-state.ts";

type Held = Pick<RecordState, "resources" | "joined">;

/** Applies one message's resources and acts. What it does not touch stays the same object. */
export function applyResources({ resources, joined: before }: Held, changes: Changes): Held {
  const { resources: added, reports, acts, by } = changes;
  if (added.length === 0 && acts.length === 0) return { resources, joined: before };
  const merged: Record<string, Kept> = { ...resources };
  let joined = before;
  for (const act of acts) {
    if (act.act === "state") restate(merged, act, changes);
    if (act.act === "join") {
      move(merged, act);
      joined = { ...joined, [act.from]: act.to };
    }
  }
  for (const given of added) {
    const named = `${given.resourceType}/${given.id}`;
    const reference = joined[named] ?? named;
    const was = merged[reference];
    const said = overlaid(was?.resource, renamed(given, reference), renamedActs(acts, named, reference));
    const resource = stillLabelled(was?.resource, said);
    // Said again, word for word: nothing new.
    if (was !== undefined && isSaidAlike(was.resource, resource)) continue;
    merged[reference] = {
      resource,
      by,
      report: reports.get(named) ?? null,
      states: statesAfter(was, resource, changes),
      ...earlierThan(was, resource, changes),
    };
  }
  return { resources: merged, joined };
}

function restate(merged: Record<string, Kept>, act: Extract<Act, { act: "state" }>, changes: Changes): void {
  for (const [reference, kept] of Object.entries(merged)) {
    const status = act.states[kept.resource.resourceType];
    const isMeant = act.references.includes(reference) || (act.group !== null && kept.report === act.group);
    if (!isMeant || status === undefined || kept.resource.status === status) continue;
    const resource = { ...kept.resource, status };
    merged[reference] = { ...kept, resource, by: changes.by, states: statesAfter(kept, resource, changes) };
  }
}

function move(merged: Record<string, Kept>, { from, to }: Extract<Act, { act: "join" }>): void {
  const kept = merged[from];
  if (kept === undefined) return;
  delete merged[from];
  merged[to] ??= { ...kept, resource: renamed(kept.resource, to) };
}

function renamed(resource: StoredResource, reference: string): StoredResource {
  const id = reference.slice(reference.indexOf("/") + 1);
  return resource.id === id ? resource : { ...resource, id };
}

function renamedActs(acts: readonly Act[], named: string, reference: string): readonly Act[] {
  if (named === reference) return acts;
  return acts.map(act => (act.act === "keep-cancelled" && act.of === named ? { ...act, of: reference } : act));
}

/** A message that says nothing of confidentiality takes back no label of one before it: only one that says so does. */
function stillLabelled(was: StoredResource | undefined, now: StoredResource): StoredResource {
  if (was?.meta === undefined || now.meta !== undefined) return now;
  return { ...now, meta: was.meta };
}

function isSaidAlike(a: StoredResource, b: StoredResource): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function statesAfter(
  was: Kept | undefined,
  { status }: StoredResource,
  { by, sent }: Pick<Changes, "by" | "sent">,
): Kept["states"] {
  const states = was?.states ?? [];
  return typeof status !== "string" || states.at(-1)?.status === status
    ? states
    : [...states, { status, sent, by }].slice(-MOST_STATES);
}

/** What a result states: where this differs, it was corrected. */
const STATES_VALUE = /^(value[A-Z]|interpretation$|component$|dataAbsentReason$|conclusion$)/;

/** A correction keeps in sight what stood before it. */
function earlierThan(
  was: Kept | undefined,
  now: StoredResource,
  { sent }: Pick<Changes, "sent">,
): { readonly earlier?: readonly Earlier[] } {
  if (was === undefined || (now.resourceType !== "Observation" && now.resourceType !== "DiagnosticReport")) return {};
  const [before, after] = [valueIn(was.resource), valueIn(now)];
  const isAlike = JSON.stringify(before) === JSON.stringify(after);
  if (isAlike || Object.keys(before).length === 0) return was.earlier === undefined ? {} : { earlier: was.earlier };
  const said = { ...before, status: was.resource.status };
  return { earlier: [...(was.earlier ?? []), { by: was.by, until: sent, said }].slice(-MOST_STATES) };
}

function valueIn(resource: StoredResource): { readonly [field: string]: unknown } {
  return Object.fromEntries(Object.entries(resource).filter(([field]) => STATES_VALUE.test(field)));
}

/** States and earlier values kept of one resource. */
const MOST_STATES = 50;
