// The copy: every message taken, and each record's chart as a function of the set of its messages (RULES W; docs/FORMAT.md).
// A message itself lies in the journal only; a late one reads its record's messages there again.
import { createHash } from "node:crypto";
import { acceptSent } from "../chart/index.ts";
import {
  type Bytes,
  defineView,
  type Folded,
  HeldRows,
  hex,
  type IdKey,
  own,
  type Source,
  type Sqlite,
  statement,
  type View,
} from "../journal/index.ts";
import { changesOf } from "./changes.ts";
import {
  type FeedConfigured,
  type FeedGapClosed,
  type FeedImported,
  FeedMessage,
  feedKinds,
  ResourcesImported,
} from "./entries.ts";
import { EPOCH_DDL, placeEntry, recordsBehind } from "./epochs.ts";
import { closeGap, forgetNewest, HEARD_DDL, hearAnew, hearMessage, isHeardAlike, newestConfig } from "./heard.ts";
import { identityOf } from "./identity.ts";
import { type ImportedResources, readResources } from "./import/resources.ts";
import { type Mapped, mapMessage } from "./map-message.ts";
import { PARKED_INDEX } from "./parked.ts";
import { optionsOf, readConfig } from "./read-config.ts";
import { applyNext, type Copy, type Placed, RECORD_DDL, type Reading, replay } from "./record-chart.ts";
import { REFERENCE_TABLES } from "./reference-index.ts";

const DDL = [
  // By place and hash: of two entries at one place (a fork) or under one id (a clash) both are kept.
  "CREATE TABLE IF NOT EXISTS feed_config (epoch BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, id BLOB NOT NULL, feed TEXT NOT NULL, wall INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (epoch, seq, hash)) STRICT, WITHOUT ROWID",
  // In force at a message; the newest of a feed.
  "CREATE INDEX IF NOT EXISTS feed_config_place ON feed_config (feed, epoch, seq, hash)",
  "CREATE INDEX IF NOT EXISTS feed_config_wall ON feed_config (feed, wall, id, hash)",
  `CREATE TABLE IF NOT EXISTS feed_message (
     epoch BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, node BLOB NOT NULL, id BLOB NOT NULL, feed TEXT NOT NULL, wall INTEGER NOT NULL,
     identity BLOB NOT NULL, record TEXT, sent INTEGER, control TEXT, type TEXT, outcome TEXT NOT NULL, reason TEXT, issues INTEGER NOT NULL,
     PRIMARY KEY (epoch, seq, hash)) STRICT, WITHOUT ROWID`,
  // A late message replays its record.
  "CREATE INDEX IF NOT EXISTS feed_message_record ON feed_message (record) WHERE record IS NOT NULL",
  // A duplicate is found by it, and never moves freshness.
  "CREATE INDEX IF NOT EXISTS feed_message_identity ON feed_message (identity)",
  PARKED_INDEX,
  ...EPOCH_DDL,
  ...RECORD_DDL,
  ...HEARD_DDL,
];

/** A message as the view keeps it: its place, and what of it the order of a record depends on. */
type Row = {
  readonly epoch: Bytes;
  readonly seq: number;
  readonly hash: Bytes;
  readonly node: Bytes;
  readonly id: Bytes;
  readonly feed: string;
  readonly wall: number;
  readonly identity: Bytes;
  readonly sent: number | null;
  readonly record: string | null;
};
type KnownRow = { readonly [K in keyof Row]: Row[K] extends Bytes ? Buffer : Row[K] };

const ROW = "SELECT epoch, seq, hash, node, id, feed, wall, identity, sent, record FROM feed_message";

/** The configurations of a feed in one epoch, newest first. */
const configs = new HeldRows<readonly { readonly seq: number; readonly body: string }[]>();

/** The copy as a view. The id key makes the ids of records and resources. */
export function recordView(idKey: IdKey): View {
  return defineView({
    name: "copy",
    // Raised with every change of a mapper or of this fold.
    version: 9,
    ddl: DDL,
    tables: [
      "feed_config",
      "feed_message",
      "feed_epoch",
      "chart_record",
      "chart_part",
      "chart_bed",
      ...REFERENCE_TABLES,
      "heard",
      "heard_closed",
    ],
    // All of the chain: any of them may be the head that the next start names.
    kinds: feedKinds.map(kind => kind.name),
    fold(db, entry, source) {
      const moved = placeEntry(db, entry);
      const { own: record, late } = foldEntry(db, entry, idKey, source);
      // In the order of the chain nothing lies behind yet, and nothing is replayed.
      const records = new Set([...(moved.length === 0 ? [] : recordsBehind(db, moved)), ...late]);
      for (const one of records) replayRecord(db, one, idKey, source);
      if (record !== null) records.add(record);
      return ["feeds", ...[...records].map(one => `record:${one}`), ...(records.size > 0 ? ["census"] : [])];
    },
  });
}

/** The record that an entry speaks of, and the records that must be replayed for it. */
type Taken = { readonly own: string | null; readonly late: readonly string[] };
const NOTHING: Taken = { own: null, late: [] };

function foldEntry(db: Sqlite, entry: Folded, idKey: IdKey, source: Source): Taken {
  if (entry.header.kind === "feed.message") return foldMessage(db, entry, entry.body as FeedMessage, idKey);
  if (entry.header.kind === "feed.configured")
    return { own: null, late: foldConfigured(db, entry, entry.body as FeedConfigured, idKey, source) };
  if (entry.header.kind === "feed.imported") return foldImported(db, entry, entry.body as FeedImported, idKey);
  if (entry.header.kind === "feed.gap.closed") closeGap(db, entry.body as FeedGapClosed);
  return NOTHING;
}

/** A listener writes its configuration before its first message: what comes behind it in its epoch is mapped with it. */
function foldConfigured(
  db: Sqlite,
  { header, hash }: Folded,
  body: FeedConfigured,
  idKey: IdKey,
  source: Source,
): readonly string[] {
  const before = newestConfig(db, body.feed);
  const { changes } = statement(db, "INSERT OR IGNORE INTO feed_config VALUES (?, ?, ?, ?, ?, ?, ?)").run(
    header.epoch,
    header.seq,
    hash,
    header.id,
    body.feed,
    header.wall,
    JSON.stringify(body),
  );
  if (changes === 0) return [];
  forgetNewest(db, body.feed);
  configs.forget(db, chainKey(body.feed, header.epoch));
  const behind = statement<KnownRow>(db, `${ROW} WHERE epoch = ? AND seq > ? AND feed = ?`)
    .all(header.epoch, header.seq, body.feed)
    .map(rowOf);
  const records = new Set<string>();
  for (const row of behind) {
    const mapped = mapRow(db, row, idKey, source);
    if (mapped === null) continue;
    statement(
      db,
      "UPDATE feed_message SET record = ?, sent = ?, outcome = ?, reason = ?, issues = ? WHERE epoch = ? AND seq = ? AND hash = ?",
    ).run(
      mapped.record?.key ?? null,
      sentOf(mapped, row.wall),
      mapped.outcome,
      reasonText(mapped),
      mapped.issues.length,
      row.epoch,
      row.seq,
      row.hash,
    );
    for (const record of [row.record, mapped.record?.key]) if (record != null) records.add(record);
  }
  if (behind.length > 0 || !isHeardAlike(before, newestConfig(db, body.feed))) hearAnew(db, body.feed);
  return [...records];
}

function foldMessage(db: Sqlite, { header, hash }: Folded, body: FeedMessage, idKey: IdKey): Taken {
  const { epoch, seq, node, id, wall } = header;
  const config = configOf(db, { feed: body.feed, epoch, seq });
  const mapped = mapMessage(body.message, optionsOf(config, idKey));
  const identity = identityOf(body.feed, mapped.control, body.message);
  const record = mapped.record?.key ?? null;
  const row: Row = { epoch, seq, hash, node, id, feed: body.feed, wall, identity, sent: sentOf(mapped, wall), record };
  const copies = copiesOf(db, identity);
  const { changes } = statement(db, "INSERT OR IGNORE INTO feed_message VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)").run(
    epoch,
    seq,
    hash,
    node,
    id,
    body.feed,
    wall,
    identity,
    record,
    row.sent,
    mapped.control,
    mapped.type,
    mapped.outcome,
    reasonText(mapped),
    mapped.issues.length,
  );
  if (changes === 0) return NOTHING;
  hearMessage(
    db,
    body.feed,
    { type: mapped.type, sent: row.sent },
    copies.map(copy => copy.sent),
  );
  if (record === null) return NOTHING;
  const isApplied = applyNext(db, record, placedOf(row), copies, readingOf(row, mapped, config));
  return { own: record, late: isApplied ? [] : [record] };
}

/** Resources from a file take their place among the record's messages as one of them. */
function foldImported(db: Sqlite, { header, hash }: Folded, body: FeedImported, idKey: IdKey): Taken {
  if (body.what !== "resources") return NOTHING;
  const { epoch, seq, node, id, wall } = header;
  const read = readResources(body, idKey);
  const record = read.record?.key ?? null;
  const identity = own(createHash("sha256").update(JSON.stringify(body)).digest());
  const row: Row = { epoch, seq, hash, node, id, feed: IMPORTS, wall, identity, sent: null, record };
  const copies = copiesOf(db, identity);
  const { changes } = statement(db, "INSERT OR IGNORE INTO feed_message VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)").run(
    epoch,
    seq,
    hash,
    node,
    id,
    IMPORTS,
    wall,
    identity,
    record,
    null,
    null,
    "FHIR",
    record === null ? "parked" : "mapped",
    read.reason === null ? null : JSON.stringify(read.reason),
    read.parked.length,
  );
  if (changes === 0 || record === null) return NOTHING;
  const isApplied = applyNext(db, record, placedOf(row), copies, importReading(row, body, read));
  return { own: record, late: isApplied ? [] : [record] };
}

/** No feed's name: feeds have no slash. */
const IMPORTS = "import/fhir";

function importReading(row: Row, { facility }: ResourcesImported, { changes }: ImportedResources): Reading {
  const by = hex(row.id);
  if (changes === null) return { facility, changes: null };
  const imported = changes.imported?.map(visit => ({
    ...visit,
    movements: visit.movements.map(one => ({ ...one, by })),
  }));
  const doses = changes.doses.map(dose => ({ ...dose, by }));
  return { facility, changes: { ...changes, doses, imported: imported ?? [], by, sent: null } };
}

function copiesOf(db: Sqlite, identity: Bytes): Copy[] {
  return statement<{ id: Buffer; sent: number | null; record: string | null }>(
    db,
    "SELECT id, sent, record FROM feed_message WHERE identity = ?",
  )
    .all(identity)
    .map((copy): Copy => ({ ...copy, id: hex(own(copy.id)) }));
}

function replayRecord(db: Sqlite, record: string, idKey: IdKey, source: Source): void {
  const rows = statement<KnownRow>(db, `${ROW} WHERE record = ?`)
    .all(record)
    .map(known => ({ ...placedOf(rowOf(known)), row: rowOf(known) }));
  replay(db, record, rows, ({ row }) => {
    if (row.feed === IMPORTS) {
      const body = ResourcesImported.safeParse(source.body({ ...row, chain: "feed" })).data;
      return body === undefined
        ? { facility: "", changes: null }
        : importReading(row, body, readResources(body, idKey));
    }
    const mapped = mapRow(db, row, idKey, source);
    const config = configOf(db, row);
    return mapped === null ? { facility: config?.facility ?? "", changes: null } : readingOf(row, mapped, config);
  });
}

/** A message of before, read in the journal again and mapped with the configuration in force; null where its content is gone. */
function mapRow(db: Sqlite, row: Row, idKey: IdKey, source: Source): Mapped | null {
  const body = FeedMessage.safeParse(source.body({ ...row, chain: "feed" }));
  return body.success ? mapMessage(body.data.message, optionsOf(configOf(db, row), idKey)) : null;
}

function readingOf(row: Row, mapped: Mapped, config: FeedConfigured | null): Reading {
  return { facility: config?.facility ?? "", changes: changesOf(mapped, hex(row.id), row.sent) };
}

function rowOf({ epoch, hash, node, id, identity, ...rest }: KnownRow): Row {
  return { ...rest, epoch: own(epoch), hash: own(hash), node: own(node), id: own(id), identity: own(identity) };
}

function placedOf(row: Row): Placed {
  return { id: hex(row.id), epoch: hex(row.epoch), seq: row.seq, identity: hex(row.identity), sent: row.sent };
}

/** The configuration in force at a message: the newest before it in its own chain. */
function configOf(db: Sqlite, place: Pick<Row, "epoch" | "seq" | "feed">): FeedConfigured | null {
  const all = configs.get(db, chainKey(place.feed, place.epoch), () =>
    statement<{ seq: number; body: string }>(
      db,
      "SELECT seq, body FROM feed_config WHERE feed = ? AND epoch = ? ORDER BY seq DESC, hash DESC",
    ).all(place.feed, place.epoch),
  );
  const found = all.find(config => config.seq < place.seq);
  return found === undefined ? null : readConfig(found.body);
}

/** A feed's name has no blank. */
function chainKey(feed: string, epoch: Bytes): string {
  return `${feed} ${hex(epoch)}`;
}

/** MSH-7 in the feed's zone, accepted or not (DESIGN §3, Age): of every message, also one that is parked. `wall` is integer µs. */
function sentOf({ sent }: Mapped, wall: number): number | null {
  if (sent === null) return null;
  const precision = sent.precision === "hour" ? "day" : sent.precision;
  return acceptSent({ text: sent.iso, instant: sent.instant, precision }, Math.floor(wall / 1000));
}

function reasonText(mapped: Mapped): string | null {
  return mapped.reason === null ? null : JSON.stringify(mapped.reason);
}
