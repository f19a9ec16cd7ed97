// A copy whose messages were cut off shows what it showed, and goes on as one that holds them all.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inFolder, seeded, testClock, testKeys } from "../../../tests/kit.ts";
import {
  chainCutKind,
  checkpointMadeKind,
  digestOfTables,
  entryErasedKind,
  hex,
  Journal,
  Kinds,
  readRuns,
  uuidText,
} from "../../journal/index.ts";
import { feedKinds } from "../entries.ts";
import { readFixtures } from "../fixtures.testing.ts";
import { parkedGroups } from "../parked.ts";
import { recordView } from "./record-view.ts";

const keys = testKeys();
const view = recordView(keys.id);
const kinds = new Kinds([...feedKinds, entryErasedKind, checkpointMadeKind, chainCutKind]);
const RUNS = process.env.SLOW === "1" ? 200 : 12;
const BY = { actor: "person:keeper", facility: "HMG" };
const FAR = Date.UTC(2100, 0, 1) * 1_000;
const TEXTS = readFixtures().map(one => new TextDecoder().decode(one.bytes).trimEnd());

const CONFIG = {
  feed: "adt",
  facility: "HMG",
  mapping: { zone: "America/New_York", own: ["HMG"], facilities: { HMG: "HMG", NORTH: "HMG" }, counts_doses: false },
  heard: {},
  heartbeats: {},
  limits_ms: {},
  listen: { host: "127.0.0.1", port: 2575 },
};

function open(folder: string, seed: number): Journal {
  const ports = { clock: testClock(), random: seeded(seed) };
  const opened = Journal.open(folder, keys, { kinds, views: [view], ports });
  return opened.ok ? opened.journal : assert.fail(opened.error.text);
}

function write(journal: Journal, kind: string, body: unknown, id?: Uint8Array) {
  const draft = { kind, body, actor: "feed:adt", ...(id === undefined ? {} : { id }) };
  const [outcome] = journal.commit([{ drafts: [draft], online: false }]);
  return (outcome?.ok === true ? outcome.recorded[0] : undefined) ?? assert.fail("not recorded");
}

const send = (journal: Journal, message: Uint8Array) =>
  write(journal, "feed.message", { feed: "adt", message, peer: null });

const shown = (journal: Journal) => {
  while (journal.fold().folded > 0);
  return digestOfTables(journal.views, view.tables);
};

/** Fixtures as of one of two patients at a minute, with few control ids: some come twice, the copy sent no earlier. */
const message = fc.record({
  text: fc.constantFrom(...TEXTS),
  minute: fc.nat(59),
  control: fc.nat(25),
  mrn: fc.constantFrom("1001", "1002"),
});

type Sent = { readonly text: string; readonly minute: number; readonly control: number; readonly mrn: string };

function bytesOf(messages: readonly Sent[]): Uint8Array[] {
  const sent = new Map<string, number>();
  return messages.map(({ text, minute, control, mrn }) => {
    const copy = JSON.stringify([text, control, mrn]);
    // The least (sent, id) speaks, and what lies behind a cut speaks for its copies: a copy sent earlier than the first would part them.
    const last = Math.max(minute, sent.get(copy) ?? 0);
    sent.set(copy, last);
    const at = `2023080302${String(last).padStart(2, "0")}`;
    const lines = text.split(/\r\n?|\n/).map(line => {
      const fields = line.split("|");
      if (fields[0] === "MSH") [fields[6], fields[9]] = [at, `C${control}`];
      if (fields[0] === "PID") fields[3] = `${mrn}^^^HMG^MR`;
      return fields.join("|");
    });
    return new TextEncoder().encode(`${lines.join("\r")}\r`);
  });
}

function cut(journal: Journal, before = FAR) {
  while (journal.fold().folded > 0);
  const outcome = journal.prune(journal.planCut({ facility: "HMG", before, keep: [] }), BY);
  return outcome.ok ? outcome : assert.fail(outcome.error.text);
}

/** What is shown of everybody, with the entry that said it. */
function charts(journal: Journal): unknown[] {
  while (journal.fold().folded > 0);
  const parts = "SELECT record, part, body FROM chart_part ORDER BY record, part";
  const beds = "SELECT record, unit, bed, since FROM chart_bed ORDER BY record";
  return [parts, beds].map(sql => journal.views.prepare(sql).all());
}

test("with its messages cut off at any point, once or twice, the copy is what it would be with them", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 4, maxLength: 25 }),
      fc.nat(25),
      fc.nat(25),
      fc.boolean(),
      (messages, first, second, restarts) =>
        inFolder(folder => {
          const start = (seed: number) =>
            ["whole", "cut"].map(name => open(`${folder}/${name}`, seed)) as [Journal, Journal];
          const ids = seeded(7);
          let count = 0;
          let [whole, one] = start(1);
          const both = (kind: string, body: unknown) => {
            // Ids rise with time, as a node makes them: of a message that came twice the first speaks, and lies behind the cut.
            const id = ids.bytes(16);
            new DataView(id.buffer, id.byteOffset).setUint32(0, ++count);
            for (const journal of [whole, one]) write(journal, kind, body, id);
          };
          both("feed.configured", CONFIG);
          for (const [at, bytes] of bytesOf(messages).entries()) {
            if (at === first || at === second) {
              cut(one);
              if (restarts) {
                for (const journal of [whole, one]) journal.close();
                [whole, one] = start(50 + at);
                both("feed.configured", CONFIG);
              }
            }
            both("feed.message", { feed: "adt", message: bytes, peer: null });
          }
          assert.deepEqual(charts(one), charts(whole));
          const before = shown(one);
          one.rebuild();
          assert.equal(shown(one), before, "also folded anew");
          assert.deepEqual(one.verify().findings, []);
          for (const journal of [whole, one]) journal.close();
        }),
    ),
    { numRuns: RUNS },
  ));

const pid = (mrn: string, family: string) => `PID|1||${mrn}^^^HMG^MR||${family}^A||19560314|F`;
const adt = (control: string, at: string, mrn: string, family: string, bed: string) =>
  new TextEncoder().encode(
    [
      `MSH|^~\\&|EHR|HMG|TIDE|HMG|${at}||ADT^A01|${control}|P|2.5.1`,
      `EVN|A01|${at}`,
      pid(mrn, family),
      `PV1|1|I|4 West^${bed}^A^HMG||||||||||||||||V${mrn}^^^HMG^VN`,
      "",
    ].join("\r"),
  );
const names = (journal: Journal) => {
  while (journal.fold().folded > 0);
  const rows = journal.views.prepare<[], { words: string }>("SELECT words FROM chart_record ORDER BY words").all();
  return rows.map(
    row =>
      row.words
        .trim()
        .split(" ")
        .find(word => /^[a-z]+$/.test(word)) ?? row.words,
  );
};

test("a message that is ordered before the cut and came after it is shown as late and not folded; a late copy changes nothing", () =>
  inFolder(folder => {
    const far = open(`${folder}/far`, 1);
    write(far, "feed.configured", CONFIG);
    send(far, adt("C1", "202308030201", "1", "EARLY", "401"));
    send(far, adt("C2", "202308030202", "1", "LATER", "402"));
    let near = open(`${folder}/near`, 2);
    const runs = [...readRuns(far.store, { node: far.node, epoch: epochOf(far), chain: "feed" }, 1)];
    // Its second message is on the way when the first is heard; then the listener moves here.
    for (const { run, hash } of runs.slice(0, 2)) assert.ok(near.take(run, hash).ok);
    near.close();
    near = open(`${folder}/near`, 3);
    write(near, "feed.configured", CONFIG);
    send(near, adt("C3", "202308030203", "1", "NEAR", "403"));
    cut(near);
    const before = names(near);
    const third = runs[2] ?? assert.fail();
    assert.ok(near.take(third.run, third.hash).ok);
    assert.deepEqual(names(near), before);
    assert.deepEqual(
      parkedGroups(near.views).map(group => [group.code, group.count]),
      [["late", 1]],
    );
    // Copies of what is behind the cut, resent by its sender; one as if it had been sent before.
    send(near, adt("C3", "202308030209", "1", "NEAR", "403"));
    send(near, adt("C3", "202308030130", "1", "NEAR", "403"));
    assert.deepEqual(names(near), before);
    send(near, adt("C4", "202308030210", "2", "OTHER", "404"));
    assert.equal(names(near).length, 2);
    const now = shown(near);
    near.rebuild();
    assert.equal(shown(near), now);
    near.close();
    far.close();
  }));

function epochOf(journal: Journal): Uint8Array {
  return journal.store.runs().find(run => hex(run.node) === hex(journal.node))?.epoch ?? assert.fail();
}

test("an erased message behind the cut leaves the chart, and what others said in it stays", () =>
  inFolder(folder => {
    const journal = open(folder, 1);
    write(journal, "feed.configured", CONFIG);
    send(journal, adt("C1", "202308030201", "1", "KEPT", "401"));
    const { id } = send(journal, adt("C2", "202308030202", "2", "GONE", "402"));
    cut(journal);
    assert.equal(names(journal).length, 2);
    assert.ok(journal.erase(id, { why: "court order", header: false, actor: "person:privacy" }).ok, uuidText(id));
    assert.deepEqual(names(journal).length, 1);
    send(journal, adt("C5", "202308030205", "2", "AGAIN", "405"));
    assert.equal(names(journal).length, 2);
    assert.ok(!JSON.stringify(journal.views.prepare("SELECT * FROM chart_part").all()).includes("GONE"));
    assert.deepEqual(journal.verify().findings, []);
    assert.deepEqual(journal.verify().views, []);
    journal.close();
  }));

test("what is parked behind the cut keeps its content; a version that can read it shows it as late", () =>
  inFolder(folder => {
    const journal = open(folder, 1);
    write(journal, "feed.configured", CONFIG);
    // It names no record.
    const { id } = send(journal, adt("C0", "202308030200", "", "PARKED", "400"));
    send(journal, adt("C1", "202308030201", "1", "KEPT", "401"));
    const { body } = cut(journal);
    assert.equal(body.kept.length, 1);
    assert.notEqual(journal.store.byId(id)[0]?.payload, null);
    assert.equal(names(journal).length, 1);
    assert.equal(parkedGroups(journal.views).length, 1);
    journal.rebuild();
    assert.equal(parkedGroups(journal.views).length, 1);
    assert.deepEqual(journal.verify().findings, []);
    journal.close();
  }));
