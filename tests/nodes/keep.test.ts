// Checkpoints, cuts, restores and erasing over several nodes, seeded; and each of their rules taken out (docs/FORMAT.md).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { KEEP_SEEDS, keepSimulate } from "./keep.ts";
import { KEEP_RULES } from "./keep-rules.ts";
import { without } from "./taken-out.ts";

const only = Number(process.env.SEED ?? 0);
const last = process.env.SLOW === "1" ? 1_000 : KEEP_SEEDS;

test("whatever is pruned, erased, restored and given late, charts show what was recorded, and nothing that was erased", {
  timeout: process.env.SLOW === "1" ? 4 * 3_600_000 : 400_000,
}, async context => {
  const sum = { pruned: 0, restored: 0, erased: 0 };
  for (let seed = only || 1; seed <= (only || last); seed++) {
    const count = await keepSimulate(seed);
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += count[name];
  }
  context.diagnostic(
    `figure: ${only === 0 ? last : 1} histories of keeping, ${sum.pruned} pruned, ${sum.restored} restored, ${sum.erased} erased`,
  );
  if (only === 0)
    for (const [name, count] of Object.entries(sum)) assert.ok(count > 20, `${count} ${name}: it is blind`);
});

for (const rule of KEEP_RULES) {
  test(`taken out: ${rule.name}`, async () => {
    assert.ok(rule.seed >= 1 && rule.seed <= KEEP_SEEDS);
    await without("keep", rule, async simulation => {
      await assert.rejects(
        () => simulation.keepSimulate(rule.seed),
        (error: unknown) => error instanceof Error && error.message.includes(`\n${rule.caught}`),
        `seed ${rule.seed} no longer notices it so`,
      );
    });
  });
}

test("docs/FORMAT.md lists these rules with their seeds, and tests that exist", () => {
  const root = join(import.meta.dirname, "..", "..");
  const page = readFileSync(join(root, "docs", "FORMAT.md"), "utf8");
  const [proof = ""] = (page.split("## Rules of keeping and their proof\n")[1] ?? "").split("\n## ");
  const seeds = [...proof.matchAll(/^\| (.+) \| (\d+) \|$/gm)].map(([, name, seed]) => `${name} ${seed}`);
  assert.deepEqual(
    seeds,
    KEEP_RULES.map(({ name, seed }) => `${name} ${seed}`),
  );
  const tests = [...proof.matchAll(/^\| .+ \| `(.+?)`: (.+) \|$/gm)];
  assert.ok(tests.length >= 10);
  for (const [, file = "", name = ""] of tests)
    assert.ok(readFileSync(join(root, file), "utf8").includes(`test("${name}`), `${file} has a test "${name}"`);
});
