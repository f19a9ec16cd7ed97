// Runs one benchmark: node bench/main.ts NAME [--quick] [--json]. `./tideover bench` starts it.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Benchmark } from "./benchmark.ts";
import { describeMachine } from "./machine.ts";
import { answerOf, reportText } from "./report.ts";

/** Loaded when it is run: what one imports must not be in the way of another. */
const BENCHMARKS: { readonly [name: string]: () => Promise<{ readonly benchmark: Benchmark }> } = {
  journal: () => import("./journal.ts"),
  intake: () => import("./intake.ts"),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
});
const [name = ""] = positionals;
const load = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
if (load === undefined) {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(BENCHMARKS).join(", ")}.\n`);
  process.exit(2);
}

// Below the checkout, as a node's data is: a temporary folder of the system may lie in memory, where a flush costs nothing.
const cache = join(import.meta.dirname, "..", ".cache");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "bench-"));
const remove = () => rmSync(folder, { recursive: true, force: true });
process.once("exit", remove);
process.once("SIGINT", () => process.exit(130));
process.once("SIGTERM", () => process.exit(143));

const say = (text: string) => void process.stderr.write(`${text}\n`);
const machine = describeMachine(folder);
const measured = await (await load()).benchmark.run(values.quick ? "quick" : "full", { folder, say });
process.stdout.write(
  values.json ? `${JSON.stringify(answerOf(name, machine, measured))}\n` : reportText(name, machine, measured),
);
process.exit(0);
