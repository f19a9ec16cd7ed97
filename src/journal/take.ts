// Takes in entries that were recorded elsewhere, or by this node in a life it forgot. Nothing that proves is refused.
import { type Bytes, same } from "./bytes.ts";
import { applyErasures, asErased, ENTRY_ERASED } from "./erase.ts";
import { commitOf, digestOf, hashOf, originOf } from "./hash.ts";
import { CHAINS, type Chain, decodeHeader } from "./header.ts";
import type { Absence, Store, Stored } from "./store.ts";

/** An entry as it travels: in the state in which its giver holds it. */
export type Carried = {
  readonly digest: Bytes;
  readonly header: Bytes | null;
  readonly salt: Bytes | null;
  readonly payload: Bytes | null;
  readonly absence: Absence | null;
};

export type Run = {
  readonly node: Bytes;
  readonly epoch: Bytes;
  readonly chain: Chain;
  readonly from: number;
  readonly previous: Bytes;
  readonly entries: readonly Carried[];
};

export type Taken = {
  readonly added: number;
  readonly known: number;
  readonly raised: number;
  readonly ownLost: boolean;
  /** Rows here that lost their content: an erasure came with it. */
  readonly erased: readonly Stored[];
};
export type TakeError = {
  readonly code: "unproved" | "misplaced" | "changed";
  readonly text: string;
  readonly where: string;
};

/**
 * Inserts a run. It must end at `proved`: a signed hash, or one that an entry already here names; the whole run hangs on it.
 * `ownNode`: entries of our own that we lacked make `ownLost` true, and the appender must open a new epoch.
 */
export function takeRun(
  store: Store,
  run: Run,
  proved: Bytes,
  ownNode: Bytes,
): { ok: true; taken: Taken } | { ok: false; error: TakeError } {
  const checked: { entry: Carried; hash: Bytes; previous: Bytes; seq: number }[] = [];
  let previous = run.from === 1 ? originOf(run.node, run.epoch, CHAINS[run.chain]) : run.previous;
  for (const [index, entry] of run.entries.entries()) {
    const seq = run.from + index;
    const problem = problemOf(entry, run, seq);
    if (problem !== undefined) return { ok: false, error: { ...problem, where: `${run.chain} ${seq}` } };
    const hash = hashOf(previous, entry.digest);
    checked.push({ entry, hash, previous, seq });
    previous = hash;
  }
  const isProved = checked.length > 0 && same(previous, proved);
  if (!isProved) {
    return {
      ok: false,
      error: {
        code: "unproved",
        text: "These entries do not end at a hash that is proved. Nothing of them was taken.",
        where: `${run.chain} ${run.from}`,
      },
    };
  }
  let [added, known, raised] = [0, 0, 0];
  const erased: Stored[] = [];
  const insert = store.db.transaction(() => {
    for (const { entry, hash, previous: before, seq } of checked) {
      const here = store.find({ ...run, seq, hash });
      const header = entry.header === null ? undefined : decodeHeader(entry.header);
      const erasure = header?.kind === ENTRY_ERASED && entry.payload !== null ? [entry.payload] : [];
      if (here !== undefined) {
        // What was erased is not filled again from whoever still holds it.
        const isErased = store.erasure(header?.id, hash) !== undefined;
        if (!isErased && store.raise(here, entry)) {
          raised += 1;
          erased.push(...applyErasures(store, erasure));
        } else known += 1;
        continue;
      }
      const row = {
        hash,
        previous: before,
        digest: entry.digest,
        epoch: run.epoch,
        node: run.node,
        chain: run.chain,
        seq,
        headerBytes: entry.header,
        salt: entry.salt,
        payload: entry.payload,
        // Pruned and erased are believed only with the entry that says so; until then the content is withheld, and asked for again.
        absence: entry.payload === null ? ("withheld" as const) : null,
      };
      store.insert(asErased(store, row, header), header);
      store.markLeaf(row, header);
      erased.push(...applyErasures(store, erasure));
      added += 1;
    }
  });
  try {
    insert();
  } catch (error) {
    store.forgetEpochs();
    throw error;
  }
  return { ok: true, taken: { added, known, raised, ownLost: added > 0 && same(run.node, ownNode), erased } };
}

function problemOf(entry: Carried, run: Run, seq: number): Omit<TakeError, "where"> | undefined {
  if (entry.digest.length !== 32) return { code: "changed", text: "A digest has not 32 bytes." };
  if (entry.header === null) {
    return entry.payload === null
      ? undefined
      : { code: "changed", text: "It has content but no header to prove it by." };
  }
  if (!same(digestOf(entry.header), entry.digest))
    return { code: "changed", text: "Its header is not the one that was recorded." };
  const header = decodeHeader(entry.header);
  if (header === undefined) return undefined;
  if (
    !same(header.node, run.node) ||
    !same(header.epoch, run.epoch) ||
    header.chain !== run.chain ||
    header.seq !== seq
  ) {
    return { code: "misplaced", text: "Its header names another position." };
  }
  if (entry.payload !== null && (entry.salt === null || !same(commitOf(entry.salt, entry.payload), header.commit))) {
    return { code: "changed", text: "Its content is not what was recorded." };
  }
  return undefined;
}
