// Where looks and sign-ins go while the disk is full: a file whose room was taken beforehand, encrypted, replayed later.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { closeSync, existsSync, fdatasyncSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { z } from "zod";
import type { Draft, Random } from "./ports.ts";

/*
 * offset 0    lost frame, 256 bytes: how many found no room, from, to
 * offset 256  frames, one after another: u32 length of the sealed part, nonce (12), ciphertext, tag (16)
 * A length of 0, or a frame that does not open, is the end: a torn write was never answered as kept.
 * Each frame is sealed with its offset as additional data, so that none can be moved.
 */
const FRAMES_AT = 256;
const OVERHEAD = 4 + 12 + 16;
const FRAME_MAX = 65_536;

const SpilledDraft = z.object({ id: z.string(), kind: z.string(), body: z.unknown(), actor: z.string() });
const Lost = z.object({ count: z.int().min(0), from: z.int(), to: z.int() });
export type Lost = z.infer<typeof Lost>;

/** A draft with its id: replayed twice it is the same entry. */
export type Spilled = Draft & { readonly id: string };

/** The spill file of a node. One process at a time (RULES P1); every write is on disk before it returns. */
export class Spill {
  readonly #file: number;
  readonly #key: Uint8Array;
  readonly #random: Random;
  readonly #size: number;
  #end = FRAMES_AT;
  #kept: Spilled[] = [];
  #lost: Lost | null = null;

  /** Opens the file, or makes it and takes its room now. `key` has 32 bytes; `size` in bytes, at least 64 KiB. */
  constructor(path: string, key: Uint8Array, random: Random, size: number = 4 * 1_048_576) {
    if (key.length !== 32 || size < 65_536) throw new RangeError("a spill file has a 32-byte key and at least 64 KiB");
    const isNew = !existsSync(path);
    this.#file = openSync(path, isNew ? "wx+" : "r+", 0o600);
    this.#key = key;
    this.#random = random;
    this.#size = size;
    this.#fill(size);
    this.#read();
  }

  /** Keeps a draft; false where there is no room left. */
  keep(draft: Spilled): boolean {
    const plain = Buffer.from(JSON.stringify({ id: draft.id, kind: draft.kind, body: draft.body, actor: draft.actor }));
    if (plain.length > FRAME_MAX || this.#end + OVERHEAD + plain.length + 4 > this.#size) return false;
    this.#end += this.#write(plain, this.#end);
    this.#kept.push(draft);
    return true;
  }

  /** Counts one for which there was no room. `at` is integer ms. */
  lose(at: number): Lost {
    const before = this.#lost ?? { count: 0, from: at, to: at };
    this.#lost = { count: before.count + 1, from: Math.min(before.from, at), to: Math.max(before.to, at) };
    this.#write(Buffer.from(JSON.stringify(this.#lost)), 0);
    return this.#lost;
  }

  /** What is kept, in order, and what was lost since the last `clear`. */
  contents(): { readonly drafts: readonly Spilled[]; readonly lost: Lost | null } {
    return { drafts: [...this.#kept], lost: this.#lost };
  }

  /** Empties it, after everything in it is in the journal. The room stays taken. */
  clear(): void {
    const zeros = Buffer.alloc(Math.min(this.#size, this.#end + FRAME_MAX));
    writeSync(this.#file, zeros, 0, zeros.length, 0);
    fdatasyncSync(this.#file);
    this.#end = FRAMES_AT;
    this.#kept = [];
    this.#lost = null;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Writes zeros where the file is shorter than its room: a hole in a file is no room on a full disk. */
  #fill(size: number): void {
    const have = fstatSync(this.#file).size;
    if (have >= size) return;
    const block = Buffer.alloc(65_536);
    for (let at = have; at < size; at += block.length) {
      writeSync(this.#file, block, 0, Math.min(block.length, size - at), at);
    }
    fsyncSync(this.#file);
  }

  #read(): void {
    const lost = this.#open(0);
    this.#lost = lost === null ? null : (Lost.safeParse(lost.value).data ?? null);
    for (let frame = this.#open(this.#end); frame !== null; frame = this.#open(this.#end)) {
      const draft = SpilledDraft.safeParse(frame.value);
      if (draft.success) this.#kept.push(draft.data);
      this.#end += frame.length;
    }
  }

  #write(plain: Uint8Array, offset: number): number {
    const nonce = this.#random.bytes(12);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce).setAAD(Buffer.from(String(offset)));
    const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    const frame = Buffer.alloc(4 + sealed.length);
    frame.writeUInt32BE(sealed.length);
    sealed.copy(frame, 4);
    writeSync(this.#file, frame, 0, frame.length, offset);
    fdatasyncSync(this.#file);
    return frame.length;
  }

  #open(offset: number): { value: unknown; length: number } | null {
    const head = this.#bytes(offset, 4);
    if (head === null) return null;
    const length = head.readUInt32BE();
    if (length < 28 || length > FRAME_MAX + 28) return null;
    const sealed = this.#bytes(offset + 4, length);
    if (sealed === null) return null;
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#key, sealed.subarray(0, 12))
        .setAAD(Buffer.from(String(offset)))
        .setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
      return { value: JSON.parse(plain.toString("utf8")), length: 4 + length };
    } catch {
      return null;
    }
  }

  /** Null where the file ends before. */
  #bytes(offset: number, length: number): Buffer | null {
    const bytes = Buffer.alloc(length);
    return readSync(this.#file, bytes, 0, length, offset) === length ? bytes : null;
  }
}
