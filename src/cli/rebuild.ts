import type { FolderOptions } from "./folder.ts";
import { openJournal } from "./open.ts";
import { progressBar } from "./progress.ts";

/** `tideover rebuild`: all views from all entries, beside the old ones, then swapped. */
export async function rebuild(options: FolderOptions): Promise<void> {
  const journal = await openJournal(options);
  const bar = progressBar("folding");
  journal.rebuild(bar.update);
  bar.end();
  process.stdout.write(`All views are folded anew from ${journal.store.position()} entries.\n`);
  journal.close();
}
