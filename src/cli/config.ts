// `tideover config`: what stands of each feed, how a file differs, and taking the file's (docs/decisions/config-apply.md).
import { configDifferences, type FeedConfigured } from "../feed/index.ts";
import { ask } from "./ask.ts";
import type { FolderOptions } from "./folder.ts";
import { readNodeConfig } from "./node-config.ts";

type Options = FolderOptions & { readonly config: string; readonly json?: boolean };

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** `tideover config show`: the feeds as they stand, as the configuration file has them. */
export async function show(options: FolderOptions): Promise<void> {
  const { feeds } = (await ask(options, "config.show", {})).value;
  write(JSON.stringify({ feeds }, null, 2));
}

/** `tideover config diff`: exits 0 where the file says what is recorded, 2 where it does not. */
export async function diff(options: Options): Promise<void> {
  const given = readNodeConfig(options.config).feeds;
  const standing = (await ask(options, "config.show", {})).value.feeds;
  const feeds = given.map(feed => ({ feed: feed.feed, ...differenceOf(feed, standing) }));
  const isSame = feeds.every(one => !one.new && one.changed.length === 0);
  if (options.json === true) write(JSON.stringify({ same: isSame, feeds }));
  else
    for (const { feed, changed, new: isNew } of feeds)
      write(
        `${feed}: ${isNew ? "not recorded yet: the next start with this file begins it" : changed.length === 0 ? "as recorded" : `differs in ${changed.join(", ")}`}`,
      );
  process.exitCode = isSame ? 0 : 2;
}

function differenceOf(given: FeedConfigured, all: readonly FeedConfigured[]) {
  const standing = all.find(one => one.feed === given.feed);
  return { new: standing === undefined, changed: standing === undefined ? [] : configDifferences(standing, given) };
}

/** `tideover config apply`: takes what differs; the newest dialect re-takes the messages that it changes. */
export async function apply(options: Options): Promise<void> {
  const { feeds } = readNodeConfig(options.config);
  const { value } = await ask(options, "config.apply", { feeds });
  if (options.json === true) {
    write(JSON.stringify(value));
    return;
  }
  for (const { feed, changed, parked_before, parked_after } of value.applied)
    write(
      `${feed}: taken (${changed.join(", ")}). Parked messages: ${parked_before} before, ${parked_after} now. How it listens is of each start.`,
    );
  for (const feed of value.same) write(`${feed}: as recorded`);
  for (const feed of value.new) write(`${feed}: not recorded yet: the next start with this file begins it`);
}
