// The files of imports, read again: what was parked or refused is looked up where it stood.
import { closeSync, existsSync, openSync, writeSync } from "node:fs";
import { FileKept } from "../feed/index.ts";
import { BlobFault, blobsOf, decodeBody, fromHex, headerOf, hex } from "../journal/index.ts";
import { MACHINE_RANDOM } from "../server/index.ts";
import { fail } from "./fail.ts";
import { type FolderOptions, folderOf } from "./folder.ts";
import { readFolder } from "./open.ts";

/** `tideover import kept [FILE --out PATH]`: which files are kept, or one of them as it was. Also beside a running node. */
export async function kept(
  file: string | undefined,
  options: FolderOptions & { readonly out?: string; readonly json?: true },
): Promise<void> {
  const { keys, store, close } = await readFolder(options);
  const blobs = blobsOf(folderOf(options), keys.data, MACHINE_RANDOM);
  if (file === undefined) {
    for (const id of store.namedBlobs())
      for (const row of store.rowsNaming(id)) {
        const header = headerOf(row);
        const body = row.payload === null ? undefined : FileKept.safeParse(decodeBody(row.payload)).data;
        if (header?.kind !== "feed.file.kept" || body === undefined) continue;
        const line = { ...body, at: Math.floor(header.wall / 1_000), is_here: blobs.has(id) };
        const words = `${hex(id)}  ${new Date(line.at).toISOString()}  ${line.what}  ${line.bytes} bytes  ${line.name}`;
        process.stdout.write(
          `${options.json === true ? JSON.stringify(line) : `${words}${line.is_here ? "" : "  not here yet"}`}\n`,
        );
      }
    close();
    return;
  }
  const id = fromHex(file);
  close();
  if (id?.length !== 32) return fail("A file is named by its SHA-256, as ./tideover import kept lists it.");
  if (options.out === undefined) return fail("Say with --out where it goes. Nothing was written.");
  if (existsSync(options.out)) return fail(`${options.out} is there already. Nothing was written.`);
  const error = blobs.check(id);
  if (error !== null) return fail(error.text);
  const out = openSync(options.out, "wx", 0o600);
  try {
    for (const piece of blobs.read(id)) writeSync(out, piece);
  } catch (cause) {
    if (cause instanceof BlobFault) return fail(cause.error.text);
    throw cause;
  } finally {
    closeSync(out);
  }
  process.stdout.write(
    `${blobs.size(id)} bytes in ${options.out}. They name patients: keep and remove them as a chart.\n`,
  );
}
