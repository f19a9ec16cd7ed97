// `tideover checkpoint`: the views as a file that a node can begin from (docs/FORMAT.md, "Checkpoints").
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  besideSegment,
  blobsOf,
  type Checkpoint,
  type CheckpointMade,
  checkpointsOf,
  copyBlobs,
  FILES,
  giveCheckpoint,
  givenBlobs,
  headerOf,
  hex,
  type Journal,
  type Keys,
  nodeSigner,
  openCheckpoint,
  openEncrypted,
  type Store,
  standingCuts,
} from "../journal/index.ts";
import { giveSegment } from "../server/control/index.ts";
import { recipientsFor } from "../server/enrol/index.ts";
import { composition, MACHINE_RANDOM } from "../server/index.ts";
import { ask } from "./ask.ts";
import { filesText } from "./blobs.ts";
import { identitiesOf, takeGiven } from "./bundle.ts";
import { fail } from "./fail.ts";
import { type FolderOptions, folderOf } from "./folder.ts";
import { openJournal, readFolder } from "./open.ts";
import { progressBar } from "./progress.ts";
import { writtenBody } from "./segment.ts";

const KEEP = 3;

/** `tideover checkpoint make`: of the running node's views, or of the folder's. */
export async function make(options: FolderOptions & { readonly keep?: string; readonly json?: true }): Promise<void> {
  const keep = Number(options.keep ?? KEEP);
  if (!Number.isInteger(keep) || keep < 1 || keep > 100)
    return fail("--keep takes a number from 1 to 100. Nothing was made.");
  const bar = progressBar("entries");
  const { value } = await ask(options, "checkpoint.make", { keep }, bar.update);
  bar.end();
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ok: true, ...value })}\n`);
  else
    process.stdout.write(
      `Checkpoint ${value.checkpoint}: ${value.covered} entries, ${value.bytes} bytes.${value.open === 0 ? "" : ` ${value.open} entries are not in it: they stay in the journal.`}\n`,
    );
}

function lineOf(one: Checkpoint, cuts: ReadonlySet<string>): string {
  const id = hex(one.checkpoint);
  const state = one.isHere ? (cuts.has(id) ? "here, named by a cut" : "here") : "its file is not here";
  const newest = one.newest === null ? "nothing" : `entries up to ${new Date(one.newest / 1_000).toISOString()}`;
  return `${id}  made ${new Date(one.wall / 1_000).toISOString()}  ${one.covered} ${newest}  ${one.bytes} bytes  ${state}`;
}

/** `tideover checkpoint list`. */
export async function list(options: FolderOptions & { readonly json?: true }): Promise<void> {
  const { store, close } = await readFolder(options);
  const cuts = new Set(standingCuts(store).map(cut => hex(cut.checkpoint)));
  for (const one of checkpointsOf(folderOf(options), store))
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ ...one, checkpoint: hex(one.checkpoint), digest: hex(one.digest), is_cut: cuts.has(hex(one.checkpoint)) })}\n`
        : `${lineOf(one, cuts)}\n`,
    );
  close();
}

/** `tideover checkpoint verify`: each file that is here against its entry; 2 where one does not hold, or one that is needed is not here. */
export async function verify(options: FolderOptions): Promise<void> {
  const { keys, store, close } = await readFolder(options);
  const cuts = new Set(standingCuts(store).map(cut => hex(cut.checkpoint)));
  let found = 0;
  for (const one of checkpointsOf(folderOf(options), store)) {
    if (!one.isHere && !cuts.has(hex(one.checkpoint))) continue;
    const opened = openCheckpoint(folderOf(options), keys.data, one);
    if (opened.ok) opened.db.close();
    else found += 1;
    process.stdout.write(`${hex(one.checkpoint)}  ${opened.ok ? "holds" : opened.error.text}\n`);
  }
  close();
  process.exitCode = found === 0 ? 0 : 2;
}

/** The newest that a cut names, else the newest. */
function chosen(folder: string, store: Store, id: string | undefined): CheckpointMade {
  const here = checkpointsOf(folder, store).filter(one => one.isHere);
  const cuts = new Set(standingCuts(store).map(cut => hex(cut.checkpoint)));
  const found =
    id === undefined
      ? (here.filter(one => cuts.has(hex(one.checkpoint))).at(-1) ?? here.at(-1))
      : here.find(one => hex(one.checkpoint) === id);
  if (found === undefined)
    return fail("There is no such checkpoint here. Make one: ./tideover checkpoint make. Nothing was written.");
  const { wall: _, actor: __, isHere: ___, ...made } = found;
  return made;
}

/**
 * `tideover checkpoint give DIR --for RECIPIENT`: a checkpoint, and the entries: of messages that it covers without their content. Also
 * beside a running node.
 */
export async function give(
  dir: string,
  options: FolderOptions & { readonly for: readonly string[]; readonly checkpoint?: string },
): Promise<void> {
  const folder = folderOf(options);
  if (existsSync(dir) && readdirSync(dir).length > 0) return fail(`${dir} is not empty. Nothing was written.`);
  const { keys, store, close } = await readFolder(options);
  const open = (file: string) => openEncrypted(join(folder, file), keys.data, "full", { readonly: true });
  const views = open(FILES.views);
  const readers = recipientsFor(views, options.for);
  views.close();
  if (!readers.ok)
    return fail(`${readers.unknown} is no age recipient (age1…) and names no one enrolled node. Nothing was written.`);
  const secrets = open(FILES.secrets);
  const signer = nodeSigner(secrets) ?? fail("This node has no signing key. Nothing was written.");
  secrets.close();
  const made = chosen(folder, store, options.checkpoint);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = await giveCheckpoint(
    { folder, key: keys.data, made, random: MACHINE_RANDOM },
    join(dir, "checkpoint.db"),
    readers.recipients,
  );
  if (!file.ok) return fail(file.error.text);
  writeFileSync(join(dir, "checkpoint.age"), `${file.sealed.join("\n")}\n`, { mode: 0o600, flush: true });
  const opened = openCheckpoint(folder, keys.data, made);
  if (!opened.ok) return fail(opened.error.text);
  const covers = opened.db.prepare<[Uint8Array]>("SELECT 1 FROM covered WHERE hash = ?");
  const { kinds } = composition({ idKey: keys.id });
  const prunable = new Set(kinds.all().flatMap(kind => (kind.prunable ? [kind.name] : [])));
  const entries = await giveSegment(store, signer, readers.recipients, MACHINE_RANDOM, row => {
    const kind = headerOf(row)?.kind;
    return kind !== undefined && prunable.has(kind) && covers.get(row.hash) !== undefined;
  });
  opened.db.close();
  const named = store.namedBlobs();
  close();
  if (!entries.ok) return fail(entries.error.text);
  const segment = entries.bytes ?? new Uint8Array();
  writeFileSync(join(dir, "entries.seg"), segment, { mode: 0o600, flush: true });
  const files = await giveFiles(folder, keys, named, join(dir, "entries.seg"), readers.recipients);
  process.stdout.write(
    `Checkpoint ${hex(made.checkpoint)} (${made.covered} entries) and ${entries.value.entries} entries, those that it covers without their messages, in ${dir}.\n${files}`,
  );
  await ask(options, "segment.written", writtenBody(options.for, entries.value.entries, segment));
}

/** The files that entries name, beside their segment. */
async function giveFiles(
  folder: string,
  keys: Keys,
  ids: readonly Uint8Array[],
  segment: string,
  recipients: readonly string[],
): Promise<string> {
  if (ids.length === 0) return "";
  const to = await givenBlobs(besideSegment(segment), recipients, MACHINE_RANDOM);
  const bar = progressBar("files");
  const { copied, lacking, error } = await copyBlobs(blobsOf(folder, keys.data, MACHINE_RANDOM), to, ids, bar.update);
  to.sweepParts();
  bar.end();
  if (error !== null) return fail(error.text);
  return filesText(copied, lacking.length, "with them", "are not here, or are damaged");
}

/** `tideover checkpoint take DIR`: for a node that holds entries, and a cut without its checkpoint. */
export async function take(
  dir: string,
  options: FolderOptions & { readonly identity?: string; readonly trust?: true },
): Promise<void> {
  const journal: Journal = await openJournal(options);
  await takeGiven(journal, dir, { identities: identitiesOf(journal, options), trust: options.trust === true });
}
