// A chart that is kept is the chart that would be read: over folds in any order, links, undone links and holds.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import Database from "better-sqlite3-multiple-ciphers";
import fc from "fast-check";
import { ALL, entriesOf, hold, lift, message, mrg, pv1, type Step, view } from "../../../tests/feed-chains.ts";
import { inFolder } from "../../../tests/kit.ts";
import type { Shows } from "../../chart/index.ts";
import { type EntryPlace, type Folded, hex, type Sqlite } from "../../journal/index.ts";
import { type CopyContext, patientAnswer, unitAnswer } from "./answers.ts";
import { forgetTouched, keepCharts, readPersonChart } from "./person-chart.ts";

const RUNS = process.env.SLOW === "1" ? 200 : 12;

const SHOWS: readonly Shows[] = [
  { face: "screen", marked: false },
  { face: "paper", marked: true },
];

function contextOf(views: Sqlite): CopyContext {
  return {
    views,
    facility: { id: "HMG", name: "Harbor Mills", zone: "America/New_York" },
    position: 0,
    head: "00000000",
    now: Date.UTC(2023, 7, 3, 9),
    downtime: null,
    charting: [],
    frequencies: [],
  };
}

/** What is kept is shared: whoever changed it would fail. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const one of Object.values(value)) frozen(one);
  return value;
}

/**
 * Folds one entry after the other and publishes so many at once; behind them, what the connection that keeps charts answers is held
 * against what another reads.
 */
async function foldAndCompare(entries: readonly Folded[], hear: typeof forgetTouched, atOnce = 1): Promise<number> {
  return inFolder(async folder => {
    const open = () => {
      const db = new Database(join(folder, "views.db"));
      db.pragma("journal_mode=WAL");
      db.pragma("synchronous=OFF");
      return db;
    };
    const [writer, kept, fresh] = [open(), open(), open()];
    for (const statement of view.ddl) writer.exec(statement);
    keepCharts(kept);
    const bodies = new Map(entries.map(({ hash, body }) => [hex(hash), body]));
    // Each is as good as published at once: nothing is folded that was not heard of.
    writer.exec("CREATE TABLE fold (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID");
    const source = { body: ({ hash }: EntryPlace) => bodies.get(hex(hash)) };
    let compared = 0;
    let topics: string[] = [];
    for (const [nth, entry] of entries.entries()) {
      writer.transaction(() => topics.push(...view.fold(writer, entry, source)))();
      if ((nth + 1) % atOnce !== 0) continue;
      hear(kept, { position: 0, topics });
      topics = [];
      for (const shows of SHOWS) {
        const [mine, theirs] = [
          { ...contextOf(kept), shows },
          { ...contextOf(fresh), shows },
        ];
        for (const { record } of writer.prepare<[], { record: string }>("SELECT record FROM chart_record").all()) {
          assert.deepEqual(frozen(patientAnswer(mine, record)), patientAnswer(theirs, record));
          // Also what no answer shows here, and in the same order.
          const [state, other] = [kept, fresh].map(db => readPersonChart(db, record, shows).state);
          assert.equal(JSON.stringify(state), JSON.stringify(other));
          compared++;
        }
        assert.deepEqual(frozen(unitAnswer(mine, "4 West")), unitAnswer(theirs, "4 West"));
      }
    }
    for (const db of [writer, kept, fresh]) db.close();
    return compared;
  });
}

const made = fc.record({
  maker: fc.nat(ALL.length - 1),
  n: fc.integer({ min: 0, max: 179 }),
  mrn: fc.constantFrom("1001", "1001", "1002", "1003"),
});

test("any 30 messages, some held and let go, in any order over two chains: kept and read are the same after each", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(made, { minLength: 4, maxLength: 30 }),
      fc.nat(3),
      fc.boolean(),
      fc.array(fc.nat(1_000), { minLength: 70, maxLength: 70 }),
      fc.integer({ min: 1, max: 5 }),
      async (messages, from, isLifted, picks, atOnce) => {
        const all: readonly Step[] = messages.map(({ maker, n, mrn }) => (ALL[maker] ?? assert.fail())(n, mrn));
        const left = await entriesOf({ seed: 1, starts: [[...all, hold(from), ...(isLifted ? [lift()] : [])]] });
        const right = await entriesOf({ seed: 2, starts: [all.slice(0, messages.length / 2)] });
        const shuffled = [...left, ...right]
          .map((entry, at) => ({ entry, pick: (picks[at % picks.length] ?? 0) * 1_000 + at }))
          .sort((a, b) => a.pick - b.pick)
          .map(({ entry }) => entry);
        await foldAndCompare(shuffled, forgetTouched, atOnce);
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
});

test("any 60 messages in the order in which they came, several published at once: only what they wrote is read again, and it is the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(made, { minLength: 20, maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      async (messages, atOnce) => {
        const all = messages.map(({ maker, n, mrn }) => (ALL[maker] ?? assert.fail())(n, mrn));
        await foldAndCompare(await entriesOf({ seed: 4, starts: [all] }), forgetTouched, atOnce);
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
});

const admitted = (mrn: string, n: number) => message("ADT", "A01", n, [pv1(`40${n}`, `V${n}`)], mrn);
const merged = [
  admitted("1001", 1),
  admitted("1003", 2),
  message("ADT", "A40", 3, [mrg("1003")], "1001"),
  message("ADT", "A02", 4, [pv1("409", "V2")], "1003"),
];

test("a merge, and a move of who was merged away, are seen at once", async () => {
  assert.ok((await foldAndCompare(await entriesOf({ seed: 3, starts: [merged] }), forgetTouched)) > 10);
});

test("a connection that hears of nothing answers what was: so the comparison above can fail", async () => {
  await assert.rejects(
    foldAndCompare(await entriesOf({ seed: 3, starts: [merged] }), () => {}),
    assert.AssertionError,
  );
});
