import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoredResource } from "./record-state.ts";
import { EMPTY_RECORD, type RecordState } from "./record-state.ts";
import { latestResults, vitalsOf } from "./results.ts";
import { safetyCard } from "./safety-card.ts";

function holding(...resources: readonly StoredResource[]): RecordState {
  const kept = resources.map(
    resource => [`${resource.resourceType}/${resource.id}`, { resource, by: "m", report: null, states: [] }] as const,
  );
  return { ...EMPTY_RECORD, resources: Object.fromEntries(kept) };
}

const allergy = (id: string, text: string, more: object = {}): StoredResource => ({
  resourceType: "AllergyIntolerance",
  id,
  code: { text },
  ...more,
});
const observation = (id: string, code: string, value: object, at: string, more: object = {}): StoredResource => ({
  resourceType: "Observation",
  id,
  status: "final",
  code: { text: code, coding: [{ code }] },
  effectiveDateTime: at,
  ...value,
  ...more,
});
const quantity = (value: number, unit: string, code = unit) => ({
  valueQuantity: { value, unit, code, system: "http://unitsofmeasure.org" },
});
const flagged = (flag: string) => ({ interpretation: [{ coding: [{ code: flag }] }] });

test("none known, unknown, not asked and not in the copy stay four things", () => {
  const kinds = [
    holding(),
    holding(allergy("1", "No known allergy", { code: { text: "No known allergy", coding: [{ code: "716186003" }] } })),
    holding(allergy("1", "Unknown")),
    holding(allergy("1", "Not asked")),
    holding(allergy("1", "Penicillin")),
  ].map(state => safetyCard(state).allergies.kind);
  assert.deepEqual(kinds, ["not in copy", "none known", "unknown", "not asked", "known"]);
});

test("a real allergy is never hidden by a none known beside it, and one that was entered in error is none", () => {
  const beside = safetyCard(holding(allergy("1", "No known drug allergy"), allergy("2", "Latex"))).allergies;
  assert.ok(beside.kind === "known" && beside.value.map(one => one.substance).join() === "Latex");
  const wrong = allergy("1", "Latex", { verificationStatus: { coding: [{ code: "entered-in-error" }] } });
  assert.equal(safetyCard(holding(wrong)).allergies.kind, "not in copy");
});

test("the severe allergy comes first, one of unknown severity before the mild one", () => {
  const severity = (name: string) => ({ reaction: [{ severity: name, manifestation: [{ text: "hives" }] }] });
  const card = safetyCard(
    holding(
      allergy("1", "Dust", severity("mild")),
      allergy("2", "Peanut"),
      allergy("3", "Penicillin", severity("severe")),
    ),
  );
  assert.ok(card.allergies.kind === "known");
  assert.deepEqual(
    card.allergies.value.map(one => one.substance),
    ["Penicillin", "Peanut", "Dust"],
  );
});

test("weight, code status and isolation are the newest with their date; a full code is only what was sent", () => {
  const card = safetyCard(
    holding(
      observation("1", "29463-7", quantity(61.4, "kilogram", "kg"), "2023-07-31T06:10:00-04:00"),
      observation("2", "29463-7", quantity(60.2, "kilogram", "kg"), "2023-07-30T06:10:00-04:00"),
      observation("3", "CODESTATUS", { valueString: "DNR" }, "2023-08-01T16:20:00-04:00"),
      observation("4", "ISOLATION", { valueString: "Droplet + Contact" }, "2023-08-01T03:05:00-04:00"),
    ),
  );
  assert.ok(card.weight.kind === "known");
  assert.deepEqual(
    [card.weight.value.value, card.weight.value.unit, card.weight.at?.text],
    ["61.4", "kg", "2023-07-31T06:10:00-04:00"],
  );
  assert.ok(card.code_status.kind === "known" && card.code_status.value === "DNR");
  assert.deepEqual(card.isolation.kind === "known" && card.isolation.value, ["Droplet", "Contact"]);
  assert.equal(safetyCard(holding()).code_status.kind, "not in copy");
});

test("results: the latest of each test with the one before, critical first, a cancelled one is no value", () => {
  const results = latestResults(
    holding(
      observation("1", "Na", quantity(136, "mmol/L"), "2023-08-03T02:10:00-04:00"),
      observation("2", "K", quantity(5.4, "mmol/L"), "2023-08-02T02:10:00-04:00", flagged("H")),
      observation("3", "K", quantity(6.1, "mmol/L"), "2023-08-03T01:10:00-04:00", {
        ...flagged("HH"),
        status: "corrected",
      }),
      observation("4", "K", quantity(9.9, "mmol/L"), "2023-08-03T03:10:00-04:00", { status: "cancelled" }),
    ),
  );
  assert.deepEqual(
    results.map(result => [
      result.test,
      result.value,
      result.flag,
      result.critical,
      result.status,
      result.before?.value ?? null,
    ]),
    [
      ["K", "6.1", "HH", true, "corrected", "5.4"],
      ["Na", "136", null, false, "final", null],
    ],
  );
});

test("vitals: one set a minute, newest first, units in their written form; a missing half of a pressure is said", () => {
  const [newest, older] = vitalsOf(
    holding(
      observation("1", "8480-6", quantity(96, "mm[Hg]"), "2023-08-03T10:05:00-04:00", flagged("L")),
      observation("2", "8462-4", quantity(52, "mm[Hg]"), "2023-08-03T10:05:00-04:00"),
      observation("3", "8310-5", quantity(38.6, "Cel"), "2023-08-03T10:05:20-04:00", flagged("H")),
      observation("4", "8480-6", quantity(110, "mm[Hg]"), "2023-08-03T08:05:00-04:00"),
    ),
  );
  assert.deepEqual(
    newest?.values.map(value => [value.name, value.value, value.unit, value.flag]),
    [
      ["BP", "96/52", "mmHg", "L"],
      ["Temp", "38.6", "°C", "H"],
    ],
  );
  assert.equal(older?.values[0]?.value, "110/?");
});
