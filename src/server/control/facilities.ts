// `tideover facilities`, at whichever desk: listed places taken, pairs proposed, and a person's word on a pair.
import { setImmediate as immediate } from "node:timers/promises";
import {
  byReasons,
  changesOf,
  confirmedWith,
  listedKind,
  listedOf,
  listedStates,
  matchedKind,
  type Proposal,
  proposedMatches,
  standingVerdicts,
} from "../../places/index.ts";
import type { Desk } from "./desk.ts";
import { type AskOf, MOST_PROPOSED, type Reply, refuse } from "./protocol.ts";

const ACTOR = "command-line";

/** Records those of the places that say other than what stands. Running again takes what is missing. */
export async function placesAsked(
  { views, record }: Desk,
  { places }: Omit<AskOf<"import.facilities">, "ask">,
): Promise<Reply<"import.facilities">> {
  const changes = changesOf(views, places);
  if (changes.length === 0) return { ok: true, value: { changed: 0 } };
  const outcomes = await record(
    changes.map(({ body, replaces }) => ({
      drafts: [{ kind: listedKind.name, body, actor: ACTOR, replaces }],
      online: true,
    })),
  );
  const failed = outcomes.find(outcome => !outcome.ok);
  if (failed?.ok === false)
    return refuse(
      failed.error.code,
      `${failed.error.text} Places before it may have been taken: import the file again.`,
    );
  return { ok: true, value: { changed: changes.length } };
}

export async function matchesAsked(
  { views }: Desk,
  { state }: Omit<AskOf<"facilities.matches">, "ask">,
): Promise<Reply<"facilities.matches">> {
  const all: Proposal[] = [];
  for (const one of state === null ? listedStates(views) : [state]) {
    all.push(...proposedMatches(views, one));
    // Of a country it takes most of a second: the node answers others between two states.
    await immediate();
  }
  all.sort(byReasons);
  return { ok: true, value: { matches: all.slice(0, MOST_PROPOSED), of: all.length } };
}

/** A place has one other name at most: the second is refused until the first is denied. */
export async function confirmAsked(
  { views, record }: Desk,
  { cms, hifld, same }: Omit<AskOf<"facilities.confirm">, "ask">,
): Promise<Reply<"facilities.confirm">> {
  const [ofCms, ofHifld] = [listedOf(views, "cms", cms)[0], listedOf(views, "hifld", hifld)[0]];
  if (ofCms === undefined || ofHifld === undefined) {
    const lacking = ofCms === undefined ? `CMS lists no ${cms}` : `HIFLD lists no ${hifld}`;
    return refuse("not-listed", `${lacking} in this directory. Nothing was recorded.`);
  }
  const verdicts = standingVerdicts(views);
  const other =
    confirmedWith(verdicts, "cms")
      .get(cms)
      ?.find(id => id !== hifld) ??
    confirmedWith(verdicts, "hifld")
      .get(hifld)
      ?.find(id => id !== cms);
  if (same && other !== undefined)
    return refuse(
      "matched-already",
      `One of the two is confirmed to be the same as ${other}. Say first that they are not, with --not. Nothing was recorded.`,
    );
  const value = { cms: ofCms.name, hifld: ofHifld.name };
  const before = verdicts.find(pair => pair.cms === cms && pair.hifld === hifld);
  if (before?.same === same) return { ok: true, value: { ...value, is_new: false } };
  const draft = { kind: matchedKind.name, body: { cms, hifld, same }, actor: ACTOR, replaces: before?.entries ?? [] };
  const [outcome] = await record([{ drafts: [draft], online: true }]);
  if (outcome?.ok !== true)
    return refuse(outcome?.error.code ?? "not-recorded", outcome?.error.text ?? "It was not recorded.");
  return { ok: true, value: { ...value, is_new: true } };
}
