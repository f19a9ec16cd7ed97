// The whole way in Chromium against a running node: sign in, my unit, a patient, the MAR, the print; by hand and by keyboard alone.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { assertAccessible, builtWeb, launch, tabTo } from "../../web/tests/browser.ts";
import { NGUYEN, nightSoFar } from "./messages.ts";
import { type NightNode, PIN, startNight } from "./node.ts";

let browser: Browser;
let node: NightNode;

before(async () => {
  builtWeb();
  node = await startNight();
  const { adt, clinical } = nightSoFar(Date.now());
  await node.send("adt", adt);
  await node.send("clinical", clinical);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await node?.close();
});

type Opened = { readonly context: BrowserContext; readonly page: Page; readonly faults: string[] };

async function newPage(): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", error => faults.push(String(error)));
  page.on("response", response => {
    // Before the sign-in the node is asked who is here, and says nobody.
    if (response.status() >= 400 && response.status() !== 401) faults.push(`${response.status()} ${response.url()}`);
  });
  return { context, page, faults };
}

test("who keeps the node running signs in to the system: what came in, what is parked, proved on the spot; clean for axe, no patient, at three sizes", async () => {
  const { context, page, faults } = await newPage();
  await node.send("adt", [new TextEncoder().encode("MSH|^~\\&|EHR|HMG|||20230804||QRY^Q01|P1|P|2.5.1\rPID|1||7||Q\r")]);
  await page.goto(`${node.url}/`);
  await page.getByRole("button", { name: /SOLIS, Rafael/ }).click();
  await page.getByLabel("PIN or password").fill(PIN.solis);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "System", level: 1 }).waitFor();
  await page.getByText("messages of type QRY^Q01 are not mapped yet").waitFor();
  const feeds = (await page.getByRole("row", { name: /^adt/ }).textContent()) ?? "";
  assert.match(feeds, /^adtstandard.*movements.*arrives to/);
  await page.getByRole("button", { name: /^Read: messages of type QRY/ }).click();
  const parked = page.getByRole("article", { name: "Message P1" });
  assert.match((await parked.textContent()) ?? "", /PID\|1\|\|0\|\|x/, "how it is built, not whom it names");
  assert.equal(await parked.locator("mark").textContent(), "QRY^Q01");
  await assertAccessible(page, "system");
  await page.getByRole("button", { name: "Verify now" }).click();
  await page.getByText(/entries, \d+ signed heads, nothing found, views equal/).waitFor();
  assert.doesNotMatch((await page.locator("main").textContent()) ?? "", /NGUYỄN|00482917/);
  for (const [width, height] of [
    [1280, 800],
    [834, 1112],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0, `nothing runs over at ${width}`);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("sign-in, my unit, patient, MAR and print, each clean for axe; the PDF names the patient and is no blank page", async () => {
  const { context, page, faults } = await newPage();
  await page.goto(`${node.url}/`);
  await page.getByRole("button", { name: /PARK, Dana/ }).click();
  await assertAccessible(page, "sign-in");
  await page.getByLabel("PIN or password").fill(PIN.park);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "4 West", level: 1 }).waitFor();
  assert.match((await page.getByRole("status").textContent()) ?? "", /current to \d\d:\d\d · chart in the EHR/);
  const row = page.getByRole("row", { name: /NGUYỄN, Thị Hồng/ });
  assert.match((await row.textContent()) ?? "", /418.*Penicillin \+1.*Potassium.*6\.1 HH/);
  await assertAccessible(page, "my unit");
  await page.getByRole("link", { name: /NGUYỄN, Thị Hồng/ }).click();
  await page.getByRole("heading", { name: /NGUYỄN, Thị Hồng/ }).waitFor();
  const side = (await page.getByRole("complementary").textContent()) ?? "";
  assert.match(side, /MRN\s*00482917/);
  assert.match(side, /Penicillin · Anaphylaxis, severe/);
  await assertAccessible(page, "patient");
  await page.getByRole("link", { name: "MAR 24 h" }).click();
  await page.getByRole("button", { name: /given .*650 mg/ }).waitFor();
  await assertAccessible(page, "MAR");
  for (const [tab, said] of [
    ["Orders", "Orders"],
    ["Results", "By test"],
    ["Vitals", "Vitals"],
    ["Problems", "Allergies"],
    ["Notes", "Notes and documents"],
    ["Visits", "Appointments to come"],
  ] as const) {
    await page.getByRole("navigation", { name: "Pages of this chart" }).getByRole("link", { name: tab }).click();
    await page.getByRole("heading", { name: said, exact: true }).waitFor();
    await assertAccessible(page, tab);
  }
  assert.match((await page.locator("main").textContent()) ?? "", /no feed here sends appointments/);
  await page.getByRole("complementary").getByRole("button", { name: "where Penicillin" }).click();
  await page.getByText(/ADT\^A01/).waitFor();
  await page.getByRole("link", { name: "Read the message as received" }).click();
  await page.getByText(/^PID\|/).waitFor();
  await assertAccessible(page, "message");
  await page.goBack();
  await page.getByRole("heading", { name: "Appointments to come" }).waitFor();
  const link = page.getByRole("link", { name: /Print packet/ });
  const href = (await link.getAttribute("href")) ?? "";
  const asked = context.waitForEvent("response", response => response.url().endsWith("/packet.pdf"));
  await link.click();
  assert.equal((await asked).status(), 200);
  await assertPacket(context, href);
  await page.goto(`${node.url}/print`);
  const census = page.getByRole("link", { name: "Census of 4 West" });
  const wall = await pagesOf(context, (await census.getAttribute("href")) ?? "");
  for (const text of wall) assert.match(text, /unit census, by bed.*page \d of \d.*head [0-9a-f]{8}/s);
  for (const said of [
    /NGUYỄN, Thị Hồng/,
    /418\s+F \d\d y · 00482917/,
    /Potassium 6\.1 HH/,
    /WALL COPY · staff side only/,
  ])
    assert.match(wall.join(), said);
  await assertAccessible(page, "print");
  assert.deepEqual(faults, []);
  await context.close();
});

test("keyboard only, Tab by Tab: sign in, open the patient, her MAR, her print, lock", async () => {
  const { context, page, faults } = await newPage();
  await page.goto(`${node.url}/`);
  await tabTo(page, page.getByRole("button", { name: /PARK, Dana/ }));
  await page.keyboard.press("Enter");
  await page.keyboard.type(PIN.park, { delay: 90 });
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "4 West", level: 1 }).waitFor();
  await tabTo(page, page.getByRole("link", { name: /DELACROIX/ }));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /NGUYỄN/, level: 1 }).waitFor();
  await tabTo(page, page.getByRole("link", { name: "MAR 24 h" }));
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /given .*650 mg/ }).waitFor();
  await tabTo(page, page.getByRole("link", { name: /Print packet/ }));
  const asked = context.waitForEvent("response", response => response.url().endsWith("/packet.pdf"));
  await page.keyboard.press("Enter");
  assert.equal((await asked).headers()["content-type"], "application/pdf");
  await page.bringToFront();
  await page.keyboard.press("F9");
  await page.getByRole("heading", { name: "Who is signing in" }).waitFor();
  assert.doesNotMatch((await page.locator("body").textContent()) ?? "", /NGUYỄN/i);
  assert.deepEqual(faults, []);
  await context.close();
});

test("each address of the web app is the app again on reload: no answer of the node stands under one", async () => {
  const patient = "FB6nhpOQNVyQH-ZAMWKk2w";
  const addresses = [
    "/",
    "/sign-in",
    "/unit",
    "/unit/4%20West",
    `/patient/${patient}`,
    `/patient/${patient}/mar`,
    `/patient/${patient}/orders`,
    `/patient/${patient}/results`,
    `/patient/${patient}/vitals`,
    `/patient/${patient}/problems`,
    `/patient/${patient}/notes`,
    `/patient/${patient}/visits`,
    `/message/${"0".repeat(32)}`,
    "/clinic",
    "/clinic/2026-11-24",
    "/find?q=nguyen",
    "/print",
    "/downtime",
    "/system",
    "/held",
    "/held/rules",
    "/privacy",
    "/board",
    "/board/declare",
    "/no/such/page",
  ];
  // A page added to the routes is asked for here too.
  const routes = readFileSync(join(import.meta.dirname, "..", "..", "web", "routes.tsx"), "utf8");
  const paths = [...routes.matchAll(/path: "([^"]+)"/g)].map(([, path = ""]) => path.replace(/\$\w*/, ""));
  assert.ok(paths.length >= 10);
  for (const path of paths)
    assert.ok(
      addresses.some(one => one.includes(path)),
      `no address of ${path} is tried`,
    );
  for (const address of addresses) {
    const answer = await fetch(node.url + address, { headers: { accept: "text/html,*/*;q=0.8" } });
    assert.equal(answer.status, 200, address);
    assert.match(answer.headers.get("content-type") ?? "", /^text\/html/, address);
    assert.match(await answer.text(), /name="tideover-build"/, address);
  }
});

/** Fetches the packet with the page's own cookie and reads it as paper: text by page, then pixels by page. */
async function assertPacket(context: BrowserContext, href: string): Promise<void> {
  const pages = await pagesOf(context, href);
  const { head } = await (await context.request.get(node.url + href.replace("/packet.pdf", ""))).json();
  assert.match(head, /^[0-9a-f]{8}$/);
  assert.ok(pages.length >= 3, `only ${pages.length} pages`);
  for (const [index, text] of pages.entries()) {
    const where = `page ${index + 1}:\n${text}`;
    assert.match(text, /NGUYỄN, Thị Hồng/, where);
    assert.match(text.replaceAll(" ", ""), new RegExp(NGUYEN.mrn), where);
    assert.match(text, new RegExp(`\\b${NGUYEN.bed}\\b`), where);
    assert.match(text, new RegExp(`page ${index + 1} of ${pages.length}`), where);
    assert.match(text, new RegExp(`head ${head}`), where);
  }
}

/** The text of each page of a PDF of the node, none of whose pages is blank or black. */
async function pagesOf(context: BrowserContext, href: string): Promise<string[]> {
  const answer = await context.request.get(node.url + href);
  assert.equal(answer.status(), 200, await answer.text());
  const folder = mkdtempSync(join(tmpdir(), "packet-"));
  try {
    const file = join(folder, "packet.pdf");
    writeFileSync(file, await answer.body());
    const pages = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
    execFileSync("pdftoppm", ["-r", "60", "-gray", file, join(folder, "page")]);
    const drawn = readdirSync(folder).filter(name => name.endsWith(".pgm"));
    assert.equal(drawn.length, pages.length);
    for (const name of drawn) {
      const ink = inkOf(readFileSync(join(folder, name)));
      assert.ok(ink > 0.02 && ink < 0.5, `${name}: ${(ink * 100).toFixed(1)} % ink`);
    }
    return pages;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The share of dark pixels of a PGM (P5, one byte a pixel). */
function inkOf(pgm: Buffer): number {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(pgm.subarray(0, 60).toString("latin1"));
  assert.ok(head !== null, "no PGM");
  const pixels = pgm.subarray(head[0].length);
  assert.equal(pixels.length, Number(head[1]) * Number(head[2]));
  return pixels.reduce((dark, value) => dark + (value < 128 ? 1 : 0), 0) / pixels.length;
}
