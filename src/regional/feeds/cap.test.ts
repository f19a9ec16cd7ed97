import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { POPULATIONS } from "../../places/index.ts";
import { at, entryId, ZONE } from "./board.testing.ts";
import { type CapGiven, capOf, type DiversionStep, type DiversionStory } from "./cap.ts";
import { SKIP_SCHEMAS, SKIP_XMLLINT, textsOf, xmlFaults } from "./xml.testing.ts";

const GIVEN: CapGiven = { sender: "network@lakeside.example", status: "Actual" };

const declared: DiversionStep = {
  kind: "declared",
  entry: entryId(1),
  at: at("10:00"),
  until: at("12:00"),
  reason: "CT is down",
  words: "tube failed",
  by: "Zebulon Quist",
};
const confirmed: DiversionStep = {
  ...declared,
  kind: "confirmed",
  entry: entryId(2),
  at: at("11:55"),
  until: at("13:55"),
};
const lapsed: DiversionStep = { ...confirmed, kind: "lapsed", at: at("13:55"), until: null };
const ended: DiversionStep = {
  ...declared,
  kind: "ended",
  entry: entryId(3),
  at: at("14:10"),
  until: null,
  reason: "CT is back",
  words: "",
};

function story(...steps: readonly DiversionStep[]): DiversionStory {
  return {
    facility: { id: "LAKESIDE", name: "Lakeside Hospital" },
    category: { id: "stroke", name: "Stroke" },
    population: "ambulance",
    zone: ZONE,
    steps,
  };
}

function typesOf(...steps: readonly DiversionStep[]): string[] {
  return capOf(story(...steps), GIVEN).flatMap(({ xml }) => textsOf(xml, "msgType"));
}

test("a declaration is an Alert, whole", () => {
  assert.equal(
    capOf(story(declared), GIVEN)[0]?.xml,
    `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>tideover-00000000000000000000000000000001</identifier>
  <sender>network@lakeside.example</sender>
  <sent>2026-08-04T10:00:00-07:00</sent>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Restricted</scope>
  <restriction>EMS agencies and hospitals</restriction>
  <info>
    <language>en-US</language>
    <category>Health</category>
    <event>Hospital diversion</event>
    <responseType>Avoid</responseType>
    <urgency>Immediate</urgency>
    <severity>Moderate</severity>
    <certainty>Observed</certainty>
    <audience>ambulances</audience>
    <effective>2026-08-04T10:00:00-07:00</effective>
    <expires>2026-08-04T12:00:00-07:00</expires>
    <senderName>Lakeside Hospital</senderName>
    <headline>Lakeside Hospital: Stroke, ambulances. Diversion</headline>
    <description>CT is down, tube failed. Asked until 12:00 Aug 4 2026 (UTC-07:00).</description>
    <instruction>Go elsewhere as local policy says. If it is not confirmed in time it is not over: call first. It is not for people who come by themselves: whoever comes is screened.</instruction>
    <parameter>
      <valueName>tideover:facility</valueName>
      <value>LAKESIDE</value>
    </parameter>
    <parameter>
      <valueName>tideover:category</valueName>
      <value>stroke</value>
    </parameter>
    <parameter>
      <valueName>tideover:population</valueName>
      <value>ambulance</value>
    </parameter>
    <area>
      <areaDesc>Lakeside Hospital</areaDesc>
    </area>
  </info>
</alert>
`,
  );
});

test("confirmed, lapsed, ended: each names those that it takes the place of", () => {
  const alerts = capOf(story(declared, confirmed, lapsed, ended), GIVEN);
  assert.deepEqual(
    alerts.flatMap(({ xml }) => textsOf(xml, "msgType")),
    ["Alert", "Update", "Update", "Cancel"],
  );
  const names = alerts.map(({ identifier, sent }) => `${GIVEN.sender},${identifier},${sent}`);
  const [first, second, third] = names;
  assert.deepEqual(
    alerts.map(({ xml }) => textsOf(xml, "references")),
    [[], [first], [second], [`${first} ${second} ${third}`]],
  );
});

test("S3: a lapse has the same bytes whatever is known beside it, and whatever its reader says of it", () => {
  const lapseIn = (...steps: readonly DiversionStep[]) =>
    capOf(story(...steps), GIVEN).find(({ identifier }) => identifier.includes("lapsed"));
  const lapse = lapseIn(declared, confirmed, lapsed);
  assert.equal(lapse?.identifier, `tideover-${entryId(2)}-lapsed-${at("13:55")}`);
  assert.equal(lapse?.sent, "2026-08-04T13:55:00-07:00");
  assert.match(lapse?.xml ?? "", /<headline>[^<]*unconfirmed: call first/);
  assert.doesNotMatch(lapse?.xml ?? "", /<expires>/, "nobody may think that it is over");
  assert.deepEqual(lapseIn(confirmed, lapsed), lapse, "the declaration is not here yet");
  assert.deepEqual(lapseIn(ended, lapsed, confirmed, declared), lapse, "later, and in another order");
  fc.assert(
    fc.property(fc.nat(), fc.string(), fc.string(), (now, reason, by) => {
      assert.deepEqual(lapseIn(declared, confirmed, { ...lapsed, at: now, until: now, reason, words: by, by }), lapse);
    }),
  );
});

test("what stands for nothing makes no alert; after an end it begins anew", () => {
  assert.deepEqual(typesOf(ended), []);
  assert.deepEqual(typesOf(lapsed), []);
  assert.deepEqual(typesOf(confirmed), ["Alert"], "its declaration is not here");
  const overridden = { ...ended, kind: "overridden" } as const;
  assert.deepEqual(typesOf(declared, overridden), ["Alert", "Cancel"]);
  const again = { ...declared, entry: entryId(9), at: at("15:00"), until: at("17:00") };
  assert.deepEqual(typesOf(declared, ended, again), ["Alert", "Cancel", "Alert"]);
});

test("an end does not say that the service is open, an exercise says that it is one, and who authorised stays inside", () => {
  const alerts = capOf(story(declared, ended), { ...GIVEN, status: "Exercise" });
  const all = alerts.map(({ xml }) => xml).join("");
  assert.deepEqual(textsOf(all, "status"), ["Exercise", "Exercise"]);
  for (const headline of textsOf(all, "headline")) assert.match(headline, /^EXERCISE: /);
  assert.doesNotMatch(all, /AllClear|Zebulon/);
  assert.match(textsOf(all, "instruction")[1] ?? "", /stands on the board/);
});

test("nobody asks walk-ins to go elsewhere", () => {
  assert.deepEqual(capOf({ ...story(declared), population: "walk-in" }, GIVEN), []);
});

test("in UTC and where it is winter in London the offset is -00:00, never Z", () => {
  for (const zone of ["UTC", "Mars/Olympus"])
    assert.equal(capOf({ ...story(declared), zone }, GIVEN)[0]?.sent, "2026-08-04T17:00:00-00:00");
  const winter = { ...declared, at: Date.UTC(2026, 0, 4) };
  assert.equal(capOf({ ...story(winter), zone: "Europe/London" }, GIVEN)[0]?.sent, "2026-01-04T00:00:00-00:00");
});

const text = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.constantFrom("]]>", "\u0000<&", "\ud800"));
const instant = fc.oneof(
  fc.integer({ min: at("00:00"), max: at("23:59") }),
  fc.integer({ min: 0, max: 253_402_300_799_999 }),
);
const anyStory: fc.Arbitrary<DiversionStory> = fc.record({
  facility: fc.record({ id: text, name: text }),
  category: fc.record({ id: text, name: text }),
  population: fc.constantFrom(...POPULATIONS),
  zone: fc.constantFrom(ZONE, "UTC", "Asia/Kathmandu", "Africa/Monrovia", "Pacific/Kiritimati"),
  steps: fc.array(
    fc.record({
      kind: fc.constantFrom(...(["declared", "confirmed", "ended", "overridden", "lapsed"] as const)),
      entry: fc.integer({ min: 1, max: 4 }).map(entryId),
      at: instant,
      until: fc.option(instant),
      reason: text,
      words: text,
      by: fc.constant("Zebulon Quist"),
    }),
    { maxLength: 6 },
  ),
});

test("property: references name alerts that went before, and no order of steps changes a byte", () => {
  fc.assert(
    fc.property(anyStory, fc.array(fc.nat()), (any, keys) => {
      // An entry is one thing: it cannot have been said in two ways.
      const steps = [...new Map(any.steps.map(step => [`${step.entry}/${step.kind === "lapsed"}`, step])).values()];
      const alerts = capOf({ ...any, steps }, GIVEN);
      const shuffled = steps.map((step, n) => [keys[n] ?? 0, step] as const).sort((a, b) => a[0] - b[0]);
      assert.deepEqual(capOf({ ...any, steps: shuffled.map(([, step]) => step) }, GIVEN), alerts);
      const before = new Set<string>();
      for (const { identifier, sent, xml } of alerts) {
        const references = textsOf(xml, "references").flatMap(all => all.split(" "));
        for (const reference of references) assert.ok(before.has(reference), reference);
        const [type] = textsOf(xml, "msgType");
        assert.equal(type === "Alert", references.length === 0);
        before.add(`${GIVEN.sender},${identifier},${sent}`);
        assert.doesNotMatch(xml, /Zebulon/);
      }
    }),
  );
});

test("property: any story is well-formed", { skip: SKIP_XMLLINT }, () => {
  const documents = fc.sample(anyStory, 200).flatMap(any => capOf(any, GIVEN).map(({ xml }) => xml));
  assert.ok(documents.length > 50);
  assert.deepEqual(xmlFaults(documents), []);
});

test("property: any story is valid by the schema of CAP 1.2; a planted fault is found", { skip: SKIP_SCHEMAS }, () => {
  const documents = fc.sample(anyStory, 200).flatMap(any => capOf(any, GIVEN).map(({ xml }) => xml));
  const long = Array.from({ length: 200 }, (_, n) => ({
    ...confirmed,
    entry: entryId(n + 10),
    at: at("10:01") + n * 1000,
  }));
  documents.push(...capOf(story(declared, ...long), { ...GIVEN, sender: "x, <&>".repeat(90) }).map(({ xml }) => xml));
  assert.deepEqual(xmlFaults(documents, "cap"), []);
  const planted = (documents[0] ?? "").replace(/(<sent>[^<]*)[+-]\d\d:\d\d/, "$1Z");
  assert.match(xmlFaults([planted], "cap").join("\n"), /sent/);
});
