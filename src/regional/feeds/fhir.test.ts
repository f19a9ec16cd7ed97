import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { HealthcareService, Location } from "../../fhir/index.ts";
import { r4Faults } from "../../fhir/r4.testing.ts";
import type { BoardAnswer, Cell } from "../routes.ts";
import { anyBoard, at, boardWith, cell, diversion } from "./board.testing.ts";
import { fhirOf } from "./fhir.ts";

const GIVEN = { base: "https://board.example/fhir" };

function resourcesOf(board: BoardAnswer) {
  const resources = (fhirOf(board, GIVEN).entry ?? []).flatMap(({ resource }) => resource ?? []);
  return {
    locations: resources.filter((one): one is Location => one.resourceType === "Location"),
    services: resources.filter((one): one is HealthcareService => one.resourceType === "HealthcareService"),
  };
}

function serviceOf(one: Cell): HealthcareService {
  const [service] = resourcesOf(boardWith({ cells: [one] })).services;
  assert.ok(service !== undefined);
  return service;
}

test("an open cell: active, nothing to except", () => {
  const { locations, services } = resourcesOf(boardWith({ cells: [cell()] }));
  const [location] = locations;
  assert.deepEqual(location?.status, "active");
  const { id, ...rest } = services[0] ?? { id: "" };
  assert.match(id ?? "", /^[A-Za-z0-9.-]{22}$/);
  assert.deepEqual(rest, {
    resourceType: "HealthcareService",
    meta: { lastUpdated: "2026-08-04T12:29:00-07:00" },
    identifier: [{ system: "urn:tideover:cell", value: "LAKESIDE/ed/ambulance" }],
    active: true,
    type: [{ text: "Emergency department" }],
    location: [{ reference: `Location/${location?.id}`, display: "Lakeside Hospital" }],
    name: "Emergency department, ambulances",
    comment: "Emergency department, ambulances: Open. Since 08:00 Aug 4 2026 (UTC-07:00).",
    eligibility: [{ code: { text: "ambulances" } }],
  });
});

test("diverting: not available from then on, and no end that would read as open again", () => {
  const { notAvailable } = serviceOf(
    cell({ state: "diverting", word: "Divert", since: at("10:00"), until: at("12:00") }),
  );
  assert.deepEqual(notAvailable?.[0]?.during, { start: "2026-08-04T10:00:00-07:00" });
  assert.match(notAvailable?.[0]?.description ?? "", /Divert\..*Said until 12:00 Aug 4 2026/);
});

test("a lapse, no word, lost and suspended are not available; limited says what is less; not offered is no service", () => {
  for (const state of ["lapsed", "no-word", "lost", "suspended", "full"] as const)
    assert.equal(serviceOf(cell({ state, since: null })).notAvailable?.length, 1, state);
  const limited = serviceOf(cell({ state: "limited", word: "Limited", detail: "1 of 2" }));
  assert.equal(limited.notAvailable, undefined);
  assert.match(limited.availabilityExceptions ?? "", /Limited, 1 of 2/);
  assert.equal(serviceOf(cell({ state: "not-offered" })).active, false);
});

test("a door of which nothing is known is not closed; one closed by licence suspends the place", () => {
  const door = serviceOf(cell({ population: "walk-in", state: "no-word", word: "No word" }));
  assert.equal(door.notAvailable, undefined);
  assert.match(door.availabilityExceptions ?? "", /call\. Whoever comes is screened\./);
  const closed = cell({ population: "walk-in", state: "closed-by-licence", word: "Closed by license action" });
  assert.equal(serviceOf(closed).notAvailable?.length, 1);
  assert.equal(resourcesOf(boardWith({ cells: [closed] })).locations[0]?.status, "suspended");
});

test("the place tells of its diversions; of one that nobody heard of nothing is said", () => {
  const { locations } = resourcesOf(boardWith({ heard: null, diversions: [diversion({ state: "lapsed" })] }));
  assert.equal(locations[0]?.status, undefined);
  assert.match(locations[0]?.description ?? "", /unconfirmed: call first/);
});

test("property: any board is valid R4, never reads better than the board, and names nobody who authorised", () => {
  fc.assert(
    fc.property(anyBoard, board => {
      const bundle = fhirOf(board, GIVEN);
      assert.deepEqual(r4Faults(bundle), []);
      const text = JSON.stringify(bundle);
      assert.doesNotMatch(text, /Zebulon/);
      const urls = (bundle.entry ?? []).map(entry => entry.fullUrl);
      assert.equal(new Set(urls).size, urls.length);
      const { services } = resourcesOf(board);
      const cells = board.facilities.flatMap(facility => facility.cells);
      assert.equal(services.length, cells.length);
      for (const [n, { state, service, population, differs }] of cells.entries()) {
        const { active, notAvailable, availabilityExceptions } = services[n] ?? {};
        const isDoor = service === "ed" && population === "walk-in";
        if (active === true && notAvailable === undefined && availabilityExceptions === undefined)
          assert.ok(state === "open" && !differs);
        else if (active === true && notAvailable === undefined)
          assert.ok(isDoor || state === "limited" || state === "long-wait" || differs);
        for (const { during } of notAvailable ?? []) assert.equal(during?.end, undefined);
      }
    }),
    { numRuns: 60 },
  );
});
