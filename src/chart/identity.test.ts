import assert from "node:assert/strict";
import { test } from "node:test";
import { ageText, nameOf } from "./identity.ts";
import type { Moment } from "./routes.ts";

const NOW = Date.UTC(2023, 7, 3, 14, 52);
const born = (text: string): Moment => ({
  text,
  instant: null,
  precision: text.length === 10 ? "day" : text.length === 7 ? "month" : "year",
});
const age = (text: string, zone = "America/New_York", now = NOW) => ageText(born(text), now, zone);

test("age: days to two months, months to two years, then years, counted on the facility's calendar", () => {
  assert.deepEqual(
    [
      "2023-08-03",
      "2023-08-02",
      "2023-06-04",
      "2023-06-03",
      "2021-08-04",
      "2021-08-03",
      "1956-08-03",
      "1956-08-04",
    ].map(text => age(text)),
    ["0 d", "1 d", "60 d", "2 mo", "23 mo", "2 y", "67 y", "66 y"],
  );
  // It is already tomorrow there.
  assert.equal(age("2023-08-04", "Asia/Tokyo", Date.UTC(2023, 7, 3, 16)), "0 d");
  assert.equal(age("2023-08-04"), null, "born tomorrow is no age");
  assert.equal(age("1983"), "about 40 y");
});

test("names: Latin first, the native script beside it and never instead", () => {
  const latin = { family: "CHEN", given: ["Mei-Ling"] };
  const native = { family: "\u9673", given: ["\u7f8e\u73b2"] };
  assert.deepEqual(nameOf({ resourceType: "Patient", name: [native, latin] }), {
    family: "CHEN",
    given: "Mei-Ling",
    native: "\u9673 \u7f8e\u73b2",
  });
  assert.deepEqual(nameOf({ resourceType: "Patient", name: [native] }), {
    family: "\u9673",
    given: "\u7f8e\u73b2",
    native: null,
  });
  assert.deepEqual(nameOf({ resourceType: "Patient" }), { family: "", given: "", native: null });
});
