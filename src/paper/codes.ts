// QR and Data Matrix of a sheet, as modules and as pictures of them.
import bwip from "bwip-js/node";
import { correction, generate, mode } from "lean-qr";
import { bad, good, type Result } from "./result.ts";
import { parseSerial } from "./serial.ts";
import type { Modules } from "./sheet.ts";

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
// A viewer that smooths pictures blurs a quarter of a module, not a whole one.
export const DOTS = 4;

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

/** QR version 3-M of a page's 42 bytes, 29 × 29 modules, without quiet zone. */
export function qrModules(bytes: Uint8Array): Modules {
  const made = generate(mode.bytes(bytes), {
    minVersion: 3,
    maxVersion: 3,
    minCorrectionLevel: correction.M,
    maxCorrectionLevel: correction.M,
  });
  const { size: side } = made;
  return { side, dark: Array.from({ length: side * side }, (_, at) => made.get(at % side, Math.floor(at / side))) };
}

/** Data Matrix 14 × 14 of a serial, without quiet zone. */
export function matrixModules(serial: string): Modules {
  const options: Record<string, string> = { version: "14x14" };
  const [made] = bwip.raw({ bcid: "datamatrix", text: serial, ...options });
  if (made === undefined || !("pixs" in made)) throw new Error("a Data Matrix is a matrix code");
  return { side: made.pixx, dark: made.pixs.map(module => module === 1) };
}

/** A picture of modules, one byte a dot and `DOTS` dots a module. */
export function picture({ side, dark }: Modules): Buffer {
  const wide = side * DOTS;
  const dots = Buffer.alloc(wide * wide, 255);
  for (let y = 0; y < side; y += 1) {
    const row = dots.subarray(y * DOTS * wide, (y * DOTS + 1) * wide);
    for (let x = 0; x < side; x += 1) if (dark[y * side + x] === true) row.fill(0, x * DOTS, (x + 1) * DOTS);
    for (let below = 1; below < DOTS; below += 1) row.copy(dots, (y * DOTS + below) * wide);
  }
  return dots;
}
