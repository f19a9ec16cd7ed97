// `tideover start` as a process of its own, with the pinned node and its compile cache, and what it says while it starts.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { HOME } from "./node.ts";

const PATIENCE_MS = 300_000;

export type StartedNode = {
  readonly url: string;
  /** From the start of the process until it began to open the store, and until it listened; ms. */
  readonly opening_ms: number;
  readonly listening_ms: number;
  /** performance.now() at the start of the process. */
  readonly begun: number;
  stop(): Promise<void>;
};

/** Starts a node on a folder that holds its configuration and resolves when it listens. */
export function startReal(folder: string, keyFile: string, configFile: string): Promise<StartedNode> {
  const begun = performance.now();
  const child: ChildProcess = spawn(
    process.execPath,
    [
      process.env.TIDEOVER_PROGRAM ?? join(HOME, "src", "cli", "main.ts"),
      "start",
      ...["--data", folder],
      ...["--key-file", keyFile],
      ...["--config", configFile],
    ],
    {
      stdio: ["ignore", "pipe", "inherit"],
      // As runtime/prepare.sh sets them.
      env: { ...process.env, NODE_COMPILE_CACHE: join(HOME, ".cache", "compile"), NODE_NO_WARNINGS: "1" },
    },
  );
  const gone = new Promise<void>(resolve => child.once("exit", () => resolve()));
  const stop = async () => {
    child.kill("SIGTERM");
    await gone;
  };
  // No node outlives the benchmark.
  process.once("exit", () => child.kill("SIGKILL"));
  return new Promise((resolve, reject) => {
    let said = "";
    let opening_ms = Number.NaN;
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error("the node did not come up"));
    }, PATIENCE_MS);
    void gone.then(() => {
      clearTimeout(late);
      reject(new Error(`the node ended: ${said}`));
    });
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
      if (Number.isNaN(opening_ms) && said.includes("Opening the store")) opening_ms = performance.now() - begun;
      const url = /Tideover is up: (\S+)\n/.exec(said)?.[1];
      if (url === undefined) return;
      clearTimeout(late);
      resolve({ url, opening_ms, listening_ms: performance.now() - begun, begun, stop });
    });
  });
}
