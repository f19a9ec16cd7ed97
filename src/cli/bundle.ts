// Takes what was given as files: segments, and a checkpoint beside them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeSegment, hex, type Journal, openGiven, sealedTexts, trailerHolds } from "../journal/index.ts";
import { enrolledKeys, nodeIdentity } from "../server/enrol/index.ts";
import { takeBlobs } from "./blobs.ts";
import { fail } from "./fail.ts";
import { type FolderOptions, folderOf, keyFileOf } from "./folder.ts";
import { readKeyFile } from "./key-file.ts";
import { progressBar } from "./progress.ts";

export type Reader = { readonly identities: readonly string[]; readonly trust: boolean };
export type Came = { readonly added: number; readonly known: number; readonly refused: number };

/** What was given to this node by its name is sealed to its own identity; a backup, to a key file. */
export function identitiesOf(journal: Journal, options: FolderOptions & { readonly identity?: string }): string[] {
  const keyFile = options.identity ?? keyFileOf(options, folderOf(options));
  const identities = [nodeIdentity(journal.secrets), keyFile === undefined ? undefined : readKeyFile(keyFile)];
  return identities.filter(identity => identity !== undefined);
}

/** Takes the runs of a segment. Ends the process with words where the file cannot be read. */
export async function takeSegment(journal: Journal, file: string, { identities, trust }: Reader): Promise<Came> {
  const read = await decodeSegment(bytesOf(journal, file), identities);
  if (!read.ok) {
    journal.close();
    return fail(read.error.text);
  }
  trustEnrolled(journal);
  let [added, known, refused] = [0, 0, 0];
  for (const signed of read.segment.runs) {
    const isTakenOnTrust = trust && trailerHolds(signed);
    const result = isTakenOnTrust ? journal.take(signed.run, signed.hash) : journal.receive(signed);
    if (result.ok) {
      added += result.taken.added + result.taken.raised;
      known += result.taken.known;
    } else {
      refused += 1;
      const node = hex(signed.run.node).slice(0, 8);
      process.stderr.write(`Refused: ${result.error.where} of node ${node}: ${result.error.text}\n`);
    }
  }
  while (journal.fold().folded > 0);
  trustEnrolled(journal);
  return { added, known, refused };
}

/** Takes a folder of segments with the checkpoint that lies beside them, says what came, and closes the journal. */
export async function takeGiven(journal: Journal, dir: string, reader: Reader): Promise<void> {
  const words = await takeAll(journal, dir, reader);
  journal.close();
  if (words !== null) fail(words);
}

async function takeAll(journal: Journal, dir: string, reader: Reader): Promise<string | null> {
  const files = existsSync(dir) ? readdirSync(dir).sort() : [];
  const segments = files.filter(name => name.endsWith(".seg"));
  if (segments.length === 0) return `${dir} holds no segment (*.seg). Nothing was taken.`;
  const isGiven = files.includes("checkpoint.db") && files.includes("checkpoint.age");
  const sealed = isGiven ? readFileSync(join(dir, "checkpoint.age"), "utf8") : "";
  const opens = isGiven ? await openGiven(reader.identities, sealedTexts(sealed)) : undefined;
  if (isGiven && opens === undefined) return "The checkpoint was sealed for another key. Nothing was taken.";
  const sum = { added: 0, known: 0, refused: 0 };
  for (const name of segments) {
    const came = await takeSegment(journal, join(dir, name), reader);
    for (const field of ["added", "known", "refused"] as const) sum[field] += came[field];
  }
  process.stdout.write(`${sum.added} entries taken, ${sum.known} were here, ${sum.refused} runs refused.\n`);
  for (const name of segments) process.stdout.write(await takeBlobs(journal, join(dir, name), reader.identities));
  if (sum.refused > 0) process.exitCode = 2;
  if (opens === undefined) return null;
  const bar = progressBar("folding");
  const error = journal.takeCheckpoint({ path: join(dir, "checkpoint.db"), ...opens }, bar.update);
  bar.end();
  if (error !== null) return error.text;
  process.stdout.write(`The views begin from checkpoint ${hex(opens.checkpoint)}.\n`);
  return null;
}

/** Trusts the nodes that stand enrolled; a node that is known keeps the key that it was first known by. */
function trustEnrolled(journal: Journal): void {
  const known = journal.publicKeys();
  for (const { node, key } of enrolledKeys(journal.views)) if (!known.has(hex(node))) journal.trust(node, key);
}

function bytesOf(journal: Journal, file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    journal.close();
    return fail(`${file} cannot be read. Nothing was taken.`);
  }
}
