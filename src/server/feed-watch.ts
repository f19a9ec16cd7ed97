// Watches what this node's own listeners take in; a burst that destroys makes a hold, as an entry: no fold depends on a threshold (RULES M4).
import {
  type Alarm,
  allStandingHolds,
  cameBefore,
  cameBehind,
  chainsSince,
  destroyedSince,
  destroyingBehind,
  FeedWatch,
  GarbageWatch,
  LEARNT_DAYS,
  liftedAt,
  signOf,
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

/** Read at a time, so that no page waits for it, and in one look. */
const [PAGE, MOST_READ] = [250, 5_000];

/** Looks every second. What was usual is learnt once, from the messages that are here. `close` ends it. */
export function watchFeeds(parts: FeedWatchParts): { close(): void } {
  const [watch, garbage] = [new FeedWatch(), new GarbageWatch()];
  let [seq, seen] = [0, 0];
  /** Chains of which shares are still to be learnt; null = not begun. */
  let unread: { readonly epoch: string; readonly behind: number }[] | null = null;
  let [isBusy, isClosed] = [false, false];
  const opened = () => (isClosed ? null : parts.views());
  const tick = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      const db = opened();
      if (db === null) return;
      const now = parts.now();
      const since = now - (LEARNT_DAYS + 1) * DAY_MS;
      if (unread === null) {
        for (const { feed, effect, at } of destroyedSince(db, parts.epoch, since)) watch.learn(feed, effect, at);
        unread = chainsSince(db, parts.epoch, since);
      }
      for (let read = 0; unread.length > 0 && read < MOST_READ; read += PAGE) {
        const views = opened();
        if (views === null) return;
        unread = learnShares(views, garbage, unread, since);
        await othersTurn();
      }
      const views = opened();
      if (views === null) return;
      const held = new Set(allStandingHolds(views).flatMap(one => (one.what === "held" ? [one.feed] : [])));
      const lifted = liftedAt(views);
      const isSettled = (feed: string, arrived: number) => arrived <= (lifted.get(feed) ?? 0);
      const alarms = new Map<string, Alarm>();
      const raise = (alarm: Alarm | null) => {
        if (alarm !== null && !held.has(alarm.feed) && !alarms.has(alarm.feed)) alarms.set(alarm.feed, alarm);
      };
      for (const one of destroyingBehind(views, parts.epoch, seq)) {
        seq = one.seq;
        if (isSettled(one.feed, one.arrived)) watch.learn(one.feed, one.effect, one.at);
        else raise(watch.take({ ...one, epoch: parts.epoch }));
      }
      // What a share is beside can be said only when all that is usual was read.
      for (let read = 0; unread.length === 0 && read < MOST_READ; read += PAGE) {
        const still = opened();
        const page = still === null ? [] : cameBehind(still, parts.epoch, seen, PAGE);
        for (const one of page) {
          seen = one.seq;
          const came = { feed: one.feed, at: one.at, epoch: parts.epoch, seq: one.seq, sign: signOf(one) };
          if (isSettled(one.feed, one.arrived)) garbage.learn(came);
          else raise(garbage.take(came));
        }
        if (page.length < PAGE) break;
        await othersTurn();
      }
      // What a hold covers raises no second one, nor once more when it is lifted.
      for (const feed of [...held, ...alarms.keys()]) for (const one of [watch, garbage]) one.settle(feed);
      for (const alarm of alarms.values()) await hold(alarm);
      for (const one of [watch, garbage]) one.forget(now);
    } catch (error) {
      parts.report(error);
    } finally {
      isBusy = false;
    }
  };
  const hold = async ({ from, ...alarm }: Alarm) => {
    const { feed, ...counted } = alarm;
    const body = {
      feed,
      ranges: [{ epoch: from.epoch, from: from.seq, to: null }],
      alarm: counted,
      quarantine: false,
      why: whyOf(alarm),
    };
    const [outcome] = await parts.record([{ drafts: [{ kind: "feed.held", body, actor: "node" }], online: false }]);
    if (outcome?.ok !== true) parts.report(outcome?.error ?? new Error("a hold was not recorded"));
  };
  const timer = setInterval(() => void tick(), TICK_MS);
  timer.unref();
  return {
    close() {
      isClosed = true;
      clearInterval(timer);
    },
  };
}

/** Lets whoever waits for this thread go first. */
function othersTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

type Chains = { readonly epoch: string; readonly behind: number }[];

/** Learns from one stretch of the chains before this one what share of a feed is garbage by custom. Returns what is left to read. */
function learnShares(db: Sqlite, garbage: GarbageWatch, [chain, ...others]: Chains, since: number): Chains {
  if (chain === undefined) return [];
  const read = cameBefore(db, chain, PAGE);
  // Who was unknown then cannot be told any more.
  for (const { feed, at, effect } of read)
    garbage.learn({ feed, at, sign: effect === "garbled message" ? effect : null }, ["garbled message"]);
  const last = read.at(-1);
  return last === undefined || last.arrived < since * 1_000 ? others : [{ ...chain, behind: last.seq }, ...others];
}

function whyOf({ effect, count, of = count, minutes, usual }: Omit<Alarm, "from">): string {
  const [what, share] = [WORDS[effect], `${count} of ${of} messages within ${minutes} minutes`];
  const custom = `at most ${usual} of a hundred are usual at this hour`;
  if (effect === "garbled message" || effect === "unknown people") return `${share} ${what}; ${custom}.`;
  return `${count} messages within ${minutes} minutes would ${what}; the usual most at this hour is ${usual}.`;
}

const WORDS: Readonly<Record<Alarm["effect"], string>> = {
  merge: "merge or unlink records",
  delete: "delete",
  discharge: "discharge",
  cancel: "cancel",
  "freed bed": "free a bed",
  "garbled message": "cannot be read or say what cannot be",
  "unknown people": "name people of whom nothing was ever sent",
};
