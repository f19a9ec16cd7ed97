import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { trustOf } from "./age.ts";
import { hear, NOTHING_HEARD } from "./trust.ts";

const fold = (sents: readonly number[], limit: number) =>
  sents.reduce((all, sent) => hear(all, sent, limit), NOTHING_HEARD);

test("A1 any order and any doubling of what was heard gives the same stretches", () => {
  const sents = fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 40 });
  fc.assert(
    fc.property(sents, fc.integer({ min: 1, max: 60 }), fc.infiniteStream(fc.nat()), (all, limit, keys) => {
      const shuffled = [...all, ...all]
        .map(sent => ({ sent, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key);
      assert.deepEqual(
        fold(
          shuffled.map(one => one.sent),
          limit,
        ),
        fold(all, limit),
      );
    }),
  );
});

test("A3 a kind arrives until its limit, then it stopped; never heard is unknown; no feed is no feed", () => {
  const heard = fold([100, 110], 15);
  assert.deepEqual(trustOf([heard], 15, 125).age, { as_of: 110, state: "arrives", true_until: 125 });
  assert.deepEqual(trustOf([heard], 15, 126).age, { as_of: 110, state: "stopped", true_until: null });
  assert.equal(trustOf([heard, NOTHING_HEARD], 15, 120).age.state, "unknown");
  assert.equal(trustOf([], 15, 120).age.state, "no feed");
});
