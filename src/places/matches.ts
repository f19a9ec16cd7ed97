// Which row of CMS and which of HIFLD are the same place: proposed with reasons, said by a person. Nothing is merged by itself.
import { type Bytes, type Sqlite, standingIn, standingView } from "../journal/index.ts";
import { addressWords, isSameAddress, nameWords } from "./address.ts";
import { listedBy, listedStates } from "./listed.ts";
import { type Listed, type ListedType, Matched, matchedKind } from "./listed-entries.ts";

export const matchedView = standingView({
  name: "matched",
  version: 1,
  kinds: [matchedKind.name],
  topic: "directory",
});

/** What people have said of one pair. `same` null: two words stand, and they differ. */
export type Verdict = Omit<Matched, "same"> & { readonly same: boolean | null; readonly entries: readonly Bytes[] };

/** Every pair of which a person has said something, in order of its ids. */
export function standingVerdicts(views: Sqlite): Verdict[] {
  const pairs = new Map<string, Verdict>();
  for (const { id, key, body } of standingIn(views, "matched")) {
    const said = Matched.safeParse(body).data;
    if (said === undefined) continue;
    const before = pairs.get(key);
    const same = before === undefined || before.same === said.same ? said.same : null;
    pairs.set(key, { ...said, same, entries: [...(before?.entries ?? []), id] });
  }
  return [...pairs.values()];
}

/** The pairs that people confirmed, by the id of either side. */
export function confirmedWith(
  verdicts: readonly Verdict[],
  source: Listed["source"],
): ReadonlyMap<string, readonly string[]> {
  const confirmed = new Map<string, string[]>();
  for (const { cms, hifld, same } of verdicts) {
    if (same !== true) continue;
    const [own, other] = source === "cms" ? [cms, hifld] : [hifld, cms];
    confirmed.set(own, [...(confirmed.get(own) ?? []), other]);
  }
  return confirmed;
}

export type Reason = "phone" | "zip" | "address" | "name";
/** What speaks against it: `type`: a long-term hospital within a general one has its address and not its emergency department. */
export type Doubt = "type" | "closed";
export type Proposal = {
  readonly cms: Listed;
  readonly hifld: Listed;
  /** What both rows say alike. */
  readonly reasons: readonly Reason[];
  readonly doubts: readonly Doubt[];
  /** How many reasons there are. */
  readonly score: number;
  /** Proposals of the same CMS row, this one among them: of more than one at most one is right. */
  readonly of: number;
};

/** One thing alike is chance: systems share a phone, towns a ZIP. */
const LEAST = 2;

/**
 * Pairs that may be the same place, of one state, or of all: two of phone, ZIP, address and name are alike. Left out are pairs of which a person
 * has said something, rows that are confirmed already, and rows that do not say their state. In the order of `byReasons`.
 */
export function proposedMatches(views: Sqlite, state: string | null = null): Proposal[] {
  const states = state === null ? listedStates(views) : [state];
  const verdicts = standingVerdicts(views);
  return states.flatMap(one => proposedIn(views, one, verdicts)).sort(byReasons);
}

/** Most reasons first, of as many those without doubts. */
export function byReasons(a: Proposal, b: Proposal): number {
  return (
    b.score - a.score || a.doubts.length - b.doubts.length || order(a.cms.id, b.cms.id) || order(a.hifld.id, b.hifld.id)
  );
}

function proposedIn(views: Sqlite, state: string, verdicts: readonly Verdict[]): Proposal[] {
  const [cmsDone, hifldDone] = [confirmedWith(verdicts, "cms"), confirmedWith(verdicts, "hifld")];
  const judged = new Set(verdicts.map(pair => matchedKind.key(pair)));
  const sides = listedBy(views, "state", state).map(({ entry: _, wall: __, ...place }) => sideOf(place));
  const hifld = sides.filter(({ place }) => place.source === "hifld" && !hifldDone.has(place.id));
  const [byPhone, byZip] = [grouped(hifld, "phone"), grouped(hifld, "zip")];
  return sides.flatMap(cms => {
    if (cms.place.source !== "cms" || cmsDone.has(cms.place.id)) return [];
    const near = new Set([...(byPhone.get(cms.place.phone) ?? []), ...(byZip.get(cms.place.zip) ?? [])]);
    const found = [...near].flatMap(other => {
      const reasons = reasonsFor(cms, other);
      const isJudged = judged.has(matchedKind.key({ cms: cms.place.id, hifld: other.place.id }));
      return isJudged || reasons.length < LEAST
        ? []
        : [{ cms: cms.place, hifld: other.place, reasons, doubts: doubtsOf(cms.place, other.place) }];
    });
    return found.map(one => ({ ...one, score: one.reasons.length, of: found.length }));
  });
}

type Side = { readonly place: Listed; readonly address: readonly string[]; readonly name: string };

function sideOf(place: Listed): Side {
  return { place, address: addressWords(place.address ?? ""), name: nameWords(place.name).join(" ") };
}

function grouped(sides: readonly Side[], column: "phone" | "zip"): ReadonlyMap<string | null, readonly Side[]> {
  const groups = new Map<string | null, Side[]>();
  for (const side of sides) {
    const value = side.place[column];
    // Two rows that do not say it are not alike in it.
    if (value === null) continue;
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [side]);
    else group.push(side);
  }
  return groups;
}

function reasonsFor(a: Side, b: Side): Reason[] {
  const isAlike = (column: "phone" | "zip") => a.place[column] !== null && a.place[column] === b.place[column];
  const reasons: Reason[] = [];
  if (isAlike("phone")) reasons.push("phone");
  if (isAlike("zip")) reasons.push("zip");
  if (isSameAddress(a.address, b.address)) reasons.push("address");
  if (a.name !== "" && a.name === b.name) reasons.push("name");
  return reasons;
}

/** Types that the two sources use for one sort of house; left out are those that say nothing of it. */
const SORTS: Readonly<Partial<Record<ListedType, string>>> = {
  acute: "general",
  "critical-access": "general",
  "rural-emergency": "general",
  children: "children",
  women: "women",
  psychiatric: "psychiatric",
  rehabilitation: "rehabilitation",
  "long-term": "long-term",
  chronic: "long-term",
  // HIFLD counts veterans' hospitals among the military's.
  military: "federal",
  veterans: "federal",
};

function doubtsOf(cms: Listed, hifld: Listed): Doubt[] {
  const [a, b] = [SORTS[cms.type], SORTS[hifld.type]];
  const doubts: Doubt[] = [];
  if (a !== undefined && b !== undefined && a !== b) doubts.push("type");
  if (hifld.standing === "closed") doubts.push("closed");
  return doubts;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
