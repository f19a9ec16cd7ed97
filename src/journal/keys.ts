// The keys of a data folder: one random data key and the network's id key, wrapped in slots. Each slot alone opens the store.
// A slot is an age file (age-encryption.org/v1), so a slot can also be opened by any age tool.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { armor, Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { z } from "zod";
import { type Bytes, fromHex, hex } from "./bytes.ts";
import { type DataKey, dataKey } from "./database.ts";
import type { Random } from "./ports.ts";

/** Under it ids of records and resources are made (RULES W7); made with the network, never changed. */
export type IdKey = Bytes & { readonly __brand: "IdKey" };
export type Keys = { readonly data: DataKey; readonly id: IdKey };

export const SLOTS = ["passphrase", "key-file", "recovery"] as const;
export type Slot = (typeof SLOTS)[number];

/** What opens a slot: words, or an age identity (`AGE-SECRET-KEY-1…`) from a file or from the printed recovery page. */
export type Opener =
  | { readonly slot: "passphrase"; readonly passphrase: string }
  | { readonly slot: "key-file" | "recovery"; readonly identity: string };

export type KeyError = { readonly code: "no-slot" | "wrong-key" | "damaged-slot"; readonly text: string };
export type Opened = { readonly ok: true; readonly keys: Keys } | { readonly ok: false; readonly error: KeyError };

const Wrapped = z.object({ data: z.string().length(64), id: z.string().length(64) });

/** New random keys: only for a new network, or (data key only) a new folder of one. */
export function newKeys(random: Random, id?: IdKey): Keys {
  return { data: dataKey(new Uint8Array(random.bytes(32))), id: id ?? idKey(new Uint8Array(random.bytes(32))) };
}

export function idKey(bytes: Bytes): IdKey {
  if (bytes.length !== 32) throw new RangeError("an id key has 32 bytes");
  return bytes as IdKey;
}

/** A new age identity, for a key file or the printed recovery page. */
export function newIdentity(): Promise<string> {
  return generateX25519Identity();
}

/** The public half of an identity: what others encrypt to. */
export function recipientOf(identity: string): Promise<string> {
  return identityToRecipient(identity);
}

function slotPath(folder: string, slot: Slot): string {
  return join(folder, `key.${slot}.age`);
}

/** Which slots a folder has. */
export function slotsOf(folder: string): Slot[] {
  return SLOTS.filter(slot => existsSync(slotPath(folder, slot)));
}

/** Wraps the keys in a slot, replacing what that slot held. The file is readable by its owner only. */
export async function writeSlot(folder: string, keys: Keys, opener: Opener): Promise<void> {
  const encrypter = new Encrypter();
  if (opener.slot === "passphrase") encrypter.setPassphrase(opener.passphrase);
  else encrypter.addRecipient(await identityToRecipient(opener.identity));
  const wrapped = await encrypter.encrypt(JSON.stringify({ data: hex(keys.data), id: hex(keys.id) }));
  writeFileSync(slotPath(folder, opener.slot), armor.encode(wrapped), { mode: 0o600, flush: true });
}

/** Opens a folder's keys by one slot. Never throws on what the slot holds. */
export async function openSlot(folder: string, opener: Opener): Promise<Opened> {
  const path = slotPath(folder, opener.slot);
  if (!existsSync(path)) {
    return {
      ok: false,
      error: {
        code: "no-slot",
        text: `This data folder has no ${opener.slot} slot. Its slots: ${slotsOf(folder).join(", ") || "none"}.`,
      },
    };
  }
  const decrypter = new Decrypter();
  let plain: Uint8Array;
  try {
    if (opener.slot === "passphrase") decrypter.addPassphrase(opener.passphrase);
    else decrypter.addIdentity(opener.identity.trim());
    plain = await opened(decrypter, armor.decode(readFileSync(path, "utf8")));
  } catch {
    return {
      ok: false,
      error: { code: "wrong-key", text: `The ${opener.slot} slot does not open with this key. Nothing was changed.` },
    };
  }
  const parsed = readWrapped(plain);
  const [data, id] = parsed === undefined ? [] : [fromHex(parsed.data), fromHex(parsed.id)];
  if (data === undefined || id === undefined)
    return {
      ok: false,
      error: { code: "damaged-slot", text: `The ${opener.slot} slot is damaged. Use another slot.` },
    };
  return { ok: true, keys: { data: dataKey(data), id: idKey(id) } };
}

/** Through streams of our own: of bytes the library makes a Response, for which Node loads its whole HTTP client at each start. */
async function opened(decrypter: Decrypter, bytes: Uint8Array): Promise<Uint8Array> {
  const wrapped = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  const parts: Uint8Array[] = [];
  for await (const part of await decrypter.decrypt(wrapped)) parts.push(part);
  return Buffer.concat(parts);
}

function readWrapped(plain: Uint8Array): z.infer<typeof Wrapped> | undefined {
  try {
    return Wrapped.safeParse(JSON.parse(new TextDecoder().decode(plain))).data;
  } catch {
    return undefined;
  }
}
