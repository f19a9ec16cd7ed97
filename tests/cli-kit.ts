// What tests of the command line share: the real commands as processes, a small real hospital, its messages over MLLP.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before } from "node:test";
import { buildMessage, connect, encodeMessage, readMessage, type SegmentOf } from "../src/hl7/index.ts";
import { inFolder } from "./kit.ts";

/** The command line's first file, for a test that runs it as a process of its own: in ./test the program that ships, else the source. */
export const MAIN = process.env.TIDEOVER_PROGRAM ?? join(import.meta.dirname, "..", "src", "cli", "main.ts");

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };
type Env = { readonly [name: string]: string };

/** Only what a command may see: no key of the machine's own, no folder by default. */
function environment(env: Env): NodeJS.ProcessEnv {
  const { TIDEOVER_DATA: _1, TIDEOVER_KEY_FILE: _2, TIDEOVER_PASSPHRASE: _3, ...rest } = process.env;
  return { ...rest, NODE_NO_WARNINGS: "1", ...env };
}

/** Runs `tideover ARGS` to its end, with nobody at a terminal. */
export async function tideover(args: readonly string[], env: Env = {}): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environment(env),
    timeout: 120_000,
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, out, err };
}

/** As `tideover`, and it must succeed; returns what it printed. */
export async function succeed(args: readonly string[], env: Env = {}): Promise<string> {
  const ran = await tideover(args, env);
  assert.equal(ran.code, 0, `tideover ${args.join(" ")}: ${ran.err}${ran.out}`);
  return ran.out;
}

export const ZONE = "America/New_York";
export const PEOPLE = [
  "id,name,role,unit,facility,pin",
  'rn1,"COLE, Maria",nurse,4W,LAKESIDE,7302',
  'it1,"BERG, Anna",it,,LAKESIDE,4815',
  "",
].join("\n");

/** Writes a minimal configuration and its people; returns the path. Ports are free ones. */
export function realConfig(folder: string, more: object = {}, feeds = true): string {
  writeFileSync(join(folder, "people.csv"), PEOPLE);
  const feed = {
    feed: "ehr",
    facility: "LAKESIDE",
    mapping: { zone: ZONE, own: ["LAKESIDE"], facilities: { LAKESIDE: "LAKESIDE" } },
    heard: {},
    heartbeats: {},
    limits_ms: {},
    listen: { host: "127.0.0.1", port: 0 },
  };
  const path = join(folder, "node.json");
  const config = {
    facility: { id: "LAKESIDE", name: "Lakeside", zone: ZONE, parent: null },
    http: { port: 0 },
    feeds: feeds ? [feed] : [],
    people_file: "people.csv",
    ...more,
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

export type Node = {
  readonly url: string;
  readonly port: number;
  readonly said: () => string;
  /** As a person stops it; resolves when it is gone. */
  stop(): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
};

/** A test that fails leaves no node behind: the run would wait for it. */
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts a real node by the command, and waits until it is up. */
export async function startNode(args: readonly string[], env: Env = {}): Promise<Node> {
  const child = spawn(process.execPath, [MAIN, "start", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environment(env),
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  // Its lines come in pieces: it is up when it said where each of its feeds listens.
  const feeds = feedsIn(args[args.indexOf("--config") + 1] ?? "");
  const listening = () => said.match(/ listens on \S+ \(MLLP\)\n/g)?.length ?? 0;
  await upOrGone(child, () => /Tideover is up: \S+\n/.test(said) && listening() === feeds);
  const url = /Tideover is up: (\S+)/.exec(said)?.[1];
  if (url === undefined) {
    await end("SIGKILL");
    assert.fail(`the node did not come up: ${said}`);
  }
  return {
    url,
    port: Number(/listens on [^\s:]+:(\d+)/.exec(said)?.[1] ?? 0),
    said: () => said,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

function feedsIn(config: string): number {
  const { feeds } = JSON.parse(readFileSync(config, "utf8"));
  return Array.isArray(feeds) ? feeds.length : 0;
}

async function upOrGone(child: ChildProcess, isUp: () => boolean): Promise<void> {
  for (let waited = 0; waited < 60_000 && child.exitCode === null && !isUp(); waited += 25)
    await new Promise(resolve => setTimeout(resolve, 25));
}

/** `20230803` and on, of now, in UTC with its offset. */
export function stamp(at = Date.now()): string {
  return `${new Date(at).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}+0000`;
}

let control = 0;

/** One message of the little hospital about a patient. */
export function message(
  type: string,
  trigger: string,
  mrn: string,
  family: string,
  more: readonly SegmentOf[],
): Uint8Array {
  control += 1;
  const head: SegmentOf[] = [
    ["MSH", "EHR", "LAKESIDE", "TIDE", "LAKESIDE", stamp(), undefined, [type, trigger], `C${control}`, "P", "2.5.1"],
    ...(type === "ADT" ? ([["EVN", trigger, stamp()]] as SegmentOf[]) : []),
    [
      "PID",
      "1",
      undefined,
      [mrn, undefined, undefined, "LAKESIDE", "MR"],
      undefined,
      [family, "Ann"],
      undefined,
      "19560314",
      "F",
    ],
  ];
  return encodeMessage(buildMessage([...head, ...more]));
}

/** She is admitted to a bed. */
export function admit(mrn: string, family: string, unit: string, bed: string): Uint8Array {
  const visit = [`V${mrn}`, undefined, undefined, "LAKESIDE", "VN"];
  return message("ADT", "A01", mrn, family, [
    ["PV1", "1", "I", [unit, bed, undefined, "LAKESIDE"], ...Array<undefined>(15).fill(undefined), visit],
  ]);
}

/** Sends messages and requires that each is acknowledged. */
export async function send(port: number, messages: readonly Uint8Array[]): Promise<void> {
  const client = await connect({ host: "127.0.0.1", port });
  for (const one of messages) {
    const sent = await client.send(one);
    assert.equal(sent.kind, "answered");
    const answer = sent.kind === "answered" ? readMessage(sent.answer) : undefined;
    assert.ok(answer?.ok === true && answer.message.segments[1]?.text(1) === "AA", "not acknowledged");
  }
  client.close();
}

/** Signs a person in over HTTP; returns her cookie. */
export async function signIn(url: string, person: string, secret: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ person, secret }),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

/** Asks a node until the answer fits, at most ten seconds. */
export async function eventually<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (let waited = 0; ; waited += 50) {
    const answer = await ask();
    if (fits(answer) || waited > 10_000) return answer;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

export type StartedHouse = {
  /** The one that runs; a test that stops it puts another in its place. */
  node: Node;
  /** A path in the folder that goes away after the tests. */
  at(...parts: string[]): string;
  folder(): string[];
  /** The folder with its key. */
  keyed(): string[];
  start(): Promise<Node>;
};

/** A small real hospital with a node on it, for all tests of a file. */
export function startedHouse(): StartedHouse {
  let [root, node]: [string, Node | undefined] = ["", undefined];
  let leave: () => void = () => {};
  const left = new Promise<void>(resolve => (leave = resolve));
  let gone: Promise<void> = Promise.resolve();
  const at = (...parts: string[]) => join(root, ...parts);
  const folder = () => ["--data", at("data")];
  const keyed = () => [...folder(), "--key-file", at("node.key")];
  const start = () => startNode(["--config", realConfig(root), ...keyed()]);
  before(async () => {
    await new Promise<void>(ready => {
      gone = inFolder(async made => {
        root = made;
        ready();
        await left;
      });
    });
    await succeed(["init", ...keyed()]);
    node = await start();
  });
  after(async () => {
    await node?.stop();
    leave();
    await gone;
  });
  return {
    at,
    folder,
    keyed,
    start,
    get node() {
      return node ?? assert.fail("the node runs within tests only");
    },
    set node(other) {
      node = other;
    },
  };
}
