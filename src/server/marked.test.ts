// What is marked, from a real node, on every face: screens, paper, FHIR, export. Broken glass, its end, its review; who looked.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { z } from "zod";
import { feed, House, personOf } from "../../tests/house.ts";
import { auditEvent, PERSON_ROLES } from "../access/index.ts";
import { CANARIES, MARKED_MESSAGES, PLAIN } from "../feed/marked.testing.ts";
import { r4Faults } from "../fhir/r4.testing.ts";
import { standingClock } from "./clock.ts";
import { askNode } from "./control/index.ts";

const AT = Date.parse("2026-11-24T15:16:00Z");
const MINUTE = 60_000;
const clock = standingClock(AT);
let house: House;
let her = "";
let vip = "";

type Headers = Record<string, string>;
const Rows = z.object({ rows: z.array(z.object({ id: z.string(), mrn: z.string() })) });
const Resource = z.looseObject({ resourceType: z.string(), id: z.string().optional() });
const Bundle = z.object({ entry: z.array(z.object({ resource: Resource })).default([]) });

before(async () => {
  // The judges are loaded first: node and test share one thread, and a connection that waits too long is closed.
  r4Faults({ resourceType: "Patient" });
  house = await House.start({ feeds: [feed("ehr", { ADT: ["movements", "demographics"] })], clock });
  for (const message of MARKED_MESSAGES) assert.equal(await house.send("ehr", message), "AA", message.slice(0, 80));
  await house.settled();
  const nurse = await house.as("nurse");
  her = await recordOf("770001", nurse);
  vip = await recordOf("770002", nurse);
});
after(() => house.close());

async function recordOf(mrn: string, headers: Headers): Promise<string> {
  const found = Rows.parse((await house.ask(`/search?q=${mrn}`, { headers })).json).rows;
  return found.find(one => one.mrn === mrn)?.id ?? assert.fail(`${mrn} is not found`);
}

function assertNone(text: string, face: string, except: readonly string[] = []): void {
  for (const canary of CANARIES)
    if (!except.includes(canary)) assert.doesNotMatch(text, new RegExp(canary), `${canary} on ${face}`);
}

async function paper(path: string, headers: Headers): Promise<string> {
  const response = await fetch(house.origin + path, { headers });
  assert.equal(response.status, 200, path);
  return paperText(new Uint8Array(await response.arrayBuffer()));
}

function paperText(pdf: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "marked-"));
  try {
    writeFileSync(join(folder, "a.pdf"), pdf);
    return execFileSync("pdftotext", ["-layout", join(folder, "a.pdf"), "-"], { encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const breaks = (headers: Headers, record: string, reason: string) =>
  house.ask("/acts/glass.break", { method: "POST", headers, body: { record, reason } });

test("screens: allergies and drugs stay, the rest is counted by section and mark; a census says no marked drug and no marked result", async () => {
  const nurse = await house.as("nurse");
  const chart = await house.ask(`/patients/${her}`, { headers: nurse });
  assertNone(chart.text, "the chart", ["CANARYMEDICINE", "CANARYALLERGEN"]);
  for (const word of [...PLAIN, "CANARYMEDICINE", "CANARYALLERGEN"]) assert.match(chart.text, new RegExp(word));
  assert.match(chart.text, /"left_out":\[\{"section":"problems","marks":\["hiv"\],"count":1\}/);
  assertNone((await house.ask("/units/4W", { headers: nurse })).text, "the census", ["CANARYALLERGEN"]);
  assertNone(await paper("/units/4W/census.pdf", nurse), "the census on paper", ["CANARYALLERGEN"]);
  const flagged = await house.ask(`/patients/${vip}`, { headers: nurse });
  assert.match(flagged.text, /"marks":\["vip","no information"\]/);
});

test("paper: no canary but the allergy, and each page says how many are not on it, never which", async () => {
  const nurse = await house.as("nurse");
  for (const path of [`/patients/${her}/packet.pdf`, "/units/4W/packets.pdf"]) {
    const text = await paper(path, nurse);
    assertNone(text, path, ["CANARYALLERGEN"]);
    assert.match(text, /LEFT OUT\s+6 items\s+are not on this packet because of marks/);
    assert.match(text, /LEFT OUT\s+1 drug order\s+is not on this page/);
    assert.doesNotMatch(text, /\bHIV\b|behavio/);
    for (const word of ["Potassium", "Metoprolol", "Penicillin"]) assert.match(text, new RegExp(word));
  }
  assert.match(await paper(`/patients/${vip}/packet.pdf`, nurse), /NO INFORMATION\s+Say to no caller or visitor/);
  const refused = await house.ask(`/patients/${her}/packet.pdf?marked=yes`, { headers: nurse });
  assert.match(refused.text, /glass-whole/);
  const printed = await askNode(house.folder, "print", { what: { patients: ["770001"] }, marked: null });
  assert.ok(printed?.ok && printed.bytes !== undefined);
  assert.equal(printed.value.left_out, 6);
  assertNone(paperText(printed.bytes), "the command's packet", ["CANARYALLERGEN"]);
});

test("FHIR: reads, searches, $everything and the export leave it out, and count the chart's, whatever was searched by", async () => {
  const reader = await house.as("reader");
  const get = async (path: string, headers: Headers = reader) => {
    const answer = await house.ask(`/fhir${path}`, { headers });
    assert.deepEqual(r4Faults(Resource.parse(JSON.parse(answer.text))), [], path);
    return answer;
  };
  const everything = await get(`/Patient/${her}/$everything?_count=500`);
  assertNone(everything.text, "$everything");
  for (const word of PLAIN) assert.match(everything.text, new RegExp(word));
  const remark = /(\d+) items of the chart are left out because of marks/.exec(everything.text)?.[0] ?? assert.fail();
  const asked = ["Observation?code=56888-1", "Observation?code=2823-3", "Condition?", "MedicationRequest?_count=0"];
  for (const one of [...asked, "DocumentReference?", "Encounter?", "AllergyIntolerance?", "ServiceRequest?"]) {
    const [type = "", query = ""] = one.split("?");
    const found = await get(`/${type}?patient=${her}${query === "" ? "" : `&${query}`}`);
    assertNone(found.text, one);
    assert.ok(found.text.includes(remark), `${one} says another number than the chart`);
  }
  for (const path of ["/Encounter?date=ge2026-08-01&_count=500", "/Encounter?status=finished", "/Patient?name=quill"]) {
    const found = await get(path);
    assertNone(found.text, path);
    assert.match(found.text, /What is marked is left out of every search of the house/);
  }
  const nobody = await get("/Patient?name=nobodyhere");
  const hidden = await get("/Patient?name=stone");
  const words = (text: string) => JSON.stringify(Bundle.parse(JSON.parse(text)).entry);
  assert.equal(words(hidden.text), words(nobody.text), "one who asked for no information answers as nobody does");
  assert.equal((await get(`/Patient/${vip}`)).status, 404);
  const slice = await askNode(house.folder, "export.resources", { after: "", marked: null });
  assert.ok(slice?.ok);
  const text = new TextDecoder().decode(slice.bytes);
  assertNone(text, "the export");
  assert.match(text, /QUILL/);
  assert.doesNotMatch(text, /STONE/);
  assert.ok(slice.value.left_out > 8);
});

test("FHIR and export with a reason: all of it, to who may, and the reason is in the looks", async () => {
  const path = `/fhir/Patient/${her}/$everything?_count=500`;
  const reason = { "tideover-include-marked": "transfer to the county hospital" };
  const refused = await house.ask(path, { headers: { ...(await house.as("reader")), ...reason } });
  assert.equal(refused.status, 403);
  const marked = await house.as("marked reader");
  const none = await house.ask(path, { headers: { ...marked, "tideover-include-marked": " " } });
  assert.equal(none.status, 400);
  const whole = await house.ask(path, { headers: { ...marked, ...reason } });
  for (const canary of CANARIES) assert.match(whole.text, new RegExp(canary));
  const document = Bundle.parse(JSON.parse(whole.text)).entry.find(
    one => one.resource.resourceType === "DocumentReference",
  );
  const one = `/fhir/DocumentReference/${document?.resource.id ?? assert.fail()}`;
  assert.equal((await house.ask(one, { headers: marked })).status, 404);
  assert.equal((await house.ask(one, { headers: { ...marked, ...reason } })).status, 200);
  const exported = await askNode(house.folder, "export.resources", { after: "", marked: "moving to the new system" });
  assert.ok(exported?.ok);
  const text = new TextDecoder().decode(exported.bytes);
  for (const canary of [...CANARIES, "STONE"]) assert.match(text, new RegExp(canary));
  const printed = await askNode(house.folder, "print", {
    what: { patients: ["770001"] },
    marked: "her own unit, dark",
  });
  assert.ok(printed?.ok && printed.bytes !== undefined);
  assert.match(paperText(printed.bytes), /CANARYVIRUS[\s\S]*/);
  const looks = await house.ask(`/looks/${her}`, { headers: await house.as("privacy") });
  for (const words of ["transfer to the county hospital", "moving to the new system", "her own unit, dark"])
    assert.match(looks.text, new RegExp(`"reason":"${words}"`));
});

test("L2 break-glass: each role that may and may not; it opens for one person at one patient, and is recorded before", async () => {
  for (const role of PERSON_ROLES) {
    const headers = await house.as(role);
    const may = ["nurse", "charge nurse", "physician", "pharmacist"].includes(role);
    assert.equal((await breaks(headers, vip, "somebody is bleeding")).status, may ? 200 : 403, role);
  }
  const nurse = await house.as("nurse");
  assert.equal((await breaks(nurse, her, "why")).status, 422, "a reason has words");
  assert.equal((await breaks(nurse, "AAAAAAAAAAAAAAAAAAAAAA", "nobody of this id")).status, 404);
  const forged = { kind: "glass.broken", body: {} };
  const posted = await house.ask("/record", { method: "POST", headers: nurse, body: { drafts: [forged] } });
  assert.match(posted.text, /"status":403/);
  const before = await house.ask(`/patients/${her}`, { headers: nurse });
  assertNone(before.text, "before", ["CANARYMEDICINE", "CANARYALLERGEN"]);
  const broken = await breaks(nurse, her, "found on the floor, no answer");
  assert.deepEqual(broken.json, { until: AT + 60 * MINUTE, kept: "journal" });
  const open = await house.ask(`/patients/${her}`, { headers: nurse });
  for (const canary of ["CANARYVIRUS", "CANARYDIAGNOSIS", "CANARYORDER"]) assert.match(open.text, new RegExp(canary));
  assert.match(open.text, /"glass":\{"until":\d+,"reason":"found on the floor, no answer"\}/);
  assert.match(await paper(`/patients/${her}/packet.pdf?marked=yes`, nurse), /CANARYVIRUS/);
  assertNone(await paper(`/patients/${her}/packet.pdf`, nurse), "her packet, not asked for", ["CANARYALLERGEN"]);
  const doctor = await house.ask(`/patients/${her}`, { headers: await house.as("physician") });
  assertNone(doctor.text, "another person's page", ["CANARYMEDICINE", "CANARYALLERGEN"]);
  const census = await house.ask("/units/4W", { headers: nurse });
  assertNone(census.text, "the census under broken glass", ["CANARYALLERGEN"]);
});

test("L2 the review: listed oldest first, by somebody else, once; a second at the same time is answered 409", async () => {
  const Glass = z.object({
    waiting: z.int(),
    rows: z.array(
      z.object({
        id: z.string(),
        person: z.string(),
        reason: z.string(),
        at: z.int(),
        address: z.string().nullable(),
        reviews: z.array(z.object({ id: z.string(), outcome: z.string() })),
      }),
    ),
  });
  const privacy = await house.as("privacy");
  const list = async () => Glass.parse((await house.ask("/glass", { headers: privacy })).json);
  const first = await list();
  // Four roles may break it, and the nurse did so twice.
  assert.equal(first.waiting, 5);
  assert.deepEqual(
    first.rows.map(row => row.at),
    first.rows.map(row => row.at).toSorted((a, b) => a - b),
  );
  const hers = first.rows.find(row => row.reason === "found on the floor, no answer") ?? assert.fail();
  assert.equal(hers.person, personOf("nurse"));
  assert.equal(hers.address, "127.0.0.1");
  const review = (headers: Headers, seen: readonly string[], outcome = "appropriate") =>
    house.ask("/acts/glass.review", {
      method: "POST",
      headers,
      body: { broken: hers.id, outcome, words: "read her chart, it was so", seen },
    });
  assert.equal((await review(await house.as("nurse"), [])).status, 403);
  assert.equal((await review(privacy, [], "follow-up")).status, 200);
  assert.equal((await list()).waiting, 5, "a follow-up waits still");
  assert.equal((await review(privacy, [])).status, 409);
  const standing = (await list()).rows.find(row => row.id === hers.id)?.reviews.map(one => one.id) ?? [];
  assert.equal((await review(privacy, standing)).status, 200);
  const last = await list();
  assert.equal(last.waiting, 4);
  assert.deepEqual(
    last.rows.find(row => row.id === hers.id)?.reviews.map(one => one.outcome),
    ["appropriate"],
  );
});

test("L1 who looked, by number: three parts with names, her glass; asking is a look; as AuditEvents valid R4", async () => {
  const privacy = await house.as("privacy");
  const Part = z.array(z.object({ person: z.string(), name: z.string() }));
  const Looked = z.object({ opened: Part, listed: Part, printed: Part, asked: Part, glass: z.array(z.unknown()) });
  const ask = async () => Looked.parse((await house.ask("/looks?mrn=770001", { headers: privacy })).json);
  const first = await ask();
  assert.ok(first.opened.length > 0 && first.listed.length > 0 && first.printed.length > 0);
  assert.equal(first.opened.find(one => one.person === personOf("nurse"))?.name, "NURSE, Ann");
  assert.equal(first.glass.length, 1);
  await house.settled();
  const before = (await ask()).asked.length;
  await house.settled();
  // Its own look is on disk before the answer, and in the views soon after.
  await ask();
  await house.settled();
  assert.ok((await ask()).asked.length > before);
  assert.equal((await house.ask("/looks?mrn=999", { headers: privacy })).status, 404);
  assert.equal((await house.ask("/looks?mrn=770001", { headers: await house.as("nurse") })).status, 403);
  const told = await askNode(house.folder, "looks", { patient: "770001", from: AT, to: null });
  assert.ok(told?.ok);
  const { opened, listed, printed, asked, glass, node, facility } = told.value;
  assert.equal(glass.length, 1);
  for (const seen of [...opened, ...listed, ...printed, ...asked])
    assert.deepEqual(r4Faults({ ...auditEvent(seen, { patient: her, node, facility }) }), []);
  const none = await askNode(house.folder, "looks", { patient: her, from: null, to: AT - 1 });
  assert.ok(none?.ok && none.value.opened.length === 0);
});

test("L2 it ends by itself after 60 minutes, also over a restart of the node, and no entry says so", async () => {
  clock.set(AT + 59 * MINUTE);
  await house.restart();
  const still = await house.ask(`/patients/${her}`, { headers: await house.as("nurse") });
  assert.match(still.text, /CANARYVIRUS/);
  clock.set(AT + 60 * MINUTE);
  const over = await house.ask(`/patients/${her}`, { headers: await house.as("nurse") });
  assertNone(over.text, "after the end", ["CANARYMEDICINE", "CANARYALLERGEN"]);
  assert.doesNotMatch(over.text, /"glass":/);
});
