// A patient as of an earlier moment, of a real node: her pages, her packet, who looked, what has been marked since, and the downtime of then.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { z } from "zod";
import { succeed } from "../../tests/cli-kit.ts";
import { feed, House } from "../../tests/house.ts";
import type { Identity, PatientAnswer, ResultsAnswer, VisitsAnswer } from "../chart/index.ts";
import { instant, Journal } from "../journal/index.ts";
import { standingClock } from "./clock.ts";
import { composition } from "./composition.ts";
import { answerAsk, askNode, deskOf, TO_THE_END } from "./control/index.ts";
import { MACHINE_RANDOM } from "./random.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-11-24T09:00:00Z");
const clock = standingClock(START);
let house: House;
let nurse: Record<string, string>;
let her = "";

/** Sent and taken at the house's present minute, 04:00 in New York at the start. */
async function send(type: string, lines: readonly string[]): Promise<void> {
  const now = Temporal.Instant.fromEpochMilliseconds(clock.now()).toZonedDateTimeISO("America/New_York");
  const at = now.toPlainDateTime().toString({ smallestUnit: "second" }).replaceAll(/[-:T]/g, "");
  const [code, event] = type.split("^");
  const head = `MSH|^~\\&|EHR|HMG|TIDE|HMG|${at}||${type}|C${at}${code}|P|2.5.1`;
  const evn = code === "ADT" ? [`EVN|${event}|${at}`] : [];
  const pid = "PID|1||700500^^^HMG^MR||NGUYEN^LAN||19610402|F";
  assert.equal(await house.send("ehr", `${[head, ...evn, pid, ...lines].join("\r")}\r`), "AA");
}
const lies = (bed: string) => `PV1|1|I|4W^${bed}^A^HMG||||||||||||||||V7^^^HMG^VN`;
const potassium = (value: string) => [
  "OBR|1||F7^LAB|K^Potassium|||20261124040500",
  `OBX|1|NM|2823-3^Potassium^LN||${value}|mmol/L||N|||F`,
];

before(async () => {
  house = await House.start({
    feeds: [feed("ehr", { ADT: ["movements", "demographics"], ORU: ["results"] })],
    clock,
  });
  clock.set(START + 5 * MINUTE);
  await send("ADT^A01", [lies("401")]);
  clock.set(START + 10 * MINUTE);
  await send("ORU^R01", potassium("4.1"));
  clock.set(START + 60 * MINUTE);
  await send("ADT^A02", [lies("402")]);
  await send("ORU^R01", potassium("6.8"));
  const it = await house.as("it");
  const said = { since: START + 55 * MINUTE, planned: false, exercise: false, cause: "network" };
  const body = { facility: "HMG", ...said };
  const declared = await house.ask("/acts/downtime.declare", { method: "POST", headers: it, body });
  assert.equal(declared.status, 200, declared.text);
  clock.set(START + 120 * MINUTE);
  await send("ADT^A03", [lies("402")]);
  await house.settled();
  nurse = await house.as("nurse");
  her = (await read<{ rows: readonly Identity[] }>("/search?q=700500")).rows[0]?.id ?? assert.fail("she is not found");
});
after(() => house.close());

async function read<T>(path: string): Promise<T> {
  const answer = await house.ask(path, { headers: nurse });
  assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 300)}`);
  return z.custom<T>().parse(answer.json);
}
const chartAt = (minutes: number) => read<PatientAnswer>(`/patients/${her}?at=${START + minutes * MINUTE}`);

test("the chart is of then: her bed, her results and their age; it says so, and when it was asked", async () => {
  const now = await read<PatientAnswer>(`/patients/${her}`);
  assert.deepEqual([now.identity.bed, now.as_of], [null, undefined]);
  const early = await chartAt(30);
  assert.deepEqual([early.identity.bed, early.identity.unit], ["401-A", "4W"]);
  assert.deepEqual(early.as_of, { at: START + 30 * MINUTE, is_oldest: false });
  assert.equal(early.at, clock.now(), "computed now");
  assert.deepEqual([early.ages.movements?.as_of, early.ages.results?.as_of], [START + 5 * MINUTE, START + 10 * MINUTE]);
  assert.equal(early.ages.results?.state, "arrives", "then it was 20 minutes old");
  assert.deepEqual(
    early.results.map(one => one.value),
    ["4.1"],
  );
  const later = await chartAt(60);
  assert.deepEqual([later.identity.bed, later.results[0]?.value], ["402-A", "6.8"]);
});

test("each of her pages is of then, too", async () => {
  const { tests, as_of } = await read<ResultsAnswer>(`/patients/${her}/results?at=${START + 30 * MINUTE}`);
  assert.deepEqual(
    [tests[0]?.values[0]?.value, tests[0]?.values[0]?.was, as_of?.at],
    ["4.1", undefined, START + 30 * MINUTE],
  );
  const { visits } = await read<VisitsAnswer>(`/patients/${her}/visits?at=${START + 30 * MINUTE}`);
  assert.doesNotMatch(JSON.stringify(visits), /402/);
});

test("the downtime is that of then", async () => {
  assert.equal((await chartAt(59)).downtime, null, "not declared yet, though it had begun");
  assert.equal((await chartAt(61)).downtime?.cause, "network");
});

test("what was not here then, what is still to come and what is no moment are answered in words", async () => {
  const ask = async (at: string) => {
    const { status, json } = await house.ask(`/patients/${her}?at=${at}`, { headers: nurse });
    return [status, z.object({ code: z.string() }).parse(json).code];
  };
  assert.deepEqual(await ask(String(START + 4 * MINUTE)), [404, "no-record-then"]);
  assert.deepEqual(await ask(String(clock.now() + 1)), [422, "not-yet"]);
  assert.equal((await ask("yesterday"))[0], 422);
});

test("the look says of what moment, on the screen and on paper; every sheet says that it is not of now", async () => {
  const at = START + 30 * MINUTE;
  const response = await fetch(`${house.origin}/patients/${her}/packet.pdf?at=${at}`, { headers: nurse });
  assert.equal(response.status, 200);
  const sheets = pages(new Uint8Array(await response.arrayBuffer()));
  assert.ok(sheets.length > 1);
  for (const sheet of sheets) assert.match(sheet, /AS OF 04:30 Tue 24 Nov · NOT NOW/);
  assert.match(sheets.join(), /401-A/);
  await house.settled();
  const privacy = await house.as("privacy");
  const looked = await house.ask(`/looks/${her}`, { headers: privacy });
  assert.match(looked.text, /"what":"opened"[^}]*"list":"as of 2026-11-24 04:30"/);
  assert.match(looked.text, /"what":"printed"[^}]*"list":"packet as of 2026-11-24 04:30"/);
});

test("what has been marked since is marked as of before", async () => {
  clock.set(clock.now() + MINUTE);
  await send("ADT^A08", ["PV1|1|I|4W^402^A^HMG|||||||||||||VIP|||V7^^^HMG^VN"]);
  await house.settled();
  const now = await read<PatientAnswer>(`/patients/${her}`);
  const marks = now.identity.marks ?? [];
  assert.ok(marks.length > 0, "she is marked now");
  assert.deepEqual((await chartAt(30)).identity.marks, marks);
});

test("the house as of then: its units and a census, beside the running node; a look; nothing is left in the folder", async () => {
  const at = "2026-11-24T04:30";
  const units = (await askNode(house.folder, "asof", { at, unit: null })) ?? assert.fail();
  assert.ok(units.ok, JSON.stringify(units));
  assert.deepEqual([units.value.units, units.value.unit], [[{ id: "4W", name: "4W", patients: 1 }], null]);
  const census = (await askNode(house.folder, "asof", { at, unit: "4W" })) ?? assert.fail();
  assert.ok(census.ok && census.value.unit !== null);
  const { rows, as_of, downtime } = census.value.unit;
  assert.deepEqual(
    rows.map(row => [row.bed, row.patient?.mrn, row.results[0]?.value]),
    [["401-A", "700500", "4.1"]],
  );
  assert.deepEqual([as_of, downtime], [{ at: START + 30 * MINUTE, is_oldest: false }, null]);
  for (const text of ["yesterday", "2100-01-01T00:00"]) {
    const refused = (await askNode(house.folder, "asof", { at: text, unit: null })) ?? assert.fail();
    assert.equal(refused.ok, false);
  }
  assert.deepEqual(
    readdirSync(house.folder).filter(name => name.includes("asof")),
    [],
  );
  await house.settled();
  const looked = await house.ask(`/looks/${her}`, { headers: await house.as("privacy") });
  assert.match(looked.text, /"list":"unit 4W as of 2026-11-24T09:30Z"/);
});

test("the command says it in words, and of a stopped folder does it itself, with progress", async () => {
  const asked = ["asof", "--at", "2026-11-24T04:30", "--data", house.folder];
  assert.match(await succeed(asked), /^AS OF 2026-11-24T04:30-05:00 · not now\n {2}4W: 1\n$/);
  assert.match(await succeed([...asked, "--unit", "4W"]), /4W: 1\n {2}401-A {2}NGUYEN, LAN {2}700500\n$/);
  await house.running.close();
  const { kinds, views } = composition({ idKey: house.keys.id });
  const ports = { clock: { now: () => instant(clock.now()) }, random: MACHINE_RANDOM };
  const opened = Journal.open(house.folder, house.keys, { kinds, views, ports });
  if (!opened.ok) throw new Error(opened.error.text);
  const heard: number[] = [];
  const desk = deskOf(opened.journal, house.folder);
  const waiting = { ...TO_THE_END, progress: (done: number) => void heard.push(done) };
  const reply = await answerAsk(desk, "asof", { at: "2026-11-24T05:00:30", unit: "4W" }, waiting);
  await desk.press.close();
  opened.journal.close();
  assert.ok(reply.ok, JSON.stringify(reply));
  assert.deepEqual(
    reply.value.unit?.rows.map(row => row.bed),
    ["402-A"],
  );
  assert.ok(heard.length > 0);
  await house.startAgain();
});

test("what a reading that was killed left behind goes at the next start", async () => {
  writeFileSync(join(house.folder, "views.db.asof-0badcafe"), "half");
  writeFileSync(join(house.folder, "views.db.asof-0badcafe-wal"), "half");
  await house.restart();
  assert.deepEqual(
    readdirSync(house.folder).filter(name => name.includes("asof")),
    [],
  );
});

function pages(pdf: Uint8Array): string[] {
  const folder = mkdtempSync(join(tmpdir(), "as-of-"));
  try {
    writeFileSync(join(folder, "a.pdf"), pdf);
    const text = execFileSync("pdftotext", ["-layout", join(folder, "a.pdf"), "-"], { encoding: "utf8" });
    return text.split("\f").filter(page => page.trim() !== "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
