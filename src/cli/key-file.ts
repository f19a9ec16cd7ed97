// A key file: an age identity on a line of its own, outside the data folder that it opens.
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { newIdentity, recipientOf } from "../journal/index.ts";
import { fail } from "./fail.ts";

/** The identity in a key file: its first line that is one. */
export function readKeyFile(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return fail(`The key file ${path} cannot be read.`);
  }
  return text.split("\n").find(line => line.startsWith("AGE-SECRET-KEY-")) ?? fail(`${path} holds no key.`);
}

/** Where a new key file may go, as an absolute path. Ends the process where it would lie in the data folder, or is there already. */
export function newKeyFilePath(given: string, folder: string): string {
  const path = resolve(given);
  if (isWithin(folder, path))
    return fail(
      "A key file lies outside the data folder: who takes the folder must not have the key. Nothing was changed.",
    );
  if (existsSync(path)) return fail(`${path} is there already, and no key is ever written over. Nothing was changed.`);
  return path;
}

/** Makes an identity and writes it for its owner only. Never writes over a file. */
export async function makeKeyFile(path: string, opens: string): Promise<string> {
  const identity = await newIdentity();
  const lines = `# Tideover key file. Whoever holds it opens ${opens}.\n# recipient: ${await recipientOf(identity)}\n${identity}\n`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, lines, { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    return fail(`The key file ${path} cannot be written (${codeOf(error)}). Nothing was changed.`);
  }
  return identity;
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(real(folder), real(path));
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`));
}

/** The path with its links followed, as far as it exists. */
function real(path: string): string {
  const parent = dirname(path);
  if (existsSync(path)) return realpathSync(path);
  return parent === path ? path : resolve(real(parent), relative(parent, path));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "failed";
}
