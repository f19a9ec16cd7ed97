// The page from which anyone lives the night, tried in Chromium: a real sender, a real node behind it, each button.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { serveControl } from "../../sim/control.ts";
import { FEEDS } from "../../sim/hospital/feeds.ts";
import { startSending } from "../../sim/hospital/send.ts";
import { assertAccessible, builtWeb, launch } from "../../web/tests/browser.ts";
import { FACILITY } from "./messages.ts";
import { startNight } from "./node.ts";

const MINUTE = 60_000;

async function until(holds: () => boolean, words: string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (holds()) return;
    await wait(50);
  }
  assert.fail(`not so in a minute: ${words}`);
}

test("pace, stop, drain, return empty, garbage, plug and kill do what their buttons say", async () => {
  builtWeb();
  const node = await startNight({
    feeds: FEEDS.map(({ name, countsDoses }) => ({
      feed: name,
      facility: FACILITY.id,
      mapping: { zone: FACILITY.zone, own: [FACILITY.id], counts_doses: countsDoses },
      heard: {},
      heartbeats: {},
      limits_ms: {},
      listen: { host: "127.0.0.1", port: 0 },
    })),
  });
  const folder = mkdtempSync(join(tmpdir(), "sim-"));
  let ahead = 0;
  const port = (feed: string) => node.ports.get(feed) ?? 0;
  const sender = startSending({
    seed: "7",
    host: "127.0.0.1",
    ports: { adt: port("adt"), pharmacy: port("pharmacy"), lab: port("lab"), scheduling: port("scheduling") },
    folder,
    now: () => Date.now() + ahead,
    historyHours: 1,
    timeout_ms: 5_000,
  });
  const feed = (name: string) => sender.state().feeds.find(one => one.feed === name) ?? assert.fail(name);
  let killed: Promise<void> | null = null;
  const control = await serveControl(sender, 0, () => {
    killed = node.kill();
  });
  const browser = await launch();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", error => faults.push(String(error)));
    page.on("console", message => {
      if (message.type() === "error") faults.push(message.text());
    });
    await page.goto(`http://localhost:${control.port}/`);
    const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
    const state = page.getByRole("status");
    await state.getByText(/The EHR is up · pace 1/).waitFor();
    await until(() => sender.state().history.sent === sender.state().history.of, "the history is told");
    await assertAccessible(page, "the simulator's page");

    await page.getByLabel("Simulated minutes in a minute").fill("5");
    await press("Set pace");
    await state.getByText(/pace 5/).waitFor();
    assert.equal(sender.state().pace, 5);

    await press("Stop: lab");
    await page.getByRole("row", { name: /^lab stopped/ }).waitFor();
    ahead += 5 * MINUTE;
    await until(() => feed("lab").queued > 8, "what the stopped feed would send waits");
    const stopped = feed("lab").acknowledged;
    await until(() => feed("adt").queued === 0, "the others go on");
    assert.equal(feed("lab").acknowledged, stopped);
    const waiting = feed("lab").queued;
    await press("Drain: lab");
    await until(() => feed("lab").queued === 0, "the backlog is drained");
    assert.ok(feed("lab").acknowledged >= stopped + waiting);

    await press("Stop: pharmacy");
    await page.getByRole("row", { name: /^pharmacy stopped/ }).waitFor();
    ahead += 5 * MINUTE;
    await until(() => feed("pharmacy").queued > 8, "the queue grows");
    await press("Return empty: pharmacy");
    await page.getByRole("row", { name: /^pharmacy sending/ }).waitFor();
    assert.ok(feed("pharmacy").lost > 8);

    // Garbage on the wire: the node is none the worse, the feed goes on.
    await press("Garbage: adt");
    const before = feed("adt").acknowledged;
    ahead += 5 * MINUTE;
    await until(() => feed("adt").acknowledged > before && feed("adt").queued === 0, "the feed goes on behind garbage");
    assert.equal((await fetch(`${node.url}/health`)).status, 200);

    await press("Pull the plug: the EHR goes dark");
    await state.getByText(/The plug is pulled: nothing is sent/).waitFor();
    assert.equal(await page.getByRole("button", { name: /^Pull the plug/ }).isDisabled(), true);
    await page.getByRole("row", { name: /^adt dark/ }).waitFor();
    const dark = feed("adt").sent;
    ahead += 5 * MINUTE;
    await wait(1_500);
    assert.equal(feed("adt").sent, dark);

    await press("Kill the node");
    await until(() => killed !== null, "the node is told to die");
    await killed;
    await assert.rejects(fetch(`${node.url}/health`));
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
    control.server.close();
    control.server.closeAllConnections();
    await sender.close();
    await node.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
