// A drug that must not be given stands on the safety card and at every order for it; and what she takes at home is no order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { doNotGive, withDoNotGive } from "./do-not-give.ts";
import { medicationOrders } from "./from-record.ts";
import { homeMedications } from "./home-medications.ts";
import { marOf } from "./mar.ts";
import { EMPTY_RECORD, type RecordState, type StoredResource } from "./record-state.ts";
import { safetyCard } from "./safety-card.ts";

function holding(...resources: readonly StoredResource[]): RecordState {
  const kept = resources.map(
    resource =>
      [`${resource.resourceType}/${resource.id}`, { resource, by: "file", report: null, states: [] }] as const,
  );
  return { ...EMPTY_RECORD, resources: Object.fromEntries(kept) };
}

const request = (id: string, drug: string, more: object = {}): StoredResource => ({
  resourceType: "MedicationRequest",
  id,
  status: "active",
  intent: "order",
  identifier: [{ value: `R${id}` }],
  medicationCodeableConcept: { text: drug },
  ...more,
});
const never = (id: string, drug: string, more: object = {}) => request(id, drug, { doNotPerform: true, ...more });

test("an order not to give a drug is on the safety card with its reason, who and until when, and is no order to give", () => {
  const state = holding(
    never("1", "Metformin", {
      reasonCode: [{ text: "iodine contrast" }],
      authoredOn: "2023-08-02T09:00:00Z",
      requester: { display: "OSEI-MENSAH, Ama" },
      dosageInstruction: [{ timing: { repeat: { boundsPeriod: { end: "2023-08-05" } } } }],
    }),
  );
  assert.deepEqual(
    safetyCard(state).do_not_give?.map(({ drug, order, why, by, state: said, at, ends, entry }) => [
      [drug, order, why, by],
      [said, at?.text, ends?.text, entry],
    ]),
    [
      [
        ["Metformin", "R1", "iodine contrast", "OSEI-MENSAH, Ama"],
        [null, "2023-08-02T09:00:00Z", "2023-08-05", "file"],
      ],
    ],
  );
  assert.deepEqual(medicationOrders(state), []);
  assert.equal(safetyCard(holding()).do_not_give, undefined);
});

test("what ended, was an error, or was only proposed says nothing; on hold, or of no known state, says so", () => {
  const states = (status: string, more: object = {}) =>
    doNotGive(holding(never("1", "Metformin", { status, ...more }))).map(one => one.state);
  for (const status of ["stopped", "cancelled", "completed", "entered-in-error", "draft"])
    assert.deepEqual(states(status), [], status);
  assert.deepEqual(states("active", { intent: "proposal" }), []);
  assert.deepEqual(states("active"), [null]);
  assert.deepEqual(states("on-hold"), ["this word is on hold: ask"]);
  assert.deepEqual(states("unknown"), ["state not known: ask"]);
});

test("an order that was ended in those words counts; a way in which not to give it does not", () => {
  const ended = (more: object) => doNotGive(holding(request("1", "Lisinopril 10 mg", { status: "stopped", ...more })));
  const note = (text: string) => ended({ note: [{ text }] }).length;
  const [line] = ended({ statusReason: { coding: [{ code: "DNG", display: "DO NOT GIVE, angioedema" }] } });
  assert.deepEqual([line?.why, line?.state], ["DO NOT GIVE, angioedema", "its order was stopped"]);
  assert.equal(note("Must not be given again."), 1);
  for (const text of ["Do not give with milk", "do not give if systolic below 100", "Hold when asleep"])
    assert.equal(note(text), 0, text);
  assert.deepEqual(doNotGive(holding(request("1", "Lisinopril", { note: [{ text: "Do not give." }] }))), []);
});

test("an order in force for that drug says so in its row, by any name that begins alike; a stopped one does not", () => {
  const said = (drug: string, forbidden: string, status = "active") => {
    const state = holding(request("1", drug, { status }), never("2", forbidden));
    const mar = marOf({
      orders: medicationOrders(state),
      administrations: [],
      trust: { age: { as_of: null, state: "no feed", true_until: null }, intervals: [] },
      charting: [],
      stays: [],
      frequencies: [],
      zone: "America/New_York",
      now: 0,
      from: 0,
      to: 1,
      charting_delay_ms: 0,
    });
    return withDoNotGive(mar, doNotGive(state)).medications.map(one => one.do_not_give?.drug ?? null);
  };
  assert.deepEqual(said("metFORMIN 500 mg tablet", "Metformin"), ["Metformin"]);
  assert.deepEqual(said("Insulin lispro", "insulin"), ["insulin"]);
  assert.deepEqual(said("Sodium chloride 0.9 %", "Sodium bicarbonate"), [null]);
  assert.deepEqual(said("Metformin 850 mg", "Metformin 500 mg"), ["Metformin 500 mg"]);
});

test("what she takes at home is said with who told it, and is never an order", () => {
  const state = holding(
    {
      resourceType: "MedicationStatement",
      id: "1",
      status: "active",
      medicationCodeableConcept: { text: "Warfarin" },
      dateAsserted: "2023-08-01",
      informationSource: { reference: "Patient/p" },
      dosage: [{ text: "5 mg every evening" }],
      reasonCode: [{ text: "atrial fibrillation" }],
    },
    {
      resourceType: "MedicationStatement",
      id: "2",
      status: "not-taken",
      medicationCodeableConcept: { text: "Aspirin" },
      dosage: [{ doseAndRate: [{ doseQuantity: { value: 81, unit: "mg" } }], route: { text: "oral" } }],
    },
    {
      resourceType: "MedicationStatement",
      id: "3",
      status: "entered-in-error",
      medicationCodeableConcept: { text: "Digoxin" },
    },
  );
  assert.deepEqual(
    homeMedications(state).map(({ drug, dose, state: said, taken, told_by, details, at }) => [
      [drug, dose, said, taken],
      [told_by, details.join(), at?.text ?? null],
    ]),
    [
      [
        ["Warfarin", "5 mg every evening", "takes it", true],
        ["the patient", "for atrial fibrillation", "2023-08-01"],
      ],
      [
        ["Aspirin", "81 mg oral", "does not take it", false],
        [null, "", null],
      ],
    ],
  );
  assert.deepEqual(medicationOrders(state), []);
});
