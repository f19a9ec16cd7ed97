// An alarm learns from the class of the effect and the hour of the day; a busy morning and a draining queue raise none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Destroying, FeedWatch, LEAST } from "./alarm.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NIGHT = Date.UTC(2023, 7, 17, 7, 10);
const discharge = (seq: number, at: number): Destroying => ({ feed: "adt", effect: "discharge", at, epoch: "e1", seq });

test("M4: a mass discharge alarms at the least number where nothing is known, from its first message on", () => {
  const watch = new FeedWatch();
  const alarms = Array.from({ length: 40 }, (_, n) => watch.take(discharge(100 + n, NIGHT + n * 1_000)));
  const first = alarms.find(alarm => alarm !== null) ?? assert.fail("no alarm");
  assert.deepEqual(first, {
    feed: "adt",
    effect: "discharge",
    count: LEAST.discharge,
    minutes: 10,
    usual: 0,
    from: { epoch: "e1", seq: 100 },
  });
});

test("M4: what is usual at this hour raises none, three times as much does; the same number at another hour does", () => {
  const learnt = () => {
    const watch = new FeedWatch();
    for (let day = 1; day <= 10; day++)
      for (let n = 0; n < 12; n++) watch.learn("adt", "discharge", NIGHT - day * DAY + n * 20_000);
    return watch;
  };
  const burst = (watch: FeedWatch, at: number, count: number) =>
    Array.from({ length: count }, (_, n) => watch.take(discharge(n + 1, at + n * 5_000))).some(one => one !== null);
  assert.equal(learnt().usual("adt", "discharge", NIGHT), 12);
  assert.equal(burst(learnt(), NIGHT, 30), false, "a busy hour");
  assert.equal(burst(learnt(), NIGHT, 37), true, "three times the most");
  assert.equal(burst(learnt(), NIGHT + 6 * HOUR, 20), true, "at an hour that never saw so many");
});

test("M4: a queue that drains, sent over hours and here in a minute, raises none; nor does what a hold has settled", () => {
  const watch = new FeedWatch();
  const drained = Array.from({ length: 60 }, (_, n) => watch.take(discharge(n + 1, NIGHT + n * 240_000)));
  assert.ok(drained.every(alarm => alarm === null));
  const again = new FeedWatch();
  for (let n = 0; n < LEAST.discharge - 1; n++) again.take(discharge(n + 1, NIGHT + n * 1_000));
  again.settle("adt");
  assert.equal(again.take(discharge(99, NIGHT + 20_000)), null);
});
