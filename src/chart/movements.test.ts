import assert from "node:assert/strict";
import { test } from "node:test";
import { type Movement, standingOf } from "./movements.ts";

let count = 0;
function move(
  event: Movement["event"],
  occurred: number | null,
  bed?: string,
  recorded: number | null = occurred,
): Movement {
  count += 1;
  return { event, occurred, recorded, place: bed === undefined ? null : { unit: "4 West", bed }, by: `${count}` };
}

test("W3: a transfer that happened before the one standing is an old move replayed, and moves nobody", () => {
  const standing = standingOf([move("admit", 100, "401"), move("transfer", 300, "418"), move("transfer", 200, "405")]);
  assert.equal(standing.place?.bed, "418");
  assert.equal(standing.replayed.length, 1);
});

test("W3: EVN-6 is compared with EVN-6, EVN-2 with EVN-2", () => {
  // EVN-2 says it was recorded later, EVN-6 that it happened earlier: EVN-6 holds.
  assert.equal(standingOf([move("transfer", 300, "418", 310), move("transfer", 200, "405", 400)]).place?.bed, "418");
  // Without EVN-6 on one side both have EVN-2.
  assert.equal(standingOf([move("transfer", 300, "418", 310), move("transfer", null, "405", 305)]).place?.bed, "418");
  assert.equal(standingOf([move("transfer", null, "418", 310), move("transfer", null, "405", 320)]).place?.bed, "405");
});

test("W3: a cancel undoes the event it names, wherever that lies", () => {
  const moves = [move("admit", 100, "401"), move("transfer", 200, "405"), move("transfer", 300, "418")];
  assert.equal(standingOf([...moves, move("cancel-transfer", 200)]).place?.bed, "418");
  assert.equal(standingOf([...moves, move("cancel-transfer", 300)]).place?.bed, "405");
  // It came before the event that it names.
  assert.equal(
    standingOf([move("admit", 100, "401"), move("cancel-transfer", 300), move("transfer", 300, "418")]).place?.bed,
    "401",
  );
  // It names nothing that is here.
  assert.equal(standingOf([...moves, move("cancel-transfer", 999)]).place?.bed, "418");
});

test("a discharge frees the bed, its cancel brings her back to it, an update after it does not", () => {
  const out = [move("admit", 100, "401"), move("discharge", 500, "401")];
  assert.deepEqual([standingOf(out).status, standingOf(out).place], ["discharged", null]);
  assert.equal(standingOf([...out, move("cancel-discharge", 500)]).place?.bed, "401");
  assert.deepEqual(standingOf([...out, move("update", 600, "401")]).place, null);
  assert.equal(standingOf([...out, move("update", 600, "401")]).status, "discharged");
});

test("an old admission that comes after the discharge does not bring anyone back", () => {
  assert.equal(standingOf([move("discharge", 500), move("admit", 100, "401")]).status, "discharged");
});

test("a cancelled admission leaves nobody in the bed", () => {
  const standing = standingOf([move("admit", 100, "401"), move("cancel-admit", 100)]);
  assert.deepEqual([standing.status, standing.place], ["cancelled", null]);
});
