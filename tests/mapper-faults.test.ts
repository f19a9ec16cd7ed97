// The mapper against a table of messages; then the same mapper with one fault planted in its source, which the table must notice.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import * as feed from "../src/feed/index.ts";
import { factsOf, type Mapper } from "./mapper-facts.ts";
import { MAPPER_CASES } from "./mapper-table.ts";
import { type Fault, plantedRooms, plantingGround } from "./planted.ts";

const FAULTS: readonly Fault[] = [
  {
    name: 'W2: "" means unchanged',
    file: "feed/map/context.ts",
    find: `if (sent === '""') facts.push({ field, state: "deleted" });`,
    put: "",
  },
  {
    name: "W2: an empty field deletes",
    file: "feed/map/context.ts",
    find: `if (sent === "" || sent === '""') continue;`,
    put: `if (sent === "") facts.push({ field, state: "deleted" });\n    if (sent === "" || sent === '""') continue;`,
  },
  {
    name: "W1: an order sets demographics and the visit",
    file: "feed/fold/changes.ts",
    find: `adt: facts.kind === "movement",`,
    put: "adt: true,",
  },
  {
    name: "W1: a thin record takes all that the message says",
    file: "chart/record-state.ts",
    find: "patient.facts.filter(fact => THIN_FIELDS.has(fact.field)),",
    put: "patient.facts,",
  },
  {
    name: "W3: a replayed move moves her back",
    file: "chart/movements.ts",
    find: "const isOld = liesBefore(movement, standing);",
    put: "const isOld = movement === null;",
  },
  {
    name: "W3: EVN-2 stands for EVN-6",
    file: "feed/map-message.ts",
    find: "occurred: (evn && moment(parts(evn, 6), 1, context)) ?? null,",
    put: "occurred: (evn && moment(parts(evn, 2), 1, context)) ?? null,",
  },
  {
    name: "W3: a cancelled discharge restores nothing",
    file: "chart/movements.ts",
    find: `"cancel-discharge": ["discharge"],`,
    put: `"cancel-discharge": [],`,
  },
  {
    name: "W5: MSH-4 is no authority",
    file: "feed/map/record.ts",
    find: `const authority = first ?? (facility ? nameOf(facility) : "");`,
    put: `const authority = first ?? "";`,
  },
  {
    name: "W5: a social security number names a record",
    file: "feed/map/record.ts",
    find: `new Set(["SS", "DL", "AN", "VN"])`,
    put: `new Set(["DL", "AN", "VN"])`,
  },
  {
    name: "W5: the first number names the record",
    file: "feed/map/record.ts",
    find: `const chosen = own.find(one => one.type === "MR") ?? own[0] ??`,
    put: "const chosen = found[0] ??",
  },
  {
    name: "the second name is taken for the first",
    file: "feed/map/pid.ts",
    find: "[5, (s, c) => piece({ name: humanNames(s, 5, c) })],",
    put: "[5, (s, c) => piece({ name: humanNames(s, 5, c)?.toReversed() })],",
  },
  {
    name: "the bed is taken for the room",
    file: "feed/map/pl.ts",
    find: "room: pl.at(2, 1) ?? null,",
    put: "room: pl.at(3, 1) ?? null,",
  },
  {
    name: "room and bed of the chart are swapped",
    file: "feed/map/pl.ts",
    find: `{ component: 2, level: "room", type: ["ro", "Room"] },\n  { component: 3, level: "bed", type: ["bd", "Bed"] },`,
    put: `{ component: 3, level: "room", type: ["ro", "Room"] },\n  { component: 2, level: "bed", type: ["bd", "Bed"] },`,
  },
  {
    name: "escapes are not decoded",
    file: "hl7/escape.ts",
    find: `if (mark === "" || !text.includes(mark)) return text;`,
    put: `if (mark !== "\\0") return text;`,
  },
  {
    name: "M1: bytes that are not UTF-8 become replacement characters",
    file: "hl7/charset.ts",
    find: `return { text: latin1(bytes), charset: "iso-8859-1", issues };`,
    put: `return { text: new TextDecoder().decode(bytes), charset: "utf-8", issues };`,
  },
  {
    name: "a time without a zone is UTC",
    file: "feed/map/ts.ts",
    find: "const read = readMoment(text, context.zone);",
    put: `const read = readMoment(text, "UTC");`,
  },
  {
    name: "the reaction of an allergy is dropped",
    file: "feed/map/al1.ts",
    find: "reaction(parts(al1, 4), repeats(al1, 5), context),",
    put: "",
  },
  {
    name: "D3: RXA-20 is not read",
    file: "feed/map/rxa.ts",
    find: "const said = parts(rxa, 20).at(1)?.toUpperCase() ?? misplaced(rxa);",
    put: `const said = "CP" as string | undefined;`,
  },
  {
    name: "D3: RXA-21 D removes nothing",
    file: "feed/map/rxa.ts",
    find: `if (sent === "A" || sent === "U" || sent === "D") return sent;`,
    put: `if (sent === "A" || sent === "U") return sent;`,
  },
  {
    name: "D3: RXA-21 U adds a second dose",
    file: "feed/map/rxa.ts",
    find: `if (sent === "A" || sent === "U" || sent === "D") return sent;`,
    put: `if (sent === "A" || sent === "D") return sent;`,
  },
  {
    name: "D3: the time of a dose is when it was entered",
    file: "feed/map/rxa.ts",
    find: "const start = moment(parts(rxa, 3), 1, context);",
    put: "const start = moment(parts(rxa, 22), 1, context);",
  },
  {
    name: "D3: complete with a refusal reason is given",
    file: "feed/map/rxa.ts",
    find: `if (!refused) return { status: "completed", given: "whole" };`,
    put: `if (refused || !refused) return { status: "completed", given: "whole" };`,
  },
  {
    name: "the code of a unit is taken for its words",
    file: "feed/map/quantity.ts",
    find: `...((text ?? of.at(1)) && { unit: text ?? of.at(1) ?? "" }),`,
    put: `...(of.at(1) && { unit: of.at(1) ?? "" }),`,
  },
  {
    name: "the flag of a result is lost",
    file: "feed/map/obx.ts",
    find: "interpretation: interpretations(obx, context),",
    put: "",
  },
  {
    name: "M2: a value that is no number is dropped",
    file: "feed/map/obx-value.ts",
    find: "if (value === undefined) values.push(asSent(obx, type, read !== undefined, repetition, text, context));",
    put: "if (value === undefined) continue;",
  },
  {
    name: "a correction does not replace",
    file: "chart/apply-resources.ts",
    find: "const was = merged[reference];",
    put: "const was = merged[reference];\n    if (was !== undefined) continue;",
  },
  {
    name: "W6: a merge is not read",
    file: "feed/map/adt.ts",
    find: `A40: { move: null, links: ["merge"] },`,
    put: "A40: { move: null },",
  },
  {
    name: "W6: an unlink is not read",
    file: "feed/map/adt.ts",
    find: `links: ["unlink"] },`,
    put: "},",
  },
  {
    name: "W6: a renumbered visit is another one",
    file: "feed/map/adt.ts",
    find: `A50: { ...move("update"), links: ["visit"] },`,
    put: `A50: move("update"),`,
  },
  {
    name: "W3: the second patient of a swap is not read",
    file: "feed/map-message.ts",
    find: "const patients = event === undefined ? byRecord(message, kind, sender, options) : byPatient(message);",
    put: "const patients = [message];",
  },
  {
    name: "W3: an event about the person moves her",
    file: "feed/map/adt.ts",
    find: `A31: { move: null, person: "update" },`,
    put: `A31: move("update"),`,
  },
  {
    name: "W3: who is only expected lies in the bed",
    file: "feed/map/adt.ts",
    find: `A05: move("pre-admit", "planned"),`,
    put: `A05: move("admit", "planned"),`,
  },
  {
    name: "W3: a leave frees the bed",
    file: "feed/map/adt.ts",
    find: `A21: move("leave", "onleave"),`,
    put: `A21: move("discharge", "onleave"),`,
  },
];

let ground: ReturnType<typeof plantingGround>;
before(() => {
  ground = plantingGround();
});
after(() => ground.remove());

/** The names of the cases that a mapper fails. */
function failing(mapper: Mapper): string[] {
  return MAPPER_CASES.filter(one => {
    try {
      assert.deepEqual(factsOf(mapper, one.messages), one.facts);
      return false;
    } catch {
      return true;
    }
  }).map(one => one.name);
}

/** The feed room of a copy, with one line changed where a fault is given. */
async function copyWith(name: string, fault?: Fault): Promise<Mapper> {
  return import(pathToFileURL(join(plantedRooms(ground.folder, name, fault), "feed", "index.ts")).href);
}

for (const one of MAPPER_CASES)
  test(`maps ${one.name}`, () => assert.deepEqual(factsOf(feed, one.messages), one.facts));

test("a copy of the rooms without a fault passes every case", async () => {
  assert.deepEqual(failing(await copyWith("whole")), []);
});

for (const [at, fault] of FAULTS.entries()) {
  test(`planted: ${fault.name}`, async () => {
    const failed = failing(await copyWith(String(at), fault)).length;
    assert.ok(failed > 0, "no case of the table notices it");
    assert.ok(failed < MAPPER_CASES.length, "it breaks everything: this is no fault of one field");
  });
}
