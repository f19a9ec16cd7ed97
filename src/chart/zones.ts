// What could be known of doses at an instant (RULES D1, D4): the copy, not known, charted here, on paper, ahead.
import type { ChartingHere, DoseInput } from "./medication-order.ts";
import { once } from "./once.ts";
import type { Zone } from "./routes.ts";

type Knowable = Pick<DoseInput, "trust" | "charting" | "stays" | "now" | "charting_delay_ms">;

/** One stretch in which doses in the copy can be trusted, and by when a dose in it would have been recorded. */
export type Known = { readonly from: number; readonly to: number; readonly recorded_by: number };

/**
 * Stretches [from, to) in which the copy holds every dose given. Before a stop or a hole the charting delay is taken off:
 * what was given then may have been recorded after it. While administrations arrive, the last one reaches to now.
 */
export const knownStretches = once(({ trust, now, charting_delay_ms }: Knowable): readonly Known[] => {
  const last = trust.intervals.at(-1);
  return trust.intervals
    .map(interval => {
      const live = interval === last && trust.age.state === "arrives" && interval.to === trust.age.as_of;
      return {
        from: interval.from,
        to: live ? Math.max(now, interval.to) + 1 : interval.to - charting_delay_ms,
        recorded_by: interval.to,
      };
    })
    .filter(known => known.from < known.to);
});

/** The unit where the patient lay; of overlapping stays the one that began last. Undefined: in no unit that we know. */
export function unitAt(stays: Knowable["stays"], at: number): string | undefined {
  return stays
    .filter(stay => stay.from <= at && (stay.to === null || at < stay.to))
    .reduce<Knowable["stays"][number] | undefined>(
      (a, b) => (a === undefined || b.from > a.from || (b.from === a.from && b.unit < a.unit) ? b : a),
      undefined,
    )?.unit;
}

/** Charting here that covers an instant, of the unit where the patient lay then. */
export function chartingAt({ charting, stays }: Knowable, at: number): ChartingHere | undefined {
  const unit = unitAt(stays, at);
  return charting
    .filter(here => here.unit === unit && here.from <= at && (here.to === null || at < here.to))
    .reduce<ChartingHere | undefined>(
      (a, b) => (a === undefined || b.from < a.from || (b.from === a.from && b.on === "paper") ? b : a),
      undefined,
    );
}

/** What could be known at one instant. */
export function zoneAt(input: Knowable, known: readonly Known[], at: number): Zone["kind"] {
  if (at > input.now) return "ahead";
  const here = chartingAt(input, at);
  if (here !== undefined) return here.on === "paper" ? "paper" : "here";
  return known.some(stretch => stretch.from <= at && at < stretch.to) ? "copy" : "not known";
}

/** The range [from, to) cut where what could be known changes, in order, without gaps. */
export function zonesOf(input: Knowable, from: number, to: number): readonly Zone[] {
  const known = knownStretches(input);
  const edges = [
    ...known.flatMap(stretch => [stretch.from, stretch.to]),
    ...input.stays.flatMap(stay => [stay.from, stay.to ?? to]),
    ...input.charting.flatMap(here => [here.from, here.to ?? to]),
    input.now,
  ].filter(edge => edge > from && edge < to);
  const cuts = [...new Set([from, ...edges, to])].sort((a, b) => a - b);
  const zones: Zone[] = [];
  for (const [index, start] of cuts.slice(0, -1).entries()) {
    const end = cuts[index + 1] ?? to;
    // The instant `now` itself is past; a stretch that begins there is ahead.
    const kind = start >= input.now ? "ahead" : zoneAt(input, known, start);
    const before = zones.at(-1);
    if (before?.kind === kind) zones[zones.length - 1] = { ...before, to: end };
    else zones.push({ from: start, to: end, kind });
  }
  return zones;
}

/**
 * The first instant at or after `from` at which a dose given by now may be missing here: not known, or on a sheet.
 * Null: every dose from then to now is here.
 */
export function missingSince(input: Knowable, from: number): number | null {
  if (from > input.now) return null;
  const first = zonesOf(input, from, input.now).find(zone => zone.kind === "not known" || zone.kind === "paper");
  if (first !== undefined) return first.from;
  const last = zoneAt(input, knownStretches(input), input.now);
  return last === "not known" || last === "paper" ? input.now : null;
}
