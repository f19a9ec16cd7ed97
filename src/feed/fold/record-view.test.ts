// The copy is a function of the set of entries: any order of delivery, doubled, in pieces and late, over two chains.
import assert from "node:assert/strict";
import { test } from "node:test";
import Database from "better-sqlite3-multiple-ciphers";
import fc from "fast-check";
import {
  ALL,
  config,
  digests,
  entriesIn,
  entriesOf,
  folded,
  journalOf,
  kinds,
  message,
  minute,
  mrg,
  orc,
  pid,
  pv1,
  rxa,
  sch,
  text,
  txa,
  view,
} from "../../../tests/feed-chains.ts";
import { type RecordState, trusted } from "../../chart/index.ts";
import type { SegmentOf } from "../../hl7/index.ts";
import { FoldHost, type Sqlite, type View } from "../../journal/index.ts";
import { type CopyContext, patientAnswer, search, unitAnswer } from "../copy/answers.ts";
import { fhirResource } from "../copy/fhir-read.ts";
import { FeedGapClosed } from "../entries.ts";
import { closeGap, hearingOf } from "../heard/heard.ts";
import { readRecord } from "./record-parts.ts";

const RUNS = process.env.SLOW === "1" ? 400 : 25;

const made = fc.record({
  maker: fc.nat(ALL.length - 1),
  n: fc.integer({ min: 0, max: 179 }),
  mrn: fc.constantFrom("1001", "1001", "1001", "1002", "1002", "1003"),
});
const bytesOf = (one: { maker: number; n: number; mrn: string }) => (ALL[one.maker] ?? assert.fail())(one.n, one.mrn);

test("W3: any 50 messages, in any order, doubled, in pieces and late, over two chains and four starts, give the same rows", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(made, { minLength: 1, maxLength: 50 }),
      fc.nat(9),
      fc.array(fc.nat(1_000), { minLength: 120, maxLength: 120 }),
      async (messages, both, picks) => {
        const all = messages.map(bytesOf);
        const half = Math.ceil(all.length / 2);
        const left = await entriesOf({ seed: 1, starts: [all.slice(0, half), all.slice(half)] });
        // The other node took some of the same messages, and in another order.
        const right = await entriesOf({
          seed: 2,
          starts: [all.filter((_, at) => at % (both + 1) === 0).reverse(), all.slice(0, both)],
        });
        const entries = [...left, ...right];
        const expected = digests(folded(entries));
        const shuffled = entries
          .map((entry, at) => ({ entry, pick: (picks[at % picks.length] ?? 0) * 1_000 + at }))
          .sort((a, b) => a.pick - b.pick)
          .map(({ entry }) => entry);
        assert.deepEqual(digests(folded(shuffled)), expected, "in any order");
        assert.deepEqual(digests(folded([...right, ...left])), expected, "the other chain first");
        assert.deepEqual(digests(folded([...entries].reverse())), expected, "backwards");
        assert.deepEqual(digests(folded([...shuffled, ...shuffled.slice(0, 30)])), expected, "doubled");
      },
    ),
    { numRuns: RUNS },
  );
});

test("a host that holds rows in memory, rounds of which fail, folds what a connection does that reads each row", async () => {
  const failsAt = (hash: Uint8Array, often: number) => (hash[0] ?? 0) % often === 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(made, { minLength: 1, maxLength: 50 }),
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 1, max: 20 }),
      async (messages, often, round) => {
        const failing: View = {
          ...view,
          fold(db, entry, source) {
            const topics = view.fold(db, entry, source);
            if (entry.header.kind === "feed.message" && failsAt(entry.hash, often)) throw new Error("after writing");
            return topics;
          },
        };
        const half = Math.ceil(messages.length / 2);
        const all = messages.map(bytesOf);
        const chain = { seed: 3, starts: [all.slice(0, half), all.slice(half), all.slice(0, 5)] };
        await journalOf(chain, journal => {
          const host = new FoldHost(new Database(":memory:"), journal.store, kinds, [failing]);
          while (host.advance(round).folded > 0);
          const others = entriesIn(journal).filter(
            ({ header, hash }) => header.kind !== "feed.message" || !failsAt(hash, often),
          );
          assert.deepEqual(digests(host.db), digests(folded(others)));
        });
      },
    ),
    { numRuns: RUNS },
  );
});

const stateOf = (db: Sqlite): RecordState => {
  const { record } = db.prepare<[], { record: string }>("SELECT record FROM chart_record").get() ?? assert.fail();
  return readRecord(db, record);
};
const bedOf = (db: Sqlite) => db.prepare<[], { bed: string | null }>("SELECT bed FROM chart_bed").get()?.bed ?? null;

test("W3 D3: a message that its sender sends late or twice never moves her back and never adds a dose", async () => {
  const admit = message("ADT", "A01", 0, [pv1("401")]);
  const move = message("ADT", "A02", 60, [pv1("418")]);
  const dose = message("RAS", "O17", 70, [orc, rxa(65, "A")]);
  const resent = new TextEncoder().encode(new TextDecoder().decode(dose).replace(minute(70), minute(99)));
  const taken = [admit, move, dose];
  const db = folded(
    await entriesOf({
      seed: 1,
      starts: [[...taken, message("ADT", "A02", 30, [pv1("405")]), admit, move, dose, resent]],
    }),
  );
  assert.equal(bedOf(db), "418-A");
  assert.equal(Object.values(stateOf(db).doses).flat().length, 1);
  // A duplicate, also one stamped anew, never moves freshness.
  const hearing = (entries: Sqlite) => entries.prepare("SELECT * FROM heard WHERE kind = 'administrations'").get();
  assert.deepEqual(hearing(db), hearing(folded(await entriesOf({ seed: 1, starts: [taken] }))));
});

test("a configuration that comes behind its messages maps them as if it had come before", async () => {
  const entries = await entriesOf({
    seed: 1,
    starts: [[message("ADT", "A01", 0, [pv1("401")]), message("ADT", "A02", 5, [pv1("402")])]],
  });
  const [first, ...rest] = entries;
  assert.ok(first !== undefined);
  assert.deepEqual(digests(folded([...rest, first])), digests(folded(entries)));
});

test("A1: a hole that a person closed is known between messages, and no further", async () => {
  const heardAt = [0, 5, 60, 65].map(n => message("RAS", "O17", n, [orc, rxa(n, "A")]));
  const entries = await entriesOf({ seed: 1, starts: [heardAt] });
  const db = folded(entries);
  const at = (n: number) => Date.UTC(2023, 7, 3, 6, n);
  const trustedNow = () => trusted(hearingOf(db, config(), "administrations", 0));
  const hole = [
    { from: at(0), to: at(5) },
    { from: at(60), to: at(65) },
  ];
  assert.deepEqual(trustedNow(), hole);
  closeGap(db, { feed: "adt", kind: "results", from: at(0), to: at(70), why: "the laboratory read its log" }, 1);
  assert.deepEqual(trustedNow(), hole, "another kind");
  const gap = { feed: "adt", kind: "administrations" as const, from: at(5), to: at(90), why: "the EHR was read" };
  assert.deepEqual(FeedGapClosed.safeParse(gap).success, true);
  closeGap(db, gap, 2);
  assert.deepEqual(trustedNow(), [{ from: at(0), to: at(65) }]);
  assert.equal(FeedGapClosed.safeParse({ ...gap, to: gap.from }).success, false);
});

const copyOf = async (...messages: readonly Uint8Array[]): Promise<CopyContext> => ({
  views: folded(await entriesOf({ seed: 1, starts: [messages] })),
  facility: { id: "HMG", name: "HMG", zone: "America/New_York" },
  position: 1,
  head: "00000000",
  now: Date.UTC(2023, 7, 3, 12),
  downtime: null,
  charting: [],
  frequencies: [],
});
const found = (copy: CopyContext, text: string) => search(copy, text).rows.map(row => row.mrn);
const lying = (copy: CopyContext) =>
  unitAnswer(copy, "4 West").rows.map(({ bed, patient }) => `${bed} ${patient?.mrn ?? ""}`);
const al1 = (severity: string, reaction: string): SegmentOf => [
  "AL1",
  "1",
  "DA",
  ["PEN", "Penicillin"],
  severity,
  reaction,
];
/** 1002 was admitted and has an allergy and a dose, then turns out to be 1001. */
const OLD = [
  message("ADT", "A01", 0, [pv1("401"), al1("MI", "rash")], "1002"),
  message("RAS", "O17", 5, [orc, rxa(5, "A")], "1002"),
];
const KNOWN = message("ADT", "A28", 1, [al1("SV", "anaphylaxis")], "1001");
const MERGE = message("ADT", "A40", 10, [mrg("1002")], "1001");
const chartBy = (copy: CopyContext, mrn: string) => {
  const [row] = search(copy, mrn).rows;
  return patientAnswer(copy, row?.id ?? assert.fail()) ?? assert.fail();
};

test("W6: a merge is one chart by either number, once in the house, its allergies the union and the difference in words", async () => {
  const copy = await copyOf(...OLD, KNOWN, MERGE);
  assert.deepEqual(lying(copy), ["401-A 1001"]);
  assert.deepEqual([found(copy, "1001"), found(copy, "1002"), found(copy, "nguyen")], [["1001"], ["1001"], ["1001"]]);
  const { identity, safety, mar } = chartBy(copy, "1002");
  assert.deepEqual([identity.mrn, identity.bed], ["1001", "401-A"]);
  assert.deepEqual(
    identity.links?.map(({ mrn, how }) => [mrn, how]),
    [["1002", "merged"]],
  );
  const allergies = safety.allergies.kind === "known" ? safety.allergies.value : [];
  assert.deepEqual(
    allergies.map(one => one.severity),
    ["severe", "mild"],
  );
  assert.deepEqual(safety.allergies_differ, [
    "Record 1001 says Penicillin, severe, anaphylaxis; Record 1002 says Penicillin, mild, rash.",
  ]);
  assert.equal(mar.medications.length, 1);
  // The page that was printed before carries the old id.
  const old = identity.links?.[0]?.id ?? assert.fail();
  assert.equal(patientAnswer(copy, old)?.identity.mrn, "1001");
});

test("W6: what comes under either number after a merge moves the one patient; an old number alone finds her, too", async () => {
  const out = await copyOf(...OLD, KNOWN, MERGE, message("ADT", "A03", 20, [pv1("401")], "1001"));
  assert.deepEqual(lying(out), []);
  const back = await copyOf(
    ...OLD,
    MERGE,
    message("ADT", "A03", 20, [pv1("401")], "1001"),
    message("ADT", "A13", 20, [pv1("401")], "1001"),
  );
  assert.deepEqual(lying(back), ["401-A 1001"]);
  const never = await copyOf(KNOWN, MERGE);
  assert.deepEqual(found(never, "1002"), ["1001"]);
});

test("W6: an unlink gives both back as they are; the merge said again is held and shown", async () => {
  const unlinked = [...OLD, KNOWN, MERGE, message("ADT", "A37", 30, [pid("1002")], "1001")];
  const apart = await copyOf(...unlinked);
  assert.deepEqual([lying(apart), found(apart, "1002")], [["401-A 1002"], ["1002"]]);
  assert.equal(chartBy(apart, "1001").identity.links, undefined);
  const again = await copyOf(...unlinked, message("ADT", "A40", 10, [mrg("1002")], "1001", "C999"));
  assert.deepEqual(lying(again), ["401-A 1002"]);
  assert.deepEqual(
    chartBy(again, "1001").identity.links?.map(({ mrn, how }) => [mrn, how]),
    [["1002", "held"]],
  );
  const newer = await copyOf(...unlinked, message("ADT", "A40", 40, [mrg("1002")], "1001"));
  assert.deepEqual(lying(newer), ["401-A 1001"]);
});

test("W6: linked records keep their charts; what is dangerous to the one stands at both", async () => {
  const copy = await copyOf(
    ...OLD,
    message("ADT", "A28", 1, [], "1001"),
    message("ADT", "A24", 10, [pid("1002")], "1001"),
  );
  const { identity, safety, mar } = chartBy(copy, "1001");
  assert.deepEqual(
    identity.links?.map(({ mrn, how }) => [mrn, how]),
    [["1002", "linked"]],
  );
  assert.equal(safety.allergies.kind, "known");
  assert.equal(mar.medications.length, 0);
  assert.deepEqual(lying(copy), ["401-A 1002"]);
});

test("W6: a visit that was booked to another is hers with its bed and its doses, and no longer the other's", async () => {
  const stay: SegmentOf[] = [pv1("401")];
  const copy = await copyOf(
    message("ADT", "A01", 0, stay, "1002"),
    message("RAS", "O17", 5, [...stay, orc, rxa(5, "A")], "1002"),
    message("ADT", "A28", 6, [], "1001"),
    message("ADT", "A45", 10, [mrg("1002", "V1"), pv1("401")], "1001"),
  );
  assert.deepEqual(lying(copy), ["401-A 1001"]);
  assert.equal(chartBy(copy, "1001").mar.medications.length, 1);
  assert.equal(chartBy(copy, "1002").mar.medications.length, 0);
  assert.equal(chartBy(copy, "1001").identity.links, undefined);
});

test("W6: a renumbered visit ends with the discharge of its new number", async () => {
  const copy = await copyOf(
    message("ADT", "A01", 0, [pv1("401")]),
    message("ADT", "A50", 10, [mrg("1001", "V1"), pv1("401", "V2")]),
    message("ADT", "A03", 20, [pv1("401", "V2")]),
  );
  assert.deepEqual(lying(copy), []);
});

test("W3: a swap moves both; an event about the person, with a PV1 beside it, moves nobody", async () => {
  const copy = await copyOf(
    message("ADT", "A01", 0, [pv1("401")], "1001"),
    message("ADT", "A01", 1, [pv1("402", "V7")], "1002"),
    message("ADT", "A17", 10, [pv1("402"), pid("1002"), pv1("401", "V7")], "1001"),
    message("ADT", "A31", 20, [pv1("499")], "1001"),
    message("ADT", "A29", 21, [pv1("499", "V7")], "1002"),
  );
  assert.deepEqual(lying(copy), ["401-A 1002", "402-A 1001"]);
});

test("W6: as FHIR both patients say that they are linked; the merged one is inactive", async () => {
  const copy = await copyOf(...OLD, KNOWN, MERGE);
  const { identity } = chartBy(copy, "1001");
  const old = identity.links?.[0]?.id ?? assert.fail();
  const linkOf = (record: string) => {
    const { active, link } = fhirResource(copy, record, "Patient", record) ?? assert.fail();
    return { active, link };
  };
  assert.deepEqual(linkOf(old), {
    active: false,
    link: [{ other: { reference: `Patient/${identity.id}` }, type: "replaced-by" }],
  });
  assert.deepEqual(linkOf(identity.id).link, [{ other: { reference: `Patient/${old}` }, type: "replaces" }]);
});

test("A2: documents and appointments are heard of their own messages; an answer or a dispense is a sign of neither orders nor doses", async () => {
  const taken = [
    message("MDM", "T02", 1, [txa("N1", undefined), text(1)]),
    message("SIU", "S12", 2, [sch("A1", "B1", 2)]),
    message("ORP", "O10", 3, [["ORC", "OK", ["O1", "HMG"]]]),
    message("RDS", "O13", 4, [orc, ["RXD", "1", ["M1", "metoprolol"], minute(4), "1"]]),
  ];
  const db = folded(await entriesOf({ seed: 1, starts: [taken] }));
  const kindsHeard = db.prepare<[], { kind: string }>("SELECT kind FROM heard ORDER BY kind").all();
  assert.deepEqual(
    kindsHeard.map(row => row.kind),
    ["appointments", "documents"],
  );
  assert.equal(stateOf(db).registered, false, "W1: none of them registers her");
});
