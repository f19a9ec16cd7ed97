// Holds a machine against the model: what is on its disk, what it shows, and what it says of itself.
import assert from "node:assert/strict";
import { hex } from "../../src/journal/index.ts";
import type { Machine } from "./machine.ts";
import { clashesOf, forksOf, keysOf, leavesOf, missingOf, saidOf, standingOf, unfoldedOf } from "./model.ts";

type SaidRow = { readonly kind: string; readonly id: Buffer; readonly text: string };

/** Everything that must hold on any machine at any time, once it has folded what it has. */
export function check(machine: Machine): void {
  const { journal } = machine;
  const holdings = machine.holdings();
  const rows = journal.store.after(0, 100_000);
  const here = rows.map(row => [hex(row.hash), row.payload !== null ? 2 : row.headerBytes !== null ? 1 : 0]);
  assert.deepEqual(
    Object.fromEntries(here),
    Object.fromEntries(machine.held),
    "the store holds each entry that was acknowledged or taken, in the state in which it came, and no other",
  );
  const facts = new Map(holdings.map(({ fact }) => [fact.hash, fact]));
  assert.equal(here.length, machine.held.size, "no entry is held twice");
  for (const row of rows) {
    const fact = facts.get(hex(row.hash)) ?? assert.fail();
    if (row.headerBytes !== null)
      assert.deepEqual(hex(row.headerBytes), hex(fact.header), "a header is kept as it was written");
    if (row.payload !== null) {
      assert.deepEqual(
        [hex(row.payload), hex(row.salt ?? assert.fail())],
        [hex(fact.payload), hex(fact.salt)],
        "content is kept as it was written",
      );
    }
  }
  for (const key of keysOf(holdings)) {
    assert.deepEqual(journal.store.standing(key).map(hex), standingOf(holdings, key), `what stands of ${key}`);
  }
  assert.deepEqual(journal.store.leaves().map(hex), leavesOf(holdings), "the leaf heads");
  const said = journal.views.prepare<[], SaidRow>("SELECT kind, id, text FROM said").all();
  assert.deepEqual(
    said.map(({ kind, id, text }) => `${kind} ${hex(id)} ${text}`).sort(),
    saidOf(holdings, machine.build),
    "the view is the fold of what is here",
  );
  const byRow = new Map(rows.map(row => [row.row, hex(row.hash)]));
  const unfolded = journal.views.prepare<[], { row: number }>("SELECT row FROM unfolded").all();
  assert.deepEqual(
    unfolded.map(({ row }) => byRow.get(row) ?? `row ${row}`).sort(),
    unfoldedOf(holdings, machine.build),
    "what this build does not know is counted",
  );
}

/** What a machine must say of itself besides, and its views folded anew. */
export function checkHealed(machine: Machine): void {
  const holdings = machine.holdings();
  const { findings, views } = machine.journal.verify();
  const expected = [
    ...missingOf(holdings),
    ...forksOf(holdings).map(place => `fork ${place}`),
    ...clashesOf(holdings).map(id => `clash ${id}`),
  ];
  assert.deepEqual(
    findings.map(({ code, where }) => `${code} ${where}`).sort(),
    expected.sort(),
    "verify names each fork, each clash and what nobody has any more, and finds nothing else",
  );
  assert.deepEqual(views, [], "the live views are what a rebuild gives");
}
