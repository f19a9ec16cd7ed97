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
const result = (n: number, at = Date.now()) => {
  control += 1;
  return [
    `MSH|^~\\&|LAB|HMG|TIDE|HMG|${stamp(at)}||ORU^R01|L${control}|P|2.5.1`,
    `PID|1||${mrn(n)}^^^HMG^MR||PATIENT${n}^ANN`,
    `OBR|1||F${control}^LAB|K^Potassium|||${stamp(at)}`,
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

test("M4: a mass merge is held from its first on: nobody becomes another, and dropped there is no trace of it", async () => {
  const before = (await rows()).map(row => [row.bed, row.patient?.name.family]);
  for (let n = 10; n < 25; n++) {
    const mrg = `MRG|${mrn(n)}^^^HMG^MR`;
    assert.equal(await house.send("adt", adt("A40", 2, [mrg])), "AA");
  }
  const hold = await until(async () => (await holds()).find(one => one.alarm?.effect === "merge"));
  await house.settled();
  assert.deepEqual(
    (await rows()).map(row => [row.bed, row.patient?.name.family]),
    before,
    "also those that were merged before the alarm",
  );
  const id = hold.hold ?? assert.fail();
  const waiting = ((await house.ask(`/holds/${id}`, { headers: await house.as("nurse") })).json as HeldAnswer).rows;
  assert.equal(waiting.length, 15);
  const drop = waiting.flatMap(row => row.places);
  const decided = await act("nurse", "feed.decide", { hold: id, take: [], drop, reason: "none of them is another" });
  assert.equal(decided.status, 200, decided.text);
  assert.equal((await act("it", "feed.lift", { hold: id, why: "over" })).status, 200);
  const after = await rows();
  assert.ok(after.every(row => row.patient?.links === undefined && row.patient?.held === undefined));
});

test("M4: a day of garbage is acknowledged and kept whole, moves nobody, is held by an alarm, and results go on; dropped and lifted, nothing of it is left", async () => {
  const before = (await rows()).map(row => [row.bed, row.patient?.name.family]);
  const garbage = [
    "\u0001\u0002 no message at all",
    "MSH|^~\\&|EHR|HMG|TIDE|HMG|||ADT^A03|G1|P|2.5.1\rPID|||||||",
    `MSH|^~\\&|EHR|HMG|TIDE|HMG|${stamp()}||XXX^Y99|G2|P|2.5.1\rZZZ|1`,
    `MSH|^~\\&|EHR|NOWHERE|TIDE|HMG|${stamp()}||ADT^A03|G3|P|2.5.1\rPID|1||${mrn(3)}||A^B\rPV1|1|I|4W^403^A`,
  ];
  for (let n = 0; n < 200; n++) assert.equal(await house.send("adt", `${garbage[n % 4]}${n}`), "AA");
  assert.equal(await house.send("lab", result(4)), "AA");
  await house.settled();
  const now = await rows();
  assert.deepEqual(
    now.map(row => [row.bed, row.patient?.name.family]),
    before,
  );
  assert.ok((now.find(row => row.bed === "404-A")?.results.length ?? 0) > 0);
  const system = await house.ask("/feeds", { headers: await house.as("it") });
  const { parked } = system.json as { parked: { feed: string; count: number }[] };
  const kept = parked.filter(one => one.feed === "adt").reduce((sum, one) => sum + one.count, 0);
  assert.ok(kept >= 200, `${kept} of 200 are kept and told of`);

  const hold = await until(async () => (await holds()).find(one => one.alarm?.effect === "garbled message"));
  assert.match(hold.why, /^\d+ of \d+ messages within 10 minutes cannot be read or say what cannot be; at most 0 of/);
  const id = hold.hold ?? assert.fail();
  assert.match((await house.ask("/health")).text, /Feed adt: \d+ garbled messages held since/);
  // Readable, and of people who are here: they would rename, discharge and admit.
  const absurd = (n: number, trigger: string) =>
    adt(trigger, n, [pv1(trigger === "A01" ? 99 : n)], "#\u0001%&^\u0002").replace(/\|19\d\d0101\|F/, "|21990101|F");
  for (const trigger of ["A08", "A03", "A01"]) assert.equal(await house.send("adt", absurd(7, trigger)), "AA");
  assert.equal(await house.send("lab", result(7)), "AA");
  await house.settled();
  const held = await rows();
  assert.deepEqual(
    held.map(row => [row.bed, row.patient?.name.family]),
    before,
    "nobody is renamed, discharged or moved by it",
  );
  const seven = held.find(row => row.bed === "407-A");
  assert.ok((seven?.results.length ?? 0) > 0, "a result of hers goes on");
  assert.match(JSON.stringify(seven?.patient?.held), /Garbled message/);
  const page = await house.ask(`/holds/${id}`, { headers: await house.as("nurse") });
  const waiting = (page.json as HeldAnswer).rows;
  assert.equal(waiting[0]?.effect, "discharge", "what destroys stands before what is only garbled");
  const drop = waiting.flatMap(row => row.places);
  const decided = await act("nurse", "feed.decide", { hold: id, take: [], drop, reason: "none of it is true" });
  assert.equal(decided.status, 200, decided.text);
  assert.equal((await act("it", "feed.lift", { hold: id, why: "the engine was mended" })).status, 200);
  const left = await rows();
  assert.deepEqual(
    left.map(row => [row.bed, row.patient?.name.family, row.patient?.held]),
    before.map(row => [...row, undefined]),
  );
});

test("M4: a feed that suddenly names nobody known is held by an alarm; who is new and her result go on; what was so before it raises none", async () => {
  // Hours of a laboratory that knows whom it speaks of, but for one in twenty.
  for (let n = 0; n < 160; n++) {
    const at = Date.now() - 4 * 3_600_000 + n * 30_000;
    assert.equal(await house.send("lab", result(n % 20 === 7 ? 500 + n : 10 + (n % 15), at)), "AA");
  }
  await house.settled();
  await new Promise(resolve => setTimeout(resolve, 2_500));
  assert.deepEqual(await holds(), []);
  for (let n = 0; n < 40; n++) assert.equal(await house.send("lab", result(1_000 + n)), "AA");
  const hold = await until(async () => (await holds()).find(one => one.alarm?.effect === "unknown people"));
  assert.equal(hold.feed, "lab");
  assert.match(hold.why, /name people of whom nothing was ever sent; at most \d+ of a hundred/);
  const found = await house.ask("/search?q=71039", { headers: await house.as("nurse") });
  assert.match(found.text, /PATIENT1039/, "one who is really new is found");
  assert.equal((await act("it", "feed.lift", { hold: hold.hold, why: "a new clinic" })).status, 200);
});

test("a restored EHR that counts its control ids anew is heard: what it says is new, and nothing before is lost", async () => {
  const before = await rows();
  control = 0;
  for (let n = 11; n < 21; n++) assert.equal(await house.send("adt", adt("A08", n, [pv1(n)], `RENAMED${n}^ANN`)), "AA");
  await house.settled();
  const now = await rows();
  assert.equal(now.length, before.length);
  const named = now.filter(row => row.patient?.name.family.startsWith("RENAMED"));
  assert.equal(named.length, 10, "a used control id is no duplicate");
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
