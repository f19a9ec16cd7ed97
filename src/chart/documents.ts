// Notes and documents: type, time, author and state, their text to read, and the files that came with them.
import type { DocumentReference } from "../fhir/index.ts";
import { fileOf, textOf } from "./files.ts";
import { byTime, keptOf, momentOf, personNamed, placeIn, statesOf, words } from "./from-record.ts";
import type { Kept, RecordState } from "./record-state.ts";
import type { ChartDocument, DocumentLine } from "./routes.ts";
import { visitNumber } from "./visits.ts";

const RELATES: Readonly<Record<string, string>> = {
  replaces: "in place of",
  appends: "added to",
  transforms: "made from",
  signs: "signs",
};

/** HL7 table 0272; how the usual is kept needs no word. */
const KEPT: Readonly<Record<string, string>> = { R: "restricted", V: "very restricted", U: "" };

/** All documents, newest first; superseded and withdrawn ones say so and stay. */
export function documentsOf(state: RecordState): ChartDocument[] {
  return keptOf(state, "DocumentReference")
    .map(({ resource, kept }) => documentOf(resource, kept, state))
    .sort((a, b) => standsFirst(a, b) || byTime(a, b));
}

/** As a list names them. */
export function documentLines(state: RecordState): DocumentLine[] {
  return documentsOf(state).map(({ id, what, about, at, author, state: stands, stage, number }) => ({
    id,
    what,
    about,
    at,
    author,
    state: stands,
    stage,
    number,
  }));
}

/** Of one time, what stands comes before what it replaced. */
function standsFirst(a: ChartDocument, b: ChartDocument): number {
  return placeIn(a.at) === placeIn(b.at) ? Number(a.state !== "current") - Number(b.state !== "current") : 0;
}

function documentOf(document: DocumentReference, kept: Kept, state: RecordState): ChartDocument {
  const attachments = (document.content ?? []).map(one => one.attachment);
  return {
    id: document.id ?? "",
    what: words(document.type) || words(document.category?.[0]) || "Document",
    about: document.description ?? null,
    at: momentOf(document.context?.period?.start ?? document.date),
    author: (document.author ?? []).flatMap(one => personNamed(one, state) ?? []).join("; ") || null,
    signed_by: personNamed(document.authenticator, state),
    state: stateOf(document.status ?? ""),
    stage: document.docStatus === undefined ? null : document.docStatus.replaceAll("-", " "),
    visit: visitNumber(state, document.context?.encounter?.[0]?.reference),
    confidential:
      (document.securityLabel ?? [])
        .map(label => KEPT[words(label)] ?? words(label))
        .filter(text => text !== "")
        .join(", ") || null,
    relates: (document.relatesTo ?? []).map(({ code, target }) =>
      [RELATES[code ?? ""] ?? code, target.identifier?.value ?? "another document"].join(" "),
    ),
    number: document.masterIdentifier?.value ?? document.identifier?.[0]?.value ?? null,
    texts: attachments.flatMap(one => {
      const text = textOf(one);
      return text === undefined ? [] : [{ title: one.title ?? null, text }];
    }),
    files: attachments.flatMap(one => fileOf(one) ?? []),
    history: statesOf(kept, stateOf),
    entry: kept.by,
  };
}

function stateOf(status: string): ChartDocument["state"] {
  return status === "superseded" ? "superseded" : status === "entered-in-error" ? "entered in error" : "current";
}
