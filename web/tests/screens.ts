// Draws the contact sheets of the screens: `node web/tests/screens.ts [folder]`, after `vite build web`.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { launch, open, SIZES, type Size, signIn } from "./browser.ts";
import { NOW } from "./scene.ts";
import { serve } from "./serve.ts";

const folder = process.argv[2] ?? join(import.meta.dirname, "..", "..", "docs", "contact-sheets");
mkdirSync(folder, { recursive: true });

const PAGES = [
  ["sign-in", "/sign-in"],
  ["my-unit", "/unit/4w"],
  ["patient", "/patient/r418"],
  ["mar", "/patient/r418/mar"],
  ["find", "/find?q=johnson"],
  ["print", "/print"],
  ["downtime", "/downtime"],
] as const;

const browser = await launch();
const server = await serve("night", () => NOW);
try {
  for (const size of Object.keys(SIZES) as Size[]) {
    for (const scheme of ["light", "dark"] as const) {
      const { page } = await open(browser, size, scheme);
      await signIn(page, server.url);
      for (const [name, path] of PAGES) {
        await page.goto(server.url + path);
        await page.locator("main h1, main h2").first().waitFor();
        await page.evaluate(() => document.fonts.ready);
        const shot = await page.screenshot();
        const small = await sharp(shot).png({ palette: true, colors: 128, compressionLevel: 9 }).toBuffer();
        writeFileSync(join(folder, `screens-${name}-${size}-${scheme === "light" ? "day" : "night"}.png`), small);
      }
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}
