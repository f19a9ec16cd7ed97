// What the copy is asked with: the views, and the downtime, charting and head that hold at an instant.
import { begun, declaredAt, standingDowntime } from "../downtime/index.ts";
import { type AsOf, type CopyContext, standingFrequencies } from "../feed/index.ts";
import type { Sqlite } from "../journal/index.ts";
import type { Facility } from "../places/index.ts";

/** `head`: the signed head in hex. `at` is integer ms. */
export function copyContext(
  parts: Pick<CopyContext, "views" | "position" | "frequencies"> & {
    readonly facility: Facility;
    readonly head: string;
  },
  at: number,
): CopyContext {
  const { views, facility, position, head, frequencies } = parts;
  const downtime = downtimeAt(views, facility.id, at);
  return { views, facility, position, head: head.slice(0, 8), now: at, ...downtime, frequencies };
}

/** The copy as of an earlier moment, which `then` holds: with the downtime and the frequencies of then. `now` is today's context. */
export function contextAsOf(now: CopyContext, then: AsOf): CopyContext {
  const { views: today, facility } = now;
  return {
    ...now,
    views: then.db,
    now: then.at,
    ...downtimeAt(today, facility.id, then.at, then.at),
    frequencies: standingFrequencies(today, facility.id, then.at * 1_000 + 999),
    as_of: { asked: now.now, today, is_oldest: then.is_oldest },
  };
}

/** The downtime that holds at an instant, and charting here by unit; `by`: of what was recorded by then. Of several declarations the oldest leads the strip. */
export function downtimeAt(
  views: Sqlite,
  facility: string,
  at: number,
  by?: number,
): Pick<CopyContext, "downtime" | "charting"> {
  const standing = standingDowntime(views, facility, by);
  const doses = begun(standing).filter(one => one.kind === "administrations");
  const charting = doses.map(({ unit, on, from }) => ({ unit, on, from, to: null }));
  const [first] = declaredAt(standing, at).sort((a, b) => a.since - b.since);
  if (first === undefined) return { downtime: null, charting };
  const earliest = [...doses].sort((a, b) => a.from - b.from)[0];
  const differ = new Set(standing.map(entry => entry.key)).size < standing.length;
  return {
    downtime: {
      ...(differ ? { differ } : {}),
      since: first.since,
      planned: first.planned,
      exercise: declaredAt(standing, at).every(one => one.exercise),
      cause: first.cause,
      charting: earliest === undefined ? null : { on: earliest.on, from: earliest.from },
    },
    charting,
  };
}
