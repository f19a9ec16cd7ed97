// What a board says of one service of one facility: never better than what was recorded.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { OfferedService, Population, Service } from "../places/index.ts";
import { cellsOf, type Heard, SILENCE_MS } from "./cell.ts";
import type { DiversionSuspended } from "./entries.ts";
import { declaration, door, factsAt, lost, MINUTE, NOW, SaidSoFar, status } from "./standing.testing.ts";

const SERVICES: readonly Service[] = ["ed", "stroke", "trauma", "stemi", "ct", "urgent-care", "elective-surgery"];

function offered(services: readonly Service[]) {
  return services.map(service => ({ facility: "MMH", service, offered: true, needs: null }));
}

type Given = { at?: number; heard?: Heard; services?: readonly Service[]; suspensions?: readonly DiversionSuspended[] };

function cells(
  said: SaidSoFar,
  { at = NOW, heard = { here: true }, services = SERVICES, suspensions = [] }: Given = {},
) {
  return cellsOf(factsAt(said.standing(), at, { offered: offered(services), heard, suspensions }), at);
}

function cell(said: SaidSoFar, service: Service, population: Population, given: Given = {}) {
  const found = cells(said, given).find(one => one.service === service && one.population === population);
  return found ?? assert.fail(`no cell ${service} ${population}`);
}

test("S1: ambulances are diverted by a diversion alone; the door stays open beside it", () => {
  const said = new SaidSoFar();
  said.say("status.set", status());
  said.say("door.set", door());
  said.say("diversion.declared", declaration());
  const ed = cell(said, "ed", "ambulance");
  assert.deepEqual([ed.state, ed.word, ed.until], ["diverting", "Divert", NOW + 60 * MINUTE]);
  assert.deepEqual([cell(said, "ed", "walk-in").state, cell(said, "ed", "walk-in").word], ["open", "Open"]);
});

test("S1: CT lost: stroke cannot be done without it, the ED can; both outlive the diversion", () => {
  const said = new SaidSoFar();
  for (const service of ["ed", "stroke"]) said.say("status.set", status({ service }));
  said.say("door.set", door());
  said.say("capability.lost", lost());
  said.say("diversion.declared", declaration({ category: "stroke", reason: "ct-down" }));
  said.say("diversion.ended", { facility: "MMH", category: "stroke", population: "ambulance", at: NOW, reason: "" });
  assert.deepEqual(
    [cell(said, "stroke", "ambulance").state, cell(said, "stroke", "ambulance").detail],
    ["lost", "no CT"],
  );
  assert.deepEqual([cell(said, "ed", "ambulance").word, cell(said, "ed", "ambulance").detail], ["Limited", "no CT"]);
  assert.equal(cell(said, "ed", "walk-in").state, "open", "whoever comes is screened");
  said.say("capability.restored", { facility: "MMH", capability: "ct", at: NOW });
  assert.equal(cell(said, "stroke", "ambulance").state, "open");
});

test("S1: one scanner of two is less, not lost; what a facility says that it needs goes before what is usual", () => {
  const said = new SaidSoFar();
  said.say("status.set", status({ service: "stroke" }));
  said.say("capability.lost", lost({ extent: "some", detail: "1 of 2" }));
  assert.deepEqual(
    [cell(said, "stroke", "ambulance").state, cell(said, "stroke", "ambulance").detail],
    ["limited", "CT 1 of 2"],
  );
  const own = { facility: "MMH", service: "stroke" as const, offered: true, needs: [] } satisfies OfferedService;
  const [first] = cellsOf(factsAt(said.standing(), NOW, { offered: [own] }), NOW);
  assert.equal(first?.state, "open");
});

test("S2: of two reports the worse is said, and that they differ", () => {
  const said = new SaidSoFar();
  const first = said.say(
    "status.set",
    status({ service: "elective-surgery", population: "scheduled", level: "suspended" }),
  );
  said.say("status.set", status({ service: "elective-surgery", population: "scheduled" }), { sees: [] });
  const one = cell(said, "elective-surgery", "scheduled");
  assert.deepEqual([one.state, one.differs], ["suspended", true]);
  assert.ok(one.entries.includes(first));
});

test("S2: lost is worse than suspended, suspended than diverting, diverting than full, full than limited", () => {
  const said = new SaidSoFar();
  said.say("status.set", status({ service: "stroke", level: "limited" }));
  assert.equal(cell(said, "stroke", "ambulance").state, "limited");
  said.say("status.set", status({ service: "stroke", level: "full" }));
  assert.equal(cell(said, "stroke", "ambulance").state, "full");
  said.say("diversion.declared", declaration({ category: "stroke" }));
  assert.equal(cell(said, "stroke", "ambulance").state, "diverting");
  said.say("status.set", status({ service: "stroke", level: "suspended" }));
  assert.equal(cell(said, "stroke", "ambulance").state, "suspended");
  said.say("capability.lost", lost());
  assert.equal(cell(said, "stroke", "ambulance").state, "lost");
});

test("S2: a door is closed by licence only when a second person agreed", () => {
  const said = new SaidSoFar();
  const entry = said.say("door.set", door({ level: "closed-by-licence", act: "Order 12 of the Department" }));
  assert.equal(cell(said, "ed", "walk-in").state, "open");
  said.say("door.agreed", { facility: "MMH", entry }, { actor: "person:cole" });
  assert.equal(cell(said, "ed", "walk-in").state, "open", "the same person twice");
  said.say("door.agreed", { facility: "MMH", entry }, { actor: "person:okafor" });
  const closed = cell(said, "ed", "walk-in");
  assert.deepEqual([closed.state, closed.reasons], ["closed-by-licence", ["Order 12 of the Department"]]);
});

test("S2: nobody can say that an emergency department sends walk-ins elsewhere", () => {
  const said = new SaidSoFar();
  assert.throws(() => said.say("status.set", status({ population: "walk-in", level: "suspended" })));
  assert.throws(() => said.say("door.set", door({ level: "suspended" })));
  assert.throws(() => said.say("diversion.declared", declaration({ population: "walk-in" })));
  assert.throws(() => said.say("door.set", door({ level: "closed-by-licence" })), /Only a closure/);
});

test("an urgent care is suspended only when it was asked whether it is an emergency department, and it is not", () => {
  const said = new SaidSoFar();
  const urgent = { service: "urgent-care", population: "walk-in", level: "suspended" };
  assert.throws(() => said.say("status.set", status(urgent)), /held out as an emergency/);
  assert.throws(() => said.say("status.set", status({ ...urgent, dedicated_ed: true })), /held out as an emergency/);
  said.say("status.set", status({ ...urgent, dedicated_ed: false }));
  assert.equal(cell(said, "urgent-care", "walk-in").state, "suspended");
});

test("S3: a lapse is no open: unconfirmed, call first; and stays until somebody ends it", () => {
  const said = new SaidSoFar();
  said.say("status.set", status());
  said.say("diversion.declared", declaration());
  const lapsed = cell(said, "ed", "ambulance", { at: NOW + 60 * MINUTE });
  assert.deepEqual(
    [lapsed.state, lapsed.since, lapsed.detail],
    ["lapsed", NOW + 60 * MINUTE, "unconfirmed: call first"],
  );
  said.say("diversion.ended", { facility: "MMH", category: "ed", population: "ambulance", at: NOW, reason: "" });
  assert.equal(cell(said, "ed", "ambulance", { at: NOW + 61 * MINUTE }).state, "open");
});

test("S4: after the report limit nothing is known, and what was last said stands beside it", () => {
  const said = new SaidSoFar();
  const at = NOW - 7 * 60 * MINUTE;
  said.say("status.set", status(), { at });
  const ems = {
    facility: "MMH",
    policy: "default",
    area: null,
    tell: [],
    report_limit_minutes: 7 * 60,
  };
  const edAt = (at: number) => cellsOf(factsAt(said.standing(), at, { ems }), at);
  const [before] = edAt(NOW - 1);
  assert.equal(before?.state, "open");
  const [one] = edAt(NOW);
  assert.deepEqual([one?.state, one?.since, one?.last], ["no-word", NOW, { state: "open", word: "Open", at }]);
  said.say("status.reported", { facility: "MMH" }, { at: NOW - MINUTE });
  const [again] = edAt(NOW);
  assert.equal(again?.state, "open", "still so");
});

test("S4: a silent node's facility is not known; its standing divert stays to its expiry, what it lost until it is restored", () => {
  const said = new SaidSoFar();
  for (const service of ["ed", "stemi"]) said.say("status.set", status({ service }));
  said.say("diversion.declared", declaration());
  said.say("capability.lost", lost({ capability: "cath-lab" }));
  const heard: Heard = { here: false, at: NOW - SILENCE_MS };
  const given = { heard };
  said.say("door.set", door());
  assert.equal(cell(said, "ed", "walk-in", given).state, "no-word");
  assert.equal(cell(said, "ed", "walk-in", { heard: { here: false, at: NOW - SILENCE_MS + 1 } }).state, "open");
  assert.equal(cell(said, "ed", "walk-in", { heard: { here: false, at: null } }).state, "no-word");
  assert.equal(cell(said, "ed", "ambulance", given).state, "diverting");
  assert.equal(cell(said, "stemi", "ambulance", given).state, "lost");
  assert.equal(cell(said, "ed", "ambulance", { heard, at: NOW + 60 * MINUTE }).state, "lapsed");
  assert.equal(cell(said, "ed", "ambulance", { heard: { here: false, at: NOW - SILENCE_MS + 1 } }).state, "diverting");
});

test("S4: a status ends when it was said to; a service of which nothing was said is not open; one that is not there is no word", () => {
  const said = new SaidSoFar();
  said.say("status.set", status({ until: NOW }));
  assert.deepEqual([cell(said, "ed", "ambulance").state, cell(said, "ed", "ambulance").since], ["no-word", NOW]);
  assert.deepEqual(
    [cell(said, "trauma", "ambulance").state, cell(said, "trauma", "ambulance").last],
    ["no-word", null],
  );
  const none = [{ facility: "MMH", service: "burn", offered: false, needs: null } as const];
  const not = cellsOf(factsAt([], NOW, { offered: none }), NOW);
  assert.deepEqual(
    not.map(one => one.state),
    ["not-offered"],
  );
  assert.deepEqual(cellsOf(factsAt([], NOW, { offered: [] }), NOW), [], "whether it has any is not known");
});

test("while the authority lets nobody divert, who asks to is taken, and it is said; an override goes on", () => {
  const said = new SaidSoFar();
  said.say("status.set", status());
  said.say("diversion.declared", declaration({ policy: "san-francisco" }));
  const suspension: DiversionSuspended = {
    area: "SF",
    policy: "san-francisco",
    from: NOW,
    until: NOW + 240 * MINUTE,
    authority: { agency: "SF EMS Agency", name: "Duty officer" },
    words: "",
  };
  const given = { suspensions: [suspension] };
  const ed = cell(said, "ed", "ambulance", given);
  assert.deepEqual([ed.state, ed.detail, ed.until], ["limited", "asks to divert", suspension.until]);
  assert.ok(ed.reasons.some(reason => reason.includes("SF EMS Agency")));
  said.say("diversion.declared", declaration({ policy: "san-francisco", category: "trauma-override" }));
  assert.equal(cell(said, "ed", "ambulance", given).state, "diverting");
});

test("a diversion of what no column of its own would show is shown on every column of the service", () => {
  const said = new SaidSoFar();
  said.say("status.set", status({ service: "urgent-care", population: "walk-in" }));
  said.say("diversion.declared", declaration({ category: "icu", population: "scheduled" }));
  const shown = cells(said, { services: ["icu"] }).filter(one => one.state === "diverting");
  assert.ok(shown.length > 0);
  // Of an ED too, and never on its door.
  said.say("door.set", door());
  said.say("diversion.declared", declaration({ population: "transfer-in" }));
  assert.equal(cell(said, "ed", "ambulance").state, "diverting");
  assert.equal(cell(said, "ed", "walk-in").state, "open");
});
