// Does what a command asks: the node that runs on the folder does it, else the folder is opened and it is done here (RULES P1).
import {
  type AskName,
  type AskOf,
  answerAsk,
  askNode,
  deskOf,
  type Progress,
  type Reply,
} from "../server/control/index.ts";
import { fail } from "./fail.ts";
import { type FolderOptions, folderOf } from "./folder.ts";
import { openJournal } from "./open.ts";

type Done<Name extends AskName> = Extract<Reply<Name>, { ok: true }>;

/** Asks, and ends the process with words where it is refused. The key is asked for only where no node runs; `progress` hears of long work there. */
export async function ask<Name extends AskName>(
  options: FolderOptions,
  name: Name,
  what: Omit<AskOf<Name>, "ask">,
  progress?: Progress,
): Promise<Done<Name>> {
  const reply = (await askNode(folderOf(options), name, what)) ?? (await atFolder(options, name, what, progress));
  return reply.ok ? reply : fail(reply.error.text);
}

async function atFolder<Name extends AskName>(
  options: FolderOptions,
  name: Name,
  what: Omit<AskOf<Name>, "ask">,
  progress?: Progress,
): Promise<Reply<Name>> {
  const journal = await openJournal(options);
  const desk = deskOf(journal, folderOf(options), progress);
  try {
    return await answerAsk(desk, name, what);
  } finally {
    await desk.press.close();
    journal.close();
  }
}
