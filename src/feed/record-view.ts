// The copy: every message taken, and each record's chart as a function of the set of its messages (RULES W; docs/FORMAT.md).
// Every message lies here once more, whole, so that a late one can replay its record (docs/decisions).
import { createHash } from "node:crypto";
import { acceptSent } from "../chart/index.ts";
import { readMoment } from "../fhir/index.ts";
import { readMessage } from "../hl7/index.ts";
import { defineView, type Folded, hex, type IdKey, type Sqlite, statement, type View } from "../journal/index.ts";
import { changesOf } from "./changes.ts";
import type { FeedConfigured, FeedMessage } from "./entries.ts";
import { EPOCH_DDL, placeEntry, recordsBehind } from "./epochs.ts";
import { HEARD_DDL, hearAnew, hearMessage, isHeardAlike, newestConfig } from "./heard.ts";
import { type Mapped, mapMessage, mapOptions, messageDigest } from "./index.ts";
import { applyNext, type Copy, type Placed, RECORD_DDL, type Reading, replay } from "./record-chart.ts";

const DDL = [
  "CREATE TABLE IF NOT EXISTS feed_config (id BLOB PRIMARY KEY, feed TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, wall INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID",
  `CREATE TABLE IF NOT EXISTS feed_message (
     id TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, feed TEXT NOT NULL, wall INTEGER NOT NULL,
     identity TEXT NOT NULL, record TEXT, sent INTEGER, control TEXT, type TEXT, outcome TEXT NOT NULL, reason TEXT, issues INTEGER NOT NULL,
     message BLOB NOT NULL, PRIMARY KEY (id, epoch, seq)) STRICT`,
  // A late message replays its record.
  "CREATE INDEX IF NOT EXISTS feed_message_record ON feed_message (record) WHERE record IS NOT NULL",
  // A duplicate is found by it, and never moves freshness.
  "CREATE INDEX IF NOT EXISTS feed_message_identity ON feed_message (identity)",
  // A configuration that comes late maps what lies behind it.
  "CREATE INDEX IF NOT EXISTS feed_message_place ON feed_message (epoch, seq)",
  ...EPOCH_DDL,
  ...RECORD_DDL,
  ...HEARD_DDL,
];

type Row = Placed & { readonly feed: string; readonly wall: number; readonly message: Buffer };
type KnownRow = Row & { readonly record: string | null };

/** The copy as a view. The id key makes the ids of records and resources. */
export function recordView(idKey: IdKey): View {
  return defineView({
    name: "copy",
    // Raised with every change of a mapper or of this fold.
    version: 2,
    ddl: DDL,
    tables: ["feed_config", "feed_message", "feed_epoch", "chart_record", "chart_bed", "heard"],
    kinds: ["feed.message", "feed.configured", "feed.refused"],
    fold(db, entry) {
      const moved = placeEntry(db, entry);
      const touched = foldEntry(db, entry, idKey);
      // In the order of the chain nothing lies behind yet, and nothing is replayed.
      const records = new Set([...(moved.length === 0 ? [] : recordsBehind(db, moved)), ...touched]);
      for (const record of records) replayRecord(db, record, idKey);
      return topicsOf(entry, records, db);
    },
  });
}

/** Takes an entry in; returns the records that must be replayed. */
function foldEntry(db: Sqlite, entry: Folded, idKey: IdKey): readonly string[] {
  if (entry.header.kind === "feed.message") return foldMessage(db, entry, entry.body as FeedMessage, idKey);
  if (entry.header.kind === "feed.configured") return foldConfigured(db, entry, entry.body as FeedConfigured, idKey);
  return [];
}

function topicsOf({ header }: Folded, records: ReadonlySet<string>, db: Sqlite): string[] {
  const own = statement<{ record: string | null }>(db, "SELECT record FROM feed_message WHERE id = ? LIMIT 1").get(
    hex(header.id),
  )?.record;
  const all = own == null ? [...records] : [...new Set([own, ...records])];
  return ["feeds", ...all.map(record => `record:${record}`), ...(all.length > 0 ? ["census"] : [])];
}

/** A listener writes its configuration before its first message: what comes behind it in its epoch is mapped with it. */
function foldConfigured(db: Sqlite, { header }: Folded, body: FeedConfigured, idKey: IdKey): readonly string[] {
  const epoch = hex(header.epoch);
  const before = newestConfig(db, body.feed);
  const { changes } = statement(db, "INSERT OR IGNORE INTO feed_config VALUES (?, ?, ?, ?, ?, ?)").run(
    header.id,
    body.feed,
    epoch,
    header.seq,
    header.wall,
    JSON.stringify(body),
  );
  if (changes === 0) return [];
  const behind = statement<KnownRow>(
    db,
    "SELECT id, epoch, seq, feed, wall, identity, sent, record, message FROM feed_message WHERE epoch = ? AND seq > ? AND feed = ?",
  ).all(epoch, header.seq, body.feed);
  const records = new Set<string>();
  for (const row of behind) {
    const config = configOf(db, row);
    const mapped = mapWith(config, row.message, idKey);
    statement(
      db,
      "UPDATE feed_message SET record = ?, sent = ?, outcome = ?, reason = ?, issues = ? WHERE id = ? AND epoch = ? AND seq = ?",
    ).run(
      mapped.record?.key ?? null,
      sentOf(row.message, config, row.wall),
      mapped.outcome,
      reasonText(mapped),
      mapped.issues.length,
      row.id,
      row.epoch,
      row.seq,
    );
    for (const record of [row.record, mapped.record?.key]) if (record != null) records.add(record);
  }
  if (behind.length > 0 || !isHeardAlike(before, newestConfig(db, body.feed))) hearAnew(db, body.feed);
  return [...records];
}

function foldMessage(db: Sqlite, { header }: Folded, body: FeedMessage, idKey: IdKey): readonly string[] {
  const [id, epoch] = [hex(header.id), hex(header.epoch)];
  const message = Buffer.from(body.message);
  const place = { id, epoch, seq: header.seq, feed: body.feed, wall: header.wall, message };
  const config = configOf(db, place);
  const mapped = mapWith(config, message, idKey);
  const row: Row = {
    ...place,
    identity: identityOf(body.feed, mapped.control, message),
    sent: sentOf(message, config, header.wall),
  };
  const copies = statement<Copy>(db, "SELECT id, sent, record FROM feed_message WHERE identity = ?").all(row.identity);
  const record = mapped.record?.key ?? null;
  const { changes } = statement(db, "INSERT OR IGNORE INTO feed_message VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)").run(
    id,
    epoch,
    header.seq,
    body.feed,
    header.wall,
    row.identity,
    record,
    row.sent,
    mapped.control,
    mapped.type,
    mapped.outcome,
    reasonText(mapped),
    mapped.issues.length,
    message,
  );
  if (changes === 0) return [];
  hearMessage(
    db,
    body.feed,
    { type: mapped.type, sent: row.sent },
    copies.map(copy => copy.sent),
  );
  if (record === null) return [];
  return applyNext(db, record, row, copies, readingOf(row, mapped, config)) ? [] : [record];
}

function replayRecord(db: Sqlite, record: string, idKey: IdKey): void {
  const rows = statement<Row>(
    db,
    "SELECT id, epoch, seq, feed, wall, identity, sent, message FROM feed_message WHERE record = ?",
  ).all(record);
  replay(db, record, rows, row => {
    const config = configOf(db, row);
    return readingOf(row, mapWith(config, row.message, idKey), config);
  });
}

function readingOf(row: Row, mapped: Mapped, config: FeedConfigured | null): Reading {
  return { facility: config?.facility ?? "", changes: changesOf(mapped, row.id, row.sent) };
}

/** The configuration in force at a message: the newest before it in its own chain. */
function configOf(db: Sqlite, place: Pick<Row, "epoch" | "seq" | "feed">): FeedConfigured | null {
  const found = statement<{ body: string }>(
    db,
    "SELECT body FROM feed_config WHERE feed = ? AND epoch = ? AND seq < ? ORDER BY seq DESC LIMIT 1",
  ).get(place.feed, place.epoch, place.seq);
  return found === undefined ? null : (JSON.parse(found.body) as FeedConfigured);
}

function mapWith(config: FeedConfigured | null, message: Buffer, idKey: IdKey): Mapped {
  return mapMessage(new Uint8Array(message), mapOptions(config?.mapping ?? {}, undefined, idKey));
}

/** A duplicate is the same feed, the same MSH-10 and the same bytes apart from MSH-7, -8 and -13. */
function identityOf(feed: string, control: string | null, message: Uint8Array): string {
  return createHash("sha256")
    .update(`${feed}\0${control ?? ""}\0`)
    .update(messageDigest(message))
    .digest("hex");
}

/** MSH-7 in the feed's zone, accepted or not (DESIGN §3, Age): of every message, also one that is parked. */
function sentOf(message: Uint8Array, config: FeedConfigured | null, wall: number): number | null {
  const read = readMessage(message);
  const text = read.ok ? read.message.segments[0]?.text(7) : undefined;
  const sent = text === undefined ? undefined : readMoment(text, config?.mapping.zone ?? "UTC");
  if (sent === undefined) return null;
  const precision = sent.precision === "hour" ? "day" : sent.precision;
  return acceptSent({ text: sent.iso, instant: sent.instant, precision }, Math.floor(wall / 1000));
}

function reasonText(mapped: Mapped): string | null {
  return mapped.reason === null ? null : JSON.stringify(mapped.reason);
}
