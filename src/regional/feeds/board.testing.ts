// Boards for tests: one facility as it is in an example, and any board at all.
import fc from "fast-check";
import { CAPABILITIES, CAPABILITY_IDS, POPULATIONS, SERVICE_IDS } from "../../places/index.ts";
import { policyOf } from "../policy.ts";
import { type BoardAnswer, type BoardDiversion, type BoardFacility, CELL_STATES, type Cell } from "../routes.ts";

export const ZONE = "America/Los_Angeles";

/** 2026-08-04 at a time of Los Angeles' clock, integer ms. */
export function at(clock: string): number {
  return Date.parse(`2026-08-04T${clock}:00-07:00`);
}

/** An id of an entry, from a small number. */
export function entryId(n: number): string {
  return n.toString(16).padStart(32, "0");
}

/** An open ED × ambulance cell, or what `change` makes of it. */
export function cell(change: Partial<Cell> = {}): Cell {
  return {
    service: "ed",
    population: "ambulance",
    state: "open",
    word: "Open",
    detail: "",
    reasons: [],
    since: at("08:00"),
    until: null,
    review: null,
    differs: false,
    last: null,
    entries: [entryId(1)],
    ...change,
  };
}

/** A diversion that stands, declared 10:00 to 12:00, or what `change` makes of it. */
export function diversion(change: Partial<BoardDiversion> = {}): BoardDiversion {
  return {
    entry: entryId(2),
    facility: "LAKESIDE",
    category: { id: "ed", name: "Whole ED" },
    population: "ambulance",
    services: ["ed"],
    state: "diverting",
    declared: at("10:00"),
    confirmed: 0,
    from: at("10:00"),
    until: at("12:00"),
    policy: "default",
    reason_id: "ed-full",
    reason: "ED is full",
    words: "31 boarders",
    by: { name: "Zebulon Quist", title: "House supervisor" },
    told: [],
    ...change,
  };
}

export function boardWith(change: Partial<BoardFacility>): BoardAnswer {
  return {
    at: at("12:30"),
    facilities: [
      {
        id: "LAKESIDE",
        name: "Lakeside Hospital",
        zone: ZONE,
        area: null,
        policy: policyOf(undefined),
        seen: {},
        heard: at("12:29"),
        cells: [],
        lost: [],
        diversions: [],
        today: { ms: 0, lapsed: 0 },
        ...change,
      },
    ],
    areas: [],
  };
}

/** A column is once in a facility, as on the board. */
const cells = fc
  .uniqueArray(fc.record({ service: fc.constantFrom(...SERVICE_IDS), population: fc.constantFrom(...POPULATIONS) }), {
    maxLength: 12,
    selector: column => `${column.service}/${column.population}`,
  })
  .chain(columns => fc.tuple(...columns.map(column => anyCell.map((one): Cell => ({ ...one, ...column })))));

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom("", "no CT", "]]>", "<b>&amp;", "\u0000\u0007", "\ud800", "\ufffe", "a\tb\r\nc", '"quoted"'),
);
const instant = fc.oneof(
  fc.integer({ min: at("00:00"), max: at("23:59") }),
  fc.integer({ min: 0, max: 253_402_300_799_999 }),
);
const id = fc.stringMatching(/^[0-9a-f]{32}$/);

const anyCell: fc.Arbitrary<Cell> = fc.record({
  service: fc.constant("ed" as const),
  population: fc.constant("ambulance" as const),
  state: fc.constantFrom(...CELL_STATES),
  word: text,
  detail: text,
  reasons: fc.array(text, { maxLength: 2 }),
  since: fc.option(instant),
  until: fc.option(instant),
  review: fc.option(instant),
  differs: fc.boolean(),
  last: fc.option(fc.record({ state: fc.constantFrom(...CELL_STATES), word: text, at: instant })),
  entries: fc.array(id, { maxLength: 2 }),
});

/** No name that chance could write elsewhere. */
const SECRET = "Zebulon Quist";
const anyDiversion: fc.Arbitrary<BoardDiversion> = fc.record({
  entry: id,
  facility: text,
  category: fc.record({ id: fc.constantFrom("ed", "stroke", "internal-disaster"), name: text }),
  population: fc.constantFrom(...POPULATIONS),
  services: fc.uniqueArray(fc.constantFrom(...SERVICE_IDS), { maxLength: 3 }),
  state: fc.constantFrom("diverting" as const, "lapsed" as const, "suspended" as const),
  declared: instant,
  confirmed: fc.nat({ max: 3 }),
  from: instant,
  until: instant,
  policy: fc.constant("default"),
  reason_id: fc.constant("other"),
  reason: text,
  words: text,
  by: fc.constant({ name: SECRET, title: SECRET }),
  told: fc.constant([
    { agency: "EMS", name: SECRET, phone: SECRET, at: null, how: null, spoken_to: SECRET, read_back: false },
  ]),
});

const anyFacility: fc.Arbitrary<BoardFacility> = fc.record({
  id: fc.stringMatching(/^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,9}$/u),
  name: text,
  zone: fc.constantFrom(ZONE, "UTC", "Asia/Kathmandu", "Africa/Monrovia", "Pacific/Kiritimati", "Mars/Olympus"),
  area: fc.constantFrom(null, "CT"),
  policy: fc.constant(policyOf(undefined)),
  seen: fc.constant({}),
  heard: fc.option(instant),
  cells,
  lost: fc.array(
    fc.constantFrom(...CAPABILITY_IDS).chain(capability =>
      fc.record({
        entry: id,
        capability: fc.constant(capability),
        name: fc.constant(CAPABILITIES[capability]),
        extent: fc.constantFrom("all" as const, "some" as const),
        detail: text,
        reason: text,
        since: instant,
      }),
    ),
    { maxLength: 2 },
  ),
  diversions: fc.array(anyDiversion, { maxLength: 3 }),
  today: fc.record({ ms: fc.nat(), lapsed: fc.nat() }),
});

/** Any board: also one that no journal could make. Whoever authorised is `Zebulon Quist`. */
export const anyBoard: fc.Arbitrary<BoardAnswer> = fc.record({
  at: instant,
  facilities: fc.uniqueArray(anyFacility, { minLength: 1, maxLength: 3, selector: facility => facility.id }),
  areas: fc.constant([
    {
      area: "COUNTY",
      policy: "default",
      diverting: 0,
      reported: 0,
      exist: 0,
      rule: null,
      suspended: { from: at("09:00"), until: at("13:00"), agency: "County EMS" },
    },
  ]),
});
