// A file of messages: a new one begins at each MSH at the start of a line. Batch envelopes are no messages (HL7 v2 §2.10.3).

import { isHeader } from "./header.ts";

/** CR and LF, and the frame's VT and FS: a file may hold frame behind frame on one line. */
const ENDS: ReadonlySet<number> = new Set([13, 10, 0x0b, 0x1c]);
const ENVELOPES = ["FHS", "BHS", "BTS", "FTS"];

/** Cuts a file into its messages, in order, as their bytes. FHS, BHS, BTS and FTS lines, BOM and MLLP frame bytes are left out. */
export function splitFile(bytes: Uint8Array): Uint8Array[] {
  const text = inUtf8(bytes);
  const messages: Uint8Array[] = [];
  let start = -1;
  let end = -1;
  let at = 0;
  const finish = () => {
    if (start >= 0) messages.push(new Uint8Array(text.subarray(start, end)));
    start = -1;
  };
  while (at < text.length) {
    let stop = at;
    while (stop < text.length && !ENDS.has(text[stop] ?? 0)) stop++;
    let from = at;
    while (from < stop && (text[from] === 0x0b || text[from] === 0x1c || text[from] === 0x20 || text[from] === 0x09))
      from++;
    if (text[from] === 0xef && text[from + 1] === 0xbb && text[from + 2] === 0xbf) from += 3;
    const name = text.toString("latin1", from, Math.min(from + 3, stop)).toUpperCase();
    if (isHeader(text, from)) {
      finish();
      start = from;
      end = stop;
    } else if (ENVELOPES.includes(name)) finish();
    else if (stop > from && text[from] !== 0x1c) end = stop;
    at = stop + 1;
  }
  finish();
  return messages;
}

/** The bytes as they are; of a file in UTF-16, which its BOM says, its text in UTF-8. */
function inUtf8(bytes: Uint8Array): Buffer {
  const [first, second] = bytes;
  const utf16 =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : undefined;
  if (utf16 === undefined) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return Buffer.from(new TextDecoder(utf16).decode(bytes), "utf8");
}
