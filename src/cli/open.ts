// Opens the store for a command, with every kind and view that this version knows.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { FILES, instant, Journal, type JournalPorts, type Keys, openEncrypted, Store } from "../journal/index.ts";
import { composition, MACHINE_RANDOM } from "../server/index.ts";
import { fail } from "./fail.ts";
import { type FolderOptions, folderOf, keysOf } from "./folder.ts";
import { refusePending } from "./pending.ts";

/** The world's clock and random source. */
export const WORLD: JournalPorts = {
  clock: { now: () => instant(Date.now()) },
  random: MACHINE_RANDOM,
};

/** Opens the folder as its one writer. Ends the process with words where it cannot be. */
export async function openJournal(options: FolderOptions): Promise<Journal> {
  refusePending(folderOf(options));
  const keys = await keysOf(options);
  const { kinds, views } = composition({ idKey: keys.id });
  const opened = Journal.open(folderOf(options), keys, { kinds, views, ports: WORLD });
  return opened.ok ? opened.journal : fail(opened.error.text);
}

/** Reads a folder beside whoever writes it. */
export async function readFolder(options: FolderOptions): Promise<{ keys: Keys; store: Store; close(): void }> {
  const folder = folderOf(options);
  refusePending(folder);
  const keys = await keysOf(options);
  if (!existsSync(join(folder, FILES.journal))) return fail(`${folder} holds no journal.`);
  const db = openEncrypted(join(folder, FILES.journal), keys.data, "full", { readonly: true });
  return { keys, store: new Store(db, { readonly: true }), close: () => db.close() };
}
