// What the tests of the copy share: messages of every sort, real chains that hold them, and their fold.
import assert from "node:assert/strict";
import Database from "better-sqlite3-multiple-ciphers";
import { type FeedHeld, feedKinds } from "../src/feed/entries.ts";
import { recordView } from "../src/feed/fold/record-view.ts";
import { buildMessage, encodeMessage, type SegmentOf } from "../src/hl7/index.ts";
import {
  decodeBody,
  digestOfTables,
  type EntryPlace,
  type Folded,
  headerOf,
  hex,
  Journal,
  Kinds,
  type Request,
  type Sqlite,
} from "../src/journal/index.ts";
import { inFolder, seeded, testClock, testKeys } from "./kit.ts";

export const keys = testKeys();
export const view = recordView(keys.id);
export const kinds = new Kinds([...feedKinds]);

export const config = (zone = "America/New_York") => ({
  feed: "adt",
  facility: "HMG",
  mapping: { zone, own: ["HMG"], facilities: { HMG: "HMG" }, counts_doses: false },
  heard: {},
  heartbeats: {},
  limits_ms: {},
  listen: { host: "127.0.0.1", port: 2575 },
});

export const minute = (n: number) =>
  `20230803${String(2 + Math.floor(n / 60)).padStart(2, "0")}${String(n % 60).padStart(2, "0")}00`;

export function message(
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

export const pv1 = (bed: string, visit = "V1"): SegmentOf => [
  "PV1",
  "1",
  "I",
  ["4 West", bed, "A", "HMG"],
  ...Array<undefined>(15).fill(undefined),
  [visit, undefined, undefined, "HMG", "VN"],
];
export const orc: SegmentOf = ["ORC", "NW", ["O1", "HMG"]];
export const rxa = (n: number, action: "A" | "U" | "D"): SegmentOf => [
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

export const txa = (number: string, parent: string | undefined): SegmentOf => [
  "TXA",
  "1",
  ["HP", "History"],
  ...Array<undefined>(9).fill(undefined),
  number,
  parent,
];
export const text = (n: number): SegmentOf => ["OBX", "1", "TX", ["HP", "History"], undefined, `Line ${n}`];
export const sch = (placer: string | undefined, filler: string | undefined, n: number): SegmentOf => [
  "SCH",
  placer,
  filler,
  ...Array<undefined>(8).fill(undefined),
  [undefined, undefined, undefined, minute(n)],
];
export const report = (n: number, state: string): SegmentOf => [
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
export const MAKERS: readonly ((n: number, mrn: string) => Uint8Array)[] = [
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

export const mrg = (mrn: string, visit?: string): SegmentOf => [
  "MRG",
  [mrn, undefined, undefined, "HMG", "MR"],
  undefined,
  undefined,
  undefined,
  visit === undefined ? undefined : [visit, undefined, undefined, "HMG", "VN"],
];
export const pid = (mrn: string): SegmentOf => ["PID", "2", undefined, [mrn, undefined, undefined, "HMG", "MR"]];
/** The other of two people who are taken for one another. */
const other = (mrn: string) => (mrn === "1001" ? "1002" : "1001");

/** One of each that links, undoes, swaps, renumbers, announces, deletes, or is about the person alone. */
export const IDENTITY: readonly ((n: number, mrn: string) => Uint8Array)[] = [
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
/** A message in which something was overwritten after it was made. */
export const spoilt = (bytes: Uint8Array, from: RegExp, to: string) =>
  Buffer.from(Buffer.from(bytes).toString("latin1").replace(from, to), "latin1");

/** One of each that makes no sense: unreadable, of nobody, of no type, and readable ones that say what cannot be. */
export const GARBAGE: readonly ((n: number, mrn: string) => Uint8Array)[] = [
  n => Buffer.from([1, 2, n, 255, 0, 65]),
  n => spoilt(message("ADT", "A03", n, [pv1("418")]), /PID\|[^\r]*/, "PID|||||"),
  (n, mrn) => spoilt(message("ADT", "A03", n, [pv1("418")], mrn), /ADT\^A03/, "XXX^Y99"),
  (n, mrn) => spoilt(message("ADT", "A08", n, [pv1("418")], mrn), /NGUYEN\^/, "N\u0001\u0002^\u0003"),
  (n, mrn) => spoilt(message("ADT", "A01", n, [pv1("450")], mrn), /19560314/, "21990314"),
  (n, mrn) => spoilt(message("ADT", "A03", n, [pv1("418")], mrn), /NGUYEN\^[^|]*/, "#%&/^$$"),
  (n, mrn) => spoilt(message("ORU", "R01", n, [report(n, "F")], mrn), /NGUYEN\^[^|]*/, "12^34"),
];

/** Links among movements and doses: what is drawn most. */
export const ALL = [...MAKERS, ...IDENTITY, ...IDENTITY.slice(0, 9), ...GARBAGE];

/** A message, or what a person or an alarm records then; it may name what lies in the journal. */
export type Step = Uint8Array | ((journal: Journal) => Request["drafts"][number]);
export type Chain = { readonly seed: number; readonly starts: readonly (readonly Step[])[] };

/** Real journals make the entries: each start writes its listener's configuration, then takes its messages. */
export async function journalOf<T>(chain: Chain, read: (journal: Journal) => T): Promise<T> {
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
      for (const step of messages) {
        clock.add(1_000);
        const draft =
          typeof step === "function"
            ? step(journal)
            : { kind: "feed.message", actor: "feed:adt", body: { feed: "adt", message: step, peer: null } };
        const [outcome] = journal.commit([{ drafts: [draft], online: false }]);
        assert.ok(outcome?.ok === true, JSON.stringify(outcome));
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

export function entriesIn({ store }: Journal): Folded[] {
  return store.after(0, 100_000).map(row => {
    const header = headerOf(row) ?? assert.fail();
    const body = kinds.read(header.kind, header.version, decodeBody(row.payload ?? assert.fail()));
    return { header, body, hash: row.hash, row: row.row };
  });
}

/** Where the nth message of the journal lies, counted from 0. */
export function placeOf(journal: Journal, nth: number): { epoch: string; seq: number; place: string } {
  const messages = entriesIn(journal).filter(entry => entry.header.kind === "feed.message");
  const { header } = messages[nth] ?? assert.fail(`no message ${nth}`);
  const epoch = hex(header.epoch);
  return { epoch, seq: header.seq, place: `${epoch}/${header.seq}` };
}

/** Held from the nth message on; `to` included. */
export const hold =
  (from: number, to: number | null = null, alarm: FeedHeld["alarm"] = null): Step =>
  journal => {
    const [first, last] = [placeOf(journal, from), to === null ? null : placeOf(journal, to)];
    const ranges = [{ epoch: first.epoch, from: first.seq, to: last?.seq ?? null }];
    const body = { feed: "adt", ranges, alarm, quarantine: false, why: "a mass discharge" };
    return { kind: "feed.held", actor: "person:it", body };
  };
export const holdIn = (journal: Journal, kind = "feed.held") =>
  hex((entriesIn(journal).find(entry => entry.header.kind === kind) ?? assert.fail(`no ${kind}`)).header.id);
export const lift =
  (kind = "feed.held"): Step =>
  journal => ({
    kind: "feed.lifted",
    actor: "person:it",
    body: { feed: "adt", of: holdIn(journal, kind), why: "over" },
  });

export const entriesOf = (chain: Chain) => journalOf(chain, entriesIn);

export function folded(entries: readonly Folded[]): Sqlite {
  const db = new Database(":memory:");
  for (const statement of view.ddl) db.exec(statement);
  const bodies = new Map(entries.map(({ hash, body }) => [hex(hash), body]));
  const source = { body: ({ hash }: EntryPlace) => bodies.get(hex(hash)) };
  for (const entry of entries) view.fold(db, entry, source);
  return db;
}

export const digests = (db: Sqlite) =>
  Object.fromEntries(view.tables.map(table => [table, digestOfTables(db, [table])]));
