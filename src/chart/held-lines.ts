// What of a patient waits for a person, in words: it stands on her row, her header and her pages (RULES M4).
import type { RecordState } from "./record-state.ts";
import type { HeldLine } from "./routes.ts";
import type { HeldEffect } from "./withhold.ts";

/** Of her and her visits; what ends an order or an appointment stands there. Alike ones once, the newest first. */
export function heldLines({ held }: RecordState): HeldLine[] {
  const lines = held.filter(one => one.reference === null).map(lineOf);
  return [...new Map(lines.toReversed().map(line => [`${line.words}|${line.at ?? ""}`, line])).values()];
}

/** What waits of one order, appointment or allergy, by its reference; null = nothing. */
export function heldOf({ held }: RecordState, reference: string): HeldLine | null {
  const found = held.findLast(one => one.reference === reference);
  return found === undefined ? null : lineOf(found);
}

function lineOf(one: HeldEffect): HeldLine {
  return { words: wordsOf(one), at: one.at, effect: one.effect };
}

const EVENTS: Readonly<Record<string, string>> = {
  discharge: "Discharge",
  delete: "Deletion of the visit",
  transfer: "Transfer without a bed",
  update: "Update without a bed",
  "to-outpatient": "Change to outpatient without a bed",
};

function wordsOf({ effect, event, reference, said }: HeldEffect): string {
  if (said !== undefined) return `Another person under this number: ${said.name}, born ${said.birth}, ${said.sex}`;
  if (reference !== null) return "Its end";
  if (event !== null)
    return EVENTS[event] ?? (event.startsWith("cancel-") ? `Cancel of ${spaced(event.slice(7))}` : spaced(event));
  return effect === "delete" ? "Deletion of what was sent" : effect;
}

function spaced(event: string): string {
  return event.replaceAll("-", " ");
}
