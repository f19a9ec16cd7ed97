// The benchmarks are another program beside src/: started, never imported.
import { spawn } from "node:child_process";
import { join } from "node:path";

/** `tideover bench NAME`: runs it and ends with its exit code. Without a name it lists them. */
export function bench(args: readonly string[]): void {
  const script = join(import.meta.dirname, "..", "..", "bench", "main.ts");
  const child = spawn(process.execPath, [script, ...args], { stdio: "inherit" });
  child.once("exit", code => {
    process.exitCode = code ?? 1;
  });
}
