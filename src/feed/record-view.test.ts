// The copy is a function of the set of entries: any order of delivery, doubled, in pieces and late, over two chains.
import assert from "node:assert/strict";
import { test } from "node:test";
import Database from "better-sqlite3-multiple-ciphers";
import fc from "fast-check";
import { inFolder, seeded, testClock, testKeys } from "../../tests/kit.ts";
import { type RecordState, trusted } from "../chart/index.ts";
import { buildMessage, encodeMessage, type SegmentOf } from "../hl7/index.ts";
import {
  decodeBody,
  digestOfTables,
  type EntryPlace,
  type Folded,
  FoldHost,
  headerOf,
  hex,
  Journal,
  Kinds,
  type Sqlite,
  type View,
} from "../journal/index.ts";
import { type CopyContext, patientAnswer, search, unitAnswer } from "./copy.ts";
import { FeedGapClosed, feedKinds } from "./entries.ts";
import { fhirResource } from "./fhir-read.ts";
import { closeGap, hearingOf } from "./heard.ts";
import { readRecord } from "./record-parts.ts";
import { recordView } from "./record-view.ts";

const keys = testKeys();
const view = recordView(keys.id);
const kinds = new Kinds([...feedKinds]);
const RUNS = process.env.SLOW === "1" ? 400 : 25;

const config = (zone = "America/New_York") => ({
  feed: "adt",
  facility: "HMG",
  mapping: { zone, own: ["HMG"], facilities: { HMG: "HMG" }, counts_doses: false },
  heard: {},
  heartbeats: {},
  limits_ms: {},
  listen: { host: "127.0.0.1", port: 2575 },
});

const minute = (n: number) =>
  `20230803${String(2 + Math.floor(n / 60)).padStart(2, "0")}${String(n % 60).padStart(2, "0")}00`;

function message(
  type: "ADT" | "RDE" | "RAS" | "ORU" | "ORP" | "ORM" | "MDM" | "SIU" | "RDS",
  trigger: string,
  n: number,
  more: readonly SegmentOf[],
  mrn = "1001",
  control = `C${n}`,
): Uint8Array {
  const head: SegmentOf[] = [
    ["MSH", "EHR", "HMG", "TIDE", "HMG", minute(n), undefined, [type, trigger], control, "P", "2.5.1"],
    ...(type === "ADT"
      ? ([["EVN", trigger, minute(n), undefined, undefined, undefined, minute(n)]] as SegmentOf[])
      : []),
    [
      "PID",
      "1",
      undefined,
      [mrn, undefined, undefined, "HMG", "MR"],
      undefined,
      ["NGUYEN", `Thi ${trigger}${n}`],
      undefined,
      "19560314",
      "F",
    ],
  ];
  return encodeMessage(buildMessage([...head, ...more]));
}

const pv1 = (bed: string, visit = "V1"): SegmentOf => [
  "PV1",
  "1",
  "I",
  ["4 West", bed, "A", "HMG"],
  ...Array<undefined>(15).fill(undefined),
  [visit, undefined, undefined, "HMG", "VN"],
];
const orc: SegmentOf = ["ORC", "NW", ["O1", "HMG"]];
const rxa = (n: number, action: "A" | "U" | "D"): SegmentOf => [
  "RXA",
  "0",
  "1",
  minute(n),
  minute(n),
  ["M1", "metoprolol"],
  "25",
  "mg",
  ...Array<undefined>(12).fill(undefined),
  "CP",
  action,
];

const txa = (number: string, parent: string | undefined): SegmentOf => [
  "TXA",
  "1",
  ["HP", "History"],
  ...Array<undefined>(9).fill(undefined),
  number,
  parent,
];
const text = (n: number): SegmentOf => ["OBX", "1", "TX", ["HP", "History"], undefined, `Line ${n}`];
const sch = (placer: string | undefined, filler: string | undefined, n: number): SegmentOf => [
  "SCH",
  placer,
  filler,
  ...Array<undefined>(8).fill(undefined),
  [undefined, undefined, undefined, minute(n)],
];
const report = (n: number, state: string): SegmentOf => [
  "OBR",
  "1",
  undefined,
  ["F1", "LAB"],
  ["K", "Potassium"],
  undefined,
  undefined,
  minute(n),
  ...Array<undefined>(17).fill(undefined),
  state,
];

/** One of each that moves, orders, gives, corrects, results, notes and books; `n` is the minute in which it was sent. */
const MAKERS: readonly ((n: number, mrn: string) => Uint8Array)[] = [
  (n, mrn) => message("ADT", "A01", n, [pv1("401")], mrn),
  (n, mrn) => message("ADT", "A02", n, [pv1(`4${10 + (n % 30)}`)], mrn),
  (n, mrn) => message("ADT", "A08", n, [pv1("418"), ["AL1", "1", "DA", ["PEN", "Penicillin"], "SV", "hives"]], mrn),
  (n, mrn) => message("ADT", "A03", n, [pv1("418")], mrn),
  (n, mrn) => message("ADT", "A13", n, [pv1("418")], mrn),
  (n, mrn) =>
    message(
      "RDE",
      "O11",
      n,
      [orc, ["RXE", undefined, ["M1", "metoprolol"], "25", undefined, "mg"], ["TQ1", "1", undefined, "BID"]],
      mrn,
    ),
  (n, mrn) => message("RAS", "O17", n, [orc, rxa(n - (n % 5), "A")], mrn),
  (n, mrn) => message("RAS", "O17", n, [orc, rxa(n - (n % 5), "U")], mrn),
  (n, mrn) => message("RAS", "O17", n, [orc, rxa(n - (n % 5), "D")], mrn),
  (n, mrn) =>
    message(
      "ORU",
      "R01",
      n,
      [
        ["OBR", "1", undefined, ["F1", "LAB"], ["K", "Potassium"], undefined, undefined, minute(n)],
        [
          "OBX",
          "1",
          "NM",
          ["2823-3", "Potassium", "LN"],
          undefined,
          `${3 + (n % 4)}`,
          "mmol/L",
          undefined,
          "N",
          undefined,
          undefined,
          "F",
        ],
      ],
      mrn,
    ),
  (n, mrn) => message("ORU", "R01", n, [report(n, "X")], mrn),
  (n, mrn) => message("ORP", "O10", n, [["ORC", n % 2 === 0 ? "CR" : "UC", ["O1", "HMG"]]], mrn),
  (n, mrn) =>
    message(
      "ORM",
      "O01",
      n,
      [
        ["ORC", "NW", ["O2", "HMG"]],
        ["OBR", "1", undefined, undefined, [`T${n % 2}`, "Test"]],
      ],
      mrn,
    ),
  (n, mrn) => message("ORM", "O01", n, [["ORC", "CA", ["O2", "HMG"]]], mrn),
  (n, mrn) => message("MDM", "T02", n, [txa("N1", undefined), text(n)], mrn),
  (n, mrn) => message("MDM", "T06", n, [txa("N1", undefined), text(n)], mrn),
  (n, mrn) => message("MDM", "T10", n, [txa("N2", "N1"), text(n)], mrn),
  (n, mrn) => message("MDM", "T11", n, [txa(n % 2 === 0 ? "N1" : "N2", undefined)], mrn),
  (n, mrn) => message("SIU", n % 2 === 0 ? "S12" : "S14", n, [sch("A1", "B1", n)], mrn),
  (n, mrn) => message("SIU", n % 2 === 0 ? "S12" : "S15", n, [sch("A1", undefined, n)], mrn),
  (n, mrn) => message("SIU", n % 2 === 0 ? "S15" : "S13", n, [sch(undefined, "B1", n)], mrn),
];

const mrg = (mrn: string, visit?: string): SegmentOf => [
  "MRG",
  [mrn, undefined, undefined, "HMG", "MR"],
  undefined,
  undefined,
  undefined,
  visit === undefined ? undefined : [visit, undefined, undefined, "HMG", "VN"],
];
const pid = (mrn: string): SegmentOf => ["PID", "2", undefined, [mrn, undefined, undefined, "HMG", "MR"]];
/** The other of two people who are taken for one another. */
const other = (mrn: string) => (mrn === "1001" ? "1002" : "1001");

/** One of each that links, undoes, swaps, renumbers, announces, deletes, or is about the person alone. */
const IDENTITY: readonly ((n: number, mrn: string) => Uint8Array)[] = [
  (n, mrn) => message("ADT", "A40", n, [mrg("1003")], mrn),
  (n, mrn) => message("ADT", "A40", n, [mrg(other(mrn))], mrn),
  (n, mrn) => message("ADT", "A37", n, [pid(other(mrn))], mrn),
  (n, mrn) => message("ADT", "A24", n, [pid("1003")], mrn),
  (n, mrn) => message("ADT", "A47", n, [mrg("1004")], mrn),
  (n, mrn) => message("ADT", "A17", n, [pv1("401"), pid(other(mrn)), pv1("402", "V7")], mrn),
  (n, mrn) => message("ADT", "A45", n, [mrg(other(mrn), "V1"), pv1("409", "V1")], mrn),
  (n, mrn) => message("ADT", "A50", n, [mrg(mrn, "V1"), pv1("408", "V2")], mrn),
  (n, mrn) => message("ADT", "A03", n, [pv1("408", "V2")], mrn),
  (n, mrn) => message("ADT", "A31", n, [pv1("499")], mrn),
  (n, mrn) => message("ADT", "A29", n, [], mrn),
  (n, mrn) => message("ADT", "A21", n, [pv1("401")], mrn),
  (n, mrn) => message("ADT", "A22", n, [pv1("401")], mrn),
  (n, mrn) => message("ADT", "A23", n, [pv1("401")], mrn),
  (n, mrn) => message("ADT", "A05", n, [pv1("401")], mrn),
  (n, mrn) => message("ADT", "A60", n, [["AL1", "1", "DA", ["PEN", "Penicillin"], "MI", "rash"]], mrn),
];
/** Links among movements and doses: what is drawn most. */
const ALL = [...MAKERS, ...IDENTITY, ...IDENTITY.slice(0, 9)];

type Chain = { readonly seed: number; readonly starts: readonly (readonly Uint8Array[])[] };

/** Real journals make the entries: each start writes its listener's configuration, then takes its messages. */
async function journalOf<T>(chain: Chain, read: (journal: Journal) => T): Promise<T> {
  return inFolder(folder => {
    const clock = testClock(Date.UTC(2023, 7, 3, 12));
    for (const [start, messages] of chain.starts.entries()) {
      const opened = Journal.open(folder, keys, {
        kinds,
        views: [],
        ports: { clock, random: seeded(chain.seed * 100 + start) },
      });
      if (!opened.ok) throw new Error(opened.error.text);
      const { journal } = opened;
      const standing = journal.store.standing("feed|adt");
      journal.commit([
        { drafts: [{ kind: "feed.configured", actor: "node", body: config(), replaces: standing }], online: false },
      ]);
      for (const bytes of messages) {
        clock.add(1_000);
        journal.commit([
          {
            drafts: [{ kind: "feed.message", actor: "feed:adt", body: { feed: "adt", message: bytes, peer: null } }],
            online: false,
          },
        ]);
      }
      journal.close();
    }
    const opened = Journal.open(folder, keys, { kinds, views: [], ports: { clock, random: seeded(9_999) } });
    if (!opened.ok) throw new Error(opened.error.text);
    const made = read(opened.journal);
    opened.journal.close();
    return made;
  });
}

function entriesIn({ store }: Journal): Folded[] {
  return store.after(0, 1_000).map(row => {
    const header = headerOf(row) ?? assert.fail();
    const body = kinds.read(header.kind, header.version, decodeBody(row.payload ?? assert.fail()));
    return { header, body, hash: row.hash, row: row.row };
  });
}

const entriesOf = (chain: Chain) => journalOf(chain, entriesIn);

function folded(entries: readonly Folded[]): Sqlite {
  const db = new Database(":memory:");
  for (const statement of view.ddl) db.exec(statement);
  const bodies = new Map(entries.map(({ hash, body }) => [hex(hash), body]));
  const source = { body: ({ hash }: EntryPlace) => bodies.get(hex(hash)) };
  for (const entry of entries) view.fold(db, entry, source);
  return db;
}

const digests = (db: Sqlite) => Object.fromEntries(view.tables.map(table => [table, digestOfTables(db, [table])]));

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
  closeGap(db, { feed: "adt", kind: "results", from: at(0), to: at(70), why: "the laboratory read its log" });
  assert.deepEqual(trustedNow(), hole, "another kind");
  const gap = { feed: "adt", kind: "administrations" as const, from: at(5), to: at(90), why: "the EHR was read" };
  assert.deepEqual(FeedGapClosed.safeParse(gap).success, true);
  closeGap(db, gap);
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
