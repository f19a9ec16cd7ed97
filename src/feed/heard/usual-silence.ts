// How long each feed is usually silent of a kind at an hour: what was learnt chooses quiet or amber on the system page, and nothing else (RULES A2).
import type { KindOfData } from "../../chart/index.ts";
import { type Sqlite, statement } from "../../journal/index.ts";
import { kindsHeard, newestConfig } from "./heard.ts";

const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 1_440;
/** Days that are remembered. */
const SILENCE_DAYS = 14;
/** Fewer days of the same sort say nothing of what is usual. */
const LEAST_DAYS = 3;

/** By feed and kind, the minutes in which something was sent. */
export class UsualSilence {
  readonly #from: number;
  readonly #minutes = new Map<string, Uint8Array>();

  /** Knows the days before `now`, integer ms. */
  constructor(now: number) {
    this.#from = Math.floor(now / MINUTE_MS) - (SILENCE_DAYS + 1) * DAY;
  }

  /** A message of the feed, heard for the kind, was sent at `at`, integer ms. */
  learn(feed: string, kind: KindOfData, at: number): void {
    const key = `${feed} ${kind}`;
    const index = Math.floor(at / MINUTE_MS) - this.#from;
    const known = this.#minutes.get(key) ?? new Uint8Array((SILENCE_DAYS + 2) * DAY);
    this.#minutes.set(key, known);
    if (index >= 0 && index < known.length) known[index] = 1;
  }

  /**
   * The longest silence, in ms, that touches this hour on the days before of the same sort (working day or weekend in the zone); a day with a
   * silence over `limit` there had a hole, and says nothing. Null where too few days are known.
   */
  usual(
    feed: string,
    kind: KindOfData,
    at: number,
    { zone, limit }: { readonly zone: string; readonly limit: number },
  ): number | null {
    const known = this.#minutes.get(`${feed} ${kind}`);
    if (known === undefined) return null;
    const sort = isWeekend(at, zone);
    const longest: number[] = [];
    for (let day = 1; day <= SILENCE_DAYS; day++) {
      const then = at - day * DAY * MINUTE_MS;
      if (isWeekend(then, zone) !== sort) continue;
      const start = Math.floor(then / (HOUR * MINUTE_MS)) * HOUR - this.#from;
      const silence = longestTouching(known, start, start + HOUR);
      if (silence !== null && silence * MINUTE_MS <= limit) longest.push(silence * MINUTE_MS);
    }
    return longest.length < LEAST_DAYS ? null : Math.max(...longest);
  }
}

/** In minutes; null where the silence has no beginning or no end in what is known. */
function longestTouching(minutes: Uint8Array, start: number, end: number): number | null {
  const before = minutes.subarray(0, Math.max(0, start + 1)).lastIndexOf(1);
  if (before < 0) return null;
  let last = before;
  let longest = 0;
  for (let at = before + 1; at < minutes.length; at++) {
    if (minutes[at] !== 1) continue;
    longest = Math.max(longest, at - last);
    last = at;
    if (at >= end) return longest;
  }
  return null;
}

function isWeekend(at: number, zone: string): boolean {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).dayOfWeek > 5;
}

/** What the messages here say of each feed's silences. Reads a page at a time; ends where `views` gives another connection, or null. */
export async function learnSilences(
  views: () => Sqlite | null,
  feeds: readonly string[],
  now: number,
): Promise<UsualSilence> {
  const silence = new UsualSilence(now);
  const since = now - (SILENCE_DAYS + 1) * DAY * MINUTE_MS;
  let last: Sent | undefined;
  const db = views();
  if (db === null) return silence;
  const configs = new Map(feeds.map(feed => [feed, newestConfig(db, feed)]));
  do {
    const page = sentBehind(db, last);
    for (const { feed, sent, type } of page) {
      const config = configs.get(feed);
      if (config == null || sent === null || sent < since) continue;
      for (const kind of kindsHeard(config, type)) silence.learn(feed, kind, sent);
    }
    last = page.at(-1);
    // Others have their turn.
    await new Promise(resolve => setImmediate(resolve));
  } while (last !== undefined && views() === db);
  return silence;
}

type Sent = {
  readonly epoch: Buffer;
  readonly seq: number;
  readonly hash: Buffer;
  readonly feed: string;
  readonly type: string | null;
  readonly sent: number | null;
};
/** So few that a chart asked for meanwhile waits some milliseconds. */
const PAGE = 250;
const NOWHERE = { epoch: Buffer.alloc(0), seq: 0, hash: Buffer.alloc(0) };

function sentBehind(db: Sqlite, { epoch, seq, hash }: Pick<Sent, "epoch" | "seq" | "hash"> = NOWHERE): Sent[] {
  return statement<Sent>(
    db,
    `SELECT epoch, seq, hash, feed, type, sent FROM feed_message WHERE (epoch, seq, hash) > (?, ?, ?) AND verdict <> 'out'
     ORDER BY epoch, seq, hash LIMIT ${PAGE}`,
  ).all(epoch, seq, hash);
}
