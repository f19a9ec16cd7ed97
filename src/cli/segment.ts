import { writeFileSync } from "node:fs";
import { ask } from "./ask.ts";
import { identitiesOf, takeSegment } from "./bundle.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";
import { openJournal } from "./open.ts";

/** `tideover segment give FILE --for RECIPIENT`: every entry, in the state in which it is here. */
export async function give(file: string, options: FolderOptions & { readonly for: readonly string[] }): Promise<void> {
  const { value, bytes } = await ask(options, "segment.give", { for: [...options.for] });
  if (bytes === undefined) return fail("Nothing was given. Nothing was written.");
  writeFileSync(file, bytes, { mode: 0o600, flush: true });
  process.stdout.write(`${value.entries} entries in ${value.runs} runs, ${bytes.length} bytes, in ${file}.\n`);
}

/** `tideover segment take FILE`: a run is taken whole or not at all; what is not signed by a trusted node is refused. */
export async function take(
  file: string,
  options: FolderOptions & { readonly identity?: string; readonly trust?: boolean },
): Promise<void> {
  const journal = await openJournal(options);
  const taken = await takeSegment(journal, file, {
    identities: identitiesOf(journal, options),
    trust: options.trust === true,
  });
  journal.close();
  process.stdout.write(`${taken.added} entries taken, ${taken.known} were here, ${taken.refused} runs refused.\n`);
  process.exitCode = taken.refused === 0 ? 0 : 2;
}
