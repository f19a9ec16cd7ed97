// What a nurse must see on the hand-picked charts: on the screen in Chromium, and on paper.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { assertAccessible, launch } from "../../web/tests/browser.ts";
import { Charts, pagesOf, SIZES } from "./charts.ts";
import {
  FORTY,
  HELD,
  IDENTIFIED,
  KNOWN_LATER,
  MERGED,
  MONTH,
  MOTHER,
  NAMES,
  NOTHING,
  TWIN_A,
  TWIN_B,
  UNKNOWN,
} from "./people.ts";

let browser: Browser;
let charts: Charts;
let page: Page;
let faults: string[];

before(async () => {
  browser = await launch();
  charts = await Charts.open(browser);
  ({ page, faults } = await charts.look("desk"));
});
after(async () => {
  await charts?.close();
  await browser?.close();
});

/** The words of the column that never scrolls away, and of the page beside it. */
async function chart(mrn: string, tab = ""): Promise<{ readonly column: string; readonly body: string }> {
  await charts.go(page, `/patient/${await charts.record(mrn)}${tab}`);
  const column = (await page.getByRole("complementary", { name: "Patient" }).textContent()) ?? "";
  const body = (await page.locator("main").textContent()) ?? "";
  return { column, body };
}

/** Nothing runs over at any size, no chip is cut off in the column, and axe finds nothing. */
async function assertFits(what: string): Promise<void> {
  for (const [size, [width, height]] of Object.entries(SIZES)) {
    await page.setViewportSize({ width, height });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0, `${what} runs over on the ${size}`);
    const cut = await page.evaluate(() => {
      const column = document.querySelector("aside[aria-label=Patient]");
      if (column === null) return [];
      const edge = column.getBoundingClientRect().right + 1;
      return [...column.querySelectorAll<HTMLElement>("span, strong, p, li, dd")]
        .filter(
          one =>
            one.getBoundingClientRect().right > edge ||
            (getComputedStyle(one).overflow === "hidden" && one.scrollWidth > one.clientWidth),
        )
        .map(one => one.textContent ?? "");
    });
    assert.deepEqual(cut, [], `${what}: cut off in the column on the ${size}`);
  }
  await assertAccessible(page, what);
  await page.setViewportSize({ width: SIZES.desk[0], height: SIZES.desk[1] });
}

async function paper(mrn: string): Promise<{ readonly pages: readonly string[]; readonly all: string }> {
  const pages = pagesOf(await charts.packet(mrn)).map(one => one.replaceAll(/\s+/g, " "));
  return { pages, all: pages.join(" ") };
}

describe("on the screen", () => {
  test("twins: each alerts to the other and to their mother; hours old, the minute of birth, the weight as it was sent", async () => {
    const a = await chart(TWIN_A.mrn);
    assert.match(a.column, /OKONKWO, Baby Girl A/);
    assert.match(a.column, /F 6 h born 24 Nov 2026 04:12/);
    assert.match(a.column, /Same name: N2-A/);
    assert.match(a.column, /Similar name: L&D 3-A/);
    assert.match(a.column, /2410 g/);
    await assertFits("a twin");
    const b = await chart(TWIN_B.mrn);
    assert.match(b.column, /F 6 h born 24 Nov 2026 04:19/);
    assert.match(b.column, /Same name: N1-A/);
    assert.match(b.column, /2265 g/);
    assert.match(b.body, /Bilirubin, total 9\.8 HH/);
    assert.match((await chart(MOTHER.mrn)).column, /Similar name: NURSERY N1-A, NURSERY N2-A/);
  });

  test("forty drugs: each once with dose, unit and route; eight allergies, the severe ones first", async () => {
    const { column, body } = await chart(FORTY.mrn);
    const rows = await page.getByRole("region", { name: "Medications" }).locator("tbody tr").allTextContents();
    assert.equal(rows.length, 40);
    for (const row of rows) assert.match(row, /\d (mg|g|units|mL|meq|tablet|puff|drop)\b/, row);
    assert.match(body, /Piperacillin-tazobactam in sodium chloride 0\.9 % 100 mL, extended infusion over 4 hours/);
    assert.match(
      column,
      /cefazolin · Anaphylaxis, severe.*Hives and swelling of the throat, severe.*strawberries · reaction not in the copy/,
    );
    await assertFits("forty drugs");
    assert.match((await chart(FORTY.mrn, "/mar")).body, /Refused 09:06/);
    await assertFits("forty drugs by time");
  });

  test("a person of three merged numbers and a linked one: every number, and that the records differ", async () => {
    const { column } = await chart(MERGED.mrn);
    assert.match(column, /Also00530002.*Also00530003.*Linked00530009/);
    assert.match(column, /Records differ.*Record 00530009 says no known allergies/);
    assert.match(column, /00530002 says penicillin, severe, Anaphylaxis; Record 00530003 says penicillin, mild, Rash/);
    await assertFits("merged");
  });

  test("an unknown person: words, not blanks; once identified, one chart under both numbers", async () => {
    const { column, body } = await chart(UNKNOWN.mrn);
    assert.match(column, /UNKNOWN, Unknown Doe.*sex not known, age not known, birth date not known/);
    assert.match(body, /Potassium 6\.4 HH/);
    await assertFits("unknown");
    const known = await chart(IDENTIFIED.mrn);
    assert.match(known.column, /WIŚNIEWSKI, Łukasz Grzegorz.*M 38 y born 29 Feb 1988/);
    assert.match(known.column, /bee venom · Anaphylaxis, severe/);
    assert.match(known.column, new RegExp(`Also${KNOWN_LATER.mrn}`));
  });

  test("thirty days: the corrected potassium is critical and says what it was; all results, vitals, notes are there", async () => {
    const { body } = await chart(MONTH.mrn);
    assert.match(body, /Potassium 2\.7 LL/);
    assert.match(body, /was 4\.2 until 07:32/);
    await assertFits("thirty days");
    const results = await chart(MONTH.mrn, "/results");
    assert.match(results.body, /corrected 07:32/);
    assert.match(results.body, /Gram-positive cocci in clusters/);
    await assertFits("results of thirty days");
    assert.match((await chart(MONTH.mrn, "/vitals")).body, /122 sets/);
    await assertFits("vitals of thirty days");
  });

  test("someone of whom nothing is known: every section says so", async () => {
    const { column, body } = await chart(NOTHING.mrn);
    assert.match(column, /sex not known, age not known, birth date not known/);
    assert.match(column, /AllergiesNot in copy Ask before giving anything/);
    for (const none of [
      /No medication order is in the copy/,
      /No other order is in the copy/,
      /No vitals are in the copy/,
      /No result is in the copy/,
    ])
      assert.match(body, none);
    for (const tab of ["/orders", "/results", "/vitals", "/problems", "/notes", "/visits"]) {
      assert.match((await chart(NOTHING.mrn, tab)).body, /None recorded|Not in the copy|none/i, tab);
      await assertFits(`nothing ${tab}`);
    }
  });

  test("names of many scripts stand whole; a held other person stands in words, not cut off", async () => {
    for (const { mrn, family, native } of NAMES) {
      const { column } = await chart(mrn);
      assert.ok(column.includes(`${family.toUpperCase()}, `), column);
      if (native) assert.ok(column.includes(native[0]), column);
      await assertFits(family);
    }
    const { column } = await chart(HELD.mrn);
    assert.match(column, /BRANDT, Ilse/);
    assert.match(column, /Another person under this number: Mwangi Peter, born 1991-03-02, male 09:50 held/);
    await assertFits("another person under this number");
  });

  test("a ward whose discharges are held: everybody in her bed, hatched, and the new one in it too; the page that decides", async () => {
    await charts.go(page, `/unit/${await charts.unit("5E")}`);
    await page.getByRole("row", { name: /OYELARAN, Tunde/ }).waitFor();
    const rows = await page.locator("tr[data-held=yes]").allTextContents();
    assert.equal(rows.length, 16);
    for (const row of rows) assert.match(row, /Discharge 03:11 held/);
    await assertFits("a held ward");
    await charts.go(page, "/held");
    await page.getByRole("row", { name: /ADEYEMI, Ruth 00590000/ }).waitFor();
    await assertFits("held");
    assert.deepEqual(faults, []);
  });
});

describe("on paper", () => {
  test("twins: name alert, minute of birth and hours on every page", async () => {
    const { pages } = await paper(TWIN_B.mrn);
    for (const one of pages) {
      assert.match(one, /NAME ALERT same or similar name: N1-A, L&D 3-A/);
      assert.match(one, /born 24 Nov 2026 04:19/);
    }
    assert.match(pages[0] ?? "", /2265 g/);
  });

  test("forty drugs: every one with its order number, dose and unit; numbers are the same on the orders' page", async () => {
    const { all, pages } = await paper(FORTY.mrn);
    for (let number = 4100; number < 4134; number++) if (number !== 4109) assert.match(all, new RegExp(`F${number}`));
    assert.match(all, /Piperacillin-tazobactam/);
    for (const one of pages) {
      assert.match(one, /ABERNATHY, Cornelius Theodore/);
      assert.match(one, /00520001/);
      assert.match(one, /cefazolin ANAPHYLAXIS/);
    }
  });

  test("merged: every number and both allergies on the face sheet, that they differ on every page; appointments of the next days", async () => {
    const { all, pages } = await paper(MERGED.mrn);
    assert.match(pages[0] ?? "", /also 00530002 00530003/);
    assert.match(pages[0] ?? "", /linked 00530009/);
    assert.match(pages[0] ?? "", /RECORDS DIFFER Record 00530009 says no known allergies/);
    assert.match(
      pages[0] ?? "",
      /00530002 says penicillin, severe, Anaphylaxis; Record 00530003 says penicillin, mild, Rash/,
    );
    for (const one of pages.slice(1)) assert.match(one, /RECORDS DIFFER: SEE FACE SHEET/);
    assert.match(all, /Wed 25 Nov 14:30 Echocardiogram/);
    assert.match(all, /MRI of the head.*CANCELLED/);
  });

  test("thirty days: what a result was, words in words, the documents by name; nothing of the longest name is lost", async () => {
    const { all, pages } = await paper(MONTH.mrn);
    assert.match(all, /WAS Potassium 4\.2 mmol\/L corrected 07:32|WAS Potassium 4\.2 corrected 07:32/);
    assert.match(all, /in words, below.*Gram-positive cocci in clusters seen in the aerobic bottle after 11 hours/);
    assert.match(all, /11 in the copy/);
    assert.match(all, /Progress note/);
    for (const one of pages)
      assert.match(one, /FEATHERSTONEHAUGH-\s?CHOLMONDELEY-\s?MAJORIBANKS, Wilhelmina Georgiana Philippa/);
  });

  test("unknown, and nothing at all: words in every place", async () => {
    const unknown = await paper(UNKNOWN.mrn);
    assert.match(unknown.all, /UNKNOWN, Unknown Doe.*birth date not known sex unknown · age not known/);
    assert.match(unknown.all, /ALLERGIES UNKNOWN/);
    const nothing = await paper(NOTHING.mrn);
    assert.match(nothing.all, /ALLERGIES NOT IN THE COPY/);
    assert.match(nothing.all, /CODE NOT IN THE COPY/);
    assert.match(nothing.all, /visit .*none in copy/);
  });

  test("held: short on every page, whole on the face sheet; native names are drawn", async () => {
    const held = await paper(HELD.mrn);
    for (const one of held.pages) assert.match(one, /HELD: a person decides, see face sheet/);
    assert.match(
      held.pages[0] ?? "",
      /Another person under this number: Mwangi Peter, born 1991-03-02, male 09:50 Tue 24 Nov held/,
    );
    assert.match(await fontsOf(NAMES[2]?.mrn ?? ""), /NotoSansSC/);
    assert.match(await fontsOf(NAMES[3]?.mrn ?? ""), /NotoSansArabic/);
  });
});

/** The fonts that the pages are drawn with. */
async function fontsOf(mrn: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "charts-"));
  try {
    const file = join(folder, "packet.pdf");
    writeFileSync(file, await charts.packet(mrn));
    return execFileSync("pdffonts", [file], { encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
