import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PUBLISHED_ID_KEY, resourceId } from "./id.ts";

test("W7: an id is a FHIR id, the same each time, another for each part and key", () => {
  const id = resourceId(PUBLISHED_ID_KEY, "Patient", "HOSP", "123");
  assert.equal(id, resourceId(PUBLISHED_ID_KEY, "Patient", "HOSP", "123"));
  const others = [
    resourceId(PUBLISHED_ID_KEY, "Encounter", "HOSP", "123"),
    resourceId(PUBLISHED_ID_KEY, "Patient", "HOSP1", "23"),
    resourceId(PUBLISHED_ID_KEY, "Patient", "HOSP|3:123", ""),
    resourceId(new Uint8Array(32), "Patient", "HOSP", "123"),
  ];
  assert.equal(new Set([id, ...others]).size, 5);
});

test("every id fits R4's pattern", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (authority, key) => {
      assert.match(resourceId(PUBLISHED_ID_KEY, "Patient", authority, key), /^[A-Za-z0-9.-]{22}$/);
    }),
  );
});
