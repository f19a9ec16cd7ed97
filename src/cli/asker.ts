// Many questions of one command: to the node that runs on the folder, else to the folder, which is opened once.
import {
  type AskName,
  type AskOf,
  answerAsk,
  askNode,
  deskOf,
  type Reply,
  type Value,
} from "../server/control/index.ts";
import { fail } from "./fail.ts";
import { type FolderOptions, folderOf } from "./folder.ts";
import { openJournal } from "./open.ts";

export type Asker = {
  /** Asks, and ends the process with words where it is refused. */
  ask<Name extends AskName>(name: Name, what: Omit<AskOf<Name>, "ask">): Promise<Value<Name>>;
  /** As `ask`, and a refusal is the caller's. */
  attempt<Name extends AskName>(name: Name, what: Omit<AskOf<Name>, "ask">): Promise<Reply<Name>>;
  /** As `ask`, with the file that was asked for. */
  fetch<Name extends AskName>(name: Name, what: Omit<AskOf<Name>, "ask">): Promise<Extract<Reply<Name>, { ok: true }>>;
};

/** Calls `use` with an asker, and closes what it opened. */
export async function withAsker<T>(options: FolderOptions, use: (asker: Asker) => Promise<T>): Promise<T> {
  let close = async () => {};
  let desk: ReturnType<typeof deskOf> | null = null;
  const asker: Asker = {
    ask: async (name, what) => (await asker.fetch(name, what)).value,
    async fetch(name, what) {
      const reply = await asker.attempt(name, what);
      return reply.ok ? reply : fail(reply.error.text);
    },
    async attempt(name, what) {
      const heard = desk === null ? await askNode(folderOf(options), name, what) : null;
      if (heard === null && desk === null) {
        const journal = await openJournal(options);
        const opened = deskOf(journal, folderOf(options));
        desk = opened;
        close = async () => {
          await opened.press.close();
          journal.close();
        };
      }
      return heard ?? (desk === null ? fail("The folder could not be opened.") : answerAsk(desk, name, what));
    },
  };
  try {
    return await use(asker);
  } finally {
    await close();
  }
}
