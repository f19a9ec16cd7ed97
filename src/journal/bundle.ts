// A checkpoint as it travels: its file under a key of its own, and that key sealed to its readers (docs/FORMAT.md, "Checkpoints").
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { type Bytes, fromHex, hex } from "./bytes.ts";
import {
  type CheckpointError,
  type CheckpointMade,
  checkpointPath,
  openCheckpoint,
  removeCheckpoint,
} from "./checkpoint.ts";
import { type DataKey, dataKey, openEncrypted } from "./database.ts";
import type { Random } from "./ports.ts";
import { openSealed, sealTo } from "./seal.ts";

const Sealed = z.strictObject({ checkpoint: z.string().length(32), key: z.string().length(64) });

/** Writes a checkpoint's file for the holder of an age recipient. Answers what opens it, sealed; an error in words where it does not hold. */
export async function giveCheckpoint(
  given: { readonly folder: string; readonly key: DataKey; readonly made: CheckpointMade; readonly random: Random },
  path: string,
  recipients: readonly string[],
): Promise<
  { readonly ok: true; readonly sealed: readonly string[] } | { readonly ok: false; readonly error: CheckpointError }
> {
  const { folder, key, made, random } = given;
  const opened = openCheckpoint(folder, key, made);
  if (!opened.ok) return opened;
  opened.db.close();
  cpSync(checkpointPath(folder, made.checkpoint), path);
  chmodSync(path, 0o600);
  const own = dataKey(new Uint8Array(random.bytes(32)));
  const text = JSON.stringify({ checkpoint: hex(made.checkpoint), key: hex(own) } satisfies z.infer<typeof Sealed>);
  // Sealed first: a recipient that is none leaves no file behind.
  let sealed: string[];
  try {
    sealed = await Promise.all(recipients.map(recipient => sealTo(recipient, text)));
  } catch (error) {
    rmSync(path);
    throw error;
  }
  rekey(path, key, own);
  return { ok: true, sealed };
}

/** Which checkpoint a sealed text opens, and with what; undefined where it is for none of these identities. */
export async function openGiven(
  identities: readonly string[],
  sealed: readonly string[],
): Promise<{ readonly checkpoint: Bytes; readonly key: DataKey } | undefined> {
  for (const identity of identities)
    for (const one of sealed) {
      const text = await openSealed(identity, one);
      const read = text === undefined ? undefined : Sealed.safeParse(JSON.parse(text)).data;
      const [checkpoint, key] = read === undefined ? [] : [fromHex(read.checkpoint), fromHex(read.key)];
      if (checkpoint !== undefined && key !== undefined) return { checkpoint, key: dataKey(key) };
    }
  return undefined;
}

/** Lays a given checkpoint into a folder under the folder's key. What is not what its entry says is refused, and nothing of it stays. */
export function placeCheckpoint(
  folder: string,
  key: DataKey,
  given: { readonly path: string; readonly key: DataKey; readonly made: CheckpointMade },
): CheckpointError | null {
  const { made } = given;
  const path = checkpointPath(folder, made.checkpoint);
  if (existsSync(path)) {
    const here = openCheckpoint(folder, key, made);
    if (here.ok) {
      here.db.close();
      return null;
    }
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  removeCheckpoint(folder, made.checkpoint);
  cpSync(given.path, path);
  try {
    rekey(path, given.key, key);
  } catch {
    removeCheckpoint(folder, made.checkpoint);
    return {
      code: "checkpoint-damaged",
      text: "The checkpoint's file is damaged. Copy it again. Nothing of it was taken.",
    };
  }
  const opened = openCheckpoint(folder, key, made);
  if (opened.ok) {
    opened.db.close();
    return null;
  }
  removeCheckpoint(folder, made.checkpoint);
  return opened.error;
}

function rekey(path: string, from: DataKey, to: DataKey): void {
  const db = openEncrypted(path, from, "full");
  try {
    db.pragma("journal_mode=DELETE");
    db.pragma(`rekey="x'${hex(to)}'"`);
  } finally {
    db.close();
  }
}
