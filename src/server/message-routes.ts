// GETs of what lies behind a chart: the message of a fact, and the files in messages. The look is on disk before the bytes go out.
import { z } from "zod";
import { type Glass, type Looker, type Looks, permission, RecordId } from "../access/index.ts";
import type { MessageAnswer, Shows } from "../chart/index.ts";
import {
  type CopyContext,
  fileIn,
  type HeldEntry,
  isFileShown,
  isHere,
  isWholeChart,
  messageAnswer,
  recordsElsewhere,
  recordsNamed,
  recordsOfChart,
} from "../feed/index.ts";
import { type Answer, lookerOf, type Refused, type Route, rawRoute, refused, route } from "./http/index.ts";
import { fileHeaders, sentFile } from "./http/sent-file.ts";

export type MessageParts = {
  readonly looks: Looks;
  readonly glass: Glass;
  readonly copy: (at: number) => CopyContext;
  /** An entry of the journal by its id, 32 hex digits; more than one where it lies at several positions. */
  readonly held: (id: string) => readonly HeldEntry[];
};

const EntryId = z.string().regex(/^[0-9a-f]{32}$/);
/** `ENTRY.PLACE`, as a chart names a file. */
const FileId = z.string().regex(/^[0-9a-f]{32}\.[A-Za-z0-9.]{1,31}$/);
/** The most that a message can hold; what is larger came past our own limits. */
const MOST_BYTES = 16 * 1024 * 1024;

const PEOPLE_ONLY = () => refused(403, "people-only", "Only a person may read a chart.");

export function messageRoutes(parts: MessageParts): Route[] {
  const { looks, copy, held, glass } = parts;
  const showsOf = (person: string, record: string, at: number): Shows => ({
    face: "screen",
    marked: glass.standing(person, record, at) !== null,
  });
  return [
    route({
      method: "GET",
      path: "/messages/:entry",
      permission: permission("message.read"),
      input: { params: z.strictObject({ entry: EntryId }) },
      output: z.custom<MessageAnswer>(),
      async handle({ params }, { caller, at, may }): Promise<Answer<MessageAnswer>> {
        const looker = lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        if (!may(permission("chart.read"))) return refused(403, "not-allowed", NO_CHART, "chart.read");
        const context = copy(at);
        for (const one of held(params.entry)) {
          const records = recordsNamed(context.views, one);
          // One that nobody could map names nobody in whose looks it could stand.
          if (!isHere(context, records)) continue;
          if (recordsElsewhere(context, records).length > 0)
            return refused(403, "not-allowed", "This message also speaks of a patient of another facility.");
          const isOpen = (record: string) => isWholeChart(context.views, record, showsOf(looker.person, record, at));
          if (!records.every(isOpen)) return refused(403, "marked", MARKED);
          const answer = messageAnswer(context, params.entry, one);
          if (answer === null) continue;
          await openedAll(looks, looker, records, at);
          return { ok: true, value: answer };
        }
        return refused(
          404,
          "no-message",
          "The copy holds no message of a patient under this id, or its content was pruned.",
        );
      },
    }),
    rawRoute({
      path: "/patients/:record/files/:file",
      access: { permission: permission("chart.read") },
      isAct: true,
      async serve({ caller, at }, request, reply) {
        const given = z.strictObject({ record: RecordId, file: FileId }).safeParse(request.params);
        if (!given.success) return noFile();
        const looker = caller.kind === "nobody" ? null : lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const { record, file } = given.data;
        const context = copy(at);
        const found = fileOf(parts, context, file, record);
        if (found === null) return noFile();
        if (!isFileShown(context.views, record, file, showsOf(looker.person, record, at)))
          return refused(403, "marked", MARKED);
        await looks.opened(looker, record, at);
        const { bytes } = found;
        reply.headers(fileHeaders(sentFile(bytes), file.slice(file.indexOf(".") + 1)));
        reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
        return "sent";
      },
    }),
  ];
}

const MARKED =
  "Something of this patient is marked, and may stand in it. Open what is marked with a reason, on her page; then read it.";
const NO_CHART = "This needs the permission chart.read.";

/** A look of each record that a message names. */
export async function openedAll(looks: Looks, looker: Looker, records: readonly string[], at: number): Promise<void> {
  await Promise.all(records.map(record => looks.opened(looker, record, at)));
}

/**
 * The bytes of a file of this record: its message speaks of her, or of one whose chart is one with hers. Without a record: of whomever its
 * message speaks, where none of them is another facility's. No larger than a message may be. Null where there is none.
 */
export function fileOf(
  { held }: Pick<MessageParts, "held">,
  context: CopyContext,
  file: string,
  record: string | null,
): { readonly bytes: Uint8Array; readonly records: readonly string[] } | null {
  if (!FileId.safeParse(file).success) return null;
  const [entry, place] = [file.slice(0, 32), file.slice(33)];
  const hers = record === null ? null : recordsOfChart(context.views, record);
  if (hers !== null && !isHere(context, hers)) return null;
  for (const one of held(entry)) {
    const named = recordsNamed(context.views, one);
    const isOpen =
      hers === null
        ? isHere(context, named) && recordsElsewhere(context, named).length === 0
        : named.some(other => hers.includes(other));
    const bytes = isOpen ? fileIn(context, one, place) : undefined;
    if (bytes !== undefined && bytes.length <= MOST_BYTES) return { bytes, records: named };
  }
  return null;
}

function noFile(): Refused {
  return refused(404, "no-file", "Her chart holds no such file, or its message was pruned.");
}
