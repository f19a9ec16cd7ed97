// What each feed was heard for and when (RULES A1, A2): a function of each message's least `sent` and the newest configuration.
import {
  close,
  DEFAULT_LIMITS,
  type Hearing,
  hear,
  type Interval,
  KINDS_OF_DATA,
  type KindOfData,
  NOTHING_HEARD,
} from "../../chart/index.ts";
import { HeldRows, type Sqlite, statement } from "../../journal/index.ts";
import { dialectOf, readConfig } from "../config/read-config.ts";
import type { FeedConfigured, FeedGapClosed } from "../entries.ts";
import { BOOK } from "../fold/book.ts";
import { UNHEARD } from "../hold/holds.ts";

export const HEARD_DDL = [
  // One row a stretch without a hole. A message touches the two stretches beside it.
  "CREATE TABLE IF NOT EXISTS heard (facility TEXT NOT NULL, feed TEXT NOT NULL, kind TEXT NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, PRIMARY KEY (facility, feed, kind, from_ms)) STRICT, WITHOUT ROWID",
  // What persons closed; a hole filled by nobody's message is known by their word.
  "CREATE TABLE IF NOT EXISTS heard_closed (feed TEXT NOT NULL, kind TEXT NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, PRIMARY KEY (feed, kind, from_ms, to_ms)) STRICT, WITHOUT ROWID",
  // When they first did (integer µs): as of an earlier moment the hole was open.
  "CREATE TABLE IF NOT EXISTS heard_closed_at (feed TEXT NOT NULL, kind TEXT NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, wall INTEGER NOT NULL, PRIMARY KEY (feed, kind, from_ms, to_ms)) STRICT, WITHOUT ROWID",
] as const;

/**
 * Kinds that a message is heard for where the configuration names none for its type (RULES A2). An answer, a dispense or a give shows
 * that the pharmacy lives, not that orders or doses still come.
 */
const HEARD_BY_CODE: Readonly<Record<string, readonly KindOfData[]>> = {
  ADT: ["movements", "demographics", "allergies", "problems"],
  ORM: ["orders", "medication orders"],
  OMG: ["orders"],
  OML: ["orders"],
  OMP: ["medication orders"],
  RDE: ["medication orders"],
  RAS: ["administrations"],
  ORU: ["results", "vitals"],
  OUL: ["results"],
  MDM: ["documents"],
  SIU: ["appointments"],
};

type Heard = { readonly type: string | null; readonly sent: number | null };
/** By feed. */
const newest = new HeldRows<FeedConfigured | null>();
/** Under one key: the newest configurations of all feeds. */
const all = new HeldRows<readonly FeedConfigured[]>("configurations");
/** By facility, feed, kind, and since when. */
const hearings = new HeldRows<Hearing>("feeds");
/** By feed: the newest stretch by facility and kind. */
const ends = new HeldRows<Map<string, Stretch>>();

type Stretch = { readonly from_ms: number; readonly to_ms: number };

/** The configuration of a feed that was written last, the same on every node; null while none is here. */
export function newestConfig(db: Sqlite, feed: string): FeedConfigured | null {
  return newest.get(db, feed, () => {
    const found = statement<{ body: string }>(
      db,
      "SELECT body FROM feed_config WHERE feed = ? ORDER BY wall DESC, id DESC, hash DESC LIMIT 1",
    ).get(feed);
    return found === undefined ? null : readConfig(found.body);
  });
}

/** A row of `feed_config` was written. */
export function forgetNewest(db: Sqlite, feed: string): void {
  newest.forget(db, feed);
}

/** True where two configurations are heard alike: nothing need be heard anew. */
export function isHeardAlike(a: FeedConfigured | null, b: FeedConfigured | null): boolean {
  const ears = (config: FeedConfigured | null) =>
    config === null
      ? null
      : [
          config.facility,
          config.heard,
          config.heartbeats,
          config.limits_ms,
          config.mapping.dialect?.base,
          config.mapping.dialect?.types,
        ];
  return JSON.stringify(ears(a)) === JSON.stringify(ears(b));
}

/** Hears a message that was just taken. `others`: the `sent` of its copies that were here before; a duplicate never moves freshness. */
export function hearMessage(db: Sqlite, feed: string, message: Heard, others: readonly (number | null)[]): void {
  const { type, sent } = message;
  if (sent === null) return;
  const known = others.filter(other => other !== null);
  if (known.some(other => other <= sent)) return;
  if (known.length > 0) {
    // An earlier copy of a message that was heard later than it was sent.
    hearAnew(db, feed);
    return;
  }
  const config = newestConfig(db, feed);
  if (config === null) return;
  for (const kind of kindsHeard(config, type)) hearKind(db, config.facility, feed, kind, sent, limitOf(config, kind));
}

/** Hears a row of an appointment book: what the copy knows of appointments by the time of the book. */
export function hearBook(db: Sqlite, facility: string, as_of: number): void {
  hearKind(db, facility, BOOK, "appointments", as_of, DEFAULT_LIMITS.appointments);
}

function hearKind(db: Sqlite, facility: string, feed: string, kind: KindOfData, sent: number, limit: number): void {
  const at: At = [facility, feed, kind];
  const [known, end] = [ends.get(db, feed, () => new Map()), `${kind}|${facility}`];
  const last = known.get(end);
  // Almost every message comes behind the newest stretch or into it: nothing need be read.
  const beside = last !== undefined && last.from_ms <= sent ? [last] : stretchesBeside(db, at, sent);
  const before = { heard: beside.map(intervalOf), closed: [] };
  const after = hear(before, sent, limit);
  if (after === before) return;
  const forget = statement(db, "DELETE FROM heard WHERE facility = ? AND feed = ? AND kind = ? AND from_ms = ?");
  for (const { from } of before.heard) if (!after.heard.some(kept => kept.from === from)) forget.run(...at, from);
  for (const stretch of after.heard) if (!before.heard.includes(stretch)) write(db, at, stretch);
  const now = after.heard.at(-1);
  if (now === undefined || beside.some(stretch => stretch.from_ms > sent)) known.delete(end);
  else known.set(end, { from_ms: now.from, to_ms: now.to });
}

type At = readonly [facility: string, feed: string, kind: KindOfData];

function stretchesBeside(db: Sqlite, at: At, sent: number): Stretch[] {
  return [
    statement<Stretch>(
      db,
      "SELECT from_ms, to_ms FROM heard WHERE facility = ? AND feed = ? AND kind = ? AND from_ms <= ? ORDER BY from_ms DESC LIMIT 1",
    ).get(...at, sent),
    statement<Stretch>(
      db,
      "SELECT from_ms, to_ms FROM heard WHERE facility = ? AND feed = ? AND kind = ? AND from_ms > ? ORDER BY from_ms LIMIT 1",
    ).get(...at, sent),
  ].filter(stretch => stretch !== undefined);
}

/** Hears all messages of a feed again: its configuration changed, or an earlier copy came late. */
export function hearAnew(db: Sqlite, feed: string): void {
  statement(db, "DELETE FROM heard WHERE feed = ?").run(feed);
  ends.forget(db, feed);
  const config = newestConfig(db, feed);
  if (config === null) return;
  const all = statement<Heard>(
    db,
    `SELECT type, min(sent) AS sent FROM feed_message WHERE feed = ? AND sent IS NOT NULL AND NOT ${UNHEARD} GROUP BY identity ORDER BY 2`,
  ).all(feed);
  hearAll(db, config, all);
}

/**
 * Hears in `db`, which has no messages of a feed beside one person's, what `views` took of it by `wall` (integer µs). `out`: the hashes
 * (hex) of messages that were not heard then.
 */
export function hearBy(db: Sqlite, views: Sqlite, feed: string, wall: number, out: readonly string[]): void {
  const config = newestConfig(db, feed);
  if (config === null) return;
  const all = statement<Heard>(
    views,
    `SELECT type, min(sent) AS sent FROM feed_message WHERE feed = ? AND sent IS NOT NULL AND wall <= ?
     AND lower(hex(hash)) NOT IN (SELECT value FROM json_each(?)) GROUP BY identity ORDER BY 2`,
  ).all(feed, wall, JSON.stringify(out));
  hearAll(db, config, all);
}

/** `all`: in the order of their `sent`. */
function hearAll(db: Sqlite, config: FeedConfigured, all: readonly Heard[]): void {
  const hearings = new Map<KindOfData, Hearing>();
  for (const { type, sent } of all) {
    if (sent === null) continue;
    for (const kind of kindsHeard(config, type))
      hearings.set(kind, hear(hearings.get(kind) ?? NOTHING_HEARD, sent, limitOf(config, kind)));
  }
  for (const [kind, { heard }] of hearings)
    for (const stretch of heard) write(db, [config.facility, config.feed, kind], stretch);
}

/** A person says that nothing is missing in a stretch of a feed's kind (RULES A1). `wall`: when it was recorded, integer µs. */
export function closeGap(db: Sqlite, { feed, kind, from, to }: FeedGapClosed, wall: number): void {
  statement(db, "INSERT OR IGNORE INTO heard_closed VALUES (?,?,?,?)").run(feed, kind, from, to);
  statement(
    db,
    "INSERT INTO heard_closed_at VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET wall = min(wall, excluded.wall)",
  ).run(feed, kind, from, to, wall);
}

/** The newest configuration of each feed. */
export function feedsOf(db: Sqlite): readonly FeedConfigured[] {
  return all.get(db, "", () => readFeeds(db));
}

function readFeeds(db: Sqlite): FeedConfigured[] {
  // One step a feed, however many starts wrote their configurations.
  const feeds = statement<{ feed: string }>(
    db,
    `WITH RECURSIVE f(feed) AS (
       SELECT min(feed) FROM feed_config UNION ALL SELECT (SELECT min(feed) FROM feed_config WHERE feed > f.feed) FROM f WHERE f.feed IS NOT NULL)
     SELECT feed FROM f WHERE feed IS NOT NULL`,
  ).all();
  return feeds.flatMap(({ feed }) => newestConfig(db, feed) ?? []);
}

/**
 * What a feed was heard for, in the stretches that end at `since` (ms) or later; without it in the newest alone, which is all that an age
 * needs. Messages of years ago are each a stretch of their own.
 */
export function hearingOf(
  db: Sqlite,
  { facility, feed }: Pick<FeedConfigured, "facility" | "feed">,
  kind: KindOfData,
  since?: number,
): Hearing {
  return hearings.get(db, `${facility} ${feed} ${kind} ${since ?? ""}`, () => {
    if (since === undefined) {
      const newest = statement<Stretch>(
        db,
        "SELECT from_ms, to_ms FROM heard WHERE facility = ? AND feed = ? AND kind = ? ORDER BY from_ms DESC LIMIT 1",
      ).get(facility, feed, kind);
      return newest === undefined ? NOTHING_HEARD : { heard: [intervalOf(newest)], closed: [] };
    }
    const rows = statement<Stretch>(
      db,
      "SELECT from_ms, to_ms FROM heard WHERE facility = ? AND feed = ? AND kind = ? ORDER BY from_ms DESC",
    ).iterate(facility, feed, kind);
    const heard: Interval[] = [];
    for (const row of rows) {
      if (heard.length > 0 && row.to_ms < since) break;
      heard.push(intervalOf(row));
    }
    return { heard: heard.reverse(), closed: closedOf(db, feed, kind) };
  });
}

/** By feed and kind, `feed kind`: the newest stretch for which each of these feeds of a facility was heard, in one reading. */
export function newestHearings(db: Sqlite, facility: string, feeds: readonly string[]): ReadonlyMap<string, Hearing> {
  const rows = statement<Stretch & { feed: string; kind: string }>(
    db,
    // Each feed and kind is one seek: without CROSS the planner reads all stretches of a feed.
    `SELECT h.feed, h.kind, h.from_ms, h.to_ms FROM json_each(?) f CROSS JOIN json_each(?) k CROSS JOIN heard h
     ON h.facility = ? AND h.feed = f.value AND h.kind = k.value
     AND h.from_ms = (SELECT max(n.from_ms) FROM heard n WHERE n.facility = ? AND n.feed = f.value AND n.kind = k.value)`,
  ).all(JSON.stringify(feeds), JSON.stringify(KINDS_OF_DATA), facility, facility);
  return new Map(rows.map(row => [`${row.feed} ${row.kind}`, { heard: [intervalOf(row)], closed: [] }]));
}

function closedOf(db: Sqlite, feed: string, kind: KindOfData): readonly Interval[] {
  const gaps = statement<Stretch>(db, "SELECT from_ms, to_ms FROM heard_closed WHERE feed = ? AND kind = ?");
  return gaps.all(feed, kind).reduce((hearing, gap) => close(hearing, intervalOf(gap)), NOTHING_HEARD).closed;
}

function intervalOf({ from_ms, to_ms }: Stretch): Interval {
  return { from: from_ms, to: to_ms };
}

/** The kinds of data that a message of a type is heard for. */
export function kindsHeard(config: FeedConfigured, type: string | null): readonly KindOfData[] {
  if (type === null) return [];
  const named = namedFor(config, type);
  if (named !== undefined) return named;
  // A type of the sender's own is heard for what it is read as.
  const { dialect } = config.mapping;
  const read = dialect === undefined ? type : dialectOf(dialect).typeOf(type);
  return namedFor(config, read) ?? HEARD_BY_CODE[read.slice(0, 3)] ?? [];
}

function namedFor({ heartbeats, heard }: FeedConfigured, type: string): readonly KindOfData[] | undefined {
  const code = type.slice(0, 3);
  return heartbeats[type] ?? heartbeats[code] ?? heard[type] ?? heard[code];
}

function limitOf(config: FeedConfigured, kind: KindOfData): number {
  return config.limits_ms[kind] ?? DEFAULT_LIMITS[kind];
}

function write(db: Sqlite, at: At, { from, to }: Interval): void {
  statement(
    db,
    "INSERT INTO heard VALUES (?,?,?,?,?) ON CONFLICT (facility, feed, kind, from_ms) DO UPDATE SET to_ms = excluded.to_ms",
  ).run(...at, from, to);
}
