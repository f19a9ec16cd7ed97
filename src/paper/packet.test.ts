import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import type { PatientAnswer } from "../chart/index.ts";
import { instant } from "../journal/ports.ts";
import { readPageBytes } from "./codes.ts";
import { ages, at, date, HEAD, medication, minute, PRINTED, patient, serials, slot } from "./invented.ts";
import { type Layout, layoutPacket } from "./layout.ts";
import { type PrintMeta, printLayouts, printPacket } from "./packet.ts";
import { checkLetter } from "./serial.ts";

const folder = mkdtempSync(join(tmpdir(), "paper-"));
after(() => rmSync(folder, { recursive: true }));

const require = createRequire(import.meta.url);
prepareZXingModule({
  overrides: {
    wasmBinary: new Uint8Array(readFileSync(require.resolve("zxing-wasm/reader/zxing_reader.wasm"))).buffer,
  },
});

function print(answer: PatientAnswer, more: Partial<PrintMeta> = {}) {
  return printPacket(answer, {
    serials: serials(answer.downtime?.exercise === true),
    printedAt: instant(PRINTED),
    head: HEAD,
    ...more,
  });
}

let counter = 0;
function save(answer: PatientAnswer, more: Partial<PrintMeta> = {}): string {
  const made = print(answer, more);
  assert.ok(made.ok, made.ok ? "" : `${made.error.code}: ${made.error.text} at ${made.error.where}`);
  counter += 1;
  const file = join(folder, `${counter}.pdf`);
  writeFileSync(file, made.value);
  return file;
}

/** The words of each page, in the order in which they were set. */
function pages(file: string): string[] {
  const text = execFileSync("pdftotext", ["-raw", file, "-"], { encoding: "utf8" });
  return text
    .split("\f")
    .slice(0, -1)
    .map(page => page.replace(/\s+/gu, " "));
}

type Gray = { readonly width: number; readonly height: number; readonly data: Uint8Array };

/** One page as a fax machine sees it: the share of ink in each dot, cut at half to one bit. */
function fax(file: string, page: number, dpi: number): Gray {
  const args = ["-r", String(dpi), "-f", String(page), "-l", String(page), "-gray"];
  const bytes = execFileSync("pdftoppm", [...args, file], { maxBuffer: 1 << 28 });
  const [, w, h] = /^P5\s+(\d+)\s+(\d+)\s/u.exec(bytes.toString("latin1", 0, 40)) ?? [];
  const [width, height] = [Number(w), Number(h)];
  const data = bytes.subarray(bytes.length - width * height).map(value => (value < 128 ? 0 : 255));
  return { width, height, data };
}

async function codes(gray: Gray) {
  const rgba = new Uint8ClampedArray(gray.width * gray.height * 4);
  for (let i = 0; i < gray.data.length; i += 1) {
    const value = gray.data[i] ?? 255;
    rgba.set([value, value, value, 255], i * 4);
  }
  const image = { data: rgba, width: gray.width, height: gray.height, colorSpace: "srgb" as const };
  const found = await readBarcodes(image, {
    formats: ["QRCode", "DataMatrix"],
    tryHarder: true,
    tryRotate: true,
    maxNumberOfSymbols: 4,
  });
  return {
    qr: found.find(c => c.format === "QRCode"),
    matrix: found.find(c => c.format === "DataMatrix"),
  };
}

test("a packet is face sheet, medications, orders, results, flowsheet, and counts its pages", () => {
  const text = pages(save(patient()));
  const titles = text.map(
    page =>
      /(Face sheet|Medications by time|Medications: once|Orders still open|Latest results|Vital signs, intake)/u.exec(
        page,
      )?.[1],
  );
  assert.deepEqual(
    [...new Set(titles)],
    [
      "Face sheet",
      "Medications by time",
      "Medications: once",
      "Orders still open",
      "Latest results",
      "Vital signs, intake",
    ],
  );
  for (const [index, page] of text.entries()) {
    assert.match(page, new RegExp(`page ${index + 1} of ${text.length}`));
    assert.match(page, /NGUYỄN, Thị Hương · 10482937/u);
    assert.match(page, /14 Mar 1961/u);
    assert.match(page, /head 9f86d081 · times in EDT/u);
    assert.ok(page.includes(serials()[index] ?? "?"), `page ${index + 1} carries its serial`);
  }
});

test("A5: the strip names the kinds and the time, and never says live", () => {
  const stopped = { as_of: at("2023-08-04T03:12"), state: "stopped", true_until: null } as const;
  const [face, mar] = pages(save(patient({ ages: ages({ administrations: stopped }) })));
  assert.match(mar ?? "", /COPY as of 03:12 Fri 4 Aug/u);
  assert.match(
    mar ?? "",
    /Doses the EHR recorded after 03:12 Fri 4 Aug are not here \(if it is up, read them there\)\. Beds, allergies, drug orders to 10:51 Fri 4 Aug\./u,
  );
  assert.match(mar ?? "", /7 h 40 min old/u);
  assert.match(face ?? "", /COPY · current to 10:51 Fri 4 Aug · printed 10:52 Fri 4 Aug 2023 EDT/u);
  assert.match(face ?? "", /Later events not shown/u);
  assert.doesNotMatch(pages(save(patient({ ages: ages() }))).join(), /\blive\b/iu);
});

test("A3: arrives is believed only until true_until; no feed and unknown are other words", () => {
  const lapsed = { as_of: at("2023-08-04T09:00"), state: "arrives", true_until: at("2023-08-04T09:15") } as const;
  const [, mar] = pages(save(patient({ ages: ages({ administrations: lapsed }) })));
  assert.match(mar ?? "", /Doses the EHR recorded after 09:00/u);
  const none = pages(save(patient({ ages: ages({ orders: { as_of: null, state: "no feed", true_until: null } }) })));
  assert.match(none.join(), /NO FEED No feed here sends orders/u);
  const unknown = pages(
    save(patient({ ages: ages({ results: { as_of: null, state: "unknown", true_until: null } }) })),
  );
  assert.match(unknown.join(), /Results: how old is not known/u);
  const missing = pages(save(patient({ ages: {} })));
  assert.match(missing[0] ?? "", /age not known/u);
});

test("allergies: five answers that never look alike, on every page", () => {
  const base = patient();
  const say = (allergies: PatientAnswer["safety"]["allergies"]) =>
    pages(save(patient({ safety: { ...base.safety, allergies } })));
  const cases: readonly (readonly [PatientAnswer["safety"]["allergies"], RegExp])[] = [
    [base.safety.allergies, /penicillin ANAPHYLAXIS/u],
    [
      { kind: "none known", at: minute("2023-07-31T22:40"), source: "copy" },
      /NO KNOWN ALLERGIES asked Mon 31 Jul 22:40/u,
    ],
    [{ kind: "unknown" }, /ALLERGIES UNKNOWN asked, could not say/u],
    [{ kind: "not asked" }, /ALLERGIES NOT ASKED ask before the first drug/u],
    [{ kind: "not in copy" }, /ALLERGIES NOT IN THE COPY the feed sent none/u],
  ];
  for (const [allergies, words] of cases)
    for (const page of say(allergies)) {
      assert.match(page, words);
      for (const [, other] of cases) if (other !== words) assert.doesNotMatch(page, other);
    }
});

test("code status, weight and isolation that are not there are said in words", () => {
  const base = patient();
  const text = pages(
    save(
      patient({
        safety: {
          ...base.safety,
          code_status: { kind: "not asked" },
          isolation: { kind: "unknown" },
          weight: { kind: "not in copy" },
          falls: { kind: "not asked" },
          problems: { kind: "not in copy" },
        },
      }),
    ),
  ).join();
  for (const words of ["CODE NOT ASKED", "ISOLATION UNKNOWN", "weight not in the copy", "falls: not asked"])
    assert.ok(text.includes(words), words);
  const old = pages(
    save(
      patient({
        safety: {
          ...base.safety,
          weight: {
            kind: "known",
            value: { value: "61", unit: "kg", arithmetic: null },
            at: minute("2023-07-26T08:00"),
            source: "copy",
          },
        },
      }),
    ),
  ).join();
  assert.match(old, /9 d 2 h old/u);
});

test("D4: four kinds of time: in the copy, not in the copy, recorded here, ahead", () => {
  const base = patient();
  const med = medication("6", "aztreonam", "1 g", "IV", "every 4 h", {
    slots: [
      slot("2023-08-03T22:00", "given", { given_at: minute("2023-08-03T22:11"), by: "KL" }),
      slot("2023-08-04T02:30", "not known"),
      slot("2023-08-04T06:00", "given", { given_at: minute("2023-08-04T06:04"), by: "MR", source: "here" }),
      slot("2023-08-04T10:00", "on paper"),
      slot("2023-08-04T14:00", "due"),
    ],
  });
  const zones = [
    { from: at("2023-08-03T19:00"), to: at("2023-08-04T02:12"), kind: "copy" },
    { from: at("2023-08-04T02:12"), to: at("2023-08-04T03:40"), kind: "not known" },
    { from: at("2023-08-04T03:40"), to: PRINTED, kind: "paper" },
    { from: PRINTED, to: at("2023-08-05T11:00"), kind: "ahead" },
  ] as const;
  const [, mar = ""] = pages(
    save(
      patient({
        mar: { ...base.mar, zones, medications: [med] },
        downtime: {
          since: at("2023-08-04T03:40"),
          planned: false,
          exercise: false,
          cause: "network",
          charting: { on: "paper", from: at("2023-08-04T03:40") },
        },
      }),
    ),
  );
  for (const words of [
    /COPY Thu–Fri/u,
    /NOT IN COPY/u,
    /ON PAPER/u,
    /22:11/u,
    /GIVEN/u,
    /02:30/u,
    /given/u,
    /06:04/u,
    /recorded here/u,
    /see the sheet/u,
    /14:00/u,
    /DOWNTIME since 03:40 Fri 4 Aug|DOWNTIME/u,
    /Charting on paper since 03:40 Fri 4 Aug/u,
  ])
    assert.match(mar, words);
});

test("D5: an order whose times are not in the copy has no bar that says nothing is due", () => {
  const base = patient();
  const med = medication("6", "cefepime", "2 g", "IV", "every 36 h", {});
  const [, mar = ""] = pages(save(patient({ mar: { ...base.mar, medications: [med] } })));
  assert.match(mar, /NO TIMES IN THE COPY for this stretch: every 36 h/u);
  assert.match(mar, /none in copy/u);
});

test("a drug that must not be given is named on every page but the flowsheet's boxes, with why where drugs are given from", () => {
  const base = patient();
  const never = {
    id: "n",
    order: "391",
    drug: "Heparin",
    how: "",
    why: "HIT antibodies positive",
    at: minute("2023-08-03T16:20"),
    ends: date("2023-08-09"),
    by: "OSEI-MENSAH, Ama",
    state: null,
    source: "copy",
  } as const;
  const flush = medication("401", "heparin flush", "5 mL", "IV", "every 8 h", { do_not_give: never });
  const file = save(
    patient({
      safety: { ...base.safety, do_not_give: [never] },
      mar: { ...base.mar, medications: [...base.mar.medications, flush] },
    }),
  );
  const [face = "", ...rest] = pages(file);
  assert.match(face, /DO NOT GIVE Heparin HIT antibodies positive · until Wed 9 Aug/);
  assert.match(face, /order 391, Thu 3 Aug 16:20, OSEI-MENSAH, Ama/);
  for (const page of rest) assert.match(page, /DO NOT GIVE Heparin/, page.slice(0, 400));
  const drugs = rest.filter(page => /Medications/.test(page.slice(0, 700)) && /TO-MAR/.test(page));
  assert.ok(drugs.length >= 2);
  for (const page of drugs) assert.match(page, /DO NOT GIVE Heparin HIT antibodies positive · until Wed 9 Aug/);
  assert.ok(drugs.some(page => /heparin flush.*ORDER 391: DO NOT GIVE\. ASK/.test(page)));
  assert.ok(!pages(save(base)).some(page => /DO NOT GIVE/.test(page)));
});

test("D4: a dose of a day without a time stands under no time; what she takes at home is no order to give from", () => {
  const untimed = { amount: null, by: null, reason: null, note: null, source: "copy", resource: null } as const;
  const base = patient();
  const once = medication("402", "cefTRIAXone", "1 g", "IV", "once", {
    untimed: [{ ...untimed, state: "given", day: date("2023-08-04"), by: "KL" }],
  });
  const weekly = medication("403", "methotrexate", "15 mg", "oral", "weekly", {
    untimed: [{ ...untimed, state: "scheduled", day: date("2023-08-04") }],
  });
  const home = {
    id: "h",
    drug: "Warfarin",
    dose: "5 mg every evening",
    state: "takes it",
    taken: true,
    details: [],
    at: date("2023-08-01"),
    at_is: "told",
    told_by: "the patient",
    source: "copy",
  } as const;
  const text = pages(save(patient({ home: [home], mar: { ...base.mar, medications: [once, weekly] } }))).join(" ");
  assert.match(text, /402 cefTRIAXone 1 g IV once .*GIVEN on Fri 4 Aug, time not known KL/);
  assert.match(text, /403 methotrexate 15 mg oral weekly .*TO BE GIVEN on Fri 4 Aug, time not known/);
  assert.match(text, /At home, as told no orders: give nothing from this list Warfarin 5 mg every evening takes it/);
  assert.match(text, /told Tue 1 Aug · by the patient/);
});

test("D5: on a night that shows an hour twice each time says which", () => {
  const zone = "America/New_York";
  const first = Temporal.Instant.from("2023-11-05T05:30Z").epochMilliseconds;
  const printedAt = Temporal.Instant.from("2023-11-05T04:00Z").epochMilliseconds;
  const base = patient();
  const med = medication("6", "aztreonam", "1 g", "IV", "every hour", {
    slots: [
      { ...slot("2023-08-04T06:00", "scheduled"), at: first },
      { ...slot("2023-08-04T06:00", "scheduled"), at: first + 3_600_000 },
    ],
  });
  const mar = {
    ...base.mar,
    from: printedAt - 3_600_000,
    to: printedAt + 86_400_000,
    zones: [
      { from: printedAt - 3_600_000, to: printedAt, kind: "copy" as const },
      { from: printedAt, to: printedAt + 86_400_000, kind: "ahead" as const },
    ],
    medications: [med],
  };
  const [, page = ""] = pages(save(patient({ zone, at: printedAt, mar, ages: {} }), { printedAt: instant(printedAt) }));
  assert.match(page, /01:30 EDT/u);
  assert.match(page, /01:30 EST/u);
});

test("names of many scripts print beside the Latin name, in embedded fonts of the stack alone", () => {
  const base = patient();
  const names = [
    { family: "Błaszczyk", given: "Łukasz", native: null, reads: "BŁASZCZYK, Łukasz" },
    { family: "Li", given: "Meiling", native: "李美玲", reads: "LI, Meiling 李美玲" },
    { family: "Alabdali", given: "Noura", native: "نورة العبدلي", reads: "ALABDALI, Noura" },
    { family: "Nguyễn", given: "Thị Hồng", native: null, reads: "NGUYỄN, Thị Hồng" },
  ];
  for (const { reads, ...name } of names) {
    const file = save(patient({ identity: { ...base.identity, name } }));
    assert.ok(pages(file)[0]?.includes(reads), reads);
    const fonts = execFileSync("pdffonts", [file], { encoding: "utf8" }).split("\n").slice(2, -1);
    for (const font of fonts) assert.match(font, /\+(Inter|NotoSans)[\w-]+ .* yes yes yes/u);
    if (name.native?.startsWith("ن")) assert.ok(fonts.some(f => f.includes("NotoSansArabic")));
  }
});

test("the longest names shrink, then wrap, and are never cut off", () => {
  const base = patient();
  const name = {
    family: "Fitzgerald-Oyelaran-Montgomery-Featherstonehaugh",
    given: "Bartholomew Maximilian Alexander Ferdinand Ignatius",
    native: null,
  };
  const file = save(patient({ identity: { ...base.identity, name, same_name: ["4 West 04B"] } }));
  for (const page of pages(file)) {
    for (const part of ["FITZGERALD-OYELARAN-MONTGOMERY-FEATHERSTONEHAUGH", "Bartholomew", "Ignatius", "NAME ALERT"])
      assert.ok(page.replace(/- /gu, "-").includes(part), part);
  }
});

test("the longest units and beds shrink, then stand closer, and refuse no packet", () => {
  const base = patient();
  const places = [
    ["Neonatal intensive care east", "NICU-EAST-12A"],
    ["Post-anaesthesia care unit, main building", "PACU-M 1204-B"],
    ["Behavioral health observation and assessment", "OBS-0017-W"],
  ] as const;
  for (const [unit, bed] of places) {
    const file = save(patient({ identity: { ...base.identity, unit, bed } }));
    const [first = ""] = pages(file);
    const words = first.replace(/\s+/gu, " ").replace(/- /gu, "-");
    for (const part of [...unit.split(" "), ...bed.split(" ")]) assert.ok(words.includes(part), `${part} of ${unit}`);
  }
});

test("fourteen scheduled drugs take as many pages as they need, each whole and once", () => {
  const base = patient();
  const many = Array.from({ length: 14 }, (_, n) =>
    medication(String(100 + n), `drug${n}zole`, "10 mg", "PO", "every 6 h", {
      high_alert: n % 3 === 0,
      slots: [slot("2023-08-04T06:00", "not known"), slot("2023-08-04T14:00", "scheduled?")],
    }),
  );
  const text = pages(save(patient({ mar: { ...base.mar, medications: many } })));
  const mar = text.filter(page => page.includes("Medications by time"));
  assert.ok(mar.length >= 2);
  for (let n = 0; n < 14; n += 1)
    assert.equal(mar.filter(page => page.includes(`drug${n}zole`)).length, 1, `drug${n}zole`);
});

test("in an exercise every page says so, and serials begin with X", () => {
  const downtime = { since: at("2023-08-04T03:40"), planned: true, exercise: true, cause: "drill", charting: null };
  const text = pages(save(patient({ downtime })));
  for (const page of text) {
    assert.match(page, /EXERCISE · not a real event/u);
    assert.match(page, /X4-\d{6}-[A-Z]/u);
  }
  const real = print(patient({ downtime }), { serials: serials(false) });
  assert.equal(real.ok ? "printed" : real.error.code, "serial-wrong");
  const drill = print(patient(), { serials: serials(true) });
  assert.equal(drill.ok ? "printed" : drill.error.code, "serial-wrong");
});

test("a reprint names the old serial of each page and which one to go on writing on", () => {
  const old = serials(false, 500);
  const text = pages(save(patient(), { reprint: { count: 2, serials: old, printedAt: at("2023-08-04T09:00") } }));
  for (const [index, page] of text.entries()) {
    assert.match(page, /REPRINT 2/u);
    assert.ok(page.includes(`of ${old[index]} printed 09:00 Fri 4 Aug 2023`));
    assert.match(page, /If you hold that one, keep/u);
    assert.match(page, /writing on it and hand this back/u);
  }
});

test("what cannot be printed is an error, never a print", () => {
  const base = patient();
  const code = (answer: PatientAnswer, more: Partial<PrintMeta> = {}) => {
    const made = print(answer, more);
    return made.ok ? "printed" : made.error.code;
  };
  const named = (family: string) =>
    patient({ identity: { ...base.identity, name: { family, given: "A", native: null } } });
  assert.equal(code(named("\u{1F600}")), "missing-glyph");
  assert.equal(code(named("\u{13000}")), "missing-glyph");
  const found = print(named("Ng\u{1F600}"));
  assert.ok(!found.ok);
  assert.match(found.error.text, /U\+1F600/u);
  assert.match(found.error.where, /identity/u);
  assert.equal(code(named("Abcdefghijklmnopqrst uvw ".repeat(30))), "body-too-tall");
  const tall = medication("1", "drug", "1 mg", "PO", "daily", { instructions: "word ".repeat(3000) });
  assert.equal(code(patient({ mar: { ...base.mar, medications: [tall] } })), "body-too-tall");
  assert.equal(code(base, { serials: serials().slice(0, 3) }), "serials-too-few");
  assert.equal(
    code(base, { serials: serials().map(s => `${s.slice(0, 10)}${s.endsWith("A") ? "B" : "A"}`) }),
    "serial-wrong",
  );
  assert.equal(code(base, { serials: Array.from({ length: 50 }, () => serials()[0] ?? "") }), "serial-wrong");
  assert.equal(code(base, { head: "00".repeat(16) }), "head-wrong");
  assert.equal(code(base, { head: HEAD.slice(0, 8) }), "head-wrong");
  assert.equal(code(patient({ identity: { ...base.identity, id: "x" } })), "id-wrong");
  assert.equal(code(patient({ zone: "Mars/Olympus" })), "zone-unknown");
});

test("a page that holds more than was measured for it is an error, and the page is named", () => {
  const layout = layoutPacket(patient(), { printedAt: instant(PRINTED), paper: "letter", reprint: null });
  assert.ok(layout.ok);
  const crowd = (page: number, more: readonly number[]) =>
    layout.value.pages.map(({ frame, items }, index) => ({
      frame,
      items: index === page ? [...items, ...more.flatMap(at => items[at] ?? [])] : items,
    }));
  const printed = (pages: Layout["pages"]) =>
    printLayouts([{ layout: { ...layout.value, pages }, serials: serials(), head: HEAD }]);
  assert.ok(printed(crowd(1, [])).ok);
  // A few rows more on a page whose lines fill what is spare; and all of a page twice.
  for (const [page, more] of [
    [0, [0, 1, 2, 3]],
    [1, [...(layout.value.pages[1]?.items.keys() ?? [])]],
  ] as const) {
    const made = printed(crowd(page, more));
    assert.ok(!made.ok);
    assert.equal(made.error.code, "body-too-tall");
    assert.match(made.error.where, new RegExp(`page ${page + 1}$`, "u"));
  }
});

test("a page at 100 dpi and 1 bit: both codes read back, the squares stand, nothing leaves the margins", async () => {
  const downtime = { since: at("2023-08-04T03:40"), planned: true, exercise: false, cause: "network", charting: null };
  const file = save(patient({ downtime }));
  const count = pages(file).length;
  for (let page = 1; page <= count; page += 1) {
    const gray = fax(file, page, 100);
    const { qr, matrix } = await codes(gray);
    assert.equal(matrix?.text, serials()[page - 1], `Data Matrix of page ${page}`);
    assert.ok(qr !== undefined, `QR of page ${page}`);
    assert.equal(qr.version, "3");
    assert.equal(qr.ecLevel, "M");
    const said = readPageBytes(qr.bytes, checkLetter);
    assert.deepEqual(said, { patient: "0011223344556677", position: 48_213, head: HEAD, serial: serials()[page - 1] });
    assertMargins(gray, page);
  }
});

/** Dark pixels lie in the writing area or in the four squares, and each square is solid. Millimetres as LOOK-PAPER. */
function assertMargins(gray: Gray, page: number): void {
  const mm = gray.width / 215.9;
  const tall = gray.height / mm;
  const squares = [6, 215.9 - 11].flatMap(x => [6, tall - 11].map(y => ({ x, y })));
  for (const { x, y } of squares) {
    const dark = gray.data[Math.round((y + 2.5) * mm) * gray.width + Math.round((x + 2.5) * mm)];
    assert.equal(dark, 0, `square at ${x}, ${y} of page ${page}`);
  }
  for (let row = 0; row < gray.height; row += 1)
    for (let column = 0; column < gray.width; column += 1) {
      if (gray.data[row * gray.width + column] !== 0) continue;
      const [x, y] = [column / mm, row / mm];
      const slack = 0.6;
      const inside = x > 17 - slack && x < 215.9 - 13.5 + slack && y > 6.6 - slack && y < tall - 6.4 + slack;
      const square = squares.some(
        s => x > s.x - slack && x < s.x + 5 + slack && y > s.y - slack && y < s.y + 5 + slack,
      );
      assert.ok(inside || square, `ink at ${x.toFixed(1)}, ${y.toFixed(1)} mm of page ${page}`);
    }
}

test("cv05 and cv08 reach the page: l has a tail and I has bars", () => {
  const base = patient();
  const file = save(patient({ identity: { ...base.identity, name: { family: "Il", given: "lI", native: null } } }));
  // Plain Inter draws l and I as one stem each; with the features the glyphs are others, and wider.
  const boxes = execFileSync("pdftotext", ["-bbox", "-f", "1", "-l", "1", file, "-"], { encoding: "utf8" });
  const [, from, to] = /xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">lI</u.exec(boxes) ?? [];
  const width = Number(to) - Number(from);
  // At 21 pt bold the two plain stems together measure under 12.2 pt.
  assert.ok(width > 13, `lI is ${width} pt wide`);
});

test("A4 is printed with the same sizes and a taller body", () => {
  const file = save(patient(), { paper: "a4" });
  assert.match(execFileSync("pdfinfo", [file], { encoding: "utf8" }), /Page size: +595\.\d+ x 841\.\d+ pts \(A4\)/u);
});

test("what is not known of a person is said: no registration, no bed, no birth date", () => {
  const base = patient();
  const identity = {
    ...base.identity,
    registered: false,
    bed: null,
    unit: null,
    bed_at: null,
    visit: null,
    birth: null,
    age: null,
    sex: "unknown" as const,
    doctor: null,
    language: null,
  };
  const [face = ""] = pages(save(patient({ identity, vitals: [], results: [], orders: [] })));
  for (const words of [
    "no registration yet",
    "no bed",
    "birth date not known",
    "age not known",
    "visit not known",
    "none in copy",
  ])
    assert.ok(face.includes(words), words);
  assert.ok(date("1961-03-14").instant !== null);
});
