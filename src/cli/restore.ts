import { identitiesOf, takeGiven } from "./bundle.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";
import { openJournal } from "./open.ts";

/**
 * `tideover restore --from DIR`: a node from a checkpoint and its entries, or from entries alone, into a folder that has its keys and no
 * entries yet. What was erased since the checkpoint is not in it. Its next start goes on under an epoch of its own.
 */
export async function restore(
  options: FolderOptions & { readonly from: string; readonly identity?: string; readonly trust?: true },
): Promise<void> {
  const journal = await openJournal(options);
  if (journal.store.position() > 0) {
    journal.close();
    return fail(
      "This folder holds entries already. A restore begins in one that has its keys and nothing else; entries alone are taken by ./tideover segment take. Nothing was changed.",
    );
  }
  await takeGiven(journal, options.from, { identities: identitiesOf(journal, options), trust: options.trust === true });
}
