// The clinic's day, and the book from a file beside the live feed: one appointment, the same rows in whatever order they came.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inFolder, seeded, testClock, testKeys } from "../../../tests/kit.ts";
import type { ClinicRow } from "../../chart/index.ts";
import { buildMessage, encodeMessage, type SegmentOf } from "../../hl7/index.ts";
import { Journal, Kinds } from "../../journal/index.ts";
import { type AppointmentsImported, feedKinds } from "../entries.ts";
import { recordView } from "../fold/record-view.ts";
import { readAppointment } from "../import/appointment.ts";
import type { CopyContext } from "./answers.ts";
import { clinicDay, clinicParts } from "./clinic-day.ts";

const keys = testKeys();
const ZONE = "America/New_York";
const NOW = Date.parse("2026-12-03T09:00:00-05:00");
const DAY = "2026-12-03";
const at = (local: string) => Date.parse(`${local}:00-05:00`);

const config = {
  feed: "book",
  facility: "HMG",
  mapping: { zone: ZONE, own: ["HMG"], facilities: { HMG: "HMG" }, counts_doses: false },
  heard: {},
  heartbeats: {},
  limits_ms: {},
  listen: { host: "127.0.0.1", port: 2575 },
};

type Said =
  | { readonly kind: "feed.message"; readonly body: object }
  | { readonly kind: "feed.imported"; readonly body: AppointmentsImported };

const stamp = (local: string) => `${local.replaceAll(/[-:T]/g, "")}00`;

function message(type: [string, string], sent: string, mrn: string, name: [string, string], more: SegmentOf[]): Said {
  const bytes = encodeMessage(
    buildMessage([
      ["MSH", "EHR", "HMG", "TIDE", "HMG", stamp(sent), undefined, type, `C${sent}${mrn}${type[1]}`, "P", "2.5.1"],
      [
        "PID",
        "1",
        undefined,
        [mrn, undefined, undefined, "HMG", "MR"],
        undefined,
        name,
        undefined,
        "19560314",
        "F",
        ...Array<undefined>(4).fill(undefined),
        ["860 555 0101", "PRN", "PH"],
      ],
      ...more,
    ]),
  );
  return { kind: "feed.message", body: { feed: "book", message: bytes, peer: null } };
}

type Told = { readonly placer?: string; readonly filler?: string; readonly at?: string; readonly room?: string };

function siu(trigger: string, sent: string, { placer, filler, at: start, room }: Told, mrn = "1001"): Said {
  return message(
    ["SIU", trigger],
    sent,
    mrn,
    ["NGUYEN", "Thi Ha"],
    [
      [
        "SCH",
        placer,
        filler,
        ...Array<undefined>(7).fill(undefined),
        undefined,
        start === undefined ? undefined : { repeat: [[undefined, undefined, undefined, stamp(start)]] },
      ],
      ...(room === undefined ? [] : ([["AIL", "1", "A", ["Cardiology", room, undefined, "HMG"]]] as SegmentOf[])),
    ],
  );
}

function row(as_of: string, columns: Record<string, string>): Said {
  const body: AppointmentsImported = {
    what: "appointments",
    facility: "HMG",
    own: ["HMG"],
    authority: null,
    zone: ZONE,
    dates: null,
    as_of: at(as_of),
    file: "0".repeat(64),
    line: 2,
    fault: null,
    row: {
      mrn: "1001",
      name: "NGUYEN, Thi Ha",
      date: DAY,
      clinic: "Cardiology",
      provider: "CHEN, Maria",
      phone: "(860) 555-0199",
      ...columns,
    },
  };
  return { kind: "feed.imported", body };
}

/** The day after these were taken one after the other by a real node. */
async function dayAfter<T>(said: readonly Said[], read: (context: CopyContext) => T): Promise<T> {
  return inFolder(folder => {
    const opened = Journal.open(folder, keys, {
      kinds: new Kinds([...feedKinds]),
      views: [recordView(keys.id)],
      ports: { clock: testClock(NOW), random: seeded(1) },
    });
    if (!opened.ok) throw new Error(opened.error.text);
    const { journal } = opened;
    try {
      for (const { kind, body } of [{ kind: "feed.configured", body: config }, ...said]) {
        const [outcome] = journal.commit([{ drafts: [{ kind, body, actor: "t" }], online: false }]);
        assert.ok(outcome?.ok);
        while (journal.fold().folded > 0);
      }
      const facility = { id: "HMG", name: "Harbor", zone: ZONE };
      const rest = { position: 1, head: "", now: NOW, downtime: null, charting: [], frequencies: [] };
      return read({ views: journal.views, facility, ...rest });
    } finally {
      journal.close();
    }
  });
}

const clock = ({ at: when }: ClinicRow) =>
  when === null ? "none" : when.precision === "day" ? "day" : when.text.slice(11, 16);
const shown = (context: CopyContext) => {
  const { rows = [], untimed = [], undated = [] } = clinicDay(context, DAY, null, null) ?? {};
  return [...rows, ...untimed, ...undated].map(one =>
    [one.number, clock(one), one.status, one.place?.name, one.room, one.moved_from?.text.slice(11, 16) ?? null].join(
      " ",
    ),
  );
};

test("M5: a book's row and a message under one number are one appointment, whichever number it is and whichever came first", async () => {
  const book = row("2026-12-02T06:00", { number: "77", time: "09:30" });
  for (const told of [
    { filler: "77" },
    { placer: "77" },
    { placer: "77", filler: "88" },
    { placer: "66", filler: "77" },
  ]) {
    const heard = siu("S13", "2026-12-02T07:00", { ...told, at: `${DAY}T10:15`, room: "R2" });
    const later = siu("S14", "2026-12-02T08:00", { ...told, at: `${DAY}T10:15`, room: "R3" });
    const first = await dayAfter([book, heard, later], shown);
    const second = await dayAfter([heard, book, later], shown);
    const third = await dayAfter([heard, later, book], shown);
    assert.equal(first.length, 1, JSON.stringify(told));
    assert.match(first[0] ?? "", / 10:15 booked Cardiology R3 09:30$/);
    assert.deepEqual([second, third], [first, first], JSON.stringify(told));
  }
});

test("a message leads over a book that was so before it, a book over the messages before it; what either leaves out stays", async () => {
  const heard = siu("S12", "2026-12-01T08:00", { filler: "77", at: `${DAY}T09:00`, room: "R1" });
  const book = row("2026-12-02T06:00", { number: "77", time: "11:00", room: "R1" });
  assert.match((await dayAfter([book, heard], shown)).join(), / 11:00 booked Cardiology R1 09:00/);
  const cancel = siu("S15", "2026-12-02T07:00", { filler: "77" });
  assert.match((await dayAfter([cancel, book, heard], shown)).join(), / 11:00 cancelled Cardiology R1/);
  const again = row("2026-12-03T06:00", { number: "77", time: "11:00", status: "Scheduled" });
  assert.match((await dayAfter([again, heard, cancel], shown)).join(), / 11:00 booked/);
  const silent = row("2026-12-03T06:00", { number: "77", time: "11:00" });
  assert.match(
    (await dayAfter([heard, cancel, silent], shown)).join(),
    / 11:00 cancelled/,
    "without a word for it, a cancel holds",
  );
});

test("any order of books and messages gives the same rows", async () => {
  const messages = [
    siu("S12", "2026-12-01T08:00", { placer: "5", filler: "77", at: `${DAY}T09:00`, room: "R1" }),
    siu("S13", "2026-12-01T20:00", { filler: "77", at: `${DAY}T10:00` }),
    siu("S12", "2026-12-01T21:00", { placer: "78", at: `${DAY}T12:00` }),
    siu("S15", "2026-12-02T12:00", { filler: "77" }),
  ];
  const books = [
    row("2026-12-01T06:00", { number: "77", time: "08:00" }),
    row("2026-12-02T06:00", { number: "77", time: "14:00", status: "booked" }),
    row("2026-12-02T06:00", { number: "78", time: "12:30" }),
    row("2026-12-03T06:00", { number: "79", time: "" }),
  ];
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8, maxLength: 8 });
  const want = await dayAfter([...messages, ...books], shown);
  assert.equal(want.length, 3);
  await fc.assert(
    fc.asyncProperty(order, async picked => {
      // Messages keep the order of their chain; books lie anywhere among them.
      let next = 0;
      const said = picked.map(n => (n < 4 ? messages[next++] : books[n - 4])).filter(one => one !== undefined);
      assert.deepEqual(await dayAfter(said, shown), want);
    }),
    { numRuns: 25 },
  );
});

test("W1: a row of somebody unknown makes a thin record; her number leads to her registered one, whose name and phones lead", async () => {
  const a28 = message(["ADT", "A28"], "2026-12-01T07:00", "1001", ["NGUYEN", "Thi Ha"], [["PV1", "1", "N"]]);
  const booked = row("2026-12-02T06:00", { number: "77", time: "09:30", name: "JONES, Amy" });
  const unknown = row("2026-12-02T06:00", {
    number: "80",
    time: "09:45",
    mrn: "9009",
    name: "JONES, Amy",
    dob: "1990-02-03",
  });
  const [first, second] = await dayAfter(
    [booked, unknown, a28],
    context => clinicDay(context, DAY, null, null)?.rows ?? [],
  );
  assert.deepEqual(
    [
      first?.patient.name.family,
      first?.patient.registered,
      first?.booked_as,
      first?.phones.map(one => [one.number, one.booking]),
    ],
    [
      "NGUYEN",
      true,
      "JONES, Amy",
      [
        ["860 555 0101", false],
        ["(860) 555-0199", true],
      ],
    ],
  );
  assert.deepEqual(
    [
      second?.patient.name.family,
      second?.patient.registered,
      second?.patient.birth?.text,
      second?.patient.mrn,
      second?.booked_as,
    ],
    ["JONES", false, "1990-02-03", "9009", null],
  );
});

test("a merged patient stands once, under the record she is known by", async () => {
  const merge = message(
    ["ADT", "A40"],
    "2026-12-02T09:00",
    "1001",
    ["NGUYEN", "Thi Ha"],
    [["MRG", ["1002", undefined, undefined, "HMG", "MR"]]],
  );
  const old = siu("S12", "2026-12-01T08:00", { filler: "77", at: `${DAY}T09:00` }, "1002");
  const now = row("2026-12-02T06:00", { number: "77", time: "09:30" });
  const rows = await dayAfter([old, now, merge], context => clinicDay(context, DAY, null, null)?.rows ?? []);
  assert.deepEqual(
    rows.map(one => [one.patient.mrn, clock(one)]),
    [["1001", "09:30"]],
  );
});

test("by place and by provider; the day of the house's zone, whatever the hour; no day is no answer", async () => {
  const said = [
    row("2026-12-02T06:00", { number: "1", time: "00:15" }),
    row("2026-12-02T06:00", { number: "2", time: "23:45", clinic: "Diabetes", mrn: "2" }),
    row("2026-12-02T06:00", { number: "3", date: "2026-12-04", time: "00:00", mrn: "3" }),
    row("2026-12-02T06:00", { number: "4", date: "2026-12-02", time: "23:59", mrn: "4" }),
    row("2026-12-02T06:00", { number: "5", provider: "", mrn: "5" }),
  ];
  await dayAfter(said, context => {
    const numbers = (place: string | null, provider: string | null) =>
      clinicDay(context, DAY, place, provider)?.rows.map(one => one.number);
    assert.deepEqual(numbers(null, null), ["1", "2"]);
    assert.deepEqual(numbers("Diabetes", null), ["2"]);
    assert.deepEqual(numbers("Cardiology", "CHEN, Maria"), ["1"]);
    assert.deepEqual(
      clinicDay(context, DAY, null, "")?.untimed.map(one => one.number),
      ["5"],
    );
    assert.deepEqual(clinicParts(context, DAY), {
      places: [
        { id: "Cardiology", name: "Cardiology", appointments: 2 },
        { id: "Diabetes", name: "Diabetes", appointments: 1 },
      ],
      providers: [
        { id: "CHEN, Maria", name: "CHEN, Maria", appointments: 2 },
        { id: "", name: "No provider", appointments: 1 },
      ],
    });
    assert.deepEqual([clinicDay(context, "2026-02-30", null, null), clinicDay(context, "x", null, null)], [null, null]);
    assert.equal(
      clinicDay(context, DAY, null, null)?.ages.appointments?.as_of,
      at("2026-12-02T06:00"),
      "as of the book",
    );
  });
});

test("a row never throws, whatever it holds", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("3/4/2026", "2026-03-08", "02:30", "25:00", "1 h", "A,B,C"),
  );
  const columns = fc.constantFrom(
    "number",
    "mrn",
    "name",
    "dob",
    "start",
    "date",
    "time",
    "end",
    "duration",
    "status",
    "phone",
    "#9",
  );
  fc.assert(
    fc.property(fc.dictionary(columns, text), held => {
      const { body } = row("2026-12-02T06:00", held);
      const read = readAppointment(body as AppointmentsImported, keys.id);
      assert.ok((read.reason === null) === (read.changes !== null));
    }),
  );
});
