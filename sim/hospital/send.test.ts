import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { serveControl } from "../control.ts";
import { mllpSender } from "../mllp.ts";
import { CLEAN } from "./dirt.ts";
import { type HospitalSender, startSending } from "./send.ts";

type Receiver = { port: number; got: string[]; mode: "ack" | "drop" | "stall" | "error"; close(): Promise<void> };

/** A real TCP listener that acknowledges, or drops the line, or says nothing. */
async function receiver(): Promise<Receiver> {
  const lines = new Set<Socket>();
  const made: Receiver = { port: 0, got: [], mode: "ack", close: async () => {} };
  const server: Server = createServer(line => {
    lines.add(line);
    line.on("error", () => line.destroy());
    let heard = "";
    line.on("data", chunk => {
      heard += chunk.toString("latin1");
      for (let end = heard.indexOf("\x1c\r"); end >= 0; end = heard.indexOf("\x1c\r")) {
        const message = heard.slice(heard.indexOf("\x0b") + 1, end);
        heard = heard.slice(end + 2);
        if (made.mode === "drop") {
          line.destroy();
          return;
        }
        if (made.mode === "stall") return;
        const control = message.split("|")[9] ?? "";
        made.got.push(control);
        line.write(`\x0bMSH|^~\\&|||||||ACK|1|P|2.5.1\rMSA|${made.mode === "error" ? "AE" : "AA"}|${control}\r\x1c\r`);
      }
    });
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  made.port = typeof address === "object" && address !== null ? address.port : 0;
  made.close = () =>
    new Promise(resolve => {
      for (const line of lines) line.destroy();
      server.close(() => resolve());
    });
  return made;
}

async function until(what: () => boolean, words: string): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (what()) return;
    await wait(25);
  }
  assert.fail(`not so in time: ${words}`);
}

test("MLLP: acknowledged, dropped, stalled, refused for now, and a line made again", async () => {
  const to = await receiver();
  const sender = mllpSender({ host: "127.0.0.1", port: to.port, timeout_ms: 200 });
  const message = new TextEncoder().encode("MSH|^~\\&|a|b|c|d|20260101||ZHB^Z01|C1|P|2.5.1\r");
  assert.deepEqual(await sender.deliver(message, "C1"), { kind: "answered", answer: "AA" });
  to.mode = "drop";
  assert.deepEqual(await sender.deliver(message, "C1"), { kind: "no answer", why: "the line was closed" });
  to.mode = "stall";
  assert.deepEqual(await sender.deliver(message, "C1"), { kind: "no answer", why: "no answer in time" });
  to.mode = "error";
  assert.deepEqual(await sender.deliver(message, "C1"), { kind: "answered", answer: "AE" });
  to.mode = "ack";
  assert.deepEqual(await sender.deliver(message, "C2"), {
    kind: "no answer",
    why: "an answer that names another message",
  });
  assert.deepEqual(await sender.deliver(message, "C1"), { kind: "answered", answer: "AA" });
  sender.cut();
  await to.close();
  assert.equal((await sender.deliver(message, "C1")).kind, "no answer");
});

test("P4: beds first, stop, drain, return without queue, plug, and a second start that resumes", {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "hospital-"));
  const [adt, pharmacy, lab] = [await receiver(), await receiver(), await receiver()];
  const scheduling = await receiver();
  let now = Date.UTC(2026, 10, 24, 15, 0);
  const start = (): HospitalSender =>
    startSending({
      seed: "7",
      host: "127.0.0.1",
      ports: { adt: adt.port, pharmacy: pharmacy.port, lab: lab.port, scheduling: scheduling.port },
      folder,
      now: () => now,
      historyHours: 1,
      dirt: CLEAN,
      timeout_ms: 2_000,
    });
  const feed = (sender: HospitalSender, name: string) => {
    const found = sender.state().feeds.find(f => f.feed === name);
    assert.ok(found);
    return found;
  };
  const first = start();
  adt.mode = "stall";
  await wait(300);
  assert.equal(pharmacy.got.length, 0, "nobody is told an order before all beds");
  first.stop("adt");
  adt.mode = "ack";
  first.drain("adt");
  await until(() => first.state().history.sent === first.state().history.of, "history told");
  await first.close();
  const told = [adt.got.length, pharmacy.got.length, lab.got.length];

  const second = start();
  await wait(300);
  const again = [adt, pharmacy, lab].map((r, i) => r.got.length - (told[i] ?? 0));
  assert.ok(
    again.every(n => n < 5),
    `history is not told twice: ${again}`,
  );
  assert.equal(new Set(pharmacy.got).size, pharmacy.got.length, "nothing acknowledged is sent again");
  second.stop("pharmacy");
  now += 5 * 60_000;
  await until(() => feed(second, "pharmacy").queued > 8, "the queue grows");
  const before = pharmacy.got.length;
  await wait(150);
  assert.equal(pharmacy.got.length, before, "a stopped feed sends nothing");
  second.drain("pharmacy");
  await until(() => pharmacy.got.length > before + 8, "the backlog comes");
  second.stop("lab");
  now += 5 * 60_000;
  await until(() => feed(second, "lab").queued > 8, "the queue grows");
  second.returnWithoutQueue("lab");
  assert.ok(feed(second, "lab").lost > 8);
  await second.sendGarbage("adt");

  const control = await serveControl(second, 0);
  const at = `http://127.0.0.1:${control.port}`;
  const post = (origin: string, command: unknown) =>
    fetch(`${at}/command`, { method: "POST", headers: { origin }, body: JSON.stringify(command) });
  assert.equal((await fetch(at)).status, 200);
  assert.equal((await post("https://elsewhere.example", { do: "plug" })).status, 403);
  assert.equal(second.state().plugged, true);
  assert.equal((await post(at, { do: "explode" })).status, 400);
  assert.equal((await post(at, { do: "kill" })).status, 409);
  assert.equal((await post(at, { do: "pace", pace: 5 })).status, 200);
  assert.equal(second.state().pace, 5);
  assert.equal((await post(at, { do: "plug" })).status, 200);
  const dark = adt.got.length;
  now += 10 * 60_000;
  await wait(1_300);
  assert.ok(adt.got.length <= dark + 1, "a pulled plug sends nothing");
  control.server.close();
  control.server.closeAllConnections();
  await second.close();
  for (const one of [adt, pharmacy, lab, scheduling]) await one.close();
  rmSync(folder, { recursive: true });
});
