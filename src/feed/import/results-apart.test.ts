// Results that a file holds only inside a report, or that name nobody: they stand in the results with where they came from.
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyChanges, EMPTY_RECORD, type RecordState, resultHistory } from "../../chart/index.ts";
import { PUBLISHED_ID_KEY } from "../../fhir/index.ts";
import { r4Faults } from "../../fhir/r4.testing.ts";
import { gather } from "./gather.ts";
import { readResources } from "./resources.ts";

type Plain = { readonly [name: string]: unknown };

const ANN = { resourceType: "Patient", id: "ann", name: [{ text: "Ann Alone" }], birthDate: "1960" };
const BOB = { resourceType: "Patient", id: "bob", name: [{ text: "Bob Other" }], birthDate: "1961" };
const subject = { reference: "Patient/ann" };
const potassium = (more: Plain = {}) => ({
  resourceType: "Observation",
  id: "k",
  status: "final",
  code: { text: "Potassium" },
  valueQuantity: { value: 6.1, unit: "mmol/L" },
  ...more,
});
const report = (more: Plain = {}) => ({
  resourceType: "DiagnosticReport",
  id: "panel",
  status: "final",
  code: { text: "Electrolytes" },
  subject,
  effectiveDateTime: "2026-01-05T06:00:00Z",
  result: [{ reference: "#k" }],
  contained: [potassium()],
  ...more,
});

function imported(...resources: readonly Plain[]) {
  const file = { resourceType: "Bundle", type: "collection", entry: resources.map(resource => ({ resource })) };
  const charts = new Map<string, RecordState>();
  const parked: string[] = [];
  for (const piece of gather([JSON.stringify(file)]).pieces) {
    const read = readResources({ what: "resources", facility: "NORTH", own: [], ...piece }, PUBLISHED_ID_KEY);
    parked.push(...read.parked.map(one => one.code));
    if (read.record === null || read.changes === null) continue;
    for (const resource of read.changes.resources) assert.deepEqual(r4Faults(resource), [], resource.resourceType);
    const { key } = read.record;
    const before = charts.get(key) ?? EMPTY_RECORD;
    charts.set(key, applyChanges(before, { ...read.changes, by: "the file", sent: null }));
  }
  return { charts: [...charts.values()].map(resultHistory), parked };
}

test("a result contained in its report is a result, with the report's time and the file it came from", () => {
  const {
    charts: [chart],
    parked,
  } = imported(ANN, report());
  const [test] = chart?.tests ?? [];
  assert.deepEqual(
    test?.values.map(({ test: name, value, unit, at, entry }) => [name, value, unit, at?.text, entry]),
    [["Potassium", "6.1", "mmol/L", "2026-01-05T06:00:00Z", "the file"]],
  );
  assert.deepEqual(
    chart?.reports.map(one => [one.name, one.results.map(({ value }) => value)]),
    [["Electrolytes", ["6.1"]]],
  );
  assert.deepEqual(parked, []);
});

test("its own time stands, its specimen goes with it, and a panel in the report keeps its parts", () => {
  const specimen = { resourceType: "Specimen", id: "s", type: { text: "Blood" } };
  const own = potassium({ effectiveDateTime: "2026-01-04", specimen: { reference: "#s" } });
  const panel = potassium({ id: "p", code: { text: "Panel" }, hasMember: [{ reference: "#k" }] });
  const { charts } = imported(ANN, report({ contained: [own, panel, specimen], result: [{ reference: "#p" }] }));
  const tests = charts[0]?.tests.map(one => [one.test, one.values[0]?.at?.text]);
  assert.deepEqual(tests, [
    ["Panel", "2026-01-05T06:00:00Z"],
    ["Potassium", "2026-01-04"],
  ]);
});

test("a file that comes again corrects the result, and what it said before stays in sight", () => {
  const corrected = potassium({ valueQuantity: { value: 4.1, unit: "mmol/L" }, status: "corrected" });
  const chart = (contained: Plain) => {
    const read = gather([ANN, report({ contained: [contained] })].map(one => JSON.stringify(one)));
    return read.pieces.map(piece =>
      readResources({ what: "resources", facility: "NORTH", own: [], ...piece }, PUBLISHED_ID_KEY),
    );
  };
  const state = [...chart(potassium()), ...chart(corrected)].reduce(
    (before, { changes }, at) =>
      changes === null ? before : applyChanges(before, { ...changes, by: `file ${at}`, sent: null }),
    EMPTY_RECORD,
  );
  const [value] = resultHistory(state).tests[0]?.values ?? [];
  assert.deepEqual([value?.value, value?.was?.map(one => one.value)], ["4.1", ["6.1"]]);
});

test("a result that names nobody is hers whose report brings it, and nobody's where two people's reports do", () => {
  const brought = report({ contained: undefined, result: [{ reference: "Observation/k" }] });
  assert.deepEqual(
    imported(ANN, brought, potassium()).charts.map(one => one.tests.map(({ test: name }) => name)),
    [["Potassium"]],
  );
  const his = { ...brought, id: "his", subject: { reference: "Patient/bob" } };
  const { charts, parked } = imported(ANN, BOB, brought, his, potassium());
  assert.deepEqual(
    charts.map(one => one.tests),
    [[], []],
  );
  assert.deepEqual(parked, ["no-patient"]);
});

test("a contained result of another subject is not taken for hers", () => {
  const other = potassium({ subject: { reference: "Patient/bob" } });
  assert.deepEqual(imported(ANN, BOB, report({ contained: [other] })).charts[0]?.tests, []);
});
