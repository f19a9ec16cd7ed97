// Every mark by a message that brings it, why it says it is, and what each face then shows.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  applyChanges,
  chartResources,
  countOf,
  EMPTY_RECORD,
  type MarkConfig,
  markConfig,
  marksOf,
  markTables,
  type RecordState,
  withoutMarked,
} from "../chart/index.ts";
import { r4Faults } from "../fhir/r4.testing.ts";
import { changesOf } from "./fold/changes.ts";
import { mapMessage, mapOptions } from "./index.ts";
import { CANARIES, MARKED_MESSAGES, make } from "./marked.testing.ts";

const { msh, pid, pv1, fields, orc, lines } = make;
const OPTIONS = mapOptions({ zone: "America/New_York", own: ["HMG"], facilities: { HMG: "HMG" } });
const SHE = pid("1", "A^B", "19700101");
const GIRL = pid("1", "A^B", "20120501");

function chartOf(...messages: readonly string[]): RecordState {
  return messages.reduce((state, message, at) => {
    const mapped = mapMessage(new TextEncoder().encode(message), OPTIONS);
    assert.equal(mapped.outcome, "mapped", JSON.stringify(mapped.reason));
    return mapped.subjects.reduce(
      (one, subject) => applyChanges(one, changesOf(subject, String(at), mapped.sent?.instant ?? null)),
      state,
    );
  }, EMPTY_RECORD);
}

/** Marks of the person, visits and items as words, sorted. */
function markWords(state: RecordState, config: MarkConfig = {}): string[] {
  const { person, visits, items } = marksOf(state, markTables([config]));
  const words = [
    ...person.map(({ mark, why }) => `person: ${mark}: ${why}`),
    ...[...visits.values()].flat().map(({ mark, why }) => `visit: ${mark}: ${why}`),
    ...[...items].flatMap(([name, reasons]) =>
      reasons.map(({ mark, why }) => `${name.slice(0, name.indexOf("/"))}: ${mark}: ${why}`),
    ),
  ];
  return [...new Set(words)].sort();
}

const admit = (person: string, visit: string, ...more: readonly string[]) =>
  lines(msh("ADT^A01", "1"), "EVN|A01|20261124080000", person, visit, ...more);
const stay = pv1("4W", "V1");
const result = (person: string, confidential: string, ...obx: readonly string[]) =>
  lines(
    msh("ORU^R01", "2"),
    person,
    stay,
    orc("L1", confidential, "RE"),
    fields("OBR", { 1: "1", 2: "L1^EHR", 3: "F1^LAB", 4: "CHEM^Chemistry^L", 7: "20261124090000", 25: "F" }),
    ...obx,
  );
const obx = (code: string, value = "1", nth = "1") => fields("OBX", { 1: nth, 2: "ST", 3: code, 5: value, 11: "F" });
const drug = (person: string, visit: string, name: string) =>
  lines(msh("OMP^O09", "3"), person, visit, orc("D1"), fields("RXO", { 1: `X^${name}^L`, 2: "5", 4: "mg" }));
const document = (type: string, confidential = "") =>
  lines(
    msh("MDM^T02", "4"),
    "EVN|T02|20261124091500",
    SHE,
    stay,
    fields("TXA", {
      1: "1",
      2: type,
      3: "TX",
      4: "20261124091500",
      12: "DOC1^EHR",
      17: "AU",
      18: confidential,
      19: "AV",
    }),
    fields("OBX", { 1: "1", 2: "TX", 3: "N^Note^L", 5: "words", 11: "F" }),
  );

const CASES: readonly {
  readonly name: string;
  readonly messages: readonly string[];
  readonly config?: MarkConfig;
  readonly marks: readonly string[];
}[] = [
  {
    name: "PV1-16 says VIP",
    messages: [admit(SHE, pv1("4W", "V1", { 16: "VIP" }))],
    marks: ["person: vip: PV1-16 VIP"],
  },
  { name: "PV1-16 says that she is none", messages: [admit(SHE, pv1("4W", "V1", { 16: "N" }))], marks: [] },
  {
    name: "PV1-16 with a code that means no information",
    messages: [admit(SHE, pv1("4W", "V1", { 16: "NOINFO" }))],
    marks: ["person: no information: PV1-16 NOINFO"],
  },
  {
    name: "a hospital's own code for it",
    messages: [admit(SHE, pv1("4W", "V1", { 16: "X7" }))],
    config: { no_information: ["x7"] },
    marks: ["person: no information: PV1-16 X7"],
  },
  {
    name: "PV2-22",
    messages: [admit(SHE, stay, fields("PV2", { 22: "Y" }))],
    marks: ["person: no information: PV2-22 R"],
  },
  {
    name: "PV2-22 taken back",
    messages: [
      admit(SHE, stay, fields("PV2", { 22: "Y" })),
      lines(msh("ADT^A08", "2"), "EVN|A08|20261124090000", SHE, stay, fields("PV2", { 22: "N" })),
    ],
    marks: [],
  },
  {
    name: "PD1-11 and PD1-12",
    messages: [admit(SHE, stay).replace("PV1|", `${fields("PD1", { 11: "N", 12: "Y" })}\rPV1|`)],
    marks: ["person: no information: PD1-11 R"],
  },
  {
    name: "an access restriction of the person, and one of the visit",
    messages: [
      admit(SHE, stay, fields("ARV", { 2: "A", 3: "PSY" })).replace(
        "PV1|",
        `${fields("ARV", { 2: "A", 3: "ALL" })}\rPV1|`,
      ),
    ],
    marks: ["person: no information: ARV R", "visit: behavioural: ARV PSY"],
  },
  {
    name: "DG1-18",
    messages: [admit(SHE, stay, fields("DG1", { 1: "1", 3: "I10^Hypertension^I10C", 18: "Y" }))],
    marks: ["Condition: restricted: label R in meta.security"],
  },
  {
    name: "ICD-10 with and without its point",
    messages: [
      admit(SHE, stay, fields("DG1", { 1: "1", 3: "B20^x^I10C" }), fields("DG1", { 1: "2", 3: "O98711^y^I10C" })),
    ],
    marks: ["Condition: hiv: code B20 in code.coding", "Condition: hiv: code O98711 in code.coding"],
  },
  {
    name: "hives is no HIV",
    messages: [admit(SHE, stay, fields("AL1", { 1: "1", 2: "DA", 3: "PEN^Penicillin^L", 5: "Hives" }))],
    marks: [],
  },
  {
    name: "a result's code marks it and its report, and no result beside it",
    messages: [admit(SHE, stay), result(SHE, "", obx("2823-3^Potassium^LN"), obx("56888-1^screen^LN", "1", "2"))],
    marks: [
      "DiagnosticReport: hiv: its Observation: code 56888-1 in code.coding",
      "Observation: hiv: code 56888-1 in code.coding",
    ],
  },
  {
    name: "what answers a marked order, and the order of a marked result",
    messages: [
      admit(SHE, stay),
      lines(
        msh("ORM^O01", "5"),
        SHE,
        stay,
        orc("L1", "R"),
        fields("OBR", { 1: "1", 2: "L1^EHR", 4: "CHEM^Chemistry^L" }),
      ),
      result(SHE, "", obx("56888-1^screen^LN"), obx("2823-3^Potassium^LN", "1", "2")),
    ],
    marks: [
      "DiagnosticReport: hiv: its Observation: code 56888-1 in code.coding",
      "DiagnosticReport: restricted: its ServiceRequest: label R in meta.security",
      "Observation: hiv: code 56888-1 in code.coding",
      "Observation: restricted: its ServiceRequest: label R in meta.security",
      "ServiceRequest: hiv: its Observation: code 56888-1 in code.coding",
      "ServiceRequest: restricted: label R in meta.security",
    ],
  },
  {
    name: "ORC-28 of a result marks all that came under it",
    messages: [admit(SHE, stay), result(SHE, "R", obx("2823-3^Potassium^LN"))],
    marks: [
      "DiagnosticReport: restricted: label R in meta.security",
      "Observation: restricted: label R in meta.security",
    ],
  },
  {
    name: "a resent result without ORC-28 takes nothing back; U does",
    messages: [admit(SHE, stay), result(SHE, "HIV", obx("A^Apple^L")), result(SHE, "", obx("A^Apple^L", "2"))],
    marks: [
      "DiagnosticReport: hiv: label HIV in meta.security",
      "DiagnosticReport: restricted: label R in meta.security",
      "Observation: hiv: label HIV in meta.security",
      "Observation: restricted: label R in meta.security",
    ],
  },
  {
    name: "usual control",
    messages: [admit(SHE, stay), result(SHE, "V", obx("A^Apple^L")), result(SHE, "U", obx("A^Apple^L", "2"))],
    marks: [],
  },
  {
    name: "a drug by its name",
    messages: [admit(SHE, stay), drug(SHE, stay, "Dolutegravir 50 mg tablet")],
    marks: ["MedicationRequest: hiv: word Dolutegravir in medicationCodeableConcept.coding"],
  },
  {
    name: "methadone outside a Part 2 program",
    messages: [admit(SHE, stay), drug(SHE, stay, "Methadone 10 mg")],
    marks: [],
  },
  {
    name: "methadone from a Part 2 program",
    messages: [admit(SHE, stay), drug(SHE, stay, "Methadone 10 mg")],
    config: { part_2: { units: ["4w"] } },
    marks: ["MedicationRequest: part 2: word Methadone in medicationCodeableConcept.coding", "visit: part 2: unit 4W"],
  },
  {
    name: "a service by PV1-10",
    messages: [admit(SHE, pv1("4W", "V1", { 10: "PSY" }))],
    marks: ["visit: behavioural: PV1-10 PSY"],
  },
  {
    name: "a document by its type",
    messages: [admit(SHE, stay), document("PN^Psychotherapy note^L")],
    marks: ["DocumentReference: behavioural: word Psychotherap in type.coding"],
  },
  {
    name: "TXA-18",
    messages: [admit(SHE, stay), document("PN^Progress note^L", "V")],
    marks: ["DocumentReference: restricted: label V in meta.security"],
  },
  {
    name: "what a minor may consent to, of a minor",
    messages: [admit(GIRL, stay), result(GIRL, "", obx("43304-5^Chlamydia^LN"))],
    marks: [
      "DiagnosticReport: minor: its Observation: code 43304-5 in code.coding",
      "Observation: minor: code 43304-5 in code.coding",
    ],
  },
  {
    name: "the same of an adult",
    messages: [admit(SHE, stay), result(SHE, "", obx("43304-5^Chlamydia^LN"))],
    marks: [],
  },
  {
    name: "the same where nobody sent a birth date",
    messages: [admit(pid("1", "A^B", ""), stay), drug(pid("1", "A^B", ""), stay, "Levonorgestrel")],
    marks: ["MedicationRequest: minor: word Levonorgestrel in medicationCodeableConcept.coding"],
  },
  {
    name: "a hospital's own code, and a default that does not hold there",
    messages: [admit(SHE, stay), result(SHE, "", obx("LOC7^Panel seven^L"), obx("24467-3^T cells^LN", "1", "2"))],
    config: { hiv: { codes: ["LOC7"] }, except: ["24467-3"] },
    marks: [
      "DiagnosticReport: hiv: its Observation: code LOC7 in code.coding",
      "Observation: hiv: code LOC7 in code.coding",
    ],
  },
];

for (const { name, messages, config, marks } of CASES)
  test(`marks: ${name}`, () => {
    const state = chartOf(...messages);
    assert.deepEqual(
      markWords(state, config === undefined ? {} : markConfig.parse(config)).filter(one => !isOfVisitAlone(one)),
      [...marks].sort(),
    );
    for (const resource of chartResources(state)) assert.deepEqual(r4Faults(resource), [], resource.resourceType);
  });

/** Items of a marked visit say the visit's reason again. */
function isOfVisitAlone(words: string): boolean {
  return !words.startsWith("visit: ") && /: (unit |PV1-10 |ARV (PSY|HIV))/.test(words) && !words.startsWith("person");
}

const HER = chartOf(...MARKED_MESSAGES.slice(0, -1));
const TABLES = markTables([]);
const text = (state: RecordState) => JSON.stringify(chartResources(state));

test("outside, no canary stands in any resource, nor a place that only a marked visit named; the rest is there", () => {
  const { state, left_out } = withoutMarked(HER, TABLES, { face: "outside", marked: false });
  for (const canary of CANARIES) {
    assert.match(text(HER), new RegExp(canary), `${canary} is in the whole chart`);
    assert.doesNotMatch(text(state), new RegExp(canary));
  }
  assert.match(text(state), /Potassium/);
  assert.ok(countOf(left_out) >= 8);
  assert.equal(withoutMarked(HER, TABLES, { face: "outside", marked: true }).state, HER);
});

test("on the house's screens allergies and drugs stay; on paper allergies stay and the drug is counted", () => {
  const screen = withoutMarked(HER, TABLES, { face: "screen", marked: false });
  const paper = withoutMarked(HER, TABLES, { face: "paper", marked: false });
  for (const canary of ["CANARYMEDICINE", "CANARYALLERGEN"]) assert.match(text(screen.state), new RegExp(canary));
  for (const canary of ["CANARYVIRUS", "CANARYDIAGNOSIS", "CANARYORDER", "CANARYNOTE"])
    assert.doesNotMatch(text(screen.state), new RegExp(canary));
  assert.match(text(paper.state), /CANARYALLERGEN/);
  assert.doesNotMatch(text(paper.state), /CANARYMEDICINE/);
  const sections = (of: typeof screen) => of.left_out.map(one => `${one.section} ${one.count} ${one.marks.join()}`);
  assert.deepEqual(sections(screen), [
    "problems 1 hiv",
    "problems 1 restricted",
    "orders 1 restricted",
    "results 1 hiv",
    "documents 1 behavioural",
  ]);
  assert.deepEqual(
    sections(paper).filter(one => !sections(screen).includes(one)),
    ["medications 1 hiv"],
  );
  assert.ok([...screen.discreet].some(drug => drug.includes("CANARYMEDICINE")));
});

test("what is left out of any mix of messages is never more than the whole, and what stays was in it, word for word", () => {
  fc.assert(
    fc.property(
      fc.subarray([...MARKED_MESSAGES.slice(0, -1)]),
      fc.constantFrom("screen", "paper", "outside"),
      (messages, face) => {
        const whole = chartOf(...messages);
        const shown = withoutMarked(whole, TABLES, { face, marked: false }).state;
        for (const [name, kept] of Object.entries(shown.resources)) assert.equal(kept, whole.resources[name]);
        for (const [key, same] of Object.entries(shown.doses)) assert.equal(same, whole.doses[key]);
        const again = withoutMarked(shown, TABLES, { face, marked: false });
        if (face === "outside") assert.equal(countOf(again.left_out), 0);
      },
    ),
    { numRuns: 60 },
  );
});
