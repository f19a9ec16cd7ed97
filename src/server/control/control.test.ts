// RULES P1: commands speak to the running node by the socket in its folder, and open the folder themselves where none runs.
import assert from "node:assert/strict";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { test } from "node:test";
import { z } from "zod";
import { admit, eventually, realConfig, send, startedHouse, succeed, tideover } from "../../../tests/cli-kit.ts";
import { encodeFrame, jsonFrame } from "./frame.ts";
import { SOCKET_FILE } from "./socket.ts";

const house = startedHouse();
const { at, folder, keyed, start } = house;

const bearer = (token: string) =>
  fetch(`${house.node.url}/units`, { headers: { authorization: `Bearer ${token.trim()}` } });

test("while the node runs a token is made by the socket, without a key, and opens what its role opens", async () => {
  assert.equal(statSync(at("data", SOCKET_FILE)).mode & 0o777, 0o600);
  const token = await succeed(["token", "create", "--role", "board", "--name", "wall", ...folder()]);
  // A board reads no census: the token is known (403), where an unknown one would be nobody (401).
  assert.equal((await bearer(token)).status, 403);
  assert.equal((await bearer("tideover_wrong")).status, 401);
  const wrong = await tideover(["token", "create", "--role", "nurse", ...folder()]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /programs hold one of: board, monitor, reader, marked reader\. Nothing was made\./);
});

test("while the node runs the store is proved and given beside it, and acknowledgements go on", async () => {
  const admitted = Array.from({ length: 40 }, (_, n) => admit(`2${n}`, "LOAD", "5E", String(n)));
  const sending = send(house.node.port, admitted);
  const proved = JSON.parse(await succeed(["verify", "--json", ...folder()]));
  assert.deepEqual([proved.ok, proved.findings, proved.views], [true, [], []]);
  await sending;
  const recipient = /recipient: (age1\S+)/.exec(await readText(at("node.key")))?.[1] ?? assert.fail();
  assert.match(
    await succeed(["segment", "give", at("all.seg"), "--for", recipient, ...folder()]),
    /entries in \d+ runs/,
  );
  assert.equal(statSync(at("all.seg")).mode & 0o777, 0o600);
  const bad = await tideover(["segment", "give", at("bad.seg"), "--for", "age1nobody", ...folder()]);
  assert.match(bad.err, /no age recipient/);
  assert.equal(existsSync(at("bad.seg")), false);
  // What was written out is seen by those who keep the node running: when, for whom, how much.
  const token = (await succeed(["token", "create", "--role", "monitor", "--name", "watch", ...folder()])).trim();
  const feeds = await fetch(`${house.node.url}/feeds`, { headers: { authorization: `Bearer ${token}` } });
  const { written, at: asked } = Feeds.parse(await feeds.json());
  const [first, ...others] = written;
  assert.deepEqual(others, []);
  assert.deepEqual([first?.to, first?.bytes], [[recipient], statSync(at("all.seg")).size]);
  assert.ok(first !== undefined && first.entries > 40 && first.at <= asked && first.at > asked - 600_000);
});

const Feeds = z.object({
  at: z.int(),
  written: z.array(z.object({ at: z.int(), to: z.array(z.string()), entries: z.int(), bytes: z.int() })),
});

async function readText(path: string): Promise<string> {
  return (await import("node:fs/promises")).readFile(path, "utf8");
}

/** Writes bytes to the socket as they are, and returns what came back until it was closed. */
function throwAt(bytes: Uint8Array, hangUp = false): Promise<string> {
  return new Promise(resolve => {
    const socket = connect(at("data", SOCKET_FILE));
    let back = "";
    socket.on("data", chunk => (back += chunk.toString("latin1")));
    socket.on("error", () => {});
    socket.on("close", () => resolve(back));
    socket.write(bytes, () => (hangUp ? socket.destroy() : undefined));
  });
}

test("garbage on the socket is answered in words and disturbs nothing", async () => {
  const huge = encodeFrame({ kind: "json", body: new Uint8Array(0) });
  new DataView(huge.buffer).setUint32(1, 0xffff_ffff);
  const thrown = [
    Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
    huge,
    encodeFrame({ kind: "json", body: Buffer.from("{not json") }),
    jsonFrame({ ask: "rm -rf" }),
    jsonFrame({ ask: "token.create", role: "board", name: "a/b" }),
    jsonFrame(null),
    encodeFrame({ kind: "bytes", body: new Uint8Array(10) }),
  ];
  for (const bytes of thrown) assert.match(await throwAt(bytes), /"ok":false/, Buffer.from(bytes).toString("latin1"));
  await throwAt(jsonFrame({ ask: "verify" }).subarray(0, 8), true);
  await throwAt(jsonFrame({ ask: "verify" }), true);
  // Many that say nothing whole: those beyond the limit are told so, and all are gone when they hang up.
  const silent = Array.from({ length: 60 }, () => connect(at("data", SOCKET_FILE)));
  let busy = 0;
  for (const socket of silent)
    socket.on("data", said => {
      if (String(said).includes("The node serves other commands just now")) busy += 1;
    });
  const told = await eventually(
    async () => busy,
    count => count === 60 - 16,
  );
  assert.equal(told, 60 - 16);
  // The node closes its end of each before the command below asks.
  const still = silent.filter(socket => !socket.closed);
  await Promise.all(still.map(socket => new Promise(gone => socket.once("close", gone).end())));
  await send(house.node.port, [admit("3001", "AFTER", "4W", "1")]);
  assert.match(await succeed(["token", "create", "--role", "monitor", ...folder()]), /^tideover_/);
});

test("a stopped node leaves no socket; a killed one's is replaced; without a node the folder is opened with its key", async () => {
  await house.node.stop();
  assert.equal(existsSync(at("data", SOCKET_FILE)), false);
  const keyless = await tideover(["token", "create", "--role", "board", "--name", "hall", ...folder()]);
  assert.match(keyless.err, /No key was given/);
  const token = await succeed(["token", "create", "--role", "board", "--name", "hall", ...keyed()]);
  house.node = await start();
  assert.equal((await bearer(token)).status, 403);
  await house.node.kill();
  assert.equal(existsSync(at("data", SOCKET_FILE)), true, "nobody could remove it");
  await succeed(["verify", ...keyed()]);
  house.node = await start();
  assert.match(await succeed(["verify", ...folder()]), /nothing found/);
  await house.node.stop();
  writeFileSync(at("data", SOCKET_FILE), "a file where the socket goes");
  house.node = await start();
  assert.match(await succeed(["verify", ...folder()]), /nothing found/);
});

test("the second node on a folder is refused and takes nothing from the first", async () => {
  const second = await tideover(["start", "--config", realConfig(at()), ...keyed()]);
  assert.equal(second.code, 1);
  assert.match(second.err, /Another Tideover writes to this data folder/);
  assert.match(await succeed(["verify", ...folder()]), /nothing found/);
});
