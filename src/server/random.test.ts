import assert from "node:assert/strict";
import { test } from "node:test";
import { MACHINE_RANDOM } from "./random.ts";

test("no bytes are given out twice, none are left zero, and each caller owns its own", () => {
  const drawn = new Set<string>();
  for (let n = 0; n < 2_000; n++) {
    const bytes = MACHINE_RANDOM.bytes(16);
    assert.equal(bytes.length, 16);
    drawn.add(Buffer.from(bytes).toString("hex"));
    bytes.fill(0);
  }
  assert.equal(drawn.size, 2_000);
  assert.ok(!drawn.has("0".repeat(32)));
  for (const count of [0, 1, 4_095, 4_096, 4_097, 10_000]) assert.equal(MACHINE_RANDOM.bytes(count).length, count);
  assert.ok(MACHINE_RANDOM.bytes(10_000).some(byte => byte !== 0));
});
