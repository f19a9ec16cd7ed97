// Parked messages on a running node: read without whom they name, taken when the dialect is mended, and what stands through a restart.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { FeedConfigured, ParkedAnswer, SystemAnswer } from "../src/feed/index.ts";
import { FeedConfiguration } from "../src/feed/index.ts";
import { askNode, type Value } from "../src/server/control/index.ts";
import { standingClock } from "../src/server/index.ts";
import { feed, House } from "./house.ts";

const NOW = Date.parse("2026-11-24T08:00:00Z");
const clock = standingClock(NOW);
let house: House;
let sent = 0;

const zal = (n: number, mrn = "700123", severity = "HIGH") =>
  [
    `MSH|^~\\&|EHR|HMG|||2026112403${String(10 + n)}-0500|secret|ADT^Z01|Z${++sent}|P|2.3`,
    "EVN|Z01|20261124031000|||OPERATOR7",
    `PID|1||${mrn}^^^HMG^MR||NGUYEN^LAN||19570304|F|||12 HIDDEN ST^^TOWN||5550100`,
    "NK1|1|BROTHER^OF|BRO^Brother",
    "PV1|1|I|4W^401^A^HMG||||D77^DOCTOR^ANN",
    `ZAL|1|PCN|Penicillin|${severity}|told by NGUYEN herself`,
  ].join("\r");

const DIALECT = {
  types: { "ADT^Z01": "ADT^A08" },
  segments: [
    {
      from: "ZAL",
      to: "AL1",
      fields: { "AL1-2.1": { put: "DA" }, "AL1-3.1": "ZAL-2", "AL1-3.2": "ZAL-3", "AL1-4": "ZAL-4" },
    },
  ],
  codes: [{ at: "AL1-4", codes: { HIGH: "SV" } }],
};
const configured = (dialect: unknown, more: Record<string, unknown> = {}): FeedConfigured => {
  const plain = feed("adt", { ADT: ["movements"] }, more);
  return FeedConfiguration.parse({ ...plain, mapping: { ...plain.mapping, ...(dialect === null ? {} : { dialect }) } });
};

const as = async (role: "it" | "nurse" | "monitor") => ({ headers: await house.as(role) });
async function system(): Promise<SystemAnswer> {
  await house.settled();
  return JSON.parse((await house.ask("/feeds", await as("it"))).text);
}
async function apply(...feeds: FeedConfigured[]): Promise<Value<"config.apply">> {
  const reply = await askNode(house.folder, "config.apply", { feeds });
  assert.ok(reply?.ok === true, JSON.stringify(reply));
  return reply.value;
}

before(async () => {
  house = await House.start({ feeds: [feed("adt", { ADT: ["movements"] })], clock });
  for (let n = 0; n < 24; n++) {
    clock.set(NOW + n * 1_000);
    await house.send("adt", zal(n, String(700_123 + (n % 4))));
  }
  clock.set(NOW + 60_000);
  await house.send("adt", zal(30, "", "LOW"));
});
after(() => house.close());

test("who mends a dialect reads how parked messages are built, the newest first, and nobody's name or number", async () => {
  const { parked } = await system();
  const [group] = parked;
  assert.deepEqual([parked.length, group?.count, group?.code], [1, 25, "not-mapped-yet"]);
  const answer = await house.ask(`/parked-messages/${group?.id}`, await as("it"));
  assert.equal(answer.status, 200, answer.text);
  assert.doesNotMatch(
    answer.text,
    /NGUYEN|LAN|70012|1957|HIDDEN|TOWN|5550100|BROTHER|DOCTOR|D77|OPERATOR7|secret|herself/,
  );
  const page: ParkedAnswer = JSON.parse(answer.text);
  assert.deepEqual([page.messages.length, page.messages[0]?.control, page.messages[0]?.whole], [20, "Z25", false]);
  const lines = (page.messages[1]?.segments ?? []).map(one => one.text);
  assert.equal(lines[2], "PID|1||000000^^^HMG^MR||xxxxxx^xxx||00000000|F|||00 xxxxxx xx^^xxxx||0000000");
  assert.equal(lines[3], "NK1|1|xxxxxxx^xx|BRO^xxxxxxx");
  assert.equal(lines[4], "PV1|1|I|4W^401^A^HMG||||x00^xxxxxx^xxx");
  assert.equal(
    lines[5],
    "ZAL|1|PCN|Penicillin|HIGH|xxxx xx xxxxxx xxxxxxx",
    "what many patients have in one place is a code",
  );
  assert.equal(
    page.messages[0]?.segments[5]?.text,
    "ZAL|1|PCN|Penicillin|xxx|xxxx xx xxxxxx xxxxxxx",
    "what one has may be her name",
  );
  const [msh] = page.messages[1]?.segments ?? [];
  assert.equal(msh?.text.slice(msh.mark?.from, msh.mark?.to), "ADT^Z01", "the place of the reason");
  const older = await house.ask(`/parked-messages/${group?.id}?behind=${page.next}`, await as("it"));
  const rest: ParkedAnswer = JSON.parse(older.text);
  assert.deepEqual([rest.messages.length, rest.messages.at(-1)?.control, rest.next], [5, "Z1", null]);
});

test("nobody else may, and no program; a group that is no more is said", async () => {
  const [group] = (await system()).parked;
  for (const role of ["nurse", "monitor"] as const)
    assert.equal((await house.ask(`/parked-messages/${group?.id}`, await as(role))).status, 403);
  assert.equal((await house.ask("/parked-messages/0123456789abcdef", await as("it"))).status, 404);
  assert.equal((await house.ask("/parked-messages/no", await as("it"))).status, 422);
});

test("the mended dialect is taken by the running node: the messages are re-taken, and the page says so", async () => {
  clock.set(NOW + 120_000);
  const value = await apply(configured(DIALECT), configured(null, { feed: "lab" }));
  assert.deepEqual(value, {
    applied: [{ feed: "adt", changed: ["mapping.dialect"], parked_before: 25, parked_after: 1 }],
    same: [],
    new: ["lab"],
  });
  const now = await system();
  assert.deepEqual([now.parked.map(one => [one.code, one.count]), now.feeds[0]?.parked], [[["no-record", 1]], 1]);
  assert.deepEqual(now.applied, [{ at: clock.now(), ...value.applied[0] }]);
  const found = await house.ask("/search?q=NGUYEN", await as("nurse"));
  assert.equal(found.status, 200, found.text);
  assert.match(found.text, /700123/);
  assert.deepEqual((await apply(configured(DIALECT))).same, ["adt"]);
});

test("what comes then is mapped at once; a file that differs at a later start is told and not taken", async () => {
  await house.send("adt", zal(40, "700124"));
  assert.equal((await system()).feeds[0]?.parked, 1);
  // The file of this start has no dialect.
  clock.set(NOW + 180_000);
  await house.restart();
  await house.send("adt", zal(41, "700125"));
  assert.equal((await system()).feeds[0]?.parked, 1);
  const shown = await askNode(house.folder, "config.show", {});
  assert.ok(shown?.ok === true);
  assert.deepEqual(shown.value.feeds[0]?.mapping.dialect, DIALECT);
  assert.deepEqual((await system()).applied, [], "of this start");
});

test("the dialect taken back parks what it took", async () => {
  clock.set(NOW + 240_000);
  const { applied } = await apply(configured(null));
  assert.deepEqual(
    applied.map(one => [one.parked_before, one.parked_after]),
    [[1, 27]],
  );
  assert.deepEqual(house.reports, []);
});
