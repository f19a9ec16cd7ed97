// Finds the first seed that notices each rule taken out: `node tests/nodes/pin.ts WORDS` for the rules whose name holds them.
import { RULES } from "./rules.ts";
import { SEEDS } from "./seeds.ts";
import { withoutRule } from "./taken-out.ts";

const words = process.argv.slice(2).join(" ");

for (const rule of RULES.filter(({ name }) => name.includes(words))) {
  const found = await withoutRule(rule, ({ makeGround, simulate }) => {
    const ground = makeGround();
    try {
      for (let seed = 1; seed <= SEEDS; seed++) {
        try {
          simulate(ground, seed);
        } catch (error) {
          const why = error instanceof Error && error.cause instanceof Error ? error.cause : error;
          return `${seed}  ${String(why).split("\n")[0]}`;
        }
      }
      return "none";
    } finally {
      ground.remove();
    }
  });
  process.stdout.write(`${rule.name}: ${found}\n`);
}
