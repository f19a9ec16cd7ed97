// Several nodes, seeded: cuts, loss, restores, forks, wrong clocks, clashing ids, unknown kinds (docs/FORMAT.md, "Rules and their proof").
// A failure names its seed: SEED=n replays it. SLOW=1 plays 10,000.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SEEDS } from "./seeds.ts";
import { makeGround, simulate } from "./simulate.ts";

const only = Number(process.env.SEED ?? 0);
const isSlow = process.env.SLOW === "1";
const last = isSlow ? 10_000 : SEEDS;
const timeout = isSlow ? 4 * 3_600_000 : 400_000;

test("nodes that fail and talk in any way hold the same in the end, and lose nothing acknowledged", {
  timeout,
}, context => {
  const ground = makeGround();
  const begun = performance.now();
  const sum = { entries: 0, machines: 0, forks: 0, clashes: 0, conflicts: 0, lost: 0 };
  try {
    for (let seed = only || 1; seed <= (only || last); seed++) {
      const played = simulate(ground, seed);
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += played[name];
    }
  } finally {
    ground.remove();
  }
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  const said = Object.entries(sum).map(([name, count]) => `${count} ${name}`);
  context.diagnostic(`figure: ${only === 0 ? last : 1} histories of nodes, ${said.join(", ")}, ${seconds} s`);
  if (only === 0)
    for (const [name, count] of Object.entries(sum)) assert.ok(count > 100, `${count} ${name}: it is blind`);
});
