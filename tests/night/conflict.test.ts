// Two nodes cut apart declare the downtime each for itself; joined by a segment, the page shows both and who said them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { recipientOf } from "../../src/journal/index.ts";
import { assertAccessible, builtWeb, launch } from "../../web/tests/browser.ts";
import { MAIN } from "../cli-kit.ts";
import { type NightNode, networkKeys, PIN, startNight } from "./node.ts";

const folderOf = (node: NightNode) => ["--data", node.folder, "--key-file", node.keyFile];

function tideover(...words: readonly string[]): string {
  return execFileSync(process.execPath, [MAIN, ...words], { encoding: "utf8" });
}

async function signIn(browser: Browser, node: NightNode, who: RegExp, pin: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`${node.url}/downtime`);
  await page.getByRole("button", { name: who }).click();
  await page.getByLabel("PIN or password").fill(pin);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "Downtime", level: 1 }).waitFor();
  return page;
}

/** Declares through the page; resolves when the strip says so. */
async function declare(page: Page, since: string, cause: string): Promise<void> {
  await page.getByLabel(/^Since/).fill(since);
  await page.getByLabel("Cause, in words").fill(cause);
  await page.getByRole("button", { name: /Declare downtime/ }).click();
  await page
    .getByRole("status")
    .getByText(new RegExp(`since \\w{3} ${since}`))
    .waitFor();
}

test("two declarations of one downtime, made apart, stand side by side in words with who said them, until a person settles it", async () => {
  builtWeb();
  const keys = networkKeys();
  const [ours, theirs] = [await startNight({ keys }), await startNight({ keys })];
  const browser = await launch();
  try {
    const here = await signIn(browser, ours, /PARK, Dana/, PIN.park);
    await declare(here, "00:04", "Network outage");
    assert.equal(await here.getByText(/reports differ/).count(), 0);
    const there = await signIn(browser, theirs, /REYES, Ana/, PIN.reyes);
    await declare(there, "00:01", "Storage failure");

    await ours.stop();
    await theirs.stop();
    const file = join(theirs.folder, "..", "theirs.segment");
    const key = readFileSync(ours.keyFile, "utf8").trim();
    tideover("segment", "give", file, "--for", await recipientOf(key), ...folderOf(theirs));
    tideover("segment", "take", file, "--trust", ...folderOf(ours));
    await ours.restart();

    // The page that stood open since before the join finds the node again and asks anew.
    await here.getByRole("heading", { name: "Two reports differ: call" }).waitFor({ timeout: 30_000 });
    const reports = await here.getByRole("listitem").filter({ hasText: "said by" }).allTextContents();
    assert.equal(reports.length, 2);
    assert.match(
      reports[0] ?? "",
      /In downtime since \w{3} 00:01 Storage failure.*said by REYES, Ana, .*, on node [0-9a-f]{8}/,
    );
    assert.match(
      reports[1] ?? "",
      /In downtime since \w{3} 00:04 Network outage.*said by PARK, Dana, .*, on this node/,
    );
    assert.match(
      (await here.getByRole("status").first().textContent()) ?? "",
      /DOWNTIME since \w{3} 00:01 · two reports differ: call/,
    );
    await assertAccessible(here, "two reports");

    await here.getByRole("button", { name: /00:04: this holds/ }).click();
    await here
      .getByText(/reports differ/)
      .first()
      .waitFor({ state: "detached" });
    await here
      .getByRole("status")
      .getByText(/since \w{3} 00:04/)
      .waitFor();
  } finally {
    await browser.close();
    await ours.close();
    await theirs.close();
  }
});
