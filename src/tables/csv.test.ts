import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readCsv } from "./csv.ts";

const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
const Field = fc.string({
  unit: fc.constantFrom("a", "é", "李", '"', ",", ";", "\t", "\n", "\r\n", " ", "1"),
  maxLength: 12,
});

test("what is quoted as RFC 4180 says comes back, with the line where each row begins", () => {
  const rows = fc.array(fc.array(Field, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      rows,
      fc.constantFrom(",", ";", "\t"),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      (data, mark, end, bom) => {
        const head = ["h1", "h2"].join(mark);
        const written = data.map(row => row.map(quoted).join(mark));
        const { rows: read, broken } = readCsv(`${bom ? "\uFEFF" : ""}${[head, ...written].join(end)}${end}`);
        const breaks = written.map(text => 1 + (text.match(/\n/g) ?? []).length);
        const lines = written.map((_, n) => breaks.slice(0, n).reduce((sum, more) => sum + more, 2));
        const want = data
          .map((fields, n) => ({ line: lines[n], fields }))
          .filter(({ fields }) => fields.some(field => field !== ""));
        assert.deepEqual(broken, []);
        assert.deepEqual(read.slice(1), want);
      },
    ),
  );
});

test("hostile text never throws, and each letter of it is read once or kept as broken", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a", "\0", ";") }), text => {
      const { rows, broken } = readCsv(text);
      for (const { line } of [...rows, ...broken]) assert.ok(line >= 1 && line <= text.length + 1);
    }),
  );
});

test("a stray quote costs its own line and no other", () => {
  const { rows, broken } = readCsv('a,b\n1,"x\n2,y\n3,"z",4\n"q"r,5\n6,7" pipe\n8,"open');
  assert.deepEqual(
    rows.map(({ line, fields }) => [line, ...fields]),
    [
      [1, "a", "b"],
      [3, "2", "y"],
      [4, "3", "z", "4"],
    ],
  );
  assert.deepEqual(
    broken.map(({ line, raw }) => [line, raw]),
    [
      [2, '1,"x'],
      [5, '"q"r,5'],
      [6, '6,7" pipe'],
      [7, '8,"open'],
    ],
  );
});

test("a quote that is never closed does not make a long file slow", () => {
  const line = `${"x,".repeat(40)}"open`;
  const text = `a,b\n${`${line}\n`.repeat(2_000)}`;
  assert.equal(readCsv(text).broken.length, 2_000);
});
