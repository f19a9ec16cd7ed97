import assert from "node:assert/strict";
import { test } from "node:test";
import { minuteToday } from "./minute.ts";

const zone = "America/Chicago";

test("a minute of today, of last night, and of a DST night; no time is null", () => {
  const now = Date.parse("2023-08-03T10:52:31-05:00");
  assert.equal(minuteToday("03:40", now, zone), Date.parse("2023-08-03T03:40:00-05:00"));
  assert.equal(minuteToday("23:10", now, zone), Date.parse("2023-08-02T23:10:00-05:00"));
  assert.equal(minuteToday("27:10", now, zone), null);
  const spring = Date.parse("2023-03-12T10:00:00-05:00");
  assert.equal(minuteToday("02:30", spring, zone), null);
});
