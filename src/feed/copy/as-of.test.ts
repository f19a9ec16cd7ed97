// As of an earlier moment (RULES A4): what her chart shows then is what a copy shows that had folded by then only what was recorded by then.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  ALL,
  type Chain,
  entriesIn,
  entriesOf,
  folded,
  keys,
  message,
  pv1,
  type Step,
} from "../../../tests/feed-chains.ts";
import { type EntryPlace, type Folded, hex, type Journal, type Source, type Sqlite } from "../../journal/index.ts";
import { type CopyContext, patientAnswer } from "./answers.ts";
import { copyAsOf } from "./as-of.ts";
import {
  documentsAnswer,
  ordersAnswer,
  problemsAnswer,
  resultsAnswer,
  visitsAnswer,
  vitalsAnswer,
} from "./chart-pages.ts";

const RUNS = process.env.SLOW === "1" ? 300 : 12;
const FACILITY = { id: "HMG", name: "HMG", zone: "America/New_York" };
const PAGES = [ordersAnswer, resultsAnswer, vitalsAnswer, problemsAnswer, documentsAnswer, visitsAnswer];

function sourceOf(entries: readonly Folded[]): Source {
  const bodies = new Map(entries.map(({ hash, body }) => [hex(hash), body]));
  return { body: ({ hash }: EntryPlace) => bodies.get(hex(hash)) };
}

/** All that her pages say at `now`, but for the beds of others with her name: a copy of one person does not know them. */
function chart(views: Sqlite, record: string, now: number): unknown {
  const rest = { facility: FACILITY, position: 1, head: "00000000", downtime: null, charting: [], frequencies: [] };
  const context: CopyContext = { views, now, ...rest };
  const answer = patientAnswer(context, record);
  if (answer === null) return null;
  const { similar_name: _, ...identity } = answer.identity;
  return [{ ...answer, identity: { ...identity, same_name: [] } }, ...PAGES.map(page => page(context, record))];
}

const tableOf = (db: Sqlite, table: string) => db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3, 4`).all();

function recordsIn(db: Sqlite): string[] {
  const sql = `SELECT record FROM chart_record UNION SELECT from_record FROM chart_link UNION SELECT to_record FROM chart_link
    UNION SELECT record FROM feed_message WHERE record IS NOT NULL ORDER BY 1`;
  return db
    .prepare<[], { record: string }>(sql)
    .all()
    .map(row => row.record);
}

/** Compares, at every moment at which something was recorded, every record's chart with that of a copy that ends there. */
function compare(
  entries: readonly Folded[],
  moments = [...new Set(entries.map(one => Math.floor(one.header.wall / 1_000)))],
): void {
  const views = folded(entries);
  const parts = { views, source: sourceOf(entries), idKey: keys.id };
  for (const at of moments) {
    const ended = folded(entries.filter(({ header }) => header.wall <= at * 1_000));
    for (const record of recordsIn(views)) {
      const then = copyAsOf(parts, record, at);
      assert.deepEqual(chart(then.db, record, at), chart(ended, record, at), `${record} as of ${at}`);
      for (const table of ["heard", "heard_closed"])
        assert.deepEqual(tableOf(then.db, table), tableOf(ended, table), `${table} as of ${at}`);
      then.db.close();
    }
  }
}

const placeOf = (journal: Journal, nth: number) => {
  const messages = entriesIn(journal).filter(entry => entry.header.kind === "feed.message");
  const { header } = messages[nth % messages.length] ?? assert.fail("no message");
  return { epoch: hex(header.epoch), seq: header.seq, place: `${hex(header.epoch)}/${header.seq}` };
};
const newest = (journal: Journal, kinds: readonly string[]) =>
  entriesIn(journal).findLast(entry => kinds.includes(entry.header.kind))?.header;
const GAP = {
  feed: "adt",
  kind: "movements",
  from: Date.UTC(2023, 7, 3, 6),
  to: Date.UTC(2023, 7, 3, 9),
  why: "read the log",
};
const gap: Step = () => ({ kind: "feed.gap.closed", actor: "person:it", body: GAP });
const hold =
  (kind: "feed.held" | "feed.excluded", nth: number, isOpen: boolean): Step =>
  journal => {
    const { epoch, seq } = placeOf(journal, nth);
    const body = { feed: "adt", ranges: [{ epoch, from: seq, to: isOpen ? null : seq + 3 }], why: "poisoned" };
    return {
      kind,
      actor: "person:it",
      body: kind === "feed.held" ? { ...body, alarm: null, quarantine: false } : body,
    };
  };
const decide =
  (nth: number, isTaken: boolean, again: boolean): Step =>
  journal => {
    const held = newest(journal, ["feed.held"]);
    const { place } = placeOf(journal, nth);
    const body = {
      hold: held === undefined ? null : hex(held.id),
      take: isTaken ? [place] : [],
      drop: isTaken ? [] : [place],
      reason: "asked the ward",
    };
    const before = newest(journal, ["feed.decided"]);
    const replaces = again && before !== undefined ? [before.id] : [];
    return { kind: "feed.decided", actor: "person:him", body, replaces };
  };
const lift: Step = journal => {
  const held = newest(journal, ["feed.held", "feed.excluded"]);
  if (held === undefined) return gap(journal);
  return { kind: "feed.lifted", actor: "person:it", body: { feed: "adt", of: hex(held.id), why: "over" } };
};
const book =
  (n: number): Step =>
  () => ({
    kind: "feed.imported",
    actor: "person:it",
    body: {
      what: "appointments",
      facility: "HMG",
      own: ["HMG"],
      authority: "HMG",
      zone: "America/New_York",
      dates: null,
      as_of: Date.UTC(2023, 7, 3, 6, n),
      file: "0".repeat(64),
      line: 2,
      fault: null,
      row: {
        number: "A1",
        mrn: "1001",
        name: "FILED, Lan",
        date: "2023-08-04",
        time: "09:30",
        status: "",
        clinic: "Heart",
      },
    },
  });

const ACTS: readonly ((nth: number) => Step)[] = [
  nth => hold("feed.held", nth, true),
  nth => hold("feed.held", nth, nth % 2 === 0),
  nth => hold("feed.excluded", nth, false),
  nth => decide(nth, nth % 2 === 0, nth % 3 === 0),
  nth => decide(nth, nth % 2 === 1, nth % 3 === 1),
  () => lift,
  () => gap,
  nth => book(nth % 180),
];
const drawn = fc
  .record({
    act: fc.option(fc.nat(ACTS.length - 1), { freq: 3, nil: null }),
    maker: fc.nat(ALL.length - 1),
    n: fc.nat(179),
    mrn: fc.constantFrom("1001", "1001", "1002", "1003"),
  })
  .map(({ act, maker, n, mrn }) =>
    act === null ? (ALL[maker] ?? assert.fail())(n, mrn) : (ACTS[act] ?? assert.fail())(n),
  );
/** Begins with a message: acts name one. */
const steps = fc
  .array(drawn, { minLength: 1, maxLength: 16 })
  .map(all => [message("ADT", "A01", 0, [pv1("401")]), ...all]);

test("the chart as of any moment is that of a copy that folded only what was recorded by then", async () => {
  await fc.assert(
    fc.asyncProperty(steps, steps, fc.nat(17), async (first, second, cut) => {
      const left: Chain = { seed: 1, starts: [first.slice(0, cut), first.slice(cut)] };
      // A node that was apart took its own, and some of the same.
      const right: Chain = { seed: 2, starts: [[...second, ...first.filter(isMessage).slice(0, 4)]] };
      compare([...(await entriesOf(left)), ...(await entriesOf(right))]);
    }),
    { numRuns: RUNS, endOnFailure: true, interruptAfterTimeLimit: 60_000 },
  );
});

const isMessage = (step: Step) => typeof step !== "function";
