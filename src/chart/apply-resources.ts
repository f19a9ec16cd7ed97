// The resources of a record's chart, as one message leaves them: replaced, laid over, moved to another name, put into another state.
import type { Act } from "./acts.ts";
import { overlaid } from "./overlay.ts";
import type { Changes, Earlier, Kept, RecordState, StoredResource, Unmet } from "./record-state.ts";

type Held = Pick<RecordState, "resources" | "joined" | "unmet">;

/** Applies one message's resources and acts. What it does not touch stays the same object. */
export function applyResources({ resources, joined: before, unmet: waiting }: Held, changes: Changes): Held {
  const { resources: added, reports, acts, by } = changes;
  if (added.length === 0 && acts.length === 0) return { resources, joined: before, unmet: waiting };
  const merged: Record<string, Kept> = { ...resources };
  let [joined, unmet] = [before, waiting];
  for (const act of acts) {
    if (act.act === "state" && !restate(merged, { act, by, sent: changes.sent }))
      unmet = [...unmet, { act, by, sent: changes.sent }].slice(-MOST_UNMET);
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
    const overlay = overlaid(was?.resource, renamed(given, reference), renamedActs(acts, named, reference));
    const resource = stillLabelled(was?.resource, overlay);
    const state = CHANGES.has(resource.resourceType) ? { state: { by, sent: changes.sent } } : {};
    if (was !== undefined && isSaidAlike(was.resource, resource)) {
      // Said again, word for word: nothing new, but the last word, where another number of hers says otherwise.
      if (state.state !== undefined) merged[reference] = { ...was, whole: by, ...state };
      continue;
    }
    merged[reference] = {
      resource,
      by,
      ...state,
      report: reports.get(named) ?? null,
      states: statesAfter(was, resource, changes),
      ...earlierThan(was, resource, changes),
      ...movedAfter(was, resource, changes.sent),
      ...(book !== undefined && (was === undefined || was.filed === true) ? { filed: true } : {}),
    };
  }
  return { resources: merged, joined, unmet };
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

/** Puts what an act means into its state; `isOlder` leaves out what was said after it. False where nothing is meant. */
export function restate(
  merged: Record<string, Kept>,
  { act, by, sent }: Unmet,
  isOlder: (kept: Kept) => boolean = () => true,
): boolean {
  let isMet = false;
  for (const [reference, kept] of Object.entries(merged)) {
    const status = act.states[kept.resource.resourceType];
    const isMeant = act.references.includes(reference) || (act.group !== null && kept.report === act.group);
    isMet ||= isMeant;
    if (!isMeant || status === undefined || !isOlder(kept)) continue;
    const resource = inState(kept.resource, status, act.reason);
    merged[reference] = {
      ...kept,
      resource,
      by: kept.resource.status === status ? kept.by : by,
      whole: kept.whole ?? kept.by,
      state: { by, sent },
      states: statesAfter(kept, resource, { by, sent }),
    };
  }
  return isMet;
}

/** In another state; of an order for a drug with the reason of that state, and no older one. */
function inState(resource: StoredResource, status: unknown, reason: unknown): StoredResource {
  if (resource.resourceType !== "MedicationRequest") return { ...resource, status };
  const { statusReason: _before, ...rest } = resource;
  return { ...rest, status, ...(reason === undefined ? {} : { statusReason: reason }) };
}

/** The message that last said how it stands. */
export function stateBy({ state, by }: Kept): string {
  return state?.by ?? by;
}

/** One thing as two records hold it, `before` said whole first: what the later left out stays, and the newest state. */
export function keptOfBoth(before: Kept, after: Kept, rank: (by: string) => number): Kept {
  const whole = overlaid(before.resource, after.resource, []);
  const isNewer = rank(stateBy(before)) > rank(stateBy(after));
  const { status, statusReason } = isNewer ? before.resource : whole;
  return {
    ...after,
    resource: status === undefined ? whole : inState(whole, status, statusReason),
    ...(isNewer ? { by: before.by, whole: after.whole ?? after.by, ...(before.state && { state: before.state }) } : {}),
    states: statesOfBoth(before, after, status, isNewer ? before : after),
    ...(before.earlier === undefined
      ? {}
      : { earlier: [...before.earlier, ...(after.earlier ?? [])].slice(-MOST_STATES) }),
  };
}

/** By the times at which they were sent; the state that stands is the last. */
function statesOfBoth(before: Kept, after: Kept, status: unknown, newer: Kept): Kept["states"] {
  const timed = [...before.states, ...after.states].sort((a, b) => (a.sent ?? 0) - (b.sent ?? 0));
  const last = timed.at(-1);
  if (typeof status === "string" && last !== undefined)
    timed.push({ status, sent: newer.state?.sent ?? last.sent, by: stateBy(newer) });
  return timed.filter((one, at) => one.status !== timed[at - 1]?.status).slice(-MOST_STATES);
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

/** What is said again and again in new states. */
const CHANGES = new Set(["MedicationRequest", "ServiceRequest", "Appointment", "DocumentReference"]);
/** Acts kept that met nothing. */
const MOST_UNMET = 200;
/** States and earlier values kept of one resource. */
const MOST_STATES = 50;
