// `tideover config`, at whichever desk: the configuration that stands of each feed, and another one taken in its place.
import { configDifferences, configurationIds, configuredFeeds, listeningAs, parkedGroups } from "../../feed/index.ts";
import type { Desk } from "./desk.ts";
import { type AskOf, type Reply, refuse, type Value } from "./protocol.ts";

export async function configShown(desk: Desk): Promise<Reply<"config.show">> {
  return { ok: true, value: { feeds: [...configuredFeeds(desk.views)] } };
}

/** Each feed that differs is recorded anew; when this resolves, its messages are re-taken and the views show them. */
export async function configApplied(
  desk: Desk,
  { feeds }: Omit<AskOf<"config.apply">, "ask">,
): Promise<Reply<"config.apply">> {
  const value: Value<"config.apply"> = { applied: [], same: [], new: [] };
  for (const given of feeds) {
    const standing = configuredFeeds(desk.views).find(one => one.feed === given.feed);
    const changed = standing === undefined ? [] : configDifferences(standing, given);
    if (standing === undefined) value.new.push(given.feed);
    else if (changed.length === 0) value.same.push(given.feed);
    else {
      const body = listeningAs(given, standing);
      const before = parkedOf(desk, given.feed);
      const replaces = configurationIds(desk.views, given.feed);
      const draft = { kind: "feed.configured", body, actor: "command-line", replaces };
      const [outcome] = await desk.record([{ drafts: [draft], online: false }]);
      if (outcome?.ok !== true) {
        const { code, text } = outcome?.error ?? { code: "not-recorded", text: "It was not recorded." };
        return refuse(code, `Feed ${given.feed}: ${text} Feeds before it in the file were taken, none after it.`);
      }
      value.applied.push({
        feed: given.feed,
        changed,
        parked_before: before,
        parked_after: parkedOf(desk, given.feed),
      });
    }
  }
  if (value.applied.length > 0) desk.configured(value.applied);
  return { ok: true, value };
}

function parkedOf({ views }: Desk, feed: string): number {
  return parkedGroups(views).reduce((sum, group) => sum + (group.feed === feed ? group.count : 0), 0);
}
