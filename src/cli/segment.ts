import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { withAsker } from "./asker.ts";
import { giveBlobs, refuseUsed, takeBlobs } from "./blobs.ts";
import { identitiesOf, takeSegment } from "./bundle.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";
import { openJournal } from "./open.ts";

/** `tideover segment give FILE --for RECIPIENT`: every entry, in the state in which it is here. */
export async function give(file: string, options: FolderOptions & { readonly for: readonly string[] }): Promise<void> {
  refuseUsed(file);
  await withAsker(options, async asker => {
    const { value, bytes } = await asker.fetch("segment.give", { for: [...options.for] });
    if (bytes === undefined) return fail("Nothing was given. Nothing was written.");
    writeFileSync(file, bytes, { mode: 0o600, flush: true });
    process.stdout.write(`${value.entries} entries in ${value.runs} runs, ${bytes.length} bytes, in ${file}.\n`);
    process.stdout.write(await giveBlobs(asker, file, value.recipients));
    await asker.ask("segment.written", writtenBody(options.for, value.entries, bytes));
  });
}

/** What the node is told when a segment and its files are on disk. `to`: as they were asked for. */
export function writtenBody(to: readonly string[], entries: number, segment: Uint8Array) {
  const file = createHash("sha256").update(segment).digest("hex");
  return { to: [...to], entries, bytes: segment.length, file };
}

/** `tideover segment take FILE`: a run is taken whole or not at all; what is not signed by a trusted node is refused. */
export async function take(
  file: string,
  options: FolderOptions & { readonly identity?: string; readonly trust?: boolean },
): Promise<void> {
  const journal = await openJournal(options);
  const identities = identitiesOf(journal, options);
  const taken = await takeSegment(journal, file, { identities, trust: options.trust === true });
  process.stdout.write(`${taken.added} entries taken, ${taken.known} were here, ${taken.refused} runs refused.\n`);
  process.stdout.write(await takeBlobs(journal, file, identities));
  journal.close();
  process.exitCode = taken.refused === 0 ? 0 : 2;
}
