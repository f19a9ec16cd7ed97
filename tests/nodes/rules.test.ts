// Each rule of the format that a history of nodes can express, taken out: its pinned seed notices (docs/FORMAT.md).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { RULES } from "./rules.ts";
import { SEEDS } from "./seeds.ts";
import { withoutRule } from "./taken-out.ts";

for (const rule of RULES) {
  test(`taken out: ${rule.name}`, async () => {
    // With the rule this seed holds: simulation.test.ts plays it in every run.
    assert.ok(rule.seed >= 1 && rule.seed <= SEEDS);
    await withoutRule(rule, ({ makeGround, simulate }) => {
      const ground = makeGround();
      try {
        assert.throws(
          () => simulate(ground, rule.seed),
          (error: unknown) => error instanceof Error && error.message.includes(`\n${rule.caught}`),
          `seed ${rule.seed} no longer notices it so: node tests/nodes/pin.ts ${rule.name}`,
        );
      } finally {
        ground.remove();
      }
    });
  });
}

test("docs/FORMAT.md lists these rules with their seeds, and tests that exist", () => {
  const root = join(import.meta.dirname, "..", "..");
  const [, section = ""] = readFileSync(join(root, "docs", "FORMAT.md"), "utf8").split("## Rules and their proof\n");
  const [proof = ""] = section.split("\n## ");
  const seeds = [...proof.matchAll(/^\| (.+) \| (\d+) \|$/gm)].map(([, name, seed]) => `${name} ${seed}`);
  assert.deepEqual(
    seeds,
    RULES.map(({ name, seed }) => `${name} ${seed}`),
  );
  const tests = [...proof.matchAll(/^\| .+ \| `(.+?)`: (.+) \|$/gm)];
  assert.ok(tests.length > 20);
  for (const [, file = "", name = ""] of tests) {
    assert.ok(readFileSync(join(root, file), "utf8").includes(`test("${name}`), `${file} has a test "${name}"`);
  }
});
