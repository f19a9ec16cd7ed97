// Blobs: scans, files and documents beside the store, one encrypted file each, found by the SHA-256 of what they hold (docs/FORMAT.md, "Blobs").
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Bytes, hex, own, same } from "./bytes.ts";
import type { Random } from "./ports.ts";

export const BLOBS = "blobs";
const PARTS = "part";

const MAGIC = new TextEncoder().encode("TIDEBLB1");
const SALT = 16;
const HEAD = MAGIC.length + SALT;
/** A piece of a blob, in bytes; the last may be shorter. */
export const BLOB_PIECE = 65_536;
const CHUNK = BLOB_PIECE;
const TAG = 16;
const EMPTY = new Uint8Array();

/** `free_bytes`: what must stay free on the disk, for the journal. */
export type BlobLimits = { readonly blob_bytes: number; readonly count: number; readonly free_bytes: number };
/** Of what people and imports bring. */
export const BLOB_LIMITS: BlobLimits = { blob_bytes: 200_000_000, count: 1_000_000, free_bytes: 256 * 1024 * 1024 };
/** What another node has is taken as long as there is room. */
const NO_LIMITS: BlobLimits = { ...BLOB_LIMITS, blob_bytes: Number.MAX_SAFE_INTEGER, count: Number.MAX_SAFE_INTEGER };

export type BlobError = {
  readonly code:
    | "blob-missing"
    | "blob-damaged"
    | "too-large"
    | "too-many"
    | "disk-full"
    | "not-written"
    | "other-content";
  readonly text: string;
};

/** Thrown by `read` where a file is not what was written: what was read until then is as it was. */
export class BlobFault extends Error {
  readonly error: BlobError;

  constructor(code: "blob-missing" | "blob-damaged") {
    super(code);
    const text =
      code === "blob-missing"
        ? "Its file is not here. Take it from another node or a backup."
        : "Its file is damaged, or was written under another key. Take it from another node or a backup.";
    this.error = { code, text };
  }
}

/** A blob that is being written. `write` and `finish` answer null where all is well; after an error nothing of it lies here. */
export type BlobWriter = {
  readonly written: () => number;
  write(bytes: Bytes): Promise<BlobError | null>;
  finish(): Promise<BlobError | null>;
  abort(): Promise<void>;
};

/** The name of a blob: what an entry names it by. */
export function blobId(content: Bytes): Bytes {
  return new Uint8Array(createHash("sha256").update(content).digest());
}

/** The blobs of a folder: under the data key of it. */
export function blobsOf(folder: string, key: Bytes, random: Random, limits?: BlobLimits): Blobs {
  return new Blobs(join(folder, BLOBS), key, random, limits);
}

/** Encrypted files in one directory. Several may write at once; the same content is one file. */
export class Blobs {
  readonly #dir: string;
  readonly #key: Bytes;
  readonly #names: Bytes;
  readonly #random: Random;
  readonly #limits: BlobLimits;
  #count: number | null = null;

  constructor(dir: string, key: Bytes, random: Random, limits: BlobLimits = NO_LIMITS) {
    this.#dir = dir;
    this.#key = key;
    this.#names = derived(key, EMPTY, "tideover blob name");
    this.#random = random;
    this.#limits = limits;
  }

  get limits(): BlobLimits {
    return this.#limits;
  }

  /** The file's name: keyed, so that a copied disk does not say which documents are on it. */
  nameOf(id: Bytes): string {
    return createHmac("sha256", this.#names).update(id).digest("hex");
  }

  /** True where its file is here; whether it is whole, `check` says. */
  has(id: Bytes): boolean {
    return existsSync(this.#path(id));
  }

  /** How many bytes it holds; null where it is not here. */
  size(id: Bytes): number | null {
    const stat = statSync(this.#path(id), { throwIfNoEntry: false });
    return stat === undefined ? null : plainSize(stat.size);
  }

  /** Names of the files that are here. */
  names(): Set<string> {
    if (!existsSync(this.#dir)) return new Set();
    return new Set(readdirSync(this.#dir).filter(name => /^[0-9a-f]{64}$/.test(name)));
  }

  /**
   * Begins to write the blob of this id; `size` null = not known yet. It stands under its name when `finish` answers null: then its
   * content is on disk, and its name too. What is here under that name already is replaced by the same.
   */
  async begin(
    id: Bytes,
    size: number | null,
  ): Promise<{ readonly ok: true; readonly writer: BlobWriter } | { readonly ok: false; readonly error: BlobError }> {
    const refusal = this.#refusal(size ?? 0);
    if (refusal !== null) return { ok: false, error: refusal };
    let part: string | null = null;
    try {
      const parts = join(this.#dir, PARTS);
      mkdirSync(parts, { recursive: true, mode: 0o700 });
      part = join(parts, hex(this.#random.bytes(16)));
      const file = await open(part, "wx", 0o600);
      const salt = own(this.#random.bytes(SALT));
      return { ok: true, writer: this.#writer(id, part, file, salt) };
    } catch (error) {
      if (part !== null) rmSync(part, { force: true });
      return { ok: false, error: failed(error) };
    }
  }

  /** Writes a blob from its pieces. */
  async put(id: Bytes, size: number | null, pieces: AsyncIterable<Bytes> | Iterable<Bytes>): Promise<BlobError | null> {
    const begun = await this.begin(id, size);
    if (!begun.ok) return begun.error;
    const { writer } = begun;
    try {
      for await (const piece of pieces) {
        const error = await writer.write(piece);
        if (error !== null) return error;
      }
      return await writer.finish();
    } finally {
      await writer.abort();
    }
  }

  /** Writes a blob as it is read from elsewhere. */
  async copy(id: Bytes, from: Pick<Blobs, "read">): Promise<BlobError | null> {
    try {
      return await this.put(id, null, from.read(id));
    } catch (error) {
      if (error instanceof BlobFault) return error.error;
      throw error;
    }
  }

  /**
   * Its content in pieces of 64 KiB, from the piece of this number on. Throws a BlobFault where it is not here or not whole: each piece
   * is proved before it is given.
   */
  *read(id: Bytes, from = 0): Generator<Bytes, void> {
    let file: number;
    try {
      file = openSync(this.#path(id), "r");
    } catch {
      throw new BlobFault("blob-missing");
    }
    try {
      const { size } = fstatSync(file);
      const head = Buffer.alloc(HEAD);
      if (readSync(file, head, 0, HEAD, 0) < HEAD || !same(head.subarray(0, MAGIC.length), MAGIC))
        throw new BlobFault("blob-damaged");
      const key = derived(this.#key, head.subarray(MAGIC.length), `tideover blob ${hex(id)}`);
      const sealed = Buffer.alloc(CHUNK + TAG);
      for (let at = HEAD + from * (CHUNK + TAG), index = from; at < size || index === 0; index++) {
        const length = readSync(file, sealed, 0, sealed.length, at);
        at += length;
        yield unsealed(key, index, at >= size, sealed.subarray(0, length));
      }
    } finally {
      closeSync(file);
    }
  }

  /** Reads all of it, and holds it against its name; null where it is what it was. */
  check(id: Bytes): BlobError | null {
    const digest = createHash("sha256");
    try {
      for (const piece of this.read(id)) digest.update(piece);
    } catch (error) {
      if (error instanceof BlobFault) return error.error;
      return new BlobFault("blob-damaged").error;
    }
    return same(digest.digest(), id) ? null : new BlobFault("blob-damaged").error;
  }

  /** Writes over a blob and removes it. Nothing where it is not here. */
  erase(id: Bytes): void {
    this.#remove(this.#path(id));
  }

  /** Removes files that no name of `named` is of and that were written before `before` (integer ms). Returns how many. */
  sweep(named: ReadonlySet<string>, before: number): number {
    let count = 0;
    for (const name of this.names()) {
      const path = join(this.#dir, name);
      if (named.has(name) || statSync(path).mtimeMs >= before) continue;
      this.#remove(path);
      count += 1;
    }
    return count;
  }

  /** Removes what a writing that was cut off left. Only where nobody writes. */
  sweepParts(): void {
    rmSync(join(this.#dir, PARTS), { recursive: true, force: true });
  }

  #path(id: Bytes): string {
    return join(this.#dir, this.nameOf(id));
  }

  #remove(path: string): void {
    let file: number;
    try {
      file = openSync(path, "r+");
    } catch {
      return;
    }
    try {
      const zeros = Buffer.alloc(CHUNK);
      const { size } = fstatSync(file);
      for (let at = 0; at < size; at += zeros.length) writeSync(file, zeros, 0, Math.min(zeros.length, size - at), at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    rmSync(path, { force: true });
    const dir = openSync(this.#dir, "r");
    fsyncSync(dir);
    closeSync(dir);
    if (this.#count !== null) this.#count -= 1;
  }

  #refusal(size: number): BlobError | null {
    const { blob_bytes, count, free_bytes } = this.#limits;
    if (size > blob_bytes) return tooLarge(blob_bytes);
    this.#count ??= this.names().size;
    if (this.#count >= count)
      return { code: "too-many", text: `There are ${count} files already. Nothing of it was kept.` };
    try {
      mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = statfsSync(this.#dir);
      return bavail * bsize < size + free_bytes ? diskFull() : null;
    } catch (error) {
      return failed(error);
    }
  }

  #writer(id: Bytes, part: string, file: FileHandle, salt: Bytes): BlobWriter {
    const key = derived(this.#key, salt, `tideover blob ${hex(id)}`);
    const digest = createHash("sha256");
    let pending: Bytes[] = [Buffer.concat([MAGIC, salt])];
    const held = Buffer.alloc(CHUNK);
    let [written, index, filled] = [0, 0, 0];
    let isOpen = true;
    const abort = async () => {
      if (!isOpen) return;
      isOpen = false;
      await file.close().catch(() => {});
      await rm(part, { force: true }).catch(() => {});
    };
    const attempt = async (work: () => Promise<BlobError | null>): Promise<BlobError | null> => {
      if (!isOpen) return failed(null);
      let error: BlobError | null;
      try {
        error = await work();
      } catch (cause) {
        error = failed(cause);
      }
      if (error !== null) await abort();
      return error;
    };
    const flush = async () => {
      const all = Buffer.concat(pending);
      pending = [];
      // One call may write less than it was given.
      for (let at = 0; at < all.length; ) at += (await file.write(all, at, all.length - at)).bytesWritten;
    };
    return {
      written: () => written,
      write: bytes =>
        attempt(async () => {
          written += bytes.length;
          if (written > this.#limits.blob_bytes) return tooLarge(this.#limits.blob_bytes);
          digest.update(bytes);
          for (let at = 0; at < bytes.length; ) {
            // A piece is sealed when more comes: the last one is sealed as the last.
            if (filled === CHUNK) {
              pending.push(sealed(key, index++, false, held));
              filled = 0;
              if (pending.length >= 16) await flush();
            }
            const piece = bytes.subarray(at, at + CHUNK - filled);
            held.set(piece, filled);
            filled += piece.length;
            at += piece.length;
          }
          return null;
        }),
      finish: () =>
        attempt(async () => {
          if (!same(digest.digest(), id))
            return {
              code: "other-content",
              text: "What came is not what was named: its SHA-256 is another. Nothing of it was kept.",
            };
          pending.push(sealed(key, index, true, held.subarray(0, filled)));
          await flush();
          // Its content is on disk before its name is, and the name before this answers.
          await file.sync();
          const isNew = !this.has(id);
          await rename(part, this.#path(id));
          isOpen = false;
          await file.close();
          for (const dir of [this.#dir, join(this.#dir, "..")]) await syncDir(dir);
          if (isNew && this.#count !== null) this.#count += 1;
          return null;
        }),
      abort,
    };
  }
}

async function syncDir(path: string): Promise<void> {
  const dir = await open(path, "r");
  try {
    await dir.sync();
  } finally {
    await dir.close();
  }
}

/** What a file of this size holds; of a file that is cut anywhere some number, which reading then refuses. */
function plainSize(size: number): number {
  const body = Math.max(0, size - HEAD);
  return Math.max(0, body - Math.ceil(body / (CHUNK + TAG)) * TAG);
}

function derived(key: Bytes, salt: Bytes, info: string): Bytes {
  return new Uint8Array(hkdfSync("sha256", key, salt, info, 32));
}

/** The piece's number, and whether it is the last: so pieces can be neither swapped, left out, nor cut off. */
function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function sealed(key: Bytes, index: number, isLast: boolean, piece: Bytes): Bytes {
  const cipher = createCipheriv("aes-256-gcm", key, nonceOf(index, isLast));
  return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
}

function unsealed(key: Bytes, index: number, isLast: boolean, piece: Bytes): Bytes {
  if (piece.length < TAG) throw new BlobFault("blob-damaged");
  const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(index, isLast));
  decipher.setAuthTag(piece.subarray(piece.length - TAG));
  try {
    return own(Buffer.concat([decipher.update(piece.subarray(0, piece.length - TAG)), decipher.final()]));
  } catch {
    throw new BlobFault("blob-damaged");
  }
}

function tooLarge(limit: number): BlobError {
  const text = `A file is kept up to ${Math.floor(limit / 1_000_000)} MB. Nothing of it was kept.`;
  return { code: "too-large", text };
}

function diskFull(): BlobError {
  return { code: "disk-full", text: "The disk is too full to keep a file. Nothing of it was kept; make room." };
}

function failed(error: unknown): BlobError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") return diskFull();
  return { code: "not-written", text: `The file could not be written (${code}). Nothing of it was kept.` };
}
