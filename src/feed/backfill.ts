// Messages from files as they would be taken from the wire: which of them are here already, and what the others will say.
import { hex, type IdKey, type Sqlite, statement } from "../journal/index.ts";
import { optionsOf } from "./config/read-config.ts";
import type { FeedConfigured } from "./entries.ts";
import { feedsOf } from "./heard/heard.ts";
import { identityOf } from "./identity.ts";
import { type Mapped, mapMessage } from "./map-message.ts";

/** `isKnown`: this feed has brought the same message before, or it stands earlier in the list. */
export type Judged = {
  readonly message: Uint8Array;
  readonly isKnown: boolean;
  readonly reason: Mapped["reason"];
};

/** The newest configuration of each feed. */
export function configuredFeeds(views: Sqlite): readonly FeedConfigured[] {
  return feedsOf(views);
}

/** Judges messages as of a feed. Never throws, whatever the bytes. */
export function judgeMessages(
  views: Sqlite,
  config: FeedConfigured,
  messages: readonly Uint8Array[],
  idKey: IdKey,
): Judged[] {
  const here = statement(views, "SELECT 1 FROM feed_message WHERE identity = ?");
  const seen = new Set<string>();
  return messages.map(message => {
    const mapped = mapMessage(message, optionsOf(config, config, idKey));
    const identity = identityOf(config.feed, mapped.control, message);
    const key = hex(identity);
    const isKnown = seen.has(key) || here.get(identity) !== undefined;
    seen.add(key);
    return { message, isKnown, reason: mapped.reason };
  });
}

/** Ids of the entries that configured a feed, for the one that configures it anew. */
export function configurationIds(views: Sqlite, feed: string): Uint8Array[] {
  return statement<{ id: Buffer }>(views, "SELECT id FROM feed_config WHERE feed = ?")
    .all(feed)
    .map(row => new Uint8Array(row.id));
}
