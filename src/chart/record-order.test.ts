import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { orderMessages, type PlacedMessage } from "./record-order.ts";

const at = (identity: string, epoch: string, seq: number, sent: number | null = null): PlacedMessage => ({
  identity,
  epoch,
  seq,
  sent,
});

test("within one chain the order is that in which its listener took them, whatever was sent when", () => {
  assert.deepEqual(orderMessages([at("b", "e1", 2, 10), at("a", "e1", 1, 99), at("c", "e1", 3, 5)], new Map()), [
    "a",
    "b",
    "c",
  ]);
});

test("a parent epoch counts whole before its child, also over an epoch without a message of this record", () => {
  const parents = new Map([
    ["e2", ["e1"]],
    ["e3", ["e2"]],
  ]);
  assert.deepEqual(orderMessages([at("late", "e3", 1, 1), at("early", "e1", 7, 50)], parents), ["early", "late"]);
});

test("the same message in two chains is counted once, and a resend adds no place", () => {
  assert.deepEqual(
    orderMessages(
      [at("a", "e1", 1, 5), at("b", "e1", 2, 6), at("a", "e1", 3, 5), at("a", "x1", 1, 5), at("b", "x1", 2, 6)],
      new Map(),
    ),
    ["a", "b"],
  );
});

test("a resend after a restart is no second place: the line keeps the order in which it first took them", () => {
  const parents = new Map([["e2", ["e1"]]]);
  // `b` was sent before `a` and taken after it; then `a` comes again in the next epoch.
  assert.deepEqual(
    orderMessages([at("a", "e1", 1, 9), at("b", "e1", 2, 5), at("a", "e2", 1, 9), at("c", "e2", 2, 1)], parents),
    ["a", "b", "c"],
  );
});

test("two chains that took the same messages the other way round: the cycle is broken at the least", () => {
  assert.deepEqual(
    orderMessages([at("a", "e1", 1, 5), at("b", "e1", 2, 6), at("b", "x1", 1, 6), at("a", "x1", 2, 5)], new Map()),
    ["a", "b"],
  );
});

test("W3: any delivery order, doubled and in pieces, over two chains, gives the same order", () => {
  const message = fc.record({
    identity: fc.constantFrom(..."abcdefgh"),
    epoch: fc.constantFrom("e1", "e2", "x1"),
    seq: fc.nat(9),
    sent: fc.option(fc.nat(9)),
  });
  const parents = new Map([["e2", ["e1"]]]);
  fc.assert(
    fc.property(
      fc.uniqueArray(message, { selector: m => `${m.epoch}/${m.seq}`, maxLength: 20 }),
      fc.infiniteStream(fc.nat(99)),
      (placed, picks) => {
        const shuffled = placed
          .map(m => ({ m, key: picks.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ m }) => m);
        assert.deepEqual(
          orderMessages([...shuffled, ...shuffled.slice(0, 5)], parents),
          orderMessages(placed, parents),
        );
      },
    ),
  );
});
