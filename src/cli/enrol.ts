// Enrolling another node's folder by two files, without a network between them: request, grant, accept.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Secrets } from "../access/index.ts";
import { fromHex, Journal, type Keys, slotsOf, writeSlot } from "../journal/index.ts";
import { checkNumber, type Granted, makeRequest, nodeIdentity, openGrant } from "../server/enrol/index.ts";
import { composition } from "../server/index.ts";
import { ask } from "./ask.ts";
import { fail } from "./fail.ts";
import { type FolderOptions, keyFileOf, keysOf, realFolderOf } from "./folder.ts";
import { emptyFolder, firstSlot, neededKeyFile, recoverySlot } from "./init.ts";
import { newKeyFilePath, readKeyFile } from "./key-file.ts";
import { WORLD } from "./open.ts";
import { endPending, keepPending, pendingRequest } from "./pending.ts";

/** `tideover enrol request --name NAME --out FILE`: makes the keys of a new node's empty folder, and says who it is. */
export async function request(options: FolderOptions & { readonly name: string; readonly out: string }): Promise<void> {
  const folder = realFolderOf(options);
  if (existsSync(options.out)) return fail(`${options.out} is there already. Nothing was changed.`);
  const waiting = existsSync(folder) ? pendingRequest(folder) : undefined;
  const made = waiting ?? (await newRequest(folder, options));
  writeFileSync(options.out, `${JSON.stringify(made)}\n`, { mode: 0o644, flag: "wx", flush: true });
  process.stdout.write(`The request of ${made.name} is in ${options.out}. Nothing in it is secret.\n`);
  process.stdout.write(
    `  check number  ${checkNumber(made)}\n    Read it to whoever grants; they see the same, or it is not this node's.\n`,
  );
  process.stdout.write(`Then: ./tideover enrol grant on a node of the network, and ./tideover enrol accept here.\n`);
}

async function newRequest(folder: string, options: FolderOptions & { readonly name: string }) {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,59}$/u.test(options.name))
    return fail("A node's name is letters, digits, blanks, `.`, `_` and `-`, at most 60. Nothing was changed.");
  const keyFile = newKeyFilePath(neededKeyFile(options), folder);
  emptyFolder(folder);
  const { keys } = await firstSlot(folder, keyFile);
  const journal = openNew(folder, keys);
  const made = await makeRequest(journal.secrets, journal.node, options.name);
  journal.close();
  if (made === undefined) return fail("The node has no signing key. Empty the folder and begin anew.");
  keepPending(folder, made);
  return made;
}

/** `tideover enrol grant REQUEST --out FILE`: enrols the node that asks. */
export async function grant(
  file: string,
  options: FolderOptions & { readonly out: string; readonly check?: string },
): Promise<void> {
  if (existsSync(options.out)) return fail(`${options.out} is there already. Nothing was granted.`);
  const { value } = await ask(options, "enrol.grant", { request: textIn(file), check: options.check ?? null });
  writeFileSync(options.out, `${value.grant}\n`, { mode: 0o600, flag: "wx", flush: true });
  process.stdout.write(`${value.name} is enrolled. Its grant is in ${options.out}; only that node can open it.\n`);
  process.stdout.write(
    `  check number  ${value.check}\n    The same as on the new node? If not, this grant is for somebody else: destroy it.\n`,
  );
  process.stdout.write(`Give it the entries too: ./tideover segment give FILE --for "${value.name}"\n`);
}

/** `tideover enrol accept GRANT`: from now on the folder is a node of the network, under its id key. */
export async function accept(file: string, options: FolderOptions): Promise<void> {
  const folder = realFolderOf(options);
  const keys = await keysOf(options, folder);
  const waiting =
    pendingRequest(folder) ??
    fail(`${folder} waits for no grant. Begin with ./tideover enrol request, in an empty folder. Nothing was changed.`);
  const keyFile =
    keyFileOf(options, folder) ?? fail("Say with --key-file which key file opens this folder. Nothing was changed.");
  const text = textIn(file);
  const journal = openNew(folder, keys);
  const refused = async (words: string): Promise<never> => {
    journal.close();
    return fail(words);
  };
  if (journal.store.position() > 0)
    return refused(
      `${folder} holds entries under another id key. A node is enrolled before it records. Nothing was changed.`,
    );
  const identity = nodeIdentity(journal.secrets);
  if (identity === undefined) return refused(`${folder} has lost its identity. Empty it and make the request anew.`);
  const opened = await openGrant(text, waiting, identity);
  if (!opened.ok) return refused(opened.error.text);
  take(journal, opened.granted);
  journal.close();
  const network: Keys = { data: keys.data, id: opened.granted.idKey };
  await writeSlot(folder, network, { slot: "key-file", identity: readKeyFile(keyFile) });
  const recovery = await recoverySlot(folder, network);
  endPending(folder);
  process.stdout.write(
    `${waiting.name} is a node of the network of ${opened.granted.by.name}. Slots: ${slotsOf(folder).join(", ")}.\n\n`,
  );
  process.stdout.write(`  recovery key  ${recovery}\n    Shown this once. Print it, seal it, put it in the safe.\n\n`);
  process.stdout.write(`Next: ./tideover segment take FILE --data ${folder}, then start it.\n`);
}

/** Whose entries are taken, and what proves people here. */
function take(journal: Journal, granted: Granted): void {
  for (const { id, signing } of [granted.by.node, ...granted.nodes]) {
    const [node, key] = [fromHex(id), fromHex(signing)];
    if (node !== undefined && key !== undefined) journal.trust(node, key);
  }
  new Secrets(journal.secrets).keep(granted.secrets);
}

/** Opens a folder that still waits; every other command refuses it. */
function openNew(folder: string, keys: Keys): Journal {
  const { kinds, views } = composition({ idKey: keys.id });
  const opened = Journal.open(folder, keys, { kinds, views, ports: WORLD });
  return opened.ok ? opened.journal : fail(opened.error.text);
}

function textIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return fail(`${file} cannot be read. Nothing was changed.`);
  }
}
