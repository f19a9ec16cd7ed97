// Asks for a secret on a terminal without showing it. Where nobody sits at one, the command says what it needs instead.
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { fail } from "./fail.ts";

/** One line typed at the terminal, not echoed. Ends the process with `otherwise` where stdin is no terminal. */
export async function askSecret(question: string, otherwise: string): Promise<string> {
  if (!process.stdin.isTTY) return fail(otherwise);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
  // Readline takes Ctrl-C from the terminal: it must still stop the command.
  prompt.once("SIGINT", () => process.exit(130));
  process.stderr.write(question);
  try {
    return (await prompt.question("")).trim();
  } finally {
    prompt.close();
    process.stderr.write("\n");
  }
}

/** A new passphrase: from TIDEOVER_NEW_PASSPHRASE, else typed twice. Ends the process where it is too short or differs. */
export async function askNewPassphrase(): Promise<string> {
  const given = process.env.TIDEOVER_NEW_PASSPHRASE;
  const otherwise =
    "No passphrase was given: set TIDEOVER_NEW_PASSPHRASE, or call this at a terminal. Nothing was changed.";
  const passphrase = given ?? (await askSecret("New passphrase: ", otherwise));
  if (passphrase.length < 12) return fail("A passphrase has 12 characters or more. Nothing was changed.");
  if (given === undefined && (await askSecret("The same again: ", otherwise)) !== passphrase)
    return fail("The two are not the same. Nothing was changed.");
  return passphrase;
}
