// An upgrade whose views must be folded anew: the old ones serve, read-only, and messages are taken meanwhile (RULES P2).
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { PatientAnswer } from "../src/chart/routes.ts";
import { FILES, openEncrypted } from "../src/journal/index.ts";
import { Health } from "../src/server/http/index.ts";
import { FACILITY, feed, House } from "./house.ts";

const MESSAGES = 1_500;
const FEEDS = [feed("adt", { ADT: ["movements", "demographics"] })];

function moved(n: number, trigger: "A01" | "A08", mrn: string, bed: string): string {
  const at = new Date(Date.now() - 60_000).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
  return `${[
    `MSH|^~\\&|EHR|${FACILITY}|TIDE|${FACILITY}|${at}+0000||ADT^${trigger}|C${n}|P|2.5.1`,
    `EVN|${trigger}|${at}+0000||||${at}+0000`,
    `PID|1||${mrn}^^^${FACILITY}^MR||OKONKWO^Adaeze||19560314|F`,
    `PV1|1|I|4W^${bed}^A^${FACILITY}${"|".repeat(16)}V${mrn}^^^${FACILITY}^VN`,
  ].join("\r")}\r`;
}

/** Makes the views those of another release: `rows` of a view that it folded otherwise. */
function ageViews(house: House, sql: string): void {
  const db = openEncrypted(join(house.folder, FILES.views), house.keys.data, "normal");
  db.exec("UPDATE fold SET value = replace(value, '@', '@0') WHERE name = 'versions'");
  db.exec(sql);
  db.close();
}

const healthOf = async (house: House) => Health.parse(JSON.parse((await house.ask("/health")).text));

async function until(house: House, holds: (health: Health) => boolean): Promise<Health> {
  for (let waited = 0; waited < 120_000; waited += 20) {
    const health = await healthOf(house);
    if (holds(health)) return health;
    await wait(20);
  }
  return assert.fail("the new views are never done");
}

test("P2: old views serve read-only while new ones are folded beside; what comes is acknowledged, and shown when they are done", async () => {
  const house = await House.start({ feeds: FEEDS });
  try {
    const encode = (text: string) => new TextEncoder().encode(text);
    const messages = Array.from({ length: MESSAGES }, (_, n) =>
      moved(n, n === 0 ? "A01" : "A08", `${1_000 + (n % 40)}`, "401"),
    );
    await house.running.writer.record(
      messages.map(message => ({
        drafts: [
          { kind: "feed.message", actor: "feed:adt", body: { feed: "adt", message: encode(message), peer: null } },
        ],
        online: false,
      })),
    );
    await house.running.close();
    // What the old release showed, which the new one folds otherwise.
    ageViews(house, "UPDATE chart_bed SET bed = 'old bed'");
    await house.startAgain();

    const during = await healthOf(house);
    assert.ok(during.rebuilding !== null, "it waited for the new views");
    assert.match(during.rebuilding.text, /^copy being rebuilt(, \d+ min)?$/);
    assert.ok(during.lag_s >= 0);
    const headers = await house.as("nurse");
    const unit = JSON.parse((await house.ask("/units/4W", { headers })).text);
    assert.equal(unit.rows[0].bed, "old bed", "the old views serve");
    assert.equal(
      (await house.ask(`/patients/${unit.rows[0].patient.id}`, { headers })).status,
      200,
      "with its look recorded",
    );
    assert.equal(await house.send("adt", moved(90_001, "A01", "9001", "412")), "AA");
    const shown = await house.ask("/units/4W", { headers });
    assert.ok((await healthOf(house)).rebuilding !== null, "the rebuild was too quick to be seen");
    assert.equal(shown.text.includes("412"), false, "read-only: nothing new is shown as if it were all");

    const after = await until(house, health => health.rebuilding === null);
    assert.ok(after.position > during.position);
    await house.settled();
    const anew = JSON.parse((await house.ask("/units/4W", { headers: await house.as("nurse") })).text);
    const beds = anew.rows.map((row: { bed: string }) => row.bed);
    assert.equal(beds.includes("old bed"), false);
    assert.ok(beds.includes("412-A"), "what came meanwhile is shown");
    const found: PatientAnswer = JSON.parse(
      (await house.ask(`/patients/${unit.rows[0].patient.id}`, { headers: await house.as("nurse") })).text,
    );
    assert.equal(found.identity.bed, "401-A");
    assert.equal(existsSync(join(house.folder, `${FILES.views}.new`)), false);
    assert.deepEqual(house.reports, []);
  } finally {
    await house.close();
  }
});

test("P2: old views whose tables this release does not read are not shown at all: the start waits for new ones", async () => {
  const house = await House.start({ feeds: FEEDS });
  try {
    await house.send("adt", moved(1, "A01", "1001", "401"));
    await house.running.close();
    ageViews(house, "ALTER TABLE chart_bed ADD COLUMN of_old TEXT; UPDATE chart_bed SET bed = 'old bed'");
    await house.startAgain();
    assert.equal((await healthOf(house)).rebuilding, null);
    const unit = JSON.parse((await house.ask("/units/4W", { headers: await house.as("nurse") })).text);
    assert.equal(unit.rows[0].bed, "401-A");
  } finally {
    await house.close();
  }
});

test("P2: a node that is stopped in the middle goes on where it was", async () => {
  const house = await House.start({ feeds: FEEDS });
  try {
    const encode = (n: number) =>
      new TextEncoder().encode(moved(n, n === 0 ? "A01" : "A08", `${1_000 + (n % 40)}`, "401"));
    await house.running.writer.record(
      Array.from({ length: MESSAGES }, (_, n) => ({
        drafts: [{ kind: "feed.message", actor: "feed:adt", body: { feed: "adt", message: encode(n), peer: null } }],
        online: false,
      })),
    );
    await house.running.close();
    ageViews(house, "UPDATE chart_bed SET bed = 'old bed'");
    await house.startAgain();
    const { rebuilding } = await until(
      house,
      health => (health.rebuilding?.done ?? 0) > 0 || health.rebuilding === null,
    );
    assert.ok(rebuilding !== null, "the rebuild was too quick to be seen");
    await house.restart();
    const again = await until(house, health => (health.rebuilding?.done ?? MESSAGES) > 0);
    assert.ok((again.rebuilding?.done ?? MESSAGES) >= rebuilding.done, "it began anew");
    await until(house, health => health.rebuilding === null);
    const unit = JSON.parse((await house.ask("/units/4W", { headers: await house.as("nurse") })).text);
    assert.equal(unit.rows.length, 40);
    assert.equal(unit.rows[0].bed, "401-A");
  } finally {
    await house.close();
  }
});
