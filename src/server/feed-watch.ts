// Watches what this node's own listeners take in; a burst that destroys makes a hold, as an entry: no fold depends on a threshold (RULES M4).
import {
  type Alarm,
  allStandingHolds,
  destroyedSince,
  destroyingBehind,
  FeedWatch,
  LEARNT_DAYS,
} from "../feed/index.ts";
import type { Outcome, Request, Sqlite } from "../journal/index.ts";

export type FeedWatchParts = {
  /** Null while views of an older version serve. */
  readonly views: () => Sqlite | null;
  /** Epoch (hex) of this start's feed chain. */
  readonly epoch: string;
  readonly record: (requests: readonly Request[]) => Promise<readonly Outcome[]>;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
};

const TICK_MS = 1_000;
const DAY_MS = 86_400_000;

/** Looks every second. What was usual is learnt once, from the messages that are here. `close` ends it. */
export function watchFeeds(parts: FeedWatchParts): { close(): void } {
  const watch = new FeedWatch();
  let seq = 0;
  let isLearnt = false;
  let isBusy = false;
  const tick = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      const db = parts.views();
      if (db === null) return;
      const now = parts.now();
      if (!isLearnt) {
        for (const { feed, effect, at } of destroyedSince(db, parts.epoch, now - (LEARNT_DAYS + 1) * DAY_MS))
          watch.learn(feed, effect, at);
        isLearnt = true;
      }
      const held = new Set(allStandingHolds(db).flatMap(one => (one.what === "held" ? [one.feed] : [])));
      const alarms = new Map<string, Alarm>();
      for (const one of destroyingBehind(db, parts.epoch, seq)) {
        seq = one.seq;
        const alarm = watch.take({ ...one, epoch: parts.epoch });
        if (alarm !== null && !held.has(one.feed) && !alarms.has(one.feed)) alarms.set(one.feed, alarm);
      }
      // What a hold covers raises no second one, nor once more when it is lifted.
      for (const feed of [...held, ...alarms.keys()]) watch.settle(feed);
      for (const alarm of alarms.values()) await hold(alarm);
      watch.forget(now);
    } catch (error) {
      parts.report(error);
    } finally {
      isBusy = false;
    }
  };
  const hold = async ({ feed, from, effect, count, minutes, usual }: Alarm) => {
    const body = {
      feed,
      ranges: [{ epoch: from.epoch, from: from.seq, to: null }],
      alarm: { effect, count, minutes, usual },
      quarantine: false,
      why: `${count} messages within ${minutes} minutes would ${WORDS[effect]}; the usual most at this hour is ${usual}.`,
    };
    const [outcome] = await parts.record([{ drafts: [{ kind: "feed.held", body, actor: "node" }], online: false }]);
    if (outcome?.ok !== true) parts.report(outcome?.error ?? new Error("a hold was not recorded"));
  };
  const timer = setInterval(() => void tick(), TICK_MS);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

const WORDS: Readonly<Record<Alarm["effect"], string>> = {
  merge: "merge or unlink records",
  delete: "delete",
  discharge: "discharge",
  cancel: "cancel",
  "freed bed": "free a bed",
};
