import assert from "node:assert/strict";
import { test } from "node:test";
import { type Burst, NO_BURST, takeKey } from "./scan.ts";

function type(keys: readonly string[], gap: number): string | null {
  let burst: Burst = NO_BURST;
  let scanned: string | null = null;
  let at = 1000;
  for (const key of keys) {
    at += gap;
    const taken = takeKey(burst, { key, at });
    burst = taken.burst;
    scanned = taken.scanned;
  }
  return scanned;
}

test("a burst that ends with Enter is a scan", () => {
  assert.equal(type([..."00482917", "Enter"], 8), "00482917");
});

test("a hand is no scan, and two keys with Enter are none either", () => {
  assert.equal(type([..."00482917", "Enter"], 90), null);
  assert.equal(type(["4", "1", "8", "Enter"], 8), null);
});

test("Shift between the characters is no part of it", () => {
  assert.equal(type(["Shift", "M", "Shift", "R", "N", "4", "1", "8", "Enter"], 5), "MRN418");
});

test("what a hand typed before is not glued to the scan", () => {
  let burst: Burst = NO_BURST;
  burst = takeKey(burst, { key: "x", at: 0 }).burst;
  let scanned: string | null = null;
  [..."12345", "Enter"].forEach((key, index) => {
    const taken = takeKey(burst, { key, at: 500 + index * 5 });
    burst = taken.burst;
    scanned = taken.scanned;
  });
  assert.equal(scanned, "12345");
});
