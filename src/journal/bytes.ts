// Small helpers for byte strings; nothing here knows what the bytes mean.

export type Bytes = Uint8Array;

/** True where both hold the same bytes. Not constant-time: never for secrets. */
export function same(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/** Order of unsigned bytes, shorter first among equals. */
export function compareBytes(a: Bytes, b: Bytes): number {
  return Buffer.compare(a, b);
}

export function hex(bytes: Bytes): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

/** Reads hex digits; undefined where they are not pairs of hex digits. */
export function fromHex(text: string): Bytes | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text, "hex"));
}

/** Copies out of a Buffer pool, so that a small value never keeps a large one alive. */
export function own(bytes: Bytes): Bytes {
  return new Uint8Array(bytes);
}

/** A UUID in its usual text. */
export function uuidText(id: Bytes): string {
  const h = hex(id);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}

/** Reads a UUID's text; undefined where it is none. */
export function uuidBytes(text: string): Bytes | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)) return undefined;
  return fromHex(text.replaceAll("-", ""));
}
