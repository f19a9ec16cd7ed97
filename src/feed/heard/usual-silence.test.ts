// What silence is usual at an hour (RULES A2): learnt from the days before, never from a hole, and silent where too little is known.
import assert from "node:assert/strict";
import { test } from "node:test";
import { entriesOf, folded, message, orc, pv1, rxa } from "../../../tests/feed-chains.ts";
import { learnSilences, UsualSilence } from "./usual-silence.ts";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** A Thursday, 03:30 in New York. */
const NOW = Date.parse("2026-11-26T08:30:00Z");
const AT = { zone: "America/New_York", limit: 30 * MINUTE };

/** A message every so many minutes of a day, from `hour` on. */
const learnDay = (silence: UsualSilence, day: number, every: number) => {
  const start = NOW - day * DAY - 4 * 60 * MINUTE;
  for (let at = start; at <= start + 8 * 60 * MINUTE; at += every * MINUTE) silence.learn("adt", "movements", at);
};

test("the longest silence at this hour on working days before, and of weekends apart", () => {
  const silence = new UsualSilence(NOW);
  for (const [day, every] of [
    [1, 4],
    [2, 9],
    [3, 5],
  ] as const)
    learnDay(silence, day, every);
  // Saturday and Sunday.
  for (const day of [4, 5]) learnDay(silence, day, 20);
  assert.equal(silence.usual("adt", "movements", NOW, AT), 9 * MINUTE);
  assert.equal(silence.usual("adt", "results", NOW, AT), null, "of another kind nothing is known");
  assert.equal(silence.usual("adt", "movements", NOW + 2 * DAY, AT), null, "two weekend days are too few");
  assert.equal(silence.usual("adt", "movements", NOW - 12 * 60 * MINUTE, AT), null, "nor another hour");
});

test("a hole is never usual: a day with a silence over the fixed limit says nothing", () => {
  const silence = new UsualSilence(NOW);
  for (const day of [1, 2, 3]) learnDay(silence, day, 6);
  learnDay(silence, 6, 90);
  assert.equal(silence.usual("adt", "movements", NOW, AT), 6 * MINUTE);
  const mostlyDead = new UsualSilence(NOW);
  for (const day of [1, 2, 3, 6]) learnDay(mostlyDead, day, 90);
  assert.equal(mostlyDead.usual("adt", "movements", NOW, AT), null);
});

test("it is learnt from the messages that are here, by the kinds that each is heard for", async () => {
  const messages = Array.from({ length: 30 }, (_, n) =>
    n % 2 === 0 ? message("ADT", "A08", n * 4, [pv1("401")]) : message("RAS", "O17", n * 4, [orc, rxa(n, "A")]),
  );
  const db = folded(await entriesOf({ seed: 1, starts: [messages] }));
  const next = Date.UTC(2023, 7, 4, 6, 30);
  const silence = await learnSilences(() => db, ["adt", "none"], next);
  // One day is too few; the same day said three times over would be enough.
  assert.equal(silence.usual("adt", "movements", next, AT), null);
  for (const day of [2, 3])
    for (let n = 0; n < 30; n++)
      silence.learn("adt", "movements", Date.UTC(2023, 7, 4, 6) - day * DAY + n * 8 * MINUTE);
  assert.equal(silence.usual("adt", "movements", next, AT), 8 * MINUTE);
  assert.equal(silence.usual("adt", "administrations", next, AT), null);
});
