import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readFixture } from "./fixtures.testing.ts";
import { TRY_OPTIONS, type Tried, tryBytes, tryFile } from "./try.ts";

const lines = (text: string | Uint8Array) => [...tryBytes("f", Buffer.from(text), TRY_OPTIONS)];

test("M3: a file without a message gives one line", () => {
  for (const text of ["", "hello", "FHS|^~\\&\rBHS|^~\\&\rBTS|0\r", "\0\0\0"]) {
    const [only, ...more] = lines(text);
    assert.deepEqual(more, []);
    assert.deepEqual([only?.index, only?.control, only?.type, only?.version], [0, null, null, null]);
    assert.deepEqual([only?.outcome, only?.reason?.code], ["parked", "no-message"]);
  }
});

test("M3: an unreadable path gives one line", async () => {
  const folder = mkdtempSync(join(tmpdir(), "try-"));
  try {
    for (const path of [join(folder, "missing.hl7"), folder]) {
      const found: Tried[] = [];
      for await (const one of tryFile(path, TRY_OPTIONS)) found.push(one);
      assert.deepEqual(
        found.map(one => [one.file, one.index, one.reason?.code]),
        [[path, 0, "unreadable"]],
      );
    }
    const path = join(folder, "good.hl7");
    writeFileSync(path, readFixture("admit"));
    for await (const one of tryFile(path, TRY_OPTIONS)) assert.equal(one.outcome, "mapped");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("messages are counted from 0 and each is judged alone, never as a duplicate", () => {
  const twice = Buffer.concat([readFixture("admit"), readFixture("admit"), readFixture("results")]);
  const all = lines(twice);
  assert.deepEqual(
    all.map(one => one.index),
    [0, 1, 2],
  );
  assert.deepEqual(all[0]?.resources, all[1]?.resources);
  assert.deepEqual(Object.keys(all[0] ?? {}), [
    "file",
    "index",
    "control",
    "type",
    "version",
    "outcome",
    "reason",
    "issues",
    "resources",
  ]);
});
