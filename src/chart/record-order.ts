// The order in which a record's messages count (docs/FORMAT.md, "Mapping"): the order within each chain, and nothing of our clock.

/** One message as it lies in one chain. The same message in two chains has two places. */
export type PlacedMessage = {
  /** Feed, MSH-10 and the digest without MSH-7, MSH-8 and MSH-13: the same message is counted once. */
  readonly identity: string;
  readonly epoch: string;
  readonly seq: number;
  /** MSH-7, integer ms; null = none accepted: last among ties. */
  readonly sent: number | null;
};

/** Which epochs of a feed chain continue which others: child → parents. A parent counts whole before its child. */
export type EpochParents = ReadonlyMap<string, readonly string[]>;

/**
 * Orders a record's messages: within an epoch by seq, a parent epoch before its child, ties by the least `sent` of the copies, then by
 * identity; a cycle is broken at the least. A pure function of the set: any order of delivery gives the same. Returns identities.
 */
export function orderMessages(placed: readonly PlacedMessage[], parents: EpochParents): string[] {
  const least = new Map<string, number>();
  for (const { identity, sent } of placed) {
    least.set(identity, Math.min(least.get(identity) ?? Number.POSITIVE_INFINITY, sent ?? Number.POSITIVE_INFINITY));
  }
  const byEpoch = firstPlaces(placed, parents);
  const before = new Map<string, Set<string>>([...least.keys()].map(identity => [identity, new Set()]));
  const follows = (later: string, earlier: string) => {
    if (later !== earlier) before.get(later)?.add(earlier);
  };
  for (const [epoch, identities] of byEpoch) {
    for (const [at, identity] of identities.entries()) if (at > 0) follows(identity, identities[at - 1] as string);
    for (const ancestor of nearestWithMessages(epoch, parents, byEpoch)) {
      follows(identities[0] as string, byEpoch.get(ancestor)?.at(-1) as string);
    }
  }
  const waiting = [...least.keys()].sort((a, b) => {
    const [x, y] = [least.get(a) as number, least.get(b) as number];
    return x === y ? (a < b ? -1 : 1) : x - y;
  });
  const done = new Set<string>();
  while (waiting.length > 0) {
    const ready = waiting.findIndex(identity =>
      [...(before.get(identity) as Set<string>)].every(earlier => done.has(earlier)),
    );
    for (const next of waiting.splice(Math.max(ready, 0), 1)) done.add(next);
  }
  return [...done];
}

/** Identities by epoch in order of seq, each where it stood first: a resend later in the same line adds no place. */
function firstPlaces(placed: readonly PlacedMessage[], parents: EpochParents): Map<string, string[]> {
  const epochsOf = new Map<string, Set<string>>();
  for (const { identity, epoch } of placed) epochsOf.set(identity, (epochsOf.get(identity) ?? new Set()).add(epoch));
  const before = new Map<string, ReadonlySet<string>>();
  const ancestorsOf = (epoch: string): ReadonlySet<string> => {
    const known = before.get(epoch) ?? ancestors(epoch, parents);
    before.set(epoch, known);
    return known;
  };
  const byEpoch = new Map<string, Set<string>>();
  for (const { identity, epoch } of [...placed].sort((a, b) => a.seq - b.seq)) {
    const others = epochsOf.get(identity) ?? new Set();
    const isResent = others.size > 1 && [...others].some(other => other !== epoch && ancestorsOf(epoch).has(other));
    if (!isResent) byEpoch.set(epoch, (byEpoch.get(epoch) ?? new Set()).add(identity));
  }
  return new Map([...byEpoch].map(([epoch, identities]) => [epoch, [...identities]]));
}

/** All epochs that an epoch continues, directly or over others. */
function ancestors(epoch: string, parents: EpochParents): Set<string> {
  const found = new Set<string>();
  const queue = [...(parents.get(epoch) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    queue.push(...(parents.get(next) ?? []));
  }
  return found;
}

/** The nearest ancestors of an epoch in which this record has messages. */
function nearestWithMessages(epoch: string, parents: EpochParents, byEpoch: ReadonlyMap<string, unknown>): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>([epoch]);
  const queue = [...(parents.get(epoch) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (byEpoch.has(next)) found.add(next);
    else queue.push(...(parents.get(next) ?? []));
  }
  return found;
}
