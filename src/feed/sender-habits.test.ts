// Habits of senders that the standard does not have and a careful reader understands (docs/conformance.md).
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Resource } from "../fhir/index.ts";
import { mapText } from "./fixtures.testing.ts";
import type { Mapped } from "./index.ts";

const msh = (type: string, version = "2.5.1") =>
  `MSH|^~\\&|EHR|NORTH|TIDE|NORTH|20261124031200||${type}|C1|P|${version}`;
const PID = "PID|1||700123^^^NORTH^MR||NGUYEN^LAN||19570304|F";
const said = (type: string, ...lines: readonly string[]) => mapText([msh(type), PID, ...lines].join("\r"));

function only<T extends Resource["resourceType"]>(mapped: Mapped, type: T): Extract<Resource, { resourceType: T }>[] {
  return mapped.resources.filter((one): one is Extract<Resource, { resourceType: T }> => one.resourceType === type);
}

test("a type without its event: EVN-1 says it, else the only one that the type had before v2.3", () => {
  const admitted = mapText([msh("ADT", "2.1"), "EVN|A01|20261124", PID, "PV1|1|I|3W^1^A"].join("\r"));
  assert.deepEqual([admitted.type, admitted.facts?.event], ["ADT", "admit"]);
  assert.equal(only(said("ORU", "OBX|1|NM|K^Potassium||4.1||||||F"), "Observation").length, 1);
  assert.equal(only(said("ORM^001", "ORC|NW|7", "OBR|1|7||XR^Chest"), "ServiceRequest").length, 1);
  assert.equal(said("ADT").reason?.code, "not-mapped-yet");
});

test("words where a table has letters: how bad, how far, how high", () => {
  const mapped = said(
    "ORU^R01",
    "AL1|1|DRUG|PEN^Penicillin|Severe|Rash",
    "ORC|RE|7|||Completed",
    "OBR|1|7||BMP^Panel|||||||||||||||||||||Final",
    "OBX|1|NM|K^Potassium||5.9|mmol/L||High|||Final",
    "OBX|2|NM|NA^Sodium||128|mmol/L||l|||Corrected",
  );
  const [allergy] = only(mapped, "AllergyIntolerance");
  assert.deepEqual([allergy?.category, allergy?.reaction?.[0]?.severity], [["medication"], "severe"]);
  assert.equal(only(mapped, "ServiceRequest")[0]?.status, "completed");
  assert.equal(only(mapped, "DiagnosticReport")[0]?.status, "final");
  assert.deepEqual(
    only(mapped, "Observation").map(one => [one.status, one.interpretation?.[0]?.coding?.[0]?.code]),
    [
      ["final", "H"],
      ["corrected", "L"],
    ],
  );
  assert.deepEqual(mapped.issues, []);
});

test("a dose has the route in front of it, unless that is an order's", () => {
  const dose = "RXA|0|1|20261124030000||8640^Acetaminophen|650|mg|||||||||||||CP";
  const route = (...lines: readonly string[]) =>
    only(said("RAS^O17", "ORC|RE|9", ...lines), "MedicationAdministration")[0]?.dosage?.route?.coding?.[0]?.code;
  assert.equal(route("RXR|PO", dose), "PO");
  assert.equal(route("RXE|^Q6H|8640^Acetaminophen|650||mg", "RXR|PO", dose), undefined);
});

test("what a give and a dispense are made of, and when a dispensed drug is to be taken", () => {
  const give = said("RGV^O15", "ORC|RE|9", "RXG|1|1||VAN^Vancomycin|1||g", "RXR|IV", "RXC|B|NS^Saline|250|mL");
  assert.equal(only(give, "MedicationRequest")[0]?.note?.[0]?.text, "Base: Saline, 250 mL");
  const dispense = said(
    "RDS^O13",
    "ORC|RE|9",
    "RXD|1|AMX^Amoxicillin|20261124|30|CAP",
    "TQ1|1|1^CAP|TID",
    "RXC|A|KCL^Potassium|20|mmol",
  );
  const [made] = only(dispense, "MedicationDispense");
  assert.equal(made?.note?.[0]?.text, "Additive: Potassium, 20 mmol");
  const [instruction] = made?.dosageInstruction ?? [];
  assert.equal(instruction?.timing?.code?.text, "TID");
  assert.equal(instruction?.doseAndRate?.[0]?.doseQuantity?.value, 1);
});

test("times of day with a clock's colons", () => {
  const [order] = only(
    said("RDE^O11", "ORC|NW|9", "RXE||8640^Acetaminophen|650||mg", "TQ1|1||BID|08:00~20:30"),
    "MedicationRequest",
  );
  assert.deepEqual(order?.dosageInstruction?.[0]?.timing?.repeat?.timeOfDay, ["08:00:00", "20:30:00"]);
});

test("as needed, also where PRN is the end of a frequency's name or begins the condition", () => {
  const asNeeded = (rxe: string) => {
    const [dosage] = only(said("RDE^O11", "ORC|NW|9", rxe), "MedicationRequest")[0]?.dosageInstruction ?? [];
    return dosage?.asNeededBoolean ?? dosage?.asNeededCodeableConcept?.text;
  };
  assert.equal(asNeeded("RXE|^Q6H PRN|8640^Acetaminophen|650||mg"), true);
  assert.equal(asNeeded("RXE|^Q6H^^^^^PRN pain|8640^Acetaminophen|650||mg"), "PRN pain");
  assert.equal(asNeeded("RXE|^Q6H^^^^^with food|8640^Acetaminophen|650||mg"), undefined);
});

test("one ORC orders the services behind it that have no number of their own", () => {
  const mapped = said("ORM^O01", "ORC|NW|7", "OBR|1|||CBC^Count", "OBR|2|||BMP^Panel", "OBR|3|8||XR^Chest");
  assert.deepEqual(
    only(mapped, "ServiceRequest").map(one => [one.identifier?.[0]?.value, one.status]),
    [
      ["7", "active"],
      ["7", "active"],
      ["8", "unknown"],
    ],
  );
  const before = said("OML^O21", "ORC|NW|7", "OBR|1|7||CBC^Count", "OBX|1|NM|K^K||4||||||F", "OBR|2|||BMP^Earlier");
  assert.equal(only(before, "ServiceRequest")[1]?.status, "unknown", "a result stands between them");
  const own = said("ORM^O01", "ORC|NW|7", "OBR|1|7||CBC^Count", "OBX|1|TX|WHY||Febrile||||||F", "OBR|2|7||BMP^Panel");
  assert.equal(only(own, "ServiceRequest")[1]?.status, "active", "it has the number of that order");
});

test("each MRG of an A45 is the visit behind it", () => {
  const mapped = mapText(
    [
      msh("ADT^A45"),
      "EVN|A45|20261124",
      PID,
      "MRG|1^^^NORTH^MR||||V1",
      "PV1|1|I|3W^1^A||||||||||||||||V11",
      "MRG|1^^^NORTH^MR||||V2",
      "PV1|2|O|4W||||||||||||||||V12",
    ].join("\r"),
  );
  assert.deepEqual(
    only(mapped, "Encounter").map(one => one.identifier?.map(id => id.value)),
    [
      ["V11", "V1"],
      ["V12", "V2"],
    ],
  );
  assert.equal(mapped.links.length, 2);
});

test("a number and an address of mail in one telephone, an organization to call, PRT in place of ROL", () => {
  const mapped = said("ADT^A31", "PRT|1|AD||PP^Primary care|D12^HAUSER^EVE", "NK1|1||EMR||||||||||Mill Ltd", "PV1|1|N");
  const [patient] = only(mapped, "Patient");
  assert.equal(patient?.contact?.[0]?.organization?.display, "Mill Ltd");
  assert.equal(patient?.generalPractitioner?.[0]?.display, "EVE HAUSER");
  const both = mapText([msh("ADT^A31"), `${PID}|||||555 0100^^^lan@mail.example`, "PV1|1|N"].join("\r"));
  assert.deepEqual(
    only(both, "Patient")[0]?.telecom?.map(one => [one.system, one.value]),
    [
      ["phone", "555 0100"],
      ["email", "lan@mail.example"],
    ],
  );
});

test("a document's number that stands where an EI has its universal id", () => {
  const [document] = only(said("MDM^T02", "TXA|1|CN|TX|20261124||||||||^^D77", "OBX|1|TX|||Note"), "DocumentReference");
  assert.equal(document?.masterIdentifier?.value, "D77");
});

test("a dose in the words of the bedside chart, also one field too far; what only changes an infusion is not known", () => {
  const given = (rxa20: string, rxa21 = "") =>
    only(
      said("RAS^O17", "ORC|RE|9", `RXA|0|1|20261124||8640^Acetaminophen|650|mg|||||||||||||${rxa20}|${rxa21}`),
      "MedicationAdministration",
    )[0]?.status;
  assert.deepEqual(
    ["Given", "New Bag", "Not Given", "Held", "Refused", "Rate Change"].map(word => given(word)),
    ["completed", "completed", "not-done", "not-done", "not-done", "unknown"],
  );
  assert.deepEqual(
    [given("", "Held"), given("", "Given"), given("", "A"), given("", "?")],
    ["not-done", "completed", "completed", "unknown"],
  );
});

test("a unit with its power of ten not escaped is one unit", () => {
  const units = (sent: string) =>
    only(said("ORU^R01", "OBR|1|7", `OBX|1|NM|WBC||14.2|${sent}|||||F`), "Observation")[0]?.valueQuantity;
  assert.deepEqual(units("10^3/uL"), { value: 14.2, unit: "10^3/uL" });
  assert.equal(units("x10^9/L")?.unit, "x10^9/L");
  assert.equal(units("mmol/L^millimole per litre^UCUM")?.code, "mmol/L");
});

test("a new order is active, also where how far it is stands in a word of the sender's own", () => {
  const status = (orc1: string, orc5: string) =>
    only(said("ORM^O01", `ORC|${orc1}|7|||${orc5}`, "OBR|1|7||XR^Chest"), "ServiceRequest")[0]?.status;
  assert.deepEqual(
    [status("NW", "Ordered"), status("NW", "S1"), status("SC", "S1"), status("CA", "S1")],
    ["active", "active", "unknown", "revoked"],
  );
});

test("RXO has its rate in other fields than RXE: 17, 21 and 22", () => {
  const rate = (rxo: string) =>
    only(said("OMP^O09", "ORC|NW|9", rxo), "MedicationRequest")[0]?.dosageInstruction?.[0]?.doseAndRate?.[0];
  assert.deepEqual(rate("RXO|MOR^Morphine|1||mg|||||||||||||||||1.5|mg/h")?.rateQuantity, { value: 1.5, unit: "mg/h" });
  assert.equal(rate("RXO|MOR^Morphine|1||mg|||||||||||||H1||||1.5|mg")?.rateRatio?.denominator?.code, "h");
});

test("the class of a visit in its usual short forms; who is only to leave has not left", () => {
  const visit = (event: string, pv1: string) => only(said(`ADT^${event}`, pv1), "Encounter")[0];
  assert.deepEqual(
    ["IP", "OP", "ED", "OBS"].map(sent => visit("A08", `PV1|1|${sent}|3W`)?.class?.code),
    ["IMP", "AMB", "EMER", "OBSENC"],
  );
  const expected = `PV1|1|I|3W${"|".repeat(42)}20261125`;
  assert.equal(visit("A08", expected)?.status, "finished");
  assert.equal(visit("A16", expected)?.status, "in-progress");
});

test("how an appointment stands in the words of a front desk", () => {
  const status = (word: string) => only(said("SIU^S14", `SCH|1|2${"|".repeat(23)}${word}`), "Appointment")[0]?.status;
  assert.deepEqual(["Arrived", "Checked In", "Completed", "No Show", "Scheduled", "Confirmed"].map(status), [
    "arrived",
    "checked-in",
    "fulfilled",
    "noshow",
    "booked",
    "booked",
  ]);
});

test("results and doses of several patients in one message are each the patient's whose PID stands before them", () => {
  const result = (code: string, value: string) => ["OBR|1|7||BMP^Panel", `OBX|1|NM|${code}||${value}|mmol/L|||||F`];
  const lan = PID;
  const other = "PID|2||700999^^^NORTH^MR||OKOYE^CHI";
  const mapped = mapText(
    [msh("ORU^R01"), lan, ...result("NA", "128"), other, ...result("K", "6.8"), lan, ...result("CL", "99")].join("\r"),
  );
  const ids = only(mapped, "Patient").map(one => `Patient/${one.id}`);
  assert.deepEqual(
    only(mapped, "Observation").map(one => [
      one.code.coding?.[0]?.code ?? one.code.text,
      ids.indexOf(one.subject?.reference ?? ""),
    ]),
    [
      ["NA", 0],
      ["CL", 0],
      ["K", 1],
    ],
  );
  assert.deepEqual(
    mapped.subjects.map(one => one.record.number),
    ["700123", "700999"],
  );
  const nameless = mapText(
    [msh("ORU^R01"), lan, ...result("NA", "128"), "PID|2||||DOE^JO", ...result("K", "6.8")].join("\r"),
  );
  assert.equal(only(nameless, "Observation").length, 1, "whose PID names no record: not the first patient's");
  assert.ok(nameless.issues.some(one => one.code === "no-record"));
});

test("a drug that is ordered behind another patient's PID is not the first patient's", () => {
  const drug = (number: string, name: string) => [`ORC|NW|${number}`, `RXE||${name}|1||TAB`];
  const other = "PID|2||700999^^^NORTH^MR||OKOYE^CHI";
  const mapped = mapText(
    [msh("RDE^O11"), PID, ...drug("41", "METOPROLOL"), other, ...drug("42", "WARFARIN")].join("\r"),
  );
  const ids = only(mapped, "Patient").map(one => `Patient/${one.id}`);
  assert.deepEqual(
    only(mapped, "MedicationRequest").map(one => ids.indexOf(one.subject.reference ?? "")),
    [0, 1],
  );
});
