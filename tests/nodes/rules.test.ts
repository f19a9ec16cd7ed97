// Each rule of the format that a history of nodes can express, taken out: its pinned seed notices (docs/FORMAT.md).
import assert from "node:assert/strict";
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
        );
      } finally {
        ground.remove();
      }
    });
  });
}
