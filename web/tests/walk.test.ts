// The screens in Chromium: from sign-in to the chart, by hand and by keyboard alone, on three sizes, day and night.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { assertAccessible, builtWeb, launch, open, signIn } from "./browser.ts";
import { FORBIDDEN, NOW } from "./scene.ts";
import { PIN, type Served, serve } from "./serve.ts";

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

const PAGES = [
  "/unit/4w",
  "/unit",
  "/patient/r418",
  "/patient/r418/mar",
  `/patient/${FORBIDDEN}`,
  `/patient/${FORBIDDEN}/mar`,
  ...["orders", "results", "vitals", "problems", "notes", "visits"].map(page => `/patient/r418/${page}`),
  "/message/0190a1",
  "/find?q=johnson",
  "/print",
  "/downtime",
];

for (const [size, scheme] of [
  ["desk", "light"],
  ["desk", "dark"],
  ["tablet", "light"],
  ["phone", "light"],
] as const) {
  test(`every page is clean for axe and does not scroll sideways: ${size}, ${scheme}`, async () => {
    server.scene = "night";
    const { page, errors } = await open(browser, size, scheme);
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole("button", { name: /PARK, Dana/ }).waitFor();
    await assertAccessible(page, "/sign-in");
    await signIn(page, server.url);
    for (const path of PAGES) {
      await page.goto(server.url + path);
      await page.locator("main h1").first().waitFor();
      await assertAccessible(page, path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      assert.equal(wide, false, `${path} scrolls sideways`);
    }
    assert.deepEqual(errors, []);
    await page.context().close();
  });
}

for (const [role, path] of [
  ["it", "/system"],
  ["nurse", "/held"],
  ["scheduler", "/clinic"],
  ["privacy", "/privacy"],
  ["house supervisor", "/board"],
  ["charge nurse", "/board/declare"],
] as const) {
  test(`${path} is clean for axe by day and by night, and does not scroll sideways`, async () => {
    server.scene = "night";
    for (const [size, scheme] of [
      ["desk", "dark"],
      ["tablet", "light"],
      ["phone", "light"],
    ] as const) {
      const { page, errors } = await open(browser, size, scheme);
      server.role = "RN";
      await signIn(page, server.url);
      server.role = role;
      await page.goto(server.url + path);
      await page.locator("main h1").first().waitFor();
      await assertAccessible(page, `${path} ${size} ${scheme}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false, size);
      assert.deepEqual(errors, []);
      await page.context().close();
    }
    server.role = "RN";
  });
}

test("A5, D1: the night's unit says what is not here, hatches what is not known, and calls nothing due", async () => {
  server.scene = "night";
  const { page } = await open(browser, "desk");
  await signIn(page, server.url);
  const strip = page.getByRole("status");
  assert.match((await strip.textContent()) ?? "", /as of Thu 03:12\s*7 h 40 min old/);
  assert.match((await strip.textContent()) ?? "", /doses and results the EHR recorded after 03:12 are not here/);
  assert.match((await strip.textContent()) ?? "", /DOWNTIME\s*since Thu 03:40/);
  const text = (await page.locator("main").textContent()) ?? "";
  assert.match(text, /34 \?/);
  assert.doesNotMatch(text, /overdue|\bdue\b|missed|live/i);
  await page.getByRole("link", { name: /NGUYỄN, Thị Hồng/ }).click();
  await page.getByRole("link", { name: "MAR 24 h" }).click();
  await page
    .getByRole("button", { name: /10:00: on paper since 07:00: see the sheet/ })
    .first()
    .waitFor();
  await page
    .getByRole("button", { name: /06:00: given or not is not known/ })
    .first()
    .waitFor();
  await page.context().close();
});

test("keyboard only: sign in, walk the table, open, search, lock; the next person starts on their own page", async () => {
  server.scene = "good day";
  const { page } = await open(browser, "desk");
  await page.goto(`${server.url}/`);
  await page.getByRole("button", { name: /PARK, Dana/ }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type(PIN, { delay: 90 });
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "4 West", level: 1 }).waitFor();
  assert.match((await page.getByRole("status").textContent()) ?? "", /current to 10:51 · chart in the EHR/);
  await page.getByRole("link", { name: /ABERNATHY/ }).focus();
  for (let step = 0; step < 16; step++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /NGUYỄN/ }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("rossi", { delay: 90 });
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: /ROSSI, Giulia/ }).waitFor();
  await page.keyboard.press("F9");
  await page.getByRole("heading", { name: "Who is signing in" }).waitFor();
  assert.doesNotMatch((await page.locator("body").textContent()) ?? "", /ROSSI/);
  await page.getByRole("button", { name: /PARK, Dana/ }).click();
  await page.getByLabel("PIN or password").fill("000000");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await page.context().close();
});

test("a scan opens the patient's number from any page and leaves the box under the caret as it was", async () => {
  server.scene = "good day";
  const { page } = await open(browser, "desk");
  await signIn(page, server.url);
  await page.getByRole("searchbox").fill("ab");
  // As a wedge sends them: all at once, no key waits for the one before to be drawn.
  await Promise.all([..."00418291", "Enter"].map(key => page.keyboard.down(key)));
  await page.waitForURL(/\/find\?q=(%22)?00418291(%22)?$/);
  await page.getByRole("link", { name: /NGUYỄN/ }).waitFor();
  await page.context().close();
});

test("A3: a page left open without traffic turns amber by its own timer", async () => {
  server.scene = "good day";
  const { page } = await open(browser, "desk");
  await signIn(page, server.url);
  const strip = page.getByRole("status");
  assert.equal(await strip.getAttribute("data-tone"), "quiet");
  await page.goto(`${server.url}/patient/r418`);
  await page.getByRole("heading", { name: /NGUYỄN/ }).waitFor();
  await page.clock.fastForward("15:00");
  await page.locator('[role=status][data-tone="amber"]').waitFor();
  assert.match((await strip.textContent()) ?? "", /recorded after 10:51 are not here/);
  await page.context().close();
});

test("A3: 15 s without the node's heartbeat says not connected since, and hearing it again takes that back", async () => {
  server.scene = "good day";
  const { page } = await open(browser, "desk");
  await signIn(page, server.url);
  server.dead = true;
  await page.clock.fastForward("00:16");
  const strip = page.getByRole("status");
  await strip.getByText(/not connected since 10:52/).waitFor();
  server.dead = false;
  await page.clock.fastForward("00:05");
  await page.locator('[role=status][data-tone="quiet"]').waitFor();
  await page.context().close();
});

test("A4 P2: what the node says of itself stands in the strip, amber, and goes when it is over", async () => {
  server.scene = "good day";
  const { page } = await open(browser, "desk");
  await signIn(page, server.url);
  const strip = page.getByRole("status");
  server.said = [
    "copy being rebuilt, 6 min",
    "this node's clock seems 7 min behind all senders: ages here are not sure",
  ];
  await strip.getByText(/copy being rebuilt, 6 min · this node's clock seems 7 min behind/).waitFor();
  await page.locator('[role=status][data-tone="amber"]').waitFor();
  server.said = [];
  await page.locator('[role=status][data-tone="quiet"]').waitFor();
  await page.context().close();
});

test("on a phone the MAR opens at now, and now and not known are drawn under their hours", async () => {
  server.scene = "night";
  const { page } = await open(browser, "phone");
  await signIn(page, server.url);
  await page.goto(`${server.url}/patient/r418/mar`);
  await page.locator("[data-now]").waitFor();
  const at = await page.evaluate(() => {
    const box = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
    const now = box("[data-now]");
    return {
      now: now === undefined ? Number.NaN : now.left + now.width / 2,
      line: box("[class*=nowLine]")?.left ?? Number.NaN,
      head: box("[class*=zoneUnknown]")?.left ?? Number.NaN,
      zone: box("[class*=not-known][class*=zone]")?.left ?? Number.NaN,
      width: window.innerWidth,
    };
  });
  assert.ok(Math.abs(at.now - at.line) <= 2, `now is at ${at.now}, its line at ${at.line}`);
  assert.ok(Math.abs(at.head - at.zone) <= 2, `not known begins at ${at.head}, its hatch at ${at.zone}`);
  assert.ok(at.now > 0 && at.now < at.width, "now is in sight");
  await page.context().close();
});

test("on a phone no bed lies over what is said of its patient", async () => {
  server.scene = "night";
  server.rows = 60;
  const { page } = await open(browser, "phone");
  await signIn(page, server.url);
  const over = await page.evaluate(
    () =>
      [...document.querySelectorAll("tbody tr")].filter(row => {
        const [bed, name] = [...row.querySelectorAll("td")].map(cell => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          return range.getBoundingClientRect();
        });
        return bed !== undefined && name !== undefined && bed.right > name.left;
      }).length,
  );
  server.rows = undefined;
  assert.equal(over, 0);
  await page.context().close();
});

test("a page that was never fetched, with the node gone, is said within the frame: no dead end", async () => {
  server.scene = "night";
  const { page } = await open(browser, "desk");
  await signIn(page, server.url);
  await page.route("**/assets/**", route => route.abort());
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Downtime" }).click();
  await page.getByText("This page could not be drawn").waitFor();
  await page.getByRole("button", { name: "Read it again" }).waitFor();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "My unit" }).click();
  await page.getByRole("heading", { name: "4 West", level: 1 }).waitFor();
  await page.context().close();
});

test("0 and 300 rows, an unknown chart and a forbidden one are said, not shown as empty", async () => {
  server.scene = "good day";
  const { page } = await open(browser, "desk");
  server.rows = 0;
  await signIn(page, server.url);
  await page.getByText(/No beds of 4 West are in the copy/).waitFor();
  server.rows = 300;
  await page.reload();
  await page.locator("tbody tr").nth(299).waitFor({ state: "attached" });
  server.rows = undefined;
  await page.goto(`${server.url}/patient/nobody`);
  await page.getByText("Not in the copy").waitFor();
  await page.goto(`${server.url}/patient/secret`);
  await page.getByText("Not your unit").waitFor();
  await page.context().close();
});

test("P3: a new build is loaded, once, and only when nobody is in the middle of an act", async () => {
  server.scene = "good day";
  const { page } = await open(browser, "desk");
  await signIn(page, server.url);
  await page.goto(`${server.url}/downtime`);
  const cause = page.getByLabel("Cause, in words");
  await cause.fill("Network out");
  await page.evaluate(() => Reflect.set(window, "isSame", true));
  const isSame = () => page.evaluate(() => Reflect.get(window, "isSame") === true);
  const own = server.build;
  try {
    server.build = "0123456789abcdef";
    // Typed in, then left half-written without the caret: both keep the page.
    for (const act of [() => cause.focus(), () => cause.blur()]) {
      await act();
      await page.clock.fastForward("00:08");
      await heartbeats(page, 2);
      assert.equal(await isSame(), true);
    }
    assert.equal(await cause.inputValue(), "Network out");
    await cause.fill("");
    const loaded = page.waitForEvent("load");
    await cause.blur();
    await page.clock.fastForward("00:08");
    await loaded;
    await page.getByRole("heading", { name: "Downtime", level: 1 }).waitFor();
    // The page that came is still of the old build, as from an offline copy: it is not loaded over and over.
    await page.evaluate(() => Reflect.set(window, "isSame", true));
    await page.clock.fastForward("00:08");
    await heartbeats(page, 2);
    assert.equal(await isSame(), true);
  } finally {
    server.build = own;
    await page.context().close();
  }
});

test("what the page asks by itself says so, and keeps no session open; what a person asks does not say so", async () => {
  server.scene = "good day";
  const { page } = await open(browser, "desk");
  await signIn(page, server.url);
  await page.getByRole("link", { name: /ABERNATHY/ }).waitFor();
  await page.clock.fastForward("00:08");
  server.asked.length = 0;
  const asked = page.waitForResponse(response => response.url().endsWith("/units/4w"));
  server.moved();
  await asked;
  assert.deepEqual(
    server.asked.filter(one => one.path === "/units/4w"),
    [{ path: "/units/4w", background: true }],
  );
  await page.getByRole("link", { name: /ABERNATHY/ }).click();
  await page.getByRole("heading", { name: /ABERNATHY/ }).waitFor();
  assert.deepEqual(
    server.asked.filter(one => one.path === "/patients/r401"),
    [{ path: "/patients/r401", background: false }],
  );
  // She only reads on: a touch a minute is told to the node, so that its idle lock is hers and not the page's.
  await page.clock.fastForward("01:01");
  const told = page.waitForRequest(
    request => request.url().endsWith("/me") && request.headers()["tideover-background"] === undefined,
  );
  await page.mouse.wheel(0, 40);
  await told;
  await page.context().close();
});

test("a screen that the node locked meanwhile leaves the chart, and the same person goes on where she was", async () => {
  server.scene = "good day";
  const { page } = await open(browser, "desk");
  await signIn(page, server.url);
  await page.getByRole("link", { name: /NGUYỄN/ }).click();
  await page.getByRole("heading", { name: /NGUYỄN/ }).waitFor();
  server.locked = true;
  server.moved();
  await page.getByRole("heading", { name: "Who is signing in" }).waitFor();
  assert.doesNotMatch((await page.locator("body").textContent()) ?? "", /NGUYỄN/);
  await page.getByRole("button", { name: /PARK, Dana/ }).click();
  await page.getByLabel("PIN or password").fill(PIN);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /NGUYỄN/ }).waitFor();
  await page.context().close();
});

/** Waits until the page's stream has brought so many more heartbeats: the server sends one a second. */
async function heartbeats(page: Page, count: number): Promise<void> {
  await page.waitForTimeout(count * 1_100);
}
