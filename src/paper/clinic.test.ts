import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import type { ClinicDayAnswer, ClinicRow } from "../chart/index.ts";
import { layoutClinic } from "./clinic.ts";
import { at, HEAD, PRINTED, patient, serials } from "./invented.ts";
import { printLayouts } from "./packet.ts";

const CLINIC = Buffer.alloc(16, 9).toString("base64url");
const base = patient();

function row(hour: string, more: Partial<ClinicRow> = {}): ClinicRow {
  const instant = at(`2023-08-04T${hour}`);
  return {
    id: `a${hour}`,
    number: "AP1",
    patient: { ...base.identity, bed: null, same_name: [] },
    booked_as: null,
    same_name: [],
    same_number: [],
    phones: [{ number: "(860) 555-0134", use: "mobile", booking: false }],
    at: { text: new Date(instant).toISOString(), instant, precision: "second" },
    minutes: 20,
    what: "Follow-up visit",
    reason: "Atrial fibrillation",
    provider: { id: "p1", name: "Chen, Maria" },
    place: { id: "Cardiology", name: "Cardiology" },
    room: "Room 2",
    status: "booked",
    why: null,
    moved_from: null,
    note: null,
    source: "copy",
    ...more,
  };
}

function day(rows: readonly ClinicRow[], more: Partial<ClinicDayAnswer> = {}): ClinicDayAnswer {
  const { at: computed, zone, facility, ages, downtime, position, head } = base;
  return {
    ...{ at: computed, zone, facility, ages, downtime, position, head },
    day: "2023-08-04",
    today: "2023-08-04",
    places: [{ id: "Cardiology", name: "Cardiology", appointments: rows.length }],
    providers: [],
    place: "Cardiology",
    provider: null,
    rows,
    untimed: [],
    undated: [],
    undated_more: 0,
    ...more,
  };
}

const options = { printedAt: PRINTED, paper: "letter", reprint: null } as const;

function printed(answer: ClinicDayAnswer): Uint8Array {
  const layout = layoutClinic(answer, CLINIC, options);
  assert.ok(layout.ok, layout.ok ? "" : layout.error.text);
  const made = printLayouts([{ layout: layout.value, serials: serials(), head: HEAD }]);
  assert.ok(made.ok, made.ok ? "" : made.error.text);
  return made.value;
}

function text(answer: ClinicDayAnswer): string[] {
  const words = execFileSync("pdftotext", ["-raw", "-", "-"], { input: printed(answer), encoding: "utf8" });
  return words
    .split("\f")
    .slice(0, -1)
    .map(page => page.replace(/\s+/gu, " "));
}

test("a call list says when, who, by which number, what for, with whom and where; what is off and what is not known in words", () => {
  const [page = "", ...more] = text(
    day(
      [
        row("09:30"),
        row("10:00", { status: "cancelled", why: "Patient asked", phones: [] }),
        row("10:30", {
          moved_from: { text: "2023-08-03T10:00:00-04:00", instant: at("2023-08-03T10:00"), precision: "second" },
        }),
        row("11:00", { same_name: ["0099"], booked_as: "JONES, Amy" }),
      ],
      { untimed: [row("00:00", { at: { text: "2023-08-04", instant: null, precision: "day" } })] },
    ),
  );
  assert.deepEqual(more, []);
  for (const words of [
    "Cardiology appointments of Fri 4 Aug 2023",
    "4 to see 1 cancelled 1 without a phone",
    "09:30 20 min",
    "(860) 555-0134 mobile",
    "CANCELLED",
    "NO PHONE IN THE COPY",
    "why: Patient asked",
    "moved from Thu 3 Aug 10:00",
    "NAME ALERT also 0099",
    "BOOKED AS JONES, Amy",
    "This day, at no hour that is known",
    "called · moved to · left message",
    "CALL LIST · staff side only",
    "Later events not shown",
    "page 1 of 1",
  ])
    assert.ok(page.includes(words), `${words}\n${page}`);
});

test("four hundred appointments, each once, each page with its head and its count; names of any script", () => {
  const names = [
    { family: "Nguyễn", given: "Thị Hà", native: null },
    { family: "Li", given: "Wei", native: "李伟" },
    { family: "Al-Arabi", given: "Noor", native: "العربية نور" },
    { family: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh", given: "Maximiliana Theodora", native: null },
  ] as const;
  const rows = Array.from({ length: 400 }, (_, n) =>
    row("09:30", {
      id: `a${n}`,
      patient: { ...base.identity, bed: null, mrn: `M${10_000 + n}`, name: names[n % 4] ?? names[0] },
    }),
  );
  const pages = text(day(rows));
  assert.ok(pages.length > 10 && pages.length < 60, `${pages.length} pages`);
  for (const one of rows) assert.equal(pages.filter(page => page.includes(one.patient.mrn)).length, 1, one.patient.mrn);
  for (const [n, page] of pages.entries()) {
    assert.match(page, /patient · birth date · MRN/u);
    assert.match(page, new RegExp(`page ${n + 1} of ${pages.length}`, "u"));
  }
});

test("an empty day is said, and a letter that no font has stops the print", () => {
  assert.match(text(day([])).join(), /No appointments of this day are in the copy/u);
  const strange = layoutClinic(day([row("09:30", { note: "\u{12000}" })]), CLINIC, options);
  assert.equal(strange.ok ? "" : strange.error.code, "missing-glyph");
});
