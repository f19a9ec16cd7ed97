// Finds the data folder and the key that opens it, for every command that needs them.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { type Keys, type Opener, openSlot, slotsOf } from "../journal/index.ts";

export type FolderOptions = { readonly data?: string; readonly keyFile?: string };

/** Adds `--data` and `--key-file` to a command. */
export function withFolder(command: Command): Command {
  return command
    .option("--data DIR", "the data folder (default: data/demo)")
    .option("--key-file FILE", "the key file that opens it (else TIDEOVER_KEY_FILE, TIDEOVER_PASSPHRASE, or a prompt)");
}

export function folderOf(options: FolderOptions): string {
  return resolve(options.data ?? join(import.meta.dirname, "..", "..", "data", "demo"));
}

/** Where the demo's key file lies: in the user's configuration folder, never beside the data (RULES P4). */
export function demoKeyFile(): string {
  return join(process.env.XDG_CONFIG_HOME ?? join(homedir(), ".config"), "tideover", "demo.key");
}

/** Opens the folder's keys by key file, environment, or prompt. Ends the process with words where none opens it. */
export async function keysOf(options: FolderOptions): Promise<Keys> {
  const folder = folderOf(options);
  const slots = slotsOf(folder);
  if (slots.length === 0) return fail(`${folder} is no data folder of Tideover: it holds no key slot.`);
  const opened = await openSlot(folder, await openerOf(options, slots));
  return opened.ok ? opened.keys : fail(opened.error.text);
}

async function openerOf(options: FolderOptions, slots: readonly string[]): Promise<Opener> {
  const isDemo = options.data === undefined && process.env.TIDEOVER_KEY_FILE === undefined;
  const keyFile = options.keyFile ?? process.env.TIDEOVER_KEY_FILE ?? (isDemo ? demoKeyFile() : undefined);
  if (keyFile !== undefined && slots.includes("key-file")) return { slot: "key-file", identity: readKeyFile(keyFile) };
  if (process.env.TIDEOVER_PASSPHRASE !== undefined)
    return { slot: "passphrase", passphrase: process.env.TIDEOVER_PASSPHRASE };
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question("Passphrase or recovery key: ");
  prompt.close();
  const words = answer.trim();
  return words.startsWith("AGE-SECRET-KEY-")
    ? { slot: "recovery", identity: words }
    : { slot: "passphrase", passphrase: words };
}

/** The identity in a key file: its first line that is one. */
export function readKeyFile(path: string): string {
  try {
    const line = readFileSync(path, "utf8")
      .split("\n")
      .find(text => text.startsWith("AGE-SECRET-KEY-"));
    return line ?? fail(`${path} holds no key.`);
  } catch {
    return fail(`The key file ${path} cannot be read.`);
  }
}

/** Ends the command with words for the person who called it. */
export function fail(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
