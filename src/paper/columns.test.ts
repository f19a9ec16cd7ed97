import assert from "node:assert/strict";
import { test } from "node:test";
import type { Zone } from "../chart/index.ts";
import { marColumns } from "./columns.ts";
import { at, medication, PRINTED, patient, slot, ZONE } from "./invented.ts";
import { marCells } from "./slots.ts";

const hour = 3_600_000;
const mar = (zones: readonly Zone[], to = PRINTED + 24 * hour) => ({
  ...patient().mar,
  from: zones[0]?.from ?? PRINTED,
  to,
  zones,
});
const zone = (from: string, to: string, kind: Zone["kind"]): Zone => ({ from: at(from), to: at(to), kind });

test("D4: columns follow one another, at most eight, and reach the end of the page's stretch", () => {
  const zones = [
    zone("2023-08-03T19:00", "2023-08-03T21:00", "copy"),
    zone("2023-08-03T21:00", "2023-08-03T22:00", "not known"),
    zone("2023-08-03T22:00", "2023-08-04T02:12", "copy"),
    zone("2023-08-04T02:12", "2023-08-04T03:40", "not known"),
    zone("2023-08-04T03:40", "2023-08-04T20:00", "paper"),
  ];
  for (let count = 0; count <= zones.length; count += 1) {
    const columns = marColumns(mar(zones.slice(zones.length - count)), PRINTED, ZONE);
    assert.ok(columns.length <= 8);
    assert.ok(columns.filter(c => c.kind !== "ahead").length <= 3);
    assert.ok((columns.at(-1)?.to ?? 0) >= PRINTED + 24 * hour);
    for (const [index, column] of columns.entries()) if (index > 0) assert.equal(column.from, columns[index - 1]?.to);
    const paper = columns.find(c => c.kind === "paper");
    if (paper !== undefined) assert.equal(paper.to, PRINTED, "what lies ahead of the print is not past");
  }
  const joined = marColumns(mar(zones), PRINTED, ZONE);
  assert.deepEqual(
    joined.slice(0, 3).map(c => c.kind),
    ["mixed", "not known", "paper"],
  );
});

test("D1: no slot is lost: each stands in exactly one cell, also one before the stretch or between two zones", () => {
  const zones = [
    zone("2023-08-03T19:00", "2023-08-04T02:00", "copy"),
    zone("2023-08-04T03:00", "2023-08-04T10:52", "not known"),
  ];
  const columns = marColumns(mar(zones), PRINTED, ZONE);
  for (const [index, column] of columns.entries()) if (index > 0) assert.equal(column.from, columns[index - 1]?.to);
  assert.deepEqual(
    columns.slice(0, 3).map(c => c.kind),
    ["copy", "not known", "not known"],
    "what no zone speaks of is not known",
  );
  const times = [
    "2023-08-03T18:00",
    "2023-08-03T19:00",
    "2023-08-04T02:00",
    "2023-08-04T02:30",
    "2023-08-04T10:51",
    "2023-08-04T10:52",
    "2023-08-05T10:51",
  ];
  const drug = medication("1", "drug", "1 mg", "PO", "daily", { slots: times.map(t => slot(t, "not known")) });
  const cells = marCells(drug, columns, ZONE, true);
  assert.equal(cells.flatMap(c => c.slots).length, times.length);
  const bars = marCells({ ...drug, slots: [] }, columns, ZONE, false);
  assert.ok(
    bars.every(c => !c.bar && c.slots.length === 1),
    "without times no bar says that nothing is due",
  );
});
