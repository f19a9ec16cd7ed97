// The whole chart of a real node: orders, results, documents and visits, the message behind each fact, the files in messages, search and name alerts.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { z } from "zod";
import { feed, House, ZONE } from "../../tests/house.ts";
import type {
  DocumentsAnswer,
  Identity,
  MessageAnswer,
  OrdersAnswer,
  PatientAnswer,
  ProblemsAnswer,
  ResultsAnswer,
  VisitsAnswer,
} from "../chart/index.ts";
import { readFixture, textOf } from "../feed/fixtures.testing.ts";

let house: House;
let nurse: Record<string, string>;
let her = "";

const MAPPING = { zone: ZONE, own: ["NORTH"], facilities: { NORTH: "NORTH" } };

function admit(mrn: string, name: string, bed: string): string {
  return [
    `MSH|^~\\&|EHR|NORTH|TIDE|NORTH|20261124040000||ADT^A01|C${mrn}|P|2.5.1`,
    "EVN|A01|20261124040000",
    `PID|1||${mrn}^^^NORTH^MR||${name}||19610402|F|||||(203) 555-0188`,
    `PV1|1|I|3W^${bed}^A^NORTH||||||||||||||||V${mrn}^^^NORTH^VN`,
    "",
  ].join("\r");
}
const ordered = (control: string, number: string, state: string) =>
  textOf("order").replace("|NW|", `|${control}|`).replace("||SC||", `||${state}||`).replace("C5001", number);
const CORRECTED = textOf("results")
  .replace("|C4001|", "|C4002|")
  .replace("20261124063105", "20261124112005")
  .replace("|6.80|", "|4.10|")
  .replace("|HH|||F|||20261124055500", "||||C|||20261124055500");

before(async () => {
  house = await House.start({ feeds: [feed("ehr", { ADT: ["movements", "demographics"] }, { mapping: MAPPING })] });
  for (const name of ["admit", "order", "results", "document", "document-replaced", "report-with-file"])
    assert.equal(await house.send("ehr", readFixture(name)), "AA", name);
  for (const text of [ordered("HD", "C5002", "HD"), ordered("CA", "C5003", "CA"), CORRECTED])
    await house.send("ehr", text);
  for (const [mrn, name, bed] of [
    ["901", "NGUYEN^LANI", "302"],
    ["902", "NGUYEN^LAN", "303"],
    ["903", "NGUYEM^LUCY", "304"],
    ["904", "O'CONNOR-VANCE^MARY", "305"],
    ["905", "NGUYEN^PATRICIA", "306"],
  ] as const)
    await house.send("ehr", admit(mrn, name, bed));
  await house.settled();
  nurse = await house.as("nurse");
  her = (await found("700123"))[0]?.id ?? assert.fail("she is not found");
});
after(() => house.close());

async function read<T>(path: string): Promise<T> {
  const answer = await house.ask(path, { headers: nurse });
  assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 300)}`);
  return z.custom<T>().parse(answer.json);
}
const found = async (text: string) =>
  (await read<{ rows: readonly Identity[] }>(`/search?q=${encodeURIComponent(text)}`)).rows;
const bedsFor = async (text: string) => (await found(text)).map(row => row.bed).sort();

test("an order keeps every state that it was in, each with its message, and says when it was ordered", async () => {
  const { orders } = await read<OrdersAnswer>(`/patients/${her}/orders`);
  const order = orders.find(one => one.numbers.includes("P7001")) ?? assert.fail();
  assert.equal(order.what, "Comprehensive panel");
  assert.deepEqual(
    order.history.map(one => one.state),
    ["active", "held", "stopped or cancelled"],
  );
  assert.deepEqual([order.stands, order.by], [false, "OKAFOR, CHIDI"]);
  assert.equal(new Set(order.history.map(one => one.entry)).size, 3, "each state has its own message");
  const [short] = (await read<PatientAnswer>(`/patients/${her}`)).orders;
  assert.notEqual(short?.at, null, "the summary says when, too");
});

test("a correction stands beside what it corrected; unknown states are not called final", async () => {
  const { tests, reports } = await read<ResultsAnswer>(`/patients/${her}/results`);
  const potassium = tests.find(one => one.test === "Potassium")?.values[0] ?? assert.fail();
  assert.deepEqual([potassium.value, potassium.status], ["4.1", "corrected"]);
  assert.deepEqual(
    potassium.was?.map(({ value, flag, status }) => [value, flag, status]),
    [["6.8", "HH", "final"]],
  );
  assert.notEqual(potassium.was?.[0]?.entry, potassium.entry, "either leads to its own message");
  const panel = reports.find(one => one.name === "Comprehensive panel") ?? assert.fail();
  assert.ok(panel.results.length >= 8, "a panel is kept together");
  assert.deepEqual(panel.results.find(one => one.test === "CRP")?.status, "cancelled");
  const xray = reports.find(one => one.name === "Chest X-ray 2 views") ?? assert.fail();
  assert.deepEqual(
    xray.results.flatMap(one => one.files ?? []).map(file => [file.type, file.elsewhere]),
    [
      ["application/pdf", null],
      ["image/jpeg", "https://pacs.example/71046"],
    ],
  );
});

test("a marked document is not shown, nor its file, nor any message about her, until somebody gives a reason", async () => {
  const hidden = await read<DocumentsAnswer>(`/patients/${her}/documents`);
  assert.deepEqual(
    hidden.documents.map(one => one.number),
    ["N502"],
  );
  const { identity } = await read<PatientAnswer>(`/patients/${her}`);
  const message = await house.ask(`/messages/${identity.entries?.name}`, { headers: nurse });
  assert.deepEqual([message.status, /"code":"marked"/.test(message.text)], [403, true]);
  const reason = "she is on my ward and her history is needed";
  const broken = await house.ask("/acts/glass.break", {
    method: "POST",
    headers: nurse,
    body: { record: her, reason },
  });
  assert.equal(broken.status, 200, broken.text);
});

test("documents: text to read, state in words, files by their bytes", async () => {
  const { documents } = await read<DocumentsAnswer>(`/patients/${her}/documents`);
  assert.deepEqual(
    documents.map(one => [one.number, one.state]),
    [
      ["N502", "current"],
      ["N501", "superseded"],
    ],
  );
  const [newer, older] = documents;
  assert.match(newer?.texts[0]?.text ?? "", /Chest pain since 22:00/);
  assert.deepEqual(newer?.relates, ["in place of N501"]);
  assert.doesNotMatch(JSON.stringify(older?.texts), /Wrong patient line/);
  const file = older?.files[0]?.id ?? assert.fail();
  const sent = await house.ask(`/patients/${her}/files/${file}`, { headers: nurse });
  assert.equal(sent.status, 200);
  assert.deepEqual(
    ["content-type", "content-disposition", "x-content-type-options", "cache-control"].map(name =>
      sent.headers.get(name),
    ),
    ["image/jpeg", 'inline; filename="OBX.4.5.1.jpg"', "nosniff", "no-store"],
  );
  assert.match(sent.headers.get("content-security-policy") ?? "", /default-src 'none'.*sandbox/);
  const other = (await found("905"))[0]?.id ?? assert.fail();
  for (const path of [`/patients/${other}/files/${file}`, `/patients/${her}/files/${file.slice(0, 32)}.OBX.9.5.1`])
    assert.equal((await house.ask(path, { headers: nurse })).status, 404, path);
  const outside = await house.as("reader");
  assert.equal((await house.ask(`/fhir/Binary/${file}`, { headers: outside })).status, 404, "marked, and no reason");
  const reader = { ...(await house.as("marked reader")), "tideover-include-marked": "handed over with the patient" };
  const binary = await house.ask(`/fhir/Binary/${file}`, { headers: reader });
  assert.equal(binary.headers.get("content-type"), "image/jpeg");
  const asFhir = await house.ask(`/fhir/Binary/${file}`, { headers: { ...reader, accept: "application/fhir+json" } });
  assert.deepEqual(JSON.parse(asFhir.text).data, "/9j/4AAQSkZJRg==");
});

test("visits and problems: what the admission said, with its message", async () => {
  const { visits } = await read<VisitsAnswer>(`/patients/${her}/visits`);
  const [visit] = visits;
  assert.deepEqual([visit?.number, visit?.state, visit?.place], ["V5501", "in progress", "3W 301-A"]);
  assert.ok(visit?.diagnoses.some(text => text.startsWith("Chest pain")));
  const { problems } = await read<ProblemsAnswer>(`/patients/${her}/problems`);
  assert.deepEqual(
    problems.map(one => [one.text, one.visit]),
    [["Chest pain, unspecified", "V5501"]],
  );
  assert.match(problems[0]?.entry ?? "", /^[0-9a-f]{32}$/);
});

test("every fact leads to its message: system, time sent, arrival, the text as received; of nobody without the right", async () => {
  const { identity, safety } = await read<PatientAnswer>(`/patients/${her}`);
  const entry = identity.entries?.name ?? assert.fail();
  const message = await read<MessageAnswer>(`/messages/${entry}`);
  assert.deepEqual(
    [message.from, message.feed, message.type, message.control],
    ["EHR · NORTH", "ehr", "ADT^A01", "C1001"],
  );
  assert.ok(message.arrived_us > 1e15 && message.sent !== null);
  assert.match(message.segments[1]?.text ?? "", /^EVN\|A01\|/);
  assert.match(message.segments[2]?.text ?? "", /Nguyễn\^Thị\^Lan\^\^\^\^L~李\^兰/, "escapes and delimiters as sent");
  const known = safety.allergies.kind === "known" ? safety.allergies.value : [];
  assert.ok(known.length > 0 && known.every(one => one.entry === entry));
  for (const role of ["it", "reader"] as const)
    assert.equal((await house.ask(`/messages/${entry}`, { headers: await house.as(role) })).status, 403, role);
  for (const [id, status] of [
    ["0".repeat(32), 404],
    ["x", 422],
  ] as const)
    assert.equal((await house.ask(`/messages/${id}`, { headers: nurse })).status, status);
});

test("she is found by what people type: words in any order, dates, phones, beds and numbers in groups", async () => {
  for (const [text, beds] of [
    ["mary oconnor", ["305-A"]],
    ["O’Connor", ["305-A"]],
    ["vance mar", ["305-A"]],
    ["nguyễn patricia", ["306-A"]],
    ["V904", ["305-A"]],
    ["305A", ["305-A"]],
    ["305 a vance", ["305-A"]],
    ["700 123", ["301-A"]],
    ["7001-23", ["301-A"]],
    ["vance 1961-04-02", ["305-A"]],
    ["vance 04/02/1961", ["305-A"]],
    ["vance 4/2/61", ["305-A"]],
    ["02.04.1961 vance", ["305-A"]],
    ["2 Apr 1961 vance", ["305-A"]],
    ["02APR1961, vance", ["305-A"]],
    ["vance April 2, 1961", ["305-A"]],
    ["19610402 vance", ["305-A"]],
    ["vance (203) 555-0188", ["305-A"]],
    ["vance +1 203.555.0188", ["305-A"]],
    ["vance 555-0188", ["305-A"]],
    ["vance 2035550188", ["305-A"]],
    ["vance 1961-04-03", []],
    ["vance 02/31/1961", []],
    ["%", []],
    ["", []],
  ] as const)
    assert.deepEqual(await bedsFor(text), beds, text);
});

test("a name alert: the same name, and one that may be taken for it; not everybody of the family", async () => {
  const [lan] = await found("902");
  const { identity } = await read<PatientAnswer>(`/patients/${lan?.id}`);
  // Nguyễn Thị Lan's first given name is Thị.
  assert.deepEqual(identity.same_name, []);
  assert.deepEqual(identity.similar_name, ["302-A", "304-A"]);
});

test("what a route could not foresee did not happen", () => assert.deepEqual(house.reports, []));
