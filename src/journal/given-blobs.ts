// Blobs as they travel beside a segment: the same files under a key of their own, which is sealed to the readers (docs/FORMAT.md, "Blobs").
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type BlobError, Blobs } from "./blob.ts";
import { type Bytes, fromHex, hex } from "./bytes.ts";
import type { Random } from "./ports.ts";
import { openSealed, sealTo } from "./seal.ts";

const KEY = "key.age";
const Sealed = z.strictObject({ blobs: z.string().length(64) });

/** Where blobs lie that were given with a segment. */
export function besideSegment(file: string): string {
  return `${file}.blobs`;
}

/** Begins to give blobs into an empty directory, for the holders of age recipients. Rejects where one is none: nothing is written then. */
export async function givenBlobs(dir: string, recipients: readonly string[], random: Random): Promise<Blobs> {
  const key = new Uint8Array(random.bytes(32));
  const text = JSON.stringify({ blobs: hex(key) } satisfies z.infer<typeof Sealed>);
  const sealed = await Promise.all(recipients.map(recipient => sealTo(recipient, text)));
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dir, KEY), `${sealed.join("\n")}\n`, { mode: 0o600, flush: true });
  return new Blobs(dir, key, random);
}

/** Blobs that were given; undefined where none were, null where they were given to others. */
export async function openGivenBlobs(
  dir: string,
  identities: readonly string[],
  random: Random,
): Promise<Blobs | undefined | null> {
  if (!existsSync(join(dir, KEY))) return undefined;
  for (const one of sealedTexts(readFileSync(join(dir, KEY), "utf8")))
    for (const identity of identities) {
      const key = readKey(await openSealed(identity, one));
      if (key !== undefined) return new Blobs(dir, key, random);
    }
  return null;
}

/** Each age file of several that were written one after the other. */
export function sealedTexts(text: string): string[] {
  return text.split(/(?=-----BEGIN AGE)/).filter(one => one.trim() !== "");
}

function readKey(text: string | undefined): Bytes | undefined {
  if (text === undefined) return undefined;
  try {
    const read = Sealed.safeParse(JSON.parse(text)).data;
    return read === undefined ? undefined : fromHex(read.blobs);
  } catch {
    return undefined;
  }
}

/** What came of copying blobs. `lacking`: those that are still not there; `error`: why writing ended early. */
export type Copied = { readonly copied: number; readonly lacking: readonly Bytes[]; readonly error: BlobError | null };

/** Copies blobs under the other's key, each proved by its name. A damaged one is lacking, and disturbs no other; a full disk ends it. */
export async function copyBlobs(
  from: Pick<Blobs, "has" | "read">,
  to: Blobs,
  ids: readonly Bytes[],
  progress: (done: number, of: number) => void = () => {},
): Promise<Copied> {
  const lacking: Bytes[] = [];
  let copied = 0;
  for (const [at, id] of ids.entries()) {
    progress(at, ids.length);
    const error = from.has(id) ? await to.copy(id, from) : null;
    if (error !== null && error.code !== "blob-damaged" && error.code !== "other-content")
      return { copied, lacking: [...lacking, ...ids.slice(at)], error };
    if (from.has(id) && error === null) copied += 1;
    else lacking.push(id);
  }
  progress(ids.length, ids.length);
  return { copied, lacking, error: null };
}
