// For which stretches of time a kind of data can be trusted (RULES A1), as intervals that fold in any order.

/** A closed stretch of instants. */
export type Interval = { readonly from: number; readonly to: number };

/** What one feed said for one kind: connected stretches of `sent` and heartbeats, and the gaps that a person closed. */
export type Hearing = { readonly heard: readonly Interval[]; readonly closed: readonly Interval[] };

export const NOTHING_HEARD: Hearing = { heard: [], closed: [] };

/**
 * Adds one `sent` or heartbeat. Neighbours no further apart than `limit_ms` are one stretch; further apart, a hole lies
 * between them. The result depends on the set of instants only, never on the order or on doubles.
 * The limit is fixed: with another one, fold the instants again.
 */
export function hear(hearing: Hearing, sent: number, limit_ms: number): Hearing {
  const { heard } = hearing;
  // Almost every message extends the last stretch, so the search starts there.
  let after = heard.length;
  while (after > 0 && (heard[after - 1]?.from ?? 0) > sent) after -= 1;
  const before = heard[after - 1];
  if (before !== undefined && sent <= before.to) return hearing;
  const joinsBefore = before !== undefined && sent - before.to <= limit_ms;
  const next = heard[after];
  const joinsNext = next !== undefined && next.from - sent <= limit_ms;
  const merged = { from: joinsBefore ? before.from : sent, to: joinsNext ? next.to : sent };
  const start = joinsBefore ? after - 1 : after;
  const end = joinsNext ? after + 1 : after;
  return { ...hearing, heard: [...heard.slice(0, start), merged, ...heard.slice(end)] };
}

/** Adds a person's `feed.gap.closed`; an empty or backward stretch adds nothing. */
export function close(hearing: Hearing, gap: Interval): Hearing {
  return gap.to <= gap.from ? hearing : { ...hearing, closed: union([...hearing.closed, gap]) };
}

/** Joins what two parts of the same feed's history said; commutative. */
export function join(a: Hearing, b: Hearing, limit_ms: number): Hearing {
  const sorted = [...a.heard, ...b.heard].sort((x, y) => x.from - y.from || x.to - y.to);
  return { heard: merge(sorted, limit_ms), closed: union([...a.closed, ...b.closed]) };
}

/** The newest `sent` or heartbeat; null where none was ever heard. */
export function newest(hearing: Hearing): number | null {
  return hearing.heard.at(-1)?.to ?? null;
}

/**
 * The stretches that can be trusted. A closed gap counts between messages only: what lies after the newest `sent` is no
 * hole yet, and nobody can close it.
 */
export function trusted(hearing: Hearing): readonly Interval[] {
  const last = newest(hearing);
  const first = hearing.heard[0]?.from;
  if (last === null || first === undefined) return [];
  return union([...hearing.heard, ...intersect(hearing.closed, [{ from: first, to: last }])]);
}

/** Overlapping or touching stretches as one, in order. */
export function union(intervals: readonly Interval[]): readonly Interval[] {
  return merge(
    [...intervals].sort((a, b) => a.from - b.from || a.to - b.to),
    0,
  );
}

/** What lies in both; each must be in order and disjoint, as `union` gives it. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): readonly Interval[] {
  const both: Interval[] = [];
  for (let i = 0, j = 0; ; ) {
    const [x, y] = [a[i], b[j]];
    if (x === undefined || y === undefined) return both;
    const shared = { from: Math.max(x.from, y.from), to: Math.min(x.to, y.to) };
    if (shared.from <= shared.to) both.push(shared);
    if (x.to < y.to) i += 1;
    else j += 1;
  }
}

function merge(sorted: readonly Interval[], reach_ms: number): readonly Interval[] {
  const merged: Interval[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && next.from - last.to <= reach_ms) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    } else merged.push(next);
  }
  return merged;
}
