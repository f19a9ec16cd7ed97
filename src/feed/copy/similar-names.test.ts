// Which names are like one another, and that people whose names are share a key.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isOneApart, likeness, nameKeys } from "./similar-names.ts";

test("the rule of docs/decisions/similar-names.md, case by case", () => {
  for (const [a, b, how] of [
    ["nguyen|lan", "nguyen|lan", "same"],
    ["o'connor|mary", "oconnor|mary", "same"],
    ["johnson|christina", "johnson|christopher", "similar"],
    ["johnson|dan", "johnson|daniel", "similar"],
    ["miller|joan", "miller|jean", "similar"],
    ["miller|", "miller|jean", "similar"],
    ["johnson|darnell", "jonson|david", "similar"],
    ["johnson|darnell", "jonhson|david", "similar"],
    ["kelly|grace", "grace|kelly", "similar"],
    ["miller|anna", "miller|robert", null],
    ["johnson|darnell", "jonson|mary", null],
    ["le|van", "li|vu", null],
    ["|", "|", null],
  ] as const) {
    assert.equal(likeness(a, b), how, `${a} and ${b}`);
    assert.equal(likeness(b, a), how, `${b} and ${a}`);
  }
});

const letters = fc.string({ unit: fc.constantFrom("a", "b", "é"), maxLength: 6 });
const name = fc.tuple(letters, letters).map(([family, given]) => `${family}|${given}`);

test("whoever is alike shares a key: the index finds all that the rule names", () => {
  fc.assert(
    fc.property(name, name, (a, b) => {
      if (likeness(a, b) === null) return;
      const keys = new Set(nameKeys(a));
      assert.ok(
        nameKeys(b).some(key => keys.has(key)),
        `${a} and ${b}`,
      );
    }),
    { numRuns: 2_000 },
  );
});

test("one apart is one letter more, less or another, or two neighbors swapped; either way round", () => {
  fc.assert(
    fc.property(letters, letters, (a, b) => {
      assert.equal(isOneApart(a, b), isOneApart(b, a));
      assert.equal(isOneApart(a, a), true);
      assert.equal(isOneApart(`${a}a${b}`, `${a}${b}`), true);
      assert.equal(isOneApart(`${a}ab${b}`, `${a}ba${b}`), true);
    }),
  );
});
