// Promise 1: nothing acknowledged is lost. The node is killed under load, again and again, by SIGKILL.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { readMessage } from "../src/hl7/index.ts";
import { decodeBody, FILES, headerOf, openEncrypted, Store, verifyStore } from "../src/journal/index.ts";
import { inFolder, seeded, testKeys } from "./kit.ts";

const KILLS = process.env.SLOW === "1" ? 1_000 : 4;
/** A node is killed when so many were acknowledged since it came up, some more by chance: by progress, not by the clock. */
const BETWEEN = 300;

type Counted = { acknowledged: number; lost: number; inFlight: number; kills: number };

async function lineOf(child: ChildProcess): Promise<Record<string, number>> {
  assert.ok(child.stdout !== null);
  const [chunk] = await once(child.stdout, "data");
  return JSON.parse(String(chunk).split("\n")[0] ?? "");
}

function start(script: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

const linesIn = (file: string) => (existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0);

/** Waits until the sender holds `count` more acknowledgements than now. */
async function acknowledgedMore(file: string, count: number): Promise<void> {
  const goal = linesIn(file) + count;
  for (let waited = 0; linesIn(file) < goal; waited += 10) {
    assert.ok(waited < 60_000, "the node acknowledges nothing any more");
    await wait(10);
  }
}

/** Kills the node `kills` times under load, and holds what the sender fsynced against the journal. */
async function rounds(folder: string, kills: number, seed: number, ...flags: string[]): Promise<Counted> {
  const random = seeded(seed);
  const data = join(folder, "data");
  const file = join(folder, "acknowledged");
  let node = start("kill-node.ts", data, "0", ...flags);
  const { port = 0 } = await lineOf(node);
  const sender = start("kill-sender.ts", String(port), file);
  const said = lineOf(sender);
  for (let kill = 0; kill < kills; kill++) {
    await acknowledgedMore(file, BETWEEN + random.below(BETWEEN));
    const gone = once(node, "exit");
    node.kill("SIGKILL");
    await gone;
    node = start("kill-node.ts", data, String(port), ...flags);
    await lineOf(node);
  }
  await acknowledgedMore(file, BETWEEN);
  sender.kill("SIGTERM");
  const { mostInFlight = 0 } = await said;
  const gone = once(node, "exit");
  node.kill("SIGKILL");
  await gone;

  const store = new Store(openEncrypted(join(data, FILES.journal), testKeys().data, "full"));
  const here = controlsIn(store);
  assert.deepEqual(verifyStore(store, store.publicKeys()).findings, [], "the chains hold");
  store.db.close();
  const acknowledged = readFileSync(file, "utf8")
    .split("\n")
    .filter(line => line !== "");
  return {
    acknowledged: acknowledged.length,
    lost: acknowledged.filter(control => !here.has(control)).length,
    inFlight: mostInFlight,
    kills,
  };
}

function controlsIn(store: Store): Set<string> {
  const controls = new Set<string>();
  let row = 0;
  for (let rows = store.after(row, 1_000); rows.length > 0; rows = store.after(row, 1_000)) {
    for (const entry of rows) {
      const body = entry.payload === null ? undefined : decodeBody(entry.payload);
      if (headerOf(entry)?.kind !== "feed.message" || typeof body !== "object" || body === null || !("message" in body))
        continue;
      const read = body.message instanceof Uint8Array ? readMessage(body.message) : undefined;
      const control = read?.ok === true ? read.message.segments[0]?.text(10) : undefined;
      if (control !== undefined) controls.add(control);
    }
    row = rows.at(-1)?.row ?? row;
  }
  return controls;
}

test("killed under load, the node keeps every message that it acknowledged", async context => {
  const counted = await inFolder(folder => rounds(folder, KILLS, 17));
  context.diagnostic(
    `figure: ${counted.kills} SIGKILLs, up to ${counted.inFlight} in flight, ${counted.acknowledged} acknowledged, ${counted.lost} lost`,
  );
  assert.ok(counted.inFlight >= 1_000, `only ${counted.inFlight} in flight`);
  assert.ok(counted.acknowledged > 1_000, `only ${counted.acknowledged} acknowledged`);
  assert.equal(counted.lost, 0);
});

test("an acknowledgement before the commit is found by the same rounds", async context => {
  const counted = await inFolder(folder => rounds(folder, 2, 18, "--ack-before-commit"));
  context.diagnostic(`figure: planted acknowledgement before commit: ${counted.lost} of ${counted.acknowledged} lost`);
  assert.ok(counted.lost > 0);
});
