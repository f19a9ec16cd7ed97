// Between the rooms' words and the writer: drafts with ids as text, one answer a draft.
import type { Draft, RecordDrafts, Recorded } from "../access/index.ts";
import { type Outcome, type Request, uuidBytes, uuidText } from "../journal/index.ts";
import type { Writer } from "./writer.ts";

/** record() over the writer: each draft stands for itself, and is answered after its own fold. */
export function recorder(writer: Pick<Writer, "record">): RecordDrafts {
  return async drafts => {
    const checked = drafts.map(requestOf);
    const outcomes = await writer.record(checked.flatMap(one => (one.ok ? [one.request] : [])));
    let next = 0;
    return checked.map(one => (one.ok ? answerOf(outcomes[next++]) : one.answer));
  };
}

type Checked = { readonly ok: true; readonly request: Request } | { readonly ok: false; readonly answer: Recorded };

function requestOf(draft: Draft): Checked {
  const id = draft.id === undefined ? undefined : uuidBytes(draft.id);
  const replaces = (draft.replaces ?? []).map(idBytes);
  if ((draft.id !== undefined && id === undefined) || replaces.includes(undefined)) {
    return {
      ok: false,
      answer: { ok: false, status: 422, error: { code: "bad-id", text: "An id is no UUID.", where: "id" } },
    };
  }
  const { kind, body, actor, device, happened } = draft;
  const one = {
    kind,
    body,
    actor,
    ...(id === undefined ? {} : { id }),
    ...(device === undefined ? {} : { device }),
    ...(happened === undefined ? {} : { happened }),
    replaces: replaces.filter(bytes => bytes !== undefined),
  };
  return { ok: true, request: { drafts: [one], online: true } };
}

/** A UUID's text, or its 32 hex digits as views keep them. */
export function idBytes(text: string): Uint8Array | undefined {
  const plain = /^[0-9a-f]{32}$/.exec(text);
  return plain === null
    ? uuidBytes(text)
    : uuidBytes(text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"));
}

function answerOf(outcome: Outcome | undefined): Recorded {
  if (outcome === undefined) throw new Error("a draft was not answered");
  if (!outcome.ok) {
    const standing = outcome.status === 409 ? { standing: outcome.standing.map(uuidText) } : {};
    return { ok: false, status: outcome.status, error: outcome.error, ...standing };
  }
  const [first] = outcome.recorded;
  if (first === undefined) throw new Error("an outcome without an entry");
  return { ok: true, id: uuidText(first.id), position: first.position.row };
}
