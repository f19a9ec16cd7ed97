// A dialect rule by rule, two sites whole, and what holds of any dialect and any message.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { drawn } from "../../../tests/arbitrary.ts";
import { type Message, readMessage, type Segment, splitFile } from "../../hl7/index.ts";
import { feedConfig, mapOptions } from "../config/config.ts";
import { only, readFixtures } from "../fixtures.testing.ts";
import { type Mapped, mapMessage } from "../map-message.ts";
import { readPlace } from "./position.ts";
import { readDialect } from "./rewrite.ts";
import { type DialectConfig, dialectConfig } from "./schema.ts";

const RUNS = process.env.SLOW === "1" ? 5_000 : 300;

const readAs = (text: string | Uint8Array): Message => {
  const read = readMessage(typeof text === "string" ? Buffer.from(text) : text);
  assert.ok(read.ok);
  return read.message;
};
const rewritten = (config: DialectConfig, ...lines: string[]) =>
  readDialect(dialectConfig.parse(config)).rewrite(
    readAs(["MSH|^~\\&|E|N|||2026||ADT^A08|1|P|2.5", ...lines].join("\r")),
  );
/** The segments but the header, as they are mapped. */
const linesOf = (config: DialectConfig, ...lines: string[]) =>
  rewritten(config, ...lines)
    .message.segments.slice(1)
    .map(one => one.line);

const site = (name: string): Mapped[] => {
  const file = (end: string) => readFileSync(join(import.meta.dirname, "sites", `${name}.${end}`));
  const options = mapOptions(feedConfig.parse(JSON.parse(file("json").toString("utf8"))));
  return splitFile(new Uint8Array(file("hl7"))).map(message => mapMessage(message, options));
};

test("a site with Z segments, types of its own and order-only ORM", () => {
  const [move, drugs, orders] = site("z-segments");
  assert.ok(move && drugs && orders);
  assert.deepEqual([move.type, move.outcome, move.facts?.event], ["ADT^Z01", "mapped", "update"]);
  assert.equal(move.record?.number, "700123", "the prefix is no part of her number");
  assert.equal(move.facts?.encounter?.place?.bed, "B", "ZPV-2 is the bed");
  assert.deepEqual(
    only(move, "AllergyIntolerance").map(one => [
      one.code?.text ?? one.code?.coding?.[0]?.display,
      one.reaction?.[0]?.severity,
    ]),
    [
      ["Penicillin", "severe"],
      ["Latex", undefined],
    ],
  );
  const [weight] = only(move, "Observation");
  assert.deepEqual([weight?.code.coding?.[0]?.code, weight?.valueQuantity?.value], ["29463-7", 71.5]);
  const places = move.issues.map(one => one.where);
  assert.ok(places.includes("ZAL[2]-4[1].1"), "an issue names the place at which it was sent");
  assert.ok(places.includes("ZAL[1]-6"), "what no rule takes is said");
  assert.ok(!places.some(place => place.startsWith("AL1") || place.startsWith("OBX")));
  const notes = only(drugs, "MedicationRequest").map(one => one.note?.[0]?.text);
  assert.deepEqual(notes, [undefined, "Special instructions: hold if pulse below 60"], "ZRX is of the drug before it");
  assert.deepEqual(
    [only(orders, "MedicationRequest"), only(orders, "ServiceRequest")].map(all => all.length),
    [1, 1],
    "the pharmacy's order is a drug, the X-ray is not",
  );
  const [heparin] = only(orders, "MedicationRequest");
  assert.equal(heparin?.dosageInstruction?.[0]?.timing?.repeat?.frequency, 2, "OBR-27 is its timing");
  assert.ok(orders.issues.some(one => one.where === "OBR[1]-13"));
});

test("a site with local codes: the standard one leads, what was sent stays beside it", () => {
  const [doses, results] = site("local-codes");
  assert.ok(doses && results);
  assert.deepEqual(
    only(doses, "MedicationAdministration").map(one => [one.status, one.dosage?.route?.coding?.map(code => code.code)]),
    [
      ["completed", ["PO", "PO", "BYMOUTH"]],
      ["not-done", ["ODD"]],
    ],
  );
  assert.equal(only(doses, "Encounter")[0]?.class?.code, "IMP");
  const [weight, status] = only(results, "Observation");
  assert.deepEqual(
    weight?.code.coding?.map(one => one.code),
    ["29463-7", "WT"],
  );
  assert.deepEqual(
    status?.valueCodeableConcept?.coding?.map(one => one.code),
    ["DNR", "2"],
  );
  assert.deepEqual([weight?.status, status?.status], ["final", "final"]);
});

test("a field is moved, copied, filled, dropped and freed of a prefix; an empty one moves nothing", () => {
  const one = (rule: NonNullable<DialectConfig["fields"]>[number], ...lines: string[]) =>
    linesOf({ fields: [rule] }, ...lines);
  assert.deepEqual(one({ from: "PID-2", to: "PID-3" }, "PID|1|7^^^H~8"), ["PID|1||7^^^H~8"]);
  assert.deepEqual(one({ from: "PID-2", to: "PID-3" }, "PID|1||9"), ["PID|1||9"]);
  assert.deepEqual(one({ copy: "PID-2.1", to: "PID-18" }, "PID|1|7^x"), [`PID|1|7^x${"|".repeat(16)}7`]);
  assert.deepEqual(one({ copy: "ZPV-2", to: "PV1-3.3" }, "PV1|1|I|3W^301", "ZPV|1|B^bed"), [
    "PV1|1|I|3W^301^B",
    "ZPV|1|B^bed",
  ]);
  assert.deepEqual(one({ put: "DA", to: "AL1-2.1" }, "AL1|1||PEN", "AL1|2|FA|NUT"), ["AL1|1|DA|PEN", "AL1|2|FA|NUT"]);
  assert.deepEqual(one({ put: "H^hosp", to: "PID-4" }, "PID|1"), ["PID|1|||H^hosp"]);
  assert.deepEqual(one({ drop: "PID-3.2" }, "PID|1||7^x^y~8^z"), ["PID|1||7^^y~8"]);
  assert.deepEqual(one({ strip: "H-", at: "PID-3" }, "PID|1||H-7^^^A~8~H-"), ["PID|1||7^^^A~8~H-"]);
  assert.deepEqual(one({ from: "PID-3.2", to: "PID-3.4" }, "PID|1||7^A~8~9^C"), ["PID|1||7^^^A~8~9^^^C"]);
  assert.deepEqual(one({ from: "PID-2", to: "PID-3[2].1" }, "PID|1|7|8"), ["PID|1||8~7"]);
});

test("a rule holds where its guard does", () => {
  const drop: DialectConfig = { fields: [{ drop: "OBX-5", when: { "OBX-3.1": ["TMP*", "X"], "PV1-2": "*" } }] };
  assert.deepEqual(linesOf(drop, "PV1|1|I", "OBX|1|NM|tmp01||7", "OBX|2|NM|ATMP||8"), [
    "PV1|1|I",
    "OBX|1|NM|tmp01||",
    "OBX|2|NM|ATMP||8",
  ]);
  assert.deepEqual(linesOf(drop, "PV1|1", "OBX|1|NM|X||7"), ["PV1|1", "OBX|1|NM|X||7"]);
  const typed: DialectConfig = { fields: [{ drop: "PID-5", types: ["ORM", "ADT^A08"] }] };
  assert.deepEqual(linesOf(typed, "PID|1||7||N"), ["PID|1||7||"]);
  assert.deepEqual(linesOf({ fields: [{ drop: "PID-5", types: ["ADT^A01"] }] }, "PID|1||7||N"), ["PID|1||7||N"]);
});

test("a Z segment belongs to what stands before it in its own order, never to another's", () => {
  const rule = (beside?: "before" | "after"): DialectConfig => ({
    fields: [{ copy: "ZRX-1", to: "RXE-21", ...(beside && { beside }) }],
  });
  const order = (n: number, ...more: string[]) => [`ORC|NW|${n}`, ...more];
  const given = ["PID|1", ...order(1, "RXE||A"), ...order(2, "ZRX|note"), ...order(3, "RXE||B")];
  const before = rewritten(rule(), ...given);
  assert.deepEqual(
    before.message.segments.slice(1).map(one => one.line),
    given,
    "nobody's note goes to no drug",
  );
  assert.deepEqual(
    before.issues.map(one => [one.code, one.where]),
    [["dialect-no-place", "ZRX[1]-1"]],
  );
  const both = ["PID|1", ...order(1, "ZRX|one", "RXE||A"), ...order(2, "ZRX|two", "RXE||B")];
  const after = linesOf(rule("after"), ...both);
  assert.deepEqual(
    after.filter(line => line.startsWith("RXE")).map(line => line.split("|")[21]),
    ["one", "two"],
  );
  assert.deepEqual(
    linesOf(rule(), "PID|1", "ORC|NW|1", "ZRX|note", "RXE||A").at(-1)?.split("|")[21],
    "note",
    "with one of each there is no question",
  );
});

test("what cannot be meant is refused with words", () => {
  const refused: readonly [unknown, RegExp][] = [
    [{ fields: [{ from: "ZAL-3", to: "XYZ-1" }] }, /no place of a segment that is read/],
    [{ fields: [{ from: "PID-0", to: "PID-3" }] }, /no place of a segment that is read/],
    [{ fields: [{ from: "ZAL-3", to: "AL1-7" }] }, /higher field number/],
    [{ fields: [{ put: "X", to: "MSH-4" }] }, /MSH, which no rule changes/],
    [{ fields: [{ put: "a|b", to: "PID-4" }] }, /holds \|/],
    [{ fields: [{ put: "a^b", to: "PID-4.1" }] }, /without \^/],
    [{ codes: [{ at: "RXR-1.1", codes: { A: "B^c" } }] }, /without \^/],
    [{ types: { "ADT^Z01": "ADT" } }, /no message type with its event/],
    [{ segments: [{ from: "PID", to: "AL1" }] }, /MSH and PID/],
    [{ segments: [{ from: "ZAL", to: "AL1", fields: { "OBX-1": "ZAL-1" } }] }, /no place of AL1/],
    [{ drug_orders: [{ at: "PID-3", is: ["*"] }] }, /no place in ORC or OBR/],
    [{ drug_orders: [{ at: "OBR-4", is: ["A*B"] }] }, /in its middle/],
    [{ base: "2.4" }, /2\.3/],
    [{ fields: Array.from({ length: 301 }, () => ({ drop: "PID-4" })) }, /300/],
    [{ anything: 1 }, /anything/],
  ];
  for (const [config, words] of refused) {
    const parsed = dialectConfig.safeParse(config);
    assert.equal(parsed.success, false, JSON.stringify(config).slice(0, 100));
    assert.match(parsed.error?.message ?? "", words);
  }
  assert.equal(readPlace("PID-3[2].4.1")?.subcomponent, 1);
});

const MESSAGES = [
  ...readFixtures().flatMap(one => splitFile(one.bytes)),
  ...["z-segments", "local-codes"].flatMap(name =>
    splitFile(readFileSync(join(import.meta.dirname, "sites", `${name}.hl7`))),
  ),
];
const message = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...MESSAGES) },
  fc
    .array(
      fc.constantFrom(
        "PID|1||A~B^^^C",
        "ZAL|A|B",
        "AL1|1|A^B&C|D~E",
        "OBX|1|NM|A||B",
        "ORC|NW|A",
        "OBR|1|||A^B|||||||||||||||||||||||^BID",
        "RXE||A",
      ),
      { maxLength: 9 },
    )
    .map(lines => Buffer.from(["MSH|^~\\&|A|B|||2026||ORM^O01|1|P|2.3", ...lines].join("\r"))),
);
const PLACES = [
  "PID-3",
  "PID-3.1",
  "ZAL-1",
  "ZAL-2.1",
  "AL1-2",
  "AL1-3.1",
  "AL1-3",
  "OBX-3",
  "OBX-5",
  "ORC-2",
  "RXE-2",
  "PV1-3.3",
  "PV1-3",
] as const;
const place = fc.constantFrom(...PLACES);
/** Dialects that meet these messages; and any that the schema takes. */
const dialect: fc.Arbitrary<DialectConfig> = fc.oneof(
  drawn(dialectConfig),
  fc.record(
    {
      base: fc.constantFrom("2.3", "2.5.1"),
      types: fc.constantFrom({ "ADT^A01": "ADT^A08" }, { "ORM^O01": "OMG^O19" }, {}),
      segments: fc.array(
        fc.record({ from: fc.constantFrom("ZAL", "AL1", "OBX", "NTE"), to: fc.constantFrom("AL1", "OBX", "ZZZ") }),
        { maxLength: 3 },
      ),
      fields: fc.array(
        fc.oneof(
          fc.record({ from: place, to: place }),
          fc.record({ copy: place, to: place, beside: fc.constantFrom("before" as const, "after" as const) }),
          fc.record({ put: fc.constantFrom("A", "B C"), to: place }),
          fc.record({ drop: place }),
          fc.record({ strip: fc.constantFrom("A", "7"), at: place }),
        ),
        { maxLength: 6 },
      ),
      codes: fc.array(fc.record({ at: place, codes: fc.constantFrom({ A: "B" }, { D: "E" }, { "700123": "8" }) }), {
        maxLength: 3,
      }),
      drug_orders: fc.constantFrom([{ at: "OBR-4", is: ["*"] }], []),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<DialectConfig>,
);

test("without rules, and where none meets it, a message is the one that was sent", () => {
  for (const config of [
    {},
    { base: "2.5.1" as const },
    { fields: [{ drop: "ZZZ-9" }] },
    { codes: [{ at: "PID-3", codes: { no: "one" } }] },
  ])
    for (const bytes of MESSAGES) {
      const sent = readAs(bytes);
      const given = readDialect(dialectConfig.parse(config)).rewrite(sent);
      assert.equal(given.isAsSent, true);
      assert.equal(given.message, sent);
    }
});

/** A place as an issue names it, in the message as it was sent. */
const standsIn = (sent: Message, where: string): boolean => {
  const found = /^([A-Z0-9]{3})\[(\d+)\](?:-(\d+))?/.exec(where);
  const segment: Segment | undefined = sent.segments.find(
    one => one.name === found?.[1] && one.ordinal === Number(found?.[2]),
  );
  return segment !== undefined;
};

test("any dialect on any message: nothing throws, the header stays, and every place named is one of the message sent", () => {
  fc.assert(
    fc.property(dialect, message, (config, bytes) => {
      const options = mapOptions(feedConfig.parse({ dialect: config }));
      const plain = mapMessage(bytes, mapOptions({}));
      const mapped = mapMessage(bytes, options);
      assert.deepEqual(
        [mapped.control, mapped.type, mapped.version, mapped.sent],
        [plain.control, plain.type, plain.version, plain.sent],
      );
      const sent = readAs(bytes);
      for (const { where } of [...mapped.issues, ...(mapped.reason === null ? [] : [mapped.reason])])
        assert.ok(
          standsIn(sent, where) || where === "PID[1]" || where === "NPU[1]" || where === "",
          `${where} was not sent`,
        );
      assert.deepEqual(mapMessage(bytes, options), mapped, "the same twice");
    }),
    { numRuns: RUNS },
  );
});

test("a message of our own limits is rewritten in bounded time and size", () => {
  const wide = `ZAL|${"A~".repeat(30_000)}|${"B^".repeat(30_000)}`;
  const many = Array.from({ length: 5_000 }, (_, n) => `ZAL|${n}|A`);
  const fields = Array.from({ length: 300 }, (_, n) => ({ copy: `ZAL-${1 + (n % 2)}`, to: `ZBB-${1 + (n % 99)}` }));
  const config: DialectConfig = {
    segments: [{ from: "NTE", to: "ZBB" }],
    fields,
    codes: [{ at: "ZAL-1", codes: { A: "B" } }],
  };
  const begun = performance.now();
  const given = rewritten(config, "NTE|1", wide, "NTE|2", ...many, `ZAL|${"C".repeat(1_000_000)}`);
  const size = given.message.segments.reduce((sum, one) => sum + one.line.length, 0);
  assert.ok(size < 40 * 1024 * 1024, `${size} characters`);
  assert.ok(performance.now() - begun < 20_000);
});
