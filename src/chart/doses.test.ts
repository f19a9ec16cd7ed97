import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf, inputOf, wantedOf } from "./doses.read.ts";
import { DOSES } from "./doses.table.ts";
import { marOf } from "./mar.ts";

for (const one of DOSES) {
  test(`${one.rules.join(" ")} ${one.name}`, () => {
    assert.deepEqual(answerOf(one, marOf(inputOf(one))), wantedOf(one));
  });
}

test("D1–D5 the table has at least 30 cases, each rule, and 8 of a feed that returned", () => {
  assert.ok(DOSES.length >= 34);
  for (const rule of ["D1", "D2", "D3", "D4", "D5"])
    assert.ok(
      DOSES.some(one => one.rules.includes(rule)),
      rule,
    );
  assert.ok(DOSES.filter(one => (one.heard?.length ?? 0) > 1).length >= 8);
});
