// What is cut off: messages whose content goes because a checkpoint speaks for it from then on (docs/FORMAT.md, "Pruning").
import { z } from "zod";
import { type Bytes, hex, own, same } from "./bytes.ts";
import { bytesOf } from "./erase.ts";
import { originOf } from "./hash.ts";
import { CHAINS } from "./header.ts";
import { defineKind, type Kinds } from "./kind.ts";
import { decodeBody } from "./payload.ts";
import { headerOf, type Store, type Stored } from "./store.ts";

export const CHAIN_CUT = "chain.cut";
const KEY = "cut|";
export const MOST_KEPT = 100_000;

/** The feed chain of an epoch up to and with `to`, whose hash it names. */
const CutPosition = z.strictObject({ node: bytesOf(16), epoch: bytesOf(16), to: z.int().min(1), hash: bytesOf(32) });
export type CutPosition = z.infer<typeof CutPosition>;

export const ChainCut = z.strictObject({
  facility: z.string().min(1).max(80),
  checkpoint: bytesOf(16),
  /** The cut before; null where this is the first. */
  before: bytesOf(16).nullable(),
  positions: z.array(CutPosition).min(1).max(100_000),
  /** Hashes within these positions that the checkpoint does not cover: they keep their content. */
  kept: z.array(bytesOf(32)).max(MOST_KEPT),
  /** Nodes of the facility that had not been heard, and for which a person said that nothing of theirs is lacking. */
  vouched: z.array(bytesOf(16)).max(1_000),
});
export type ChainCut = z.infer<typeof ChainCut>;

/** One key a facility: two cuts made apart are a conflict that shows. Only the journal itself records it, by a command. */
export const chainCutKind = defineKind({
  name: CHAIN_CUT,
  version: 1,
  schema: ChainCut,
  chain: "feed",
  permission: "node.record",
  key: body => `${KEY}${body.facility}`,
});

export type Cut = ChainCut & { readonly id: Bytes };

/** Every cut that is here, in order of arrival. */
export function cutsOf(store: Store): Cut[] {
  return store.underKeys(KEY).flatMap(row => cutIn(row) ?? []);
}

/** The cuts that no other names as the one before. */
export function standingCuts(store: Store): Cut[] {
  const all = cutsOf(store);
  return all.filter(cut => !all.some(other => other.before !== null && same(other.before, cut.id)));
}

function cutIn(row: Stored): Cut | undefined {
  const header = headerOf(row);
  if (header?.kind !== CHAIN_CUT || row.payload === null) return undefined;
  const body = ChainCut.safeParse(decodeBody(row.payload)).data;
  return body === undefined ? undefined : { ...body, id: own(header.id) };
}

/** True for a kind whose content may go once a cut covers it. */
function isPrunable(kinds: Kinds, kind: string): boolean {
  return kinds.get(kind)?.prunable === true;
}

type Covered = Pick<ChainCut, "positions" | "kept">;

/** What cuts cover of prunable kinds: rows that hang together with the hash that a cut names, without those that it keeps. */
export function* coveredRows(store: Store, kinds: Kinds, { positions, kept }: Covered): Generator<Stored, void> {
  const keeps = new Set(kept.map(hex));
  for (const position of positions)
    for (const row of lineOf(store, position)) {
      const header = headerOf(row);
      if (header !== undefined && isPrunable(kinds, header.kind) && !keeps.has(hex(row.hash))) yield row;
    }
}

/** The rows of a position's line, newest first: from the hash that it names, as far back as they hang together here. */
function* lineOf(store: Store, { node, epoch, to, hash }: CutPosition): Generator<Stored, void> {
  let wanted = hash;
  for (let seq = to; seq >= 1; seq--) {
    const row = store.at(node, epoch, "feed", seq).find(one => same(one.hash, wanted));
    if (row === undefined) return;
    yield row;
    wanted = row.previous;
  }
}

/**
 * Believes that content is gone by a cut where it came bare: what a cut that is here covers is `pruned`, all else stays `withheld` and is
 * asked for again. Call inside a transaction. Returns how many rows it marked.
 */
export function believeCuts(store: Store, kinds: Kinds): number {
  let marked = 0;
  for (const cut of cutsOf(store))
    for (const row of coveredRows(store, kinds, cut)) {
      if (row.payload !== null || row.absence !== "withheld" || row.salt === null) continue;
      store.prune(row.row);
      marked += 1;
    }
  return marked;
}

/** The hashes (hex) of what the cuts that are here account for. */
export function accountedByCuts(store: Store): ReadonlySet<string> {
  const hashes = new Set<string>();
  for (const { positions, kept } of cutsOf(store)) {
    const keeps = new Set(kept.map(hex));
    for (const position of positions)
      for (const row of lineOf(store, position)) if (!keeps.has(hex(row.hash))) hashes.add(hex(row.hash));
  }
  return hashes;
}

/** A position that must be kept, and with it all behind it: where an open hold or a standing exclusion begins. */
export type KeptFrom = { readonly epoch: Bytes; readonly from: number };

export type CutPlan = {
  readonly positions: readonly CutPosition[];
  readonly before: Bytes | null;
  /** Messages whose content would go, and its bytes. */
  readonly messages: number;
  readonly bytes: number;
};

type Chain = {
  readonly node: Bytes;
  readonly epoch: Bytes;
  readonly parents: readonly Bytes[];
  to: number;
  hash: Bytes;
  /** All of the chain that is here. */
  whole: boolean;
};

/**
 * What a cut before a moment (integer µs by the walls of the entries) would cover: of each epoch of the feed chain the beginning that is
 * here without a gap, and an epoch only where all that it continues is covered whole, so that nothing is left that would be ordered
 * before the cut. It covers at least what the cut before covers.
 */
export function planCut(
  store: Store,
  kinds: Kinds,
  given: { readonly facility: string; readonly before: number; readonly keep: readonly KeptFrom[] },
): CutPlan {
  const keep = new Map<string, number>();
  for (const { epoch, from } of given.keep) keep.set(hex(epoch), Math.min(from, keep.get(hex(epoch)) ?? from));
  const last = standingCuts(store).find(cut => cut.facility === given.facility);
  const covered = new Map((last?.positions ?? []).map(one => [placeOf(one), one]));
  const chains = new Map<string, Chain>();
  for (const chain of store.runs().filter(one => one.chain === "feed")) {
    const begun = beginningOf(
      store,
      kinds,
      chain,
      given.before,
      keep.get(hex(chain.epoch)) ?? Number.POSITIVE_INFINITY,
    );
    const before = covered.get(placeOf(chain));
    chains.set(
      placeOf(chain),
      before !== undefined && before.to > begun.to ? { ...begun, to: before.to, hash: before.hash } : begun,
    );
  }
  closeDown(store, chains, covered);
  const positions = [...chains.values()]
    .filter(chain => chain.to > 0)
    .map(({ node, epoch, to, hash }) => ({ node, epoch, to, hash }));
  // What lay behind an earlier cut and is not here at all stays cut.
  for (const [place, one] of covered) if (!chains.has(place)) positions.push(one);
  let [messages, bytes] = [0, 0];
  for (const { payload } of coveredRows(store, kinds, { positions, kept: [] })) {
    if (payload === null) continue;
    messages += 1;
    bytes += payload.length;
  }
  return { positions, before: last?.id ?? null, messages, bytes };
}

function placeOf({ node, epoch }: Pick<CutPosition, "node" | "epoch">): string {
  return `${hex(node)} ${hex(epoch)}`;
}

/** How far an epoch's feed chain can be covered. Ends before a gap, a fork, what is not understood, and content that is not here. */
function beginningOf(
  store: Store,
  kinds: Kinds,
  { node, epoch }: Pick<CutPosition, "node" | "epoch">,
  before: number,
  keepFrom: number,
): Chain {
  let [to, seq] = [0, 0];
  const origin = originOf(node, epoch, CHAINS.feed);
  let [hash, previous] = [origin, origin];
  let before_hash = origin;
  let parents: readonly Bytes[] = [];
  const end = (whole: boolean): Chain => ({ node, epoch, parents, to, hash, whole });
  for (const row of store.rowsOf({ node, epoch, chain: "feed" })) {
    if (row.seq === seq && seq > 0) {
      // Two entries at one position: neither is covered, nor what lies behind.
      if (to === seq) [to, hash] = [seq - 1, before_hash];
      return end(false);
    }
    const header = headerOf(row);
    if (row.seq === 1) parents = header?.parents ?? [];
    const isHere = row.payload !== null || row.absence === "pruned" || row.absence === "erased";
    const isNext = row.seq === seq + 1 && same(row.previous, previous);
    if (!isNext || !isHere || header === undefined || kinds.get(header.kind) === undefined) return end(false);
    if (header.wall >= before || row.seq >= keepFrom) return end(false);
    seq = row.seq;
    previous = row.hash;
    if (header.group === null || header.group.index === header.group.count - 1) {
      before_hash = hash;
      [to, hash] = [seq, row.hash];
    }
  }
  return end(to === seq);
}

/** An epoch is covered only where every epoch that it continues is covered whole. What an earlier cut covers stays. */
function closeDown(store: Store, chains: Map<string, Chain>, covered: ReadonlyMap<string, CutPosition>): void {
  const wanted = new Set([...chains.values()].flatMap(chain => chain.parents.map(hex)));
  const parentsAt = new Map<string, string>();
  for (const place of store.feedHeads())
    if (wanted.has(hex(place.hash))) parentsAt.set(hex(place.hash), placeOf(place));
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const [place, chain] of chains) {
      if (chain.to === 0) continue;
      const isOpen = chain.parents.some(parent => {
        const at = parentsAt.get(hex(parent));
        return at !== undefined && at !== place && chains.get(at)?.whole === false;
      });
      if (!isOpen) continue;
      const before = covered.get(place);
      const to = before?.to ?? 0;
      if (chain.to === to && !chain.whole) continue;
      Object.assign(chain, { to, hash: before?.hash ?? chain.hash, whole: false });
      isChanged = true;
    }
  }
}
