import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { judge, judgeAll } from "./rooms.ts";

const root = join(import.meta.dirname, "..");

test("dependencies between rooms point one way", () => {
  const { files, breaches } = judgeAll(root);
  assert.deepEqual(breaches, []);
  assert.ok(files >= 1, "no module was read: the check itself is blind");
});

test("a planted violation is found: an import, a type import, a re-export, a dynamic import, a look inside", () => {
  const planted = (code: string, file = "src/journal/x.ts") => judge(file, code).map(b => b.why);
  assert.deepEqual(planted('import { a } from "../chart/index.ts";'), ["journal comes before chart"]);
  assert.deepEqual(planted('import type { A } from "../chart/index.ts";'), ["journal comes before chart"]);
  assert.deepEqual(planted('export { a } from "../chart/index.ts";'), ["journal comes before chart"]);
  assert.deepEqual(planted('await import("../chart/index.ts");'), ["journal comes before chart"]);
  assert.deepEqual(planted('import { a } from "../journal/index.ts";', "src/hl7/x.ts"), ["hl7 knows no journal"]);
  assert.deepEqual(planted('import { a } from "../journal/entry.ts";', "src/chart/x.ts"), [
    "other rooms are entered by index.ts only",
  ]);
  assert.deepEqual(planted('import { a } from "../src/chart/census.ts";', "web/x.ts"), [
    "web/ may import only entries.ts and the types of routes.ts",
  ]);
  assert.deepEqual(planted('import { a } from "../../src/feed/index.ts";', "sim/hospital/x.ts"), [
    "sim/ may import only the builder of hl7/",
  ]);
  assert.deepEqual(planted('import { a } from "../src/journal/append.ts";', "bench/x.ts"), [
    "bench/ enters rooms by index.ts only",
  ]);
  assert.deepEqual(planted('import { a } from "../journal/index.ts";', "src/chart/x.ts"), []);
});
