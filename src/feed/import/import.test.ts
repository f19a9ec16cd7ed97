// Files of FHIR into charts: whose they are, what stands beside what messages said, and every real file that is at hand.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import {
  applyChanges,
  chartResources,
  EMPTY_RECORD,
  identityOf,
  latestResults,
  medicationOrders,
  type RecordState,
  safetyCard,
  vitalsOf,
} from "../../chart/index.ts";
import { PUBLISHED_ID_KEY } from "../../fhir/index.ts";
import { r4Faults } from "../../fhir/r4.testing.ts";
import { readFixture } from "../fixtures.testing.ts";
import { changesOf } from "../fold/changes.ts";
import { mapMessage } from "../map-message.ts";
import { gather } from "./gather.ts";
import { readResources } from "./resources.ts";

const CORPORA = join(import.meta.dirname, "../../../../shared/data");
const OWN = ["NORTH"];

/** The charts that texts make, and what stayed parked. */
function imported(texts: readonly string[], before = new Map<string, RecordState>(), own: readonly string[] = OWN) {
  const charts = new Map(before);
  const parked = new Map<string, number>();
  let taken = 0;
  const { pieces, refused } = gather(texts);
  for (const piece of pieces) {
    const read = readResources({ what: "resources", facility: "NORTH", own: [...own], ...piece }, PUBLISHED_ID_KEY);
    for (const { code } of read.parked) parked.set(code, (parked.get(code) ?? 0) + 1);
    taken += read.taken;
    if (read.record === null || read.changes === null) continue;
    const { key } = read.record;
    charts.set(key, applyChanges(charts.get(key) ?? EMPTY_RECORD, { ...read.changes, by: "file", sent: null }));
  }
  return { charts, parked, taken, refused };
}

const HER = {
  resourceType: "Patient",
  id: "p1",
  identifier: [
    { system: "http://hl7.org/fhir/sid/us-ssn", value: "999" },
    { type: { coding: [{ code: "MR" }] }, system: "urn:x-hl7v2:authority:NORTH", value: "700123" },
  ],
  name: [{ family: "FILED", given: ["Lan"] }],
  maritalStatus: { text: "widowed" },
  gender: "female",
  birthDate: "1957-03-04",
  managingOrganization: { reference: "Organization/o" },
};
const STAY = {
  resourceType: "Encounter",
  id: "e1",
  status: "in-progress",
  class: { code: "IMP" },
  identifier: [{ type: { coding: [{ code: "VN" }] }, system: "urn:x-hl7v2:authority:NORTH", value: "V5501" }],
  subject: { reference: "Patient/p1" },
  period: { start: "2026-11-24T03:05:00Z" },
  location: [{ location: { reference: "Location/l1", display: "3W" } }],
};
const SIGN = {
  resourceType: "Observation",
  id: "o1",
  status: "final",
  code: { coding: [{ system: "http://loinc.org", code: "2823-3" }] },
  subject: { reference: "urn:uuid:p1" },
  encounter: { reference: "Encounter/e1" },
  performer: [{ reference: "CareTeam/t1" }, { reference: "Practitioner/d1", display: "OKAFOR" }],
  valueQuantity: { value: 4.1, unit: "mmol/L" },
  effectiveDateTime: "2026-11-24T05:00:00Z",
};
const DRUG = {
  resourceType: "MedicationRequest",
  id: "m1",
  status: "active",
  intent: "order",
  subject: { reference: "Patient/p1" },
  medicationReference: { reference: "Medication/aspirin" },
};
const set = [
  HER,
  STAY,
  SIGN,
  DRUG,
  { resourceType: "Medication", id: "aspirin", code: { text: "Aspirin 81 mg" } },
  { resourceType: "Location", id: "l1", name: "3W" },
  { resourceType: "Practitioner", id: "d1", name: [{ family: "OKAFOR" }] },
].map(one => JSON.stringify(one));

/** The same chart's resources of a type. */
const ofType = (state: RecordState, type: string) => chartResources(state).filter(one => one.resourceType === type);

test("W5: her record is the one that messages name by the same number, and her visit too", () => {
  const { charts, parked, refused } = imported(set);
  assert.deepEqual([...parked, ...Object.keys(refused)], []);
  const options = {
    zone: "UTC",
    authorities: { own: OWN, facilities: new Map([["NORTH", "NORTH"]]) },
    idKey: PUBLISHED_ID_KEY,
  };
  const mapped = mapMessage(readFixture("admit"), options);
  const [key, state] = [...charts][0] ?? assert.fail();
  assert.equal(key, mapped.record?.key);
  assert.deepEqual(Object.keys(state.visits), [mapped.facts?.encounter?.id]);
  const resources = chartResources(state);
  const references = new Set(resources.map(one => `${one.resourceType}/${one.id}`));
  for (const resource of resources) {
    assert.deepEqual(r4Faults(resource), []);
    for (const [, to = ""] of JSON.stringify(resource).matchAll(/"reference":"([^"]+)"/g))
      if (!to.startsWith("Organization/")) assert.ok(references.has(to), `${resource.resourceType}: ${to}`);
  }
  assert.equal(medicationOrders(state)[0]?.drug, "Aspirin 81 mg");
  assert.equal(ofType(state, "Encounter")[0]?.status, "in-progress");
});

test("W1: a file fills in what no ADT said; ADT leads, before it and after it; a newer file leads an older", () => {
  const admit = mapMessage(readFixture("admit"), {
    zone: "UTC",
    authorities: { own: OWN, facilities: null },
    idKey: PUBLISHED_ID_KEY,
  });
  const discharge = mapMessage(readFixture("discharge"), {
    zone: "UTC",
    authorities: { own: OWN, facilities: null },
    idKey: PUBLISHED_ID_KEY,
  });
  const key = admit.record?.key ?? assert.fail();
  const apply = (state: RecordState, mapped: typeof admit) => {
    const changes = changesOf(mapped.subjects[0] ?? assert.fail(), "adt", null);
    return changes === null ? assert.fail() : applyChanges(state, changes);
  };
  const live = apply(apply(EMPTY_RECORD, admit), discharge);
  const after = imported(set, new Map([[key, live]])).charts.get(key) ?? assert.fail();
  assert.match(JSON.stringify(ofType(after, "Patient")), /NGUYEN/);
  assert.match(JSON.stringify(ofType(after, "Patient")), /Married/);
  assert.equal(ofType(after, "Encounter")[0]?.status, "finished", "a file brings nobody back to her bed");
  const filed = imported(set).charts.get(key) ?? assert.fail();
  const before = apply(apply(filed, admit), discharge);
  assert.match(JSON.stringify(ofType(before, "Patient")), /NGUYEN/);
  assert.equal(ofType(before, "Encounter")[0]?.status, "finished");
  const renamed = JSON.stringify({ ...HER, name: [{ family: "NEWER" }] });
  const again = imported([renamed, ...set.slice(1)], new Map([[key, filed]])).charts.get(key) ?? assert.fail();
  assert.match(JSON.stringify(ofType(again, "Patient")), /NEWER/);
  assert.equal(chartResources(again).length, chartResources(filed).length, "no doubles");
});

test("what cannot be shown is parked with a reason, and the rest is taken", () => {
  const { parked, refused, charts } = imported([
    ...set,
    JSON.stringify({ ...SIGN, id: "o2", status: "done" }),
    JSON.stringify({ ...SIGN, id: "o3", modifierExtension: [{ url: "x" }] }),
    JSON.stringify({ resourceType: "Claim", id: "c", patient: { reference: "Patient/p1" } }),
    JSON.stringify({ ...SIGN, id: "o4", subject: { reference: "Patient/other" } }),
    JSON.stringify({ resourceType: "Patient", id: "p2" }),
    "{ no json",
    "[1]",
    JSON.stringify({ resourceType: "Bundle", type: "collection" }),
    JSON.stringify({ resourceType: "Observation", id: "o5", note: [{ text: "x".repeat(1_100_000) }] }),
  ]);
  assert.deepEqual(Object.fromEntries(parked), {
    "not-r4": 1,
    modified: 1,
    "not-mapped-yet": 1,
    "no-patient": 1,
    "no-record": 1,
  });
  assert.deepEqual(refused, { "no-resource": 2, "empty-bundle": 1, "too-large": 1 });
  assert.equal(charts.size, 1);
});

test("a dose in error is taken out; one that was not done is none; each stands once however often it comes", () => {
  const dose = {
    resourceType: "MedicationAdministration",
    id: "a1",
    status: "completed",
    medicationCodeableConcept: { text: "Aspirin" },
    subject: { reference: "Patient/p1" },
    request: { reference: "MedicationRequest/m1" },
    effectiveDateTime: "2026-11-24T06:00:00Z",
  };
  const doses = (...all: object[]) => {
    let charts = new Map<string, RecordState>();
    for (const one of all) charts = imported([...set, JSON.stringify(one)], charts).charts;
    return ofType([...charts.values()][0] ?? assert.fail(), "MedicationAdministration").map(one => one.status);
  };
  assert.deepEqual(doses(dose), ["completed"]);
  assert.deepEqual(doses(dose, dose), ["completed"]);
  assert.deepEqual(doses({ ...dose, status: "entered-in-error" }), []);
  assert.deepEqual(doses(dose, { ...dose, status: "entered-in-error" }), []);
});

test("whatever the texts hold, nothing throws", () => {
  const shaped = fc.record({
    resourceType: fc.constantFrom("Patient", "Observation", "Encounter", "Bundle", "MedicationAdministration", "Claim"),
    id: fc.constantFrom("a", "b", 7, null),
    subject: fc.constantFrom({ reference: "Patient/a" }, { reference: "#x" }, "x", null),
    identifier: fc.jsonValue({ maxDepth: 3 }),
    entry: fc.jsonValue({ maxDepth: 3 }),
    period: fc.jsonValue({ maxDepth: 2 }),
  });
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    shaped.map(one => JSON.stringify(one)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), texts => {
      imported(texts);
      readResources(
        { what: "resources", facility: "NORTH", own: [], patient: "Patient/a", resources: texts },
        PUBLISHED_ID_KEY,
      );
    }),
    { numRuns: 300 },
  );
  const deep = `${'{"resourceType":"Patient","x":'.repeat(1)}${"[".repeat(5_000)}${"]".repeat(5_000)}}`;
  assert.deepEqual(imported([deep]).refused, { "no-resource": 1 });
});

test("every real file imports: each resource taken or parked for a true reason, charts valid and readable", {
  skip: existsSync(CORPORA) ? false : "no corpora here",
}, () => {
  const wrong: string[] = [];
  const parked = new Map<string, number>();
  let [patients, taken] = [0, 0];
  const folders = ["synthea-bulk/10-patients", "synthea-r4/shared/ndjson"];
  const sets = [
    ...folders.map(folder => filesOf(folder)),
    ...[...filesOf("synthea-r4/shared/bundles"), ...filesOf("fhir-examples")].map(file => [file]),
  ];
  for (const files of sets) {
    const read = imported(
      files.map(one => one.text),
      new Map(),
      [],
    );
    taken += read.taken;
    patients += read.charts.size;
    for (const [code, count] of read.parked) parked.set(code, (parked.get(code) ?? 0) + count);
    for (const [key, state] of read.charts) {
      for (const resource of chartResources(state))
        wrong.push(...r4Faults(resource).map(fault => `${files[0]?.name} ${resource.resourceType}: ${fault}`));
      identityOf(key, state, 0, "UTC", []);
      safetyCard(state);
      latestResults(state);
      vitalsOf(state);
      medicationOrders(state);
    }
  }
  assert.deepEqual(wrong.slice(0, 20), []);
  assert.ok(patients > 60 && taken > 5_000, `${patients} patients, ${taken} resources`);
  const known = ["not-mapped-yet", "not-r4", "no-patient", "no-record", "modified", "facility-unknown"];
  assert.deepEqual(
    [...parked.keys()].filter(code => !known.includes(code)),
    [],
  );
  if (process.env.SHOW === "1") process.stdout.write(`${JSON.stringify({ patients, taken, parked: [...parked] })}\n`);
});

function filesOf(folder: string): { readonly name: string; readonly text: string }[] {
  return readdirSync(join(CORPORA, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(nd)?json(\.gz)?$/.test(entry.name))
    .map(entry => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return { name: entry.name, text: (entry.name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8") };
    });
}
