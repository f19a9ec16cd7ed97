import { textOf } from "../server/control/index.ts";
import { ask } from "./ask.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";

/** `tideover import frequencies FILE`: leaves with 2 where a row was odd, and says each with its line. */
export async function frequencies(file: string, options: FolderOptions & { readonly json?: boolean }): Promise<void> {
  const csv = textOf(file) ?? fail(`${file} cannot be read. Nothing was taken.`);
  const { taken, changed, odd } = (await ask(options, "import.frequencies", { csv })).value;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ taken, changed, odd })}\n`);
  else {
    for (const { line, field, text } of odd)
      process.stdout.write(`line ${line}${field === "" ? "" : `, ${field}`}: ${text}\n`);
    process.stdout.write(`${taken} codes have times by this file, ${changed} changed, ${odd.length} odd.\n`);
    if (taken === 0) process.stdout.write("Nothing was taken: the table that stood stands.\n");
    else if (odd.length > 0)
      process.stdout.write(
        "What is odd gives no times: those codes stay in words. Mend the file and import it again.\n",
      );
  }
  process.exitCode = odd.length === 0 ? 0 : 2;
}
