// A changed dialect re-takes what it changes: the copy is what it would be had the newest dialect always stood, in any order of delivery.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ALL, config, digests, entriesOf, folded, message, orc, pv1, type Step } from "../../tests/feed-chains.ts";
import { buildMessage, encodeMessage } from "../hl7/index.ts";
import type { DialectConfig } from "./dialect/schema.ts";

const RUNS = process.env.SLOW === "1" ? 300 : 20;

/** The feed is configured anew while it runs. */
const configured =
  (dialect: DialectConfig | undefined, zone?: string): Step =>
  journal => {
    const { mapping, ...rest } = config(zone);
    return {
      kind: "feed.configured",
      actor: "node",
      body: { ...rest, mapping: { ...mapping, ...(dialect && { dialect }) } },
      replaces: journal.store.standing("feed|adt"),
    };
  };

const DIALECTS: readonly (DialectConfig | undefined)[] = [
  undefined,
  { types: { "ADT^Z08": "ADT^A08" }, segments: [{ from: "ZAL", to: "AL1" }] },
  { fields: [{ strip: "10", at: "PID-3.1" }] },
  { fields: [{ drop: "AL1-3" }, { from: "PV1-3.2", to: "PV1-3.3" }], codes: [{ at: "PV1-2.1", codes: { I: "O" } }] },
  {
    types: { "ADT^Z08": "ADT^A03", "ADT^A40": "ADT^A08", "ADT^A01": "ADT^A24" },
    drug_orders: [{ at: "OBR-4", is: ["*"] }],
  },
];
const z08 = (n: number, mrn: string) => {
  const text = new TextDecoder().decode(
    message("ADT", "A08", n, [pv1("418"), ["ZAL", "1", "DA", ["LAT", "Latex"], "SV"]], mrn),
  );
  return new TextEncoder().encode(text.replace("ADT^A08", "ADT^Z08"));
};
const MESSAGES = [...ALL, z08, z08, z08];

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record({
        maker: fc.nat(MESSAGES.length - 1),
        n: fc.integer({ min: 0, max: 179 }),
        mrn: fc.constantFrom("1001", "1001", "1002"),
      })
      .map(({ maker, n, mrn }): Step => (MESSAGES[maker] ?? assert.fail())(n, mrn)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...DIALECTS), fc.constantFrom("America/New_York", "UTC"))
      .map(([dialect, zone]) => configured(dialect, zone)),
  },
);

test("dialects that change among messages of two chains: any order of delivery gives the same rows", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.array(step, { maxLength: 15 }),
      fc.array(fc.nat(1_000), { minLength: 60, maxLength: 60 }),
      async (left, right, picks) => {
        const half = Math.ceil(left.length / 2);
        const one = await entriesOf({ seed: 1, starts: [left.slice(0, half), left.slice(half)] });
        const two = await entriesOf({ seed: 2, starts: [right] });
        const entries = [...one, ...two];
        const shuffled = entries
          .map((entry, at) => ({ entry, pick: (picks[at % picks.length] ?? 0) * 1_000 + at }))
          .sort((a, b) => a.pick - b.pick)
          .map(({ entry }) => entry);
        const expected = digests(folded(entries));
        assert.deepEqual(digests(folded(shuffled)), expected, "in any order");
        assert.deepEqual(digests(folded([...entries].reverse())), expected, "backwards");
        assert.deepEqual(digests(folded([...two, ...one])), expected, "the other chain first");
      },
    ),
    { numRuns: RUNS },
  );
});

const ROWS = "SELECT record, outcome, reason, issues, effect FROM feed_message ORDER BY epoch, seq";

test("the newest dialect maps all messages of its feed; zone and authorities stay those in force", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        step.filter(one => typeof one !== "function"),
        { minLength: 1, maxLength: 20 },
      ),
      fc.constantFrom(...DIALECTS),
      async (steps, dialect) => {
        // Mended at the end, and standing from the beginning; the zone of another day stays between them.
        const zones = (first: DialectConfig | undefined) => [configured(first, "UTC"), ...steps];
        const mended = folded(
          await entriesOf({ seed: 1, starts: [[...zones(undefined), configured(dialect, "Asia/Tokyo")]] }),
        );
        const always = folded(
          await entriesOf({ seed: 1, starts: [[...zones(dialect), configured(dialect, "Asia/Tokyo")]] }),
        );
        assert.deepEqual(mended.prepare(ROWS).all(), always.prepare(ROWS).all());
        for (const table of ["chart_record", "chart_bed", "chart_link"]) {
          const count = `SELECT count(*) AS count FROM ${table}`;
          assert.deepEqual(mended.prepare(count).get(), always.prepare(count).get(), table);
        }
      },
    ),
    { numRuns: RUNS },
  );
});

test("parked messages are re-taken by a mended dialect, and heard for what they are", async () => {
  const order = new TextDecoder().decode(
    message("RDE", "O11", 9, [orc, ["RXE", undefined, ["M1", "metoprolol"], "25", undefined, "mg"]]),
  );
  const zrx = new TextEncoder().encode(order.replace("RDE^O11", "ZRX^Z01"));
  const steps = [message("ADT", "A01", 0, [pv1("401")]), z08(5, "1001"), zrx];
  const before = folded(await entriesOf({ seed: 1, starts: [steps] }));
  const parked = (db: ReturnType<typeof folded>) =>
    db.prepare("SELECT type FROM feed_message WHERE outcome = 'parked' ORDER BY seq").all();
  assert.deepEqual(parked(before), [{ type: "ADT^Z08" }, { type: "ZRX^Z01" }]);
  const dialect: DialectConfig = {
    types: { "ADT^Z08": "ADT^A08", "ZRX^Z01": "RDE^O11" },
    segments: [{ from: "ZAL", to: "AL1" }],
  };
  const after = folded(await entriesOf({ seed: 1, starts: [[...steps, configured(dialect)]] }));
  assert.deepEqual(parked(after), []);
  const heard = (db: ReturnType<typeof folded>, kind: string) =>
    db.prepare("SELECT to_ms FROM heard WHERE kind = ?").get(kind);
  assert.equal(heard(before, "medication orders"), undefined);
  assert.deepEqual(heard(after, "medication orders"), { to_ms: Date.UTC(2023, 7, 3, 6, 9) });
  const back = folded(await entriesOf({ seed: 1, starts: [[...steps, configured(dialect), configured(undefined)]] }));
  assert.deepEqual(parked(back), parked(before), "a dialect that is taken back takes back what it took");
});

test("what is built in a message by hand has no dialect to fear: bytes that are no message stay parked", async () => {
  const odd = [encodeMessage(buildMessage([["PID", "1"]])), new Uint8Array(0), new TextEncoder().encode("MSH")];
  const db = folded(await entriesOf({ seed: 1, starts: [[...odd, configured(DIALECTS[1])]] }));
  assert.deepEqual(db.prepare("SELECT DISTINCT outcome FROM feed_message").all(), [{ outcome: "parked" }]);
});
