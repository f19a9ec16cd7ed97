// The alarm of garbage learns from the sign and the hour, by share: what a feed always sends so raises none.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GarbageWatch, LEAST_GARBAGE, type Sign, signOf } from "./garbage-alarm.ts";

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const NIGHT = Date.UTC(2023, 7, 17, 7, 10);
const GARBLED = "garbled message";
const NOBODY = "unknown people";

/** Sends messages every `every` ms from `at` on; which of them bear the sign says `isSo`. Returns the first alarm. */
function send(
  watch: GarbageWatch,
  at: number,
  count: number,
  isSo: (nth: number) => boolean,
  sign: Sign,
  every = 2_000,
) {
  const all = Array.from({ length: count }, (_, nth) =>
    watch.take({ feed: "adt", sign: isSo(nth) ? sign : null, at: at + nth * every, epoch: "e1", seq: 1_000 + nth }),
  );
  return all.find(alarm => alarm !== null) ?? null;
}
const thirty = (nth: number) => nth % 10 < 3;
/** A feed that sent for days, at all hours. */
function used(isSo: (nth: number) => boolean, sign: Sign, days = 3): GarbageWatch {
  const watch = new GarbageWatch();
  for (let nth = 0; nth < days * 24 * 180; nth++)
    watch.learn({ feed: "adt", sign: isSo(nth) ? sign : null, at: NIGHT - days * DAY + nth * 20_000 - HOUR });
  return watch;
}

test("M4: garbage alarms at the least number, from its first message on, where most of what comes is so", () => {
  const alarm = send(new GarbageWatch(), NIGHT, 60, nth => nth >= 10, GARBLED);
  assert.deepEqual(alarm, {
    feed: "adt",
    effect: GARBLED,
    count: LEAST_GARBAGE[GARBLED],
    of: LEAST_GARBAGE[GARBLED],
    minutes: 10,
    usual: 0,
    from: { epoch: "e1", seq: 1_010 },
  });
  assert.equal(
    send(new GarbageWatch(), NIGHT, LEAST_GARBAGE[GARBLED] - 1, () => true, GARBLED),
    null,
  );
  assert.notEqual(
    send(new GarbageWatch(), NIGHT, 400, nth => nth >= 200 || nth === 3, GARBLED),
    null,
    "one stray before",
  );
});

test("M4: a feed of which three in ten are always so raises none, whatever it has learnt and however much it sends", () => {
  for (const watch of [new GarbageWatch(), used(thirty, GARBLED), used(() => false, GARBLED)])
    for (const every of [50, 2_000, 60_000]) assert.equal(send(watch, NIGHT, 2_000, thirty, GARBLED, every), null);
});

test("M4: when such a feed turns to garbage it alarms; so many at another hour than the usual one alarm; what is nearly always so never does", () => {
  assert.notEqual(
    send(used(thirty, GARBLED), NIGHT, 300, nth => nth > 100 || thirty(nth), GARBLED),
    null,
  );
  assert.equal(
    send(used(thirty, GARBLED), NIGHT, 300, nth => nth % 5 < 3, GARBLED),
    null,
    "twice its custom is not all",
  );
  assert.notEqual(
    send(
      used(() => false, GARBLED),
      NIGHT,
      300,
      nth => nth % 10 < 6,
      GARBLED,
    ),
    null,
  );
  const nightly = (nth: number) => (nth / 180) % 24 < 2;
  // A batch of two hours, one hour before and after this time of each day before.
  assert.equal(
    send(used(nightly, GARBLED), NIGHT - HOUR, 200, nth => nth % 10 < 9, GARBLED),
    null,
  );
  assert.notEqual(
    send(used(nightly, GARBLED), NIGHT + 6 * HOUR, 200, nth => nth % 10 < 9, GARBLED),
    null,
  );
  assert.equal(
    send(
      used(() => true, GARBLED),
      NIGHT,
      500,
      () => true,
      GARBLED,
    ),
    null,
  );
});

test("M4: a queue that drains raises none for the few in it that cannot be read and so have no time", () => {
  const watch = new GarbageWatch();
  const all = Array.from({ length: 3_000 }, (_, nth) => {
    const isSo = nth % 20 === 0;
    const at = isSo ? NIGHT : NIGHT - DAY + nth * 20_000;
    return watch.take({ feed: "adt", sign: isSo ? GARBLED : null, at, epoch: "e1", seq: nth + 1 });
  });
  assert.ok(all.every(alarm => alarm === null));
});

test("M4: a feed that suddenly names nobody known alarms; a new copy, which knows nobody, does not; nor do newcomers", () => {
  assert.notEqual(
    send(
      used(nth => nth % 20 === 0, NOBODY),
      NIGHT,
      100,
      () => true,
      NOBODY,
    ),
    null,
  );
  assert.equal(
    send(new GarbageWatch(), NIGHT, 3_000, () => true, NOBODY),
    null,
  );
  assert.equal(
    send(
      used(() => true, NOBODY),
      NIGHT,
      500,
      () => true,
      NOBODY,
    ),
    null,
    "a feed without registrations",
  );
  assert.equal(signOf({ effect: null, type: "ADT^A01", isFirst: true }), null);
  assert.equal(signOf({ effect: null, type: "ORU^R01", isFirst: true }), NOBODY);
  assert.equal(signOf({ effect: null, type: "ORU^R01", isFirst: false }), null);
  assert.equal(signOf({ effect: GARBLED, type: null, isFirst: false }), GARBLED);
});

test("M4: no alarm where fewer than half of what came in any stretch are so; always one where all are", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 40, maxLength: 300 });
  fc.assert(
    fc.property(gaps, fc.nat(9), (all, some) => {
      const run = (isSo: (nth: number) => boolean) => {
        const watch = new GarbageWatch();
        let at = NIGHT;
        return all.some((gap, nth) => {
          at += gap;
          const sign = isSo(nth) ? GARBLED : null;
          return watch.take({ feed: "adt", sign, at, epoch: "e1", seq: nth + 1 }) !== null;
        });
      };
      // Spread evenly, so that of any stretch that has the least number at most six in ten are so: below half for all but the ends.
      assert.equal(
        run(nth => nth % 10 < Math.min(some, 4)),
        false,
      );
      const span = all.slice(0, LEAST_GARBAGE[GARBLED]).reduce((sum, gap) => sum + gap, 0);
      if (span < 10 * MINUTE)
        assert.equal(
          run(() => true),
          true,
        );
    }),
  );
});

test("M4: strays over hours are no burst, however little else comes; a burst is told beside what came since it began", () => {
  assert.equal(
    send(new GarbageWatch(), NIGHT, 200, () => true, GARBLED, 2 * MINUTE),
    null,
  );
  const late = send(new GarbageWatch(), NIGHT, 400, nth => nth % 30 === 0 || nth > 200, GARBLED, 500);
  assert.ok(late !== null && (late.of ?? 0) < 50, JSON.stringify(late));
});

test("M4: what a hold has settled alarms no more", () => {
  const watch = new GarbageWatch();
  send(watch, NIGHT, LEAST_GARBAGE[GARBLED] - 1, () => true, GARBLED);
  watch.settle("adt");
  assert.equal(
    send(watch, NIGHT + MINUTE, LEAST_GARBAGE[GARBLED] - 1, () => true, GARBLED),
    null,
  );
});
