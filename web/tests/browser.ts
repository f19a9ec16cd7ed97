// Chromium for the tests of the screens.
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
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

export const SIZES = { desk: [1280, 800], tablet: [1024, 768], phone: [390, 844] } as const;
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
