// Ids of entries: UUIDv7 (RFC 9562 §5.7), made where the entry is recorded.
import type { Bytes } from "./bytes.ts";
import type { Clock, Random } from "./ports.ts";

/** A new UUIDv7. Its milliseconds come from the wall clock, clamped to 48 bits; nothing is ordered by them. */
export function newId(clock: Clock, random: Random): Bytes {
  const id = new Uint8Array(random.bytes(16));
  const milliseconds = Math.min(Math.max(clock.now(), 0), 2 ** 48 - 1);
  const view = new DataView(id.buffer);
  view.setUint32(0, Math.floor(milliseconds / 65_536));
  view.setUint16(4, milliseconds % 65_536);
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  return id;
}
