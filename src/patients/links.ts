// Which records are one person (RULES W6). A link is an edge that moves nothing; who is one with whom is computed from all of them.

/** A record, or one visit of it. */
export type End = { readonly record: string; readonly visit: string | null };

export type Link = {
  /** Entry that says it, and which of its links it is: what an undo names. */
  readonly source: string;
  /** `merge`: `from` is known by `to` from now on; `link`: one person, two records; `visit`: the visit or account of `from` is that of `to`. */
  readonly what: "merge" | "link" | "visit";
  readonly from: End;
  readonly to: End;
  /** EVN-6 and EVN-2, integer ms; null where they were not sent. */
  readonly occurred: number | null;
  readonly recorded: number | null;
};

/** Undoes the link that it names, or, where it names none (A37), what linked the two records until then. */
export type Unlink = Omit<Link, "what"> & { readonly what: "unlink"; readonly undoes: string | null };

export type LinkEvent = Link | Unlink;

export type Links = {
  readonly standing: readonly Link[];
  /** Undone, each with the undo's source. */
  readonly undone: readonly { readonly link: Link; readonly by: string }[];
  /** Links that say again what was undone, by its undo, and those of a held feed, by the hold: a person decides; until then they do not stand. */
  readonly held: readonly { readonly link: Link; readonly by: string }[];
};

/** What stands, of all links in the order of their messages. The same source twice counts once. `taken`: sources that a person took. */
export function standingLinks(events: readonly LinkEvent[], taken: ReadonlySet<string> = new Set()): Links {
  const once = [...new Map(events.map(event => [event.source, event])).values()];
  const links = once.filter(event => event.what !== "unlink");
  const undos = once.filter(event => event.what === "unlink");
  const standing: Link[] = [];
  const [undone, held]: [Links["undone"][number][], Links["held"][number][]] = [[], []];
  for (const link of links) {
    const place = once.indexOf(link);
    const own = undos.find(undo => isUndoneBy(link, place, undo, once.indexOf(undo)));
    if (own !== undefined) {
      undone.push({ link, by: own.source });
      continue;
    }
    const before = undos.find(undo => isSaidAgain(link, place, undo, once));
    if (before === undefined || taken.has(link.source)) standing.push(link);
    else held.push({ link, by: before.source });
  }
  return { standing, undone, held };
}

/** The link that it names wherever it lies; without a name the links of the pair that came before it and are not newer. */
function isUndoneBy(link: Link, place: number, undo: Unlink, undoPlace: number): boolean {
  if (undo.undoes !== null) return undo.undoes === link.source;
  return isSamePair(link, undo) && place < undoPlace && isNewer(link, undo) !== true;
}

/** A link that comes behind the undo of its like, and is not surely newer than what was undone. */
function isSaidAgain(link: Link, place: number, undo: Unlink, all: readonly LinkEvent[]): boolean {
  if (!isSamePair(link, undo) || place < all.indexOf(undo)) return false;
  const named = undo.undoes === null ? undo : all.find(one => one.source === undo.undoes);
  return isNewer(link, named ?? undo) !== true;
}

function isSamePair(a: LinkEvent, b: LinkEvent): boolean {
  const [from, to] = [a.from.record, a.to.record];
  return (from === b.from.record && to === b.to.record) || (from === b.to.record && to === b.from.record);
}

/** EVN-6 is compared with EVN-6, EVN-2 with EVN-2 (RULES W3); undefined where neither can be. */
function isNewer(a: LinkEvent, b: LinkEvent): boolean | undefined {
  if (a.occurred !== null && b.occurred !== null) return a.occurred > b.occurred;
  if (a.recorded !== null && b.recorded !== null) return a.recorded > b.recorded;
  return undefined;
}

/** All records that standing links make one person with this one, itself too, sorted. */
export function personOf(record: string, standing: readonly Link[]): string[] {
  return connected(
    record,
    standing.filter(link => link.what !== "visit"),
  );
}

export type ChartGroup = {
  /** The record that the others are known by. */
  readonly root: string;
  /** The root first, the others sorted. */
  readonly records: readonly string[];
};

/** The records whose charts are one since they were merged, and by which of them they are known. Linked ones stay apart. */
export function chartGroup(record: string, standing: readonly Link[]): ChartGroup {
  const merges = standing.filter(link => link.what === "merge");
  const records = connected(record, merges);
  const replaced = new Set(merges.map(link => link.from.record));
  // Merged in a circle: the newest word counts.
  const root =
    records.find(one => !replaced.has(one)) ??
    merges.findLast(link => records.includes(link.to.record))?.to.record ??
    record;
  return { root, records: [root, ...records.filter(one => one !== root)] };
}

function connected(record: string, edges: readonly Link[]): string[] {
  const found = new Set([record]);
  for (const one of found)
    for (const { from, to } of edges) {
      if (from.record === one) found.add(to.record);
      if (to.record === one) found.add(from.record);
    }
  return [...found].sort();
}

/** Where a visit is now: links of visits followed to their end. A visit that none names is its own. */
export function visitNow(end: End, standing: readonly Link[]): End {
  const visits = standing.filter(link => link.what === "visit");
  const passed: Link[] = [];
  let now = end;
  for (;;) {
    const here = now;
    const next = visits.findLast(link => isSameEnd(link.from, here));
    if (next === undefined) return now;
    // Moved there and back: the newest word counts.
    if (passed.includes(next)) return visits.findLast(link => passed.includes(link))?.to ?? now;
    passed.push(next);
    now = next.to;
  }
}

/** Every end that is that visit now, itself too. */
export function visitsOf(end: End, standing: readonly Link[]): End[] {
  const named = standing.filter(link => link.what === "visit").map(link => link.from);
  const all = new Map([end, ...named].map(one => [keyOf(one), one]));
  return [...all.values()].filter(one => isSameEnd(visitNow(one, standing), end));
}

function isSameEnd(a: End, b: End): boolean {
  return a.record === b.record && a.visit === b.visit;
}

function keyOf({ record, visit }: End): string {
  return `${record} ${visit ?? ""}`;
}
