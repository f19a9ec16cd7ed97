// The message behind a fact: whom it speaks of, what it says in its own words, and the files in it.
import type { MessageAnswer, Shows } from "../../chart/index.ts";
import { readMessage } from "../../hl7/index.ts";
import { type EntryPlace, type Sqlite, statement } from "../../journal/index.ts";
import { chartGroup } from "../../patients/index.ts";
import { attachedBytes } from "../attachments.ts";
import { dialectOf } from "../config/read-config.ts";
import { FeedMessage, ResourcesImported } from "../entries.ts";
import { endsOf, isLinked, linksAround } from "../fold/links.ts";
import { configOf } from "../fold/record-view.ts";
import { newestConfig } from "../heard/heard.ts";
import type { CopyContext } from "./answers.ts";
import { readPersonChart } from "./person-chart.ts";

/** An entry as the journal holds it: where it lies, when it was recorded (integer µs), its body. */
export type HeldEntry = { readonly place: EntryPlace; readonly wall: number; readonly body: unknown };

/** The records that a message speaks of, those that its links name among them; none where it could not be mapped to one. */
export function recordsNamed(views: Sqlite, { place }: Pick<HeldEntry, "place">): readonly string[] {
  const { epoch, seq, hash } = place;
  const first = statement<{ record: string | null }>(
    views,
    "SELECT record FROM feed_message WHERE epoch = ? AND seq = ? AND hash = ?",
  ).all(epoch, seq, hash);
  const beside = statement<{ record: string }>(
    views,
    "SELECT record FROM feed_subject WHERE epoch = ? AND seq = ? AND hash = ?",
  ).all(epoch, seq, hash);
  const all = [...first, ...beside].flatMap(({ record }) => record ?? []);
  return [...new Set([...all, ...endsOf(views, place)])];
}

/** The records whose charts are one with this one's, itself among them. */
export function recordsOfChart(views: Sqlite, record: string): readonly string[] {
  if (!isLinked(views, record)) return [record];
  const { records } = chartGroup(record, linksAround(views, record).standing);
  return [...new Set([record, ...records])];
}

/** Of the records, those that the copy keeps for another facility than this one. */
export function recordsElsewhere(
  { views, facility }: Pick<CopyContext, "views" | "facility">,
  records: readonly string[],
) {
  const place = statement<{ facility: string }>(views, "SELECT facility FROM chart_record WHERE record = ?");
  return records.filter(record => {
    const at = place.get(record)?.facility;
    return at !== undefined && at !== facility.id;
  });
}

/** True where nothing of the record is left out for whoever looks so: then a whole message about her may be read, too. */
export function isWholeChart(views: Sqlite, record: string, shows: Shows): boolean {
  return readPersonChart(views, record, shows).marks.left_out.length === 0;
}

/** True where the file is named in what of her chart is shown: what is marked is not, nor are the files in it. */
export function isFileShown(views: Sqlite, record: string, file: string, shows: Shows): boolean {
  const { state, marks } = readPersonChart(views, record, shows);
  return marks.left_out.length === 0 || JSON.stringify(state.resources).includes(`Binary/${file}`);
}

const [MOST_CHARACTERS, MOST_SEGMENTS] = [8_000, 2_000];

type Row = {
  readonly feed: string;
  readonly sent: number | null;
  readonly control: string | null;
  readonly type: string | null;
  readonly outcome: string;
};

/** A message to read, a segment a line, escapes left. Null where the copy has no such message, or its content is gone. */
export function messageAnswer(context: CopyContext, id: string, held: HeldEntry): MessageAnswer | null {
  const { epoch, seq, hash } = held.place;
  const row = statement<Row>(
    context.views,
    "SELECT feed, sent, control, type, outcome FROM feed_message WHERE epoch = ? AND seq = ? AND hash = ?",
  ).get(epoch, seq, hash);
  const said = row === undefined ? null : wordsOf(context, held, row.feed);
  if (row === undefined || said === null) return null;
  return {
    at: context.now,
    zone: context.facility.zone,
    entry: id,
    feed: row.feed,
    from: said.from,
    sent: row.sent,
    sent_text: said.sent,
    arrived_us: held.wall,
    type: row.type,
    control: row.control,
    mapped: row.outcome === "mapped",
    bytes: said.bytes,
    segments: said.lines.slice(0, MOST_SEGMENTS).map(line => ({
      text: line.slice(0, MOST_CHARACTERS),
      more: Math.max(0, line.length - MOST_CHARACTERS),
    })),
    more_segments: Math.max(0, said.lines.length - MOST_SEGMENTS),
  };
}

type Words = {
  readonly from: string;
  readonly sent: string | null;
  readonly bytes: number;
  readonly lines: readonly string[];
};

function wordsOf(context: CopyContext, held: HeldEntry, feed: string): Words | null {
  const message = messageIn(held);
  if (message !== undefined) {
    const read = readMessage(message, charsetOf(context.views, held.place, feed));
    if (!read.ok) return { from: "", sent: null, bytes: message.length, lines: [] };
    const { segments } = read.message;
    const [msh] = segments;
    const from = [msh?.text(3), msh?.text(4)].filter(part => part !== undefined).join(" · ");
    return { from, sent: msh?.text(7) ?? null, bytes: message.length, lines: segments.map(one => one.line) };
  }
  const imported = ResourcesImported.safeParse(held.body).data;
  if (imported === undefined) return null;
  const { resources } = imported;
  const bytes = resources.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
  return { from: "a FHIR file", sent: null, bytes, lines: resources };
}

/** The bytes of a file in a message, by its place there; undefined where it holds none. */
export function fileIn(context: Pick<CopyContext, "views">, held: HeldEntry, place: string): Uint8Array | undefined {
  const body = FeedMessage.safeParse(held.body).data;
  if (body === undefined) return undefined;
  const dialect = newestConfig(context.views, body.feed)?.mapping.dialect;
  const charset = charsetOf(context.views, held.place, body.feed);
  return attachedBytes(body.message, place, { ...charset, dialect: dialect && dialectOf(dialect) });
}

function messageIn({ body }: HeldEntry): Uint8Array | undefined {
  return FeedMessage.safeParse(body).data?.message;
}

/** The charset that the feed's configuration named when the message came (RULES M1). */
function charsetOf(views: Sqlite, { epoch, seq }: EntryPlace, feed: string): { readonly charset?: string } {
  const charset = configOf(views, { feed, epoch, seq })?.mapping.charset;
  return charset === undefined ? {} : { charset };
}
