// Where a visit stands after each ADT event: a table written from the standard's chapter 3, not from the code.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Movement, standingOf } from "./movements.ts";

/** `A02 300 418`: the event, when it happened, where PV1-3 says she lies. A `-` is what was not sent. */
type Case = {
  readonly name: string;
  readonly events: readonly string[];
  readonly status: string;
  readonly bed: string;
};

const EVENTS: Readonly<Record<string, Movement["event"]>> = {
  A01: "admit",
  A02: "transfer",
  A03: "discharge",
  A04: "register",
  A05: "pre-admit",
  A06: "to-inpatient",
  A07: "to-outpatient",
  A08: "update",
  A09: "depart",
  A10: "arrive",
  A11: "cancel-admit",
  A12: "cancel-transfer",
  A13: "cancel-discharge",
  A14: "pending-admit",
  A15: "pending-transfer",
  A16: "pending-discharge",
  A17: "transfer",
  A21: "leave",
  A22: "return",
  A23: "delete",
  A25: "cancel-pending-discharge",
  A26: "cancel-pending-transfer",
  A27: "cancel-pending-admit",
  A32: "cancel-arrive",
  A33: "cancel-depart",
  A38: "cancel-pre-admit",
  A52: "cancel-leave",
  A53: "cancel-return",
};

const CASES: readonly Case[] = [
  // Pending and pre-admission: a bed is named, nobody lies in it.
  { name: "A05 puts nobody in a bed", events: ["A05 100 401"], status: "planned", bed: "-" },
  { name: "A14 puts nobody in a bed", events: ["A14 100 401"], status: "planned", bed: "-" },
  { name: "A08 of one who is only expected", events: ["A05 100 401", "A08 110 402"], status: "planned", bed: "-" },
  { name: "A01 after A05", events: ["A05 100 401", "A01 200 402"], status: "in-house", bed: "402" },
  { name: "A05 that comes late", events: ["A01 200 402", "A05 100 401"], status: "in-house", bed: "402" },
  {
    name: "A05 of a stay to come, sent in this one",
    events: ["A01 200 402", "A05 300 401"],
    status: "in-house",
    bed: "402",
  },
  { name: "A38 cancels A05", events: ["A05 100 401", "A38 100 -"], status: "cancelled", bed: "-" },
  {
    name: "A38 leaves an admission alone",
    events: ["A05 100 401", "A01 200 402", "A38 100 -"],
    status: "in-house",
    bed: "402",
  },
  { name: "A27 cancels A14", events: ["A14 100 401", "A27 100 -"], status: "cancelled", bed: "-" },
  {
    name: "A11 of an admission that was expected",
    events: ["A05 100 401", "A01 200 402", "A11 200 -"],
    status: "planned",
    bed: "-",
  },
  { name: "A15 moves nobody", events: ["A01 100 401", "A15 200 418"], status: "in-house", bed: "401" },
  { name: "A26 moves nobody", events: ["A01 100 401", "A15 200 418", "A26 200 401"], status: "in-house", bed: "401" },
  {
    name: "A26 does not undo the transfer that was made",
    events: ["A01 100 401", "A15 200 418", "A02 300 418", "A26 200 -"],
    status: "in-house",
    bed: "418",
  },
  { name: "A16 frees no bed", events: ["A01 100 401", "A16 200 401"], status: "in-house", bed: "401" },
  { name: "A25 frees no bed", events: ["A01 100 401", "A16 200 401", "A25 200 401"], status: "in-house", bed: "401" },
  {
    name: "A25 brings nobody back",
    events: ["A01 100 401", "A16 200 -", "A03 300 -", "A25 200 401"],
    status: "discharged",
    bed: "-",
  },
  // Leave: the bed stays hers.
  { name: "A21 keeps the bed", events: ["A01 100 401", "A21 200 -"], status: "on leave", bed: "401" },
  { name: "A22 ends the leave", events: ["A01 100 401", "A21 200 -", "A22 300 -"], status: "in-house", bed: "401" },
  { name: "A22 into another bed", events: ["A01 100 401", "A21 200 -", "A22 300 405"], status: "in-house", bed: "405" },
  {
    name: "A22 that comes behind a later A02 ends the leave and moves nobody",
    events: ["A01 100 401", "A21 200 -", "A02 400 402", "A22 300 401"],
    status: "in-house",
    bed: "402",
  },
  {
    name: "A21 that comes behind a later A02 is a leave all the same",
    events: ["A01 100 401", "A02 400 402", "A21 300 401"],
    status: "on leave",
    bed: "402",
  },
  {
    name: "A21 of before the admission says nothing",
    events: ["A01 200 401", "A21 100 402"],
    status: "in-house",
    bed: "401",
  },
  { name: "A52 cancels the leave", events: ["A01 100 401", "A21 200 -", "A52 200 -"], status: "in-house", bed: "401" },
  {
    name: "A53 cancels the return",
    events: ["A01 100 401", "A21 200 -", "A22 300 405", "A53 300 -"],
    status: "on leave",
    bed: "401",
  },
  { name: "A03 on leave", events: ["A01 100 401", "A21 200 -", "A03 300 -"], status: "discharged", bed: "-" },
  {
    name: "A21 replayed after A22",
    events: ["A01 100 401", "A21 200 -", "A22 300 -", "A21 200 -"],
    status: "in-house",
    bed: "401",
  },
  {
    name: "A22 brings back nobody who was discharged",
    events: ["A01 100 401", "A03 300 -", "A22 400 401"],
    status: "discharged",
    bed: "-",
  },
  { name: "A21 before anything is known", events: ["A21 200 118"], status: "on leave", bed: "118" },
  // Class change.
  { name: "A06 admits into the bed it names", events: ["A04 100 ED1", "A06 200 512"], status: "in-house", bed: "512" },
  { name: "A06 without a place", events: ["A04 100 ED1", "A06 200 -"], status: "in-house", bed: "ED1" },
  { name: "A06 that is old", events: ["A01 100 401", "A02 300 418", "A06 200 405"], status: "in-house", bed: "418" },
  { name: "A07 without a place frees no bed", events: ["A01 100 401", "A07 200 -"], status: "registered", bed: "401" },
  {
    name: "A07 after the discharge that is older",
    events: ["A01 100 401", "A03 300 -", "A07 200 401"],
    status: "discharged",
    bed: "-",
  },
  // Tracking: where she is at the moment, never the bed of the census.
  { name: "A09 leaves the bed hers", events: ["A01 100 401", "A09 200 XRAY"], status: "in-house", bed: "401" },
  { name: "A10 gives no bed", events: ["A01 100 401", "A09 200 -", "A10 210 XRAY"], status: "in-house", bed: "401" },
  { name: "A33 moves nobody", events: ["A01 100 401", "A09 200 -", "A33 200 402"], status: "in-house", bed: "401" },
  { name: "A32 moves nobody", events: ["A01 100 401", "A10 200 -", "A32 200 402"], status: "in-house", bed: "401" },
  {
    name: "A10 brings back nobody",
    events: ["A01 100 401", "A03 200 -", "A10 300 401"],
    status: "discharged",
    bed: "-",
  },
  // Swap.
  { name: "A17 is a move of each", events: ["A01 100 401", "A17 200 402"], status: "in-house", bed: "402" },
  {
    name: "A17 replayed moves nobody",
    events: ["A01 100 401", "A17 200 402", "A02 300 418", "A17 200 402"],
    status: "in-house",
    bed: "418",
  },
  { name: "A12 undoes the swap", events: ["A01 100 401", "A17 200 402", "A12 200 -"], status: "in-house", bed: "401" },
  // Delete.
  { name: "A23 ends what was an error", events: ["A01 100 401", "A23 200 -"], status: "deleted", bed: "-" },
  { name: "A23 that is old deletes nothing", events: ["A01 300 401", "A23 200 -"], status: "in-house", bed: "401" },
  {
    name: "A08 after A23 brings nobody back",
    events: ["A01 100 401", "A23 200 -", "A08 300 401"],
    status: "deleted",
    bed: "-",
  },
  { name: "A01 after A23", events: ["A01 100 401", "A23 200 -", "A01 300 402"], status: "in-house", bed: "402" },
  // Cancel of what is not here.
  { name: "A11 alone", events: ["A11 100 401"], status: "none", bed: "-" },
  {
    name: "A08 after A11 puts nobody in a bed",
    events: ["A01 100 401", "A11 100 -", "A08 200 401"],
    status: "cancelled",
    bed: "-",
  },
  {
    name: "A13 of one whose admission never came",
    events: ["A03 300 -", "A13 300 401"],
    status: "in-house",
    bed: "401",
  },
  {
    name: "A12 of one whose admission never came",
    events: ["A02 300 418", "A12 300 401"],
    status: "in-house",
    bed: "401",
  },
  {
    name: "A13 of another discharge",
    events: ["A01 100 401", "A03 500 -", "A13 499 -"],
    status: "discharged",
    bed: "-",
  },
  {
    name: "A13 after A21 brings the leave back",
    events: ["A01 100 401", "A21 200 -", "A03 300 -", "A13 300 -"],
    status: "on leave",
    bed: "401",
  },
];

function movement(text: string, index: number): Movement {
  const [trigger = "", at = "", bed = "-"] = text.split(" ");
  const occurred = Number(at);
  return {
    event: EVENTS[trigger] ?? assert.fail(trigger),
    occurred,
    recorded: occurred,
    place: bed === "-" ? null : { unit: "4 West", bed },
    by: String(index),
  };
}

for (const { name, events, status, bed } of CASES)
  test(`W3: ${name}`, () => {
    const standing = standingOf(events.map(movement));
    assert.deepEqual([standing.status, standing.place?.bed ?? "-"], [status, bed]);
  });

test("W3: every event of the table was tried", () => {
  const tried = new Set(CASES.flatMap(one => one.events.map(event => event.split(" ")[0])));
  assert.deepEqual(
    Object.keys(EVENTS).filter(event => !tried.has(event)),
    [],
  );
});

test("W3: pending moves stand until they are made, cancelled or overtaken", () => {
  const pending = (...events: string[]) => standingOf(events.map(movement)).pending.map(one => one.event);
  assert.deepEqual(pending("A01 100 401", "A15 200 418", "A16 210 -"), ["pending-transfer", "pending-discharge"]);
  assert.deepEqual(pending("A01 100 401", "A15 200 418", "A16 210 -", "A02 300 418"), ["pending-discharge"]);
  assert.deepEqual(pending("A01 100 401", "A16 210 -", "A25 210 -"), []);
  assert.deepEqual(pending("A01 100 401", "A16 210 -", "A03 300 -"), []);
});
