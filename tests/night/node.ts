// A node as a hospital runs it: `tideover start --config` in its own process, its own folder and keys, real sockets.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomFillSync } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FeedConfigured } from "../../src/feed/index.ts";
import { connect, readMessage } from "../../src/hl7/index.ts";
import { type Keys, newIdentity, newKeys, writeSlot } from "../../src/journal/index.ts";
import { MAIN } from "../cli-kit.ts";
import { FACILITY, feedsOf } from "./messages.ts";

export const PIN = { park: "418023", reyes: "905117", solis: "671902", okoro: "350284", ibarra: "582640" } as const;

/** Two nurses of the unit, a scheduler, who keeps the node running, and the privacy office. */
const PEOPLE = `id,name,role,unit,facility,pin
IT004,"SOLIS, Rafael",it,IT,${FACILITY.id},${PIN.solis}
P0021,"OKORO, Grace",privacy,,${FACILITY.id},${PIN.okoro}
N0901,"PARK, Dana",nurse,4 West,${FACILITY.id},${PIN.park}
S0021,"IBARRA, Ana",scheduler,Clinics,${FACILITY.id},${PIN.ibarra}
N0417,"REYES, Ana",nurse,4 West,${FACILITY.id},${PIN.reyes}
`;

const STARTS_WITHIN_MS = 60_000;

export type NightNode = {
  readonly url: string;
  readonly ports: ReadonlyMap<string, number>;
  readonly folder: string;
  readonly keyFile: string;
  /** Sends over MLLP, in order; each must be answered AA. */
  send(feed: "adt" | "clinical", messages: readonly Uint8Array[]): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
  /** As Ctrl-C would. */
  stop(): Promise<void>;
  /** Starts again over the same folder. */
  restart(): Promise<void>;
  /** Stops, and takes the folder away. */
  close(): Promise<void>;
};

export type NightOptions = {
  /** How long a kind of data may be silent; the default table's where left out. */
  readonly limit_ms?: number;
  /** The two feeds of an EHR where left out. */
  readonly feeds?: readonly FeedConfigured[];
  /** Of the network; two nodes share them. */
  readonly keys?: Keys;
};

export function networkKeys(): Keys {
  return newKeys({ bytes: count => randomFillSync(new Uint8Array(count)) });
}

/** Starts a node with nothing in it but its people. */
export async function startNight(options: NightOptions = {}): Promise<NightNode> {
  const folder = mkdtempSync(join(tmpdir(), "tideover-night-"));
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  const identity = await newIdentity();
  const keyFile = join(folder, "node.key");
  writeFileSync(keyFile, `${identity}\n`, { mode: 0o600 });
  await writeSlot(data, options.keys ?? networkKeys(), { slot: "key-file", identity });
  const feeds = options.feeds ?? feedsOf(options.limit_ms);
  const people = join(folder, "people.csv");
  writeFileSync(people, PEOPLE);
  const config = join(folder, "node.json");
  const configure = (port: number) =>
    writeFileSync(
      config,
      JSON.stringify({
        facility: FACILITY,
        http: { host: "127.0.0.1", port },
        people_file: people,
        feeds,
      }),
    );
  configure(0);
  const started = ["--config", config, "--data", data, "--key-file", keyFile];
  let running = await run(started, feeds.length);
  // An open page finds the node again after a restart.
  configure(Number(new URL(running.url).port));
  const node = {
    folder: data,
    keyFile,
    get url() {
      return running.url;
    },
    get ports() {
      return running.ports;
    },
    async send(feed: "adt" | "clinical", messages: readonly Uint8Array[]) {
      const client = await connect({ host: "127.0.0.1", port: running.ports.get(feed) ?? 0 });
      for (const message of messages) {
        const sent = await client.send(message);
        assert.ok(sent.kind === "answered", "the node did not answer");
        const read = readMessage(sent.answer);
        assert.equal(read.ok && read.message.segment("MSA")?.text(1), "AA");
      }
      client.close();
    },
    kill: () => end(running.child, "SIGKILL"),
    stop: () => end(running.child, "SIGTERM"),
    async restart() {
      running = await run(started, feeds.length);
    },
    async close() {
      await end(running.child, "SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return node;
}

type Started = { readonly child: ChildProcess; readonly url: string; readonly ports: ReadonlyMap<string, number> };

async function run(options: readonly string[], feeds: number): Promise<Started> {
  const child = spawn(process.execPath, [MAIN, "start", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  const ports = new Map<string, number>();
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the node did not come up: ${said}`)), STARTS_WITHIN_MS);
    child.once("exit", code => reject(new Error(`the node ended with ${code}: ${said}`)));
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (chunk: string) => {
      said += chunk;
      for (const [, feed = "", port = ""] of said.matchAll(/feed (\S+) listens on \S+:(\d+) /g))
        ports.set(feed, Number(port));
      const at = /Tideover is up: (\S+)/.exec(said)?.[1];
      if (at === undefined || ports.size < feeds) return;
      clearTimeout(late);
      resolve(at);
    });
  });
  return { child, url, ports };
}

async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}
