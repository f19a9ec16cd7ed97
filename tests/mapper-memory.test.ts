// What mapping remembers between messages changes nothing of what it makes: messages of a hospital, with faults drawn into them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD_DIRT, simulate } from "../sim/hospital/simulate.ts";
import { mapMessage, mapOptions } from "../src/feed/index.ts";
import { PUBLISHED_ID_KEY } from "../src/fhir/index.ts";
import { seeded } from "./kit.ts";

const MESSAGES = process.env.SLOW === "1" ? 20_000 : 2_500;
const ZONE = "America/New_York";
const CONFIG = { zone: ZONE, own: ["HMG"], facilities: { HMG: "HMG", HMG_B: "HMG_B" }, counts_doses: true };
/** What a field may become: nothing, deleted, a code that no table has, half an escape, a time that is none. */
const FAULTS = ["", '""', "ZZ^not known^L", "\\X41", "20239999", "C", "HMG", "D1^Ruiz^Ana~D2^Okafor^Ben"];

/** One field of one segment becomes something else, in one of three all numbers are the sending facility's, which is one of two. */
function withFault(bytes: Uint8Array, below: (limit: number) => number): Uint8Array {
  const sent = Buffer.from(bytes).toString("latin1");
  const bare = sent.replaceAll("^HMG", "^").replace("|HMG|", below(2) === 0 ? "|HMG|" : "|HMG_B|");
  const lines = (below(3) === 0 ? bare : sent).split("\r");
  const at = below(lines.length);
  const fields = (lines[at] ?? "").split("|");
  fields[1 + below(45)] = FAULTS[below(FAULTS.length)] ?? "";
  lines[at] = Array.from(fields, field => field ?? "").join("|");
  return new Uint8Array(Buffer.from(lines.join("\r"), "latin1"));
}

test("a message maps alike behind others of its feed and as the first of all", () => {
  const { below } = seeded(5);
  // What is remembered belongs to the key, as an object: another one with the same bytes remembers nothing.
  const anew = () => mapOptions(CONFIG, undefined, new Uint8Array(PUBLISHED_ID_KEY));
  const shared = anew();
  let [mapped, withIssues, moves] = [0, 0, 0];
  const events = simulate(11, { begins: Date.UTC(2026, 5, 1), zone: ZONE, dirt: FIELD_DIRT });
  for (const { bytes, type } of events) {
    // They come first, and would be all.
    if (type.startsWith("ZHB") || (type.startsWith("ADT") && ++moves > MESSAGES / 8)) continue;
    const message = withFault(bytes, below);
    const [behind, alone] = [mapMessage(message, shared), mapMessage(message, anew())];
    assert.deepEqual(behind, alone);
    assert.deepEqual(mapMessage(message, shared), alone, "said again");
    if (behind.issues.length > 0) withIssues += 1;
    mapped += 1;
    if (mapped === MESSAGES) break;
  }
  assert.ok(withIssues > MESSAGES / 10, "the faults raise no issue");
});
