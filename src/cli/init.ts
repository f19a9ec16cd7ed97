// `tideover init`: the keys of a new network, for an empty folder.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { type Keys, newIdentity, newKeys, slotsOf, writeSlot } from "../journal/index.ts";
import { fail } from "./fail.ts";
import { type FolderOptions, realFolderOf } from "./folder.ts";
import { makeKeyFile, newKeyFilePath } from "./key-file.ts";
import { WORLD } from "./open.ts";
import { askNewPassphrase } from "./prompt.ts";

export type InitOptions = FolderOptions & { readonly passphrase?: boolean; readonly json?: boolean };

/** Makes the data key and the network's id key, and the slots that open them. The recovery key is shown once and never kept. */
export async function init(options: InitOptions): Promise<void> {
  const folder = realFolderOf(options);
  const path = newKeyFilePath(neededKeyFile(options), folder);
  emptyFolder(folder);
  const passphrase = options.passphrase === true ? await askNewPassphrase() : null;
  const { keys } = await firstSlot(folder, path);
  if (passphrase !== null) await writeSlot(folder, keys, { slot: "passphrase", passphrase });
  const recovery = await recoverySlot(folder, keys);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ ok: true, folder, key_file: path, slots: slotsOf(folder), recovery })}\n`);
    return;
  }
  process.stdout.write(
    `The keys of ${folder} are made. Slots: ${slotsOf(folder).join(", ")}. Each alone opens it.\n\n`,
  );
  process.stdout.write(
    `  key file      ${path}\n    Keep a copy away from this machine. Not in the data folder, not in its backup.\n`,
  );
  process.stdout.write(`  recovery key  ${recovery}\n    Shown this once. Print it, seal it, put it in the safe.\n\n`);
  process.stdout.write(`Start the node: ./start --config FILE --data ${folder} --key-file ${path}\n`);
}

/** The key file that was asked for, by option or environment. */
export function neededKeyFile(options: FolderOptions): string {
  return (
    options.keyFile ??
    process.env.TIDEOVER_KEY_FILE ??
    fail("Say with --key-file where the new key file goes: outside the data folder. Nothing was changed.")
  );
}

/** Makes the folder, for its owner only. Ends the process where something lies in it. */
export function emptyFolder(folder: string): void {
  if (existsSync(folder)) {
    if (slotsOf(folder).length > 0)
      fail(
        `${folder} has keys already (${slotsOf(folder).join(", ")}). Nothing was changed. To add a slot: ./tideover key add`,
      );
    if (!isEmpty(folder))
      fail(`${folder} is not an empty folder. Keys are made for an empty one. Nothing was changed.`);
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    fail(`The folder ${folder} cannot be made. Nothing was changed.`);
  }
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

/** New keys, opened by a new key file. */
export async function firstSlot(folder: string, keyFile: string): Promise<{ keys: Keys; identity: string }> {
  const keys = newKeys(WORLD.random);
  const identity = await makeKeyFile(keyFile, folder);
  await writeSlot(folder, keys, { slot: "key-file", identity });
  return { keys, identity };
}

/** A recovery slot; returns its key, to be shown once. */
export async function recoverySlot(folder: string, keys: Keys): Promise<string> {
  const identity = await newIdentity();
  await writeSlot(folder, keys, { slot: "recovery", identity });
  return identity;
}
