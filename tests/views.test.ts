// Every view of the composition under the laws of views; and wrong views, which the laws catch.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { readFixtures } from "../src/feed/fixtures.testing.ts";
import { defineKind, defineView, hex, idKey, Kinds, type View } from "../src/journal/index.ts";
import { composition } from "../src/server/index.ts";
import { testKeys } from "./kit.ts";
import { LAWS, type Subject } from "./view-suite.ts";

const { kinds, views } = composition({ idKey: idKey(testKeys().id) });

const FIXTURES = readFixtures().map(one => new TextDecoder().decode(one.bytes).trimEnd());
/** Those that speak of two people or of two numbers are few among all, and the copy's hardest. */
const OF_TWO = FIXTURES.filter(text => /[\r\n]MRG/.test(text) || text.split(/[\r\n]+PID/).length > 2);

/** Real messages of two patients, sent at chosen minutes, with few control ids: some come twice, some late. */
const messages = fc
  .record({
    fixture: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...FIXTURES) }, fc.constantFrom(...OF_TWO)),
    minute: fc.nat(59),
    control: fc.nat(30),
    mrn: fc.constantFrom("1001", "1001", "1002"),
    feed: fc.constantFrom("adt", "adt", "a"),
    // Some say that two people are one number.
    who: fc.constantFrom<Readonly<Record<number, string>>>(
      {},
      {},
      { 5: "BROWN^Robert", 7: "19720303", 8: "M" },
      { 5: "NGUYEN^Thi", 7: "19560314", 8: "F" },
    ),
  })
  .map(({ fixture, minute, control, mrn, feed, who }) => {
    let patients = 0;
    const lines = fixture.split(/\r\n?|\n/).map(line => {
      const fields = line.split("|");
      const at =
        fields[0] === "MSH"
          ? { 6: `202308030${2 + (minute % 3)}${String(minute).padStart(2, "0")}`, 9: `C${control}` }
          : fields[0] === "PID"
            ? { 3: `${Number(mrn) + patients++}^^^HMG^MR`, ...who }
            : {};
      for (const [index, text] of Object.entries(at)) fields[Number(index)] = text;
      return fields.join("|");
    });
    return { feed, message: new TextEncoder().encode(`${lines.join("\r")}\r`), peer: null };
  });

/** Resources of the same two patients, from files: some say a visit that messages say too. */
const files = fc
  .record({
    mrn: fc.constantFrom("1001", "1002"),
    family: fc.constantFrom("FILED", "NEWER"),
    status: fc.constantFrom("in-progress", "finished", "cancelled", "planned"),
    dose: fc.constantFrom("completed", "not-done", "entered-in-error"),
    visit: fc.constantFrom("V5501", "V9"),
  })
  .map(({ mrn, family, status, dose, visit }) => {
    const subject = { reference: "Patient/p" };
    const system = "urn:x-hl7v2:authority:HMG";
    const resources = [
      { resourceType: "Patient", id: "p", identifier: [{ system, value: mrn }], name: [{ family }] },
      {
        resourceType: "Encounter",
        id: "e",
        status,
        class: { code: "IMP" },
        subject,
        identifier: [{ system, value: visit }],
      },
      {
        resourceType: "MedicationAdministration",
        id: "a",
        status: dose,
        subject,
        medicationCodeableConcept: { text: "Aspirin" },
        effectiveDateTime: "2023-08-03T06:00:00Z",
      },
    ];
    return {
      what: "resources",
      facility: "HMG",
      own: ["HMG"],
      patient: "Patient/p",
      resources: resources.map(one => JSON.stringify(one)),
    };
  });

/** Verdicts on one hold, that differ. */
const verdicts = fc.constantFrom(["1"], ["2"], ["1", "2"]).map(places => ({
  hold: "0".repeat(32),
  take: places.map(seq => `${"a".repeat(32)}/${seq}`),
  drop: [],
  reason: "asked the ward",
}));

/** Rows of appointment books of the same two patients: of the appointments that messages name, by either number, and of one that none does. */
const books = fc
  .record({
    mrn: fc.constantFrom("1001", "1002"),
    number: fc.constantFrom(["B2001", "SCHED"] as const, ["A1001", "EHR"] as const, ["B9", null] as const),
    minute: fc.nat(540),
    time: fc.constantFrom("09:30", "10:15", ""),
    status: fc.constantFrom("", "Scheduled", "Cancelled"),
  })
  .map(({ mrn, number: [number, authority], minute, time, status }) => ({
    what: "appointments",
    facility: "HMG",
    own: ["HMG"],
    authority,
    zone: "America/New_York",
    dates: null,
    as_of: Date.UTC(2023, 7, 3, 2, minute),
    file: "0".repeat(64),
    line: 2,
    fault: null,
    row: { number, mrn, name: "FILED, Lan", date: "2023-08-04", time, status, clinic: "Cardiology" },
  }));

const BODIES: Subject["bodies"] = {
  "feed.message": messages,
  "feed.imported": fc.oneof(files, books),
  "feed.decided": verdicts,
};

test("the composition has views, and each reads kinds that somebody defines", () => {
  assert.ok(views.length >= 4, `${views.length} views: the suite is blind`);
  assert.deepEqual(
    views.map(view => view.name).filter((name, at, all) => all.indexOf(name) !== at),
    [],
    "two views of one name",
  );
});

for (const view of views) {
  for (const law of LAWS) test(`view ${view.name}: ${law.name}`, () => law.check({ view, kinds, bodies: BODIES }));
}

const setKind = defineKind({
  name: "test.set",
  version: 1,
  schema: z.strictObject({ place: z.enum(["401", "418"]), patient: z.string().max(20) }),
  chain: "operations",
  permission: "settings.change",
  key: body => `set/${body.place}`,
});
const planted = new Kinds([setKind]);
type Body = z.infer<typeof setKind.schema>;

function wrong(name: string, fold: View["fold"]): View {
  return defineView({
    name,
    version: 1,
    ddl: ["CREATE TABLE planted (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID"],
    tables: ["planted"],
    kinds: ["test.set"],
    fold,
  });
}

let commits = 0;
const WRONG: readonly { readonly view: View; readonly law: string }[] = [
  {
    view: wrong("counts up by one", (db, entry) => {
      db.prepare("INSERT INTO planted VALUES (?, '1') ON CONFLICT DO UPDATE SET value = value + 1").run(
        (entry.body as Body).place,
      );
      return [];
    }),
    law: "an entry that comes twice changes nothing",
  },
  {
    view: wrong("the newest to arrive wins", (db, entry) => {
      const { place, patient } = entry.body as Body;
      db.prepare("INSERT OR REPLACE INTO planted VALUES (?, ?)").run(place, patient);
      return [];
    }),
    law: "any interleaving that keeps the order of each chain gives the same rows",
  },
  {
    view: wrong("the first to arrive wins", (db, entry) => {
      const { place, patient } = entry.body as Body;
      db.prepare("INSERT OR IGNORE INTO planted VALUES (?, ?)").run(place, patient);
      return [];
    }),
    law: "any interleaving that keeps the order of each chain gives the same rows",
  },
  {
    view: wrong("remembers outside its rows", (db, entry) => {
      commits += 1;
      db.prepare("INSERT OR IGNORE INTO planted VALUES (?, ?)").run(hex(entry.header.id), String(commits));
      return [];
    }),
    law: "live = rebuild",
  },
  {
    view: wrong("chokes on a long name", (db, entry) => {
      const { patient } = entry.body as Body;
      if (patient.length > 4) throw new RangeError("too long");
      db.prepare("INSERT OR IGNORE INTO planted VALUES (?, ?)").run(hex(entry.header.id), patient);
      return [];
    }),
    law: "never throws on an entry that the schemas of its kinds allow",
  },
];

for (const { view, law } of WRONG) {
  test(`planted: a view that ${view.name} is caught`, () => {
    const judged = LAWS.find(one => one.name === law) ?? assert.fail(law);
    assert.throws(() => judged.check({ view, kinds: planted }), /Property failed/);
  });
}

test("a right view of the same kind passes every law", () => {
  const view = wrong("keeps a row an entry", (db, entry) => {
    db.prepare("INSERT OR IGNORE INTO planted VALUES (?, ?)").run(hex(entry.header.id), JSON.stringify(entry.body));
    return [];
  });
  for (const law of LAWS) law.check({ view, kinds: planted });
});
