import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask } from "./ask.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";

/** `tideover export have|cap|fhir|atom|json`: what facilities can do, to the output. Of CAP the newest alert; with a folder, each as a file. */
export async function board(
  feed: "have" | "cap" | "fhir" | "atom" | "json",
  options: FolderOptions & { readonly to?: string },
): Promise<void> {
  const { value } = await ask(options, "export.board", { feed });
  const [newest] = value.all;
  if (newest === undefined) return fail("No diversion was ever declared here: there is no alert.");
  if (options.to === undefined) return void process.stdout.write(`${newest.text}\n`);
  mkdirSync(options.to, { recursive: true });
  for (const { name, text } of value.all)
    writeFileSync(join(options.to, `${name.replaceAll(/[^\w.-]/g, "-")}.${KIND[feed]}`), text);
  process.stdout.write(`${value.all.length} written.\n`);
}

const KIND = { have: "xml", cap: "xml", atom: "xml", fhir: "json", json: "json" } as const;
