// Small cases, and the mapper with one fault planted in its source: a small case notices each, and so does the truth of some days.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { HARBOR, PINE } from "../../sim/network/facility.ts";
import { openNetwork } from "../../sim/network/network.ts";
import { resourceId } from "../../src/fhir/index.ts";
import { inFolder } from "../kit.ts";
import { type Fault, plantedRooms, plantingGround } from "../planted.ts";
import { CASES, type Case } from "./cases.ts";
import { contextOf, KEYS, SimulatedCopy } from "./copy.ts";
import { differences } from "./differences.ts";
import { personOf } from "./found.ts";
import { HERE, type Rooms, roomsIn } from "./rooms.ts";
import { BEGINS } from "./run.ts";

/** `rare`: two days of thirty beds need not hold one. */
type Planted = Fault & { readonly rare?: true };

const FAULTS: readonly Planted[] = [
  {
    name: "W5: a number without an authority is the first hospital's",
    file: "feed/map/record.ts",
    find: "const authority = chosen.authority ?? sender.authority;",
    put: `const authority = chosen.authority ?? "HMG";`,
  },
  {
    name: "W5: the first number that was sent stands on her band",
    file: "chart/identity.ts",
    find: `return state.number ?? "";`,
    put: `return patientFrom(state).identifier?.[0]?.value ?? "";`,
  },
  {
    name: "an order-only ORM orders no drug",
    file: "feed/map-message.ts",
    find: `if (kind !== "doses") medicationRequest(`,
    put: `if (kind === "drug order") medicationRequest(`,
  },
  {
    name: "an ORC alone says nothing",
    file: "feed/map/answered.ts",
    find: `  context.act({\n    act: "state",`,
    put: `  if (key.by === "filler") context.act({\n    act: "state",`,
  },
  {
    name: `W2: "" deletes nothing`,
    file: "feed/map/context.ts",
    find: `if (sent === '""') facts.push({ field, state: "deleted" });`,
    put: "",
  },
  {
    name: "W3: a cancel undoes nothing by its EVN-6",
    file: "chart/movements.ts",
    find: "const named = cancel.occurred === null ? undefined : candidates.find(m => m.occurred === cancel.occurred);",
    put: "const named = undefined;",
  },
  {
    name: "a cancel that comes twice undoes two",
    file: "chart/movements.ts",
    find: "all.findIndex(other => isSaidAgain(one, other)) === at",
    put: "at >= 0",
  },
  {
    name: "W3: an old move that comes late says who she is",
    file: "chart/record-state.ts",
    find: "return isRecordedBefore && replayed.includes(movement);",
    put: "return false;",
    rare: true,
  },
  {
    name: "W6: an un-merge parts nobody",
    file: "patients/links.ts",
    find: "return isSamePair(link, undo) && place < undoPlace && isNewer(link, undo) !== true;",
    put: "return false;",
  },
  {
    name: "W6: a stay that came back stays away",
    file: "patients/links.ts",
    find: "if (passed.includes(next)) return visits.findLast(link => passed.includes(link))?.to ?? now;",
    put: "if (passed.includes(next)) return passed[0]?.to ?? now;",
    rare: true,
  },
  {
    name: "W6: documents stay behind when a stay is moved",
    file: "chart/unite.ts",
    find: `const FIELDS = ["encounter", "context"] as const;`,
    put: `const FIELDS = ["encounter"] as const;`,
  },
  {
    name: "W6: what one number says of another's order is lost",
    file: "chart/unite.ts",
    find: "for (const said of unmet)\n    restate(",
    put: "for (const said of unmet.slice(0, 0))\n    restate(",
    rare: true,
  },
  {
    name: "W6: of two numbers' words the later stands alone",
    file: "chart/apply-resources.ts",
    find: "const whole = overlaid(before.resource, after.resource, []);",
    put: "const whole = after.resource;",
    rare: true,
  },
  {
    name: "M5: a booking takes its cancellation back",
    file: "chart/overlay.ts",
    find: `(has("keep-cancelled") && OVER.has(String(was.status)))`,
    put: `(has("keep-cancelled") && OVER.has("never"))`,
  },
  {
    name: "D3: a corrected dose keeps its first record",
    file: "chart/dose-records.ts",
    find: `const standing = ranked.findLast(one => one.action !== "D");`,
    put: `const standing = ranked.find(one => one.action !== "D");`,
  },
  {
    name: "D3: a removed dose was given",
    file: "chart/dose-records.ts",
    find: `if (last.action === "D") return [];`,
    put: `if (last.action === "D") return [read(standing)];`,
  },
  {
    name: "a corrected result is final",
    file: "chart/results.ts",
    find: `  corrected: "corrected",`,
    put: `  corrected: "final",`,
  },
  {
    name: "a time without a zone is UTC",
    file: "feed/map/ts.ts",
    find: "const read = readMoment(text, context.zone);",
    put: `const read = readMoment(text, "UTC");`,
  },
];

/** When all messages of the small cases are there. */
const MORNING = BEGINS + 13 * 3_600_000;

/** The fields in which the copy says otherwise than a case. */
function failing(one: Case, rooms: Rooms): Promise<string[]> {
  return inFolder(async folder => {
    const copy = new SimulatedCopy(folder, [HARBOR, PINE], MORNING, rooms);
    const encode = (text: string) => new TextEncoder().encode(`${text}\r`);
    await copy.take(one.messages.map(([port, text]) => ({ port, at: MORNING, bytes: encode(text), about: [] })));
    const facility = one.house === "HMG" ? HARBOR : PINE;
    const visits = (one.visits ?? []).map(number => ({ number, account: number }));
    const record = resourceId(KEYS.id, "Patient", facility.id, one.mrn);
    const says = personOf({ facility, truth: { visits } }, record, contextOf(copy.live, facility, MORNING), rooms);
    copy.close();
    return Object.entries(one.says).flatMap(([field, expected]) => {
      const found = says.get(field) ?? "nothing";
      return found === expected ? [] : [`${field}: expected ${expected} · found ${found}`];
    });
  });
}

async function failed(rooms: Rooms): Promise<string[]> {
  const names: string[] = [];
  for (const one of CASES) if ((await failing(one, rooms)).length > 0) names.push(one.name);
  return names;
}

/** How many fields of two days differ from the truth. */
async function differing(rooms: Rooms): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "tideover-truth-"));
  const network = openNetwork(1, BEGINS, 30);
  const facilities = network.houses.map(house => house.facility);
  const copy = new SimulatedCopy(folder, facilities, BEGINS, rooms);
  const days = [network.day(), network.day()];
  await copy.take(days.flatMap(day => day.sent));
  const now = days[1]?.until ?? 0;
  const all = network.houses.flatMap(house => differences(house, contextOf(copy.live, house.facility, now), rooms));
  copy.close();
  rmSync(folder, { recursive: true });
  return all.length;
}

let ground: ReturnType<typeof plantingGround>;
before(() => {
  ground = plantingGround();
});
after(() => ground.remove());

for (const one of CASES) test(one.name, async () => assert.deepEqual(await failing(one, HERE), []));

test("a copy of the rooms without a fault fails no case", async () => {
  assert.deepEqual(await failed(await roomsIn(plantedRooms(ground.folder, "whole"))), []);
});

for (const [at, fault] of FAULTS.entries()) {
  test(`planted: ${fault.name}`, async () => {
    const rooms = await roomsIn(plantedRooms(ground.folder, String(at), fault));
    const cases = await failed(rooms);
    assert.ok(cases.length > 0, "no case notices it");
    assert.ok(cases.length < CASES.length, "it breaks everything: this is no fault of one field");
    // Two days take a few seconds a fault.
    if (process.env.SLOW === "1" && fault.rare !== true)
      assert.ok((await differing(rooms)) > 0, "the truth of two days does not notice it");
  });
}
