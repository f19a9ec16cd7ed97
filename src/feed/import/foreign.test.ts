// Files of other houses' making: whose ids mean nothing here, whose Bundles are of every type, and who leave out what others send.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  applyChanges,
  chartResources,
  EMPTY_RECORD,
  latestResults,
  medicationOrders,
  nameOf,
  numberOf,
  patientFrom,
  type RecordState,
  type StoredResource,
  safetyCard,
  vitalsOf,
} from "../../chart/index.ts";
import { PUBLISHED_ID_KEY } from "../../fhir/index.ts";
import { r4Faults } from "../../fhir/r4.testing.ts";
import { TRY_OPTIONS, tryBytes } from "../try.ts";
import { gather } from "./gather.ts";
import { textOfBytes } from "./read-texts.ts";
import { readResources } from "./resources.ts";

type Plain = { readonly [name: string]: unknown };

/** The charts that files make, in the order in which they first came, and what was not taken. */
function imported(...files: readonly unknown[]) {
  return importedAt([], ...files);
}

/** The same in a house whose own numbers have these names. */
function importedAt(own: readonly string[], ...files: readonly unknown[]) {
  const charts = new Map<string, RecordState>();
  const parked: Record<string, number> = {};
  const { pieces, refused } = gather(files.map(file => (typeof file === "string" ? file : JSON.stringify(file))));
  for (const piece of pieces) {
    const read = readResources({ what: "resources", facility: "NORTH", own: [...own], ...piece }, PUBLISHED_ID_KEY);
    for (const { code } of read.parked) parked[code] = (parked[code] ?? 0) + 1;
    if (read.record === null || read.changes === null) continue;
    const { key } = read.record;
    charts.set(key, applyChanges(charts.get(key) ?? EMPTY_RECORD, { ...read.changes, by: "file", sent: null }));
  }
  for (const state of charts.values())
    for (const resource of chartResources(state)) assert.deepEqual(r4Faults(resource), [], resource.resourceType);
  return { charts: [...charts.values()], parked, refused };
}

function only(charts: readonly RecordState[]): RecordState {
  assert.equal(charts.length, 1);
  return charts[0] ?? assert.fail();
}

const ofType = (state: RecordState, type: string): StoredResource[] =>
  chartResources(state).filter(one => one.resourceType === type);
const bundle = (type: string, ...resources: readonly Plain[]) => ({
  resourceType: "Bundle",
  type,
  entry: resources.map(resource => ({ resource })),
});
const subject = { reference: "Patient/1" };
const ANN = { resourceType: "Patient", id: "1", name: [{ text: "Ann Alone" }], birthDate: "1960" };
const value = (text: string, more: Plain = {}) => ({
  resourceType: "Observation",
  id: "1",
  status: "final",
  code: { text: "Test" },
  subject,
  valueString: text,
  ...more,
});

test("who has no number is who the file says: no number is made up, and she is the same when the file comes again", () => {
  const file = bundle("collection", ANN, value("first"));
  const state = only(imported(file, file).charts);
  assert.equal(numberOf(state), "");
  assert.match(JSON.stringify(ofType(state, "Patient")), /Ann Alone/);
  assert.equal(ofType(state, "Observation").length, 1);
});

test("a number of no system is nobody's, unless it is said to be of a record", () => {
  const her = (name: string, type?: Plain) =>
    bundle("collection", { ...ANN, name: [{ text: name }], identifier: [{ value: "12345", ...(type && { type }) }] });
  assert.equal(importedAt(["NORTH"], her("A"), her("B")).charts.length, 2);
  const MR = { coding: [{ code: "MR" }] };
  assert.equal(numberOf(only(importedAt(["NORTH"], her("A", MR), her("A", MR)).charts)), "12345");
  assert.deepEqual(importedAt([], her("A", MR)).parked, { "facility-unknown": 1 });
});

test("two Bundles that each say Patient/1 are two people, also where nothing but the id is said of them", () => {
  const bob = { ...ANN, name: [{ text: "Bob Other" }] };
  for (const [a, b] of [
    [ANN, bob],
    [
      { resourceType: "Patient", id: "1" },
      { resourceType: "Patient", id: "1" },
    ],
  ]) {
    const { charts, parked } = imported(
      bundle("collection", a ?? {}, value("of one")),
      bundle("collection", b ?? {}, value("of the other")),
    );
    assert.deepEqual(parked, {});
    assert.deepEqual(
      charts.map(state => ofType(state, "Observation").map(one => one.valueString)),
      [["of one"], ["of the other"]],
    );
  }
  // A page of a search that names somebody of two pages names nobody.
  const { parked } = imported(bundle("searchset", ANN), bundle("searchset", bob), bundle("searchset", value("whose")));
  assert.deepEqual(parked, { "no-patient": 1 });
});

test("two Practitioners 1 of two files stay two", () => {
  const file = (family: string) =>
    bundle("collection", { ...ANN, name: [{ family }] }, value("x", { performer: [{ reference: "Practitioner/1" }] }), {
      resourceType: "Practitioner",
      id: "1",
      name: [{ family: `Dr ${family}` }],
    });
  const { charts } = imported(file("A"), file("B"));
  assert.equal(new Set(charts.flatMap(state => ofType(state, "Practitioner").map(one => one.id))).size, 2);
});

test("a history leaves its newest version, and nothing of what was deleted", () => {
  const version = (id: string, nth: number, text: string) => ({
    fullUrl: `http://old.example/Observation/${id}`,
    resource: value(text, { id, meta: { versionId: `${nth}`, lastUpdated: `2026-01-0${nth}T00:00:00Z` } }),
    request: { method: "PUT", url: `Observation/${id}` },
  });
  const entry = [
    version("1", 3, "newest"),
    version("1", 2, "older"),
    { request: { method: "DELETE", url: "Observation/2" }, response: { lastModified: "2026-01-02T00:00:00Z" } },
    version("2", 1, "deleted"),
    { fullUrl: "http://old.example/Patient/1", resource: ANN, request: { method: "POST", url: "Patient" } },
  ];
  const { charts, refused } = imported({ resourceType: "Bundle", type: "history", entry });
  assert.deepEqual(refused, { deleted: 2, superseded: 1 });
  assert.deepEqual(
    ofType(only(charts), "Observation").map(one => one.valueString),
    ["newest"],
  );
});

test("Parameters, lists, references by a number and by a search lead to her", () => {
  const her = { ...ANN, identifier: [{ system: "urn:c", value: "C 1" }] };
  const parameter = [
    { name: "return", resource: bundle("searchset", her) },
    { part: [{ resource: value("in part") }] },
  ];
  assert.equal(ofType(only(imported({ resourceType: "Parameters", parameter }).charts), "Observation").length, 1);
  const found = only(
    imported([
      her,
      value("by a search", { id: "2", subject: { reference: "Patient?identifier=urn:c|C%201" } }),
      value("by a number", { id: "3", subject: { type: "Patient", identifier: { system: "urn:c", value: "C 1" } } }),
    ]).charts,
  );
  assert.equal(ofType(found, "Observation").length, 2);
});

test("a broken file is one refusal, not one a line; UTF-16 is read; one deep resource costs no other", () => {
  const text = JSON.stringify(bundle("collection", ANN), null, 2);
  assert.deepEqual(imported(text.slice(0, -20)).refused, { "no-resource": 1 });
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
  assert.equal(imported(textOfBytes(wide)).charts.length, 1);
  let deep: Plain = {};
  for (let depth = 0; depth < 300; depth++) deep = { deep };
  const { charts, refused } = imported(bundle("collection", ANN, value("deep", { deep }), value("good", { id: "2" })));
  assert.deepEqual(refused, { "no-resource": 1 });
  assert.equal(ofType(only(charts), "Observation").length, 1);
});

test("one bad phone does not cost a chart; who is said to be dead in a way that cannot be read is parked", () => {
  const phone = { ...ANN, telecom: [{ system: "telephone", value: "1" }] };
  const { charts, parked } = imported(bundle("collection", phone, value("kept")));
  assert.deepEqual(parked, { "partly-not-r4": 1 });
  assert.equal(ofType(only(charts), "Observation").length, 1);
  const dead = { ...ANN, deceasedDateTime: "yesterday" };
  assert.deepEqual(imported(bundle("collection", dead, value("hers"))).parked, { "not-r4": 1, "no-patient": 1 });
});

test("what a rule asks for and a sender left out is not known: the allergy stays", () => {
  const allergy = { resourceType: "AllergyIntolerance", id: "1", patient: subject };
  const state = only(
    imported(
      bundle(
        "collection",
        ANN,
        { ...allergy, reaction: [{ substance: { text: "Peanut" }, manifestation: [{ text: "Wheeze" }] }] },
        {
          ...allergy,
          id: "2",
          verificationStatus: status("allergyintolerance-verification", "refuted"),
          code: { text: "Latex" },
        },
        { resourceType: "Condition", id: "1", subject, code: { text: "Gone" }, abatementDateTime: "2020" },
        {
          resourceType: "MedicationAdministration",
          id: "1",
          status: "completed",
          subject,
          medicationCodeableConcept: { text: "Aspirin" },
          effectiveDateTime: "2026-01-05T06:00:00Z",
          dosage: { text: "one tablet" },
        },
        value("", { id: "9", valueString: undefined, valueQuantity: { value: 2, code: "mg" } }),
      ),
    ).charts,
  );
  const { allergies } = safetyCard(state);
  assert.deepEqual(allergies.kind === "known" && allergies.value.map(one => one.substance), ["Peanut"]);
  assert.equal(latestResults(state)[0]?.unit, "mg");
});

const status = (system: string, code: string) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});

test("none known of food alone is not none known; no information is unknown; the codes of the patient summary are read", () => {
  const said = (code: string, text?: string) => {
    const one = { resourceType: "AllergyIntolerance", id: "1", patient: subject, code: { coding: [{ code }], text } };
    return safetyCard(only(imported(bundle("document", ANN, one)).charts)).allergies.kind;
  };
  assert.equal(said("716186003"), "none known");
  assert.equal(said("no-known-allergies"), "none known");
  assert.equal(said("no-allergy-info", "No information about allergies"), "unknown");
  assert.equal(said("429625007", "No known food allergy"), "not asked");
});

test("a drug is named by its resource, contained or beside, and else by what it is made of; a role by who has it", () => {
  const order = { resourceType: "MedicationRequest", status: "active", intent: "order", subject };
  const state = only(
    imported(
      bundle(
        "collection",
        ANN,
        {
          ...order,
          id: "1",
          contained: [{ resourceType: "Medication", id: "m", code: { text: "Inner" } }],
          medicationReference: { reference: "#m" },
        },
        {
          ...order,
          id: "2",
          medicationReference: { reference: "Medication/m" },
          requester: { reference: "PractitionerRole/r" },
          dosageInstruction: [
            {
              timing: { repeat: { frequency: 3, period: 1, periodUnit: "d" } },
              doseAndRate: [{ doseQuantity: { value: 5, unit: "mg" } }],
            },
          ],
        },
        { ...order, id: "3", intent: "proposal", medicationCodeableConcept: { text: "Thought of" } },
        { ...order, id: "4", doNotPerform: true, medicationCodeableConcept: { text: "Never" } },
        {
          resourceType: "Medication",
          id: "m",
          ingredient: [
            { itemCodeableConcept: { text: "Amoxicillin" } },
            { itemCodeableConcept: { text: "Clavulanate" } },
          ],
        },
        { resourceType: "PractitionerRole", id: "r", practitioner: { reference: "Practitioner/d" } },
        { resourceType: "Practitioner", id: "d", name: [{ family: "OKAFOR" }] },
        {
          resourceType: "MedicationStatement",
          id: "1",
          status: "active",
          subject,
          medicationReference: { reference: "Medication/m" },
        },
      ),
    ).charts,
  );
  const orders = medicationOrders(state).sort((a, b) => (a.drug < b.drug ? -1 : 1));
  assert.deepEqual(
    orders.map(({ drug, dose, frequency }) => [drug, dose, frequency]),
    [
      ["Amoxicillin + Clavulanate", "5 mg", "3 times a day"],
      ["Inner", "", ""],
    ],
  );
  assert.match(JSON.stringify(ofType(state, "MedicationStatement")), /Amoxicillin/);
  assert.match(JSON.stringify(ofType(state, "MedicationRequest")), /"requester":\{"reference":"Practitioner\//);
  assert.doesNotMatch(JSON.stringify(ofType(state, "MedicationRequest")), /contained/);
});

test("a flag in a system of numbers is its words, what is normal is not marked, and a name that she had is not hers", () => {
  const flagged = (id: string, interpretation: Plain) =>
    value("x", { id, code: { text: id }, interpretation: [interpretation] });
  const snomed = { coding: [{ system: "http://snomed.info/sct", code: "281302008", display: "Above range" }] };
  const names = [
    { use: "maiden", family: "Before" },
    { use: "official", family: "Now" },
  ];
  const file = bundle("collection", { ...ANN, name: names }, flagged("a", snomed), flagged("b", { text: "Normal" }));
  const state = only(imported(file).charts);
  assert.deepEqual(
    latestResults(state).map(one => [one.flag, one.abnormal]),
    [
      ["Above range", true],
      ["Normal", false],
    ],
  );
  assert.equal(nameOf(patientFrom(state)).family, "Now");
});

test("values of every type are shown, a pressure in parts is a pressure, and a day alone is later than the day before", () => {
  const pressure = (day: string, high: number) =>
    value("", {
      id: day,
      valueString: undefined,
      code: { coding: [{ system: "http://loinc.org", code: "85354-9" }] },
      effectiveDateTime: day,
      component: [
        { code: { coding: [{ code: "8480-6" }] }, valueQuantity: { value: high, unit: "mmHg" } },
        { code: { coding: [{ code: "8462-4" }] }, valueQuantity: { value: 80, unit: "mmHg" } },
      ],
    });
  const typed = (id: string, text: string, more: Plain) =>
    value("", { id, valueString: undefined, code: { text }, ...more });
  const state = only(
    imported(
      bundle(
        "collection",
        ANN,
        pressure("2026-01-04", 120),
        pressure("2026-01-05", 150),
        value("older", { id: "o", effectiveDateTime: "2026-01-04T06:00:00Z" }),
        value("newer", { id: "n", effectiveDateTime: "2026-01-05" }),
        typed("b", "Boolean", { valueBoolean: false }),
        typed("i", "Integer", { valueInteger: 0 }),
        typed("r", "Range", { valueRange: { low: { value: 1, unit: "mg" }, high: { value: 2, unit: "mg" } } }),
        typed("a", "Absent", { dataAbsentReason: { text: "not done" } }),
        typed("c", "Limits", {
          valueQuantity: { value: 4, unit: "g" },
          referenceRange: [{ low: { value: 3, unit: "g" } }],
        }),
      ),
    ).charts,
  );
  assert.deepEqual(
    vitalsOf(state).map(({ at, values }) => [at?.text, values.map(one => one.value)]),
    [
      ["2026-01-05", ["150/80"]],
      ["2026-01-04", ["120/80"]],
    ],
  );
  const shown = new Map(latestResults(state).map(one => [one.test, one]));
  assert.deepEqual(
    ["Test", "Boolean", "Integer", "Range", "Absent"].map(test => shown.get(test)?.value),
    ["newer", "no", "0", "1 – 2 mg", "no value: not done"],
  );
  assert.equal(shown.get("Limits")?.reference, "≥ 3 g");
});

test("a visit that only files spoke of is as they said it, in every state, with its places", () => {
  const place = [{ location: { display: "Ward 5" }, status: "active", period: { start: "2026-01-05" } }];
  const visit = (status: string) => ({
    resourceType: "Encounter",
    id: status,
    status,
    class: { code: "IMP" },
    subject,
    location: place,
    period: { start: "2026-01-05T06:00:00Z" },
  });
  const all = ["planned", "arrived", "triaged", "in-progress", "onleave", "cancelled", "entered-in-error", "unknown"];
  const visits = ofType(only(imported(bundle("collection", ANN, ...all.map(visit))).charts), "Encounter");
  assert.deepEqual(visits.map(one => one.status).sort(), all.toSorted());
  for (const one of visits) assert.match(JSON.stringify(one.location), /Ward 5.*2026-01-05/, String(one.status));
});

test("feed try reads FHIR: a line a Bundle, a line a resource of NDJSON, and what is of nobody is printed all the same", () => {
  const tried = (text: string) => [...tryBytes("f.json", Buffer.from(text), TRY_OPTIONS)];
  const [one, ...more] = tried(
    JSON.stringify(bundle("collection", ANN, value("x"), { resourceType: "Claim", id: "c" })),
  );
  assert.deepEqual(more, []);
  assert.deepEqual([one?.outcome, one?.type, one?.resources.length], ["mapped", "Bundle", 2]);
  assert.deepEqual(
    one?.issues.map(issue => issue.code),
    ["not-mapped-yet"],
  );
  const lines = tried(
    [ANN, value("x"), value("y", { id: "2", subject: { reference: "Patient/2" } })]
      .map(l => JSON.stringify(l))
      .join("\n"),
  );
  assert.deepEqual(
    lines.map(line => [line.index, line.type, line.outcome, line.resources.length]),
    [
      [0, "Patient", "mapped", 1],
      [1, "Observation", "mapped", 1],
      [2, "Observation", "parked", 1],
    ],
  );
  assert.deepEqual(
    tried('{"resourceType":"Bundle", broken').map(line => line.reason?.code),
    ["no-resource"],
  );
});
