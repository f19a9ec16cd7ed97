// In Chromium: her chart as of an earlier moment, loud on every page and on paper, kept by the address; and back to now in one press.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { assertAccessible, builtWeb, launch } from "../../web/tests/browser.ts";
import { type NightNode, PIN, startNight } from "./node.ts";

let browser: Browser;
let node: NightNode;
let between = 0;

function moved(event: string, bed: string): Uint8Array {
  const at = new Date().toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
  const lines = [
    `MSH|^~\\&|EHR|HMG|TIDE|HMG|${at}+0000||ADT^${event}|C${at}${event}|P|2.5.1`,
    `EVN|${event}|${at}+0000`,
    "PID|1||00700500^^^HMG^MR||QUINCE^Petra||19610402|F",
    `PV1|1|I|4 West^${bed}^A^HMG||||||||||||||||V7^^^HMG^VN`,
    "",
  ];
  return new TextEncoder().encode(lines.join("\r"));
}

before(async () => {
  builtWeb();
  node = await startNight();
  await node.send("adt", [moved("A01", "431")]);
  between = Date.now();
  // Her move is recorded in a later millisecond.
  await new Promise(resolve => setTimeout(resolve, 20));
  await node.send("adt", [moved("A02", "432")]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await node?.close();
});

const bedOf = async (page: Page) => (await page.getByRole("complementary").textContent()) ?? "";

test("as of an earlier moment: another bed, said loud on every page of hers and on paper; back to now in one press", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", error => faults.push(String(error)));
  await page.goto(`${node.url}/`);
  await page.getByRole("button", { name: /PARK, Dana/ }).click();
  await page.getByLabel("PIN or password").fill(PIN.park);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("link", { name: /QUINCE, Petra/ }).click();
  await page.getByRole("heading", { name: /QUINCE, Petra/ }).waitFor();
  assert.match(await bedOf(page), /432-A/);
  assert.equal(await page.getByRole("alert").count(), 0);
  await page.getByRole("button", { name: "As of…" }).click();
  await page.getByRole("button", { name: "1 h ago" }).waitFor();
  await assertAccessible(page, "which moment");
  await page.getByRole("button", { name: "1 h ago" }).click();
  await page.getByText("The copy held no such record then.").waitFor();
  await page.getByRole("button", { name: "Back to now" }).click();
  await page.getByText("432-A").first().waitFor();
  // The address carries the moment.
  await page.goto(`${page.url()}?at=${between}`);
  const alert = page.getByRole("alert").filter({ hasText: /AS OF \w+ .*\d\d:\d\d · not now/ });
  await alert.waitFor();
  assert.match(await bedOf(page), /431-A.*4 West/);
  assert.doesNotMatch(await bedOf(page), /432-A/);
  for (const name of ["MAR 24 h", "Visits", "Results"]) {
    await page.getByRole("link", { name, exact: true }).click();
    await page.waitForURL(url => url.searchParams.get("at") === String(between));
    await alert.waitFor();
  }
  for (const width of [1280, 834, 390]) {
    await page.setViewportSize({ width, height: 800 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0, `runs over at ${width}`);
    await assertAccessible(page, `as of at ${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  const href = (await page.getByRole("link", { name: "Print packet" }).getAttribute("href")) ?? assert.fail();
  assert.match(href, new RegExp(`packet\\.pdf\\?at=${between}$`));
  const pdf = await context.request.get(node.url + href);
  const sheet = paperText(await pdf.body());
  assert.match(sheet, /AS OF \d\d:\d\d .* · NOT NOW/);
  assert.match(sheet, /431-A/);
  await page.getByRole("button", { name: "Back to now" }).click();
  await page.getByText("432-A").first().waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
  assert.equal(new URL(page.url()).search, "");
  assert.deepEqual(faults, []);
  await context.close();
});

function paperText(pdf: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "as-of-"));
  try {
    writeFileSync(join(folder, "a.pdf"), pdf);
    return execFileSync("pdftotext", ["-layout", join(folder, "a.pdf"), "-"], { encoding: "utf8" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
