// TXA with the OBX and NTE behind it → DocumentReference (docs/decisions/mdm-document-reference.md).
import {
  type Attachment,
  type CodeableConcept,
  type DocumentReference,
  type DocumentReferenceContent,
  type DocumentReferenceRelatesTo,
  list,
  type Moment,
  present,
  type Reference,
  type ServiceRequest,
} from "../../fhir/index.ts";
import { type Message, type Segment, where } from "../../hl7/index.ts";
import { attachment, textAttachment } from "./attachment.ts";
import type { Context } from "./context.ts";
import { concept, conceptWords, lookup } from "./cwe.ts";
import { groupsOf, type Observed } from "./groups.ts";
import { identifierOfEi, keyOfEi } from "./identifier.ts";
import { mediaType } from "./media-type.ts";
import { serviceRequest } from "./obr.ts";
import { observations } from "./obx.ts";
import { lines, type Parts, parts, repeats, type Separators, single } from "./parts.ts";
import { DOCUMENT_AVAILABILITY, DOCUMENT_COMPLETION } from "./tables.ts";
import { moment } from "./ts.ts";
import { practitioner, practitioners } from "./xcn.ts";

/** T05 and T06 add to a document, T09 and T10 replace one, T11 withdraws one (HL7 v2.5.1 §9.5). */
const EVENTS: Readonly<Record<string, "appends" | "replaces" | "withdraws">> = {
  T05: "appends",
  T06: "appends",
  T09: "replaces",
  T10: "replaces",
  T11: "withdraws",
};
const TEXT = new Set(["TX", "FT", "ST"]);
/** Deleted, or wrong: no part of the document (table 0085). */
const WITHDRAWN = new Set(["D", "W"]);

/** Adds the document of a message, the orders that it answers, and results that are no text. */
export function document(
  message: Message,
  trigger: string,
  patient: string,
  encounter: string | undefined,
  context: Context,
): void {
  const txa = message.segment("TXA");
  const at = txa === undefined ? -1 : message.segments.indexOf(txa);
  const orders = groupsOf({ segments: message.segments.slice(0, Math.max(at, 0)) });
  if (txa === undefined) {
    context.issue("no-document", "the message names no document", "TXA[1]");
    return;
  }
  const related = orders.map(order => serviceRequest(order, patient, encounter, true, context));
  const [behind] = groupsOf({
    segments: message.segments.slice(at + 1).filter(one => one.name === "OBX" || one.name === "NTE"),
  });
  const said = { observed: behind?.observed ?? [], notes: notesBehind(message, at) };
  const { id, source, authority } = keyOf(txa, said.observed, context);
  documentReference(txa, EVENTS[trigger], id, said, related, patient, encounter, context);
  const results = said.observed.filter(({ obx }) => !isContent(obx));
  observations(results, { patient, encounter, authority, key: `document|${source}`, effective: {} }, context);
}

function keyOf(txa: Segment, observed: readonly Observed[], context: Context) {
  const key = keyOfEi(numberOf(txa), context);
  if (key === undefined) context.issue("no-document-number", "the document has no number", where(txa, { field: 12 }));
  const authority = key?.authority ?? context.record.authority;
  const time = parts(txa, 6).at(1) ?? parts(txa, 4).at(1) ?? "";
  const what = parts(txa, 2).at(1) ?? observed[0]?.obx.text(3) ?? "";
  const source = key ? `number|${key.number}` : ["record", context.record.number, what, time].join("|");
  return { id: context.id("DocumentReference", authority, source), source, authority };
}

/** TXA-12; some senders put the number where an EI has its universal id, and nothing else: `^^12345`. */
function numberOf(txa: Segment): Parts {
  const ei = parts(txa, 12);
  const onlyThird = [1, 2].every(part => ei.at(part) === undefined);
  return onlyThird ? { ...ei, at: part => (part === 1 ? ei.at(3) : undefined) } : ei;
}

type Said = { readonly observed: readonly Observed[]; readonly notes: readonly Segment[] };

function documentReference(
  txa: Segment,
  event: (typeof EVENTS)[string] | undefined,
  id: string,
  said: Said,
  orders: readonly (Reference<ServiceRequest> | undefined)[],
  patient: string,
  encounter: string | undefined,
  context: Context,
): void {
  const written = moment(parts(txa, 6), 1, context);
  const done = moment(parts(txa, 4), 1, context);
  const file = single(txa, 16, context);
  const confidential = concept(parts(txa, 18), context, "0272");
  const numbers = (
    [
      ["PLAC", 14],
      ["FILL", 15],
    ] as const
  ).flatMap(([type, field]) => repeats(txa, field).map(one => identifierOfEi(one, context, type)));
  const reference = context.add(
    present<DocumentReference>({
      resourceType: "DocumentReference",
      id,
      masterIdentifier: identifierOfEi(numberOf(txa), context),
      identifier: list(file === undefined ? undefined : { value: file }),
      ...state(txa, event, context),
      docStatus: lookup(parts(txa, 17), 1, DOCUMENT_COMPLETION, context),
      type: concept(parts(txa, 2), context, "0270"),
      subject: { reference: patient },
      // FHIR's instant has a day and an hour at least
      date: written && written.iso.length > 10 ? written.iso : undefined,
      author: list(...practitioners(txa, parts(txa, 9).count > 0 ? 9 : 5, context)),
      authenticator: practitioner(txa, 10, 1, context) ?? practitioner(txa, 22, 1, context),
      relatesTo: related(txa, event, id, context),
      description: lines(txa, 25, context)?.trim(),
      securityLabel: confidential && [confidential],
      content: contents(txa, said, written, context),
      context: present<NonNullable<DocumentReference["context"]>>({
        encounter: encounter ? [{ reference: encounter }] : undefined,
        period: done && { start: done.iso },
        related: list(
          ...orders,
          ...numbers.map(
            (one): Reference<ServiceRequest> | undefined => one && { type: "ServiceRequest", identifier: one },
          ),
        ),
      }),
    }),
  );
  if (event === "appends") context.act({ act: "append", to: reference });
}

/** T11 withdraws the document, whatever its availability; else TXA-19 says its state (v2-to-FHIR: its code beside it). */
function state(
  txa: Segment,
  event: (typeof EVENTS)[string] | undefined,
  context: Context,
): Pick<DocumentReference, "status" | "_status"> {
  const sent = parts(txa, 19);
  const available = sent.at(1) ? lookup(sent, 1, DOCUMENT_AVAILABILITY, context) : undefined;
  const code: CodeableConcept | undefined =
    sent.at(1)?.toUpperCase() === "AV" ? undefined : concept(sent, context, "0273");
  return {
    status: event === "withdraws" ? "entered-in-error" : (available ?? "current"),
    ...(code && {
      _status: {
        extension: [{ url: "http://hl7.org/fhir/StructureDefinition/alternate-codes", valueCodeableConcept: code }],
      },
    }),
  };
}

/** TXA-13: the document that this one adds to or stands in place of. Other events do not say what it is to them. */
function related(
  txa: Segment,
  event: (typeof EVENTS)[string] | undefined,
  id: string,
  context: Context,
): DocumentReferenceRelatesTo[] | undefined {
  const parent = keyOfEi(parts(txa, 13), context);
  if (parent === undefined || event === undefined || event === "withdraws") return undefined;
  const of = context.id("DocumentReference", parent.authority, `number|${parent.number}`);
  if (of === id) return undefined;
  const reference = `DocumentReference/${of}`;
  if (event === "replaces")
    context.act({ act: "state", references: [reference], group: null, states: { DocumentReference: "superseded" } });
  const identifier = identifierOfEi(parts(txa, 13), context);
  return [{ code: event, target: present({ reference, type: "DocumentReference", identifier }) }];
}

/** What is part of the document; other values are results of their own. */
function isContent(obx: Segment): boolean {
  const type = typeOf(obx);
  return TEXT.has(type) || type === "ED" || type === "RP";
}

/** The text of all OBX as one, each file as one, and the notes as one. A document without any has one that says so. */
function contents(txa: Segment, said: Said, written: Moment | undefined, context: Context): DocumentReferenceContent[] {
  const stands = said.observed.map(({ obx }) => obx).filter(isStanding);
  // What was withdrawn, and what each line says it is, is seen and is no part of the text.
  for (const { obx } of said.observed) if (isContent(obx)) for (const field of [3, 5]) obx.raw(field);
  const text = documentText(stands, context);
  const notes = said.notes.map(note => lines(note, 3, context)).filter(one => one !== undefined);
  const made = list<Attachment>(
    text === undefined
      ? undefined
      : {
          ...textAttachment(text, DOCUMENT_TEXT),
          ...titled(
            stands.find(obx => textOf(obx, context) !== undefined),
            context,
          ),
        },
    ...stands.flatMap(obx => filesOf(obx, context)),
    notes.length === 0 ? undefined : { ...textAttachment(notes.join("\n")), title: "Notes" },
  );
  const created = written?.iso;
  const none = present<Attachment>({ contentType: mediaType(undefined, parts(txa, 3).at(1)), creation: created });
  return (made ?? [Object.keys(none).length > 0 ? none : { extension: [NOT_SENT] }]).map(one => ({
    attachment: created === undefined ? one : { ...one, creation: created },
  }));
}

/** The place of a document's text in its message. */
export const DOCUMENT_TEXT = "TXA.text";

/** The text of a document: what its OBX say in words, a line each; undefined where they say nothing so. */
export function documentText(observed: readonly Segment[], separators: Separators): string | undefined {
  const texts = observed
    .filter(isStanding)
    .map(obx => textOf(obx, separators))
    .filter(one => one !== undefined);
  return texts.length === 0 ? undefined : texts.join("\n");
}

function isStanding(obx: Segment): boolean {
  return isContent(obx) && !WITHDRAWN.has(parts(obx, 11).at(1)?.toUpperCase() ?? "");
}

const NOT_SENT = { url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "unknown" };

function filesOf(obx: Segment, context: Context): Attachment[] {
  const type = typeOf(obx);
  if (type !== "ED" && type !== "RP") return [];
  const files = Array.from({ length: obx.repetitions(5) }, (_, i) => attachment(obx, i + 1, type)).filter(
    one => one !== undefined,
  );
  const encoding = parts(obx, 5).at(4);
  if (
    files.length === 0 &&
    type === "ED" &&
    encoding !== undefined &&
    !/^A$/i.test(encoding) &&
    textOf(obx, context) !== undefined
  )
    context.issue("value-not-type", `the data is no ${encoding.slice(0, 20)}`, where(obx, { field: 5, repetition: 1 }));
  return files.map(one => ({ ...one, ...titled(obx, context) }));
}

/** Text as sent; encapsulated text stands as itself, and so does data that does not read. */
function textOf(obx: Segment, separators: Separators): string | undefined {
  const type = typeOf(obx);
  if (type !== "ED" && type !== "RP") return lines(obx, 5, separators);
  if (attachment(obx, 1, type) !== undefined) return undefined;
  return parts(obx, 5).at(type === "ED" ? 5 : 1);
}

function typeOf(obx: Segment): string {
  return parts(obx, 2).at(1)?.toUpperCase() ?? "TX";
}

function titled(obx: Segment | undefined, context: Context): Pick<Attachment, "title"> {
  const title = obx && conceptWords(concept(parts(obx, 3), context));
  return title === undefined ? {} : { title };
}

/** The notes behind the TXA and its OBX. */
function notesBehind(message: Message, at: number): Segment[] {
  return message.segments.slice(at + 1).filter(one => one.name === "NTE");
}
