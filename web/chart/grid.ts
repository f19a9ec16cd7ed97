// Where things stand on the MAR's grid: time runs true from left to right.
import type { Slot } from "../../src/chart/routes.ts";
import { noteOf } from "./slot-words.ts";

/** The share of the grid's width at which an instant stands, 0 … 1, kept inside. */
export function share(at: number, from: number, to: number): number {
  if (to <= from) return 0;
  return Math.min(1, Math.max(0, (at - from) / (to - from)));
}

/** Every hour of the grid on the facility's clock is found by stepping real hours, so a DST night has 23 or 25. */
export function hours(from: number, to: number): number[] {
  const first = Math.ceil(from / 3_600_000) * 3_600_000;
  const found: number[] = [];
  for (let at = first; at < to && found.length < 60; at += 3_600_000) found.push(at);
  return found;
}

/** Widths of chips in hours of a grid of 24 h drawn 780 px wide; generous, so that nothing lies over another. */
const WIDTH_HOURS = 2.3;
const WIDE_HOURS = 4.8;
const WIDE: ReadonlySet<Slot["state"]> = new Set([
  "none recorded",
  "on paper",
  "missed",
  "refused",
  "given?",
  "partial",
  "held",
]);

export const LANES = 3;

export type Placed = { readonly slot: Slot; readonly lane: number };
export type Laid = { readonly placed: readonly Placed[]; readonly lanes: number; readonly more: readonly Slot[] };

/** Stacks chips that would lie over each other; beyond three lanes they are counted, never dropped. */
export function lay(slots: readonly Slot[], from: number, to: number): Laid {
  const scale = (to - from) / 24;
  const ends: number[] = [];
  const placed: Placed[] = [];
  const more: Slot[] = [];
  for (const slot of slots.toSorted((a, b) => a.at - b.at)) {
    if (slot.at < from || slot.at > to) continue;
    const width = (WIDE.has(slot.state) || noteOf(slot) !== null ? WIDE_HOURS : WIDTH_HOURS) * scale;
    const start = Math.min(slot.at, to - width);
    let lane = ends.findIndex(end => end <= start);
    if (lane < 0) lane = ends.length;
    if (lane >= LANES) {
      more.push(slot);
      continue;
    }
    ends[lane] = start + width;
    placed.push({ slot, lane });
  }
  return { placed, lanes: Math.max(1, ends.length), more };
}
