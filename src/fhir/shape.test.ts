import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { r4Faults } from "./r4.testing.ts";
import { isServed } from "./search/index.ts";
import { isPlain, shapeFault } from "./shape.ts";
import { makeShapes, readShapes } from "./shapes.testing.ts";

const CORPORA = join(import.meta.dirname, "../../../shared/data");

test("the table is what the published definitions give", () => {
  assert.deepEqual(readShapes(), JSON.parse(JSON.stringify(makeShapes())));
});

const GOOD = { resourceType: "Observation", id: "a", status: "final", code: { text: "x" } };

test("each planted fault is found, at its place", () => {
  assert.equal(shapeFault(GOOD), null);
  const said = { extension: [{ url: "http://x.example", valueString: "no time" }] };
  assert.equal(shapeFault({ ...GOOD, _effectiveDateTime: said }), null, "a primitive of which only extensions speak");
  assert.equal(shapeFault({ ...GOOD, _effectiveDateTime: { x: 1 } })?.where, "Observation._effectiveDateTime.x");
  for (const [change, where] of [
    [{ status: "done" }, "Observation.status"],
    [{ status: undefined }, "Observation.status"],
    [{ code: {} }, "Observation.code"],
    [{ code: [{ text: "x" }] }, "Observation.code"],
    [{ category: { text: "x" } }, "Observation.category"],
    [{ note: [{ text: "x", who: "y" }] }, "Observation.note[0].who"],
    [{ note: [{ authorString: "y" }] }, "Observation.note[0].text"],
    [{ valueString: "a", valueInteger: 1 }, "Observation.value[x]"],
    [{ valueQuantity: { value: "1" } }, "Observation.valueQuantity.value"],
    [{ effectiveDateTime: "yesterday" }, "Observation.effectiveDateTime"],
    [{ id: "under_score" }, "Observation.id"],
    [{ value: "x" }, "Observation.value"],
    [{ _code: { id: "x" } }, "Observation._code"],
    [{ contained: ["x"] }, "Observation.contained[0]"],
  ] as const) {
    const changed: Record<string, unknown> = { ...GOOD, ...change };
    if (changed.status === undefined) delete changed.status;
    assert.equal(shapeFault(changed)?.where, where);
  }
  const drugless = { ...GOOD, resourceType: "MedicationAdministration", code: undefined, status: "completed" };
  assert.equal(
    shapeFault({ ...JSON.parse(JSON.stringify(drugless)), subject: { display: "x" }, effectiveDateTime: "2026" })
      ?.where,
    "MedicationAdministration.medication[x]",
  );
});

test("what it passes, both validators pass: over real R4", { skip: existsSync(CORPORA) ? false : "no corpora" }, () => {
  const wrong: string[] = [];
  let passed = 0;
  for (const folder of ["synthea-bulk", "synthea-r4", "fhir-examples"]) {
    for (const resource of resourcesIn(join(CORPORA, folder))) {
      const { resourceType } = resource;
      if (typeof resourceType !== "string" || !isServed(resourceType) || shapeFault(resource) !== null) continue;
      passed += 1;
      wrong.push(...r4Faults({ ...resource, resourceType }).map(fault => `${resourceType}/${resource.id}: ${fault}`));
    }
  }
  assert.deepEqual(wrong.slice(0, 20), []);
  assert.ok(passed > 3_000, `${passed} judged`);
});

function* resourcesIn(folder: string): Generator<{ readonly [name: string]: unknown }> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(nd)?json(\.gz)?$/.test(entry.name)) continue;
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    const text = (entry.name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
    for (const one of entry.name.includes("ndjson") ? text.split("\n").filter(line => line !== "") : [text]) {
      const read: unknown = JSON.parse(one);
      if (!isPlain(read)) continue;
      const entries = read.resourceType === "Bundle" && Array.isArray(read.entry) ? read.entry : [{ resource: read }];
      for (const inner of entries) if (isPlain(inner) && isPlain(inner.resource)) yield inner.resource;
    }
  }
}
