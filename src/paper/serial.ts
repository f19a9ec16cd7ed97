// Serials of sheets: `4W-030217-X`. Two signs of block, six digits, a check letter that finds a misread one.

/** Letters of ids: no I, L or O (LOOK-PAPER, Ink). 23 of them, a prime, so that one wrong digit or two swapped never pass. */
const CHECK_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ";

// Index modulo 23 is a sign's worth. The last ten share theirs with a digit that nobody takes for them (B never with 8).
const SIGNS = "0123456789BDGJQSZCEFHUVAKMNPRTWXY";
const WEIGHTS = [3, 5, 7, 11, 13, 17, 19, 2] as const;

export type Serial = {
  /** Two signs: the block of numbers that the node draws from. X first in an exercise, and only there. */
  readonly block: string;
  /** 0 … 999,999. */
  readonly number: number;
  readonly exercise: boolean;
};

export type SerialError = {
  readonly code: "serial-malformed" | "serial-check" | "serial-exercise";
  readonly text: string;
  readonly where: string;
};

/** The check letter of the eight signs before it (`4W030217` → a letter); null where one is not a sign of ids. */
export function checkLetter(signs: string): string | null {
  if (signs.length !== WEIGHTS.length) return null;
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) {
    const worth = SIGNS.indexOf(signs.charAt(index));
    if (worth < 0) return null;
    sum += (worth % 23) * weight + Math.floor(worth / 23);
  }
  return CHECK_LETTERS.charAt(sum % 23);
}

/** Writes a serial. Throws a RangeError on a block or number that cannot be one (a programming error). */
export function formatSerial(serial: Serial): string {
  const { block, number } = serial;
  if (!Number.isInteger(number) || number < 0 || number > 999_999)
    throw new RangeError("a serial's number has six digits");
  if (block.startsWith("X") !== serial.exercise)
    throw new RangeError("an exercise's block, and no other, begins with X");
  const digits = String(number).padStart(6, "0");
  const letter = checkLetter(`${block}${digits}`);
  if (letter === null || block.length !== 2) throw new RangeError("a block is two signs without I, L or O");
  return `${block}-${digits}-${letter}`;
}

/**
 * Reads a serial as scanned or typed: any case, hyphens or none.
 * Errors: `serial-malformed`, `serial-check` (a sign is wrong).
 */
export function parseSerial(text: string): { ok: true; value: Serial } | { ok: false; error: SerialError } {
  const found = /^([0-9A-HJKMNP-Z]{2})-?([0-9]{6})-?([A-HJKMNP-Z])$/.exec(text.trim().toUpperCase());
  const [, block, digits, letter] = found ?? [];
  if (block === undefined || digits === undefined || letter === undefined)
    return refuse("serial-malformed", "a serial reads like 4W-030217-X", text);
  if (checkLetter(block + digits) !== letter) return refuse("serial-check", "a sign of this serial is wrong", text);
  return { ok: true, value: { block, number: Number(digits), exercise: block.startsWith("X") } };
}

/** As `parseSerial`, and refuses an exercise's serial on a real system, and the other way round (`serial-exercise`). */
export function verifySerial(text: string, exercise: boolean): ReturnType<typeof parseSerial> {
  const read = parseSerial(text);
  if (!read.ok || read.value.exercise === exercise) return read;
  return refuse("serial-exercise", exercise ? "a real sheet in an exercise" : "a sheet of an exercise", text);
}

function refuse(code: SerialError["code"], text: string, where: string): { ok: false; error: SerialError } {
  return { ok: false, error: { code, text, where } };
}
