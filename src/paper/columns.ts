// The columns of the medication page: what could be known in each stretch of time (RULES D4), then four hours each ahead.
import type { Mar, Zone } from "../chart/index.ts";
import type { TimeColumn } from "./sheet.ts";
import { clock, day, local } from "./times.ts";

const HOUR_MS = 3_600_000;
const MOST_PAST = 3;
const COLUMNS = 8;

export type MarColumn = {
  readonly from: number;
  readonly to: number;
  readonly kind: Zone["kind"] | "mixed";
  readonly head: TimeColumn;
};

const HEADS: { readonly [kind in Exclude<MarColumn["kind"], "ahead">]: string } = {
  copy: "COPY",
  "not known": "NOT IN COPY",
  here: "RECORDED HERE",
  paper: "ON PAPER",
  mixed: "COPY, GAPS",
};

/** Past columns (at most three; older ones join into "copy, gaps"), then those ahead up to `mar.to`: together at most eight. */
export function marColumns(mar: Mar, at: number, zone: string): readonly MarColumn[] {
  const past: { from: number; to: number; kind: MarColumn["kind"] }[] = [];
  for (const { from, to, kind } of mar.zones.toSorted((a, b) => a.from - b.from)) {
    if (kind === "ahead" || from >= at || to <= from) continue;
    const before = past.at(-1);
    // What no zone speaks of is not known.
    if (before !== undefined && from > before.to) past.push({ from: before.to, to: from, kind: "not known" });
    past.push({ from, to: Math.min(to, at), kind });
  }
  while (past.length > MOST_PAST) {
    const [first, second] = past;
    if (first === undefined || second === undefined) break;
    past.splice(0, 2, { from: first.from, to: second.to, kind: "mixed" });
  }
  const start = past.at(-1)?.to ?? Math.max(at, mar.from);
  const count = COLUMNS - Math.max(2, past.length);
  const rounded = ceilHour(start, zone);
  const step = Math.max(1, Math.ceil((mar.to - rounded) / count / HOUR_MS)) * HOUR_MS;
  const ahead: { from: number; to: number; kind: "ahead" }[] = [];
  for (let from = start, to = rounded + step; from < mar.to && ahead.length < count; from = to, to += step)
    ahead.push({ from, to: Math.min(to, Math.max(mar.to, from + 1)), kind: "ahead" });
  return [...past, ...ahead].map(column => ({ ...column, head: head(column, zone) }));
}

function head(column: { from: number; to: number; kind: MarColumn["kind"] }, zone: string): TimeColumn {
  const [a, b] = [day(column.from, zone), day(column.to - 1, zone)];
  if (column.kind === "ahead") {
    const top = a === b ? a.replace(/ \p{L}+$/u, "") : `${weekday(a)} – ${weekday(b)}`;
    return { top, bottom: `${hour(column.from, zone)} – ${hour(column.to, zone)}`, black: false, plain: true };
  }
  const name = HEADS[column.kind];
  return {
    top: a === b ? name : `${name} ${weekday(a)}–${weekday(b)}`,
    bottom: `${clock(column.from, zone)} – ${clock(column.to, zone)}`,
    black: column.kind === "copy",
    plain: false,
  };
}

function weekday(text: string): string {
  return text.slice(0, 3);
}

function hour(ms: number, zone: string): string {
  return clock(ms, zone).replace(/:00/u, "");
}

function ceilHour(ms: number, zone: string): number {
  const at = local(ms, zone);
  const floor = at.round({ smallestUnit: "hour", roundingMode: "floor" }).epochMilliseconds;
  return floor === ms ? ms : floor + HOUR_MS;
}
