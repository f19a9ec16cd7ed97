// The copy: every message taken, and each record's chart as a function of the set of its messages (RULES W; docs/FORMAT.md).
// A message itself lies in the journal only; a late one reads its record's messages there again.
import { createHash } from "node:crypto";
import { acceptSent, type Changes, DESTRUCTIVE, type Destructive, destroys, type Verdict } from "../../chart/index.ts";
import { readMessage } from "../../hl7/index.ts";
import {
  type Bytes,
  chainCutKind,
  checkpointMadeKind,
  defineView,
  entryErasedKind,
  type Folded,
  HeldRows,
  hex,
  type IdKey,
  own,
  type Source,
  type Sqlite,
  statement,
  type View,
} from "../../journal/index.ts";
import { dialectOf, optionsOf, readConfig } from "../config/read-config.ts";
import { refreshLinked } from "../copy/person-chart.ts";
import {
  AppointmentsImported,
  type FeedConfigured,
  type FeedGapClosed,
  type FeedImported,
  FeedMessage,
  feedConfiguredKind,
  feedDecidedKind,
  feedExcludedKind,
  feedHeldKind,
  feedKinds,
  feedLiftedKind,
  ResourcesImported,
} from "../entries.ts";
import {
  closeGap,
  forgetNewest,
  HEARD_DDL,
  hearAnew,
  hearBook,
  hearMessage,
  isHeardAlike,
  newestConfig,
} from "../heard/heard.ts";
import { isUnreadable } from "../hold/garbage.ts";
import { foldHold, HOLD_DDL, HOLD_TABLES, heldBehind, isUnheard, isUntouched, judge, UNHEARD } from "../hold/holds.ts";
import { identityOf } from "../identity.ts";
import { type ImportedAppointment, readAppointment } from "../import/appointment.ts";
import { type ImportedResources, readResources } from "../import/resources.ts";
import { type Mapped, mapMessage } from "../map-message.ts";
import { CUT_DDL, copyBase, isBehind, isLate, LATE, lateRow, setLate, startOf } from "./behind-cut.ts";
import { BOOK, BOOK_DDL, keepFile } from "./book.ts";
import { changesOf } from "./changes.ts";
import { EPOCH_DDL, placeEntry, recordsBehind } from "./epochs.ts";
import { dropLinks, endsOf, keepLinks, LINK_DDL, linksAround } from "./links.ts";
import {
  allOfFeed,
  dropSubjects,
  isBookNewest,
  keepMessage,
  keepSubjects,
  MESSAGE_DDL,
  messagesBehind,
  messagesOf,
  placedOf,
  type Row,
  recordsAt,
  verdictAt,
} from "./messages.ts";
import {
  applyNext,
  type Copy,
  changedNames,
  isAnythingHeld,
  RECORD_DDL,
  type Reading,
  replay,
} from "./record-chart.ts";
import { REFERENCE_TABLES } from "./reference-index.ts";
import { NAME, partTopic, WHOLE } from "./touched.ts";

export const COPY_DDL = [
  // By place and hash: of two entries at one place (a fork) or under one id (a clash) both are kept.
  "CREATE TABLE IF NOT EXISTS feed_config (epoch BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, id BLOB NOT NULL, feed TEXT NOT NULL, wall INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (epoch, seq, hash)) STRICT, WITHOUT ROWID",
  // In force at a message; the newest of a feed.
  "CREATE INDEX IF NOT EXISTS feed_config_place ON feed_config (feed, epoch, seq, hash)",
  "CREATE INDEX IF NOT EXISTS feed_config_wall ON feed_config (feed, wall, id, hash)",
  ...MESSAGE_DDL,
  ...LINK_DDL,
  ...EPOCH_DDL,
  ...RECORD_DDL,
  ...HEARD_DDL,
  ...HOLD_DDL,
  ...CUT_DDL,
  ...BOOK_DDL,
];

/** The configurations of a feed in one epoch, newest first. */
const configs = new HeldRows<readonly { readonly seq: number; readonly body: string }[]>();

/** The copy as a view. The id key makes the ids of records and resources. */
export function recordView(idKey: IdKey): View {
  return defineView({
    name: "copy",
    // Raised with every change of a mapper or of this fold.
    version: 26,
    ddl: COPY_DDL,
    tables: [
      "feed_config",
      "feed_message",
      "feed_subject",
      "chart_link",
      "feed_epoch",
      "chart_record",
      "chart_part",
      "chart_bed",
      "chart_held",
      ...HOLD_TABLES,
      "chart_name_key",
      ...REFERENCE_TABLES,
      "heard",
      "heard_closed",
      "heard_closed_at",
      "book_file",
    ],
    // All of the chain: any of them may be the head that the next start names.
    kinds: [...feedKinds, ...ofTheJournal].map(kind => kind.name),
    base: copyBase,
    fold(db, entry, source) {
      if (entry.header.chain !== "feed") return [];
      const moved = placeEntry(db, entry);
      const set = moved.length === 0 ? [] : setLate(db);
      const otherwise = settle(db, heldBehind(db, moved));
      const { own: records, written, late } = foldEntry(db, entry, idKey, source);
      // In the order of the chain nothing lies behind yet, and nothing is replayed.
      const replayed = new Set([
        ...(moved.length === 0 ? [] : recordsBehind(db, moved)),
        ...set,
        ...otherwise,
        ...late,
      ]);
      for (const one of replayed) replayRecord(db, one, idKey, source);
      const whole = new Set([...replayed, ...records]);
      const touched = new Set([...whole, ...written.keys()]);
      for (const one of [...touched]) for (const other of refreshLinked(db, one)) whole.add(other);
      for (const one of whole) touched.add(one);
      // A hold may be lifted, or what it holds be decided, without any record.
      const isHeld = HOLD_KINDS.has(entry.header.kind) || (touched.size > 0 && isAnythingHeld(db));
      return [
        "feeds",
        ...(entry.header.kind === feedConfiguredKind.name ? ["configurations"] : []),
        ...[...touched].map(one => `record:${one}`),
        ...[...whole].map(one => `${WHOLE}${one}`),
        ...[...written].flatMap(([one, parts]) => parts.map(part => partTopic(one, part))),
        ...(touched.size > 0 ? ["census"] : []),
        ...changedNames(db).map(key => `${NAME}${key}`),
        ...(isHeld ? ["holds"] : []),
      ];
    },
  });
}

const HOLD_KINDS = new Set([feedHeldKind, feedDecidedKind, feedExcludedKind, feedLiftedKind].map(kind => kind.name));
/** What the journal says of itself in this chain. */
const ofTheJournal = [entryErasedKind, checkpointMadeKind, chainCutKind] as const;

/** The records that an entry speaks of, the parts that it wrote of others, and the records that must be replayed for it. */
type Taken = {
  readonly own: readonly string[];
  readonly written: ReadonlyMap<string, readonly string[]>;
  readonly late: readonly string[];
};
const NOTHING: Taken = { own: [], written: new Map(), late: [] };

function foldEntry(db: Sqlite, entry: Folded, idKey: IdKey, source: Source): Taken {
  if (entry.header.kind === "feed.message") return foldMessage(db, entry, entry.body as FeedMessage, idKey);
  if (entry.header.kind === "feed.configured")
    return { ...NOTHING, late: foldConfigured(db, entry, entry.body as FeedConfigured, idKey, source) };
  if (entry.header.kind === "feed.imported") return foldImported(db, entry, entry.body as FeedImported, idKey);
  if (entry.header.kind === "feed.gap.closed") closeGap(db, entry.body as FeedGapClosed, entry.header.wall);
  return { ...NOTHING, late: settle(db, foldHold(db, entry)) };
}

/** Messages that may stand otherwise now. Returns the records that must be replayed for it. */
function settle(db: Sqlite, identities: readonly Bytes[]): readonly string[] {
  const changed = judge(db, identities);
  // What is left out is not heard either.
  for (const feed of new Set(changed.flatMap(one => (one.isHeardOtherwise ? [one.feed] : [])))) hearAnew(db, feed);
  return [...new Set(changed.flatMap(one => [...recordsAt(db, one), ...endsOf(db, one)]))];
}

/**
 * A listener writes its configuration before its first message: what comes behind it in its epoch is mapped with it. Its dialect, where it
 * is the newest of the feed, maps all messages of the feed.
 */
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
  const behind = messagesBehind(db, { epoch: header.epoch, seq: header.seq, feed: body.feed });
  const records = new Set<string>();
  let heardOtherwise = behind.length > 0;
  for (const row of readOtherwise(db, { feed: body.feed, before, behind, header }, source)) {
    if (isBehind(db, row.hash)) continue;
    const mapped = mapRow(db, row, idKey, source);
    if (mapped === null) continue;
    if (mapped.outcome === "mapped" && isLate(db, row)) continue;
    const effect = effectOf(mapped, [...saidOf(mapped, row).values()]);
    if (isUnheard({ ...row, effect }) !== isUnheard(row)) heardOtherwise = true;
    statement(
      db,
      "UPDATE feed_message SET record = ?, sent = ?, outcome = ?, reason = ?, issues = ?, effect = ? WHERE epoch = ? AND seq = ? AND hash = ?",
    ).run(
      mapped.record?.key ?? null,
      sentOf(mapped, row.wall),
      mapped.outcome,
      reasonText(mapped),
      mapped.issues.length,
      effect,
      row.epoch,
      row.seq,
      row.hash,
    );
    const before = [row.record, ...dropSubjects(db, row)].flatMap(one => one ?? []);
    // Whoever was linked through this message is looked at again, too.
    for (const one of [...before, ...endsOf(db, row)])
      for (const other of linksAround(db, one).records) records.add(other);
    dropLinks(db, row);
    for (const one of keepBeside(db, { ...row, sent: sentOf(mapped, row.wall) }, mapped)) records.add(one);
    for (const { record } of mapped.subjects) records.add(record.key);
    for (const one of settle(db, [row.identity])) records.add(one);
  }
  if (heardOtherwise || !isHeardAlike(before, newestConfig(db, body.feed))) hearAnew(db, body.feed);
  return [...records];
}

type Reconfigured = {
  readonly feed: string;
  /** The newest configuration until now. */
  readonly before: FeedConfigured | null;
  /** What the configuration maps, being before it in its epoch. */
  readonly behind: readonly Row[];
  readonly header: Folded["header"];
};

/**
 * The messages that a configuration may map otherwise: those behind it, and, where it is the newest and its dialect another one, all of
 * the feed that either dialect touches.
 */
function* readOtherwise(db: Sqlite, { feed, before, behind, header }: Reconfigured, source: Source): Generator<Row> {
  yield* behind;
  const [old, now] = [before?.mapping.dialect, newestConfig(db, feed)?.mapping.dialect];
  if (JSON.stringify(old) === JSON.stringify(now)) return;
  const dialects = [old, now].flatMap(config => (config === undefined ? [] : [dialectOf(config)]));
  for (const row of allOfFeed(db, feed)) {
    if (row.seq > header.seq && Buffer.compare(row.epoch, header.epoch) === 0) continue;
    const body = FeedMessage.safeParse(source.body({ ...row, chain: "feed" })).data;
    const charset = configOf(db, row)?.mapping.charset;
    const read = body && readMessage(body.message, charset === undefined ? {} : { charset });
    if (read?.ok === true && dialects.some(dialect => !dialect.rewrite(read.message).isAsSent)) yield row;
  }
}

function foldMessage(db: Sqlite, { header, hash }: Folded, body: FeedMessage, idKey: IdKey): Taken {
  const { epoch, seq, node, id, wall } = header;
  const config = configOf(db, { feed: body.feed, epoch, seq });
  const mapped = mapMessage(body.message, optionsOf(config, newestConfig(db, body.feed), idKey));
  const identity = identityOf(body.feed, mapped.control, body.message);
  const record = mapped.record?.key ?? null;
  const placed = { epoch, seq, hash, node, id, feed: body.feed, wall, identity, sent: sentOf(mapped, wall), record };
  const said = saidOf(mapped, placed);
  const taken: Row = { ...placed, effect: effectOf(mapped, [...said.values()]), ...FREE };
  const { control, type, outcome } = mapped;
  if (outcome === "mapped" && isLate(db, taken)) {
    keepMessage(db, lateRow(taken), { control, type, outcome: "parked", reason: LATE, issues: 0 });
    return NOTHING;
  }
  const before = copiesOf(db, identity);
  const forPeople = { control, type, outcome, reason: reasonText(mapped), issues: mapped.issues.length };
  if (!keepMessage(db, taken, forPeople)) return NOTHING;
  const linked = keepBeside(db, taken, mapped);
  const { row, others } = standingNow(db, taken);
  // What is left out is as if it had never come.
  if (row.verdict === "out") return { ...NOTHING, own: linked, late: others };
  const copies = others.length === 0 ? before : copiesOf(db, identity, row);
  if (isUntouched(db, body.feed)) {
    const sents = copies.map(copy => copy.sent);
    hearMessage(db, body.feed, { type: mapped.type, sent: row.sent }, sents);
  } else if (!isUnheard(row)) hearMessage(db, body.feed, { type: mapped.type, sent: row.sent }, heardOf(db, row));
  const written = new Map<string, readonly string[]>();
  const late = mapped.subjects.flatMap(({ record: { key } }) => {
    // Where the message was here before, the records beside its first are told from its copies by a replay.
    const isApplicable = key === record || copies.length === 0;
    const parts = isApplicable
      ? applyNext(db, key, placedOf(row), copies, readingOf(row, said.get(key), config))
      : null;
    if (parts === null) return [key];
    written.set(key, parts);
    return [];
  });
  return { own: linked, written, late: [...late, ...others] };
}

const FREE = { verdict: "free", hold: null } as const;

/** How a message that was just kept stands, and the records for which it changes how its copies stand. */
function standingNow(db: Sqlite, row: Row): { readonly row: Row; readonly others: readonly string[] } {
  if (isUntouched(db, row.feed)) return { row, others: [] };
  const others = judge(db, [row.identity]).filter(one => !isSame(one, row));
  if (others.some(one => one.isHeardOtherwise)) hearAnew(db, row.feed);
  return {
    row: { ...row, ...verdictAt(db, row) },
    others: others.flatMap(one => [...recordsAt(db, one), ...endsOf(db, one)]),
  };
}

type Place = { readonly epoch: Uint8Array; readonly seq: number; readonly hash: Uint8Array };

function isSame(a: Place, b: Place): boolean {
  return a.seq === b.seq && Buffer.compare(a.epoch, b.epoch) === 0 && Buffer.compare(a.hash, b.hash) === 0;
}

/** By record: what a message changes there. */
function saidOf({ subjects }: Mapped, row: Pick<Row, "id" | "sent" | "wall">): ReadonlyMap<string, Changes> {
  const [id, arrived] = [hex(row.id), Math.floor(row.wall / 1_000)];
  return new Map(subjects.map(subject => [subject.record.key, changesOf(subject, id, row.sent, arrived)]));
}

/** Of everybody that a message speaks of, the gravest that it destroys; of one that cannot be read, that. */
function effectOf(mapped: Mapped, said: readonly Changes[]): Destructive | null {
  if (isUnreadable(mapped)) return "garbled message";
  if (mapped.links.length > 0) return "merge";
  const effects = said.map(destroys);
  return DESTRUCTIVE.find(effect => effects.includes(effect)) ?? null;
}

/** Keeps the records of a message beside its first, and its links. Returns the records that the links name. */
function keepBeside(db: Sqlite, row: Row, mapped: Mapped): string[] {
  keepSubjects(
    db,
    row,
    mapped.subjects.slice(1).map(subject => subject.record.key),
  );
  return keepLinks(db, row, mapped);
}

/** Resources from a file take their place among the record's messages as one of them; a row of a book by the book's time. */
function foldImported(db: Sqlite, { header, hash }: Folded, body: FeedImported, idKey: IdKey): Taken {
  if (body.what === "frequencies") return NOTHING;
  const { epoch, seq, node, id, wall } = header;
  const isBook = body.what === "appointments";
  if (isBook) keepFile(db, body.file, body.as_of);
  const read = isBook ? readAppointment(body, idKey) : readResources(body, idKey);
  const record = read.record?.key ?? null;
  const identity = own(createHash("sha256").update(JSON.stringify(body)).digest());
  // A book cannot be of later than it was taken.
  const sent = isBook ? Math.min(body.as_of, Math.floor(wall / 1000)) : null;
  const feed = isBook ? BOOK : IMPORTS;
  const placed = { epoch, seq, hash, node, id, feed, wall, identity, sent, record };
  const row: Row = { ...placed, effect: null, ...FREE };
  if (record !== null && isLate(db, row)) {
    keepMessage(db, lateRow(row), { control: null, type: "FHIR", outcome: "parked", reason: LATE, issues: 0 });
    return NOTHING;
  }
  const copies = copiesOf(db, identity);
  const isKept = keepMessage(db, row, {
    control: null,
    type: isBook ? "CSV" : "FHIR",
    outcome: record === null ? "parked" : "mapped",
    reason: reasonText(read),
    issues: "odd" in read ? read.odd.length : read.parked.length,
  });
  if (!isKept || record === null) return NOTHING;
  if (sent !== null) hearBook(db, body.facility, sent);
  const reading = "odd" in read ? bookReading(row, body, read) : importReading(row, body, read);
  const isNext = !isBook || isBookNewest(db, record, row);
  const parts = isNext ? applyNext(db, record, placedOf(row), copies, reading) : null;
  return parts === null ? { ...NOTHING, late: [record] } : { ...NOTHING, written: new Map([[record, parts]]) };
}

function bookReading(
  row: Row,
  { facility }: Pick<AppointmentsImported, "facility">,
  { changes }: ImportedAppointment,
): Reading {
  return { facility, changes: changes === null ? null : { ...changes, by: hex(row.id), sent: row.sent } };
}

/** No feed's name: feeds have no slash. */
const IMPORTS = "import/fhir";

function importReading(
  row: Row,
  { facility }: Pick<ResourcesImported, "facility">,
  { changes }: ImportedResources,
): Reading {
  const by = hex(row.id);
  if (changes === null) return { facility, changes: null };
  const imported = changes.imported?.map(visit => ({
    ...visit,
    movements: visit.movements.map(one => ({ ...one, by })),
  }));
  const doses = changes.doses.map(dose => ({ ...dose, by }));
  return { facility, changes: { ...changes, doses, imported: imported ?? [], by, sent: null } };
}

/** The copies of a message that count, itself excepted. */
function copiesOf(db: Sqlite, identity: Bytes, itself?: Row): Copy[] {
  return statement<{
    id: Buffer;
    sent: number | null;
    record: string | null;
    seq: number;
    epoch: Buffer;
    hash: Buffer;
  }>(db, "SELECT id, sent, record, epoch, seq, hash FROM feed_message WHERE identity = ? AND verdict <> 'out'")
    .all(identity)
    .filter(copy => itself === undefined || !isSame(copy, itself))
    .map(({ id, sent, record }): Copy => ({ id: hex(own(id)), sent, record }));
}

/** The `sent` of the copies of a message that are heard, itself excepted. */
function heardOf(db: Sqlite, row: Row): (number | null)[] {
  return statement<{ sent: number | null; seq: number; epoch: Buffer; hash: Buffer }>(
    db,
    `SELECT sent, seq, epoch, hash FROM feed_message WHERE identity = ? AND NOT ${UNHEARD}`,
  )
    .all(row.identity)
    .filter(copy => !isSame(copy, row))
    .map(copy => copy.sent);
}

/** Folds a record anew from all its messages that are here. */
export function replayRecord(db: Sqlite, record: string, idKey: IdKey, source: Source): void {
  const rows = messagesOf(db, record).filter(({ row }) => row.verdict !== "out");
  const read = ({ row }: (typeof rows)[number]): Reading => {
    if (row.feed === IMPORTS) {
      const body = ResourcesImported.safeParse(source.body({ ...row, chain: "feed" })).data;
      return body === undefined
        ? { facility: "", changes: null }
        : importReading(row, body, readResources(body, idKey));
    }
    if (row.feed === BOOK) {
      const body = AppointmentsImported.safeParse(source.body({ ...row, chain: "feed" })).data;
      return body === undefined
        ? { facility: "", changes: null }
        : bookReading(row, body, readAppointment(body, idKey));
    }
    const mapped = mapRow(db, row, idKey, source);
    const config = configOf(db, row);
    return mapped === null
      ? { facility: config?.facility ?? "", changes: null }
      : readingOf(row, saidOf(mapped, row).get(record), config);
  };
  replay(db, record, rows, read, startOf(db, record, rows));
}

/** A message of before, read in the journal again and mapped with the configuration in force and the newest dialect; null where its content is gone. */
function mapRow(db: Sqlite, row: Row, idKey: IdKey, source: Source): Mapped | null {
  const body = FeedMessage.safeParse(source.body({ ...row, chain: "feed" }));
  if (!body.success) return null;
  return mapMessage(body.data.message, optionsOf(configOf(db, row), newestConfig(db, row.feed), idKey));
}

function readingOf(row: Row, said: Changes | undefined, config: FeedConfigured | null): Reading {
  const verdict = verdictOf(row);
  const changes = said === undefined ? null : verdict === undefined ? said : { ...said, verdict };
  return { facility: config?.facility ?? "", changes };
}

function verdictOf({ verdict, hold }: Row): Verdict | undefined {
  if (verdict === "taken") return "taken";
  return verdict === "held" && hold !== null ? { hold } : undefined;
}

/** The configuration in force at a message: the newest before it in its own chain. */
export function configOf(db: Sqlite, place: Pick<Row, "epoch" | "seq" | "feed">): FeedConfigured | null {
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

function reasonText({ reason }: Pick<Mapped, "reason">): string | null {
  return reason === null ? null : JSON.stringify(reason);
}
