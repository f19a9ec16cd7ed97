// Which messages could not be mapped, and why: alike ones together. They are kept whole, and map themselves after an upgrade or a mended dialect.
import { createHash } from "node:crypto";
import { z } from "zod";
import { type Message, readMessage, type Segment } from "../hl7/index.ts";
import { type EntryPlace, hex, type IdKey, own, type Sqlite, statement } from "../journal/index.ts";
import { blanker, commonOf, ownValues } from "./blank.ts";
import { optionsOf } from "./config/read-config.ts";
import type { HeldEntry } from "./copy/message-behind.ts";
import { FeedMessage } from "./entries.ts";
import { configOf } from "./fold/record-view.ts";
import { newestConfig } from "./heard/heard.ts";
import { recordOf, senderOf } from "./map/record.ts";
import type { ParkedGroup, ParkedMessage } from "./routes.ts";

const Reason = z.object({ code: z.string(), text: z.string(), where: z.string() });
const MOST_GROUPS = 200;

type Row = { feed: string; reason: string | null; type: string | null; count: number; newest: number };

/** Names a group in an address: nothing of a message stands in it. */
function groupId({ feed, reason, type }: Pick<Row, "feed" | "reason" | "type">): string {
  return createHash("sha256")
    .update(JSON.stringify([feed, reason, type]))
    .digest("hex")
    .slice(0, 16);
}

function groupRows(db: Sqlite): Row[] {
  return statement<Row>(
    db,
    `SELECT feed, reason, type, count(*) AS count, max(wall) AS newest FROM feed_message INDEXED BY feed_message_parked
     WHERE outcome = 'parked' GROUP BY feed, reason, type ORDER BY count DESC, newest DESC LIMIT ?`,
  ).all(MOST_GROUPS);
}

function reasonOf(text: string | null): z.infer<typeof Reason> | null {
  return Reason.safeParse(text === null ? null : JSON.parse(text)).data ?? null;
}

/** The groups with most messages first. */
export function parkedGroups(db: Sqlite): ParkedGroup[] {
  return groupRows(db).flatMap(row => {
    const reason = reasonOf(row.reason);
    const { feed, type, count, newest } = row;
    return reason === null
      ? []
      : [{ id: groupId(row), feed, ...reason, type, count, newest: Math.floor(newest / 1_000) }];
  });
}

export type ParkedRow = {
  /** 32 hex digits. */
  readonly id: string;
  readonly place: Pick<EntryPlace, "epoch" | "seq" | "hash">;
  readonly feed: string;
  readonly control: string | null;
  /** When it came in, integer ms. */
  readonly arrived: number;
  readonly reason: z.infer<typeof Reason>;
  /** Where the next page begins. */
  readonly cursor: string;
};

/** The messages of a group, the newest first, behind a cursor of this list; null where there is no such group now. */
export function parkedIn(db: Sqlite, group: string, behind: string | null, most: number): ParkedRow[] | null {
  const found = groupRows(db).find(row => groupId(row) === group);
  const reason = found === undefined ? null : reasonOf(found.reason);
  if (found === undefined || reason === null) return null;
  const [wall, id] = behind?.split(".") ?? [];
  const rows = statement<{
    id: Buffer;
    epoch: Buffer;
    seq: number;
    hash: Buffer;
    control: string | null;
    wall: number;
  }>(
    db,
    `SELECT id, epoch, seq, hash, control, wall FROM feed_message INDEXED BY feed_message_parked
     WHERE outcome = 'parked' AND feed = ? AND reason = ? AND type IS ? AND (wall, id) < (?, ?)
     ORDER BY wall DESC, id DESC LIMIT ?`,
  ).all(
    found.feed,
    found.reason,
    found.type,
    wall === undefined ? Number.MAX_SAFE_INTEGER : Number(wall),
    Buffer.from(id ?? "", "hex"),
    most,
  );
  return rows.map(row => ({
    id: hex(own(row.id)),
    place: { epoch: own(row.epoch), seq: row.seq, hash: own(row.hash) },
    feed: found.feed,
    control: row.control,
    arrived: Math.floor(row.wall / 1_000),
    reason,
    cursor: `${row.wall}.${hex(own(row.id))}`,
  }));
}

/** Cursors as `parkedIn` makes them. */
export const ParkedCursor = z.string().regex(/^\d{1,16}\.[0-9a-f]{32}$/);

/** A parked message with its content, and the records that it names. */
export type ParkedContent = {
  readonly row: ParkedRow;
  readonly message: Message | null;
  readonly bytes: number;
  /** Keys of the records that it would be of, were it mapped. */
  readonly records: readonly string[];
};

/** Null where its content is gone. */
export function parkedContent(
  db: Sqlite,
  row: ParkedRow,
  held: readonly HeldEntry[],
  idKey: IdKey,
): ParkedContent | null {
  const at = held.find(one => hex(one.place.hash) === hex(row.place.hash));
  const body = FeedMessage.safeParse(at?.body).data;
  if (body === undefined) return null;
  const options = optionsOf(configOf(db, { ...row.place, feed: row.feed }), newestConfig(db, row.feed), idKey);
  const read = readMessage(body.message, options.charset === undefined ? {} : { charset: options.charset });
  if (!read.ok) return { row, message: null, bytes: body.message.length, records: [] };
  const said = options.dialect?.rewrite(read.message).message ?? read.message;
  const sender = senderOf(said, options.authorities);
  const records = said.all("PID").map(pid => recordOf(pid, sender, idKey));
  return {
    row,
    message: read.message,
    bytes: body.message.length,
    // One that names nobody, or somebody of no known facility, is nobody's to read whole.
    records: records.some(one => "code" in one) ? [] : records.flatMap(one => ("code" in one ? [] : one.key)),
  };
}

const [MOST_SEGMENTS, MOST_CHARACTERS] = [200, 4_000];

/** As they may be read: those that `isWhole` says as they were sent, of the others no name, number, time, phone nor free text. */
export function parkedMessages(
  contents: readonly ParkedContent[],
  isWhole: (content: ParkedContent) => boolean,
): ParkedMessage[] {
  const common = commonOf(contents.flatMap(({ message }) => (message === null ? [] : ownValues(message))));
  return contents.map(content => {
    const { row, message, bytes } = content;
    const whole = isWhole(content);
    const segments = message?.segments ?? [];
    const cellsIn = whole || message === null ? cellsOf : blanker(message, common);
    const separator = message?.delimiters.field ?? "|";
    return {
      id: row.id,
      control: row.control,
      arrived: row.arrived,
      whole,
      bytes,
      segments: segments
        .slice(0, MOST_SEGMENTS)
        .map(segment => lineOf(segment, cellsIn(segment), separator, row.reason.where)),
      more_segments: Math.max(0, segments.length - MOST_SEGMENTS),
    };
  });
}

function cellsOf(segment: Segment): string[] {
  return [segment.name, ...Array.from({ length: segment.fields }, (_, at) => segment.raw(at + 1))];
}

/** One line, and where in it the place of the reason stands: the field, else the segment. */
function lineOf(
  segment: Segment,
  cells: readonly string[],
  separator: string,
  where: string,
): ParkedMessage["segments"][number] {
  // MSH-1 is the separator itself.
  const fields = segment.name === "MSH" ? [cells[0] ?? "", ...cells.slice(2)] : cells;
  const text = fields.join(separator);
  const [, name, ordinal, number] = /^([A-Z][A-Z0-9]{2})\[(\d+)\](?:-(\d+))?/.exec(where) ?? [];
  const shown = text.slice(0, MOST_CHARACTERS);
  const line = { text: shown, more: Math.max(0, segment.line.length - shown.length) };
  if (name !== segment.name || Number(ordinal) !== segment.ordinal) return { ...line, mark: null };
  const index = number === undefined ? 0 : segment.name === "MSH" ? Number(number) - 1 : Number(number);
  const field = fields[index] ?? "";
  // An empty or missing field is shown where it would stand.
  const from =
    index === 0 ? 0 : Math.min(shown.length, fields.slice(0, index).join(separator).length + separator.length);
  return { ...line, mark: { from, to: Math.min(shown.length, from + field.length), place: where } };
}
