// A node at one moment with the hand-picked charts in it, sent over MLLP, and a way to look at them on screen and on paper.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import type { Browser, Page } from "playwright-core";
import { frequenciesCsv } from "../../sim/hospital/frequencies.ts";
import { type Identity, KINDS_OF_DATA, type KindOfData } from "../../src/chart/index.ts";
import type { HoldNow } from "../../src/feed/index.ts";
import { standingClock } from "../../src/server/index.ts";
import { builtWeb } from "../../web/tests/browser.ts";
import { type Answered, feed, House, pinOf } from "../house.ts";
import { alive, everything, poison, WARD } from "./people.ts";
import { NOW, type Sent } from "./say.ts";

export const SIZES = { desk: [1280, 800], tablet: [1024, 768], phone: [390, 844] } as const;
export type Size = keyof typeof SIZES;

const ADT: KindOfData[] = ["movements", "demographics", "allergies", "problems"];
const BOOK: KindOfData[] = ["appointments"];
const CLINICAL = KINDS_OF_DATA.filter(kind => !ADT.includes(kind) && !BOOK.includes(kind));

/** Between one heartbeat and the next of an invented day; no kind has a hole. */
const SILENCE_ALLOWED = Object.fromEntries(KINDS_OF_DATA.map(kind => [kind, 40 * 24 * 3_600_000]));

type Role = "nurse" | "scheduler" | "it";

export class Charts {
  readonly #sessions = new Map<Role, Promise<Record<string, string>>>();
  readonly #house: House;
  readonly #browser: Browser;

  private constructor(house: House, browser: Browser) {
    this.#house = house;
    this.#browser = browser;
  }

  static async open(browser: Browser): Promise<Charts> {
    const kinds = [
      ["adt", ADT],
      ["clinical", CLINICAL],
      ["book", BOOK],
    ] as const;
    const house = await House.start({
      feeds: kinds.map(([name, of]) => feed(name, {}, { heartbeats: { "ZHB^Z01": of }, limits_ms: SILENCE_ALLOWED })),
      clock: standingClock(NOW),
      frequencies: frequenciesCsv(),
      dist: builtWeb(),
    });
    const charts = new Charts(house, browser);
    await charts.#send(everything());
    await charts.#send(poison());
    await charts.#heldByAlarm();
    await charts.#send(alive("10:52"));
    return charts;
  }

  async close(): Promise<void> {
    await this.#house.close();
    assert.deepEqual(this.#house.reports, []);
  }

  /** The keyed id of the record with this number. */
  async record(mrn: string): Promise<string> {
    const found = await this.ask(`/search?q=${mrn}`);
    const { rows } = found.json as { rows: readonly Identity[] };
    return rows[0]?.id ?? assert.fail(`nobody has ${mrn}: ${found.text}`);
  }

  async ask(path: string, role: Role = "nurse"): Promise<Answered> {
    return this.#house.ask(path, { headers: await this.#as(role) });
  }

  /** The unit's address by its name. */
  async unit(name: string): Promise<string> {
    const units = (await this.ask("/units")).json as readonly { readonly id: string; readonly name: string }[];
    return units.find(one => one.name === name)?.id ?? assert.fail(`no unit ${name}`);
  }

  /** A patient's packet as a PDF. */
  async packet(mrn: string): Promise<Uint8Array> {
    return this.pdf(`/patients/${await this.record(mrn)}/packet.pdf`);
  }

  async pdf(path: string, role: Role = "nurse"): Promise<Uint8Array> {
    const answer = await fetch(this.#house.origin + path, { headers: await this.#as(role) });
    if (!answer.ok) assert.fail(`${path}: ${await answer.text()}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** A page of the web app as one of this role sees it; faults of the page are kept in `faults`. */
  async look(size: Size, role: Role = "nurse"): Promise<{ page: Page; faults: string[] }> {
    const [width, height] = SIZES[size];
    const context = await this.#browser.newContext({
      viewport: { width, height },
      hasTouch: size !== "desk",
      reducedMotion: "reduce",
      serviceWorkers: "block",
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", error => faults.push(String(error)));
    page.on("response", response => {
      if (response.status() >= 400 && response.status() !== 401) faults.push(`${response.status()} ${response.url()}`);
    });
    await page.clock.install({ time: NOW });
    await page.goto(`${this.#house.origin}/`);
    await page.getByRole("button", { name: new RegExp(`^\\w+ ${role.toUpperCase()}, Ann`) }).click();
    await page.getByLabel("PIN or password").fill(pinOf(role));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.locator("h1").first().waitFor();
    return { page, faults };
  }

  async go(page: Page, path: string): Promise<void> {
    await page.goto(this.#house.origin + path);
    const drawn = page.locator("[role=alert], h1, main h2").first();
    await drawn.waitFor({ timeout: 10_000 }).catch(async () => assert.fail(`${path}: ${await page.content()}`));
    await page.getByText(/is being read|reading/i).waitFor({ state: "detached" });
    await page.evaluate(() => document.fonts.ready);
  }

  #as(role: Role): Promise<Record<string, string>> {
    const session = this.#sessions.get(role) ?? this.#house.as(role);
    this.#sessions.set(role, session);
    return session;
  }

  async #send(messages: readonly Sent[]): Promise<void> {
    for (const { feed: name, text } of messages)
      assert.equal(await this.#house.send(name, text), "AA", text.slice(0, 80));
    await this.#house.settled();
  }

  /** The alarm looks every second. */
  async #heldByAlarm(): Promise<void> {
    for (let tries = 0; tries < 80; tries++) {
      const holds = (await this.ask("/holds")).json as readonly HoldNow[];
      const counted = holds.flatMap(one => one.waiting).find(one => one.effect === "discharge")?.count ?? 0;
      if (counted >= WARD.length) return;
      await new Promise(resolve => setTimeout(resolve, 250));
    }
    assert.fail("no alarm holds the discharges");
  }
}

/** The words of a PDF, page by page. */
export function pagesOf(pdf: Uint8Array): string[] {
  const text = execFileSync("pdftotext", ["-raw", "-", "-"], { input: pdf, encoding: "utf8" });
  return text.split("\f").slice(0, -1);
}
