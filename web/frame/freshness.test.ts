import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Age, Ages, KindOfData } from "../../src/chart/routes.ts";
import { freshness, judgeKind } from "./freshness.ts";

const zone = "America/Chicago";
const at = (time: string) => Date.parse(`2023-08-03T${time}:00-05:00`);
const now = at("10:52");
const arrives = (time: string, until = "11:07"): Age => ({
  as_of: at(time),
  state: "arrives",
  true_until: at(until),
});
const stopped = (time: string): Age => ({ as_of: at(time), state: "stopped", true_until: null });
const kinds: readonly KindOfData[] = ["movements", "orders", "administrations", "results"];
const say = (ages: Ages, extra: Partial<Parameters<typeof freshness>[0]> = {}) =>
  freshness({ ages, kinds, now, zone, not_connected_since: null, ...extra });

test("A5: the sentence names the kinds that stopped and says to when the others reach", () => {
  const said = say({
    movements: arrives("10:51"),
    orders: arrives("10:51"),
    administrations: stopped("03:12"),
    results: arrives("10:51"),
  });
  assert.equal(said.tone, "amber");
  assert.equal(said.lead, "as of Thu 03:12");
  assert.equal(said.old, "7 h 40 min old");
  assert.equal(
    said.sentence,
    "Doses the EHR recorded after 03:12 are not here (if it is up, read them there). Beds, orders, results to 10:51.",
  );
});

test("A2: a page where everything arrives is quiet and current to its oldest kind", () => {
  const said = say({
    movements: arrives("10:31"),
    orders: arrives("10:50"),
    administrations: arrives("10:49"),
    results: arrives("10:51"),
  });
  assert.deepEqual(said, {
    of: "copy",
    tone: "quiet",
    lead: "current to 10:31",
    old: null,
    sentence: "",
    not_connected_since: null,
  });
});

test("a page of what is recorded here says nothing of the copy: it is up to date, or as old as the node's silence", () => {
  const quiet = say({}, { kinds: [] });
  assert.deepEqual([quiet.of, quiet.tone, quiet.lead], ["record", "quiet", "up to date 10:52"]);
  const cut = say({}, { kinds: [], not_connected_since: at("10:40") });
  assert.deepEqual([cut.tone, cut.lead, cut.not_connected_since], ["amber", "up to 10:40", "10:40"]);
});

test("A2: fresh beds do not hide dead doses, and a stopped kind that is not on the page does not speak", () => {
  const ages = {
    movements: arrives("10:52"),
    orders: arrives("10:52"),
    results: arrives("10:52"),
    administrations: stopped("03:12"),
  };
  assert.equal(say(ages).tone, "amber");
  assert.equal(say(ages, { kinds: ["movements"] }).tone, "quiet");
});

test("A3: what arrives turns to stopped at true_until by itself, and counts its age from its own as_of", () => {
  const ages = {
    movements: arrives("10:51"),
    orders: arrives("10:51"),
    administrations: arrives("10:51", "10:53"),
    results: arrives("10:51"),
  };
  assert.equal(say(ages).tone, "quiet");
  const later = say(ages, { now: at("10:53") });
  assert.equal(later.tone, "amber");
  assert.equal(later.lead, "as of Thu 10:51");
  assert.match(later.sentence, /^Doses the EHR recorded after 10:51 are not here/);
});

test("A3: arrives without true_until is not believed; a kind without an age is not known, never fresh", () => {
  assert.deepEqual(judgeKind({ as_of: now, state: "arrives", true_until: null }, now), {
    state: "stopped",
    as_of: now,
  });
  const said = say({ movements: arrives("10:51"), orders: arrives("10:51"), results: arrives("10:51") });
  assert.equal(said.tone, "amber");
  assert.equal(said.lead, "age not known");
  assert.equal(said.sentence, "How old the doses are is not known. Beds, orders, results to 10:51.");
});

test("A3: without the node's heartbeat the strip says since when", () => {
  const said = say(
    {
      movements: arrives("10:51"),
      orders: arrives("10:51"),
      administrations: arrives("10:51"),
      results: arrives("10:51"),
    },
    { not_connected_since: at("10:50") },
  );
  assert.equal(said.tone, "amber");
  assert.equal(said.not_connected_since, "10:50");
});

test("A5: kinds that stopped at different minutes are each named with theirs; allergies never go unnamed", () => {
  const said = say(
    {
      movements: stopped("03:20"),
      allergies: stopped("03:20"),
      demographics: stopped("03:20"),
      administrations: stopped("03:12"),
    },
    { kinds: ["movements", "demographics", "allergies", "administrations"] },
  );
  assert.equal(
    said.sentence,
    "Doses the EHR recorded after 03:12 and beds and allergies after 03:20 are not here (if it is up, read them there).",
  );
});

test("no such feed here is its own text, neither none nor stopped", () => {
  const ages = {
    movements: arrives("10:51"),
    orders: arrives("10:51"),
    administrations: arrives("10:51"),
    results: { as_of: null, state: "no feed", true_until: null } as const,
  };
  assert.equal(say(ages).tone, "quiet");
  assert.equal(say(ages).sentence, "No feed of results here.");
});

test("A3: quiet only ever where every kind on the page with a feed arrives and holds", () => {
  const ageOf = fc.record({
    as_of: fc.option(fc.integer({ min: 0, max: 200 })),
    state: fc.constantFrom("arrives", "stopped", "no feed", "unknown"),
    true_until: fc.option(fc.integer({ min: 0, max: 200 })),
  });
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...kinds), ageOf), fc.integer({ min: 0, max: 200 }), (ages, minute) => {
      const said = freshness({ ages, kinds, now: minute, zone, not_connected_since: null });
      if (said.tone !== "quiet") return;
      for (const kind of kinds) {
        const one: Age | undefined = ages[kind];
        assert.ok(one !== undefined, `${kind} has no age and the strip was quiet`);
        if (one.state !== "no feed") assert.ok(one.state === "arrives" && minute < (one.true_until ?? 0));
      }
    }),
  );
});
