import { uuidBytes } from "../journal/index.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";
import { openJournal } from "./open.ts";

/** `tideover erase ID`: an entry's content at every position, for good. Says what was erased, never what it said. */
export async function erase(
  entry: string,
  options: FolderOptions & { readonly why: string; readonly by: string; readonly header?: true },
): Promise<void> {
  const id = uuidBytes(entry);
  if (id === undefined)
    return fail("An entry's id looks like 0189a5b2-7c1e-7d3f-8a4b-1c2d3e4f5a6b. Nothing was erased.");
  const journal = await openJournal(options);
  const outcome = journal.erase(id, {
    why: options.why,
    header: options.header === true,
    actor: `person:${options.by}`,
  });
  journal.close();
  if (!outcome.ok) return fail(outcome.error.text);
  const [first] = outcome.body.positions;
  process.stdout.write(
    `Erased: ${first?.kind ?? "an entry"}, at ${outcome.body.positions.length} positions of the chain ${outcome.body.chain}. ` +
      "The views are folded anew without it. Other nodes drop it when they take this node's entries; files that were given away before, backups and paper are not reached.\n",
  );
}
