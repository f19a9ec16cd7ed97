// Writes the CBOR of a header (RFC 8949 §4.2.1, deterministic): the few sorts it holds, into one buffer that is used again.
import type { Bytes } from "./bytes.ts";

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;

/** An entry is appended many thousand times a second; a general encoder took longer for its header than SQLite for its row. */
export class CborWriter {
  readonly #buffer: Buffer;
  #at = 0;

  /** `capacity_bytes`: beyond it, writing throws a RangeError. */
  constructor(capacity_bytes: number) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity_bytes);
  }

  /** Begins anew with these bytes as they are. */
  begin(...bytes: readonly number[]): void {
    this.#at = 0;
    for (const byte of bytes) this.#buffer[this.#at++] = byte;
  }

  /** A copy of what was written since `begin`. */
  written(): Bytes {
    return new Uint8Array(this.#buffer.subarray(0, this.#at));
  }

  map(pairs: number): void {
    this.#head(MAP, pairs);
  }

  array(items: number): void {
    this.#head(ARRAY, items);
  }

  /** An integer that a JavaScript number holds exactly. */
  integer(value: number): void {
    if (value >= 0) this.#head(UNSIGNED, value);
    else this.#head(NEGATIVE, -1 - value);
  }

  bytes(value: Bytes): void {
    this.#head(BYTES, value.length);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }

  text(value: string): void {
    const length = Buffer.byteLength(value);
    this.#head(TEXT, length);
    if (this.#at + length > this.#buffer.length) throw new RangeError("a text is longer than the writer's buffer");
    this.#at += this.#buffer.write(value, this.#at, length);
  }

  #head(sort: number, value: number): void {
    const first = sort << 5;
    const buffer = this.#buffer;
    if (value < 24) this.#at = buffer.writeUInt8(first | value, this.#at);
    else if (value < 0x100) this.#at = buffer.writeUInt16BE(((first | 24) << 8) | value, this.#at);
    else if (value < 0x1_0000) {
      buffer.writeUInt8(first | 25, this.#at);
      this.#at = buffer.writeUInt16BE(value, this.#at + 1);
    } else if (value < 0x1_0000_0000) {
      buffer.writeUInt8(first | 26, this.#at);
      this.#at = buffer.writeUInt32BE(value, this.#at + 1);
    } else {
      buffer.writeUInt8(first | 27, this.#at);
      buffer.writeUInt32BE(Math.floor(value / 0x1_0000_0000), this.#at + 1);
      this.#at = buffer.writeUInt32BE(value % 0x1_0000_0000, this.#at + 5);
    }
  }
}
