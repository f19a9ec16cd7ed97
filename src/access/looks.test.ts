import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { arrayJournal } from "../../tests/array-journal.ts";
import { accessKinds, recordBytes } from "./entries.ts";
import { Looks } from "./looks.ts";
import { Spill } from "./spill.ts";
import { WHO_SAW_SQL, whoSaw, whoSawView } from "./who-saw.ts";
import { Witness } from "./witness.ts";

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
const folder = mkdtempSync(join(tmpdir(), "looks-"));
after(() => rmSync(folder, { recursive: true }));

const AT = 1_800_000_000_000;
const MINUTE = 60_000;
const record = () => randomBytes(16).toString("base64url").replaceAll("_", ".");
const nurse = { session: randomUUID(), person: "cole" };

function world(size = 65_536) {
  const journal = arrayJournal(accessKinds, [whoSawView]);
  const path = join(folder, randomUUID());
  const key = randomBytes(32);
  const openSpill = () => new Spill(path, key, random, size);
  const spill = openSpill();
  const witness = new Witness(journal.record, spill, randomUUID);
  return { journal, path, key, openSpill, spill, witness, looks: new Looks(witness) };
}

test("L1 the first look of a session at a patient in 15 minutes is one entry, and it is written before it resolves", async () => {
  const { journal, looks } = world();
  const she = record();
  const first = looks.opened(nurse, she, AT);
  assert.equal(journal.entries.length, 0);
  assert.equal(await first, "journal");
  assert.equal(journal.entries.length, 1);
  await looks.opened(nurse, she, AT + 15 * MINUTE - 1);
  assert.equal(journal.entries.length, 1);
  await looks.opened(nurse, she, AT + 15 * MINUTE);
  assert.equal(journal.entries.length, 2);
  await looks.opened({ ...nurse, session: randomUUID() }, she, AT + 15 * MINUTE);
  await looks.opened(nurse, record(), AT + 15 * MINUTE);
  assert.equal(journal.entries.length, 4);
});

test("L1 twenty requests at once for one chart: one entry, and all wait for it", async () => {
  const { journal, looks } = world();
  const she = record();
  let resolvedBefore = 0;
  const all = Array.from({ length: 20 }, async () => {
    await looks.opened(nurse, she, AT);
    if (journal.entries.length === 0) resolvedBefore += 1;
  });
  await Promise.all(all);
  assert.equal(journal.entries.length, 1);
  assert.equal(resolvedBefore, 0);
});

test("L1 a clock that went back writes again rather than not", async () => {
  const { journal, looks } = world();
  const she = record();
  await looks.opened(nurse, she, AT);
  await looks.opened(nurse, she, AT - MINUTE);
  assert.equal(journal.entries.length, 2);
});

test("L1 a census is one entry a session and list in 15 minutes, and another when a record joins it", async () => {
  const { journal, looks } = world();
  const [one, two, three] = [record(), record(), record()];
  await looks.listed(nurse, "unit 4W", [one, two], AT);
  await looks.listed(nurse, "unit 4W", [two, one], AT + MINUTE);
  await looks.listed(nurse, "unit 4W", [one], AT + 2 * MINUTE);
  assert.equal(journal.entries.length, 1);
  await looks.listed(nurse, "unit 4W", [one, two, three], AT + 3 * MINUTE);
  assert.equal(journal.entries.length, 2);
  await looks.listed(nurse, "unit 5W", [one], AT + 3 * MINUTE);
  assert.equal(journal.entries.length, 3);
  await looks.listed(nurse, "search nobody", [], AT);
  assert.equal(journal.entries.length, 3);
});

test("L1 who saw her: opened, listed, printed or exported, over all her records; asking is itself a look", async () => {
  const { journal, looks } = world();
  const [she, alsoShe, other] = [record(), record(), record()];
  await looks.opened(nurse, she, AT);
  await looks.opened(nurse, other, AT);
  await looks.listed({ session: randomUUID(), person: "diaz" }, "unit 4W", [she, alsoShe, other], AT + 1);
  await looks.printed(nurse, "packet", [alsoShe], AT + 2);
  await looks.exported(nurse, "fhir", [she], AT + 3);
  await looks.asked({ session: randomUUID(), person: "privacy" }, [she, alsoShe], AT + 4);
  const seen = whoSaw(journal.views, [she, alsoShe]);
  const who = (part: readonly { person: string; what: string }[]) => part.map(look => `${look.person} ${look.what}`);
  assert.deepEqual(who(seen.opened), ["cole opened"]);
  assert.deepEqual(who(seen.listed), ["diaz listed"]);
  assert.deepEqual(who(seen.printed), ["cole exported", "cole printed"]);
  assert.deepEqual(who(seen.asked), ["privacy asked"]);
  const [plan] = journal.views.prepare<[string], { detail: string }>(`EXPLAIN QUERY PLAN ${WHO_SAW_SQL}`).all(she);
  assert.match(plan?.detail ?? "", /SEARCH look_seen USING PRIMARY KEY/);
});

test("L1 a list of 1,200 is written whole, in entries of 500", async () => {
  const { journal, looks } = world();
  const many = Array.from({ length: 1_200 }, record);
  await looks.listed(nurse, "house", many, AT);
  assert.equal(journal.entries.length, 3);
  for (const one of [many[0], many[700], many[1_199]])
    assert.equal(whoSaw(journal.views, [one ?? ""]).listed.length, 1);
});

test("L1 disk full: the chart still opens, the look lies encrypted in room taken before, and is replayed once", async () => {
  const { journal, looks, witness, path, openSpill } = world();
  const she = record();
  const size = statSync(path).size;
  journal.isFull = true;
  assert.equal(await looks.opened(nurse, she, AT), "spill");
  assert.deepEqual(witness.state(), { spilled: 1, lost: 0 });
  assert.equal(statSync(path).size, size, "it may not grow: there is no room");
  assert.equal(readFileSync(path).includes(she), false);
  assert.equal(readFileSync(path).includes("cole"), false);
  assert.equal(await witness.replay("node"), null);
  assert.deepEqual(witness.state(), { spilled: 1, lost: 0 });
  journal.isFull = false;
  // A restart between.
  const again = new Witness(journal.record, openSpill(), randomUUID);
  assert.equal(await again.replay("node"), 1);
  assert.equal(await again.replay("node"), 0);
  assert.deepEqual(
    whoSaw(journal.views, [she]).opened.map(look => [look.person, look.at]),
    [["cole", AT]],
  );
  // A restart after: nothing comes twice.
  assert.equal(await new Witness(journal.record, openSpill(), randomUUID).replay("node"), 0);
  assert.equal(journal.entries.length, 1);
});

test("L1 the spill is full too: counted, said, and an entry says how many, also over a restart", async () => {
  const { journal, looks, witness, openSpill } = world();
  journal.isFull = true;
  const kept: string[] = [];
  for (let look = 0; look < 300; look++) kept.push(await looks.opened(nurse, record(), AT + look));
  const lost = kept.filter(how => how === "lost").length;
  assert.ok(lost > 0 && lost < 300);
  assert.deepEqual(witness.state(), { spilled: 300 - lost, lost });
  journal.isFull = false;
  const again = new Witness(journal.record, openSpill(), randomUUID);
  assert.deepEqual(again.state(), { spilled: 300 - lost, lost });
  assert.equal(await again.replay("node"), 300 - lost);
  assert.deepEqual(journal.entries.at(-1)?.body, { count: lost, from: AT + 300 - lost, to: AT + 299 });
});

test("L1 what was lost is tried again at the next look, though 15 minutes are not over", async () => {
  const { journal, looks } = world();
  const she = record();
  journal.isFull = true;
  for (let look = 0; look < 300; look++) await looks.opened(nurse, record(), AT);
  assert.equal(await looks.opened(nurse, she, AT), "lost");
  journal.isFull = false;
  assert.equal(await looks.opened(nurse, she, AT + 1), "journal");
});

test("a spill torn at any byte of its last frame keeps what was answered and drops the rest", () => {
  const { spill, path, openSpill } = world();
  const draft = () => ({ id: randomUUID(), kind: "look", body: { at: AT }, actor: "cole" });
  const first = draft();
  assert.equal(spill.keep(first), true);
  const one = readFileSync(path);
  assert.equal(spill.keep(draft()), true);
  const two = readFileSync(path);
  const end = two.findLastIndex(byte => byte !== 0) + 1;
  const start = one.findLastIndex(byte => byte !== 0) + 1;
  for (let cut = start; cut < end - 1; cut += 7) {
    writeFileSync(path, Buffer.concat([two.subarray(0, cut), one.subarray(cut)]));
    const torn = openSpill();
    assert.deepEqual(torn.contents().drafts, [first]);
    torn.close();
  }
  // A frame moved elsewhere, or another key, opens nothing.
  const moved = Buffer.from(one);
  two.copy(moved, 256, start, two.findLastIndex(byte => byte !== 0) + 1);
  writeFileSync(path, moved);
  assert.deepEqual(openSpill().contents().drafts, []);
});

test("W7 a look's subjects are the 16 bytes of its keyed record ids", () => {
  const bytes = randomBytes(16);
  assert.deepEqual(Buffer.from(recordBytes(bytes.toString("base64url").replaceAll("_", "."))), bytes);
});
