// A sheet's serial is on one sheet: what is on paper already is drawn anew, and nothing is printed that was not recorded.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecordDrafts } from "../access/index.ts";
import { type Draw, recordSheets, type Sheet } from "./sheets.ts";

const sheet = (number: number): Sheet => ({ serial: serial(number), record: "r", page: 1, of: 1, exercise: false });
const serial = (number: number) => `4W-${String(number).padStart(6, "0")}-A`;

/** A journal that holds each serial once, as the key of a printed sheet does. */
function journal(standing: Iterable<string>) {
  const held = new Set(standing);
  const record: RecordDrafts = async drafts =>
    drafts.map(({ body }) => {
      const { serial: given } = body as Sheet;
      if (held.has(given)) return refusal("stale");
      held.add(given);
      return { ok: true, id: given, position: held.size };
    });
  return { held, record };
}

function refusal(code: string) {
  return { ok: false as const, status: 409 as const, error: { code, text: code, where: "" } };
}

test("a serial that stands on an earlier sheet is drawn anew; the pages keep their order", async () => {
  const { held, record } = journal([serial(2), serial(7)]);
  let next = 7;
  const draw: Draw = count => Array.from({ length: count }, () => serial(next++));
  const serials = await recordSheets(record)([sheet(1), sheet(2), sheet(3)], "dp", draw);
  assert.deepEqual(serials, [serial(1), serial(8), serial(3)]);
  for (const given of serials) assert.ok(held.has(given), `${given} was recorded before it is printed`);
});

test("a house whose numbers are half on paper still prints", async () => {
  const { record } = journal(Array.from({ length: 500 }, (_, n) => serial(2 * n)));
  let next = 0;
  const draw: Draw = count => Array.from({ length: count }, () => serial(next++));
  const serials = await recordSheets(record)(
    draw(300).map((given, n) => ({ ...sheet(n), serial: given })),
    "dp",
    draw,
  );
  assert.equal(new Set(serials).size, 300);
});

test("no free number, or any other refusal: nothing is printed", async () => {
  const { record } = journal([serial(1)]);
  const print = (by: RecordDrafts) => recordSheets(by)([sheet(1)], "dp", count => Array(count).fill(serial(1)));
  await assert.rejects(print(record), /nothing was printed/);
  await assert.rejects(
    print(async drafts => drafts.map(() => refusal("invalid"))),
    /nothing was printed/,
  );
});
