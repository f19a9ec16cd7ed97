// Several nodes, seeded: cuts, loss, restores, forks, wrong clocks, clashing ids, unknown kinds (docs/FORMAT.md, "Rules and their proof").
// A failure names its seed: SEED=n replays it. SLOW=1 plays 10,000.
import { test } from "node:test";
import { SEEDS } from "./seeds.ts";
import { makeGround, simulate } from "./simulate.ts";

const only = Number(process.env.SEED ?? 0);
const last = process.env.SLOW === "1" ? 10_000 : SEEDS;

test("nodes that fail and talk in any way hold the same in the end, and lose nothing acknowledged", context => {
  const ground = makeGround();
  const begun = performance.now();
  let [entries, machines] = [0, 0];
  try {
    for (let seed = only || 1; seed <= (only || last); seed++) {
      const played = simulate(ground, seed);
      entries += played.entries;
      machines += played.machines;
    }
  } finally {
    ground.remove();
  }
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  context.diagnostic(
    `figure: ${only === 0 ? last : 1} histories of nodes, ${entries} entries on ${machines} machines, ${seconds} s`,
  );
});
