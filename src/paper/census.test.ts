import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import type { CensusRow, UnitAnswer } from "../chart/index.ts";
import { layoutCensus } from "./census.ts";
import { at, HEAD, PRINTED, patient, serials } from "./invented.ts";
import { printLayouts } from "./packet.ts";

const UNIT = Buffer.alloc(16, 7).toString("base64url");
const base = patient();

function bed(name: string, more: Partial<CensusRow> = {}): CensusRow {
  return {
    bed: name,
    patient: { ...base.identity, bed: name },
    safety: base.safety,
    next: { at: at("2023-08-04T14:00"), drug: "aztreonam", mark: "scheduled?" },
    not_known: 2,
    overdue_since: null,
    results: base.results,
    vitals: null,
    ...more,
  };
}

function census(rows: readonly CensusRow[]): UnitAnswer {
  const { at: computed, zone, facility, ages, downtime, position, head } = base;
  return { at: computed, zone, facility, ages, downtime, position, head, unit: { id: "4w", name: "4 West" }, rows };
}

const options = { printedAt: PRINTED, paper: "letter", reprint: null } as const;

function text(answer: UnitAnswer): string[] {
  const layout = layoutCensus(answer, UNIT, options);
  assert.ok(layout.ok, layout.ok ? "" : layout.error.text);
  const made = printLayouts([{ layout: layout.value, serials: serials(), head: HEAD }]);
  assert.ok(made.ok, made.ok ? "" : made.error.text);
  const words = execFileSync("pdftotext", ["-raw", "-", "-"], { input: made.value, encoding: "utf8" });
  return words
    .split("\f")
    .slice(0, -1)
    .map(page => page.replace(/\s+/gu, " "));
}

test("a census names every bed, also an empty one, with flags in words and never due for not known", () => {
  const empty = bed("03B", { patient: null, safety: null, next: null, not_known: 0, results: [] });
  const bare = bed("04A", {
    safety: { ...base.safety, allergies: { kind: "not asked" } },
    next: null,
    not_known: 0,
    results: [],
  });
  const [page = "", ...more] = text(census([bed("12A"), empty, bare]));
  assert.deepEqual(more, []);
  for (const words of [
    "4 West unit census, by bed",
    "3 beds 2 patients 1 empty 1 critical",
    "03B – empty –",
    "potassium 2.7 LL",
    "→ 14:00 ? aztreonam",
    "2 NOT KNOWN",
    "ALLERGIES NOT ASKED",
    "no timed drug in the copy",
    "WALL COPY · staff side only",
    "Later events not shown",
  ])
    assert.ok(page.includes(words), words);
  assert.doesNotMatch(page, /overdue/u);
});

test("sixty beds take more pages, each bed once, each page with its head", () => {
  const rows = Array.from({ length: 60 }, (_, n) => bed(`${100 + n}Z`));
  const pages = text(census(rows));
  assert.ok(pages.length > 1);
  for (const one of rows) assert.equal(pages.filter(page => page.includes(` ${one.bed} `)).length, 1, one.bed);
  for (const page of pages) assert.match(page, /patient · age · MRN/u);
});
