// Escape sequences (HL7 v2 §2.7): the delimiters, bytes in hex, and how text is laid out.
import { decodeAs } from "./charset.ts";
import type { Delimiters } from "./message.ts";

/**
 * Turns escape sequences into what they stand for. Of the layout of text (§2.7.2, §2.7.6) its lines and blanks are kept; where it
 * begins to be highlighted, indented or wrapped stands for nothing. What is none, or not known (\Zxx\), stays as it was sent.
 */
export function unescapeText(text: string, delimiters: Delimiters, charset: string): string {
  const mark = delimiters.escape;
  if (mark === "" || !text.includes(mark)) return text;
  let out = "";
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf(mark, at);
    if (open < 0) break;
    const close = text.indexOf(mark, open + mark.length);
    if (close < 0) break;
    const body = text.slice(open + mark.length, close);
    const meaning = meaningOf(body, delimiters, charset);
    if (meaning === undefined) {
      // Not a sequence: keep the first mark and look again from behind it.
      out += text.slice(at, open + mark.length);
      at = open + mark.length;
    } else {
      out += text.slice(at, open) + meaning;
      at = close + mark.length;
    }
  }
  return out + text.slice(at);
}

function meaningOf(body: string, delimiters: Delimiters, charset: string): string | undefined {
  switch (body) {
    case "F":
      return delimiters.field;
    case "S":
      return delimiters.component;
    case "T":
      return delimiters.subcomponent;
    case "R":
      return delimiters.repetition;
    case "E":
      return delimiters.escape;
    case ".br":
    case ".BR":
      return "\n";
    case "H":
    case "N":
      return "";
    default:
      return layoutOf(body) ?? hexOf(body, charset);
  }
}

/** The formatting commands of FT: new lines (.sp, .ce), blanks (.sk), and those that say only how lines are set. */
function layoutOf(body: string): string | undefined {
  const [, command, count] = /^\.(sp|ce|sk|in|ti|fi|nf)\s*([+-]?\d{1,2})?$/i.exec(body) ?? [];
  switch (command?.toLowerCase()) {
    case "sp":
      return "\n".repeat(Math.max(1, Number(count ?? 1)));
    case "ce":
      return "\n";
    case "sk":
      return " ".repeat(Math.max(1, Number(count ?? 1)));
    case undefined:
      return undefined;
    default:
      return "";
  }
}

function hexOf(body: string, charset: string): string | undefined {
  return /^X(?:[0-9A-Fa-f]{2})+$/.test(body) ? hexText(body.slice(1), charset) : undefined;
}

/** \Xdd..\ holds bytes in the message's charset; where they are not valid in it, ISO 8859-1. */
function hexText(digits: string, charset: string): string {
  const bytes = new Uint8Array(Buffer.from(digits, "hex"));
  return decodeAs(bytes, charset) ?? Buffer.from(bytes).toString("latin1");
}

/** Writes text so that it reads back as the same text. Line breaks become \.br\, other control characters \Xdd\ of their UTF-8 bytes. */
export function escapeText(text: string, delimiters: Delimiters): string {
  const { field, component, repetition, escape: mark, subcomponent } = delimiters;
  let out = "";
  for (const character of text) {
    if (character === mark) out += `${mark}E${mark}`;
    else if (character === field) out += `${mark}F${mark}`;
    else if (character === component) out += `${mark}S${mark}`;
    else if (character === repetition) out += `${mark}R${mark}`;
    else if (character === subcomponent) out += `${mark}T${mark}`;
    else if (character === "\n") out += `${mark}.br${mark}`;
    else if (character < " ")
      out += `${mark}X${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}${mark}`;
    else out += character;
  }
  return out;
}
