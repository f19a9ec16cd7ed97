// `tideover import hl7`, at whichever desk: messages of files become entries of a feed; what that feed brought before is left out.
import { configurationIds, configuredFeeds, judgeMessages } from "../../feed/index.ts";
import type { Desk } from "./desk.ts";
import { type AskOf, type Counts, type Reply, refuse } from "./protocol.ts";

/** Takes a batch. What was taken is on disk and shown; running again takes what is missing. */
export async function messagesAsked(
  desk: Desk,
  { feed, begins, messages }: Omit<AskOf<"import.messages">, "ask">,
): Promise<Reply<"import.messages">> {
  const feeds = configuredFeeds(desk.views);
  const config = feeds.find(one => one.feed === feed) ?? (feed === null && feeds.length === 1 ? feeds[0] : undefined);
  if (config === undefined) {
    const names = feeds.map(one => one.feed).join(", ") || "none";
    const asked = feed === null ? "Say --feed FEED." : `There is no feed ${feed}.`;
    return refuse("no-feed", `${asked} Configured here: ${names}. Nothing was taken.`);
  }
  // In a folder without a node this is a new start of the chain: what maps the messages must stand before them in it.
  if (begins) {
    const replaces = configurationIds(desk.views, config.feed);
    const draft = { kind: "feed.configured", body: config, actor: "command-line", replaces };
    await desk.record([{ drafts: [draft], online: false }]);
  }
  const bytes = messages.map(text => new Uint8Array(Buffer.from(text, "base64")));
  const counts: Counts = { taken: 0, known: 0, parked: {}, refused: {} };
  const judged = judgeMessages(desk.views, config, bytes, desk.idKey);
  const fresh = judged.filter(one => !one.isKnown);
  counts.known = judged.length - fresh.length;
  const outcomes = await desk.record(
    fresh.map(({ message }) => ({
      drafts: [{ kind: "feed.message", body: { feed: config.feed, message, peer: null }, actor: "command-line" }],
      online: false,
    })),
  );
  for (const [at, outcome] of outcomes.entries()) {
    if (!outcome.ok) {
      count(counts.refused, outcome.error.code, 1);
      continue;
    }
    counts.taken += 1;
    const reason = fresh[at]?.reason?.code;
    if (reason !== undefined) count(counts.parked, reason, 1);
  }
  return { ok: true, value: counts };
}

/** Counts so many more of a reason. */
export function count(why: Record<string, number>, code: string, more: number): void {
  if (more > 0) why[code] = (why[code] ?? 0) + more;
}
