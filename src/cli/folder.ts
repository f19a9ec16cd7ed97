// Finds the data folder and the key that opens it, for every command that needs them.
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { type Keys, type Opener, openSlot, slotsOf } from "../journal/index.ts";
import { fail } from "./fail.ts";
import { readKeyFile } from "./key-file.ts";
import { askSecret } from "./prompt.ts";

export type FolderOptions = { readonly data?: string; readonly keyFile?: string };

const DATA = join(import.meta.dirname, "..", "..", "data");
const DEMO = join(DATA, "demo");

/** Adds `--data` and `--key-file` to a command. */
export function withFolder(command: Command): Command {
  return command
    .option("--data <DIR>", "the data folder (else TIDEOVER_DATA, else data/demo)")
    .option(
      "--key-file <FILE>",
      "the key file that opens it (else TIDEOVER_KEY_FILE, TIDEOVER_PASSPHRASE, or a prompt)",
    );
}

/** The folder that a command means; without one, the demo's. */
export function folderOf(options: FolderOptions): string {
  return resolve(options.data ?? process.env.TIDEOVER_DATA ?? DEMO);
}

/** The demo's folder: never one that the environment names for a real node. */
export function demoFolderOf(options: FolderOptions): string {
  return resolve(options.data ?? DEMO);
}

/** The folder of a real node; without one `data/node`, never the demo's. */
export function realFolderOf(options: FolderOptions): string {
  return resolve(options.data ?? process.env.TIDEOVER_DATA ?? join(DATA, "node"));
}

/** Where the demo's key file lies: in the user's configuration folder, never beside the data (RULES P4). */
export function demoKeyFile(): string {
  return join(process.env.XDG_CONFIG_HOME ?? join(homedir(), ".config"), "tideover", "demo.key");
}

/** Opens a folder's keys by key file, environment, or prompt. Ends the process with words where none opens it. */
export async function keysOf(options: FolderOptions, folder = folderOf(options)): Promise<Keys> {
  const slots = slotsOf(folder);
  if (slots.length === 0)
    return fail(
      `${folder} is no data folder of Tideover: it holds no key slot. Nothing was changed.\nMake its keys once: ./tideover init --data ${folder} --key-file FILE (docs/operations.md)`,
    );
  const opened = await openSlot(folder, await openerOf(options, folder, slots));
  return opened.ok ? opened.keys : fail(opened.error.text);
}

async function openerOf(options: FolderOptions, folder: string, slots: readonly string[]): Promise<Opener> {
  const keyFile = keyFileOf(options, folder);
  if (keyFile !== undefined && slots.includes("key-file")) return { slot: "key-file", identity: readKeyFile(keyFile) };
  if (process.env.TIDEOVER_PASSPHRASE !== undefined)
    return { slot: "passphrase", passphrase: process.env.TIDEOVER_PASSPHRASE };
  const words = await askSecret(
    "Passphrase or recovery key: ",
    `No key was given for ${folder}. Give --key-file FILE, TIDEOVER_KEY_FILE or TIDEOVER_PASSPHRASE, or call this at a terminal. Nothing was changed.`,
  );
  return words.startsWith("AGE-SECRET-KEY-")
    ? { slot: "recovery", identity: words }
    : { slot: "passphrase", passphrase: words };
}

/** The key file that is meant; only the demo's folder has one by default. */
export function keyFileOf(options: FolderOptions, folder: string): string | undefined {
  return options.keyFile ?? process.env.TIDEOVER_KEY_FILE ?? (folder === DEMO ? demoKeyFile() : undefined);
}
