// The pages about the house, of the same invented moment as `scene.ts`: system, held messages, the clinic's day, the privacy office.
import type { GlassAnswer } from "../../src/access/routes.ts";
import type { ClinicDayAnswer, ClinicRow, Identity } from "../../src/chart/routes.ts";
import type { HeldAnswer, HoldNow, SystemAnswer } from "../../src/feed/routes.ts";
import { agesOf, at, patientAnswer, type Scene, stated, underLongName } from "./scene.ts";

const MINUTE = 60_000;
const GB = 1_000_000_000;

/** Of a bed of 4 West. */
function identity(bed: string): Identity {
  const found = patientAnswer(`r${bed}`, "night", at("10:52"));
  if (found === null) throw new Error(`nobody lies in ${bed}`);
  return found.identity;
}

/** GET /feeds: doses and orders stopped in the night, one group of messages is parked, an alarm holds discharges. */
export function systemAnswer(scene: Scene, now: number): SystemAnswer {
  const ages = agesOf(scene, now);
  const feed = (name: string, port: number | null, kinds: readonly (keyof typeof ages)[], last: number) => ({
    feed: name,
    facility: "hm",
    port,
    connections: port === null || scene === "night" ? 0 : 1,
    types: [],
    kinds: kinds.flatMap(kind => {
      const age = ages[kind];
      return age === undefined ? [] : [{ kind, age, usual_ms: 4 * MINUTE }];
    }),
    heartbeats: {},
    last_arrival: last,
    messages: 1_204,
    parked: name === "lab" ? 14 : 0,
  });
  const last = scene === "night" ? at("03:12") : now - MINUTE;
  return {
    at: now,
    version: "0.1.0",
    since: at("-3 16:02"),
    node: "01a20e1c",
    position: 4_211,
    lag_s: 0,
    traffic: {
      from: at("-1 10:55"),
      step_ms: 5 * MINUTE,
      counts: Array.from({ length: 288 }, (_, step) => (scene === "night" && step > 195 ? 0 : 20 + ((step * 37) % 61))),
    },
    feeds: [
      feed("adt", 2_575, ["movements", "demographics", "allergies", "problems"], last),
      feed("pharmacy", 2_585, ["medication orders", "administrations"], last),
      feed("lab", 2_595, ["orders", "results", "vitals"], last),
      feed("north-campus-scheduling-and-registration-of-outpatients", null, ["movements"], last),
    ],
    parked: [
      {
        id: "00112233445566aa",
        feed: "lab",
        code: "facility-unknown",
        text: "MSH-4 names no facility of this feed",
        where: "MSH-4",
        type: "ORU^R01",
        count: 14,
        newest: at("02:58"),
      },
    ],
    applied: [],
    holds: [HOLD, RULES],
    disk: { free: 212 * GB, size: 512 * GB, data: 3.4 * GB },
    slots: ["key-file", "recovery"],
    written: [{ at: at("-1 18:00"), to: ["North Campus"], entries: 18_211, bytes: 41_002_113 }],
    verified: { at: at("02:00"), entries: 18_204, heads: 3, findings: [], views: [] },
  };
}

const HOLD: HoldNow = {
  hold: "0190a1f2",
  what: "held",
  feed: "adt",
  since: at("03:09"),
  by: null,
  why: "31 discharges in 4 minutes; usual at this hour: 1",
  alarm: { effect: "discharge", count: 31, minutes: 4, usual: 1 },
  quarantine: false,
  from: at("03:05"),
  waiting: [
    { effect: "discharge", count: 5 },
    { effect: "merge", count: 1 },
  ],
  taken: 2,
  dropped: 1,
};
const RULES: HoldNow = {
  ...HOLD,
  hold: null,
  feed: null,
  why: "another person under a known number",
  alarm: null,
  waiting: [{ effect: "another person", count: 1 }],
  taken: 0,
  dropped: 0,
};

/** GET /holds. */
export const HOLDS: readonly HoldNow[] = [HOLD, RULES];

/** GET /holds/:id; `isLong`: under the longest names. */
export function heldAnswer(id: string, now: number, isLong: boolean): HeldAnswer {
  const beds = id === "rules" ? ["414"] : ["418", "406", "408", "425", "401", "421"];
  return {
    at: now,
    hold: id === "rules" ? RULES : HOLD,
    rows: beds.map((bed, index) => ({
      place: `e1.${index}`,
      places: [`e1.${index}`],
      feed: "adt",
      type: index === 5 ? "ADT^A40" : "ADT^A03",
      control: `ADT0000418${index}`,
      sent: at("03:05") + index * MINUTE,
      arrived: at("03:06") + index * MINUTE,
      effect: id === "rules" ? "another person" : index === 5 ? "merge" : "discharge",
      record: `r${bed}`,
      patient: bed === "425" ? null : isLong ? underLongName(identity(bed)) : identity(bed),
    })),
    more: false,
  };
}

const VISITS = ["Follow-up visit", "New patient", "Echocardiogram", "Infusion, second of six", "Wound check"];

/** GET /clinics/day: `rows` appointments, else seven; the sixth at no hour, the last without a day. */
export function clinicAnswer(scene: Scene, now: number, rows = 7, isLong = false): ClinicDayAnswer {
  const beds = ["401", "402", "404", "406", "408", "414", "421", "418", "423", "425"];
  const row = (index: number): ClinicRow => {
    const her = identity(beds[index % beds.length] ?? "401");
    const starts = at("08:00") + index * 20 * MINUTE;
    const named = isLong ? underLongName(her) : her;
    return {
      id: `a${index}`,
      number: `AP-${7_000 + index}`,
      patient: { ...named, bed: index === 4 ? her.bed : null },
      booked_as: index === 2 ? "CASTELANO, Tony" : null,
      same_name: her.same_name.length > 0 ? ["00421291"] : [],
      same_number: [],
      phones:
        index === 3
          ? []
          : [
              { number: "(860) 555-0134", use: "mobile", booking: false },
              ...(index % 3 === 0 ? [{ number: "(860) 555-0177", use: "home", booking: true }] : []),
            ],
      at: { text: new Date(starts).toISOString(), instant: starts, precision: "minute" },
      minutes: 20,
      what: VISITS[index % VISITS.length] ?? "",
      reason: index % 2 === 0 ? "Atrial fibrillation, started on apixaban in May" : null,
      provider: { id: "chen", name: "CHEN, Maria" },
      place: { id: "card", name: "Cardiology" },
      room: `Room ${1 + (index % 4)}`,
      status: index === 1 ? "cancelled" : index === 0 ? "checked-in" : "booked",
      why: index === 1 ? "Patient is in hospital" : null,
      moved_from: index === 5 ? { text: "", instant: at("-1 09:00"), precision: "minute" } : null,
      note: index === 6 ? "Needs a Spanish interpreter" : null,
      source: "copy",
    };
  };
  const all = Array.from({ length: rows }, (_, index) => row(index));
  const isUntimed = (one: ClinicRow) => rows === 7 && one.id === "a5";
  return {
    ...stated(scene, now),
    day: "2023-08-03",
    today: "2023-08-03",
    places: rows === 0 ? [] : [{ id: "card", name: "Cardiology", appointments: rows }],
    providers: rows === 0 ? [] : [{ id: "chen", name: "CHEN, Maria", appointments: rows }],
    place: null,
    provider: null,
    rows: all.filter(one => !isUntimed(one)),
    untimed: all
      .filter(isUntimed)
      .map(one => ({ ...one, at: { text: "2023-08-03", instant: null, precision: "day" } })),
    undated: rows === 7 ? [{ ...row(7), at: null }] : [],
    undated_more: 0,
  };
}

/** GET /glass: one that waits, one that was reviewed. */
export function glassAnswer(now: number): GlassAnswer {
  const broken = (id: string, bed: string, since: number) => ({
    id,
    person: "dp",
    name: "PARK, Dana",
    reason: "Choosing an antibiotic that goes with her other drugs",
    address: "10.4.20.118",
    at: since,
    until: since + 60 * MINUTE,
    whose: { id: `r${bed}`, name: `${identity(bed).name.family}, ${identity(bed).name.given}`, mrn: identity(bed).mrn },
  });
  return {
    at: now,
    zone: stated("night", now).zone,
    waiting: 1,
    rows: [
      { ...broken("g1", "406", at("04:12")), reviews: [] },
      {
        ...broken("g2", "418", at("-1 21:40")),
        reviews: [
          {
            id: "v1",
            person: "mh",
            name: "HAYES, Miriam",
            outcome: "appropriate",
            words: "Treating nurse; the reason fits the chart.",
            at: at("08:30"),
          },
        ],
      },
    ],
  };
}
