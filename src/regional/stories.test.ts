// A diversion step by step: the words of the board, and a lapse wherever the totals count one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { diversionsAt, totalsOf } from "./diversions.ts";
import { declaration, MINUTE, NOW, SaidSoFar } from "./standing.testing.ts";
import { storiesOf } from "./stories.ts";

const HOUSE = { id: "MMH", name: "Manchester Memorial", zone: "America/New_York" };
const END = { facility: "MMH", category: "ed", population: "ambulance", reason: "" };

test("S3: a story says what was declared, confirmed, ended and what lapsed, in the words of the board", () => {
  const said = new SaidSoFar();
  said.say("diversion.declared", declaration({ from: NOW, until: NOW + 60 * MINUTE }));
  const late = { ...declaration({ from: NOW + 70 * MINUTE, until: NOW + 90 * MINUTE }), declared: NOW };
  const [standing] = diversionsAt(said.standing(), [], NOW);
  said.say("diversion.confirmed", late);
  said.say("diversion.ended", { ...END, at: NOW + 80 * MINUTE });
  const at = (minutes: number) => storiesOf(said.history, [HOUSE], NOW + minutes * MINUTE)[0] ?? assert.fail();
  assert.deepEqual(
    at(200).steps.map(({ kind, at }) => [kind, (at - NOW) / MINUTE]),
    [
      ["declared", 0],
      ["lapsed", 60],
      ["confirmed", 70],
      ["ended", 80],
    ],
  );
  assert.deepEqual([at(200).steps[0]?.reason, at(200).category.name], [standing?.reason, standing?.category.name]);
  assert.equal(standing?.reason, "ED is full");
  assert.deepEqual(storiesOf(said.history, [], NOW), [], "of a facility that does not stand here nothing is told");
});

test("S3: nothing has lapsed before its time, and a lapse in a story is one in the totals", () => {
  const said = new SaidSoFar();
  said.say("diversion.declared", declaration({ from: NOW, until: NOW + 60 * MINUTE }));
  const lapses = (minutes: number) =>
    (storiesOf(said.history, [HOUSE], NOW + minutes * MINUTE)[0]?.steps ?? []).filter(one => one.kind === "lapsed")
      .length;
  for (const minutes of [0, 59, 60, 61, 500])
    assert.equal(lapses(minutes), totalsOf(said.history, 0, NOW + minutes * MINUTE + 1).lapsed, `${minutes} min`);
  said.say("diversion.ended", { ...END, at: NOW + 60 * MINUTE });
  assert.equal(lapses(500), 0, "ended in its last minute");
});
