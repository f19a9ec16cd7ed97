// Which bytes are which characters: MSH-18, and what to do without it (HL7 v2 table 0211, RULES M1).
import type { ReadIssue } from "./message.ts";

/** A charset of table 0211 as the Encoding Standard names it; undefined where it is not one that we read. */
export function charsetOf(msh18: string): string | undefined {
  const name = msh18.trim().toUpperCase().replaceAll(/[\s_]/g, "-");
  if (name === "ASCII" || name === "US-ASCII") return "us-ascii";
  if (name === "UNICODE-UTF-8" || name === "UTF-8" || name === "UTF8" || name === "UNICODE") return "utf-8";
  if (Object.hasOwn(OTHERS, name.replaceAll("-", ""))) return OTHERS[name.replaceAll("-", "")];
  const page = /^(?:WINDOWS|CP)-?125([0-8])$/.exec(name)?.[1];
  if (page !== undefined) return `windows-125${page}`;
  const part = /^(?:ISO-?)?8859[/-](1|2|3|4|5|6|7|8|9|15)$/.exec(name)?.[1];
  return part === undefined ? undefined : `iso-8859-${part}`;
}

/** By their names without hyphens. The Japanese sets of ISO 2022 come with their escape sequences. */
const OTHERS: Readonly<Record<string, string>> = {
  ISOIR14: "iso-2022-jp",
  ISOIR87: "iso-2022-jp",
  ISO2022JP: "iso-2022-jp",
  SHIFTJIS: "shift_jis",
  EUCJP: "euc-jp",
  GB180302000: "gb18030",
  GB18030: "gb18030",
  GBK: "gb18030",
  GB2312: "gb18030",
  BIG5: "big5",
  KSX1001: "euc-kr",
  EUCKR: "euc-kr",
};

/** Of the charsets that MSH-18 names the first that is more than ASCII, which is the default beside others; else the first. */
export function namedCharset(msh18: readonly string[]): string {
  const named = msh18.map(one => one.trim()).filter(one => one !== "");
  return named.find(one => charsetOf(one) !== "us-ascii") ?? named[0] ?? "";
}

export type Decoded = { readonly text: string; readonly charset: string; readonly issues: readonly ReadIssue[] };

/** ISO 8859-1 byte by byte; the Encoding Standard would read windows-1252. Total: no byte is lost. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** Reads bytes in a named charset; undefined where they are not valid in it. */
export function decodeAs(bytes: Uint8Array, charset: string): string | undefined {
  if (charset === "iso-8859-1") return latin1(bytes);
  if (charset === "us-ascii") return bytes.every(byte => byte < 0x80) ? latin1(bytes) : undefined;
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Whether bytes that are named as a charset of one byte a letter are UTF-8: they are strictly valid in it and not all ASCII. As
 * ISO 8859 they would read `MÃ¼ller`: a letter followed by signs that no name has.
 */
function isUtf8Instead(bytes: Uint8Array, named: string): boolean {
  return (
    /^(iso-8859|windows)-/.test(named) && bytes.some(byte => byte >= 0x80) && decodeAs(bytes, "utf-8") !== undefined
  );
}

/**
 * Decodes a message. Without a usable MSH-18, or where the bytes are not what it says: UTF-8 if strictly valid, else the feed's
 * charset, else ISO 8859-1 with an issue (RULES M1). Never U+FFFD.
 */
export function decodeMessage(bytes: Uint8Array, msh18: string, feedCharset: string | undefined): Decoded {
  const issues: ReadIssue[] = [];
  const at = "MSH[1]-18";
  const named = msh18 === "" ? undefined : charsetOf(msh18);
  if (msh18 !== "" && named === undefined)
    issues.push({ code: "charset-unknown", text: "The charset named in MSH-18 is not one that is read.", where: at });
  if (named !== undefined) {
    const text = isUtf8Instead(bytes, named) ? undefined : decodeAs(bytes, named);
    if (text !== undefined) return { text, charset: named, issues };
    issues.push({ code: "charset-wrong", text: "The bytes are not in the charset that MSH-18 names.", where: at });
  }
  const utf8 = decodeAs(bytes, "utf-8");
  if (utf8 !== undefined) return { text: utf8, charset: "utf-8", issues };
  const feeds = feedCharset === undefined ? undefined : charsetOf(feedCharset);
  const fromFeed = feeds === undefined ? undefined : decodeAs(bytes, feeds);
  if (feeds !== undefined && fromFeed !== undefined) return { text: fromFeed, charset: feeds, issues };
  issues.push({
    code: "charset-guessed",
    text: "No charset is given and the bytes are not UTF-8: read as ISO 8859-1.",
    where: at,
  });
  return { text: latin1(bytes), charset: "iso-8859-1", issues };
}
