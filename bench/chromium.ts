// The peer of the print: Chromium's print-to-PDF, one browser a core.
import { type Browser, chromium, type Page } from "playwright-core";

export type ChromiumPrinter = {
  /** Prints all, one browser a core; returns how long it took, in ms. */
  print(documents: readonly string[]): Promise<number>;
  close(): Promise<void>;
};

/** Starts the browsers and lets each print once, so that no start is timed. */
export async function startChromium(cores: number): Promise<ChromiumPrinter> {
  const browsers: Browser[] = [];
  const tabs: Page[] = [];
  for (let n = 0; n < cores; n++) {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    });
    browsers.push(browser);
    tabs.push(await browser.newPage());
  }
  const printer: ChromiumPrinter = {
    async print(documents) {
      const begun = performance.now();
      let next = 0;
      await Promise.all(
        tabs.map(async tab => {
          for (let html = documents[next++]; html !== undefined; html = documents[next++]) {
            await tab.setContent(html);
            await tab.pdf({ preferCSSPageSize: true });
          }
        }),
      );
      return performance.now() - begun;
    },
    async close() {
      await Promise.all(browsers.map(browser => browser.close()));
    },
  };
  await printer.print(browsers.map(() => "<p>warm</p>"));
  return printer;
}
