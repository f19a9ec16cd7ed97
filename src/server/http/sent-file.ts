// A file out of a message on its way to a browser: it comes from a stranger, so its bytes say what it is, and nothing of it runs here.

export type SentFile = {
  readonly type: string;
  /** Shown in the page, or only ever saved. */
  readonly shown: "inline" | "attachment";
  readonly extension: string;
};

/** A file begins with these bytes; its sender's word for it counts for nothing. */
const BEGINS: readonly (readonly [hex: string, SentFile])[] = [
  ["255044462d", { type: "application/pdf", shown: "inline", extension: "pdf" }],
  ["89504e470d0a1a0a", { type: "image/png", shown: "inline", extension: "png" }],
  ["ffd8ff", { type: "image/jpeg", shown: "inline", extension: "jpg" }],
  // No browser of a ward draws it.
  ["49492a00", { type: "image/tiff", shown: "attachment", extension: "tif" }],
  ["4d4d002a", { type: "image/tiff", shown: "attachment", extension: "tif" }],
  ["7b5c727466", { type: "application/octet-stream", shown: "attachment", extension: "rtf" }],
];
const UNKNOWN: SentFile = { type: "application/octet-stream", shown: "attachment", extension: "bin" };
const TEXT: SentFile = { type: "text/plain; charset=utf-8", shown: "inline", extension: "txt" };

/** What a browser is told that these bytes are. */
export function sentFile(bytes: Uint8Array): SentFile {
  const head = Buffer.from(bytes.subarray(0, 8)).toString("hex");
  const known = BEGINS.find(([begins]) => head.startsWith(begins));
  if (known !== undefined) return known[1];
  return isText(bytes) ? TEXT : UNKNOWN;
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.some(byte => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The headers beside its type. A PDF is drawn by the browser's own reader, which no sandbox lets in: it may load nothing instead. */
export function fileHeaders(file: SentFile, name: string): { readonly [header: string]: string } {
  const nothing = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
  return {
    "content-type": file.type,
    "content-disposition": `${file.shown}; filename="${name.replaceAll(/[^\w.-]/g, "-")}.${file.extension}"`,
    "content-security-policy": file.type === "application/pdf" ? nothing : `${nothing}; sandbox`,
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
  };
}
