// Files that are kept with the entries: brought by an import, given and taken beside a segment, read again.
import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import {
  besideSegment,
  blobId,
  copyBlobs,
  fromHex,
  givenBlobs,
  hex,
  type Journal,
  openGivenBlobs,
} from "../journal/index.ts";
import { type AskOf, BLOB_PART_BYTES } from "../server/control/index.ts";
import { MACHINE_RANDOM } from "../server/index.ts";
import type { Asker } from "./asker.ts";
import { fail } from "./fail.ts";
import { progressBar } from "./progress.ts";

/** What one import keeps of its files; beside them all that they held stands in entries. */
const KEPT_MAX = { files: 1_000, bytes: 1024 ** 3 } as const;

/** Keeps the files of an import, as far as its limits go. */
export class Keeper {
  readonly #asker: Pick<Asker, "attempt">;
  readonly #what: AskOf<"import.file">["what"];
  #bytes = 0;
  #kept = 0;
  #left = 0;

  constructor(asker: Pick<Asker, "attempt">, what: AskOf<"import.file">["what"]) {
    this.#asker = asker;
    this.#what = what;
  }

  /** How many files were kept, and how many were not. */
  counts(): { readonly kept: number; readonly not_kept: number } {
    return { kept: this.#kept, not_kept: this.#left };
  }

  words(): string {
    const left = this.#left === 0 ? "" : `, ${this.#left} not (docs/operations.md, Files)`;
    return `${this.#kept} files kept whole${left}.\n`;
  }

  /** Keeps a file by its content. What cannot be kept is counted and said: the import goes on. */
  async keep(path: string, content: Uint8Array): Promise<void> {
    if (this.#kept >= KEPT_MAX.files || this.#bytes + content.length > KEPT_MAX.bytes) {
      this.#left += 1;
      return;
    }
    const error = await this.#bring(path, content);
    if (error === null) {
      this.#kept += 1;
      this.#bytes += content.length;
      return;
    }
    this.#left += 1;
    process.stderr.write(`${path}: taken, but not kept as a file: ${error}\n`);
  }

  async #bring(path: string, content: Uint8Array): Promise<string | null> {
    const blob = hex(blobId(content));
    for (let from = 0; from === 0 || from < content.length; from += BLOB_PART_BYTES) {
      const part = Buffer.from(content.subarray(from, from + BLOB_PART_BYTES)).toString("base64");
      const reply = await this.#asker.attempt("blob.keep", { blob, size: content.length, from, part });
      if (!reply.ok) return reply.error.text;
    }
    const file = { what: this.#what, blob, name: basename(path).slice(0, 200), bytes: content.length };
    const reply = await this.#asker.attempt("import.file", file);
    return reply.ok ? null : reply.error.text;
  }
}

/** Ends the process with words where files of another segment lie where this one's would. */
export function refuseUsed(file: string): void {
  const dir = besideSegment(file);
  if (existsSync(dir) && readdirSync(dir).length > 0) fail(`${dir} is not empty. Nothing was written.`);
}

/** Writes the files that entries name beside a segment, for the same readers; the node that runs reads them. Says how many. */
export async function giveBlobs(asker: Asker, file: string, recipients: readonly string[]): Promise<string> {
  const ids: string[] = [];
  for (let isLast = false; !isLast; ) {
    const { blobs, is_last } = await asker.ask("blob.list", { after: ids.at(-1) ?? "" });
    ids.push(...blobs);
    isLast = is_last;
  }
  if (ids.length === 0) return "";
  const to = await givenBlobs(besideSegment(file), recipients, MACHINE_RANDOM);
  const bar = progressBar("files");
  let [given, lacking] = [0, 0];
  for (const [at, blob] of ids.entries()) {
    bar.update(at, ids.length);
    const begun = await to.begin(fromHex(blob) ?? new Uint8Array(), null);
    if (!begun.ok) return fail(begun.error.text);
    const { writer } = begun;
    let size = 0;
    let isHere = true;
    do {
      const part = await asker.attempt("blob.part", { blob, from: writer.written() });
      isHere = part.ok;
      if (!part.ok) break;
      size = part.value.size;
      const error = await writer.write(part.bytes ?? new Uint8Array());
      if (error !== null) return fail(error.text);
    } while (writer.written() < size);
    const error = isHere ? await writer.finish() : null;
    if (error !== null && error.code !== "other-content") return fail(error.text);
    await writer.abort();
    if (isHere && error === null) given += 1;
    else lacking += 1;
  }
  to.sweepParts();
  bar.update(ids.length, ids.length);
  bar.end();
  return filesText(given, lacking, `are in ${besideSegment(file)}: give both`, "are not here, or are damaged");
}

/** Takes the files that entries here name, that lack here or are damaged, and that lie beside a segment. Says how many are lacking still. */
export async function takeBlobs(journal: Journal, file: string, identities: readonly string[]): Promise<string> {
  const given = await openGivenBlobs(besideSegment(file), identities, MACHINE_RANDOM);
  if (given === null) process.stderr.write("The files beside it were given to others. None of them was taken.\n");
  const bar = progressBar("files");
  const from = given ?? { has: () => false, *read(): Generator<Uint8Array, void> {} };
  const wanted = [...journal.lackingBlobs(), ...journal.damagedBlobs(id => from.has(id), bar.update)];
  if (wanted.length === 0) {
    bar.end();
    return "";
  }
  const { copied, lacking, error } = await copyBlobs(from, journal.blobs, wanted, bar.update);
  bar.end();
  if (error !== null) process.stderr.write(`${error.text}\n`);
  return filesText(
    copied,
    lacking.length,
    "taken",
    "are not here yet: take them from a node or a backup that has them",
  );
}

/** What became of files, in one line. */
export function filesText(done: number, lacking: number, words: string, lackingWords: string): string {
  return `${done} files ${words}${lacking === 0 ? "" : `; ${lacking} that entries name ${lackingWords}`}.\n`;
}
