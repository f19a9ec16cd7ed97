// Frames on the control socket: one byte that says what it is, four bytes of length (big-endian), the body.
export type Frame = { readonly kind: "json" | "bytes"; readonly body: Uint8Array };
export type FrameFault = "unknown-frame" | "too-large";

const KINDS = { json: 0x4a, bytes: 0x42 } as const;
const HEAD = 5;
/** Bodies of `bytes` frames are cut into pieces of this size. */
export const PIECE_BYTES = 1024 * 1024;

/** One frame as it goes over the wire. */
export function encodeFrame({ kind, body }: Frame): Uint8Array {
  const out = Buffer.alloc(HEAD + body.length);
  out.writeUInt8(KINDS[kind], 0);
  out.writeUInt32BE(body.length, 1);
  out.set(body, HEAD);
  return out;
}

/** A value as a `json` frame. */
export function jsonFrame(value: unknown): Uint8Array {
  return encodeFrame({ kind: "json", body: new TextEncoder().encode(JSON.stringify(value)) });
}

/** Cuts what comes into frames. After a fault it takes nothing more: the connection is to be closed. */
export class FrameDecoder {
  readonly #limit: number;
  #rest = Buffer.alloc(0);
  #pieces: Uint8Array[] = [];
  #waiting = 0;
  #fault: FrameFault | null = null;

  /** `limit`: the most that one body may hold. A longer one is refused at its length, before it is read. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Uint8Array): { readonly frames: readonly Frame[]; readonly fault: FrameFault | null } {
    const frames: Frame[] = [];
    this.#pieces.push(chunk);
    this.#waiting += chunk.length;
    // Joined only when a whole head or body may be there: many small pieces of a large body are not copied again and again.
    while (this.#fault === null && this.#waiting >= this.#needed()) {
      this.#rest = Buffer.concat([this.#rest, ...this.#pieces]);
      this.#pieces = [];
      this.#waiting = 0;
      const frame = this.#next();
      if (frame === null) break;
      if (frame !== undefined) frames.push(frame);
    }
    return { frames, fault: this.#fault };
  }

  /** How many bytes must come before the next frame can be whole. */
  #needed(): number {
    if (this.#rest.length < HEAD) return HEAD - this.#rest.length;
    return Math.max(0, HEAD + this.#rest.readUInt32BE(1) - this.#rest.length);
  }

  /** undefined: only its head was read yet; null: more is needed. */
  #next(): Frame | null | undefined {
    if (this.#rest.length < HEAD) return null;
    const [byte, length] = [this.#rest.readUInt8(0), this.#rest.readUInt32BE(1)];
    const kind = byte === KINDS.json ? "json" : byte === KINDS.bytes ? "bytes" : undefined;
    if (kind === undefined || length > this.#limit) {
      this.#fault = kind === undefined ? "unknown-frame" : "too-large";
      this.#rest = Buffer.alloc(0);
      return null;
    }
    if (this.#rest.length < HEAD + length) return undefined;
    const body = new Uint8Array(this.#rest.subarray(HEAD, HEAD + length));
    this.#rest = this.#rest.subarray(HEAD + length);
    return { kind, body };
  }
}
