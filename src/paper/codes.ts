// QR and Data Matrix of a sheet, as drawings of whole modules.
import bwip from "bwip-js/node";
import { bad, good, type Result } from "./result.ts";
import { parseSerial } from "./serial.ts";

/** What the QR of a page says: 42 bytes (LOOK-PAPER, Ink). Never a name. */
export type PageCode = {
  /** Keyed record id (RULES W7): base64url of 16 bytes; the page carries the first 8. */
  readonly patient: string;
  /** Position of the views. */
  readonly position: number;
  /** The signed head, hex, at least 32 digits; the page carries 16 bytes. */
  readonly head: string;
  readonly serial: string;
};

const VERSION = 1;

/**
 * The 42 bytes: version 1, patient pointer 8, position 9 (big endian), head 16, serial 8 (ASCII, without hyphens and
 * check letter, which its reader computes). Errors: `id-wrong`, `head-wrong`, `serial-wrong`.
 */
export function pageBytes(code: PageCode): Result<Uint8Array> {
  const patient = Buffer.from(code.patient, "base64url");
  if (patient.length < 8) return bad("id-wrong", "a record id has 16 bytes", "id");
  if (!/^([0-9a-f]{2}){16,}$/i.test(code.head)) return bad("head-wrong", "a head is 32 hex digits or more", "head");
  if (!Number.isSafeInteger(code.position) || code.position < 0)
    return bad("head-wrong", "a position is a whole number", "position");
  const serial = parseSerial(code.serial);
  if (!serial.ok) return bad("serial-wrong", serial.error.text, code.serial);
  const bytes = Buffer.alloc(42);
  bytes.writeUInt8(VERSION, 0);
  patient.copy(bytes, 1, 0, 8);
  bytes.writeBigUInt64BE(BigInt(code.position), 10);
  Buffer.from(code.head, "hex").copy(bytes, 18, 0, 16);
  bytes.write(code.serial.replaceAll("-", "").slice(0, 8), 34, "ascii");
  return good(bytes);
}

/** What `pageBytes` wrote; null where the bytes are not a page's. The serial comes back with its check letter. */
export function readPageBytes(
  bytes: Uint8Array,
  check: (signs: string) => string | null,
): { patient: string; position: number; head: string; serial: string } | null {
  const buffer = Buffer.from(bytes);
  if (buffer.length !== 42 || buffer.readUInt8(0) !== VERSION) return null;
  const signs = buffer.toString("ascii", 34);
  const letter = check(signs);
  if (letter === null) return null;
  return {
    patient: buffer.toString("hex", 1, 9),
    position: Number(buffer.readBigUInt64BE(10)),
    head: buffer.toString("hex", 18, 34),
    serial: `${signs.slice(0, 2)}-${signs.slice(2)}-${letter}`,
  };
}

/** QR version 3-M of 42 bytes, 29 × 29 modules, as SVG without quiet zone. */
export function qrSvg(bytes: Uint8Array): string {
  const text = [...bytes].map(byte => `^${String(byte).padStart(3, "0")}`).join("");
  return drawing(modules("qrcode", text, { version: "3", eclevel: "M", parse: true, binarytext: true }));
}

/** Data Matrix 14 × 14 of a serial, as SVG without quiet zone. */
export function matrixSvg(serial: string): string {
  return drawing(modules("datamatrix", serial, { version: "14x14" }));
}

type Modules = { readonly pixs: readonly number[]; readonly pixx: number };

function modules(bcid: string, text: string, options: Record<string, string | boolean>): Modules {
  const [made] = bwip.raw({ bcid, text, ...options });
  if (made === undefined || !("pixs" in made)) throw new Error(`${bcid} is a matrix code`);
  return made;
}

// One run of dark modules in a row is one rectangle.
function drawing({ pixs, pixx }: Modules): string {
  const paths: string[] = [];
  for (let y = 0; y * pixx < pixs.length; y += 1)
    for (let x = 0; x < pixx; x += 1) {
      let end = x;
      while (end < pixx && pixs[y * pixx + end] === 1) end += 1;
      if (end > x) paths.push(`M${x} ${y}h${end - x}v1h${x - end}z`);
      x = end;
    }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${pixx} ${pixx}" shape-rendering="crispEdges"><path d="${paths.join("")}"/></svg>`;
}
