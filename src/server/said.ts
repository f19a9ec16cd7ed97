// What a node says of itself in every strip: copy being rebuilt, its clock off, what of a feed is held.
import { clockWords, type HoldNow } from "../feed/index.ts";
import type { Health } from "./http/index.ts";
import type { Writer } from "./writer.ts";

/** What the strip of every page says of the node itself (RULES A4, P2, M4). `time` writes an instant in the house's zone. */
export function saidNow(
  writer: Writer,
  clockOff_ms: number | null,
  holds: readonly HoldNow[],
  time: (at: number) => string,
): readonly string[] {
  const rebuilding = rebuildingNow(writer);
  return [
    ...(rebuilding === null ? [] : [rebuilding.text]),
    ...(clockOff_ms === null ? [] : [clockWords(clockOff_ms)]),
    ...[...Map.groupBy(holds, ({ what, feed }) => `${what} ${feed}`).values()].map(same =>
      heldWords(together(same), time),
    ),
  ];
}

/** Holds of one feed are one sentence: since the first of them. */
function together(same: readonly HoldNow[]): HoldNow {
  const [first, ...others] = [...same].sort((a, b) => a.since - b.since);
  if (first === undefined) throw new RangeError("no hold");
  const counts = new Map<string, number>();
  for (const { effect, count } of same.flatMap(one => one.waiting))
    counts.set(effect, (counts.get(effect) ?? 0) + count);
  const waiting = [...counts].map(([effect, count]) => ({ effect, count }));
  return { ...first, waiting, quarantine: [first, ...others].some(one => one.quarantine) };
}

const PLURALS: Readonly<Record<string, string>> = {
  merge: "merges",
  delete: "deletions",
  discharge: "discharges",
  cancel: "cancels",
  "freed bed": "moves without a bed",
  "garbled message": "garbled messages",
};

function heldWords({ hold, what, feed, since, waiting, quarantine }: HoldNow, time: (at: number) => string): string {
  const count = waiting.reduce((sum, one) => sum + one.count, 0);
  if (hold === null)
    return `${count} ${count === 1 ? "message waits" : "messages wait"} for a person: another name or a merge said again`;
  if (what === "excluded") return `Feed ${feed}: a stretch is left out since ${time(since)}`;
  const parts = waiting.map(
    one => `${one.count} ${one.count === 1 ? one.effect : (PLURALS[one.effect] ?? one.effect)}`,
  );
  const held = parts.length === 0 ? "what it ends is held" : `${parts.join(", ")} held`;
  return `Feed ${feed}${quarantine ? " is closed" : ""}: ${held} since ${time(since)}`;
}

/** What the state strip says while old views serve (RULES P2). */
export function rebuildingNow({ rebuilding }: Writer): Health["rebuilding"] {
  if (rebuilding === null) return null;
  const { minutes } = rebuilding;
  return { ...rebuilding, text: minutes === null ? "copy being rebuilt" : `copy being rebuilt, ${minutes} min` };
}
