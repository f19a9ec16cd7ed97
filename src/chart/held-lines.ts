// What of a patient waits for a person, in words: it stands on her row, her header and her pages (RULES M4).
import { localDay } from "./local-day.ts";
import type { RecordState } from "./record-state.ts";
import type { HeldLine } from "./routes.ts";
import type { HeldEffect } from "./withhold.ts";

/** When it is read, and where. */
type Reading = { readonly now: number; readonly zone: string };

/** Of her and her visits; what ends an order or an appointment stands there. Alike ones once, the newest first. */
export function heldLines({ held }: RecordState, reading: Reading): HeldLine[] {
  const lines = held.filter(one => one.reference === null).map(one => lineOf(one, reading));
  return [...new Map(lines.toReversed().map(line => [line.words, line])).values()];
}

/** What waits of one order, appointment or allergy, by its reference; null = nothing. */
export function heldOf({ held }: RecordState, reference: string, reading: Reading): HeldLine | null {
  const found = held.findLast(one => one.reference === reference);
  return found === undefined ? null : lineOf(found, reading);
}

function lineOf(one: HeldEffect, reading: Reading): HeldLine {
  const [what, time] = [wordsOf(one), one.at === null ? "" : ` ${timeOf(one.at, reading)}`];
  return { what, words: `${what}${time} held`, at: one.at, effect: one.effect };
}

/** As screens say it (SCREENS, "Look"): `03:11` of today, `Tue 03:11` within six days, else `Tue 8 Aug 03:11`. */
export function timeOf(at: number, { now, zone }: Reading): string {
  const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const today = localDay(now, zone);
  const time = there.toPlainTime().toString({ smallestUnit: "minute" });
  const { days } = there.toPlainDate().until(today, { largestUnit: "days" });
  if (days === 0) return time;
  const date = days > 0 && days <= 6 ? ({} as const) : ({ day: "numeric", month: "short" } as const);
  return `${there.toLocaleString("en-GB", { weekday: "short", ...date }).replace(",", "")} ${time}`;
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
  if (effect === "garbled message") return "Garbled message";
  return effect === "delete" ? "Deletion of what was sent" : effect;
}

function spaced(event: string): string {
  return event.replaceAll("-", " ");
}
