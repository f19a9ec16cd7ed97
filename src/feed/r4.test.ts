// Every resource that the mapper makes is valid R4, judged by two validators, over real messages where they are at hand.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { faults } from "../../tests/answer-faults.ts";
import { r4Faults } from "../fhir/r4.testing.ts";
import { readFixtures } from "./fixtures.testing.ts";
import { TRY_OPTIONS, type Tried, tryBytes } from "./try.ts";
import { tryChart } from "./try-chart.ts";

const CORPORA = join(import.meta.dirname, "../../../shared/data/hl7v2");

/** Every file of a folder, unpacked. */
function filesOf(folder: string): [string, Uint8Array][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(hl7|txt|tsv|hl7v2)(\.gz)?$/.test(entry.name))
    .map(entry => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return [entry.name, entry.name.endsWith(".gz") ? gunzipSync(bytes) : bytes];
    });
}

test("our own messages make valid R4", () => {
  let resources = 0;
  for (const { name, bytes } of readFixtures())
    for (const tried of tryBytes(name, bytes, TRY_OPTIONS)) {
      assert.deepEqual(faults(tried), []);
      resources += tried.resources.length;
    }
  assert.ok(resources > 30, "too few resources were judged");
});

test("the validators are not blind: a planted fault of each kind is found", () => {
  const fault = (resource: object) =>
    faults({ ...NOTHING, resources: [resource as Tried["resources"][number]] }).length > 0;
  assert.ok(fault({ resourceType: "Patient", id: "under_score" }));
  assert.ok(fault({ resourceType: "Patient", id: "a", gender: "F" }));
  assert.ok(fault({ resourceType: "Observation", id: "a", code: { text: "x" } }));
  assert.ok(
    fault({
      resourceType: "Observation",
      id: "a",
      status: "final",
      code: { text: "x" },
      valueString: "a",
      valueInteger: 1,
    }),
  );
  assert.ok(
    fault({
      resourceType: "Encounter",
      id: "a",
      status: "finished",
      class: { code: "IMP" },
      subject: { reference: "Patient/b" },
    }),
  );
});

test("M2, M3: real messages: each one line, valid R4, never a throw", {
  skip: existsSync(CORPORA) ? false : "no corpora here",
}, () => {
  const wrong: string[] = [];
  let mapped = 0;
  for (const [name, bytes] of filesOf(CORPORA)) {
    let index = 0;
    for (const tried of tryBytes(name, bytes, TRY_OPTIONS)) {
      assert.equal(tried.index, index++);
      assert.equal(tried.outcome === "parked", tried.reason !== null);
      wrong.push(...faults(tried));
      if (tried.outcome === "mapped") mapped++;
    }
    assert.ok(index >= 1);
  }
  assert.deepEqual(wrong.slice(0, 20), []);
  assert.ok(mapped > 50, `only ${mapped} messages were mapped`);
});

const NOTHING = {
  file: "",
  index: 0,
  control: null,
  type: null,
  version: null,
  outcome: "mapped",
  reason: null,
  issues: [],
} as const;

test("whatever a sender leaves out, cuts or sends twice, message and chart are valid R4", () => {
  const messages = readFixtures().map(one => Buffer.from(one.bytes).toString("utf8").trimEnd().split("\n"));
  const texts = ["", '""', "^", "2026", "202611", "20261399", "20261126", "Booked", "x y", "a^b&c~d"];
  const edit = fc.tuple(
    fc.nat(20),
    fc.nat(30),
    fc.constantFrom("put", "cut", "drop", "twice"),
    fc.constantFrom(...texts),
  );
  const edited = fc.tuple(fc.constantFrom(...messages), fc.array(edit, { maxLength: 3 })).map(([lines, edits]) => {
    const made = [...lines];
    for (const [line, field, how, text] of edits) {
      const where = 1 + (line % Math.max(1, made.length - 1));
      const fields = made[where]?.split("|");
      if (fields === undefined) continue;
      if (how === "put") fields[1 + (field % fields.length)] = text;
      if (how === "cut") fields.length = 1 + (field % fields.length);
      made.splice(where, how === "drop" ? 1 : 0, ...(how === "twice" ? [fields.join("|")] : []));
      if (how === "put" || how === "cut") made[where] = fields.join("|");
    }
    return made.join("\r");
  });
  fc.assert(
    fc.property(fc.array(edited, { minLength: 1, maxLength: 4 }), sent => {
      const bytes = sent.map(one => Buffer.from(one));
      for (const one of bytes) for (const tried of tryBytes("f", one, TRY_OPTIONS)) assert.deepEqual(faults(tried), []);
      for (const { resource } of tryChart(bytes, TRY_OPTIONS).entry) assert.deepEqual(r4Faults(resource), []);
    }),
    { numRuns: process.env.SLOW ? 5_000 : 60 },
  );
});
