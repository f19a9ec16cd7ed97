// What stays in the browser, how heavy the first pages are, and what they are at 200 % zoom and with 2,000 rows.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { assertAccessible, builtWeb, launch, open, signIn } from "./browser.ts";
import { NOW } from "./scene.ts";
import { type Served, serve } from "./serve.ts";

/** DESIGN §9: sign-in + census, JavaScript. */
const JAVASCRIPT_LIMIT_BYTES = 250_000;

let browser: Browser;
let server: Served;

before(async () => {
  builtWeb();
  server = await serve("night", () => NOW);
  browser = await launch();
});
after(async () => {
  await browser.close();
  await server.close();
});

/** Everything in Cache Storage: address and text. */
function kept(page: Page): Promise<{ url: string; text: string }[]> {
  return page.evaluate(async () => {
    const found: { url: string; text: string }[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        found.push({ url: new URL(request.url).pathname, text: (await response?.text()) ?? "" });
      }
    }
    return found;
  });
}

test("the service worker keeps the app and no answer; with the node gone the app opens and says not connected", async () => {
  const own = await serve("night", () => NOW);
  const { page } = await open(browser, "desk", "light", { serviceWorkers: "allow" });
  await signIn(page, own.url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  // Once more under the worker: unit, patient, search, as a nurse goes through them.
  for (const path of ["/unit/4w", "/patient/r418", "/patient/r418/mar", "/find?q=nguy", "/downtime"]) {
    await page.goto(own.url + path);
    await page.locator("main h1").first().waitFor();
  }
  assert.ok(await page.evaluate(() => navigator.serviceWorker.controller !== null), "no worker stands before the page");
  const files = await kept(page);
  assert.ok(files.some(file => file.url === "/index.html"));
  for (const { url, text } of files) {
    assert.match(url, /^\/(index\.html|mark\.svg|manifest\.webmanifest|registerSW\.js|assets\/[\w.-]+)$/);
    assert.doesNotMatch(text, /00418291|ABERNATHY|Abernathy/, url);
  }
  const storage = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: (await indexedDB.databases()).map(one => one.name ?? ""),
  }));
  assert.doesNotMatch(JSON.stringify(storage), /0041829|Nguy|Abernathy/);
  assert.deepEqual(storage.databases, []);

  await own.close();
  await page.goto(`${own.url}/unit/4w`);
  await page.getByText("Could not read who is signed in").waitFor();
  await page.clock.fastForward("00:16");
  await page
    .getByRole("status")
    .getByText(/not connected since/)
    .waitFor();
  assert.doesNotMatch((await page.locator("body").textContent()) ?? "", /ABERNATHY/);
  await page.goto(`${own.url}/sign-in`);
  await page.getByRole("heading", { name: "Who is signing in" }).waitFor();
  await page.clock.fastForward("00:40");
  await page
    .getByRole("status")
    .getByText(/not connected since/)
    .waitFor();
  await page.context().close();
});

test("sign-in and census together are light enough", async context => {
  const { page } = await open(browser, "desk");
  const sizes = new Map<string, number>();
  page.on("response", async response => {
    if (/\.js$/.test(new URL(response.url()).pathname))
      sizes.set(response.url(), gzipSync(await response.body().catch(() => Buffer.alloc(0)), { level: 9 }).length);
  });
  await signIn(page, server.url);
  await page.locator("tbody tr").first().waitFor();
  await page.waitForLoadState("networkidle").catch(() => undefined);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  context.diagnostic(
    `figure: JavaScript of sign-in and census, ${sizes.size} files, ${(total / 1_000).toFixed(1)} kB gz of 250`,
  );
  assert.ok(sizes.size >= 5, "the scripts were not seen");
  assert.ok(total <= JAVASCRIPT_LIMIT_BYTES, `${total} bytes`);
  await page.context().close();
});

test("at 200 % zoom every page keeps its width, its words and its keys", async () => {
  // Twice the size is half the room: 1280 × 800 leaves 640 × 400.
  const { page } = await open(browser, "desk", "light", {
    viewport: { width: 640, height: 400 },
    deviceScaleFactor: 2,
  });
  await signIn(page, server.url);
  for (const path of ["/unit/4w", "/patient/r418", "/patient/r418/mar", "/find?q=johnson", "/print", "/downtime"]) {
    await page.goto(server.url + path);
    await page.locator("main h1").first().waitFor();
    await assertAccessible(page, path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(wide, false, `${path} scrolls sideways`);
    const room = await page.locator("main").evaluate(main => main.clientHeight);
    assert.ok(room >= 120, `${path}: only ${room} px are left for the page`);
  }
  await page.context().close();
});

test("2,000 rows: the last is reached by one key and opens", async () => {
  server.rows = 2_000;
  const { page } = await open(browser, "desk");
  await signIn(page, server.url);
  await page.locator("tbody tr").nth(1_999).waitFor({ state: "attached" });
  await page.locator("a[data-row]").first().focus();
  await page.keyboard.press("End");
  const last = page.locator("a[data-row]").last();
  assert.equal(await last.evaluate(link => link === document.activeElement), true);
  assert.ok(await last.isVisible());
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/patient\/r\w+$/);
  server.rows = undefined;
  await page.context().close();
});
