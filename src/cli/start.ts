// `./start`: a node for a simulated hospital whose EHR is alive; with --config, a real one (RULES P4).
import { type ChildProcess, fork } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fromHex, newKeys, openSlot, slotsOf, writeSlot } from "../journal/index.ts";
import { type NodeConfig, type Running, startNode } from "../server/index.ts";
import { builtWeb } from "./built-web.ts";
import { type Demo, describeDemo } from "./demo.ts";
import { writeDemoConfig } from "./demo-config.ts";
import { fail } from "./fail.ts";
import { demoFolderOf, demoKeyFile, keysOf, realFolderOf } from "./folder.ts";
import { makeKeyFile, readKeyFile } from "./key-file.ts";
import { readNodeConfig } from "./node-config.ts";
import { WORLD } from "./open.ts";
import { refusePending } from "./pending.ts";

const HOME = join(import.meta.dirname, "..", "..");

export type StartOptions = {
  readonly data?: string;
  readonly keyFile?: string;
  readonly config?: string;
  readonly port?: string;
  readonly sim: boolean;
  readonly pace?: string;
};

/** Starts and stays until it is told to stop. */
export async function start(options: StartOptions): Promise<void> {
  const isDemo = options.config === undefined;
  const folder = isDemo ? demoFolderOf(options) : realFolderOf(options);
  const demo = isDemo ? describeDemo(HOME, "America/New_York") : null;
  const real = isDemo ? null : readNodeConfig(options.config ?? "");
  refusePending(folder);
  const isFirst = isDemo && slotsOf(folder).length === 0;
  const keys = isDemo ? await demoKeys(folder) : await keysOf(options, folder);
  const config = real ?? (await demoConfig(folder, options, demo ?? fail("The simulated hospital is missing.")));
  const dist = await builtWeb(HOME, say);
  say("Opening the store …");
  const node = await startNode({
    folder,
    keys,
    config,
    dist,
    note: say,
    takesConfig: isDemo,
    progress: (done, of) => say(`Folding: ${done} of ${of}`),
    report: error =>
      process.stderr.write(`fault: ${error instanceof Error ? (error.stack ?? error.name) : "unknown"}\n`),
  }).catch((error: unknown) => fail(error instanceof Error ? error.message : "The node could not start."));
  if (isFirst && demo !== null) await seedRegion(node, demo);
  say("");
  say(`Tideover is up: ${node.url}`);
  for (const [feed, port] of node.ports) say(`  feed ${feed} listens on ${config.http.host}:${port} (MLLP)`);
  const sim = isDemo && options.sim ? await simulator(folder, node, options) : null;
  if (demo !== null) signIns(demo);
  stopOnSignal(node, sim);
}

/** The demo's network, and what it said this morning: recorded once, as its house supervisor would have. */
async function seedRegion({ writer }: Running, { region }: Demo): Promise<void> {
  const drafts = region.flatMap(({ id, ...draft }) => {
    const bytes = fromHex(id);
    return bytes === undefined ? [] : [{ ...draft, id: bytes }];
  });
  await writer.record(drafts.map(draft => ({ drafts: [draft], online: false })));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The demo's data key is opened by a key file in the user's configuration folder, never beside the data. */
async function demoKeys(folder: string) {
  const path = demoKeyFile();
  if (slotsOf(folder).length > 0) {
    const opened = await openSlot(folder, { slot: "key-file", identity: readKeyFile(path) });
    return opened.ok
      ? opened.keys
      : fail(
          `${opened.error.text} The demo's key file is ${path}; without it the demo's data cannot be read. If ${folder} holds nothing but the demo, remove it to begin anew; a real node starts with --config.`,
        );
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const identity = existsSync(path) ? readKeyFile(path) : await makeKeyFile(path, "the demo's data");
  const keys = newKeys(WORLD.random);
  await writeSlot(folder, keys, { slot: "key-file", identity });
  return keys;
}

/** The demo's ports are the usual ones, or the next free. */
async function demoConfig(folder: string, options: StartOptions, demo: Demo): Promise<NodeConfig> {
  const http = await freePort(Number(options.port ?? 8080));
  const feeds = await Promise.all(demo.feeds.map((_, index) => freePort(2_575 + index * 10)));
  return writeDemoConfig(folder, demo, { http, feeds });
}

/** The port, or the next free one after it. */
async function freePort(from: number): Promise<number> {
  for (let port = from; port < from + 200; port++) {
    const isFree = await new Promise<boolean>(resolve => {
      const probe = createServer();
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  return fail(`No port between ${from} and ${from + 200} is free.`);
}

async function simulator(folder: string, node: Running, options: StartOptions): Promise<ChildProcess> {
  const ports = [...node.ports].map(([feed, port]) => `${feed}=${port}`).join(",");
  const control = await freePort(8_090);
  const child = fork(
    join(HOME, "sim", "main.ts"),
    [
      "--seed",
      "7",
      "--host",
      "127.0.0.1",
      "--ports",
      ports,
      "--state",
      join(folder, "sim"),
      "--control-port",
      String(control),
      "--pace",
      options.pace ?? "1",
    ],
    { stdio: ["ignore", "pipe", "inherit", "ipc"] },
  );
  // The button that kills the node: as a power cut would, without a word to anyone.
  child.on("message", message => {
    if (typeof message === "object" && message !== null && "do" in message && message.do === "kill")
      process.kill(process.pid, "SIGKILL");
  });
  if (child.stdout === null) return child;
  let filled = 0;
  let rest = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const said = parse(line);
      if (said === null || said.history === undefined) continue;
      const { sent: done, of } = said.history;
      if (done < of && done - filled >= 1_000)
        say(`filling: ${done.toLocaleString("en-US")} of ${of.toLocaleString("en-US")}`);
      if (done >= of && filled < of) say(`filled: ${of.toLocaleString("en-US")} messages of history; the EHR is alive`);
      filled = done >= of ? of : done - filled >= 1_000 ? done : filled;
    }
  });
  say(`  the simulated EHR sends; live the night at http://localhost:${control}`);
  return child;
}

function parse(line: string): { history?: { sent: number; of: number } } | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function signIns(demo: Demo): void {
  say("");
  say("Sign in as (the people are invented):");
  const sees: Record<string, string> = {
    nurse: "her unit, charts, the MAR, paper",
    "charge nurse": "her unit, charts, the board; declares a diversion",
    "house supervisor": "the board of the network; no chart",
    physician: "charts, results, paper",
    pharmacist: "charts and medications",
    clerk: "census and paper",
    scheduler: "who is expected in the clinics, with phones",
    it: "the system, no chart",
    privacy: "who opened what is marked, and who looked; no chart",
  };
  for (const p of demo.roster) say(`  ${p.id.padEnd(6)} PIN ${p.pin}  ${p.name.padEnd(24)} ${sees[p.role] ?? ""}`);
  say("");
  for (const line of demo.to_try) say(line);
  say("Stop with Ctrl-C. A second start goes on where this one stopped.");
}

function stopOnSignal(node: Running, sim: ChildProcess | null): void {
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    sim?.kill("SIGTERM");
    await node.close();
    process.exit(0);
  };
  process.on("SIGINT", () => void stop());
  process.on("SIGTERM", () => void stop());
}
