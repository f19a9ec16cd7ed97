// Orders, what others answer to them, what is dispensed and what is to be given: message by message, then as the chart keeps them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EMPTY_RECORD, medicationOrders } from "../chart/index.ts";
import { charted, mapText, only, textOf } from "./fixtures.testing.ts";

const says = (name: string) => mapText(textOf(name));
const codes = (one: { code?: { coding?: { code?: string }[] } }) => one.code?.coding?.[0]?.code;

test("OMP: a drug order before the pharmacy encoded it", () => {
  const [order] = only(says("drug-order-placed"), "MedicationRequest");
  assert.deepEqual([order?.status, order?.intent], ["active", "original-order"]);
  assert.deepEqual(order?.dosageInstruction?.[0]?.timing?.repeat?.timeOfDay, ["09:00:00", "21:00:00"]);
  assert.ok(order?.note?.some(one => one.text === "Hold when systolic below 100"));
});

test("ORP: the pharmacy's answer names the order by its number alone, and changes its state only", () => {
  const [answer] = only(says("drug-order-answered"), "MedicationRequest");
  const [order] = only(says("drug-order-placed"), "MedicationRequest");
  assert.equal(answer?.id, order?.id);
  assert.deepEqual([answer?.status, answer?.statusReason?.coding?.[0]?.code], ["cancelled", "ALLERGY"]);
  const [held] = charted([textOf("drug-order-placed"), textOf("drug-order-answered")], "MedicationRequest");
  assert.equal(held?.status, "cancelled", "unable to accept: it is not filled");
  assert.equal(
    held?.medicationCodeableConcept?.coding?.[0]?.display,
    "Lisinopril 10 mg tablet",
    "what it is stays known",
  );
});

test("an answer that only accepts says no state; one that refuses to stop leaves the order standing", () => {
  const after = (...orc: string[]) => {
    const answers = orc.map((one, i) =>
      textOf("drug-order-answered").replace("C6002", `A${i}`).replace(/ORC.*/, `ORC|${one}|P9101^EHR`),
    );
    return charted([textOf("drug-order-placed"), ...answers], "MedicationRequest").map(one => one.status);
  };
  assert.deepEqual(after("CR"), ["cancelled"]);
  assert.deepEqual(after("CR", "OK"), ["cancelled"], "accepting is no revival");
  assert.deepEqual(after("CR", "UC"), ["active"]);
  assert.deepEqual(after("HR"), ["on-hold"]);
  assert.deepEqual(after("HR", "RL"), ["active"]);
  assert.deepEqual(after("DR"), ["stopped"]);
  assert.deepEqual(after("ZZ"), ["active"], "what is not known changes nothing");
});

test("an answer to an order that is not here makes no order", () => {
  assert.deepEqual(charted([textOf("drug-order-answered")], "MedicationRequest"), []);
});

test("RDE O25: a refill is the order as encoded", () => {
  const [refill] = only(says("refill"), "MedicationRequest");
  assert.deepEqual([refill?.intent, refill?.dispenseRequest?.numberOfRepeatsAllowed], ["order", 1]);
});

test("ORM: a diet is an order; an ORC alone cancels the order that it names", () => {
  const [diet, supplement, cancelled] = only(says("diet-order"), "ServiceRequest");
  assert.deepEqual([diet && codes(diet), diet?.category?.[0]?.text, diet?.status], ["LOWNA", "Diet", "active"]);
  assert.deepEqual(
    diet?.note?.map(one => one.text),
    ["Service period: Breakfast", "Service period: Lunch", "Instruction: No grapefruit"],
  );
  assert.equal(supplement?.category?.[0]?.text, "Supplement");
  assert.deepEqual([cancelled?.status, cancelled?.identifier?.[0]?.value], ["revoked", "P7101"]);
  const held = charted([textOf("imaging-order"), textOf("diet-order")], "ServiceRequest");
  assert.deepEqual(
    held.map(one => [codes(one), one.status]),
    [
      ["71046", "revoked"],
      ["LOWNA", "active"],
      ["SHAKE", "active"],
    ],
  );
});

test("OMG: imaging, with its urgency, time and note", () => {
  const [order] = only(says("imaging-order"), "ServiceRequest");
  assert.deepEqual([order?.status, order?.priority, order && codes(order)], ["active", "stat", "71046"]);
  assert.equal(order?.occurrenceTiming?.repeat?.boundsPeriod?.start, "2026-11-24T06:30:00+00:00");
  assert.equal(order?.note?.[0]?.text, "Portable");
});

test("OML O33: each order has the specimen that stands before it", () => {
  const mapped = says("specimens-ordered");
  const types = new Map(only(mapped, "Specimen").map(one => [`Specimen/${one.id}`, one.type?.coding?.[0]?.code]));
  assert.deepEqual(
    only(mapped, "ServiceRequest").map(one => [codes(one), types.get(one.specimen?.[0]?.reference ?? "")]),
    [
      ["24323-8", "SER"],
      ["57698-3", "SER"],
      ["24356-8", "UR"],
    ],
  );
});

test("OUL R22: specimens first, each order behind its OBR, results under the right one", () => {
  const mapped = says("specimen-results");
  const types = new Map(only(mapped, "Specimen").map(one => [`Specimen/${one.id}`, one.type?.coding?.[0]?.code]));
  assert.deepEqual(
    only(mapped, "Observation").map(one => [
      codes(one),
      types.get(one.specimen?.reference ?? ""),
      one.basedOn?.[0]?.display,
    ]),
    [
      ["2823-3", "BLD", "P7501"],
      ["2160-0", "BLD", "P7502"],
      ["5792-7", "UR", "P7503"],
    ],
  );
  assert.deepEqual(
    only(mapped, "DiagnosticReport").map(one => one.result?.length),
    [1, 1, 1],
  );
  assert.equal(only(mapped, "Observation")[0]?.note?.[0]?.text, "Not hemolyzed");
});

test("ORU R30: a result from the bedside, with its note", () => {
  const [result] = only(says("bedside-result"), "Observation");
  assert.deepEqual([result?.valueQuantity?.value, result?.note?.[0]?.text], [126, "Fasting"]);
});

test("a report withdrawn whole (OBR-25 X) takes its results with it", () => {
  const withdrawn = textOf("bedside-result")
    .replace("C6009", "C6099")
    .replace(/\|F\nOBX[\s\S]*/, "|X\n");
  const [held] = charted([textOf("bedside-result"), withdrawn], "Observation");
  assert.deepEqual([held?.status, held?.valueQuantity?.value], ["cancelled", 126]);
});

test("D3: what was dispensed was not given", () => {
  const mapped = says("dispense");
  const [tablets, drip] = only(mapped, "MedicationDispense");
  assert.deepEqual(
    [tablets?.status, tablets?.quantity?.value, tablets?.whenHandedOver],
    ["completed", 20, "2026-11-24T05:28:00+00:00"],
  );
  const [order] = only(says("drug-order"), "MedicationRequest");
  assert.equal(tablets?.authorizingPrescription?.[0]?.reference, `MedicationRequest/${order?.id}`);
  assert.deepEqual([drip?.quantity, drip?.note?.[0]?.text], [undefined, "Amount as sent: few"]);
  assert.deepEqual([mapped.facts?.doses, only(mapped, "MedicationAdministration")], [[], []]);
  const cancelled = mapText(textOf("dispense").replace("ORC|RE|", "ORC|OC|"));
  assert.equal(only(cancelled, "MedicationDispense")[0]?.status, "cancelled");
});

test("D3: what is to be given is no dose, and no second order", () => {
  const mapped = says("give");
  const [give] = only(mapped, "MedicationRequest");
  assert.deepEqual(
    [give?.intent, give?.dosageInstruction?.[0]?.doseAndRate?.[0]?.doseRange?.high?.value],
    ["instance-order", 1000],
  );
  assert.deepEqual(mapped.facts?.doses, []);
  const held = charted([textOf("drug-order"), textOf("give")], "MedicationRequest");
  assert.equal(held.length, 4);
  const state = (requests: typeof held) => ({
    ...EMPTY_RECORD,
    registered: true,
    resources: Object.fromEntries(
      requests.map(one => [
        `MedicationRequest/${one.id}`,
        { resource: { ...one, id: one.id ?? "" }, by: "", report: null, states: [] },
      ]),
    ),
  });
  assert.equal(medicationOrders(state(held)).length, 3, "it stands in its order");
  assert.equal(medicationOrders(state(held.filter(one => one.intent === "instance-order"))).length, 1, "or by itself");
});

test("a message without what its type is for says who it is of, and that nothing was said", () => {
  for (const name of ["imaging-order", "dispense", "give", "results", "doses", "document", "appointment"]) {
    const mapped = mapText(
      textOf(name)
        .split("\n")
        .filter(line => /^(MSH|PID|PV1)/.test(line))
        .join("\n"),
    );
    assert.equal(mapped.outcome, "mapped", name);
    assert.equal(only(mapped, "Patient").length, 1);
    assert.match(mapped.issues.map(one => one.code).join(), /nothing-said|no-document|no-appointment/);
  }
});

test("a cancel by number alone brings its reason: what must not be given is known by it, and no longer once it is back", () => {
  const answer = (control: string, orc: string) =>
    textOf("drug-order-answered").replace("C6002", control).replace(/ORC.*/, `ORC|${orc}`);
  const cancel = answer("A1", "CR|P9101^EHR||||||||||||||DNG^DO NOT GIVE: angioedema");
  const after = (...messages: string[]) =>
    charted([textOf("drug-order-placed"), ...messages], "MedicationRequest").map(one => [
      one.status,
      one.statusReason?.text ?? one.statusReason?.coding?.[0]?.display,
    ]);
  assert.deepEqual(after(cancel), [["cancelled", "DO NOT GIVE: angioedema"]]);
  assert.deepEqual(after(cancel, answer("A2", "RL|P9101^EHR")), [["active", undefined]]);
});
