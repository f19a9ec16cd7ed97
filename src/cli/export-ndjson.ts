import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";
import { isServed, SHARED } from "../fhir/index.ts";
import type { Value } from "../server/control/index.ts";
import { withAsker } from "./asker.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";
import { progressBar } from "./progress.ts";
import { type Reasoned, reasonOf } from "./reason.ts";

type Slice = { readonly value: Value<"export.resources">; readonly bytes?: Uint8Array };
type File = { readonly fd: number; count: number };

/** `tideover export ndjson DIR`: a file a type and a manifest, as FHIR Bulk Data has them. The folder must be empty. */
export async function ndjson(
  to: string,
  options: FolderOptions & Reasoned & { readonly json?: boolean },
): Promise<void> {
  const marked = reasonOf(options, "Nothing was exported.");
  const folder = emptyFolder(resolve(to));
  const files = new Map<string, File>();
  const shared = new Set<string>();
  const started = new Date().toISOString();
  const bar = progressBar("patients");
  let patients = 0;
  let left_out = 0;
  await withAsker(options, async ({ fetch }) => {
    for (let after: string | null = ""; after !== null; ) {
      const slice: Slice = await fetch("export.resources", { after, marked });
      const { value, bytes } = slice;
      for (const line of new TextDecoder().decode(bytes).split("\n")) write(line);
      patients += value.records;
      left_out += value.left_out;
      bar.update(patients, value.of);
      after = value.last;
    }
  });
  bar.end();

  /** What many charts share is written once. */
  function write(line: string): void {
    if (line === "") return;
    const { resourceType, id } = JSON.parse(line);
    const name = `${resourceType}/${id}`;
    if (!isServed(resourceType) || shared.has(name)) return;
    if (SHARED.has(resourceType)) shared.add(name);
    const file = files.get(resourceType) ?? {
      fd: openSync(join(folder, `${resourceType}.ndjson`), "wx", 0o600),
      count: 0,
    };
    files.set(resourceType, file);
    writeSync(file.fd, `${line}\n`);
    file.count += 1;
  }

  const output = [...files].map(([type, { fd, count }]) => {
    fsyncSync(fd);
    closeSync(fd);
    return { type, url: `${type}.ndjson`, count };
  });
  // The manifest is last: a folder without one was broken off.
  const manifest = {
    transactionTime: started,
    request: "tideover export ndjson",
    requiresAccessToken: false,
    output,
    error: [],
    // Bulk Data has no place of its own for what was withheld.
    ...(marked === null ? { extension: { leftOutBecauseOfMarks: left_out } } : {}),
  };
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  if (options.json === true) process.stdout.write(`${JSON.stringify({ patients, output, left_out })}\n`);
  else {
    process.stdout.write(`${patients} patients in ${output.length} files in ${folder}\n`);
    if (left_out > 0) process.stdout.write(`${left_out} items are left out because of marks.\n`);
    process.stdout.write("It holds patients' charts, readable: keep it safe, then remove it.\n");
  }
}

function emptyFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (readdirSync(folder).length === 0) return folder;
  } catch {
    return fail(`${folder} cannot be made or read. Nothing was exported.`);
  }
  return fail(`${folder} is not empty. Nothing was exported.`);
}
