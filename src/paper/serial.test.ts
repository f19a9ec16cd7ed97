import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { checkLetter, formatSerial, parseSerial, verifySerial } from "./serial.ts";

const LETTERS = "0123456789ABCDEFGHJKMNPQRSTUVWXYZ";
const sign = fc.constantFrom(...LETTERS);
const serials = fc
  .record({ block: fc.tuple(sign, sign).map(s => s.join("")), number: fc.integer({ min: 0, max: 999_999 }) })
  .map(s => ({ ...s, exercise: s.block.startsWith("X") }));

test("a serial reads back as written, in any case, with or without its hyphens", () => {
  fc.assert(
    fc.property(serials, serial => {
      const text = formatSerial(serial);
      assert.match(text, /^[^ILO]{2}-\d{6}-[^ILO]$/);
      for (const form of [text, text.toLowerCase(), text.replaceAll("-", ""), ` ${text} `])
        assert.deepEqual(parseSerial(form), { ok: true, value: serial });
    }),
  );
});

test("one wrong digit, or two neighbours swapped, never passes", () => {
  fc.assert(
    fc.property(serials, fc.integer({ min: 3, max: 8 }), fc.integer({ min: 0, max: 9 }), (serial, at, digit) => {
      const text = formatSerial(serial);
      const wrong = text.slice(0, at) + digit + text.slice(at + 1);
      if (wrong !== text) assert.equal(parseSerial(wrong).ok, false);
      if (at < 8) {
        const swapped = text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
        if (swapped !== text) assert.equal(parseSerial(swapped).ok, false);
      }
    }),
  );
});

test("signs that a copier confuses never share a check letter", () => {
  for (const [a, b] of ["0Q", "0D", "2Z", "5S", "6G", "8B", "UV", "VW", "PR", "EF", "MN", "KX", "1J", "4A", "7T"].map(
    p => p.split(""),
  ))
    for (const at of [0, 1]) {
      const signs = (s: string | undefined) => (at === 0 ? `${s}4030217` : `4${s}030217`);
      assert.notEqual(checkLetter(signs(a)), checkLetter(signs(b)), `${a} and ${b}`);
    }
});

test("a real system refuses an exercise's serial, and the other way round", () => {
  const exercise = formatSerial({ block: "X4", number: 44, exercise: true });
  const real = formatSerial({ block: "4W", number: 30_217, exercise: false });
  const code = (text: string, inExercise: boolean) => {
    const read = verifySerial(text, inExercise);
    return read.ok ? "ok" : read.error.code;
  };
  assert.equal(code(exercise, true), "ok");
  assert.equal(code(real, false), "ok");
  assert.equal(code(exercise, false), "serial-exercise");
  assert.equal(code(real, true), "serial-exercise");
  assert.throws(() => formatSerial({ block: "4W", number: 1, exercise: true }), RangeError);
  assert.throws(() => formatSerial({ block: "X4", number: 1, exercise: false }), RangeError);
  assert.throws(() => formatSerial({ block: "4O", number: 1, exercise: false }), RangeError);
});

test("what is no serial is said so", () => {
  for (const text of ["", "4W-03021-X", "4W-030217", "4I-030217-A", "NGUYEN", "4W-030217-I"])
    assert.equal(parseSerial(text).ok, false, text);
});
