// Imports by the real commands: beside a running node and on its stopped folder, twice, and where files and the live feed meet.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { admit, message, send, startedHouse, succeed, tideover } from "../../tests/cli-kit.ts";
import { r4Faults } from "../fhir/r4.testing.ts";

const house = startedHouse();
const { at, folder, keyed, start } = house;

const Counts = z.strictObject({
  taken: z.int(),
  known: z.int(),
  parked: z.record(z.string(), z.int()),
  refused: z.record(z.string(), z.int()),
});
/** What the command says of the files that it kept is another test's. */
const Said = z.looseObject({ files: z.unknown() });

async function imported(code: number, ...args: string[]): Promise<z.infer<typeof Counts>> {
  const ran = await tideover(["import", ...args, "--json"]);
  assert.equal(ran.code, code, ran.err + ran.out);
  const { files: _, ...counts } = Said.parse(JSON.parse(ran.out));
  return Counts.parse(counts);
}

/** How many patients and resources of a type a program may read. */
async function counted(path: string): Promise<number> {
  const token = await succeed(["token", "create", "--role", "reader", "--name", "counter", ...folder()]);
  const answer = await fetch(`${house.node.url}/fhir${path}`, { headers: { authorization: `Bearer ${token.trim()}` } });
  const Bundle = z.object({ entry: z.array(z.object({ search: z.object({ mode: z.string() }) })).default([]) });
  return Bundle.parse(await answer.json()).entry.filter(one => one.search.mode === "match").length;
}

const book = Array.from({ length: 30 }, (_, n) => admit(`5${100 + n}`, "FILED", "6N", String(n)));

test("HL7 files and the live feed meet without doubles, and running again takes only what is missing", async () => {
  await send(house.node.port, book.slice(0, 5));
  mkdirSync(at("files"));
  writeFileSync(at("files", "a.hl7"), Buffer.concat(book.slice(0, 20).flatMap(one => [one, Buffer.from("\r\n")])));
  writeFileSync(at("files", "b.hl7.gz"), gzipSync(Buffer.concat(book.slice(15, 25))));
  writeFileSync(at("files", "c.txt"), "no message at all");
  const first = await imported(2, "hl7", at("files"), ...folder());
  assert.deepEqual(first, { taken: 20, known: 10, parked: {}, refused: { "no-message": 1 } });
  assert.equal(await counted("/Encounter?status=in-progress&_count=500"), 25);
  const again = await imported(2, "hl7", at("files"), ...folder());
  assert.deepEqual(again, { taken: 0, known: 30, parked: {}, refused: { "no-message": 1 } });
  await send(house.node.port, book);
  assert.equal(await counted("/Encounter?status=in-progress&_count=500"), 30);
  writeFileSync(at("d.hl7"), Buffer.from(message("DFT", "P03", "9001", "PARKED", [])));
  assert.deepEqual(await imported(2, "hl7", at("d.hl7"), at("gone.hl7"), ...folder()), {
    taken: 1,
    known: 0,
    parked: { "not-mapped-yet": 1 },
    refused: { unreadable: 1 },
  });
  const wrong = await tideover(["import", "hl7", at("d.hl7"), "--feed", "lab", ...folder()]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /There is no feed lab\. Configured here: ehr\. Nothing was taken\./);
});

const MR = { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0203", code: "MR" }] };
const resources = (mrn: string, count: number) => [
  {
    resourceType: "Patient",
    id: `p${mrn}`,
    identifier: [{ type: MR, system: "http://old.example/mrn", value: mrn }],
    name: [{ family: "BACKFILL", given: ["Ann"] }],
    birthDate: "1956-03-14",
    gender: "female",
  },
  ...Array.from({ length: count }, (_, n) => ({
    resourceType: "Observation",
    id: `o${mrn}-${n}`,
    status: "final",
    code: { coding: [{ system: "http://loinc.org", code: "2823-3" }] },
    subject: { reference: `Patient/p${mrn}` },
    effectiveDateTime: "2026-01-05T06:00:00Z",
    valueQuantity: { value: n, unit: "mmol/L" },
  })),
];

test("FHIR files become the charts that messages name by the same number; again is nothing new", async () => {
  const entry = resources("5100", 3).map(resource => ({ fullUrl: `urn:uuid:${resource.id}`, resource }));
  writeFileSync(at("bundle.json"), JSON.stringify({ resourceType: "Bundle", type: "transaction", entry }));
  mkdirSync(at("bulk"));
  const bulk = [...resources("7001", 450), ...resources("7002", 2)];
  for (const type of ["Patient", "Observation"]) {
    const lines = bulk.filter(one => one.resourceType === type).map(one => JSON.stringify(one));
    writeFileSync(at("bulk", `${type}.000.ndjson.gz`), gzipSync(`${lines.join("\n")}\n`));
  }
  const own = ["--own", "http://old.example/mrn"];
  const first = await imported(0, "fhir", at("bundle.json"), ...own, ...folder());
  assert.deepEqual(first, { taken: 4, known: 0, parked: {}, refused: {} });
  assert.equal((await imported(0, "fhir", at("bundle.json"), ...own, ...folder())).known, 4);
  assert.equal(await counted("/Patient?identifier=5100"), 1, "she is the one whom the feed admitted");
  assert.equal(await counted("/Patient?family=backfill"), 0, "whose name the feed has");
  const folderOf = await imported(0, "fhir", at("bulk"), ...own, ...folder());
  assert.deepEqual([folderOf.taken, folderOf.known], [456, 0], "her Patient goes with each of three entries");
  assert.equal(await counted("/Patient?family=backfill"), 2);
  assert.equal(await counted("/Patient?identifier=7001&birthdate=1956"), 1);
  writeFileSync(at("claim.json"), JSON.stringify({ resourceType: "Claim", id: "c" }));
  const claim = await imported(2, "fhir", at("claim.json"), at("bundle.json"), ...own, ...folder());
  assert.deepEqual(claim, { taken: 1, known: 4, parked: { "not-mapped-yet": 1 }, refused: {} });
});

test("an export is one file a type, imports again without a double, and each patient's is a look", async () => {
  const patients = await counted("/Patient?birthdate=ge1900&_count=500");
  const told = JSON.parse(await succeed(["export", "ndjson", at("out"), "--json", ...folder()]));
  assert.equal(told.patients, patients);
  const manifest = JSON.parse(readFileSync(at("out", "manifest.json"), "utf8"));
  for (const { type, url, count } of manifest.output) {
    const lines = readFileSync(at("out", url), "utf8").trim().split("\n");
    assert.equal(lines.length, count);
    for (const line of lines) assert.deepEqual(r4Faults(JSON.parse(line)), [], type);
  }
  assert.equal(statSync(at("out", "Patient.ndjson")).mode & 0o777, 0o600);
  const again = await tideover(["export", "ndjson", at("out"), ...folder()]);
  assert.match(again.err, /is not empty\. Nothing was exported/);
  const files = manifest.output.map((one: { url: string }) => at("out", one.url));
  await imported(0, "fhir", ...files, "--own", "http://old.example/mrn", ...folder());
  assert.equal(await counted("/Patient?birthdate=ge1900&_count=500"), patients, "the same people");
  assert.equal(await counted("/Encounter?status=in-progress&_count=500"), 30, "in the same beds");
});

test("on a stopped folder the same: mapped by the feed's configuration, and shown when the node is back", async () => {
  await house.node.stop();
  const more = admit("6001", "STOPPED", "6N", "60");
  writeFileSync(at("e.hl7"), Buffer.concat([Buffer.from(more), Buffer.from(book[0] ?? "")]));
  const counts = await imported(0, "hl7", at("e.hl7"), ...keyed());
  assert.deepEqual(counts, { taken: 1, known: 1, parked: {}, refused: {} });
  house.node = await start();
  assert.equal(await counted("/Patient?family=stopped"), 1);
  assert.equal(await counted("/Patient?family=backfill"), 2);
  assert.match(await succeed(["verify", ...folder()]), /nothing found/);
});
