// What each feed was heard for and when (RULES A1, A2): a function of each message's least `sent` and the newest configuration.
import { DEFAULT_LIMITS, type Hearing, hear, type KindOfData, NOTHING_HEARD } from "../chart/index.ts";
import { type Sqlite, statement } from "../journal/index.ts";
import type { FeedConfigured } from "./entries.ts";

export const HEARD_DDL = [
  "CREATE TABLE IF NOT EXISTS heard (facility TEXT NOT NULL, feed TEXT NOT NULL, kind TEXT NOT NULL, hearing TEXT NOT NULL, PRIMARY KEY (facility, feed, kind)) STRICT, WITHOUT ROWID",
] as const;

/** Kinds that a message is heard for where the configuration names none for its type (RULES A2). */
const HEARD_BY_CODE: Readonly<Record<string, readonly KindOfData[]>> = {
  ADT: ["movements", "demographics", "allergies", "problems"],
  ORM: ["orders", "medication orders"],
  RDE: ["medication orders"],
  RAS: ["administrations"],
  ORU: ["results", "vitals"],
};

type Heard = { readonly type: string | null; readonly sent: number | null };

/** The configuration of a feed that was written last, the same on every node; null while none is here. */
export function newestConfig(db: Sqlite, feed: string): FeedConfigured | null {
  const found = statement<{ body: string }>(
    db,
    "SELECT body FROM feed_config WHERE feed = ? ORDER BY wall DESC, id DESC LIMIT 1",
  ).get(feed);
  return found === undefined ? null : (JSON.parse(found.body) as FeedConfigured);
}

/** True where two configurations are heard alike: nothing need be heard anew. */
export function isHeardAlike(a: FeedConfigured | null, b: FeedConfigured | null): boolean {
  const ears = (config: FeedConfigured | null) =>
    config === null ? null : [config.facility, config.heard, config.heartbeats, config.limits_ms];
  return JSON.stringify(ears(a)) === JSON.stringify(ears(b));
}

/** Hears a message that was just taken. `others`: the `sent` of its copies that were here before; a duplicate never moves freshness. */
export function hearMessage(db: Sqlite, feed: string, message: Heard, others: readonly (number | null)[]): void {
  if (message.sent === null) return;
  const known = others.filter(sent => sent !== null);
  if (known.some(sent => sent <= (message.sent ?? 0))) return;
  if (known.length > 0) {
    // An earlier copy of a message that was heard later than it was sent.
    hearAnew(db, feed);
    return;
  }
  const config = newestConfig(db, feed);
  if (config === null) return;
  for (const kind of kindsHeard(config, message.type)) {
    const before = statement<{ hearing: string }>(
      db,
      "SELECT hearing FROM heard WHERE facility = ? AND feed = ? AND kind = ?",
    ).get(config.facility, feed, kind);
    const hearing = before === undefined ? NOTHING_HEARD : (JSON.parse(before.hearing) as Hearing);
    const after = hear(hearing, message.sent, limitOf(config, kind));
    if (after !== hearing) write(db, config.facility, feed, kind, after);
  }
}

/** Hears all messages of a feed again: its configuration changed, or an earlier copy came late. */
export function hearAnew(db: Sqlite, feed: string): void {
  statement(db, "DELETE FROM heard WHERE feed = ?").run(feed);
  const config = newestConfig(db, feed);
  if (config === null) return;
  const hearings = new Map<KindOfData, Hearing>();
  const all = statement<Heard>(
    db,
    "SELECT type, min(sent) AS sent FROM feed_message WHERE feed = ? AND sent IS NOT NULL GROUP BY identity ORDER BY 2",
  ).all(feed);
  for (const { type, sent } of all) {
    if (sent === null) continue;
    for (const kind of kindsHeard(config, type))
      hearings.set(kind, hear(hearings.get(kind) ?? NOTHING_HEARD, sent, limitOf(config, kind)));
  }
  for (const [kind, hearing] of hearings) write(db, config.facility, feed, kind, hearing);
}

function kindsHeard(config: FeedConfigured, type: string | null): readonly KindOfData[] {
  if (type === null) return [];
  const code = type.slice(0, 3);
  const named = config.heartbeats[type] ?? config.heartbeats[code] ?? config.heard[type] ?? config.heard[code];
  return named ?? HEARD_BY_CODE[code] ?? [];
}

function limitOf(config: FeedConfigured, kind: KindOfData): number {
  return config.limits_ms[kind] ?? DEFAULT_LIMITS[kind];
}

function write(db: Sqlite, facility: string, feed: string, kind: KindOfData, hearing: Hearing): void {
  statement(
    db,
    "INSERT INTO heard VALUES (?,?,?,?) ON CONFLICT (facility, feed, kind) DO UPDATE SET hearing = excluded.hearing",
  ).run(facility, feed, kind, JSON.stringify(hearing));
}
