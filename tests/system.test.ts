// The system page's answer on a running node: what came in, what is parked, what opens the keys; nothing of a patient.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { SystemAnswer } from "../src/feed/index.ts";
import { standingClock } from "../src/server/index.ts";
import { feed, House } from "./house.ts";

const NOW = Date.parse("2026-11-24T08:00:00Z");
const MINUTE = 60_000;
const stamp = (ms: number) => new Date(ms).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
const clock = standingClock(NOW);
let house: House;
let sent = 0;

const message = (type: string, pid: string, at = clock.now()) =>
  `MSH|^~\\&|EHR|HMG|||${stamp(at)}+0000||${type}|S${++sent}|P|2.5.1\r${pid}PV1|1|I|4W^401^A^HMG|||||||||||||||||V1\r`;
const PID = "PID|1||7001^^^HMG^MR||SECRETNAME^ANNA||19610314|F\r";

async function system(): Promise<SystemAnswer> {
  await house.settled();
  const answer = await house.ask("/feeds", { headers: await house.as("it") });
  assert.equal(answer.status, 200, answer.text);
  assert.doesNotMatch(answer.text, /SECRETNAME|7001/, "nothing of a patient");
  return JSON.parse(answer.text);
}

before(async () => {
  house = await House.start({ feeds: [feed("adt", { ADT: ["movements"] }), feed("lab", { ORU: ["results"] })], clock });
});
after(() => house.close());

test("a start that heard nothing says so: no message, no age, nothing parked, not verified", async () => {
  const now = await system();
  assert.deepEqual(
    now.feeds.map(one => [one.feed, one.last_arrival, one.messages, one.parked, one.kinds[0]?.age.state]),
    [
      ["adt", null, 0, 0, "unknown"],
      ["lab", null, 0, 0, "unknown"],
    ],
  );
  assert.deepEqual([now.parked, now.verified, now.traffic.counts], [[], null, [0]]);
  assert.ok(now.disk !== null && now.disk.free > 0 && now.disk.data > 0 && now.disk.size > now.disk.free);
  assert.ok(now.feeds.every(one => one.port !== null));
});

test("messages are counted where they came in, in steps; what nobody could map stands with its reason, alike ones together", async () => {
  for (let n = 0; n < 3; n++) await house.send("adt", message("ADT^A01", PID));
  clock.set(NOW + 6 * MINUTE);
  await house.send("adt", message("ADT^A01", "PID|1||||NOBODY\r"));
  await house.send("adt", message("ADT^A01", "PID|1||||NOBODY ELSE\r"));
  await house.send("lab", message("QRY^Q01", PID));
  const now = await system();
  const [adt, lab] = now.feeds;
  assert.deepEqual([adt?.messages, adt?.parked, adt?.last_arrival, adt?.connections], [5, 2, clock.now(), 1]);
  assert.deepEqual([lab?.messages, lab?.parked], [1, 1]);
  assert.deepEqual([now.traffic.from, now.traffic.counts], [NOW, [3, 3]]);
  assert.deepEqual(
    now.parked.map(({ feed, code, where, type, count, newest }) => [feed, code, where, type, count, newest]),
    [
      ["adt", "no-record", "PID[1]-3", "ADT^A01", 2, clock.now()],
      ["lab", "not-mapped-yet", "MSH[1]-9", "QRY^Q01", 1, clock.now()],
    ],
  );
  assert.equal(adt?.kinds[0]?.age.state, "arrives");
});

test("verify now proves the store and says when; who may not see the system may not ask", async () => {
  const headers = await house.as("it");
  const proved = await house.ask("/acts/system.verify", { method: "POST", headers, body: {} });
  assert.equal(proved.status, 200, proved.text);
  const { verified }: SystemAnswer = JSON.parse(proved.text);
  assert.deepEqual([verified?.findings, verified?.views, verified?.at], [[], [], clock.now()]);
  assert.ok((verified?.entries ?? 0) > 6);
  assert.equal((await system()).verified?.at, clock.now());
  for (const role of ["nurse", "privacy"] as const)
    assert.equal((await house.ask("/feeds", { headers: await house.as(role) })).status, 403);
});

test("a restart counts anew, and what is parked stays parked", async () => {
  await house.restart();
  const now = await system();
  assert.deepEqual(
    now.feeds.map(one => [one.messages, one.parked]),
    [
      [0, 2],
      [0, 1],
    ],
  );
  assert.equal(now.since, clock.now());
});
