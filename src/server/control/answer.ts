// One place that answers what a command asks, at whichever desk.

import { checkpointMadeKind, hex } from "../../journal/index.ts";
import { enrolledNodes, recipientsFor } from "../enrol/nodes.ts";
import { segmentWrittenKind } from "../written-segments.ts";
import { houseAsked } from "./as-of.ts";
import { fileAsked, keepAsked, listAsked, partAsked } from "./blobs.ts";
import { boardAsked } from "./board.ts";
import { configApplied, configShown } from "./config.ts";
import type { Desk } from "./desk.ts";
import { grantAsked } from "./enrol.ts";
import { exportAsked } from "./export.ts";
import { confirmAsked, matchesAsked, placesAsked } from "./facilities.ts";
import { importAsked } from "./import.ts";
import { appointmentsAsked } from "./import-appointments.ts";
import { messagesAsked } from "./import-messages.ts";
import { resourcesAsked } from "./import-resources.ts";
import { looksAsked } from "./looks.ts";
import { printAsked } from "./print.ts";
import { type AskName, type AskOf, type Reply, refuse } from "./protocol.ts";
import { TO_THE_END, type Waiting } from "./reader.ts";
import { createToken } from "./token.ts";

type Answers = {
  readonly [Name in AskName]: (desk: Desk, ask: Omit<AskOf<Name>, "ask">, waiting: Waiting) => Promise<Reply<Name>>;
};

const ANSWERS: Answers = {
  "token.create": createToken,
  print: printAsked,
  "import.frequencies": importAsked,
  "import.messages": messagesAsked,
  "import.resources": resourcesAsked,
  "import.appointments": appointmentsAsked,
  "import.facilities": placesAsked,
  "facilities.matches": matchesAsked,
  "facilities.confirm": confirmAsked,
  "export.resources": exportAsked,
  "export.board": boardAsked,
  looks: looksAsked,
  asof: houseAsked,
  "blob.keep": keepAsked,
  "import.file": fileAsked,
  "blob.list": listAsked,
  "blob.part": partAsked,
  "segment.give": giveAsked,
  "segment.written": writtenAsked,
  "enrol.grant": grantAsked,
  verify: (desk, _, waiting) => desk.verify(waiting),
  "config.show": configShown,
  "config.apply": configApplied,
  "checkpoint.make": makeAsked,
};

/** The file first, then the entry that names it: a file without one is no checkpoint, and goes. */
async function makeAsked(
  desk: Desk,
  { keep }: Omit<AskOf<"checkpoint.make">, "ask">,
  waiting: Waiting,
): Promise<Reply<"checkpoint.make">> {
  const laid = await desk.lay(waiting);
  if (!laid.ok) return laid;
  if (waiting.signal.aborted) {
    desk.unlay(laid.body.checkpoint);
    return refuse("stopped", "Stopped before it was done. Nothing of it was kept.");
  }
  const { checkpoint, covered, open, bytes } = laid.body;
  const draft = { kind: checkpointMadeKind.name, actor: "command-line", body: laid.body };
  const [outcome] = await desk.record([{ drafts: [draft], online: false }]);
  if (outcome?.ok !== true) return refuse("not-recorded", "The checkpoint could not be recorded. It will not be used.");
  desk.sweep(keep);
  return { ok: true, value: { checkpoint: hex(checkpoint), covered, open, bytes } };
}

/** A reader is an age recipient, or an enrolled node by its name or id. */
async function giveAsked(desk: Desk, ask: Omit<AskOf<"segment.give">, "ask">): Promise<Reply<"segment.give">> {
  const named = recipientsFor(desk.views, ask.for);
  if (named.ok) return desk.give(named.recipients);
  const names = enrolledNodes(desk.views).map(node => `${node.name} (${node.id})`);
  return refuse(
    "bad-recipient",
    `${named.unknown} is no age recipient (age1…) and names no one enrolled node. Enrolled: ${names.join(", ") || "none"}. Nothing was written.`,
  );
}

async function writtenAsked(
  desk: Desk,
  { to, entries, bytes, file }: Omit<AskOf<"segment.written">, "ask">,
): Promise<Reply<"segment.written">> {
  const draft = { kind: segmentWrittenKind.name, actor: "command-line", body: { to, entries, bytes, file } };
  const [outcome] = await desk.record([{ drafts: [draft], online: false }]);
  return outcome?.ok === true
    ? { ok: true, value: {} }
    : refuse(
        "not-recorded",
        "The file is written. That it was could not be recorded: the system page does not show it.",
      );
}

/** Answers. Never rejects: what fails is a refusal in words. `waiting` hears of work that takes long. */
export async function answerAsk<Name extends AskName>(
  desk: Desk,
  name: Name,
  ask: Omit<AskOf<Name>, "ask">,
  waiting: Waiting = TO_THE_END,
): Promise<Reply<Name>> {
  try {
    return await ANSWERS[name](desk, ask, waiting);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
    return refuse(code, `This could not be done (${code}). What was recorded before is safe.`);
  }
}
