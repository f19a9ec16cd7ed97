// When two messages are the same: all bytes but MSH-7, MSH-8 and MSH-13 (DESIGN §3, RULES M).
import { createHash } from "node:crypto";

const MSH = [0x4d, 0x53, 0x48];
/** Index among the cells of an MSH cut at its separator: MSH-n is cell n - 1, the separator itself being MSH-1. */
const LEFT_OUT = new Set([6, 7, 12]);

/** Segments end in CR; what was saved to a file may end them in LF or CRLF, and lack the last one. */
function asOnWire(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 13 || bytes[end - 1] === 10)) end--;
  const cut = bytes.subarray(0, end);
  if (!cut.includes(10)) return cut;
  const unified = cut.filter((byte, at) => byte !== 10 || cut[at - 1] !== 13);
  return unified.map(byte => (byte === 10 ? 13 : byte));
}

/**
 * SHA-256 of a message without MSH-7, MSH-8 and MSH-13. A resent message, stamped anew, has the same; one whose
 * counter was reused for other content has another. Bytes before the first MSH are part of it; how lines end is not.
 */
export function messageDigest(sent: Uint8Array): Uint8Array {
  const bytes = asOnWire(sent);
  const hash = createHash("sha256");
  const start = startOfHeader(bytes);
  if (start < 0) return hash.update(bytes).digest();
  const separator = bytes[start + 3];
  let end = start;
  while (end < bytes.length && bytes[end] !== 13 && bytes[end] !== 10) end++;
  let cell = 0;
  let kept = 0;
  for (let from = start, at = start; at <= end; at++) {
    if (at < end && bytes[at] !== separator) continue;
    // the separator stays, so that content cannot move from one field to the next unseen
    if (LEFT_OUT.has(cell)) {
      hash.update(bytes.subarray(kept, from));
      kept = at;
    }
    from = at + 1;
    cell++;
  }
  return hash.update(bytes.subarray(kept)).digest();
}

function startOfHeader(bytes: Uint8Array): number {
  for (let at = 0; at + 3 < bytes.length; at++) {
    const lineStart =
      at === 0 || bytes[at - 1] === 13 || bytes[at - 1] === 10 || bytes[at - 1] === 0x0b || bytes[at - 1] === 0xbf;
    if (lineStart && MSH.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
