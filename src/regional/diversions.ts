// Whether ambulances are asked to go elsewhere, until when, and what a declaration became: derived from its time when read, never an entry.
import type { Population } from "../places/index.ts";
import type { DiversionConfirmed, DiversionDeclared, DiversionSuspended } from "./entries.ts";
import { allowedUntil, type DiversionCategory, policyOf } from "./policy.ts";
import type { Entry, Said } from "./view.ts";

type Declared = Said & { readonly body: DiversionDeclared | DiversionConfirmed };

/** A declaration, or the last time that it was confirmed, as it stands at a moment; instants are integer ms. */
export type Diversion = {
  readonly entry: string;
  readonly facility: string;
  readonly category: DiversionCategory;
  readonly population: Population;
  /** `suspended` = it stands, and the EMS authority lets nobody divert. */
  readonly state: "diverting" | "lapsed" | "suspended";
  /** When it was first declared, as the entry says. */
  readonly declared: number;
  /** When it was last confirmed; `declared` where it never was. */
  readonly from: number;
  readonly until: number;
  readonly policy: string;
  readonly reason_id: string;
  readonly reason: string;
  readonly words: string;
  readonly by: { readonly name: string; readonly title: string };
  /** Under `suspended`: until when, and on whose word. */
  readonly suspended: { readonly until: number; readonly agency: string } | null;
};

/** When an entry ends by itself: what it says, and never later than its policy allows, also where it came from a node that knew no better. */
export function expiryOf({ from, until, policy }: Pick<DiversionDeclared, "from" | "until" | "policy">): number {
  return Math.min(until, allowedUntil(policyOf(policy), from));
}

/** True for an entry that declares or confirms. */
export function isDeclared(said: Said): said is Declared {
  return said.kind === "diversion.declared" || said.kind === "diversion.confirmed";
}

/** The diversions of what stands for a facility, at `at`. */
export function diversionsAt(
  standing: readonly Said[],
  suspensions: readonly DiversionSuspended[],
  at: number,
): Diversion[] {
  return standing.filter(isDeclared).map(({ id, body }) => {
    const category = categoryOf(body);
    // Declared ahead of its time by a node whose clock was ahead: it holds from now.
    const until = expiryOf(body);
    const suspension = category.survives_suspension
      ? undefined
      : suspensions.find(one => one.from <= at && at < one.until);
    const state = at >= until ? "lapsed" : suspension === undefined ? "diverting" : "suspended";
    return {
      entry: id,
      facility: body.facility,
      category,
      population: body.population,
      state,
      declared: "declared" in body ? body.declared : body.from,
      from: body.from,
      until,
      policy: body.policy,
      reason_id: body.reason,
      reason: reasonOf(category, body),
      words: body.words,
      by: body.authorised_by,
      suspended: suspension === undefined ? null : { until: suspension.until, agency: suspension.authority.agency },
    };
  });
}

/** A category that no policy here has, from a node that knows more: it concerns every ambulance column. */
export function categoryOf(body: DiversionDeclared): DiversionCategory {
  const known = policyOf(body.policy).categories.find(one => one.id === body.category);
  return (
    known ?? {
      id: body.category,
      name: body.category,
      services: "all",
      only: null,
      approval: null,
      reasons: null,
      insufficient: [],
      survives_suspension: false,
    }
  );
}

/** The reason in the policy's own words; one that it does not know, by its id. */
export function reasonOf({ reasons, insufficient }: DiversionCategory, { reason, policy }: DiversionDeclared): string {
  const known = [...(reasons ?? []), ...insufficient, ...policyOf(policy).suggested];
  return known.find(one => one.id === reason)?.words ?? reason.replaceAll("-", " ");
}

/** Time on diversion, of all that was ever said. */
export type DiversionTotals = {
  /** Integer ms within the time asked for, each moment once. */
  readonly ms: number;
  readonly declared: number;
  readonly confirmed: number;
  readonly lapsed: number;
};

/**
 * What a facility's diversions came to from `from` to `to`, both integer ms. `all`: every entry of them, also those that were replaced.
 * A lapse is counted once, at the entry that nobody confirmed or ended in time.
 */
export function totalsOf(all: readonly Entry[], from: number, to: number): DiversionTotals {
  const spans: (readonly [number, number])[] = [];
  let [declared, confirmed, lapsed] = [0, 0, 0];
  for (const entry of all) {
    if (!isDeclared(entry)) continue;
    const begins = entry.body.from;
    const expiry = expiryOf(entry.body);
    const end = Math.min(expiry, takenUpAt(entry.id, all) ?? expiry);
    if (isWithin(begins, from, to)) entry.kind === "diversion.declared" ? declared++ : confirmed++;
    if (isLapsed(entry, all) && isWithin(expiry, from, to)) lapsed++;
    spans.push([Math.max(begins, from), Math.min(end, to)]);
  }
  return { ms: lengthOf(spans), declared, confirmed, lapsed };
}

/** True where nobody confirmed or ended it before it expired: once it has, it lapsed. */
export function isLapsed(entry: Declared, all: readonly Entry[]): boolean {
  const taken = takenUpAt(entry.id, all);
  return taken === null || taken > expiryOf(entry.body);
}

/** When what an entry said was first confirmed, ended or declared anew, integer ms; null = never. */
function takenUpAt(id: string, all: readonly Entry[]): number | null {
  const followers = all.filter(other => other.replaces.includes(id)).map(effectOf);
  return followers.length === 0 ? null : Math.min(...followers);
}

/** From when on an entry says what it says, integer ms. */
function effectOf({ body }: Said): number {
  const { at, from } = body as { readonly at?: number; readonly from?: number };
  return at ?? from ?? Number.POSITIVE_INFINITY;
}

function isWithin(at: number, from: number, to: number): boolean {
  return from <= at && at < to;
}

/** The length of what the spans cover together. */
function lengthOf(spans: readonly (readonly [number, number])[]): number {
  let [length, reached] = [0, Number.NEGATIVE_INFINITY];
  for (const [begin, end] of spans.filter(([begin, end]) => end > begin).sort((a, b) => a[0] - b[0])) {
    length += Math.max(0, end - Math.max(begin, reached));
    reached = Math.max(reached, end);
  }
  return length;
}
