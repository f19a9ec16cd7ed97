// A poisoned feed on a real node over MLLP: what it destroys is held by an alarm, goes on as results and doses do, and is decided by a person.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { UnitAnswer } from "../src/chart/index.ts";
import type { HeldAnswer, HoldNow } from "../src/feed/index.ts";
import { feed, House } from "./house.ts";

const FEEDS = [
  feed("adt", { ADT: ["movements", "demographics", "allergies", "problems"] }),
  feed("lab", { ORU: ["results", "vitals"] }),
];
const BEDS = 30;
let house: House;
const mrn = (n: number) => `7${String(n).padStart(4, "0")}`;
const stamp = (at = Date.now()) => `${new Date(at).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}+0000`;

before(async () => {
  house = await House.start({ feeds: FEEDS });
});
after(() => house.close());

let control = 0;
function adt(trigger: string, n: number, more: readonly string[] = [], name = `PATIENT${n}^ANN`): string {
  control += 1;
  const now = stamp();
  return [
    `MSH|^~\\&|EHR|HMG|TIDE|HMG|${now}||ADT^${trigger}|P${control}|P|2.5.1`,
    `EVN|${trigger}|${now}||||${now}`,
    `PID|1||${mrn(n)}^^^HMG^MR||${name}||19${50 + (n % 40)}0101|F`,
    ...more,
  ].join("\r");
}
const pv1 = (n: number) => `PV1|1|I|4W^${400 + n}^A^HMG||||||||||||||||V${n}^^^HMG^VN`;
const result = (n: number) => {
  control += 1;
  return [
    `MSH|^~\\&|LAB|HMG|TIDE|HMG|${stamp()}||ORU^R01|L${control}|P|2.5.1`,
    `PID|1||${mrn(n)}^^^HMG^MR||PATIENT${n}^ANN`,
    `OBR|1||F${control}^LAB|K^Potassium|||${stamp()}`,
    "OBX|1|NM|2823-3^Potassium^LN||5.1|mmol/L||N|||F",
  ].join("\r");
};

async function rows(): Promise<UnitAnswer["rows"]> {
  const answer = await house.ask("/units/4W", { headers: await house.as("nurse") });
  assert.equal(answer.status, 200, answer.text);
  return (answer.json as UnitAnswer).rows;
}
async function holds(): Promise<readonly HoldNow[]> {
  return (await house.ask("/holds", { headers: await house.as("nurse") })).json as HoldNow[];
}
/** The alarm looks every second. */
async function until<T>(find: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 60; tries++) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  return assert.fail("it did not come to be");
}
const act = async (role: "it" | "unit clerk" | "nurse", name: string, body: unknown) =>
  house.ask(`/acts/${name}`, { method: "POST", headers: await house.as(role), body });

test("M4: a mass discharge is held by an alarm: everybody is in her bed, hatched; a result goes on; dropped and lifted, nothing of it is left", async () => {
  for (let n = 1; n <= BEDS; n++) assert.equal(await house.send("adt", adt("A01", n, [pv1(n)])), "AA");
  await house.settled();
  assert.equal((await rows()).length, BEDS);

  for (let n = 1; n <= BEDS; n++) assert.equal(await house.send("adt", adt("A03", n, [pv1(n)])), "AA");
  const hold = await until(async () => (await holds()).find(one => one.alarm !== null));
  assert.equal(hold.alarm?.effect, "discharge");
  assert.equal(await house.send("lab", result(3)), "AA");
  await house.settled();
  const held = await rows();
  assert.equal(held.length, BEDS, "also those whose discharge was folded before the alarm");
  assert.ok(held.every(row => row.patient?.held?.[0]?.effect === "discharge"));
  assert.ok((held[2]?.results.length ?? 0) > 0, "results go on");
  const health = await house.ask("/health");
  assert.match(health.text, new RegExp(`Feed adt: ${BEDS} discharges held since`));

  const id = hold.hold ?? assert.fail();
  const page = await house.ask(`/holds/${id}`, { headers: await house.as("unit clerk") });
  assert.equal(page.status, 200, page.text);
  const waiting = (page.json as HeldAnswer).rows;
  assert.equal(waiting.length, BEDS);
  assert.equal(waiting[0]?.patient?.name.family, "PATIENT1");
  assert.equal((await house.ask(`/holds/${id}`, { headers: await house.as("it") })).status, 403, "it names patients");

  // One was right; the others never were.
  const [right, ...wrong] = waiting;
  const take = right?.places ?? [];
  const drop = wrong.flatMap(row => row.places);
  const decided = await act("unit clerk", "feed.decide", { hold: id, take, drop, reason: "asked every unit" });
  assert.equal(decided.status, 200, decided.text);
  const lifted = await act("it", "feed.lift", { hold: id, why: "the interface engine was mended" });
  assert.equal(lifted.status, 200, lifted.text);
  assert.deepEqual(lifted.json, []);
  const left = await rows();
  assert.equal(left.length, BEDS - 1);
  assert.ok(left.every(row => row.patient?.held === undefined));
});

test("M4: another person under a known number keeps her name, is shown, and is decided by a person", async () => {
  assert.equal(await house.send("adt", adt("A08", 5, [pv1(5)], "PATIENT5^ANN")), "AA");
  const other = adt("A08", 5, [pv1(5)], "BROWN^ROBERT").replace("19550101|F", "19720303|M");
  assert.equal(await house.send("adt", other), "AA");
  await house.settled();
  const row = (await rows()).find(one => one.bed === "405-A");
  assert.equal(row?.patient?.name.family, "PATIENT5");
  assert.match(row?.patient?.held?.[0]?.words ?? "", /Another person under this number: BROWN ROBERT, born 1972-03-03/);
  const page = await house.ask("/holds/rules", { headers: await house.as("nurse") });
  assert.equal(page.status, 200, page.text);
  const [waiting] = (page.json as HeldAnswer).rows;
  assert.equal(waiting?.effect, "another person");
  const places = waiting?.places ?? [];
  const decided = await act("nurse", "feed.decide", { hold: null, take: [], drop: places, reason: "band read" });
  assert.equal(decided.status, 200, decided.text);
  assert.equal((await rows()).find(one => one.bed === "405-A")?.patient?.held, undefined);
  assert.deepEqual(await holds(), []);
});

test("M4: quarantine closes the port until it is lifted; a stretch of garbage is taken out, and later it is as if it had never come", async () => {
  const start = Date.now();
  const moved = adt("A02", 9, ["PV1|1|I|ZZ^1^A^HMG||||||||||||||||V9^^^HMG^VN"]);
  assert.equal(await house.send("adt", moved), "AA");
  await house.settled();
  assert.equal((await rows()).length, BEDS - 2);
  const range = { from: start - 1, to: Date.now() + 1 };
  const excluded = await act("it", "feed.exclude", { feed: "adt", ...range, why: "garbage of a test system" });
  assert.equal(excluded.status, 200, excluded.text);
  assert.equal((await rows()).length, BEDS - 1);

  const quarantined = await act("it", "feed.hold", { feed: "adt", from: null, quarantine: true, why: "attacked" });
  assert.equal(quarantined.status, 200, quarantined.text);
  await until(async () => (house.running.ports.has("adt") && !(await isOpen("adt")) ? true : undefined));
  for (const one of await holds())
    if (one.hold !== null) assert.equal((await act("it", "feed.lift", { hold: one.hold, why: "over" })).status, 200);
  await until(async () => ((await isOpen("adt")) ? true : undefined));
  assert.equal((await rows()).length, BEDS - 2, "the move stands again");
});

async function isOpen(name: string): Promise<boolean> {
  const port = house.running.ports.get(name) ?? assert.fail();
  const { connect } = await import("node:net");
  return new Promise(resolve => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
