// The resources of a record's chart, as one message leaves them: replaced, laid over, moved to another name, put into another state.
import type { Act } from "./acts.ts";
import { overlaid } from "./overlay.ts";
import type { Changes, Kept, RecordState, StoredResource } from "./record-state.ts";

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
    if (act.act === "take-filed" && merged[act.from]?.filed === true) move(merged, act);
  }
  for (const given of added) {
    const named = `${given.resourceType}/${given.id}`;
    const book = acts.find(
      (act): act is Extract<Act, { act: "known-as" }> => act.act === "known-as" && act.of === named,
    );
    const reference = book === undefined ? (joined[named] ?? named) : knownAs(book, merged, joined);
    const was = merged[reference];
    const resource = overlaid(was?.resource, renamed(given, reference), renamedActs(acts, named, reference));
    // Said again, word for word: nothing new.
    if (was !== undefined && isSaidAlike(was.resource, resource)) continue;
    merged[reference] = {
      resource,
      by,
      report: reports.get(named) ?? null,
      states: statesAfter(was, resource, changes.sent),
      ...movedAfter(was, resource, changes.sent),
      ...(book !== undefined && (was === undefined || was.filed === true) ? { filed: true } : {}),
    };
  }
  return { resources: merged, joined };
}

/** The appointment that a book's row is: of its own name, else of another that is here. */
function knownAs(
  { of, names }: Extract<Act, { act: "known-as" }>,
  merged: Held["resources"],
  joined: Held["joined"],
): string {
  const all = [of, ...names].map(name => joined[name] ?? name);
  return all.find(name => merged[name] !== undefined) ?? of;
}

/** Where an appointment was before it was moved last. */
function movedAfter(was: Kept | undefined, now: StoredResource, sent: number | null): Pick<Kept, "moved"> {
  if (now.resourceType !== "Appointment" || was === undefined) return {};
  const { start } = was.resource;
  if (typeof start === "string" && start !== now.start && now.start !== undefined)
    return { moved: { from: start, sent } };
  return was.moved === undefined ? {} : { moved: was.moved };
}

function restate(merged: Record<string, Kept>, act: Extract<Act, { act: "state" }>, { by, sent }: Changes): void {
  for (const [reference, kept] of Object.entries(merged)) {
    const status = act.states[kept.resource.resourceType];
    const isMeant = act.references.includes(reference) || (act.group !== null && kept.report === act.group);
    if (!isMeant || status === undefined || kept.resource.status === status) continue;
    const resource = { ...kept.resource, status };
    merged[reference] = { ...kept, resource, by, states: statesAfter(kept, resource, sent) };
  }
}

function move(merged: Record<string, Kept>, { from, to }: Extract<Act, { act: "join" | "take-filed" }>): void {
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
  return acts.map(act => ("of" in act && act.of === named ? { ...act, of: reference } : act));
}

function isSaidAlike(a: StoredResource, b: StoredResource): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function statesAfter(was: Kept | undefined, { status }: StoredResource, sent: number | null): Kept["states"] {
  const states = was?.states ?? [];
  return typeof status !== "string" || states.at(-1)?.status === status
    ? states
    : [...states, { status, sent }].slice(-MOST_STATES);
}

/** States kept of one resource. */
const MOST_STATES = 50;
