// RULES A3 against a running node: an open page grows old by its own timer, and says when the node is gone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { builtWeb, launch } from "../../web/tests/browser.ts";
import { heartbeat, nightSoFar } from "./messages.ts";
import { PIN, startNight } from "./node.ts";

/** Shorter than any hospital's: the test waits for it. */
const LIMIT_MS = 12_000;

test("a page that nobody touches turns amber with no traffic once the sender is silent; a killed node is said within 20 s", async () => {
  builtWeb();
  const node = await startNight({ limit_ms: LIMIT_MS });
  const browser = await launch();
  try {
    const { adt, clinical } = nightSoFar(Date.now());
    await node.send("adt", adt);
    await node.send("clinical", clinical);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${node.url}/`);
    await page.getByRole("button", { name: /PARK, Dana/ }).click();
    await page.getByLabel("PIN or password").fill(PIN.park);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "4 West", level: 1 }).waitFor();
    const quiet = page.locator('[role=status][data-tone="quiet"]');
    const amber = page.locator('[role=status][data-tone="amber"]');
    // The sender lives: each heartbeat makes the page ask again, and the strip stays quiet past the limit.
    for (let beat = 0; beat < 6; beat++) {
      await node.send("adt", [heartbeat(Date.now())]);
      await node.send("clinical", [heartbeat(Date.now())]);
      await wait(LIMIT_MS / 4);
    }
    assert.equal(await quiet.count(), 1);
    // The sender is stopped here; what it sent last has been asked for by now.
    const asked: string[] = [];
    page.on("request", request => asked.push(request.url()));
    await amber.waitFor({ timeout: LIMIT_MS + 5_000 });
    assert.match(
      (await amber.textContent()) ?? "",
      /COPY\s*as of \w{3} \d\d:\d\d.*recorded after \d\d:\d\d are not here/,
    );
    assert.deepEqual(asked, []);
    await node.kill();
    const killed = Date.now();
    await page.getByText(/not connected since \d\d:\d\d/).waitFor({ timeout: 20_000 });
    assert.ok(Date.now() - killed <= 20_000);
  } finally {
    await browser.close();
    await node.close();
  }
});
