// A scheduler whose schedules are gone: she signs in, sees who is expected and by which number she is reached, chooses, prints the list to call from.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { buildMessage, encodeMessage } from "../../src/hl7/index.ts";
import { assertAccessible, builtWeb, launch, tabTo } from "../../web/tests/browser.ts";
import { MAIN } from "../cli-kit.ts";
import { FACILITY } from "./messages.ts";
import { type NightNode, PIN, startNight } from "./node.ts";

let browser: Browser;
let node: NightNode;

const local = (at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(FACILITY.zone).toPlainDateTime();
const stamp = (at: Temporal.PlainDateTime) => at.toString({ smallestUnit: "second" }).replaceAll(/[-:T]/g, "");
const today = local(Date.now()).toPlainDate();
const time = (hour: number, minute: number, days = 0) => today.add({ days }).toPlainDateTime({ hour, minute });

function booked(
  number: string,
  at: Temporal.PlainDateTime,
  name: readonly [string, string],
  place: string,
  trigger = "S12",
) {
  return encodeMessage(
    buildMessage([
      [
        "MSH",
        "EHR",
        FACILITY.id,
        "TIDE",
        FACILITY.id,
        stamp(local(Date.now())),
        undefined,
        ["SIU", trigger],
        `S${number}${trigger}`,
        "P",
        "2.5.1",
      ],
      [
        "SCH",
        undefined,
        number,
        ...Array<undefined>(3).fill(undefined),
        trigger === "S15" ? ["PATREQ", "Patient asked"] : undefined,
        ["R", "Check-up"],
        undefined,
        "20",
        "min",
        { repeat: [[undefined, undefined, undefined, stamp(at)]] },
      ],
      [
        "PID",
        "1",
        undefined,
        [`90${number}`, undefined, undefined, FACILITY.id, "MR"],
        undefined,
        [...name],
        undefined,
        "19610822",
        "F",
        ...Array<undefined>(4).fill(undefined),
        ["860 555 0134", "PRN", "CP"],
      ],
      ["AIS", "1", "A", ["FU", "Follow-up visit"]],
      ["AIL", "1", "A", [place, "R2", undefined, FACILITY.id]],
      ["AIP", "1", "A", ["D1", "CHEN", "MARIA"]],
    ]),
  );
}

before(async () => {
  builtWeb();
  node = await startNight();
  await node.send("adt", [
    booked("11", time(9, 30), ["NGUYỄN", "Thị Hà"], "Cardiology"),
    booked("12", time(10, 0), ["LI", "Wei"], "Diabetes"),
    booked("13", time(11, 0), ["OKAFOR", "Grace"], "Cardiology"),
    booked("13", time(11, 0), ["OKAFOR", "Grace"], "Cardiology", "S15"),
    booked("14", time(8, 15, 1), ["HALE", "Nora"], "Cardiology"),
  ]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await node?.close();
});

test("she lands on today's list, walks days, chooses a place, prints; she sees no chart; clean for axe at three sizes", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", error => faults.push(String(error)));
  await page.goto(`${node.url}/`);
  await page.getByRole("button", { name: /IBARRA, Ana/ }).click();
  await page.getByLabel("PIN or password").fill(PIN.ibarra);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: /^Today, /, level: 1 }).waitFor();
  const first = page.getByRole("row", { name: /NGUYỄN, Thị Hà/ });
  assert.match(
    (await first.textContent()) ?? "",
    /09:30 20 min.*22 Aug 1961.*9011.*860 555 0134.*Follow-up visit.*CHEN.*Cardiology/,
  );
  assert.equal(await first.getByRole("link", { name: /860 555 0134/ }).getAttribute("href"), "tel:8605550134");
  assert.match((await page.getByRole("row", { name: /OKAFOR/ }).textContent()) ?? "", /Cancelled.*Patient asked/);
  assert.equal(await page.getByRole("link", { name: /NGUYỄN/ }).count(), 0, "no way into a chart");
  assert.deepEqual(
    await page
      .getByRole("navigation", { name: "Pages" })
      .getByRole("link")
      .allTextContents()
      .then(all => all.map(text => text.trim())),
    ["Clinic", "Downtime"],
  );
  await assertAccessible(page, "clinic");
  await page.getByLabel("Place").selectOption("Diabetes");
  await page.getByRole("row", { name: /LI, Wei/ }).waitFor();
  assert.equal(await page.getByRole("row", { name: /NGUYỄN/ }).count(), 0);
  await page.getByLabel("Place").selectOption({ label: "All places" });
  await tabTo(page, page.getByRole("link", { name: "Tomorrow" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Tomorrow, / }).waitFor();
  await page.getByRole("row", { name: /HALE, Nora/ }).waitFor();
  await page.getByRole("button", { name: "The day after" }).click();
  await page.getByText("No appointment of this day is in the copy.").waitFor();
  await assertAccessible(page, "clinic, empty");
  await page.getByRole("link", { name: "Today" }).click();
  await first.waitFor();
  for (const [width, height] of [
    [1280, 800],
    [1024, 768],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0, `nothing runs over at ${width}`);
  }
  await assertAccessible(page, "clinic, phone");
  const href = (await page.getByRole("link", { name: "Print list" }).getAttribute("href")) ?? "";
  const pdf = await context.request.get(node.url + href);
  assert.equal(pdf.headers()["content-type"], "application/pdf", await pdf.text());
  const text = execFileSync("pdftotext", ["-layout", "-", "-"], { input: await pdf.body(), encoding: "utf8" });
  for (const words of [/NGUYỄN, Thị Hà/, /860 555 0134/, /CANCELLED/, /CALL LIST · staff side only/, /page 1 of 1/])
    assert.match(text, words);
  for (const closed of ["/units", "/search?q=li", "/patients/AAAAAAAAAAAAAAAAAAAAAA"])
    assert.equal((await context.request.get(node.url + closed)).status(), 403, closed);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a command prints the same list beside the running node; an unknown place lists those that there are", () => {
  const folder = ["--data", node.folder, "--key-file", node.keyFile];
  const out = join(node.folder, "..", "clinic.pdf");
  const said = execFileSync(process.execPath, [MAIN, "print", "--clinic", "cardiology", "--out", out, ...folder], {
    encoding: "utf8",
  });
  assert.match(said, /1 pages of appointments in .*clinic\.pdf/);
  const text = execFileSync("pdftotext", ["-layout", out, "-"], { encoding: "utf8" });
  assert.match(text, /NGUYỄN, Thị Hà/);
  assert.doesNotMatch(text, /LI, Wei/);
  assert.throws(
    () =>
      execFileSync(
        process.execPath,
        [MAIN, "print", "--clinic", "Nowhere", "--date", today.toString(), "--out", `${out}2`, ...folder],
        { encoding: "utf8", stdio: "pipe" },
      ),
    /no appointments at Nowhere.*Cardiology: 1.*Diabetes: 1/s,
  );
});
