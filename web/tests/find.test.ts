// Find by keyboard alone: from the field down through the results, open one, and back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { assertAccessible, builtWeb, launch, open, signIn } from "./browser.ts";
import { NOW } from "./scene.ts";
import { type Served, serve } from "./serve.ts";

let browser: Browser;
let server: Served;
let page: Page;

before(async () => {
  builtWeb();
  server = await serve("night", () => NOW);
  browser = await launch();
  ({ page } = await open(browser, "desk"));
  await signIn(page, server.url);
});
after(async () => {
  await browser.close();
  await server.close();
});

/** What has the focus, as a screen reader would name it: its role and words. */
const focused = () =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at instanceof HTMLInputElement
      ? `field ${at.value}`
      : `${at?.tagName === "A" ? "link" : at?.tagName} ${at?.textContent}`;
  });

async function find(text: string): Promise<void> {
  if (!(await focused()).startsWith("field")) await page.keyboard.press("/");
  await page.keyboard.type(text, { delay: 60 });
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: `Found for “${text}”` }).waitFor();
}

test("the field keeps the focus; arrows go through the results, and Enter opens the one that is said", async () => {
  await find("johnson");
  await page.getByText("2 found.").waitFor();
  assert.equal(await focused(), "field johnson");
  await page.keyboard.press("ArrowDown");
  assert.match(await focused(), /^link JOHNSON, Darnell .*M 61 y/);
  await page.keyboard.press("ArrowDown");
  assert.match(await focused(), /^link JOHNSON, Darnell A .*M 29 y/);
  await page.keyboard.press("ArrowDown");
  assert.match(await focused(), /^link JOHNSON, Darnell A/, "there is no further one");
  await page.keyboard.press("Home");
  assert.match(await focused(), /^link JOHNSON, Darnell .*M 61 y/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/patient\/r421$/);
});

test("Escape, or the arrow up from the first, goes back to the field with its words chosen; typing asks anew", async () => {
  await find("johnson");
  for (const key of ["Escape", "ArrowUp"]) {
    await page.keyboard.press("ArrowDown");
    assert.match(await focused(), /^link /);
    await page.keyboard.press(key);
    assert.equal(await focused(), "field johnson", key);
  }
  await page.keyboard.type("iyer", { delay: 60 });
  await page.keyboard.press("Enter");
  await page.getByText("1 found.").waitFor();
  assert.equal(await focused(), "field iyer");
});

test("how many were found, or that nobody was, is said to a screen reader when it is known", async () => {
  await find("johnson");
  const said = page.locator("main [aria-live=polite]");
  assert.match((await said.textContent()) ?? "", /^2 found\. Arrow keys go through them, Enter opens/);
  await assertAccessible(page, "/find");
  await find("nobodyhere");
  await page.getByText("Nobody in the copy matches").waitFor();
  assert.match((await said.textContent()) ?? "", /^Nobody in the copy matches/);
});
