import { slotsOf, writeSlot } from "../journal/index.ts";
import { fail } from "./fail.ts";
import { type FolderOptions, folderOf, keysOf } from "./folder.ts";
import { recoverySlot } from "./init.ts";
import { makeKeyFile, newKeyFilePath } from "./key-file.ts";
import { refusePending } from "./pending.ts";
import { askNewPassphrase } from "./prompt.ts";

/** `tideover key list`. */
export function list(options: FolderOptions): void {
  for (const slot of slotsOf(folderOf(options))) process.stdout.write(`${slot}\n`);
}

/** `tideover key add SLOT`: each slot alone opens the store. A recovery key is printed once and never kept. */
export async function add(slot: string, options: FolderOptions & { readonly out?: string }): Promise<void> {
  const folder = folderOf(options);
  refusePending(folder);
  const keys = await keysOf(options);
  if (slot === "passphrase") {
    await writeSlot(folder, keys, { slot, passphrase: await askNewPassphrase() });
  } else if (slot === "key-file") {
    const out = newKeyFilePath(options.out ?? fail("Say with --out where the key file goes."), folder);
    await writeSlot(folder, keys, { slot, identity: await makeKeyFile(out, folder) });
  } else if (slot === "recovery") {
    const identity = await recoverySlot(folder, keys);
    process.stdout.write(
      `Recovery key. Print it, seal it, keep it away from the machine. It is shown once:\n\n    ${identity}\n\n`,
    );
  } else fail("The slots are passphrase, key-file and recovery.");
  process.stdout.write(`The ${slot} slot is written. Slots: ${slotsOf(folder).join(", ")}.\n`);
}
