import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isZone, readMoment, readTime } from "./date-time.ts";

const vectors: ReadonlyArray<readonly [sent: string, zone: string, iso: string | undefined]> = [
  ["2026", "UTC", "2026"],
  ["202602", "UTC", "2026-02"],
  ["20260228", "UTC", "2026-02-28"],
  ["20260229", "UTC", undefined],
  ["20240229", "UTC", "2024-02-29"],
  ["2026022813", "UTC", "2026-02-28T13:00:00+00:00"],
  ["202602281305", "America/New_York", "2026-02-28T13:05:00-05:00"],
  ["20260228130507", "America/New_York", "2026-02-28T13:05:07-05:00"],
  ["20260228130507.1234", "UTC", "2026-02-28T13:05:07.1234+00:00"],
  ["20260228130507-0630", "UTC", "2026-02-28T13:05:07-06:30"],
  // the zone as ISO 8601 writes it
  ["20260228130507-06:30", "UTC", "2026-02-28T13:05:07-06:30"],
  ["202602281305Z", "America/New_York", "2026-02-28T13:05:00+00:00"],
  ["20260228+0100", "UTC", "2026-02-28"],
  // 1 November 2026, 01:30 exists twice in New York: the earlier is daylight time
  ["20261101013000", "America/New_York", "2026-11-01T01:30:00-04:00"],
  // 8 March 2026, 02:30 does not exist: digits kept, the offset before the change
  ["20260308023000", "America/New_York", "2026-03-08T02:30:00-05:00"],
  ["", "UTC", undefined],
  ["00000000", "UTC", undefined],
  ["20261301", "UTC", undefined],
  ["20260101246000", "UTC", undefined],
  ["20260101240000", "UTC", undefined],
  ["2026-01-01", "UTC", undefined],
  ["202601011200+9900", "UTC", undefined],
  ["yesterday", "UTC", undefined],
];

test("a timestamp keeps its digits, its precision and its zone", () => {
  for (const [sent, zone, iso] of vectors) assert.equal(readMoment(sent, zone)?.iso, iso, sent);
});

test("an instant is where the offset puts it", () => {
  assert.equal(readMoment("20261101013000", "America/New_York")?.instant, Date.UTC(2026, 10, 1, 5, 30));
  assert.equal(readMoment("20260308023000", "America/New_York")?.instant, Date.UTC(2026, 2, 8, 7, 30));
  assert.equal(readMoment("00500101", "UTC")?.instant, Temporal.Instant.from("0050-01-01T00:00Z").epochMilliseconds);
  assert.equal(readMoment("20240229235959.5-0330", "UTC")?.instant, Date.UTC(2024, 2, 1, 3, 29, 59, 500));
  assert.equal(readMoment("202602281305", "UTC")?.precision, "minute");
  assert.equal(readMoment("2026022813", "UTC")?.precision, "hour");
});

test("a time of day", () => {
  assert.equal(readTime("0600"), "06:00:00");
  assert.equal(readTime("18"), "18:00:00");
  assert.equal(readTime("235959.5"), "23:59:59.5");
  assert.equal(readTime("2400"), undefined);
  assert.equal(readTime("6:00"), undefined);
});

test("a zone is known or not", () => {
  assert.equal(isZone("America/Chicago"), true);
  assert.equal(isZone("Mars/Olympus"), false);
});

test("no text makes it throw", () => {
  fc.assert(fc.property(fc.string(), text => void readMoment(text, "Europe/Warsaw")));
  fc.assert(fc.property(fc.stringMatching(/^\d{4,14}([+-]\d{4})?$/), text => void readMoment(text, "Europe/Warsaw")));
});

const ZONES = [
  "America/New_York",
  "Europe/London",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
  "Pacific/Apia",
];

test("the offset is Temporal's, near a change of the clocks and far from it, whatever was asked before", () => {
  const any = fc.tuple(
    fc.constantFrom(...ZONES),
    fc.integer({ min: -120, max: 150 }),
    fc.integer({ min: -172_800, max: 172_800 }),
  );
  fc.assert(
    fc.property(any, fc.boolean(), ([zone, years, seconds], isNear) => {
      const somewhen = Temporal.Instant.from("1970-01-01T00:00Z")
        .toZonedDateTimeISO(zone)
        .add({ years })
        .add({ seconds });
      const change = isNear ? somewhen.getTimeZoneTransition("next") : null;
      const digits = (change ?? somewhen).add({ seconds }).toPlainDateTime().round("second");
      const text = digits.toString({ smallestUnit: "second" }).replaceAll(/[-:T]/g, "");
      const { offset } = digits.toZonedDateTime(zone, { disambiguation: "earlier" });
      assert.equal(readMoment(text, zone)?.iso.slice(19), offset.slice(0, 6), `${text} ${zone}`);
    }),
    { numRuns: 2_000 },
  );
});
