// What single messages say, rule by rule, over the messages in fixtures/ and small changes of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PUBLISHED_ID_KEY, type Resource } from "../fhir/index.ts";
import { readFixture, readFixtures } from "./fixtures.testing.ts";
import { type Authorities, type Mapped, mapMessage, TRY_OPTIONS } from "./index.ts";

const map = (text: string | Uint8Array, options = {}): Mapped =>
  mapMessage(typeof text === "string" ? Buffer.from(text) : text, { ...TRY_OPTIONS, ...options });

function only<T extends Resource["resourceType"]>(mapped: Mapped, type: T): Extract<Resource, { resourceType: T }>[] {
  return mapped.resources.filter((one): one is Extract<Resource, { resourceType: T }> => one.resourceType === type);
}

const codes = (mapped: Mapped) => mapped.issues.map(one => `${one.code} ${one.where}`);

/** A message of one PID-3, as an A08. */
const withPid3 = (pid3: string, msh4 = "NORTH") =>
  map(`MSH|^~\\&|EHR|${msh4}|||20261124||ADT^A08|X|P|2.5\rPID|||${pid3}||DOE^JO\rPV1||I|3W^1^A`);

test("an admission: who, where, why, and what is dangerous", () => {
  const mapped = map(readFixture("admit"));
  assert.deepEqual(
    [mapped.control, mapped.type, mapped.version, mapped.outcome],
    ["C1001", "ADT^A01", "2.5.1", "mapped"],
  );
  assert.deepEqual(codes(mapped), []);
  const [patient] = only(mapped, "Patient");
  assert.equal(patient?.name?.[0]?.family, "Nguyễn");
  assert.equal(patient?.name?.[1]?.family, "李");
  assert.equal(patient?.birthDate, "1957-03-04");
  assert.equal(patient?.gender, "female");
  const [encounter] = only(mapped, "Encounter");
  assert.equal(encounter?.status, "in-progress");
  assert.equal(encounter?.location?.[0]?.location.display, "3W 301 A");
  assert.equal(encounter?.identifier?.[0]?.value, "V5501");
  assert.deepEqual(
    only(mapped, "AllergyIntolerance").map(one => [one.code?.coding?.[0]?.code, one.reaction?.[0]?.severity]),
    [
      ["7980", "severe"],
      ["PEANUT", "moderate"],
    ],
  );
  assert.equal(only(mapped, "Condition")[0]?.code?.coding?.[0]?.code, "R07.9");
  const [bed] = only(mapped, "Location").filter(one => one.physicalType?.coding?.[0]?.code === "bd");
  assert.equal(bed?.name, "A");
});

test("each movement says its kind, its times and its place (W3)", () => {
  const kinds = ["admit", "transfer", "discharge", "update"].map(name => map(readFixture(name)).facts);
  assert.deepEqual(
    kinds.map(one => one?.event),
    ["admit", "transfer", "discharge", "update"],
  );
  assert.equal(kinds[1]?.encounter?.place?.bed, "B");
  assert.equal(kinds[1]?.encounter?.prior?.bed, "A");
  assert.equal(kinds[2]?.encounter?.status, "finished");
  assert.equal(kinds[0]?.occurred?.instant, Date.UTC(2026, 10, 24, 3, 5));
  assert.equal(kinds[0]?.recorded?.instant, Date.UTC(2026, 10, 24, 3, 11));
  const cancels = ["A11", "A12", "A13"].map(event =>
    map(Buffer.from(readFixture("transfer")).toString().replace("ADT^A02", `ADT^${event}`)),
  );
  assert.deepEqual(
    cancels.map(one => [one.facts?.event, only(one, "Encounter")[0]?.status]),
    [
      ["cancel-admit", "cancelled"],
      ["cancel-transfer", "in-progress"],
      ["cancel-discharge", "in-progress"],
    ],
  );
});

test("W1: only ADT has an event; every other type says all it says, marked by its kind", () => {
  const order = map(readFixture("drug-order"));
  assert.equal(order.facts?.event, null);
  assert.equal(order.facts?.kind, "drug order");
  assert.equal(only(order, "Patient").length, 1);
});

test("W2: an empty field says nothing, two quotes delete", () => {
  const facts = map(readFixture("update")).facts;
  const states = (fields: readonly { field: string; state: string }[] | undefined) =>
    fields?.map(one => `${one.field} ${one.state}`) ?? [];
  assert.ok(states(facts?.patient.fields).includes("PID-11 deleted"));
  assert.ok(states(facts?.patient.fields).includes("PID-16 set"));
  assert.ok(!states(facts?.patient.fields).some(one => one.startsWith("PID-13")));
  assert.ok(states(facts?.encounter?.fields).includes("PV1-7 deleted"));
});

test("W5: the record: the feed's own authority, else the first MR, else the first that names a record", () => {
  const record = (pid3: string, msh4?: string) => {
    const mapped = withPid3(pid3, msh4);
    return mapped.record ? `${mapped.record.authority}/${mapped.record.number}` : mapped.reason?.code;
  };
  assert.equal(record("1^^^OTHER^MR~2^^^NORTH^MR"), "NORTH/2");
  assert.equal(record("1^^^NORTH^PI~2^^^NORTH^MR"), "NORTH/2");
  assert.equal(record("1^^^STATE^PI~2^^^OTHER^MR"), "OTHER/2");
  assert.equal(record("1^^^STATE^SS~2^^^STATE^PI"), "STATE/2");
  assert.equal(record("1^^^^MR"), "NORTH/1");
  assert.equal(record("1^^^NORTH&1.2.3&ISO^MR", "NORTH^1.2.3^ISO"), record("1^^^^MR", "NORTH^1.2.3^ISO"));
  assert.equal(record("1^^^&1.2.3&ISO^MR", "NORTH^1.2.3^ISO"), "NORTH/1");
  for (const type of ["SS", "DL", "AN", "VN"]) assert.equal(record(`1^^^NORTH^${type}`), "no-record");
  assert.equal(record(""), "no-record");
  assert.equal(withPid3("").reason?.where, "PID[1]-3");
});

test("W5, W1: a message that names no record is parked, what it says can be read, and the copy gets nothing of it", () => {
  const mapped = withPid3("1^^^NORTH^SS");
  assert.deepEqual(
    [mapped.outcome, mapped.reason?.code, mapped.record, mapped.facts],
    ["parked", "no-record", null, null],
  );
  const patient = mapped.resources.find(one => one.resourceType === "Patient");
  assert.equal(patient?.identifier?.[0]?.value, "1");
  const again = withPid3("1^^^NORTH^SS");
  assert.deepEqual(again.resources, mapped.resources);
  // PID-2 and PID-4 are numbers of others: they name no record (docs/conformance.md)
  const others = map("MSH|^~\\&|EHR|NORTH|||20261124||ADT^A08|X|P|2.2\rPID||77||88|DOE^JO\rPV1||I|3W^1^A");
  assert.equal(others.reason?.code, "no-record");
});

test("W5: a blank authority of a facility that is not configured is parked", () => {
  const authorities: Authorities = { own: [], facilities: new Map([["NORTH", "NORTH-MRN"]]) };
  const at = (msh4: string, pid3: string) =>
    map(`MSH|^~\\&|EHR|${msh4}|||20261124||ADT^A08|X|P|2.5\rPID|||${pid3}||DOE^JO`, { authorities });
  assert.equal(at("NORTH", "1^^^^MR").record?.authority, "NORTH-MRN");
  assert.equal(at("NORTH", "1^^^NORTH^MR").record?.authority, "NORTH-MRN");
  assert.equal(at("SOUTH", "1^^^^MR").reason?.code, "facility-unknown");
  assert.equal(at("SOUTH", "1^^^STATE^MR").outcome, "mapped");
});

test("W7: ids carry no number, and one record has one id from every message", () => {
  const ids = ["admit", "transfer", "drug-order", "doses", "results"].map(name => map(readFixture(name)).record?.key);
  assert.equal(new Set(ids).size, 1);
  assert.ok(!ids[0]?.includes("700123"));
  const other = map(readFixture("admit"), { idKey: new Uint8Array(32) });
  assert.notEqual(other.record?.key, ids[0]);
  assert.equal(PUBLISHED_ID_KEY.length > 16, true);
});

test("an allergy of an IAM, and one that was deleted", () => {
  const text = `${Buffer.from(readFixture("transfer"))}IAM|1|DA|7980^Penicillin G^RXNORM|SV|Hives|A\nIAM|2|FA|EGG|||D`;
  assert.deepEqual(
    only(map(text), "AllergyIntolerance").map(one => [
      one.clinicalStatus?.coding?.[0]?.code,
      one.verificationStatus?.coding?.[0]?.code,
    ]),
    [
      ["active", undefined],
      [undefined, "entered-in-error"],
    ],
  );
  const same = only(map(readFixture("admit")), "AllergyIntolerance")[0]?.id;
  assert.equal(
    only(map(text), "AllergyIntolerance")[0]?.id,
    same,
    "one allergen is one allergy, whichever segment says it",
  );
});

test("a drug order: dose, times, route, and its state", () => {
  const [tablet, drip, morphine] = only(map(readFixture("drug-order")), "MedicationRequest");
  assert.equal(tablet?.status, "active");
  assert.equal(tablet?.authoredOn, "2026-11-24T05:00:00+00:00");
  const dosage = tablet?.dosageInstruction?.[0];
  assert.equal(dosage?.doseAndRate?.[0]?.doseRange?.low?.value, 500);
  assert.equal(dosage?.doseAndRate?.[0]?.doseRange?.high?.value, 1000);
  assert.deepEqual(dosage?.timing?.repeat?.timeOfDay, ["00:00:00", "06:00:00", "12:00:00", "18:00:00"]);
  assert.equal(dosage?.timing?.code?.text, "Q6H");
  assert.equal(drip?.status, "stopped");
  assert.equal(drip?.dosageInstruction?.[0]?.doseAndRate?.[0]?.rateQuantity?.value, 18);
  assert.deepEqual(drip?.dosageInstruction?.[0]?.timing?.repeat?.timeOfDay, ["08:00:00", "16:00:00"]);
  assert.equal(morphine?.status, "on-hold");
  assert.equal(morphine?.dosageInstruction?.[0]?.asNeededCodeableConcept?.text, "pain");
  assert.equal(morphine?.dosageInstruction?.[0]?.doseAndRate, undefined, "2-4 is no number, and TQ's 1 is no dose");
  assert.ok(morphine?.note?.some(one => one.text === "Amount as sent: 2-4"));
});

test("D5: a frequency that only the hospital defines stays words", () => {
  const text = Buffer.from(readFixture("drug-order")).toString().replace("|Q6H|0000~0600~1200~1800|", "|DAILY-AC||");
  const timing = only(map(text), "MedicationRequest")[0]?.dosageInstruction?.[0]?.timing;
  assert.equal(timing?.code?.text, "DAILY-AC");
  assert.equal(timing?.repeat?.frequency, undefined);
  assert.equal(timing?.code?.coding?.[0]?.system, undefined);
});

test("a state that ORC-1 and ORC-5 tell two ways is not known", () => {
  const text = Buffer.from(readFixture("drug-order")).toString();
  const status = (orc: string) => {
    const mapped = map(text.replace(/ORC\|NW.*/, orc));
    return [only(mapped, "MedicationRequest")[0]?.status, mapped.issues[0]?.code];
  };
  assert.deepEqual(status("ORC|CA|P1"), ["cancelled", "bad-number"]);
  assert.deepEqual(status("ORC|CA|P1|||IP"), ["unknown", "status-contradicts"]);
  assert.deepEqual(status("ORC|XO|P1|||HD"), ["on-hold", "bad-number"]);
  assert.deepEqual(status("ORC|ZZ|P1"), ["unknown", "status-not-known"]);
});

test("D3: what is a dose, and what only looks like one", () => {
  const mapped = map(readFixture("doses"));
  const doses = mapped.facts?.doses ?? [];
  assert.deepEqual(
    doses.map(one => [one.given, one.action]),
    [
      ["whole", "A"],
      ["none", "A"],
      ["possibly", "A"],
      ["partial", "U"],
      ["none", "D"],
      ["none", "A"],
    ],
  );
  assert.deepEqual(
    only(mapped, "MedicationAdministration").map(one => one.status),
    ["completed", "not-done", "unknown", "completed", "entered-in-error", "not-done"],
  );
  assert.equal(only(mapped, "MedicationAdministration")[0]?.effectiveDateTime, "2026-11-24T06:02:00+00:00");
  const order = map(readFixture("drug-order"));
  assert.equal(doses[0]?.request, `MedicationRequest/${only(order, "MedicationRequest")[0]?.id}`);
  assert.equal(doses[0]?.key.order, "P9001");
});

test("D3: the key is RXA-3 with RXA-5, and RXA-2 only where the sender is known to count", () => {
  const text = Buffer.from(readFixture("doses")).toString();
  const renumbered = text.replace("RXA|0|1|", "RXA|0|9|");
  const retimed = text.replaceAll("20261124060200", "20261124060300");
  const first = (one: string, options = {}) => map(one, options).facts?.doses[0]?.resource.id;
  assert.equal(first(text), first(renumbered));
  assert.notEqual(first(text), first(retimed));
  assert.equal(first(text, { countsDoses: true }), first(retimed, { countsDoses: true }));
  assert.notEqual(first(text, { countsDoses: true }), first(renumbered, { countsDoses: true }));
});

test("M2: what is no number is text as sent, with its flag and an issue", () => {
  const mapped = map(readFixture("results"));
  const results = only(mapped, "Observation");
  const by = (code: string) => results.find(one => one.code?.coding?.[0]?.code === code);
  assert.equal(by("2823-3")?.valueQuantity?.value, 6.8);
  assert.equal(by("2823-3")?.interpretation?.[0]?.coding?.[0]?.code, "HH");
  assert.equal(by("2823-3")?.note?.[0]?.text, "Called to 3W 06:31");
  assert.equal(by("2160-0")?.valueString, ">10");
  assert.equal(by("2160-0")?.interpretation?.[0]?.coding?.[0]?.code, "HH");
  assert.ok(by("2160-0")?.note?.some(one => one.text === "Unit as sent: mg/dL"));
  assert.deepEqual([by("2345-7")?.valueQuantity?.comparator, by("2345-7")?.status], ["<", "corrected"]);
  assert.equal(by("5792-7")?.valueCodeableConcept?.coding?.[0]?.code, "YEL");
  assert.equal(by("8251-1")?.valueString, "First line\nSecond line");
  assert.deepEqual([by("1988-5")?.status, by("1988-5")?.valueQuantity], ["cancelled", undefined]);
  assert.equal(by("5048-4")?.valueRatio?.denominator?.value, 128);
  assert.equal(by("11368-8")?.valueString, "20261301");
  assert.equal(by("9999")?.valueString, "as sent");
  for (const issue of ["value-not-type OBX[2]-5[1]", "value-not-type OBX[8]-5[1]", "no-value-type OBX[9]-5[1]"])
    assert.ok(codes(mapped).includes(issue), issue);
  const [report] = only(mapped, "DiagnosticReport");
  assert.deepEqual([report?.status, report?.result?.length], ["final", results.length]);
});

test("a clinic order that is no drug", () => {
  const [order] = only(map(readFixture("order")), "ServiceRequest");
  assert.deepEqual([order?.status, order?.priority, order?.code?.coding?.[0]?.code], ["active", "stat", "24323-8"]);
});

test("M3: what is not built yet is parked whole, with its type", () => {
  const mapped = map("MSH|^~\\&|A|B|||20260101||VXU^V04|1|P|2.5\rPID|||1^^^B^MR");
  assert.deepEqual(
    [mapped.outcome, mapped.reason?.code, mapped.type, mapped.resources.length],
    ["parked", "not-mapped-yet", "VXU^V04", 0],
  );
});

test("nothing is dropped in silence: a valued field that nothing is taken from is named", () => {
  const mapped = map(`${Buffer.from(readFixture("update"))}ZBD|1|bed light\nIN1|1|PLAN`);
  assert.deepEqual(codes(mapped), ["segment-not-taken ZBD[1]", "segment-not-taken IN1[1]"]);
  const pv1 = map(
    Buffer.from(readFixture("transfer"))
      .toString()
      .replace(/(PV1.*)/, "$1|CASH"),
  );
  assert.deepEqual(codes(pv1), ["field-not-taken PV1[1]-20"]);
});

test("nothing is cut at a separator that a sender left unescaped", () => {
  const text = Buffer.from(readFixture("admit")).toString();
  const dg1 = map(text.replace("Chest pain, unspecified", "Chest pain & fever"));
  assert.equal(only(dg1, "Condition")[0]?.code?.coding?.[0]?.display, "Chest pain & fever");
  const name = map(text.replace("Nguyễn^", "VAN DER BERG&VAN DER&BERG^"));
  assert.equal(only(name, "Patient")[0]?.name?.[0]?.family, "VAN DER BERG");
});

test("a time without zone keeps its digits and gets the zone's offset", () => {
  const [encounter] = only(map(readFixture("admit"), { zone: "America/Chicago" }), "Encounter");
  assert.equal(encounter?.period?.start, "2026-11-24T03:05:00-06:00");
});

test("whatever is done to the bytes, it never throws and gives one outcome", () => {
  const messages = readFixtures().map(one => one.bytes);
  const runs = process.env.SLOW ? 50_000 : 400;
  fc.assert(
    fc.property(
      fc.constantFrom(...messages),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'|^~\\&\r\n"\0\x0bX9é'), fc.nat(3)), { maxLength: 12 }),
      (message, edits) => {
        let text = Buffer.from(message).toString("latin1");
        for (const [at, put, cut] of edits) {
          const where = at % (text.length + 1);
          text = text.slice(0, where) + put + text.slice(where + cut);
        }
        const mapped = mapMessage(Buffer.from(text, "latin1"), TRY_OPTIONS);
        assert.equal(mapped.outcome === "parked", mapped.reason !== null);
        if (mapped.outcome === "parked") assert.equal(mapped.facts, null);
      },
    ),
    { numRuns: runs },
  );
});

test("a report sent in parts is one with all its results; what is said twice is one, what is said otherwise stands beside it", () => {
  const part = (...lines: string[]) => `OBR|1||F1|24323-8^CMP^LN|||20261124\r${lines.join("\r")}`;
  const head = "MSH|^~\\&|LAB|NORTH|||20261124||ORU^R01|X|P|2.3\rPID|||7||DOE^JO";
  const [sodium, other] = [
    "OBX|1|NM|2951-2^NA^LN||140|mmol/L|||||F",
    "OBX|1|NM|2951-2^NA^LN||141|mmol/L|||||F\rNTE|1||again",
  ];
  const values = (text: string) =>
    map(text).resources.flatMap(one =>
      one.resourceType === "Observation"
        ? (one.valueQuantity?.value ?? [])
        : one.resourceType === "DiagnosticReport"
          ? (one.result?.length ?? [])
          : [],
    );
  assert.deepEqual(values([head, part(sodium), part(sodium)].join("\r")), [140, 1]);
  assert.deepEqual(values([head, part(sodium), part(other)].join("\r")), [140, 2, 141]);
});

test("OBR-15 before v2.5 is the specimen; with an SPM that speaks", () => {
  const of = (more: string) =>
    map(
      `MSH|^~\\&|LAB|NORTH|||20261124||ORU^R01|X|P|2.3\rPID|||7||DOE^JO\rOBR|1||F1|1^A|||202611240700|||||||202611240800|SER&Serum\r${more}`,
    ).resources.flatMap(one => (one.resourceType === "Specimen" ? (one.type?.coding?.[0]?.code ?? "") : []));
  assert.deepEqual(of("OBX|1|NM|2^B||1|||||F"), ["SER"]);
  assert.deepEqual(of("OBX|1|NM|2^B||1|||||F\rSPM|1|||BLD"), ["BLD"]);
});

test("an SN that is no quantity is its words, without an issue", () => {
  const of = (sn: string) => {
    const mapped = map(
      `MSH|^~\\&|LAB|NORTH|||20261124||ORU^R01|X|P|2.3\rPID|||7||DOE^JO\rOBR|1||F1|1^A|||||||||||||||||||||F\rOBX|1|SN|2^B||${sn}||||||F`,
    );
    const [found] = mapped.resources.flatMap(one =>
      one.resourceType === "Observation" ? (one.valueString ?? []) : [],
    );
    return [found, mapped.issues.map(one => one.code).join()];
  };
  assert.deepEqual(of("<>^5"), ["<> 5", ""]);
  assert.deepEqual(of("^2^+"), ["2 +", ""]);
});
