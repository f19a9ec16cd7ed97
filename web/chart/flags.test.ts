import assert from "node:assert/strict";
import { test } from "node:test";
import { type Flag, fitting, nameAlert } from "./flags.ts";

const chip = (words: string): Flag => ({ words, kind: "flag" });
const words = (flags: readonly Flag[]) => flags.map(flag => flag.words);

test("a flag that does not fit is counted, never cut off, and the most dangerous stay", () => {
  const flags = [chip("DNR"), chip("Droplet isolation"), chip("Same name: 423-A"), { words: "Falls", kind: null }];
  assert.deepEqual(words(fitting(flags, 29).shown), ["DNR", "Droplet isolation"]);
  assert.deepEqual(words(fitting(flags, 28).shown), ["DNR"], "room for the count behind them too");
  for (let room = 0; room < 80; room++) {
    const { shown, hidden } = fitting(flags, room);
    assert.ok(shown.length >= 1, "the first is always there");
    assert.deepEqual(words([...shown, ...hidden]), words(flags), "none is lost, none changes place");
  }
  assert.equal(fitting(flags, 1_000).hidden.length, 0);
  assert.deepEqual(fitting([], 10), { shown: [], hidden: [] });
});

test("the bed of the same name stands whole or not at all: a bed that is cut off is another bed", () => {
  assert.equal(nameAlert("Same", ["423-A"]), "Same name: 423-A");
  assert.equal(nameAlert("Same", ["STEP 270-A"]), "Same name: 1 more");
  assert.equal(nameAlert("Same", ["423-A", "STEP 270-A"]), "Same name: 2 more");
});
