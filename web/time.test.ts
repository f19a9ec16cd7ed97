import assert from "node:assert/strict";
import { test } from "node:test";
import { age, birthText, clockTime, dayTime, momentText, span } from "./time.ts";

const zone = "America/Chicago";
const at = (iso: string) => Date.parse(iso);
const now = at("2023-08-08T14:30:00-05:00");

test("a time is today's clock, within six days its weekday, older its date, another year that too", () => {
  assert.equal(clockTime(at("2023-08-08T14:05:00-05:00"), now, zone), "14:05");
  assert.equal(clockTime(at("2023-08-02T14:05:00-05:00"), now, zone), "Wed 14:05");
  assert.equal(clockTime(at("2023-08-01T14:05:00-05:00"), now, zone), "Tue 1 Aug 14:05");
  assert.equal(clockTime(at("2022-08-09T14:05:00-05:00"), now, zone), "Tue 9 Aug 2022 14:05");
  assert.equal(dayTime(at("2023-08-08T03:12:00-05:00"), now, zone), "Tue 03:12");
});

test("yesterday stays yesterday across the night the clocks change", () => {
  const morning = at("2023-11-05T12:00:00-06:00");
  assert.equal(clockTime(at("2023-11-04T23:30:00-05:00"), morning, zone), "Sat 23:30");
  assert.equal(clockTime(at("2023-11-05T00:30:00-05:00"), morning, zone), "00:30");
});

test("ages and spans", () => {
  assert.deepEqual([30_000, 37 * 60_000, 125 * 60_000, 25 * 3_600_000, 72 * 3_600_000].map(age), [
    "now",
    "37 min",
    "2 h",
    "25 h",
    "3 d",
  ]);
  assert.equal(span(460 * 60_000), "7 h 40 min");
  assert.equal(span(18 * 60_000), "18 min");
});

test("a moment never gains a precision that was not sent", () => {
  const day = { text: "20230731", instant: at("2023-07-31T00:00:00-05:00"), precision: "day" } as const;
  assert.equal(momentText(day, now, zone), "Mon 31 Jul");
  assert.equal(momentText({ ...day, precision: "year" }, now, zone), "2023");
  assert.equal(momentText({ text: "in the morning", instant: null, precision: "day" }, now, zone), "in the morning");
  assert.equal(birthText({ text: "19560314", instant: null, precision: "day" }), "14 Mar 1956");
  assert.equal(birthText({ text: "1956", instant: null, precision: "year" }), "1956");
});
