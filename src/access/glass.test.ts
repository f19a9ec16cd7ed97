// Broken glass where the disk is full, and by whom it is open.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { arrayJournal } from "../../tests/array-journal.ts";
import { accessKinds, GLASS_MS } from "./entries.ts";
import { brokenGlass, Glass, glassView } from "./glass.ts";
import { Spill } from "./spill.ts";
import { Witness } from "./witness.ts";

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
const folder = mkdtempSync(join(tmpdir(), "glass-"));
after(() => rmSync(folder, { recursive: true }));
const AT = 1_800_000_000_000;
const record = () => `${randomBytes(16).toString("hex").slice(0, 21)}A`;
const nurse = { session: randomUUID(), person: "cole" };

function world() {
  const journal = arrayJournal(accessKinds, [glassView]);
  const path = join(folder, randomUUID());
  const spill = new Spill(path, randomBytes(32), random, 65_536);
  const witness = new Witness(journal.record, spill, randomUUID);
  return { journal, witness, glass: new Glass(witness, () => journal.views) };
}

const given = (records: readonly string[]) => ({ records, reason: "no answer from the EHR", address: "10.0.0.7" });

test("L2 open to one person at her records, until it ends; a clock set back opens nothing longer", async () => {
  const { journal, witness, glass } = world();
  const [she, linked, other] = [record(), record(), record()];
  assert.equal(glass.standing("cole", she, AT), null);
  const { kept, until } = await glass.break(nurse, given([she, linked]), AT);
  assert.deepEqual([kept, until], ["journal", AT + GLASS_MS]);
  for (const one of [glass, new Glass(witness, () => journal.views)]) {
    assert.equal(one.standing("cole", linked, until - 1)?.until, until);
    assert.equal(one.standing("cole", she, until), null);
    assert.equal(one.standing("cole", other, AT), null);
    assert.equal(one.standing("park", she, AT), null);
    assert.equal(one.standing("cole", she, AT - 1), null);
  }
  assert.deepEqual(brokenGlass(journal.views, [linked])[0]?.records, [linked]);
});

test("L1 disk full: it opens by the spill file and is in the journal later; the spill full too, it stays closed", async () => {
  const { journal, witness, glass } = world();
  const [she, other] = [record(), record()];
  journal.isFull = true;
  assert.equal((await glass.break(nurse, given([she]), AT)).kept, "spill");
  assert.notEqual(glass.standing("cole", she, AT + 1), null);
  let kept = "spill";
  while (kept === "spill") ({ kept } = await glass.break(nurse, given(Array.from({ length: 400 }, record)), AT));
  assert.equal(kept, "lost");
  assert.equal((await glass.break(nurse, given([other, ...Array.from({ length: 400 }, record)]), AT)).kept, "lost");
  assert.equal(glass.standing("cole", other, AT), null, "what nobody could review is not opened");
  journal.isFull = false;
  await witness.replay("node");
  assert.ok(journal.entries.some(entry => entry.kind === "glass.broken"));
  assert.equal(brokenGlass(journal.views, [she]).length, 1);
});
