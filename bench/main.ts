// Runs one benchmark: node bench/main.ts NAME [--quick] [--json]. `./tideover bench` starts it.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { BENCHMARKS } from "./all.ts";
import { describeMachine } from "./machine.ts";
import { HOME } from "./node.ts";
import { answerOf, reportText } from "./report.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
});
const [name] = positionals;
const load = name === undefined ? undefined : BENCHMARKS.get(name);
if (name === undefined || load === undefined) {
  const said = name === undefined ? "Which benchmark?" : `There is no benchmark ${name}.`;
  process.stderr.write(`${said} There are: ${[...BENCHMARKS.keys()].join(", ")}.\n`);
  process.exit(2);
}

// Below the checkout, as a node's data is: a temporary folder of the system may lie in memory, where a flush costs nothing.
const cache = join(HOME, ".cache");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "bench-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

const machine = describeMachine(folder);
const say = (text: string) => void process.stderr.write(`${text}\n`);
try {
  const { benchmark } = await load();
  const measured = await benchmark.run(values.quick ? "quick" : "full", { folder, say });
  process.stdout.write(
    values.json ? `${JSON.stringify(answerOf(name, machine, measured))}\n` : reportText(name, machine, measured),
  );
  process.exit(0);
} catch (error) {
  say(`${name} was not measured: ${error instanceof Error ? error.message : "it failed"}`);
  process.exit(1);
}
