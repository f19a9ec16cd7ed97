// Draws the contact sheets of the screens: `node web/tests/screens.ts [folder]`, after `vite build web`. One file a page or a
// state: desk, tablet, phone by day, and the desk at night.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { launch, open, SIZES, type Size, signIn } from "./browser.ts";
import { at, FORBIDDEN, NOW } from "./scene.ts";
import { type Served, serve } from "./serve.ts";

const WIDTH = 1_680;
const GAP = 24;
const SHOTS = [
  ["desk", "light"],
  ["upright", "light"],
  ["phone", "light"],
  ["desk", "dark"],
] as const;

type Sheet = {
  readonly name: string;
  readonly path: string;
  /** What the node is like meanwhile. */
  readonly with?: (server: Served) => void;
  /** What is done to the page before it is drawn. */
  readonly after?: (page: Page, server: Served) => Promise<void>;
};

const goodDay = (server: Served) => {
  server.scene = "good day";
};

const as = (role: string) => (server: Served) => {
  server.role = role;
};

const SHEETS: readonly Sheet[] = [
  { name: "sign-in", path: "/sign-in" },
  { name: "my-unit", path: "/unit/4w" },
  { name: "my-unit-good-day", path: "/unit/4w", with: goodDay },
  { name: "patient", path: "/patient/r418" },
  { name: "mar", path: "/patient/r418/mar" },
  { name: "patient-do-not-give", path: `/patient/${FORBIDDEN}` },
  { name: "mar-do-not-give", path: `/patient/${FORBIDDEN}/mar` },
  ...["orders", "results", "vitals", "problems", "notes", "visits"].map(page => ({
    name: page,
    path: `/patient/r418/${page}`,
  })),
  { name: "message", path: `/message/${"0".repeat(32)}` },
  { name: "units", path: "/unit" },
  { name: "find", path: "/find?q=johnson" },
  { name: "print", path: "/print" },
  { name: "system", path: "/system", with: as("it") },
  { name: "held", path: "/held", with: as("nurse") },
  {
    name: "held-long-names",
    path: "/held",
    with(server) {
      server.role = "unit clerk";
      server.longNames = true;
    },
  },
  { name: "clinic", path: "/clinic", with: as("scheduler") },
  {
    name: "clinic-60-long-names",
    path: "/clinic",
    with(server) {
      Object.assign(server, { role: "scheduler", rows: 60, longNames: true });
    },
  },
  {
    name: "clinic-empty",
    path: "/clinic",
    with(server) {
      Object.assign(server, { role: "scheduler", rows: 0 });
    },
  },
  { name: "privacy", path: "/privacy", with: as("privacy") },
  { name: "board", path: "/board", with: as("house supervisor") },
  { name: "board-declare", path: "/board/declare", with: as("charge nurse") },
  { name: "board-empty", path: "/board", with: goodDay },
  { name: "downtime", path: "/downtime" },
  { name: "downtime-declare", path: "/downtime", with: goodDay },
  {
    name: "downtime-two-reports",
    path: "/downtime",
    with(server) {
      server.conflicts = CONFLICTS;
    },
  },
  {
    name: "state-empty",
    path: "/unit/4w",
    with(server) {
      server.rows = 0;
    },
  },
  {
    name: "state-60-patients",
    path: "/unit/4w",
    with(server) {
      server.rows = 60;
    },
  },
  {
    name: "state-long-names",
    path: "/unit/4w",
    with(server) {
      server.longNames = true;
    },
  },
  {
    name: "state-long-name-patient",
    path: "/patient/r418",
    with(server) {
      server.longNames = true;
    },
  },
  {
    name: "state-error",
    path: "/unit/4w",
    with(server) {
      server.broken = /^\/units\/4w$/;
    },
  },
  { name: "state-not-your-unit", path: "/patient/secret" },
  { name: "state-no-such-page", path: "/patients-of-the-moon" },
  {
    name: "state-offline",
    path: "/patient/r418",
    async after(page, server) {
      server.dead = true;
      await page.clock.fastForward("01:20");
      await page.getByText(/not connected since/).waitFor();
    },
  },
];

const said = {
  kind: "downtime.declared",
  cause: "Network outage",
  planned: false,
  exercise: false,
  on: null,
  node: "01a20e1c",
} as const;
const CONFLICTS: Served["conflicts"] = [
  {
    key: "downtime/hm/*/*",
    unit: null,
    kind: null,
    said: [
      {
        ...said,
        id: "1",
        from: at("03:12"),
        cause: "Storage failure",
        by: { id: "ki", name: "IBARRA, Kim" },
        at: at("03:51"),
        here: false,
      },
      { ...said, id: "2", from: at("03:40"), by: { id: "dp", name: "PARK, Dana" }, at: at("03:44"), here: true },
    ],
  },
];

/** One shot of each sheet, by one person on one device. */
async function shoot(browser: Browser, server: Served, sheets: readonly Sheet[], size: Size, scheme: "light" | "dark") {
  const { page } = await open(browser, size, scheme);
  const shots: Buffer[] = [];
  Object.assign(server, GOOD_NODE);
  await signIn(page, server.url);
  for (const sheet of sheets) {
    Object.assign(server, GOOD_NODE);
    sheet.with?.(server);
    await page.goto(server.url + sheet.path);
    if (sheet.path === "/sign-in") await page.getByRole("button", { name: /PARK, Dana/ }).click();
    await page.locator("[role=alert], h1, main h2").first().waitFor();
    await sheet.after?.(page, server);
    await page.evaluate(() => document.fonts.ready);
    shots.push(await page.screenshot());
  }
  await page.context().close();
  return shots;
}

const GOOD_NODE = {
  scene: "night",
  rows: undefined,
  broken: null,
  longNames: false,
  conflicts: [],
  role: "RN",
  dead: false,
} as const;

/** The shots side by side, the night below the desk, at a width that a page can show. */
async function draw(shots: readonly Buffer[]): Promise<Buffer> {
  const [desk, upright, phone, night] = shots;
  const { desk: d, upright: u, phone: p } = SIZES;
  const width = d[0] + u[0] + p[0] + 4 * GAP;
  const height = 2 * d[1] + 3 * GAP;
  const { data, info } = await sharp({ create: { width, height, channels: 3, background: "#9aa3af" } })
    .composite([
      { input: desk ?? Buffer.alloc(0), left: GAP, top: GAP },
      { input: night ?? Buffer.alloc(0), left: GAP, top: d[1] + 2 * GAP },
      { input: upright ?? Buffer.alloc(0), left: d[0] + 2 * GAP, top: GAP },
      { input: phone ?? Buffer.alloc(0), left: d[0] + u[0] + 3 * GAP, top: GAP },
    ])
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info })
    .resize({ width: WIDTH })
    .png({ palette: true, colors: 96, compressionLevel: 9 })
    .toBuffer();
}

const folder = process.argv[2] ?? join(import.meta.dirname, "..", "..", "docs", "contact-sheets");
const only = process.argv[3];
mkdirSync(folder, { recursive: true });
const browser = await launch();
const server = await serve("night", () => NOW);
try {
  const sheets = SHEETS.filter(one => only === undefined || one.name.startsWith(only));
  const shots: Buffer[][] = [];
  for (const [size, scheme] of SHOTS) shots.push(await shoot(browser, server, sheets, size, scheme));
  for (const [index, sheet] of sheets.entries())
    writeFileSync(join(folder, `screen-${sheet.name}.png`), await draw(shots.flatMap(one => one[index] ?? [])));
} finally {
  await browser.close();
  await server.close();
}
