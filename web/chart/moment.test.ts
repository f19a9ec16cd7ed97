// A moment on the facility's clock, also in the nights when it is turned.
import assert from "node:assert/strict";
import { test } from "node:test";
import { instantIn, minuteIn } from "./moment.ts";

const ZONE = "America/New_York";

test("a minute is read back as it was written, in any zone", () => {
  for (const zone of [ZONE, "Asia/Kathmandu", "Pacific/Kiritimati", "UTC"])
    for (const at of ["2026-01-01T00:00Z", "2026-07-04T12:31Z", "2026-11-24T08:12Z"].map(one => Date.parse(one)))
      assert.equal(instantIn(minuteIn(at, zone), zone), at, `${zone} ${at}`);
});

test("a minute that was twice is the first, one that never was is none, and what is no minute is none", () => {
  assert.equal(instantIn("2026-11-01T01:30", ZONE), Date.parse("2026-11-01T05:30Z"));
  assert.equal(instantIn("2026-03-08T02:30", ZONE), null);
  assert.equal(instantIn("2026-02-30T02:30", ZONE), null);
  assert.equal(instantIn("yesterday", ZONE), null);
});
