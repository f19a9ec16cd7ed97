// The copy: every message taken, and each record's chart as a function of the set of its messages (RULES W; docs/FORMAT.md).
import { createHash } from "node:crypto";
import {
  acceptSent,
  applyChanges,
  DEFAULT_LIMITS,
  EMPTY_RECORD,
  type Hearing,
  hear,
  KINDS_OF_DATA,
  type KindOfData,
  NOTHING_HEARD,
  orderMessages,
  type RecordState,
  standingOf,
} from "../chart/index.ts";
import { readMoment } from "../fhir/index.ts";
import { readMessage } from "../hl7/index.ts";
import { defineView, type Folded, hex, type IdKey, type Sqlite, type View } from "../journal/index.ts";
import { changesOf } from "./changes.ts";
import type { FeedConfigured, FeedMessage } from "./entries.ts";
import { type Mapped, mapMessage, mapOptions, messageDigest } from "./index.ts";

const DDL = [
  `CREATE TABLE IF NOT EXISTS feed_config (id BLOB PRIMARY KEY, feed TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, wall INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS feed_message (
     id TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, feed TEXT NOT NULL, hash TEXT NOT NULL, wall INTEGER NOT NULL,
     identity TEXT NOT NULL, record TEXT, sent INTEGER, control TEXT, type TEXT, outcome TEXT NOT NULL, reason TEXT, issues INTEGER NOT NULL,
     message BLOB NOT NULL, PRIMARY KEY (id, epoch, seq)) STRICT`,
  // A late message replays its record.
  "CREATE INDEX IF NOT EXISTS feed_message_record ON feed_message (record) WHERE record IS NOT NULL",
  // A duplicate is found by it, and never moves freshness.
  "CREATE INDEX IF NOT EXISTS feed_message_identity ON feed_message (identity)",
  // A configuration that comes late maps what lies behind it.
  "CREATE INDEX IF NOT EXISTS feed_message_place ON feed_message (epoch, seq)",
  "CREATE INDEX IF NOT EXISTS feed_message_hash ON feed_message (hash)",
  // Which feed heads an epoch continues: its order after theirs.
  "CREATE TABLE IF NOT EXISTS feed_epoch (epoch TEXT NOT NULL, continues TEXT NOT NULL, PRIMARY KEY (epoch, continues)) STRICT, WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS feed_hash (hash TEXT PRIMARY KEY, epoch TEXT NOT NULL) STRICT, WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS chart_record (record TEXT PRIMARY KEY, facility TEXT NOT NULL, tail_epoch TEXT NOT NULL, tail_seq INTEGER NOT NULL, state TEXT NOT NULL) STRICT, WITHOUT ROWID",
  "CREATE TABLE IF NOT EXISTS chart_bed (record TEXT PRIMARY KEY, facility TEXT NOT NULL, unit TEXT, bed TEXT, visit TEXT NOT NULL, since INTEGER) STRICT, WITHOUT ROWID",
  "CREATE INDEX IF NOT EXISTS chart_bed_unit ON chart_bed (facility, unit, bed)",
  "CREATE TABLE IF NOT EXISTS heard (facility TEXT NOT NULL, feed TEXT NOT NULL, kind TEXT NOT NULL, hearing TEXT NOT NULL, PRIMARY KEY (facility, feed, kind)) STRICT, WITHOUT ROWID",
];

/** Kinds that a message is heard for where the configuration names none for its type (RULES A2). */
const HEARD_BY_CODE: Readonly<Record<string, readonly KindOfData[]>> = {
  ADT: ["movements", "demographics", "allergies", "problems"],
  ORM: ["orders", "medication orders"],
  RDE: ["medication orders"],
  RAS: ["administrations"],
  ORU: ["results", "vitals"],
};

type Row = {
  readonly id: string;
  readonly epoch: string;
  readonly seq: number;
  readonly feed: string;
  readonly identity: string;
  readonly sent: number | null;
  readonly wall: number;
  readonly message: Buffer;
};

/** The copy as a view. The id key makes the ids of records and resources. */
export function recordView(idKey: IdKey): View {
  return defineView({
    name: "copy",
    version: 1,
    ddl: DDL,
    tables: ["feed_config", "feed_message", "feed_epoch", "chart_record", "chart_bed", "heard"],
    kinds: ["feed.message", "feed.configured", "feed.refused"],
    fold(db, entry) {
      placeEpoch(db, entry);
      if (entry.header.kind === "feed.message") return foldMessage(db, entry, entry.body as FeedMessage, idKey);
      if (entry.header.kind === "feed.configured")
        return foldConfigured(db, entry, entry.body as FeedConfigured, idKey);
      return ["feeds"];
    },
  });
}

function placeEpoch(db: Sqlite, { header, hash }: Folded): void {
  const epoch = hex(header.epoch);
  if (header.seq === 1) {
    const insert = db.prepare("INSERT OR IGNORE INTO feed_epoch VALUES (?, ?)");
    for (const parent of header.parents ?? []) insert.run(epoch, hex(parent));
  }
  db.prepare("INSERT OR IGNORE INTO feed_hash VALUES (?, ?)").run(hex(hash), epoch);
}

/** A listener writes its configuration before its first message: what comes behind it in its epoch is mapped with it. */
function foldConfigured(db: Sqlite, { header }: Folded, body: FeedConfigured, idKey: IdKey): readonly string[] {
  const epoch = hex(header.epoch);
  db.prepare("INSERT OR IGNORE INTO feed_config VALUES (?, ?, ?, ?, ?, ?)").run(
    header.id,
    body.feed,
    epoch,
    header.seq,
    header.wall,
    JSON.stringify(body),
  );
  const behind = db
    .prepare<[string, number, string], Row & { record: string | null }>(
      "SELECT * FROM feed_message WHERE epoch = ? AND seq > ? AND feed = ?",
    )
    .all(epoch, header.seq, body.feed);
  const records = new Set<string>();
  for (const was of behind) {
    const row = { ...was, sent: sentOf(was.message, body, was.wall) };
    if (row.record !== null) records.add(row.record);
    const mapped = mapWith(configOf(db, row), row.message, idKey);
    remember(db, row, mapped);
    if (mapped.record !== null) records.add(mapped.record.key);
    listen(db, row, mapped);
  }
  for (const record of records) replay(db, record, idKey);
  return ["feeds"];
}

function foldMessage(db: Sqlite, { header, hash }: Folded, body: FeedMessage, idKey: IdKey): readonly string[] {
  const [id, epoch] = [hex(header.id), hex(header.epoch)];
  const message = Buffer.from(body.message);
  const place = { id, epoch, seq: header.seq, feed: body.feed, message, wall: header.wall };
  const config = configOf(db, place);
  const mapped = mapWith(config, message, idKey);
  const identity = identityOf(body.feed, mapped.control, message);
  const isKnown = db.prepare("SELECT 1 FROM feed_message WHERE identity = ? LIMIT 1").get(identity) !== undefined;
  const sent = sentOf(message, config, header.wall);
  const row: Row = { ...place, identity, sent };
  const { changes } = db
    .prepare("INSERT OR IGNORE INTO feed_message VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
    .run(
      id,
      epoch,
      header.seq,
      body.feed,
      hex(hash),
      header.wall,
      identity,
      mapped.record?.key ?? null,
      sent,
      mapped.control,
      mapped.type,
      mapped.outcome,
      reasonText(mapped),
      mapped.issues.length,
      message,
    );
  if (changes === 0) return [];
  if (isKnown) relisten(db, row, mapped);
  else listen(db, row, mapped);
  if (mapped.record === null || mapped.facts === null) return ["feeds"];
  const record = mapped.record.key;
  const tail = db
    .prepare<[string], { tail_epoch: string; tail_seq: number; state: string }>(
      "SELECT tail_epoch, tail_seq, state FROM chart_record WHERE record = ?",
    )
    .get(record);
  const isNext =
    !isKnown &&
    (tail === undefined ||
      (tail.tail_epoch === epoch
        ? tail.tail_seq < header.seq
        : follows(db, epoch, tail.tail_epoch) && !hasOther(db, record, epoch)));
  if (isNext) {
    const changesNow = changesOf(mapped, id, sent);
    const state = tail === undefined ? EMPTY_RECORD : (JSON.parse(tail.state) as RecordState);
    if (changesNow !== null) store(db, record, facilityOf(config), epoch, header.seq, applyChanges(state, changesNow));
  } else replay(db, record, idKey);
  return ["feeds", `record:${record}`, "census"];
}

/** A record whose messages lie in epochs that this one does not all continue is replayed whole. */
function hasOther(db: Sqlite, record: string, epoch: string): boolean {
  const epochs = db
    .prepare<[string], { epoch: string }>("SELECT DISTINCT epoch FROM feed_message WHERE record = ?")
    .all(record);
  return epochs.some(other => other.epoch !== epoch && !follows(db, epoch, other.epoch));
}

/** True where `epoch` continues `before`, directly or over others. */
function follows(db: Sqlite, epoch: string, before: string): boolean {
  return (
    db
      .prepare(
        `WITH RECURSIVE up(epoch) AS (
           SELECT h.epoch FROM feed_epoch e JOIN feed_hash h ON h.hash = e.continues WHERE e.epoch = ?
           UNION SELECT h.epoch FROM up JOIN feed_epoch e ON e.epoch = up.epoch JOIN feed_hash h ON h.hash = e.continues)
         SELECT 1 FROM up WHERE epoch = ? LIMIT 1`,
      )
      .get(epoch, before) !== undefined
  );
}

/** Folds a record anew from all its messages in their order. */
function replay(db: Sqlite, record: string, idKey: IdKey): void {
  const rows = db
    .prepare<[string], Row>(
      "SELECT id, epoch, seq, feed, identity, sent, wall, message FROM feed_message WHERE record = ?",
    )
    .all(record);
  const parents = new Map<string, string[]>();
  for (const { epoch, before } of db
    .prepare<[], { epoch: string; before: string }>(
      "SELECT e.epoch, h.epoch AS before FROM feed_epoch e JOIN feed_hash h ON h.hash = e.continues",
    )
    .all()) {
    parents.set(epoch, [...(parents.get(epoch) ?? []), before]);
  }
  // Of the copies of one message the least (sent, id) speaks: the same on every node.
  const speaking = new Map<string, Row>();
  for (const row of rows) {
    const other = speaking.get(row.identity);
    if (other === undefined || rank(row) < rank(other)) speaking.set(row.identity, row);
  }
  let state = EMPTY_RECORD;
  let facility = "";
  for (const identity of orderMessages(rows, parents)) {
    const row = speaking.get(identity);
    if (row === undefined) continue;
    const config = configOf(db, row);
    const changes = changesOf(mapWith(config, row.message, idKey), row.id, row.sent);
    if (changes !== null) state = applyChanges(state, changes);
    facility = facilityOf(config) || facility;
  }
  const tail = rows.reduce(
    (last, row) =>
      row.epoch === last.epoch ? (row.seq > last.seq ? row : last) : follows(db, row.epoch, last.epoch) ? row : last,
    rows[0] as Row,
  );
  store(db, record, facility, tail.epoch, tail.seq, state);
}

function rank(row: Row): string {
  return `${String(row.sent ?? Number.MAX_SAFE_INTEGER).padStart(17, "0")}|${row.id}`;
}

/** A fact's `by` names one of the copies: the least, so that every node says the same. */
function store(db: Sqlite, record: string, facility: string, epoch: string, seq: number, state: RecordState): void {
  db.prepare(
    "INSERT INTO chart_record VALUES (?,?,?,?,?) ON CONFLICT (record) DO UPDATE SET facility = excluded.facility, tail_epoch = excluded.tail_epoch, tail_seq = excluded.tail_seq, state = excluded.state",
  ).run(record, facility, epoch, seq, JSON.stringify(state));
  db.prepare("DELETE FROM chart_bed WHERE record = ?").run(record);
  const inHouse = Object.entries(state.visits)
    .map(([visit, { movements }]) => ({ visit, standing: standingOf(movements) }))
    .filter(({ standing }) => standing.status === "in-house" || standing.status === "registered")
    .sort(
      (a, b) =>
        (a.standing.since?.occurred ?? a.standing.since?.recorded ?? 0) -
        (b.standing.since?.occurred ?? b.standing.since?.recorded ?? 0),
    )
    .at(-1);
  if (inHouse === undefined) return;
  const { place, since } = inHouse.standing;
  const bed = [place?.room, place?.bed].filter(part => part !== undefined).join("-");
  db.prepare("INSERT INTO chart_bed VALUES (?,?,?,?,?,?)").run(
    record,
    facility,
    place?.unit ?? null,
    bed === "" ? null : bed,
    inHouse.visit,
    since?.occurred ?? since?.recorded ?? null,
  );
}

function configOf(db: Sqlite, place: Pick<Row, "epoch" | "seq" | "feed">): FeedConfigured | null {
  const found = db
    .prepare<[string, string, number], { body: string }>(
      "SELECT body FROM feed_config WHERE feed = ? AND epoch = ? AND seq < ? ORDER BY seq DESC LIMIT 1",
    )
    .get(place.feed, place.epoch, place.seq);
  return found === undefined ? null : (JSON.parse(found.body) as FeedConfigured);
}

function mapWith(config: FeedConfigured | null, message: Buffer, idKey: IdKey): Mapped {
  return mapMessage(new Uint8Array(message), mapOptions(config?.mapping ?? {}, undefined, idKey));
}

function facilityOf(config: FeedConfigured | null): string {
  return config?.facility ?? "";
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
  if (sent === undefined || sent.instant === null) return null;
  const precision = sent.precision === "hour" ? "day" : sent.precision;
  return acceptSent({ text: sent.iso, instant: sent.instant, precision }, Math.floor(wall / 1000));
}

function reasonText(mapped: Mapped): string | null {
  return mapped.reason === null ? null : JSON.stringify(mapped.reason);
}

function remember(db: Sqlite, row: Row, mapped: Mapped): void {
  db.prepare("UPDATE feed_message SET record = ?, sent = ?, outcome = ?, reason = ?, issues = ? WHERE id = ?").run(
    mapped.record?.key ?? null,
    row.sent,
    mapped.outcome,
    reasonText(mapped),
    mapped.issues.length,
    row.id,
  );
}

/** Kinds of data that a message is heard for. */
function kindsHeard(config: FeedConfigured, type: string | null): readonly KindOfData[] {
  if (type === null) return [];
  const code = type.slice(0, 3);
  const named = config.heartbeats[type] ?? config.heartbeats[code] ?? config.heard[type] ?? config.heard[code];
  return named ?? HEARD_BY_CODE[code] ?? [];
}

function listen(db: Sqlite, row: Row, mapped: Mapped): void {
  const config = configOf(db, row);
  if (config === null || row.sent === null) return;
  for (const kind of kindsHeard(config, mapped.type)) {
    const limit = config.limits_ms[kind] ?? DEFAULT_LIMITS[kind];
    const before = db
      .prepare<[string, string, string], { hearing: string }>(
        "SELECT hearing FROM heard WHERE facility = ? AND feed = ? AND kind = ?",
      )
      .get(config.facility, row.feed, kind);
    const hearing = before === undefined ? NOTHING_HEARD : (JSON.parse(before.hearing) as Hearing);
    const after = hear(hearing, row.sent, limit);
    if (after !== hearing) writeHearing(db, config.facility, row.feed, kind, after);
  }
}

/** A duplicate with an earlier `sent`: its feed's kinds are heard anew from the least `sent` of each message. */
function relisten(db: Sqlite, row: Row, mapped: Mapped): void {
  const config = configOf(db, row);
  const copies = db
    .prepare<[string], { sent: number | null }>("SELECT sent FROM feed_message WHERE identity = ?")
    .all(row.identity);
  const others = copies.map(copy => copy.sent ?? Number.POSITIVE_INFINITY);
  if (config === null || row.sent === null || others.filter(sent => sent <= (row.sent ?? 0)).length > 1) return;
  const types = new Map<KindOfData, Hearing>();
  const all = db
    .prepare<[string], { type: string | null; sent: number | null }>(
      "SELECT type, min(sent) AS sent FROM feed_message WHERE feed = ? GROUP BY identity ORDER BY sent",
    )
    .all(row.feed);
  for (const { type, sent } of all) {
    if (sent === null) continue;
    for (const kind of kindsHeard(config, type))
      types.set(kind, hear(types.get(kind) ?? NOTHING_HEARD, sent, config.limits_ms[kind] ?? DEFAULT_LIMITS[kind]));
  }
  for (const kind of KINDS_OF_DATA) {
    const hearing = types.get(kind);
    if (hearing !== undefined && kindsHeard(config, mapped.type).includes(kind))
      writeHearing(db, config.facility, row.feed, kind, hearing);
  }
}

function writeHearing(db: Sqlite, facility: string, feed: string, kind: KindOfData, hearing: Hearing): void {
  db.prepare(
    "INSERT INTO heard VALUES (?,?,?,?) ON CONFLICT (facility, feed, kind) DO UPDATE SET hearing = excluded.hearing",
  ).run(facility, feed, kind, JSON.stringify(hearing));
}
