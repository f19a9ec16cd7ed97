import { existsSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { newIdentity, recipientOf, slotsOf, writeSlot } from "../journal/index.ts";
import { type FolderOptions, fail, folderOf, keysOf } from "./folder.ts";

/** `tideover key list`. */
export function list(options: FolderOptions): void {
  for (const slot of slotsOf(folderOf(options))) process.stdout.write(`${slot}\n`);
}

/** `tideover key add SLOT`: each slot alone opens the store. A recovery key is printed once and never kept. */
export async function add(slot: string, options: FolderOptions & { readonly out?: string }): Promise<void> {
  const folder = folderOf(options);
  const keys = await keysOf(options);
  if (slot === "passphrase") {
    const passphrase = process.env.TIDEOVER_NEW_PASSPHRASE ?? (await ask("New passphrase: "));
    if (passphrase.length < 12) fail("A passphrase has 12 characters or more. Nothing was changed.");
    await writeSlot(folder, keys, { slot, passphrase });
  } else if (slot === "key-file") {
    const out = options.out === undefined ? fail("Say with --out where the key file goes.") : resolve(options.out);
    if (dirname(out) === folder) fail("A key file lies outside the data folder. Nothing was changed.");
    if (existsSync(out)) fail(`${out} is there already. Nothing was changed.`);
    const identity = await newIdentity();
    writeFileSync(
      out,
      `# Tideover key file. Whoever holds it opens the data folder.\n# recipient: ${await recipientOf(identity)}\n${identity}\n`,
      { mode: 0o600, flush: true },
    );
    await writeSlot(folder, keys, { slot, identity });
  } else if (slot === "recovery") {
    const identity = await newIdentity();
    await writeSlot(folder, keys, { slot, identity });
    process.stdout.write(
      `Recovery key. Print it, seal it, keep it away from the machine. It is shown once:\n\n    ${identity}\n\n`,
    );
  } else fail("The slots are passphrase, key-file and recovery.");
  process.stdout.write(`The ${slot} slot is written. Slots: ${slotsOf(folder).join(", ")}.\n`);
}

async function ask(question: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(question);
  prompt.close();
  return answer.trim();
}
