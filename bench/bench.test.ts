// Every benchmark runs at its smallest size and answers in the one shape. Nothing here is timed.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { inFolder } from "../tests/kit.ts";
import { BENCHMARKS } from "./all.ts";
import { describeMachine } from "./machine.ts";
import { answerOf, reportText } from "./report.ts";
import { percentile } from "./statistics.ts";

const Positive = z.number().positive();
const Answer = z.strictObject({
  bench: z.string(),
  machine: z.strictObject({
    cores: z.int().positive(),
    cpu: z.string(),
    memory_gb: Positive,
    os: z.string(),
    node: z.string(),
    disk_flush_p50_ms: Positive,
    disk_flush_p99_ms: Positive,
  }),
  figures: z.record(z.string(), z.union([z.number(), z.string()])),
  ratios: z.strictObject({ peer: Positive, limit: Positive, growth: Positive }).partial(),
});

for (const [name, load] of BENCHMARKS) {
  test(`${name} measures what it says and answers in the one shape`, () =>
    inFolder(async folder => {
      const { benchmark } = await load();
      const measured = await benchmark.run("tiny", { folder, say: () => {} });
      const machine = describeMachine(folder);
      const answer = Answer.parse(JSON.parse(JSON.stringify(answerOf(name, machine, measured))));
      assert.equal(answer.bench, name);
      for (const [figure, value] of Object.entries(answer.figures))
        assert.ok(typeof value === "string" || value > 0 || figure.endsWith("noise"), `${figure} is ${value}`);
      assert.ok(measured.asked.length > 0, "nothing is asked of it");
      assert.match(reportText(name, machine, measured), /reached/);
    }));
}

test("a name that is none lists those there are", () => {
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), "speed"], {
    encoding: "utf8",
  });
  assert.equal(status, 2);
  for (const name of ["speed", ...BENCHMARKS.keys()]) assert.ok(stderr.includes(name), stderr);
});

test("a percentile is a sample: the least one that the share does not exceed", () => {
  const samples = [5, 1, 4, 2, 3];
  assert.deepEqual(
    [0.01, 0.2, 0.5, 0.99, 1].map(share => percentile(samples, share)),
    [1, 1, 3, 5, 5],
  );
  assert.ok(Number.isNaN(percentile([], 0.5)));
});
