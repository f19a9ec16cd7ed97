// Which messages are held, taken or left out (RULES M4): a function of the holds, exclusions, lifts and verdicts that are here.
import { type Folded, HeldRows, hasTable, hex, own, type Sqlite, statement } from "../../journal/index.ts";
import type { FeedDecided, FeedExcluded, FeedHeld, FeedLifted, FeedRange } from "../entries.ts";
import { isBehind } from "../fold/behind-cut.ts";
import { follows } from "../fold/epochs.ts";

export const HOLD_DDL = [
  "CREATE TABLE IF NOT EXISTS feed_hold (epoch BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, id TEXT NOT NULL, what TEXT NOT NULL, feed TEXT NOT NULL, wall INTEGER NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (epoch, seq, hash)) STRICT, WITHOUT ROWID",
  "CREATE INDEX IF NOT EXISTS feed_hold_feed ON feed_hold (feed)",
  "CREATE TABLE IF NOT EXISTS feed_lift (of_id TEXT NOT NULL, hash BLOB NOT NULL, id TEXT NOT NULL, feed TEXT NOT NULL, wall INTEGER NOT NULL, actor TEXT NOT NULL, why TEXT NOT NULL, PRIMARY KEY (of_id, hash)) STRICT, WITHOUT ROWID",
  // A verdict a message: of those that another one replaced nothing counts.
  "CREATE TABLE IF NOT EXISTS feed_verdict (place TEXT NOT NULL, hash BLOB NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL, take INTEGER NOT NULL, wall INTEGER NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (place, hash)) STRICT, WITHOUT ROWID",
  "CREATE INDEX IF NOT EXISTS feed_verdict_key ON feed_verdict (key)",
  "CREATE TABLE IF NOT EXISTS feed_verdict_replaced (key TEXT NOT NULL, id TEXT NOT NULL, by_id TEXT NOT NULL, PRIMARY KEY (key, id, by_id)) STRICT, WITHOUT ROWID",
] as const;
export const HOLD_TABLES = ["feed_hold", "feed_lift", "feed_verdict", "feed_verdict_replaced"] as const;

/** A hold or an exclusion that nobody lifted. */
export type Standing = {
  /** Id of its entry, hex. */
  readonly id: string;
  readonly what: "held" | "excluded";
  readonly feed: string;
  readonly ranges: readonly FeedRange[];
  readonly quarantine: boolean;
  readonly alarm: FeedHeld["alarm"];
  readonly why: string;
  readonly actor: string;
  /** When it was recorded, integer ms. */
  readonly since: number;
};

/** How a message stands: `held` until a person decides, `taken` by one, `out` as if it had never come. */
export type MessageVerdict = "free" | "held" | "taken" | "out";

/** By feed. */
const standing = new HeldRows<readonly Standing[]>();
/** Under one key: whether any verdict is here. */
const decided = new HeldRows<boolean>();
const ALL = "";

type HoldRow = {
  readonly id: string;
  readonly what: Standing["what"];
  readonly feed: string;
  readonly wall: number;
  readonly actor: string;
  readonly body: string;
};

/** What stands of a feed, the oldest first. */
export function standingHolds(db: Sqlite, feed: string): readonly Standing[] {
  return standing.get(db, feed, () =>
    statement<HoldRow>(
      db,
      `SELECT id, what, feed, wall, actor, body FROM feed_hold h WHERE feed = ?
       AND NOT EXISTS (SELECT 1 FROM feed_lift l WHERE l.of_id = h.id) ORDER BY wall, id, hash`,
    )
      .all(feed)
      .map(standingFrom),
  );
}

/** What stands of all feeds; nothing where the views are of a version that knew no holds: those serve while new ones are folded. */
export function allStandingHolds(db: Sqlite): Standing[] {
  if (!knowsHolds(db)) return [];
  const feeds = statement<{ feed: string }>(db, "SELECT DISTINCT feed FROM feed_hold ORDER BY feed").all();
  return feeds.flatMap(({ feed }) => standingHolds(db, feed));
}

/** True where these views have the tables of this file. */
export function knowsHolds(db: Sqlite): boolean {
  return hasTable(db, "feed_hold");
}

function standingFrom({ id, what, feed, wall, actor, body }: HoldRow): Standing {
  // Written below, from a body that its schema took.
  const { ranges, why, ...held } = JSON.parse(body) as FeedHeld;
  const { alarm = null, quarantine = false } = held;
  return { id, what, feed, ranges, quarantine, alarm, why, actor, since: Math.floor(wall / 1_000) };
}

/** Takes a hold, an exclusion, a lift or verdicts. Returns the messages (their identities) that may now stand otherwise. */
export function foldHold(db: Sqlite, entry: Folded): Identity[] {
  const { kind } = entry.header;
  if (kind === "feed.held") return keepHold(db, entry, "held", entry.body as FeedHeld);
  if (kind === "feed.excluded") return keepHold(db, entry, "excluded", entry.body as FeedExcluded);
  if (kind === "feed.lifted") return keepLift(db, entry, entry.body as FeedLifted);
  return kind === "feed.decided" ? keepVerdicts(db, entry, entry.body as FeedDecided) : [];
}

type Identity = Uint8Array;

function keepHold(
  db: Sqlite,
  { header, hash }: Folded,
  what: Standing["what"],
  body: FeedHeld | FeedExcluded,
): Identity[] {
  const { epoch, seq, id, wall, actor } = header;
  statement(db, "INSERT OR IGNORE INTO feed_hold VALUES (?,?,?,?,?,?,?,?,?)").run(
    ...[epoch, seq, hash, hex(id), what, body.feed, wall, actor, JSON.stringify(body)],
  );
  standing.forget(db, body.feed);
  return coveredBy(db, body.feed, body.ranges, what);
}

function keepLift(db: Sqlite, { header, hash }: Folded, { feed, of, why }: FeedLifted): Identity[] {
  const { id, wall, actor } = header;
  const hold = statement<HoldRow>(db, "SELECT id, what, feed, wall, actor, body FROM feed_hold WHERE id = ?").all(of);
  statement(db, "INSERT OR IGNORE INTO feed_lift VALUES (?,?,?,?,?,?,?)").run(
    of,
    hash,
    hex(id),
    feed,
    wall,
    actor,
    why,
  );
  for (const one of hold) standing.forget(db, one.feed);
  return hold.map(standingFrom).flatMap(one => coveredBy(db, one.feed, one.ranges, one.what));
}

function keepVerdicts(db: Sqlite, { header, hash }: Folded, { take, drop, reason }: FeedDecided): Identity[] {
  const { id, key, wall, actor, replaces } = header;
  const keep = statement(db, "INSERT OR IGNORE INTO feed_verdict VALUES (?,?,?,?,?,?,?,?)");
  for (const [places, isTaken] of [[take, 1] as const, [drop, 0] as const])
    for (const place of places) keep.run(place, hash, hex(id), key ?? "", isTaken, wall, actor, reason);
  const replace = statement(db, "INSERT OR IGNORE INTO feed_verdict_replaced VALUES (?,?,?)");
  for (const one of replaces) if (hex(one) !== hex(id)) replace.run(key ?? "", hex(one), hex(id));
  decided.forget(db, ALL);
  // What was replaced no longer counts, also where this one says nothing of it.
  const places = statement<{ place: string }>(db, "SELECT DISTINCT place FROM feed_verdict WHERE key = ?").all(
    key ?? "",
  );
  return places.flatMap(({ place }) => identitiesAt(db, place));
}

function identitiesAt(db: Sqlite, place: string): Identity[] {
  const [epoch = "", seq] = place.split("/");
  return statement<{ identity: Buffer }>(db, "SELECT identity FROM feed_message WHERE epoch = ? AND seq = ?")
    .all(Buffer.from(epoch, "hex"), Number(seq))
    .map(row => own(row.identity));
}

function coveredBy(db: Sqlite, feed: string, ranges: readonly FeedRange[], what: Standing["what"]): Identity[] {
  const found = ranges.flatMap(({ epoch, from, to }) => {
    const blob = Buffer.from(epoch, "hex");
    const within = statement<{ identity: Buffer }>(
      db,
      `SELECT identity FROM feed_message WHERE epoch = ? AND seq BETWEEN ? AND ? AND feed = ? ${ONLY[what]}`,
    ).all(blob, from, to ?? Number.MAX_SAFE_INTEGER, feed);
    return to !== null ? within : [...within, ...behind(db, blob, feed, ONLY[what])];
  });
  return found.map(row => own(row.identity));
}

/** The messages in `views` that the holds, exclusions and verdicts in `then`, a copy of an earlier moment, may leave unheard. */
export function unheardBy(then: Sqlite, views: Sqlite): Identity[] {
  const dropped = statement<{ place: string }>(then, "SELECT DISTINCT place FROM feed_verdict WHERE take = 0").all();
  return [
    ...allStandingHolds(then).flatMap(one => coveredBy(views, one.feed, one.ranges, one.what)),
    ...dropped.flatMap(({ place }) => identitiesAt(views, place)),
  ];
}

/** A hold is about what destroys; an exclusion about all. */
const ONLY = { held: "AND effect IS NOT NULL", excluded: "" } as const;

function behind(db: Sqlite, epoch: Uint8Array, feed: string, only: string): { identity: Buffer }[] {
  return statement<{ identity: Buffer }>(
    db,
    `WITH RECURSIVE down(epoch) AS (
       SELECT epoch FROM feed_link WHERE before = ? UNION SELECT l.epoch FROM down JOIN feed_link l ON l.before = down.epoch)
     SELECT m.identity FROM down JOIN feed_message m ON m.epoch = down.epoch WHERE m.feed = ? ${only}`,
  ).all(epoch, feed);
}

/** The messages that may stand otherwise since these epochs (hex) turned out to continue others. */
export function heldBehind(db: Sqlite, epochs: readonly string[]): Identity[] {
  if (epochs.length === 0) return [];
  return allStandingHolds(db).flatMap(({ feed, what }) =>
    epochs.flatMap(epoch => {
      const blob = Buffer.from(epoch, "hex");
      const within = statement<{ identity: Buffer }>(
        db,
        `SELECT identity FROM feed_message m WHERE m.epoch = ? AND m.feed = ? ${ONLY[what]}`,
      ).all(blob, feed);
      return [...within, ...behind(db, blob, feed, ONLY[what])].map(row => own(row.identity));
    }),
  );
}

type Copy = {
  readonly epoch: Buffer;
  readonly seq: number;
  readonly hash: Buffer;
  readonly feed: string;
  readonly effect: string | null;
  readonly verdict: MessageVerdict;
  readonly hold: string | null;
};

/** A message whose standing changed. `isHeardOtherwise`: it is heard now and was not, or the other way. */
export type Judged = Pick<Copy, "epoch" | "seq" | "hash" | "feed"> & { readonly isHeardOtherwise: boolean };

/** True where nothing holds, excludes or decides anything of a feed: then every message of it is free. */
export function isUntouched(db: Sqlite, feed: string): boolean {
  return (
    standingHolds(db, feed).length === 0 &&
    !decided.get(db, ALL, () => statement(db, "SELECT 1 FROM feed_verdict LIMIT 1").get() !== undefined)
  );
}

/** A message that nobody hears, in SQL: it is left out, or a hold keeps it back as garbage, which says nothing of how fresh the copy is. */
export const UNHEARD = "(verdict = 'out' OR (verdict = 'held' AND effect IS 'garbled message'))";

/** The same of a row. */
export function isUnheard({ verdict, effect }: Pick<Copy, "verdict" | "effect">): boolean {
  return verdict === "out" || (verdict === "held" && effect === "garbled message");
}

/** Writes how the copies of these messages stand. Returns those that stand otherwise than before. */
export function judge(db: Sqlite, identities: readonly Identity[]): Judged[] {
  const once = new Map(identities.map(identity => [hex(identity), identity]));
  const after = new Map<string, boolean>();
  const isAfter = (epoch: string, before: string) => {
    const key = `${epoch} ${before}`;
    const known = after.get(key) ?? follows(db, epoch, before);
    after.set(key, known);
    return known;
  };
  return [...once.values()].flatMap(identity => judgeOne(db, identity, isAfter));
}

function judgeOne(db: Sqlite, identity: Identity, isAfter: (epoch: string, before: string) => boolean): Judged[] {
  const copies = statement<Copy>(
    db,
    "SELECT epoch, seq, hash, feed, effect, verdict, hold FROM feed_message WHERE identity = ?",
  ).all(identity);
  const covering = ({ epoch, seq, feed }: Copy, what: Standing["what"]) =>
    standingHolds(db, feed)
      .filter(one => one.what === what && one.ranges.some(range => isIn(range, hex(own(epoch)), seq, isAfter)))
      .map(one => one.id);
  const live = copies.filter(copy => covering(copy, "excluded").length === 0);
  const holds = new Map(live.map(copy => [copy, covering(copy, "held")]));
  // Sent again, what was taken before the hold destroys nothing anew.
  const isResent = (copy: Copy) =>
    live.some(other => holds.get(other)?.length === 0 && liesBefore(other, copy, isAfter));
  const holding = live.flatMap(copy => (copy.effect === null || isResent(copy) ? [] : (holds.get(copy) ?? []))).sort();
  const said = verdictsOn(db, copies);
  const changed: Judged[] = [];
  for (const copy of copies) {
    const verdict = !live.includes(copy) || said === "drop" ? "out" : said === "take" ? "taken" : null;
    const hold = verdict === null ? (holding[0] ?? null) : null;
    const now: MessageVerdict = verdict ?? (hold === null ? "free" : "held");
    // What a cut covers is the checkpoint's, whatever a hold says.
    if ((now === copy.verdict && hold === copy.hold) || isBehind(db, own(copy.hash))) continue;
    statement(db, "UPDATE feed_message SET verdict = ?, hold = ? WHERE epoch = ? AND seq = ? AND hash = ?").run(
      ...[now, hold, copy.epoch, copy.seq, copy.hash],
    );
    const isHeardOtherwise = isUnheard({ ...copy, verdict: now }) !== isUnheard(copy);
    changed.push({ ...copy, isHeardOtherwise });
  }
  return changed;
}

function isIn(
  { epoch, from, to }: FeedRange,
  place: string,
  seq: number,
  isAfter: (epoch: string, before: string) => boolean,
): boolean {
  if (epoch === place) return seq >= from && (to === null || seq <= to);
  return to === null && isAfter(place, epoch);
}

function liesBefore(a: Copy, b: Copy, isAfter: (epoch: string, before: string) => boolean): boolean {
  const [epoch, of] = [hex(own(a.epoch)), hex(own(b.epoch))];
  return epoch === of ? a.seq < b.seq : isAfter(of, epoch);
}

/** What persons said of a message at any of its places; two who differ have not decided. */
function verdictsOn(db: Sqlite, copies: readonly Copy[]): "take" | "drop" | null {
  const found = copies.flatMap(({ epoch, seq }) =>
    statement<{ take: number }>(
      db,
      `SELECT take FROM feed_verdict v WHERE place = ?
       AND NOT EXISTS (SELECT 1 FROM feed_verdict_replaced r WHERE r.key = v.key AND r.id = v.id)`,
    ).all(`${hex(own(epoch))}/${seq}`),
  );
  const isTaken = found.some(row => row.take === 1);
  if (found.some(row => row.take === 0)) return isTaken ? null : "drop";
  return isTaken ? "take" : null;
}
