// Every entry of a store as one segment file, in the state in which it is here.
import {
  encodeSegment,
  type Random,
  readRuns,
  type SignedRun,
  type SigningKey,
  type Store,
  type Stored,
  signRun,
} from "../../journal/index.ts";
import { type Reply, refuse } from "./protocol.ts";

/** Writes the segment for the holders of the age recipients. This node signs each run at its end. `isBare`: whose content is left out. */
export async function giveSegment(
  store: Store,
  signer: SigningKey,
  recipients: readonly string[],
  random: Random,
  isBare: (row: Stored) => boolean = () => false,
): Promise<Reply<"segment.give">> {
  const runs: SignedRun[] = [];
  for (const chain of store.runs()) {
    for (const { run, hash } of readRuns(store, chain, undefined, isBare)) runs.push(signRun(run, hash, signer));
  }
  const entries = runs.reduce((sum, { run }) => sum + run.entries.length, 0);
  try {
    const bytes = await encodeSegment({ runs }, recipients, random);
    return { ok: true, value: { entries, runs: runs.length, recipients: [...recipients] }, bytes };
  } catch {
    return refuse("bad-recipient", "One of the recipients is no age recipient (age1…). Nothing was written.");
  }
}
