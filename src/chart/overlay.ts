// Two messages about one appointment or document: the later one leaves out what did not change. All else is replaced whole.
import type { Act } from "./acts.ts";
import type { StoredResource } from "./record-state.ts";

type Mutable = { resourceType: string; id: string; [field: string]: unknown };

/** What stands after a message: `was` is what stood before it, `now` what it says. */
export function overlaid(was: StoredResource | undefined, now: StoredResource, acts: readonly Act[]): StoredResource {
  if (was === undefined) return now;
  if (now.resourceType === "Appointment") return appointment(was, now, acts);
  if (now.resourceType === "DocumentReference") return document(was, now, acts);
  return now;
}

const TIMES = ["start", "_start", "end", "_end", "minutesDuration", "requestedPeriod"];
const OVER = new Set(["cancelled", "entered-in-error"]);

function appointment(was: StoredResource, now: StoredResource, acts: readonly Act[]): StoredResource {
  const whole: Mutable = { ...was, ...now };
  const has = (name: Act["act"]) =>
    acts.some(act => act.act === name && "of" in act && act.of === `Appointment/${now.id}`);
  const hasTime = now.start !== undefined || now.requestedPeriod !== undefined;
  const hadTime = was.start !== undefined || was.requestedPeriod !== undefined;
  take(whole, hasTime || !hadTime ? now : was, TIMES);
  const [before, after] = [items(was.participant), items(now.participant)];
  const added = items(now.extension);
  const others = items(was.extension).filter(one => !added.some(two => member(two, "url") === member(one, "url")));
  if (others.length > 0) whole.extension = [...others, ...added];
  // A cancel seldom says again who, where and with what.
  if (!after.some(isBooked)) whole.participant = [...after, ...before.filter(isBooked)];
  // A book has columns for some of it, and one number.
  else if (has("known-as"))
    whole.participant = [
      ...after,
      ...before.filter(one => isBooked(one) && !after.some(two => kindOf(two) === kindOf(one))),
    ];
  if (has("known-as") && items(was.identifier).length > 0) whole.identifier = was.identifier;
  const isKept = (has("keep-cancelled") && OVER.has(String(was.status))) || has("keep-status");
  if (isKept) take(whole, was, ["status", "cancelationReason"]);
  // Only what did not take place has a reason for it (R4 app-4).
  else if (now.status !== "cancelled" && now.status !== "noshow") delete whole.cancelationReason;
  return whole;
}

function document(was: StoredResource, now: StoredResource, acts: readonly Act[]): StoredResource {
  const whole: Mutable = { ...was, ...now };
  const [before, after] = [items(was.content), items(now.content)];
  if (!after.some(hasContent)) whole.content = was.content;
  else if (
    before.some(hasContent) &&
    acts.some(act => act.act === "append" && act.to === `DocumentReference/${now.id}`)
  )
    whole.content = [...before, ...after];
  take(whole, now, ["_status"]);
  // Another document stands in its place.
  if (was.status === "superseded" && now.status === "current") whole.status = was.status;
  return whole;
}

function take(into: Mutable, from: StoredResource, names: readonly string[]): void {
  for (const name of names) {
    if (from[name] === undefined) delete into[name];
    else into[name] = from[name];
  }
}

function items(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

/** A provider, place or thing: neither the patient nor one who made the booking. */
function isBooked(participant: unknown): boolean {
  const reference = member(member(participant, "actor"), "reference");
  const isPatient = typeof reference === "string" && reference.startsWith("Patient/");
  const contact = items(member(participant, "type")).flatMap(type => items(member(type, "coding")));
  return !isPatient && !contact.some(coding => String(member(coding, "system")).endsWith("participant-type"));
}

/** `Practitioner`, `Location`, or nothing where it is only a name. */
function kindOf(participant: unknown): string {
  const actor = member(participant, "actor");
  const reference = member(actor, "reference");
  return String(member(actor, "type") ?? (typeof reference === "string" ? reference.split("/")[0] : ""));
}

function hasContent(content: unknown): boolean {
  const attachment = member(content, "attachment");
  return ["data", "url", "size"].some(name => member(attachment, name) !== undefined);
}
