// Every rule of the first stage is a test by its number: it stands in a title, or in a table whose cases are titles.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sourceFiles } from "./rooms.ts";

const RULES = [
  ...["A1", "A2", "A3", "A4", "A5"],
  ...["D1", "D2", "D3", "D4", "D5"],
  ...["W1", "W2", "W3", "W4", "W5", "W7"],
  ...["M1", "M2", "M3"],
  ...["P1", "P2", "P3", "P4"],
  "L1",
  ...["S1", "S2", "S3", "S4"],
];
const ROOT = join(import.meta.dirname, "..");

/** Rules that a title of these sources names: before its colon, or between blanks. */
function namedIn(sources: readonly string[]): Set<string> {
  const titles = sources.flatMap(source =>
    [...source.matchAll(/\b(?:test\(\s*|name:\s*)(["'`])(.*?)\1/gs)].map(found => found[2] ?? ""),
  );
  return new Set(titles.flatMap(title => [...title.matchAll(/\b([A-Z]\d)\b/g)].map(found => found[1] ?? "")));
}

test("each rule has a test that says its number", () => {
  const sources = ["src", "web", "sim", "tests", "bench"].flatMap(area =>
    sourceFiles(join(ROOT, area))
      .filter(path => /(\.test|-table|\.table)\.tsx?$/.test(path) && path !== "rules.test.ts")
      .map(path => readFileSync(join(ROOT, area, path), "utf8")),
  );
  assert.ok(sources.length > 40, `${sources.length} files: the check is blind`);
  const named = namedIn(sources);
  assert.deepEqual(
    RULES.filter(rule => !named.has(rule)),
    [],
  );
});

test("a rule that only a comment names is not tested", () => {
  assert.deepEqual(
    [...namedIn(['// W4 is elsewhere\ntest("W2 W3: said", () => {});', "  name: `A1: in a table`,"])],
    ["W2", "W3", "A1"],
  );
});
