import assert from "node:assert/strict";
import { test } from "node:test";
import { spell } from "./spelling.ts";

test("what is misread at the bedside is written out, and figures never change", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["10 U", "10 units"],
    ["10U", "10 units"],
    ["12 U/kg/h", "12 units/kg/h"],
    ["100 µg", "100 mcg"],
    ["100μg", "100 mcg"],
    ["SC", "subcut"],
    ["SubQ", "subcut"],
    ["QD", "daily"],
    ["1.0 mg", "1 mg"],
    ["10.0 mg", "10 mg"],
    [".5 mg", "0.5 mg"],
    ["0.5 mg", "0.5 mg"],
    ["1.05 mg", "1.05 mg"],
    ["hold if SBP < 90", "hold if SBP below 90"],
    ["HR >120", "HR above 120"],
    ["1.0", "1.0"],
    ["CBC", "CBC"],
    ["US abdomen", "US abdomen"],
    ["SCD boots", "SCD boots"],
  ];
  for (const [sent, printed] of cases) assert.equal(spell(sent), printed, sent);
});
