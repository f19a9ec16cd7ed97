import { ask } from "./ask.ts";
import type { FolderOptions } from "./folder.ts";
import { progressBar } from "./progress.ts";

/** `tideover verify`: exits 0 where nothing is found, 2 where something is. */
export async function verify(options: FolderOptions & { readonly json?: boolean }): Promise<void> {
  const bar = progressBar("entries");
  const { entries, heads, findings, views } = (await ask(options, "verify", {}, bar.update)).value;
  bar.end();
  const isSound = findings.length === 0 && views.length === 0;
  if (options.json === true)
    process.stdout.write(`${JSON.stringify({ ok: isSound, entries, heads, findings, views })}\n`);
  else {
    for (const finding of findings) process.stdout.write(`${finding.code}  ${finding.where}\n    ${finding.text}\n`);
    for (const view of views)
      process.stdout.write(
        `view-changed  ${view}\n    Its rows are not what its entries give. Run: tideover rebuild\n`,
      );
    process.stdout.write(
      `${entries} entries, ${heads} signed heads: ${isSound ? "nothing found" : `${findings.length + views.length} found`}\n`,
    );
    process.stdout.write(
      "Not to be seen by a store alone: a cut after the newest signed head, and a rollback of the whole folder.\n",
    );
  }
  process.exitCode = isSound ? 0 : 2;
}
