// RULES M4: what a held feed destroys waits for a person; results and doses go on; decided or lifted, the copy is what it would be.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  ALL,
  type Chain,
  entriesOf,
  folded,
  GARBAGE,
  hold,
  holdIn,
  lift,
  message,
  minute,
  mrg,
  orc,
  placeOf,
  pv1,
  rxa,
  type Step,
  view,
} from "../../../tests/feed-chains.ts";
import { heldLines } from "../../chart/held-lines.ts";
import { digestOfTables, type Folded, hex, type Sqlite } from "../../journal/index.ts";
import { linksAround } from "../fold/links.ts";
import { readRecord } from "../fold/record-parts.ts";
import { standingHolds } from "./holds.ts";

const RUNS = process.env.SLOW === "1" ? 400 : 15;

const ALARM = { effect: "garbled message", count: 20, of: 30, minutes: 10, usual: 0 } as const;
const exclude =
  (from: number, to: number): Step =>
  journal => {
    const [first, last] = [placeOf(journal, from), placeOf(journal, to)];
    const ranges = [{ epoch: first.epoch, from: first.seq, to: last.seq }];
    return { kind: "feed.excluded", actor: "person:it", body: { feed: "adt", ranges, why: "garbage" } };
  };
const decide =
  (take: readonly number[], drop: readonly number[]): Step =>
  journal => {
    const places = (of: readonly number[]) => of.map(nth => placeOf(journal, nth).place);
    const body = { hold: holdIn(journal), take: places(take), drop: places(drop), reason: "asked the ward" };
    return { kind: "feed.decided", actor: "person:him", body };
  };
const copyOf = async (...steps: readonly Step[]) => folded(await entriesOf({ seed: 11, starts: [steps] }));
const bedsIn = (db: Sqlite) =>
  db
    .prepare<[], { bed: string }>("SELECT bed FROM chart_bed ORDER BY bed")
    .all()
    .map(row => row.bed);
const only = (db: Sqlite) =>
  db.prepare<[], { record: string }>("SELECT record FROM chart_record ORDER BY record").all()[0]?.record ??
  assert.fail("no record");

const admitted = message("ADT", "A01", 1, [pv1("401")]);
const left = message("ADT", "A03", 9, [pv1("401")]);
const result = (n: number) =>
  message("ORU", "R01", n, [
    ["OBR", "1", undefined, ["F1", "LAB"], ["K", "Potassium"], undefined, undefined, minute(n)],
    [
      "OBX",
      "1",
      "NM",
      ["2823-3", "Potassium", "LN"],
      undefined,
      "5.1",
      "mmol/L",
      undefined,
      "N",
      undefined,
      undefined,
      "F",
    ],
  ]);

test("M4: held from before it came, a discharge leaves her in her bed, and says so; a result and a dose behind it go on", async () => {
  const before = await copyOf(admitted, left);
  assert.deepEqual(bedsIn(before), []);
  const dose = message("RAS", "O17", 12, [orc, rxa(10, "A")]);
  const db = await copyOf(admitted, left, hold(1), result(11), dose);
  assert.deepEqual(bedsIn(db), ["401-A"]);
  const state = readRecord(db, only(db));
  assert.deepEqual(
    state.held.map(({ effect, event, at }) => [effect, event, at]),
    [["discharge", "discharge", Date.UTC(2023, 7, 3, 6, 9)]],
  );
  assert.equal(Object.keys(state.doses).length, 1);
  assert.ok(Object.keys(state.resources).some(reference => reference.startsWith("Observation/")));
  assert.equal(db.prepare("SELECT count(*) FROM chart_held").pluck().get(), 1);
  assert.equal(standingHolds(db, "adt").length, 1);
});

test("M4: taken it takes effect, dropped it never came, and the last word counts; lifted without a word it takes effect", async () => {
  assert.deepEqual(bedsIn(await copyOf(admitted, left, hold(1), decide([1], []))), []);
  const dropped = await copyOf(admitted, left, hold(1), decide([], [1]));
  assert.deepEqual(bedsIn(dropped), ["401-A"]);
  assert.deepEqual(readRecord(dropped, only(dropped)).held, []);
  const lifted = await copyOf(admitted, left, hold(1), decide([], [1]), lift());
  assert.deepEqual(bedsIn(lifted), ["401-A"], "a verdict outlives its hold");
  assert.deepEqual(bedsIn(await copyOf(admitted, left, hold(1), lift())), []);
  const both = await copyOf(admitted, left, hold(1), decide([1], []), decide([], [1]));
  assert.deepEqual(bedsIn(both), ["401-A"], "two who differ have not decided");
  assert.equal(readRecord(both, only(both)).held.length, 1);
  const settled: Step = journal => {
    const body = { hold: holdIn(journal), take: [placeOf(journal, 1).place], drop: [], reason: "she left" };
    const replaces = journal.store.standing(`feed.decided/${holdIn(journal)}`);
    return { kind: "feed.decided", actor: "person:him", body, replaces };
  };
  assert.deepEqual(bedsIn(await copyOf(admitted, left, hold(1), decide([], [1]), settled)), []);
});

test("M4: a held bed shows both: hers, and that of the one who was put into it", async () => {
  const next = message("ADT", "A01", 20, [pv1("401", "V9")], "1002");
  assert.deepEqual(bedsIn(await copyOf(admitted, left, hold(1), next)), ["401-A", "401-A"]);
});

test("M4: a deletion, a cancel, a freed bed, an order's end and a merge are held; none of them is lost", async () => {
  const order = message("ORM", "O01", 3, [
    ["ORC", "NW", ["O2", "HMG"]],
    ["OBR", "1", undefined, undefined, ["T1", "Test"]],
  ]);
  const stopped = message("ORM", "O01", 5, [["ORC", "CA", ["O2", "HMG"]]]);
  const unnamed = message("ADT", "A08", 6, [["PD1", "", '""', '""', '""']]);
  const freed = message("ADT", "A02", 7, [
    [
      "PV1",
      "1",
      "I",
      ["OR", undefined, undefined, "HMG"],
      ...Array<undefined>(15).fill(undefined),
      ["V1", undefined, undefined, "HMG", "VN"],
    ],
  ]);
  const cancelled = message("ADT", "A11", 8, [pv1("401")]);
  const merged = message("ADT", "A40", 9, [mrg("1002")]);
  const other = message("ADT", "A01", 2, [pv1("402", "V2")], "1002");
  const steps = [admitted, other, order, stopped, unnamed, freed, cancelled, merged];
  const db = await copyOf(...steps, hold(3));
  const held = db
    .prepare<[], { effect: string }>("SELECT DISTINCT effect FROM feed_message WHERE verdict = 'held' ORDER BY effect")
    .all();
  assert.deepEqual(
    held.map(row => row.effect),
    ["cancel", "delete", "freed bed", "merge"],
  );
  assert.deepEqual(bedsIn(db), ["401-A", "402-A"]);
  const records = db.prepare<[], { record: string }>("SELECT record FROM chart_record").all();
  const links = records.map(({ record }) => linksAround(db, record));
  assert.ok(links.every(one => one.standing.length === 0 && one.held.length === 1 && one.records.length === 1));
  const requests = records.flatMap(({ record }) =>
    Object.values(readRecord(db, record).resources).filter(kept => kept.resource.resourceType === "ServiceRequest"),
  );
  assert.deepEqual(
    requests.map(kept => kept.resource.status),
    ["active"],
  );
  const taken = await entriesOf({ seed: 11, starts: [[...steps, hold(3), decide([3, 4, 5, 6, 7], [])]] });
  assert.deepEqual(chartOf(folded(taken)), chartOf(folded(without(taken, () => true))));
});

test("M4: an exclusion takes a range out of the copy, freshness too; lifted, all of it is there again", async () => {
  const steps = [admitted, message("ADT", "A02", 30, [pv1("777")]), left, result(40)];
  const entries = await entriesOf({ seed: 11, starts: [[...steps, exclude(1, 2), lift("feed.excluded")]] });
  const out = folded(entries.slice(0, -1));
  assert.deepEqual(bedsIn(out), ["401-A"]);
  assert.deepEqual(chartOf(out), chartOf(folded(without(entries, nth => nth === 0 || nth === 3))));
  assert.deepEqual(chartOf(folded(entries)), chartOf(folded(without(entries, () => true))));
});

test("M4: what came again inside a hold, and was taken before it, destroys nothing anew", async () => {
  const again = await copyOf(admitted, left, message("ADT", "A08", 10, []), left, hold(2));
  assert.deepEqual(bedsIn(again), [], "she was discharged before the hold");
});

test("an event under her number that says another name, birth date and sex waits for a person, whatever feed brings it", async () => {
  const overlay = (n: number) =>
    Buffer.from(
      Buffer.from(message("ADT", "A08", n, [pv1("401")]))
        .toString("latin1")
        .replace(/NGUYEN\^[^|]*/, "BROWN^Robert")
        .replace("19560314", "19720101")
        .replace(/\|F\r/, "|M\r"),
      "latin1",
    );
  const nameIn = (db: Sqlite) => JSON.stringify(readRecord(db, only(db)).patient["PID-5"]?.piece);
  const held = await copyOf(admitted, overlay(5));
  assert.match(nameIn(held), /NGUYEN/);
  const [one] = readRecord(held, only(held)).held;
  assert.deepEqual(
    [one?.effect, one?.said],
    ["another person", { name: "BROWN Robert", birth: "1972-01-01", sex: "male" }],
  );
  const verdict =
    (isTaken: boolean): Step =>
    journal => {
      const { place } = placeOf(journal, 1);
      const [take, drop] = isTaken ? [[place], []] : [[], [place]];
      return { kind: "feed.decided", actor: "person:him", body: { hold: null, take, drop, reason: "asked" } };
    };
  assert.match(nameIn(await copyOf(admitted, overlay(5), verdict(true))), /BROWN/);
  const dropped = await copyOf(admitted, overlay(5), verdict(false));
  assert.match(nameIn(dropped), /NGUYEN/);
  assert.deepEqual(readRecord(dropped, only(dropped)).held, []);
});

test("M4: garbage from a position on waits: nobody is renamed, admitted or discharged by it; its result stands, it is not heard; lifted, it is as sent", async () => {
  const garbled = GARBAGE.map((make, at) => make(20 + at, "1001"));
  const db = await copyOf(admitted, ...garbled, hold(1, null, ALARM), result(40));
  assert.deepEqual(bedsIn(db), ["401-A"]);
  const state = readRecord(db, only(db));
  assert.match(JSON.stringify(state.patient["PID-5"]?.piece), /NGUYEN/);
  assert.equal(Object.keys(state.resources).filter(one => one.startsWith("DiagnosticReport/")).length, 1);
  assert.equal(Object.keys(state.resources).filter(one => one.startsWith("Observation/")).length, 1);
  const effects = db
    .prepare<[], { effect: string; count: number }>(
      "SELECT effect, count(*) AS count FROM feed_message WHERE verdict = 'held' GROUP BY effect ORDER BY effect",
    )
    .all();
  assert.deepEqual(effects, [
    { effect: "discharge", count: 1 },
    { effect: "garbled message", count: 6 },
  ]);
  assert.match(
    heldLines(state, { now: 0, zone: "UTC" })
      .map(line => line.what)
      .join(),
    /Garbled message/,
  );
  const until = (of: Sqlite, kind: string) =>
    of.prepare<[string], number>("SELECT max(to_ms) FROM heard WHERE kind = ?").pluck().get(kind);
  assert.equal(until(db, "movements"), Date.UTC(2023, 7, 3, 6, 25), "the discharge, whose name alone is garbled");
  const only6 = await copyOf(admitted, ...garbled.filter((_, at) => at !== 5), hold(1, null, ALARM));
  assert.equal(until(only6, "movements"), Date.UTC(2023, 7, 3, 6, 0) + 60_000, "garbage keeps nothing fresh");
  assert.deepEqual(
    chartOf(await copyOf(admitted, ...garbled, result(40), hold(1, null, ALARM), lift())),
    chartOf(await copyOf(admitted, ...garbled, result(40))),
  );
  const dropAll = decide(
    [],
    garbled.map((_, at) => at + 1),
  );
  const dropped = chartOf(await copyOf(admitted, ...garbled, result(40), hold(1, null, ALARM), dropAll, lift()));
  assert.deepEqual(dropped.chart_record, chartOf(await copyOf(admitted, result(40))).chart_record);
});

/** What is shown: the tables of charts, beds, links that stand, and freshness. */
const SHOWN = view.tables.filter(table => (table.startsWith("chart_") && table !== "chart_link") || table === "heard");
const chartOf = (db: Sqlite) => Object.fromEntries(SHOWN.map(table => [table, digestOfTables(db, [table])]));

const drawn = fc.record({
  maker: fc.nat(ALL.length - 1),
  n: fc.integer({ min: 0, max: 179 }),
  mrn: fc.constantFrom("1001", "1001", "1002", "1003"),
});
const messagesOf = fc
  .array(drawn, { minLength: 2, maxLength: 30 })
  .map(all => all.map(({ maker, n, mrn }) => (ALL[maker] ?? assert.fail())(n, mrn)));

const ACT = /^feed\.(held|decided|excluded|lifted)$/;
const NO_MESSAGE = { feed: "adt", message: Buffer.from("no message"), peer: null };

/** Which messages, counted from 0, wait as garbage. */
function silentIn(db: Sqlite, entries: readonly Folded[]): ReadonlySet<number> {
  const waiting = new Set(
    db
      .prepare<[], Buffer>("SELECT hash FROM feed_message WHERE verdict = 'held' AND effect = 'garbled message'")
      .pluck()
      .all()
      .map(hash => hash.toString("hex")),
  );
  const messages = entries.filter(({ header: { kind } }) => kind === "feed.message");
  return new Set(messages.flatMap(({ hash }, nth) => (waiting.has(hex(hash)) ? [nth] : [])));
}

/** The entries of a copy that never heard of holds, and that got these messages only; its chain is as long. */
function without(entries: readonly Folded[], keeps: (nth: number) => boolean, act = ""): Folded[] {
  let nth = -1;
  return entries
    .filter(({ header: { kind } }) => !ACT.test(kind) || kind === act)
    .map(entry => {
      if (entry.header.kind !== "feed.message") return entry;
      nth += 1;
      return keeps(nth) ? entry : { ...entry, body: NO_MESSAGE };
    });
}

test("M4: decided message by message, or excluded, the copy equals one that received only what was taken; lifted, one never held", async () => {
  await fc.assert(
    fc.asyncProperty(
      messagesOf,
      fc.nat(1_000),
      fc.nat(1_000),
      fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
      async (messages, start, length, isTaken) => {
        const from = start % messages.length;
        const to = Math.min(messages.length - 1, from + (length % messages.length));
        const inside = messages.map((_, nth) => nth).filter(nth => nth >= from && nth <= to);
        const [take, drop] = [inside.filter(nth => isTaken[nth]), inside.filter(nth => !isTaken[nth])];
        const half = Math.ceil(messages.length / 2);
        // An exclusion is of one epoch.
        const end = from < half ? Math.min(to, half - 1) : to;
        // The same message dropped at one place is dropped at all of them.
        const control = (nth: number) => hex(messages[nth] ?? assert.fail());
        const dropped = new Set(drop.map(control));
        const taken = new Set(take.map(control));
        const isClear = [...dropped].every(one => !taken.has(one));
        fc.pre(isClear);
        const acts = [hold(from), decide(take, drop), lift(), exclude(from, end)];
        const starts = [messages.slice(0, half), [...messages.slice(half), ...acts]];
        const entries = await entriesOf({ seed: 5, starts });
        const kinds = (...names: readonly string[]) =>
          entries.filter(({ header: { kind } }) => !ACT.test(kind) || names.includes(kind));
        const shown = (...names: readonly string[]) => chartOf(folded(kinds(...names)));
        const isKept = (nth: number) => !dropped.has(control(nth));
        const unheld = folded(without(entries, isKept));
        // What a rule of its own holds there, a person took here: then she took it there too.
        const isRuleHolding = unheld.prepare("SELECT 1 FROM chart_held").get() !== undefined;
        const plain = chartOf(isRuleHolding ? folded(without(entries, isKept, "feed.decided")) : unheld);
        assert.deepEqual(shown("feed.held", "feed.decided", "feed.lifted"), plain, "decided and lifted");
        const open = folded(kinds("feed.held", "feed.decided"));
        const silent = silentIn(open, entries);
        const heard = chartOf(folded(without(entries, nth => isKept(nth) && !silent.has(nth)))).heard;
        assert.deepEqual(chartOf(open).heard, heard, "what is left out is not heard, nor garbage that waits");
        assert.deepEqual(shown("feed.held", "feed.lifted"), shown(), "lifted");
        const kept = chartOf(folded(without(entries, nth => nth < from || nth > end)));
        assert.deepEqual(shown("feed.excluded"), kept, "excluded");
      },
    ),
    { numRuns: RUNS, endOnFailure: true, interruptAfterTimeLimit: 60000 },
  );
});

test("M4: holds, verdicts, exclusions and lifts among the messages of two chains give the same rows in any order", async () => {
  await fc.assert(
    fc.asyncProperty(
      messagesOf,
      fc.nat(1_000),
      fc.nat(7),
      fc.array(fc.nat(1_000), { minLength: 80, maxLength: 80 }),
      async (messages, at, sort, picks) => {
        const nth = at % messages.length;
        const acts: Step[] = [
          hold(nth),
          ...((sort & 1) === 1 ? [decide([nth], []), decide([], [nth])] : []),
          ...((sort & 2) === 2 ? [exclude(0, Math.min(nth, Math.ceil(messages.length / 2) - 1))] : []),
          ...((sort & 4) === 4 ? [lift()] : []),
        ];
        const half = Math.ceil(messages.length / 2);
        const left: Chain = {
          seed: 1,
          starts: [messages.slice(0, half), [...messages.slice(half), ...acts], messages],
        };
        const right: Chain = { seed: 2, starts: [messages.slice(half).reverse()] };
        const entries = [...(await entriesOf(left)), ...(await entriesOf(right))];
        const all = (db: Sqlite) => Object.fromEntries(view.tables.map(table => [table, digestOfTables(db, [table])]));
        const expected = all(folded(entries));
        const shuffled = entries
          .map((entry, place) => ({ entry, pick: (picks[place % picks.length] ?? 0) * 1_000 + place }))
          .sort((a, b) => a.pick - b.pick)
          .map(({ entry }) => entry);
        assert.deepEqual(all(folded(shuffled)), expected, "in any order");
        assert.deepEqual(all(folded([...entries].reverse())), expected, "backwards");
        assert.deepEqual(all(folded([...shuffled, ...shuffled.slice(0, 20)])), expected, "doubled");
      },
    ),
    { numRuns: RUNS, endOnFailure: true, interruptAfterTimeLimit: 60000 },
  );
});
