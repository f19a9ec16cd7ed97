import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Slot } from "../../src/chart/routes.ts";
import { hours, LANES, lay, share } from "./grid.ts";

const hour = 3_600_000;
const slot = (at: number, state: Slot["state"] = "given"): Slot => ({
  at,
  state,
  given_at: null,
  amount: null,
  by: null,
  reason: null,
  source: "copy",
  note: null,
  resource: null,
});

test("an instant outside the grid stands at its edge", () => {
  assert.equal(share(5, 0, 10), 0.5);
  assert.equal(share(-5, 0, 10), 0);
  assert.equal(share(15, 0, 10), 1);
  assert.equal(share(1, 3, 3), 0);
});

test("doses apart share a lane, doses within an hour are stacked", () => {
  assert.equal(lay([slot(0), slot(6 * hour), slot(12 * hour)], 0, 24 * hour).lanes, 1);
  assert.equal(lay([slot(0), slot(0.5 * hour)], 0, 24 * hour).lanes, 2);
});

test("an hourly drip: no slot of the grid is dropped, it is placed or counted", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 24 * hour }), { maxLength: 60 }), times => {
      const laid = lay(
        times.map(at => slot(at)),
        0,
        24 * hour,
      );
      assert.equal(laid.placed.length + laid.more.length, times.length);
      assert.ok(laid.lanes <= LANES);
    }),
  );
});

test("the grid has its real hours", () => {
  assert.equal(hours(0, 24 * hour).length, 24);
  assert.deepEqual(hours(0.5 * hour, 3 * hour), [hour, 2 * hour]);
});
