// Every grid tried as a lie detector: feeds that stop, return with holes and never speak, orders and doses of every sort.
// What could be known is worked out here once more, minute by minute and by brute force, from the rules' words alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inputOf } from "./doses.read.ts";
import type { DoseCase, TableDose, TableOrder } from "./doses.table.ts";
import { marOf } from "./mar.ts";
import type { DoseInput } from "./medication-order.ts";
import type { Slot } from "./routes.ts";

const MINUTE = 60_000;
const LIMIT_MIN = 15;
const DELAY_MIN = 60;
const RUNS = process.env.SLOW === "1" ? 20_000 : 1_500;

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
/** Scheduled times never fall on a minute in which the feed spoke: no question of edges. */
const slotTime = fc.integer({ min: 0, max: 287 }).map(n => clock(n * 5 + 2));
const doseTime = fc.integer({ min: 0, max: 270 }).map(n => clock(n * 5 + 1));

const order: fc.Arbitrary<Omit<TableOrder, "order">> = fc.record(
  {
    drug: fc.constantFrom("metoprolol 25 mg", "cefazolin 1 g"),
    daily: fc.uniqueArray(slotTime, { maxLength: 5 }),
    prn: fc.constantFrom(false, false, true),
    every_min: fc.constant(240),
    changes: fc.array(fc.tuple(fc.constantFrom("hold" as const, "resume" as const, "stop" as const), doseTime), {
      maxLength: 2,
    }),
  },
  { requiredKeys: ["drug", "daily"], noNullPrototype: true },
);

const dose: fc.Arbitrary<TableDose> = fc.record(
  {
    order: fc.constantFrom("1", "2"),
    at: doseTime,
    status: fc.constantFrom("CP" as const, "RE" as const, "NA" as const, "PA" as const, "" as const),
    refusal: fc.constantFrom("", "asleep"),
    action: fc.constantFrom("A" as const, "A" as const, "U" as const, "D" as const),
  },
  { requiredKeys: ["order", "at"], noNullPrototype: true },
);

/** Stretches in which the feed spoke each 5 minutes, as minutes of the day. */
const heard = fc
  .uniqueArray(fc.integer({ min: 0, max: 276 }), { maxLength: 6 })
  .map(edges => edges.sort((a, b) => a - b).map(edge => edge * 5))
  .map(edges => edges.flatMap((from, at) => (at % 2 === 0 ? [[from, edges[at + 1] ?? from] as const] : [])));

const world = fc.record({
  now: fc.integer({ min: 10, max: 279 }).map(n => n * 5 + 3),
  heard: fc.option(heard, { freq: 8 }),
  orders: fc.array(order, { minLength: 1, maxLength: 2 }),
  doses: fc.array(dose, { maxLength: 6 }),
  charting: fc.option(
    fc.tuple(fc.constantFrom("screen" as const, "paper" as const), fc.integer({ min: 0, max: 279 })),
    { freq: 2 },
  ),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

/** Minutes in which the feed spoke, up to now. */
function sentsOf(one: World): number[] {
  const all = (one.heard ?? []).flatMap(([from, to]) =>
    Array.from({ length: (to - from) / 5 + 1 }, (_, n) => from + n * 5),
  );
  return all.filter(minute => minute <= one.now);
}

/** Charting here begins on a minute of its own too. */
const begunAt = (one: World) => (one.charting === null ? null : Math.min(one.charting[1] * 5 + 4, one.now));

function inputFor(one: World): DoseInput {
  const sents = sentsOf(one);
  const made: DoseCase = {
    name: "made",
    rules: [],
    now: clock(one.now),
    heard: one.heard === null ? null : sents.map(minute => [clock(minute), clock(minute)]),
    orders: one.orders.map((given, at) => ({ ...given, order: String(at + 1) })),
    doses: one.doses.filter(given => given.at <= clock(one.now)),
    charting: one.charting === null ? [] : [["4W", one.charting[0], clock(begunAt(one) ?? 0)]],
    stays: [["4W", "1 08:00"]],
    expect: {},
  };
  return inputOf(made);
}

/** RULES A1, D1 by brute force: the copy holds what was given in this minute. */
function isKnown(one: World, minute: number): boolean {
  const sents = sentsOf(one);
  const last = Math.max(...sents);
  if (sents.length === 0 || minute < Math.min(...sents)) return false;
  const arrives = one.now - last <= LIMIT_MIN;
  for (let at = minute; at <= Math.min(minute + DELAY_MIN, one.now); at++) {
    const before = Math.max(...sents.filter(sent => sent <= at));
    const after = Math.min(...sents.filter(sent => sent >= at));
    const isCovered = at > last ? arrives : after - before <= LIMIT_MIN;
    if (!isCovered) return false;
  }
  return true;
}

const KNOWING: readonly Slot["state"][] = ["none recorded", "due", "overdue", "due?", "held", "scheduled"];

test("D1 D4: no slot reads as known, due or open where the copy cannot be trusted and nobody charted here", () => {
  let [tried, unknown] = [0, 0];
  fc.assert(
    fc.property(world, one => {
      const input = inputFor(one);
      const midnight = input.from;
      const begun = begunAt(one);
      for (const medication of marOf(input).medications) {
        for (const slot of medication.slots) {
          if (slot.resource !== null) continue;
          tried += 1;
          const minute = (slot.at - midnight) / MINUTE;
          const isHere = begun !== null && minute >= begun;
          const said = `${clock(minute)} ${slot.state}`;
          if (minute > one.now) {
            assert.ok(!["due", "overdue", "due?", "none recorded", "not known"].includes(slot.state), said);
            continue;
          }
          if (isHere) {
            assert.ok(
              one.charting?.[0] === "paper"
                ? slot.state === "on paper"
                : !["none recorded", "not known", "on paper"].includes(slot.state),
              said,
            );
            continue;
          }
          assert.ok(
            !["due", "overdue", "due?", "scheduled", "scheduled?", "on paper"].includes(slot.state),
            `${said}: nobody charts here`,
          );
          if (isKnown(one, minute)) assert.notEqual(slot.state, "not known", said);
          else {
            unknown += 1;
            assert.ok(!KNOWING.includes(slot.state), `${said} is not known`);
          }
        }
        if (begun === null)
          assert.ok(medication.next === null || medication.next.mark.startsWith("scheduled"), "never next due");
      }
    }),
    { numRuns: RUNS },
  );
  assert.ok(unknown > tried / 10, `the property saw only ${unknown} unknown slots of ${tried}`);
});

test("D2: a PRN with a not-known stretch after its last dose has no from", () => {
  fc.assert(
    fc.property(world, one => {
      for (const medication of marOf(inputFor(one)).medications) {
        if (medication.prn && medication.not_known_since !== null) assert.equal(medication.from, null);
        const { last } = medication;
        if (medication.not_known_since !== null && last.kind === "given" && last.at.instant !== null) {
          assert.ok(medication.not_known_since >= last.at.instant, "never before the last known dose");
        }
        if (medication.not_known_since !== null) assert.notEqual(last.kind, "none recorded");
      }
    }),
    { numRuns: RUNS },
  );
});

test("D3: the grid is a function of sets: any order and any doubling of what it is given says the same", () => {
  fc.assert(
    fc.property(world, one => {
      const input = inputFor(one);
      const doubled: DoseInput = {
        ...input,
        orders: [...input.orders, ...input.orders].reverse(),
        administrations: [...input.administrations, ...input.administrations].reverse(),
        charting: [...input.charting, ...input.charting].reverse(),
        stays: [...input.stays].reverse(),
      };
      assert.deepEqual(marOf(doubled), marOf(input));
    }),
    { numRuns: RUNS / 3 },
  );
});
