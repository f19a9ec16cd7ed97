// In Chromium: a nurse sees what is not shown, breaks the glass with a reason, sees it and the banner; the privacy office reviews it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { MARKED_MESSAGES } from "../../src/feed/marked.testing.ts";
import { assertAccessible, builtWeb, launch } from "../../web/tests/browser.ts";
import { type NightNode, PIN, startNight } from "./node.ts";

let browser: Browser;
let node: NightNode;

before(async () => {
  builtWeb();
  node = await startNight();
  const hers = MARKED_MESSAGES.map(message => new TextEncoder().encode(message.replaceAll("|4W^", "|4 West^")));
  await node.send("adt", hers);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await node?.close();
});

async function signedIn(name: RegExp, pin: string): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", error => faults.push(String(error)));
  page.on("response", response => {
    if (response.status() >= 400 && response.status() !== 401) faults.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(`${node.url}/`);
  await page.getByRole("button", { name }).click();
  await page.getByLabel("PIN or password").fill(pin);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  return { page, faults };
}

const bodyOf = async (page: Page) => (await page.locator("body").textContent()) ?? "";

async function assertFits(page: Page, what: string): Promise<void> {
  for (const width of [1280, 834, 390]) {
    await page.setViewportSize({ width, height: 800 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0, `${what} runs over at ${width}`);
    await assertAccessible(page, `${what} at ${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

test("a nurse: flags in words, a line for what is not shown, the glass broken with a reason, the banner on every page", async () => {
  const { page, faults } = await signedIn(/PARK, Dana/, PIN.park);
  await page.getByRole("heading", { name: "4 West", level: 1 }).waitFor();
  const stone = (await page.getByRole("row", { name: /STONE, Vera/ }).textContent()) ?? "";
  assert.match(stone, /No information to callers/);
  assert.doesNotMatch(await bodyOf(page), /CANARYVIRUS|CANARYMEDICINE/);
  await page.getByRole("link", { name: /QUILL, Marisol/ }).click();
  await page.getByRole("region", { name: "Marked items" }).waitFor();
  const closed = await bodyOf(page);
  assert.match(closed, /results: 1 item marked HIV/);
  assert.match(closed, /documents: 1 item marked behavioral/);
  assert.doesNotMatch(closed, /CANARYVIRUS|CANARYDIAGNOSIS|CANARYORDER/);
  assert.match(closed, /CANARYMEDICINE/, "what a nurse gives is never missing on her screen");
  await assertFits(page, "what is not shown");
  await page.getByRole("button", { name: "Open with a reason" }).click();
  await assertAccessible(page, "the reason is asked for");
  await page.getByLabel("Why you need them now").fill("needle stick of a colleague");
  await page.getByRole("button", { name: "Break glass for 60 minutes" }).click();
  const banner = page.getByRole("region", { name: "Glass broken" });
  await banner.waitFor();
  assert.match((await banner.textContent()) ?? "", /until \d\d:\d\d: (60:00|59:\d\d) left\. Reason: needle stick/);
  await page.getByText("CANARYVIRUS reactive").waitFor();
  await assertFits(page, "broken glass");
  await page.getByRole("link", { name: "MAR 24 h" }).click();
  await banner.waitFor();
  const print = page.getByRole("link", { name: "Print packet with marked items" });
  const href = (await print.getAttribute("href")) ?? "";
  const answer = await page.context().request.get(node.url + href);
  assert.equal(answer.headers()["content-type"], "application/pdf");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("the privacy office: the one that waits, reviewed in words; who looked, by number", async () => {
  const { page, faults } = await signedIn(/OKORO, Grace/, PIN.okoro);
  await page.getByRole("heading", { name: "Privacy", level: 1 }).waitFor();
  await page.getByText("1 to review").waitFor();
  const waits = await bodyOf(page);
  assert.match(waits, /PARK, Dana opened the marked items of QUILL, Marisol 770001/);
  assert.match(waits, /reason: needle stick of a colleague/);
  await assertFits(page, "privacy");
  await page.getByLabel("Found").selectOption("appropriate");
  await page.getByLabel("In words").fill("the colleague was seen in the ED");
  await page.getByRole("button", { name: "Record the review" }).click();
  await page.getByText("0 to review").waitFor();
  await page.getByText("the colleague was seen in the ED").waitFor();
  await page.getByLabel("MRN, whole").fill("770001");
  await page.getByRole("button", { name: "Who looked" }).click();
  await page.getByRole("heading", { name: /^Opened [1-9]/ }).waitFor();
  await page.getByRole("heading", { name: /^Printed or exported 1/ }).waitFor();
  assert.match(
    await bodyOf(page),
    /PARK, Dana · printed · packet · marked items, because: needle stick of a colleague/,
  );
  await assertFits(page, "who looked");
  assert.deepEqual(faults, []);
  await page.context().close();
});
