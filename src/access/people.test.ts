import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import Database from "better-sqlite3-multiple-ciphers";
import fc from "fast-check";
import { arrayJournal } from "../../tests/array-journal.ts";
import { accessKinds } from "./entries.ts";
import { enrol, readPeople } from "./people.ts";
import { allows, permission } from "./permissions.ts";
import { initialsOf, peopleAt, personOf, rosterView, standingIds } from "./roster.ts";
import { Secrets } from "./secrets.ts";

const AT = Date.UTC(2026, 10, 24, 12);
const HEADER = "id,name,role,unit,facility,pin,password,until\n";
const ZONE = "America/Chicago";

async function importInto(journal: ReturnType<typeof arrayJournal>, secrets: Secrets, csv: string, at: number) {
  const { people, errors } = readPeople(csv, ZONE);
  assert.deepEqual(errors, []);
  const standing = (...asked: Parameters<typeof standingIds> extends [unknown, ...infer Rest] ? Rest : never) =>
    standingIds(journal.views, ...asked);
  const made = await enrol(people, { actor: "setup", at, newId: randomUUID, standing });
  secrets.keep(made.secrets);
  for (const answer of await journal.record(made.drafts)) assert.equal(answer.ok, true);
}

test("a roster becomes people who can sign in, with names as they are written", async () => {
  const journal = arrayJournal(accessKinds, [rosterView]);
  const secrets = new Secrets(new Database(":memory:"));
  const csv = `\uFEFF${HEADER}cole,"COLE, Maria",nurse,4W,LAKESIDE,4821,,2026-11-30\nhoa,Nguyễn Thị Hoa,physician,,LAKESIDE,,correct horse,\n`;
  await importInto(journal, secrets, csv, AT);
  assert.equal(JSON.stringify(journal.entries).includes("4821"), false);
  assert.equal(JSON.stringify(journal.entries).includes("correct horse"), false);
  assert.deepEqual(
    peopleAt(journal.views, "LAKESIDE", AT).map(({ id, name, role, initials, unit }) => ({
      id,
      name,
      role,
      initials,
      unit,
    })),
    [
      { id: "cole", name: "COLE, Maria", role: "nurse", initials: "MC", unit: "4W" },
      { id: "hoa", name: "Nguyễn Thị Hoa", role: "physician", initials: "NH", unit: null },
    ],
  );
  assert.deepEqual(peopleAt(journal.views, "OTHER", AT), []);
  const cole = personOf(journal.views, "cole", AT);
  assert.ok(cole !== null);
  assert.equal(await secrets.proves(cole.secrets, "4821", AT), true);
  // The last day counts whole, in the hospital's zone: until midnight in Chicago, 06:00 UTC.
  const midnight = Date.UTC(2026, 11, 1, 6);
  assert.equal(allows(cole.grants, permission("chart.read"), "LAKESIDE", midnight - 1), true);
  assert.equal(allows(cole.grants, permission("chart.read"), "LAKESIDE", midnight), false);
  assert.equal(personOf(journal.views, "cole", midnight), null);
});

test("a second import replaces: the old PIN, and the role that the roster no longer gives, are gone", async () => {
  const journal = arrayJournal(accessKinds, [rosterView]);
  const secrets = new Secrets(new Database(":memory:"));
  await importInto(journal, secrets, `${HEADER}cole,Maria Cole,it,,A,4821,,\n`, AT);
  await importInto(journal, secrets, `${HEADER}cole,Maria Cole,nurse,,A,7305,,\n`, AT + 1_000);
  const cole = personOf(journal.views, "cole", AT + 2_000);
  assert.ok(cole !== null);
  assert.equal(cole.secrets.length, 1);
  assert.equal(await secrets.proves(cole.secrets, "4821", AT), false);
  assert.equal(await secrets.proves(cole.secrets, "7305", AT), true);
  assert.equal(allows(cole.grants, permission("people.change"), "A", AT + 2_000), false);
  assert.equal(allows(cole.grants, permission("chart.read"), "A", AT + 2_000), true);
});

test("two nodes disagree about a person: the stricter holds until somebody settles it", async () => {
  const journal = arrayJournal(accessKinds, [rosterView]);
  const enrolled = { person: "cole", name: "Maria Cole", facility: "A", unit: null, until: null };
  await journal.record([{ kind: "person.enrolled", actor: "a", body: enrolled }]);
  await journal.record([{ kind: "person.removed", actor: "b", body: { person: "cole", from: AT, why: "left" } }]);
  assert.notEqual(personOf(journal.views, "cole", AT - 1), null);
  assert.equal(personOf(journal.views, "cole", AT), null);
  const replaces = standingIds(journal.views, "cole", "person");
  assert.equal(replaces.length, 2);
  await journal.record([{ kind: "person.enrolled", actor: "c", body: enrolled, replaces }]);
  assert.notEqual(personOf(journal.views, "cole", AT), null);
});

test("a replaces of another key, or of itself, takes nothing away", async () => {
  const journal = arrayJournal(accessKinds, [rosterView]);
  const body = { person: "cole", name: "Maria Cole", facility: "A", unit: null, until: null };
  const [cole] = await journal.record([{ kind: "person.enrolled", actor: "a", body }]);
  const other = { ...body, person: "diaz" };
  await journal.record([
    { kind: "person.enrolled", actor: "a", body: other, replaces: [cole?.ok === true ? cole.id : ""] },
  ]);
  assert.notEqual(personOf(journal.views, "cole", AT), null);
  const id = randomUUID();
  await journal.record([
    { id, kind: "person.enrolled", actor: "a", body: { ...body, person: "evan" }, replaces: [id] },
  ]);
  assert.notEqual(personOf(journal.views, "evan", AT), null);
});

test("the roster's rows are the same in any order of its entries", async () => {
  const journal = arrayJournal(accessKinds, [rosterView]);
  const secrets = new Secrets(new Database(":memory:"));
  await importInto(journal, secrets, `${HEADER}cole,Maria Cole,nurse,,A,4821,,\ndiaz,Ana Diaz,it,,A,7305,,\n`, AT);
  const drafts = journal.entries.map(({ id, kind, body, actor }) => ({ id, kind, body, actor }));
  const dump = (one: ReturnType<typeof arrayJournal>) =>
    rosterView.tables.map(table => JSON.stringify(one.views.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()));
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...drafts, ...drafts], { minLength: 2 * drafts.length }), async order => {
      const again = arrayJournal(accessKinds, [rosterView]);
      await again.record(order);
      assert.deepEqual(dump(again), dump(journal));
    }),
    { numRuns: 30 },
  );
});

test("each wrong line is named with its column, and no error holds a PIN or a password", () => {
  const secret = "hunter2hunter2";
  const lines: readonly (readonly [string, string | null])[] = [
    [`a b,Ann,nurse,,A,,${secret},`, "id"],
    [`ann,,nurse,,A,,${secret},`, "name"],
    [`bob,Bob,surgeon ${secret},,A,,${secret},`, "role"],
    [`cat,Cat,nurse,,A,4821,${secret},`, "pin"],
    ["dan,Dan,nurse,,A,,,", "pin"],
    ["eve,Eve,nurse,,A,1111,,", "pin"],
    [`fay,Fay,nurse,,A,,${secret},2026-02-30`, "until"],
    [`gus,Gus,nurse,,,,${secret},`, "facility"],
    [`hal,Hal,nurse,,A,,${secret}`, null],
    [`ivy,Ivy,nurse,,A,,${secret},`, "ok"],
    [`ivy,Ivy,nurse,,A,,${secret},`, "id"],
  ];
  const { people, errors } = readPeople(HEADER + lines.map(([line]) => line).join("\n"), ZONE);
  assert.deepEqual(
    people.map(person => person.id),
    ["ivy"],
  );
  assert.deepEqual(
    errors.map(({ line, column }) => [line, column]),
    lines.map(([, column], at) => [at + 2, column]).filter(([, column]) => column !== "ok"),
  );
  for (const text of [secret, "4821", "1111"]) assert.equal(JSON.stringify(errors).includes(text), false);
});

test("a file that is no roster says why: header, quotes, size; nothing throws, nothing leaks", () => {
  for (const csv of [
    "",
    "a,b\n1,2",
    "id,name,role,facility\n",
    `${HEADER}x,"open,nurse,,A,,hunter2hunter2,\n`,
    `id,${HEADER}`,
  ]) {
    const { people, errors } = readPeople(csv, ZONE);
    assert.deepEqual(people, []);
    assert.equal(errors.length, 1, csv);
    assert.equal(JSON.stringify(errors).includes("hunter2"), false);
  }
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), text => void readPeople(HEADER + text, ZONE)));
  fc.assert(fc.property(fc.string(), text => void readPeople(text, ZONE)));
});

test("initials come from names in either order", () => {
  assert.equal(initialsOf("COLE, Maria Ann"), "MC");
  assert.equal(initialsOf("Łukasz Żak"), "ŁŻ");
  assert.equal(initialsOf("李"), "李");
});
