// RULES W4, as far as people's clinical entries exist: what a feed says and what people recorded stand beside one another.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inputOf } from "../src/chart/doses.read.ts";
import type { DoseCase, TableDose } from "../src/chart/doses.table.ts";
import { type Mar, marOf } from "../src/chart/index.ts";
import { TRY_OPTIONS, tryChart } from "../src/feed/index.ts";
import { idKey } from "../src/journal/index.ts";
import { composition } from "../src/server/index.ts";
import { drawn } from "./arbitrary.ts";
import { testKeys } from "./kit.ts";

const { kinds } = composition({ idKey: idKey(testKeys().id) });

/** A person says it in an act; the node alone may write it, so that nobody reviews in another's name. A cut is a command's. */
const SAID_BY_A_PERSON = new Set(["glass.reviewed", "chain.cut", "checkpoint.made"]);

test("W4: `replaces` is among people's entries: a feed's message sets nothing that a person's could replace, or be replaced by", () => {
  const ofTheNode = kinds.all().filter(kind => kind.permission === "node.record" && !SAID_BY_A_PERSON.has(kind.name));
  assert.ok(ofTheNode.some(kind => kind.name === "feed.message"));
  for (const kind of ofTheNode)
    for (const body of fc.sample(drawn(kind.schema), 5)) assert.equal(kind.key(body), null, `${kind.name} sets a key`);
});

const dose = (at: string, here: boolean): TableDose => ({ order: "1001", at, here });
function marWith(...doses: readonly TableDose[]): Mar {
  const one: DoseCase = {
    name: "two sources",
    rules: ["W4"],
    now: "10:52",
    heard: [["1 08:00", "10:50"]],
    orders: [{ order: "1001", drug: "oxyCODONE 5 mg", frequency: "PRN", prn: true, every_min: 240 }],
    doses,
    charting: [["4W", "screen", "04:00"]],
    expect: {},
  };
  return marOf(inputOf(one));
}

test("W4: nothing leads among doses: the last dose is the latest given of either source, and both are shown", () => {
  for (const [copy, here, last] of [
    ["06:00", "08:30", "here"],
    ["08:30", "06:00", "copy"],
  ] as const) {
    for (const doses of [
      [dose(copy, false), dose(here, true)],
      [dose(here, true), dose(copy, false)],
    ]) {
      const [medication] = marWith(...doses).medications;
      assert.ok(medication?.last.kind === "given");
      assert.deepEqual([medication.last.at.text, medication.last.source], ["08:30", last]);
      const shown = medication.slots.map(slot => slot.source);
      assert.deepEqual(shown, copy < here ? ["copy", "here"] : ["here", "copy"]);
    }
  }
});

test("W4: feed facts order among themselves: the newer message sets the field; allergies of all of them stand", () => {
  const say = (control: string, name: string, al1: string) =>
    new TextEncoder().encode(
      `${[
        `MSH|^~\\&|EHR|NORTH|TIDE|NORTH|20230803031200||ADT^A08|${control}|P|2.5.1`,
        "EVN|A08|20230803031200",
        `PID|1||700123^^^NORTH^MR||${name}||19570304|F`,
        `AL1|1|DA|${al1}|SV`,
      ].join("\r")}\r`,
    );
  const { entry } = tryChart(
    [say("C1", "NGUYEN^LAN", "PEN^Penicillin"), say("C2", "TRAN^LAN", "PEANUT^Peanut")],
    TRY_OPTIONS,
  );
  const all = JSON.stringify(entry);
  assert.match(all, /TRAN/);
  assert.doesNotMatch(all, /NGUYEN/);
  const allergies = entry.filter(({ resource }) =>
    JSON.stringify(resource).startsWith('{"resourceType":"AllergyIntolerance"'),
  );
  assert.equal(allergies.length, 2);
});
