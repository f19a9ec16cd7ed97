// What of a feed's configuration is recorded and stands until it is applied anew, and what is of each start (docs/decisions/config-apply.md).
import { isDeepStrictEqual } from "node:util";
import type { FeedConfigured } from "../entries.ts";

/** How a listener listens is of the start that opens it: its address, port, senders and certificates. */
type Recorded = Omit<FeedConfigured, "listen">;

export function recordedPart({ listen: _, ...recorded }: FeedConfigured): Recorded {
  return recorded;
}

/** A recorded configuration with how this start listens. */
export function listeningAs(recorded: FeedConfigured, { listen }: Pick<FeedConfigured, "listen">): FeedConfigured {
  return { ...recorded, listen };
}

/** Where two differ, as `mapping.dialect.codes`; none = they mean the same. */
export function configDifferences(a: FeedConfigured, b: FeedConfigured): string[] {
  return differing(recordedPart(a), recordedPart(b), []);
}

/** Deep enough to say what, not so deep that a table of codes is told row by row. */
const DEPTH = 3;

function differing(a: unknown, b: unknown, path: readonly string[]): string[] {
  if (isDeepStrictEqual(bare(a), bare(b))) return [];
  if (path.length === DEPTH || !isObject(a) || !isObject(b)) return [path.join(".")];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap(key => differing(a[key], b[key], [...path, key]));
}

/** As it is written: a field that is undefined is none. */
function bare(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
