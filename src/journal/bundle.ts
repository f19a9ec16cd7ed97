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
  stand,
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
      const read = text === undefined ? undefined : sealedIn(text);
      const [checkpoint, key] = read === undefined ? [] : [fromHex(read.checkpoint), fromHex(read.key)];
      if (checkpoint !== undefined && key !== undefined) return { checkpoint, key: dataKey(key) };
    }
  return undefined;
}

/** undefined where it is no such text. */
function sealedIn(text: string): z.infer<typeof Sealed> | undefined {
  try {
    return Sealed.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
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
  // Proved before it has its name: one that is half would be begun from at the next start.
  const part = `${path}.part`;
  try {
    cpSync(given.path, part);
    rekey(part, given.key, key);
    const opened = openCheckpoint(folder, key, made, part);
    if (!opened.ok) return opened.error;
    opened.db.close();
    removeCheckpoint(folder, made.checkpoint);
    stand(part, path);
    return null;
  } catch {
    return {
      code: "checkpoint-damaged",
      text: "The checkpoint's file is damaged, or could not be written. Make room, copy it again. Nothing of it was taken.",
    };
  } finally {
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(part + suffix, { force: true });
  }
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
