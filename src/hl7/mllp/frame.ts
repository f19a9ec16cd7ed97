// MLLP framing (HL7 transport specification, release 1): VT message FS CR. Streaming; memory is bounded by the size limit.

const VT = 0x0b;
const FS = 0x1c;
const CR = 0x0d;

export type FrameEvent =
  | { readonly kind: "message"; readonly bytes: Uint8Array }
  /** The message was larger than the limit: its first bytes (at most 4 KiB, for the answer) and its whole length. */
  | { readonly kind: "too-large"; readonly start: Uint8Array; readonly length: number };

/** Puts the frame around a message. */
export function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(message.length + 3);
  framed[0] = VT;
  framed.set(message, 1);
  framed[message.length + 1] = FS;
  framed[message.length + 2] = CR;
  return framed;
}

const KEPT_OF_TOO_LARGE = 4_096;

/**
 * Takes bytes as they come and gives whole messages. Bytes outside a frame are skipped. A message ends at FS CR; an FS that is not
 * followed by CR is part of it. Never throws.
 */
export class FrameReader {
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  #length = 0;
  #isInside = false;
  #isAfterFs = false;

  constructor(limit_bytes: number) {
    this.#limit = limit_bytes;
  }

  /** True while a message has begun and not ended: what a slow sender holds open. */
  get isInside(): boolean {
    return this.#isInside;
  }

  /** Takes the next bytes and returns what they complete, in order. */
  push(bytes: Uint8Array): FrameEvent[] {
    const events: FrameEvent[] = [];
    let from = 0;
    for (let at = 0; at < bytes.length; ) {
      if (!this.#isInside) {
        const begin = bytes.indexOf(VT, at);
        if (begin < 0) return events;
        this.#isInside = true;
        at = begin + 1;
        from = at;
      } else if (this.#isAfterFs) {
        this.#isAfterFs = false;
        if (bytes[at] === CR) {
          this.#keep(bytes.subarray(from, at));
          events.push(this.#finish());
          at += 1;
          from = at;
        }
      } else {
        const end = bytes.indexOf(FS, at);
        if (end < 0) break;
        this.#isAfterFs = true;
        at = end + 1;
      }
    }
    if (this.#isInside) this.#keep(bytes.subarray(from));
    return events;
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const room = (this.#length > this.#limit ? KEPT_OF_TOO_LARGE : this.#limit + 1) - this.#length;
    this.#length += bytes.length;
    if (room > 0) this.#chunks.push(new Uint8Array(bytes.subarray(0, room)));
  }

  #finish(): FrameEvent {
    // The FS that ended it was kept as a part.
    const length = this.#length - 1;
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#length = 0;
    this.#isInside = false;
    if (length > this.#limit)
      return { kind: "too-large", start: new Uint8Array(whole.subarray(0, KEPT_OF_TOO_LARGE)), length };
    return { kind: "message", bytes: new Uint8Array(whole.subarray(0, length)) };
  }
}
