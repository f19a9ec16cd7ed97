import assert from "node:assert/strict";
import { test } from "node:test";
import { clockWords, SenderClocks } from "./sender-clocks.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-11-24T03:00:00Z");
const stamp = (ms: number) => `${new Date(ms).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}+0000`;
const message = (sent: number) =>
  new TextEncoder().encode(`MSH|^~\\&|EHR|HMG|||${stamp(sent)}||ADT^A08|1|P|2.5.1\rPID|1\r`);

/** Feeds that send every 10 s, each with an offset of its own as a function of the time since the start. */
function heardFor(minutes: number, offsets: Readonly<Record<string, (ms: number) => number>>): number | null {
  const clocks = new SenderClocks();
  for (let ms = 0; ms <= minutes * MINUTE; ms += 10_000)
    for (const [feed, offset] of Object.entries(offsets))
      clocks.hear(feed, message(START + ms + offset(ms)), "UTC", START + ms);
  return clocks.off(START + minutes * MINUTE);
}

test("A4: all senders ahead by the same amount: our clock is behind, and says by how much", () => {
  const off = heardFor(3, { adt: () => 7 * MINUTE, lab: () => 7 * MINUTE - 4_000, pharmacy: () => 7 * MINUTE });
  assert.equal(off, 7 * MINUTE);
  assert.equal(clockWords(7 * MINUTE), "this node's clock seems 7 min behind all senders: ages here are not sure");
});

test("A4: all senders behind by the same steady amount: our clock is ahead", () => {
  const off = heardFor(3, { adt: () => -90 * MINUTE, lab: () => -90 * MINUTE });
  assert.equal(off, -90 * MINUTE);
  assert.match(clockWords(-90 * MINUTE), /1 h 30 min ahead of all senders/);
});

test("A4: senders whose queues drain are late, not right: nothing is said of our clock", () => {
  // A backlog of two hours that drains ten times as fast as it came in, on both feeds at once.
  const draining = (ms: number) => -120 * MINUTE + 10 * ms;
  assert.equal(heardFor(3, { adt: draining, lab: draining }), null);
});

test("A4: one sender alone, senders that disagree, one that agrees with us, and too few messages say nothing", () => {
  assert.equal(heardFor(3, { adt: () => 7 * MINUTE }), null);
  assert.equal(heardFor(3, { adt: () => 7 * MINUTE, lab: () => -3 * MINUTE }), null);
  assert.equal(heardFor(3, { adt: () => 7 * MINUTE, lab: () => 0 }), null);
  assert.equal(heardFor(0, { adt: () => 7 * MINUTE, lab: () => 7 * MINUTE }), null);
});

test("A4: what was heard is forgotten when our clock is set, and when nothing was heard for ten minutes", () => {
  const clocks = new SenderClocks();
  const say = (at: number, offset: number) => {
    for (const feed of ["adt", "lab"]) clocks.hear(feed, message(at + offset), "UTC", at);
  };
  for (let ms = 0; ms <= 3 * MINUTE; ms += 10_000) say(START + ms, -60 * MINUTE);
  assert.equal(clocks.off(START + 3 * MINUTE), -60 * MINUTE);
  assert.equal(clocks.off(START + 14 * MINUTE), null);
  const right = START - 60 * MINUTE;
  for (let ms = 0; ms <= 3 * MINUTE; ms += 10_000) say(right + ms, 0);
  assert.equal(clocks.off(right + 3 * MINUTE), null);
});

test("bytes that are no message, and times that are none, are no clock", () => {
  const clocks = new SenderClocks();
  for (const bytes of [
    new Uint8Array(),
    Uint8Array.of(0xff, 0x0b),
    new TextEncoder().encode("MSH|^~\\&|||||yesterday||ADT"),
  ])
    clocks.hear("adt", bytes, "UTC", START);
  assert.equal(clocks.off(START), null);
});
