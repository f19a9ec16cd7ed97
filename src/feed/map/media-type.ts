// HL7 tables 0191 and 0291, and what senders write in their place → MIME type.
import { asCode } from "./identifier.ts";
import type { Table } from "./tables.ts";

const MAIN: Table<string> = {
  AP: "application",
  AU: "audio",
  FT: "text",
  IM: "image",
  NS: "image",
  SD: "application",
  SI: "image",
  TX: "text",
};

/** Subtypes that belong to one main type, whatever the sender says beside them. */
const WHOLE: Table<string> = {
  BASIC: "audio/basic",
  BMP: "image/bmp",
  DICOM: "application/dicom",
  FAX: "image/g3fax",
  GIF: "image/gif",
  HTML: "text/html",
  JPEG: "image/jpeg",
  JPG: "image/jpeg",
  "OCTET-STREAM": "application/octet-stream",
  PDF: "application/pdf",
  PNG: "image/png",
  POSTSCRIPT: "application/postscript",
  RTF: "application/rtf",
  SGML: "text/sgml",
  TIF: "image/tiff",
  TIFF: "image/tiff",
  "X-HL7-CDA-LEVEL-ONE": "text/xml",
  XML: "text/xml",
};

/** The MIME type of encapsulated data: its type and its subtype; undefined where neither says one. */
export function mediaType(main: string | undefined, sub: string | undefined): string | undefined {
  for (const one of [sub, main]) {
    if (one?.includes("/")) return asCode(one.toLowerCase());
    const whole = one === undefined ? undefined : WHOLE[one.toUpperCase()];
    if (whole !== undefined) return whole;
  }
  if (main === undefined || sub === undefined) return undefined;
  return asCode(`${MAIN[main.toUpperCase()] ?? main}/${sub}`.toLowerCase());
}
