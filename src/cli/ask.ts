// Does what a command asks: the node that runs on the folder does it, else the folder is opened and it is done here (RULES P1).
import {
  type AskName,
  type AskOf,
  answerAsk,
  askNode,
  deskOf,
  type Progress,
  type Reply,
  TO_THE_END,
  type Waiting,
} from "../server/control/index.ts";
import { fail } from "./fail.ts";
import { type FolderOptions, folderOf } from "./folder.ts";
import { openJournal } from "./open.ts";

type Done<Name extends AskName> = Extract<Reply<Name>, { ok: true }>;

/** Asks, and ends the process with words where it is refused. The key is asked for only where no node runs; `progress` hears of long work. */
export async function ask<Name extends AskName>(
  options: FolderOptions,
  name: Name,
  what: Omit<AskOf<Name>, "ask">,
  progress: Progress = () => {},
): Promise<Done<Name>> {
  // Interrupted, the process ends and so does its socket: then the node ends the work too.
  const waiting: Waiting = { ...TO_THE_END, progress };
  const folder = folderOf(options);
  const reply = (await askNode(folder, name, what, waiting)) ?? (await atFolder(options, name, what, waiting));
  return reply.ok ? reply : fail(reply.error.text);
}

async function atFolder<Name extends AskName>(
  options: FolderOptions,
  name: Name,
  what: Omit<AskOf<Name>, "ask">,
  waiting: Waiting,
): Promise<Reply<Name>> {
  const journal = await openJournal(options);
  const desk = deskOf(journal, folderOf(options));
  try {
    return await answerAsk(desk, name, what, waiting);
  } finally {
    await desk.press.close();
    journal.close();
  }
}
