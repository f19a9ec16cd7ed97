// What is held and waits, for those who decide: holds with their numbers, the messages of one, and where a clock time lies in the chains.
import type { Destructive } from "../../chart/index.ts";
import { type Bytes, hex, own, type Sqlite, statement } from "../../journal/index.ts";
import type { FeedRange } from "../entries.ts";
import { messagesOf } from "../fold/messages.ts";
import type { HeldMessage, HoldNow } from "../routes.ts";
import type { Counted } from "./alarm.ts";
import { allStandingHolds, knowsHolds, type Standing } from "./holds.ts";

/** All that stands, the newest first. `hold` null: what a rule holds, another person's name or a merge said again. */
export function holdsNow(db: Sqlite, nameOf: (actor: string) => string | null): HoldNow[] {
  if (!knowsHolds(db)) return [];
  const standing = allStandingHolds(db)
    .toSorted((a, b) => b.since - a.since)
    .map(one => holdNow(db, one, nameOf));
  const byRule = statement<{ effect: string; count: number; since: number | null }>(
    db,
    "SELECT effect, count(DISTINCT by_id) AS count, min(at) AS since FROM chart_held WHERE hold IS NULL GROUP BY effect",
  ).all();
  if (byRule.length === 0) return standing;
  const oldest = Math.min(...byRule.flatMap(row => row.since ?? []));
  return [
    ...standing,
    {
      hold: null,
      what: "held",
      feed: null,
      since: Number.isFinite(oldest) ? oldest : 0,
      by: null,
      why: "A rule holds them: another person's name under a known number, or a merge that was undone and is said again.",
      alarm: null,
      quarantine: false,
      from: null,
      waiting: byRule.map(({ effect, count }) => ({ effect, count })),
      taken: 0,
      dropped: 0,
    },
  ];
}

function holdNow(db: Sqlite, one: Standing, nameOf: (actor: string) => string | null): HoldNow {
  const waiting = statement<{ effect: string; count: number }>(
    db,
    "SELECT effect, count(DISTINCT identity) AS count FROM feed_message WHERE verdict = 'held' AND hold = ? GROUP BY effect",
  ).all(one.id);
  const said = statement<{ take: number; count: number }>(
    db,
    `SELECT take, count(DISTINCT place) AS count FROM feed_verdict v WHERE key = ?
     AND NOT EXISTS (SELECT 1 FROM feed_verdict_replaced r WHERE r.key = v.key AND r.id = v.id) GROUP BY take`,
  ).all(`feed.decided/${one.id}`);
  const count = (take: number) => said.find(row => row.take === take)?.count ?? 0;
  return {
    hold: one.id,
    what: one.what,
    feed: one.feed,
    since: one.since,
    by: nameOf(one.actor),
    why: one.why,
    alarm: one.alarm,
    quarantine: one.quarantine,
    from: firstIn(db, one),
    waiting,
    taken: count(1),
    dropped: count(0),
  };
}

/** When the first message of its ranges came in, integer ms; null = none is here. */
function firstIn(db: Sqlite, { ranges, feed }: Standing): number | null {
  const walls = ranges.flatMap(({ epoch, from, to }) => {
    const found = statement<{ wall: number }>(
      db,
      "SELECT wall FROM feed_message WHERE epoch = ? AND seq BETWEEN ? AND ? AND feed = ? ORDER BY seq LIMIT 1",
    ).get(Buffer.from(epoch, "hex"), from, to ?? Number.MAX_SAFE_INTEGER, feed);
    return found === undefined ? [] : [Math.floor(found.wall / 1_000)];
  });
  return walls.length === 0 ? null : Math.min(...walls);
}

type Found = {
  readonly identity: Buffer;
  readonly epoch: Buffer;
  readonly seq: number;
  readonly feed: string;
  readonly type: string | null;
  readonly control: string | null;
  readonly sent: number | null;
  readonly wall: number;
  readonly effect: Destructive | null;
  readonly record: string | null;
};
const COLUMNS = "identity, epoch, seq, feed, type, control, sent, wall, effect, record";

/** The messages that wait under a hold (hex), or, with null, under a rule; in the order in which they came, garbled ones last; at most `most`. */
export function heldMessages(db: Sqlite, hold: string | null, most: number): HeldMessage[] {
  const rows =
    hold === null
      ? byRule(db, most)
      : statement<Found>(
          db,
          `SELECT ${COLUMNS} FROM feed_message WHERE verdict = 'held' AND hold = ?
           ORDER BY effect IS 'garbled message', wall, epoch, seq LIMIT ?`,
        ).all(hold, most);
  const once = new Map(rows.map(row => [hex(own(row.identity)), row]));
  return [...once.values()].map(row => ({
    place: placeAt(row),
    places: copiesAt(db, row.identity),
    feed: row.feed,
    type: row.type,
    control: row.control,
    sent: row.sent,
    arrived: Math.floor(row.wall / 1_000),
    effect: row.effect ?? "another person",
    record: row.record,
  }));
}

function byRule(db: Sqlite, most: number): Found[] {
  const held = statement<{ record: string; by_id: string }>(
    db,
    "SELECT DISTINCT record, by_id FROM chart_held WHERE hold IS NULL ORDER BY by_id LIMIT ?",
  ).all(most);
  return held.flatMap(({ record, by_id }) => {
    const place = messagesOf(db, record).find(one => one.id === by_id)?.row;
    if (place === undefined) return [];
    const sql = `SELECT ${COLUMNS} FROM feed_message WHERE epoch = ? AND seq = ? AND hash = ?`;
    return statement<Found>(db, sql).all(place.epoch, place.seq, place.hash);
  });
}

function copiesAt(db: Sqlite, identity: Buffer): string[] {
  return statement<{ epoch: Buffer; seq: number }>(db, "SELECT epoch, seq FROM feed_message WHERE identity = ?")
    .all(identity)
    .map(placeAt);
}

function placeAt({ epoch, seq }: { readonly epoch: Buffer; readonly seq: number }): string {
  return `${hex(own(epoch))}/${seq}`;
}

/** The verdicts that stand of a hold, whole: who decides again names their entries and says all anew. */
export function standingVerdicts(
  db: Sqlite,
  key: string,
): { readonly ids: readonly string[]; readonly take: readonly string[]; readonly drop: readonly string[] } {
  const rows = statement<{ id: string; place: string; take: number }>(
    db,
    `SELECT id, place, take FROM feed_verdict v WHERE key = ?
     AND NOT EXISTS (SELECT 1 FROM feed_verdict_replaced r WHERE r.key = v.key AND r.id = v.id)`,
  ).all(key);
  const of = (take: number) => rows.filter(row => row.take === take).map(row => row.place);
  return { ids: [...new Set(rows.map(row => row.id))], take: of(1), drop: of(0) };
}

/**
 * Where a stretch of clock time lies in every chain that is here: `from` and `to` are integer ms of arrival; `to` null = on from there.
 * Empty where nothing of the feed has come since.
 */
export function rangesBetween(db: Sqlite, feed: string, from: number, to: number | null): FeedRange[] {
  return statement<{ epoch: Buffer; first: number; last: number }>(
    db,
    "SELECT epoch, min(seq) AS first, max(seq) AS last FROM feed_message WHERE feed = ? AND wall BETWEEN ? AND ? GROUP BY epoch",
  )
    .all(feed, from * 1_000, to === null ? Number.MAX_SAFE_INTEGER : to * 1_000 + 999)
    .map(({ epoch, first, last }) => ({ epoch: hex(own(epoch)), from: first, to: to === null ? null : last }));
}

/** Messages of an epoch (hex) behind a position that destroy something: what an alarm counts. */
export function destroyingBehind(
  db: Sqlite,
  epoch: string,
  seq: number,
): {
  readonly feed: string;
  readonly effect: Counted;
  readonly at: number;
  readonly seq: number;
  readonly arrived: number;
}[] {
  return statement<{ feed: string; effect: Counted; at: number; seq: number; arrived: number }>(
    db,
    `SELECT feed, effect, coalesce(sent, wall / 1000) AS at, seq, wall AS arrived FROM feed_message
     WHERE epoch = ? AND seq > ? AND effect <> 'garbled message' ORDER BY seq`,
  ).all(Buffer.from(epoch, "hex"), seq);
}

/** A message as the alarm of garbage counts it. `at`: MSH-7, else its arrival, integer ms; `type` null: it could not be read. */
export type Came = {
  readonly feed: string;
  readonly effect: Destructive | null;
  readonly at: number;
  /** When it came in, integer µs. */
  readonly arrived: number;
  readonly seq: number;
  readonly type: string | null;
  /** No message before it spoke of its record. */
  readonly isFirst: boolean;
};
const CAME = "feed, effect, coalesce(sent, wall / 1000) AS at, wall AS arrived, seq, type";
type CameRow = Omit<Came, "isFirst">;

/** When the last hold or exclusion of each feed was lifted, integer µs: what came until then alarms no more. */
export function liftedAt(db: Sqlite): ReadonlyMap<string, number> {
  if (!knowsHolds(db)) return new Map();
  const rows = statement<{ feed: string; at: number }>(
    db,
    "SELECT feed, max(wall) AS at FROM feed_lift GROUP BY feed",
  ).all();
  return new Map(rows.map(({ feed, at }) => [feed, at]));
}

/** Messages that feeds sent into an epoch (hex) behind a position, in their order, at most `most`. */
export function cameBehind(db: Sqlite, epoch: string, seq: number, most: number): Came[] {
  return statement<CameRow & { isFirst: number }>(
    db,
    `SELECT ${CAME}, record IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM feed_message a WHERE a.record = m.record AND (a.epoch <> m.epoch OR a.seq < m.seq)) AS isFirst
     FROM feed_message m WHERE epoch = ? AND seq > ? AND feed NOT LIKE '%/%' ORDER BY seq LIMIT ?`,
  )
    .all(Buffer.from(epoch, "hex"), seq, most)
    .map(row => ({ ...row, isFirst: row.isFirst === 1 }));
}

/** The other chains (hex) in which messages came since an instant (integer ms), each with where to read it from: backwards. */
export function chainsSince(
  db: Sqlite,
  epoch: string,
  since: number,
): { readonly epoch: string; readonly behind: number }[] {
  return statement<{ epoch: Buffer; last: number }>(
    db,
    `WITH RECURSIVE e(epoch) AS (
       SELECT min(epoch) FROM feed_message
       UNION ALL SELECT (SELECT min(epoch) FROM feed_message WHERE epoch > e.epoch) FROM e WHERE e.epoch IS NOT NULL)
     SELECT e.epoch, m.seq AS last FROM e JOIN feed_message m ON m.epoch = e.epoch
     WHERE m.seq = (SELECT max(seq) FROM feed_message l WHERE l.epoch = e.epoch) AND m.wall >= ? AND e.epoch <> ? GROUP BY e.epoch`,
  )
    .all(since * 1_000, Buffer.from(epoch, "hex"))
    .map(({ epoch: found, last }) => ({ epoch: hex(own(found)), behind: last + 1 }));
}

/** Messages of an epoch (hex) before a position, the newest first, at most `most`. */
export function cameBefore(
  db: Sqlite,
  chain: { readonly epoch: string; readonly behind: number },
  most: number,
): CameRow[] {
  return statement<CameRow>(
    db,
    `SELECT ${CAME} FROM feed_message WHERE epoch = ? AND seq < ? AND feed NOT LIKE '%/%' ORDER BY seq DESC LIMIT ?`,
  ).all(Buffer.from(chain.epoch, "hex"), chain.behind, most);
}

/** What all other chains destroyed since an instant (integer ms): what is usual. */
export function destroyedSince(
  db: Sqlite,
  epoch: string,
  since: number,
): { readonly feed: string; readonly effect: Counted; readonly at: number }[] {
  return statement<{ feed: string; effect: Counted; at: number }>(
    db,
    `SELECT feed, effect, coalesce(sent, wall / 1000) AS at FROM feed_message INDEXED BY feed_message_effect
     WHERE effect IS NOT NULL AND effect <> 'garbled message' AND feed IN (SELECT DISTINCT feed FROM feed_config) AND wall >= ? AND epoch <> ?`,
  ).all(since * 1_000, Buffer.from(epoch, "hex"));
}

/** The last message of an epoch (hex); 0 = none. */
export function chainEnd(db: Sqlite, epoch: string): number {
  const found = statement<{ seq: number | null }>(db, "SELECT max(seq) AS seq FROM feed_message WHERE epoch = ?");
  return found.get(Buffer.from(epoch, "hex"))?.seq ?? 0;
}

/** Where what stands begins, and where each message lies that a rule holds: what a person may still decide on. */
export function waitingPlaces(db: Sqlite): { readonly epoch: Bytes; readonly seq: number }[] {
  const standing = allStandingHolds(db).flatMap(one =>
    one.ranges.map(({ epoch, from }) => ({ epoch: own(Buffer.from(epoch, "hex")), seq: from })),
  );
  if (!knowsHolds(db)) return standing;
  const ruled = byRule(db, Number.MAX_SAFE_INTEGER).map(({ epoch, seq }) => ({ epoch: own(epoch), seq }));
  return [...standing, ...ruled];
}
