// Where a message begins: at the bytes of `MSH`, which some senders write small.

/** Whether a header begins at these bytes; a small one only where a separator follows, so that no word is taken for it. */
export function isHeader(bytes: Uint8Array, at: number): boolean {
  const [m = 0, s = 0, h = 0, separator = 0] = bytes.subarray(at, at + 4);
  if (m === 0x4d && s === 0x53 && h === 0x48) return true;
  const isNamed = (m | 0x20) === 0x6d && (s | 0x20) === 0x73 && (h | 0x20) === 0x68;
  return isNamed && separator > 0x20 && separator < 0x7f && !/[A-Za-z0-9]/.test(String.fromCharCode(separator));
}
