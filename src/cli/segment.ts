import { readFileSync, writeFileSync } from "node:fs";
import { decodeSegment, hex, type Journal, trailerHolds } from "../journal/index.ts";
import { enrolledKeys, nodeIdentity } from "../server/enrol/index.ts";
import { ask } from "./ask.ts";
import { fail } from "./fail.ts";
import { type FolderOptions, folderOf, keyFileOf } from "./folder.ts";
import { readKeyFile } from "./key-file.ts";
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
  const bytes = bytesOf(file);
  const journal = await openJournal(options);
  const keyFile = options.identity ?? keyFileOf(options, folderOf(options));
  // What was given to this node by its name is sealed to its own identity; a backup, to a key file.
  const identities = [nodeIdentity(journal.secrets), keyFile === undefined ? undefined : readKeyFile(keyFile)];
  const read = await decodeSegment(
    bytes,
    identities.filter(identity => identity !== undefined),
  );
  if (!read.ok) {
    journal.close();
    return fail(read.error.text);
  }
  trustEnrolled(journal);
  let [added, known, refused] = [0, 0, 0];
  for (const signed of read.segment.runs) {
    const isTakenOnTrust = options.trust === true && trailerHolds(signed);
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
  journal.close();
  process.stdout.write(`${added} entries taken, ${known} were here, ${refused} runs refused.\n`);
  process.exitCode = refused === 0 ? 0 : 2;
}

/** Trusts the nodes that stand enrolled; a node that is known keeps the key that it was first known by. */
function trustEnrolled(journal: Journal): void {
  const known = journal.publicKeys();
  for (const { node, key } of enrolledKeys(journal.views)) if (!known.has(hex(node))) journal.trust(node, key);
}

function bytesOf(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    return fail(`${file} cannot be read. Nothing was taken.`);
  }
}
