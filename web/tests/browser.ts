// Chromium for the tests of the screens.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";
import { NOW } from "./scene.ts";
import { PIN } from "./serve.ts";

/** Starts Chromium as the tests need it; no test may reach the outside. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export const SIZES = { desk: [1280, 800], tablet: [1024, 768], upright: [820, 1180], phone: [390, 844] } as const;
export type Size = keyof typeof SIZES;

/** A page of one size at the scene's moment, its clock running from there; errors of the page fail the test. */
export async function open(
  browser: Browser,
  size: Size,
  scheme: "light" | "dark" = "light",
  extra: BrowserContextOptions = {},
): Promise<{ page: Page; errors: string[] }> {
  const [width, height] = SIZES[size];
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    hasTouch: size !== "desk",
    serviceWorkers: "block",
    reducedMotion: "reduce",
    ...extra,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", error => errors.push(String(error)));
  page.on("console", message => {
    if (message.type() === "error" && !/Failed to load resource/.test(message.text())) errors.push(message.text());
  });
  // Who may sign in is asked once: a question that the page itself takes back leaves an empty list.
  page.on("requestfailed", request => {
    if (request.url().endsWith("/people")) errors.push(`taken back: ${request.url()}`);
  });
  await page.clock.install({ time: NOW });
  return { page, errors };
}

/** Signs in as Dana Park and waits for her unit. */
export async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/`);
  await page.getByRole("button", { name: /PARK, Dana/ }).click();
  await page.getByLabel("PIN or password").fill(PIN);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "4 West", level: 1 }).waitFor();
}

const ROOT = join(import.meta.dirname, "..", "..");

/** The built web app; built now where it is missing. */
export function builtWeb(): string {
  const dist = join(ROOT, "web", "dist");
  if (!existsSync(join(dist, "index.html"))) {
    execFileSync(process.execPath, ["node_modules/vite/bin/vite.js", "build", "web", "--logLevel", "warn"], {
      cwd: ROOT,
    });
  }
  return dist;
}

/** Fails with each violation of WCAG 2.2 AA that axe finds on the page. */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  const said = violations.map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).join("\n  ")}`);
  assert.deepEqual(said, [], `axe on ${where}`);
}

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, wanted: Locator, presses = 60): Promise<void> {
  await wanted.waitFor();
  for (let n = 0; n < presses; n++) {
    await page.keyboard.press("Tab");
    if (await wanted.evaluate(element => element === document.activeElement)) return;
  }
  assert.fail(`${presses} presses of Tab never reach it`);
}
