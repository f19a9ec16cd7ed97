// The pages beside the summary, of the same invented moment as `scene.ts`.
import type { ChartDocument, MessageAnswer, Moment, OrderInFull, Result } from "../../src/chart/routes.ts";
import { at, type Scene, stated, ZONE } from "./scene.ts";

const ENTRY = "0190a1";
const moment = (text: string): Moment => ({ text, instant: at(text), precision: "minute" });

const ORDER: OrderInFull = {
  id: "o1",
  order: "R-0410",
  what: "CT angiogram of the chest",
  state: "stopped or cancelled",
  stands: false,
  at: moment("-1 18:02"),
  at_is: "ordered",
  source: "copy",
  entry: ENTRY,
  numbers: ["R-0410", "71-0042"],
  details: ["with contrast"],
  priority: "stat",
  by: "OSEI-MENSAH, Ama",
  ordered: moment("-1 18:02"),
  wanted: null,
  reasons: ["Chest pain"],
  notes: [],
  history: [
    { state: "active", since: at("-1 18:02"), entry: ENTRY },
    { state: "stopped or cancelled", since: at("01:10"), entry: ENTRY },
  ],
};

const result = (id: string, test: string, value: string, flag: string | null, when: string): Result => ({
  id,
  test,
  value,
  unit: "mmol/L",
  flag,
  critical: flag === "HH",
  abnormal: flag !== null,
  at: moment(when),
  status: "final",
  before: null,
  reference: "3.5-5.1",
  text: null,
  source: "copy",
  entry: ENTRY,
});

const VALUES: readonly Result[] = [
  {
    ...result("k1", "Potassium", "4.8", null, "02:10"),
    status: "corrected",
    was: [{ value: "6.1", unit: null, flag: "HH", status: "final", until: at("02:40"), entry: ENTRY }],
  },
  result("k2", "Potassium", "5.4", "H", "-1 06:00"),
];

const FILE = {
  id: `${"0".repeat(32)}.OBX.4.5.1`,
  title: "Wound photograph",
  type: "image/jpeg",
  bytes: 48_210,
  elsewhere: null,
};
const NOTE: ChartDocument = {
  id: "d1",
  what: "History and physical",
  about: "Admission note",
  at: moment("-3 16:40"),
  author: "OSEI-MENSAH, Ama",
  signed_by: null,
  state: "current",
  stage: "final",
  visit: "88104552",
  confidential: null,
  relates: [],
  number: "N501",
  texts: [{ title: null, text: "Foot wound, febrile since Sunday.\nPLAN\nCultures, vancomycin, aztreonam." }],
  files: [FILE],
  history: [],
  entry: ENTRY,
};

/** GET /patients/:id/:page. */
export function pageAnswer(page: string, scene: Scene, now: number): object {
  const visit = {
    class: "inpatient",
    service: null,
    doctors: ["OSEI-MENSAH, Ama (attender)"],
    reasons: [],
    left_to: null,
  };
  const appointment = {
    number: "B2001",
    until: null,
    minutes: 30,
    where: ["CARD R4"],
    with: ["BAKKER, Anna"],
    note: null,
  };
  const pages: { readonly [page: string]: object } = {
    orders: { orders: [ORDER] },
    results: {
      tests: [
        {
          id: "K",
          test: "Potassium",
          panel: "Metabolic panel",
          unit: "mmol/L",
          reference: "3.5-5.1",
          numeric: true,
          values: VALUES,
        },
      ],
      reports: [
        {
          id: "p1",
          name: "Metabolic panel",
          at: moment("02:10"),
          issued: null,
          status: "corrected",
          order: "R-0411",
          by: null,
          text: null,
          results: VALUES.slice(0, 1),
          entry: ENTRY,
        },
      ],
      more: 0,
    },
    vitals: {
      vitals: ["03:05", "-1 22:40"].map(when => ({
        at: moment(when),
        source: "copy",
        values: [{ name: "HR", value: "112", unit: "/min", flag: "H", at: moment(when), entry: ENTRY }],
      })),
      more: 0,
    },
    problems: {
      problems: [
        {
          id: "c1",
          text: "Sepsis, foot wound",
          code: "A41.9",
          state: null,
          stands: true,
          onset: moment("-3 16:20"),
          ended: null,
          recorded: null,
          visit: "88104552",
          by: null,
          entry: ENTRY,
        },
      ],
      allergies: { kind: "not in copy" },
    },
    documents: { documents: [NOTE, { ...NOTE, id: "d2", state: "superseded", number: "N500" }] },
    visits: {
      visits: [
        {
          ...visit,
          id: "v1",
          number: "88104552",
          state: "in progress",
          stands: true,
          from: moment("-3 16:20"),
          to: null,
          place: "4 West 418",
          diagnoses: ["Sepsis, foot wound"],
          movements: [
            { what: "transfer", at: at("-2 09:00"), place: "4 West 418", note: null, entry: ENTRY },
            { what: "admit", at: at("-3 16:20"), place: "ED 7", note: null, entry: ENTRY },
          ],
          entry: ENTRY,
        },
      ],
      coming: [],
      past: [
        {
          ...appointment,
          id: "a1",
          state: "cancelled",
          stands: false,
          at: moment("-2 09:30"),
          what: "Cardiology follow-up",
          reason: "Patient asked",
          history: [],
          entry: ENTRY,
        },
      ],
    },
  };
  return { ...stated(scene, now), ...pages[page] };
}

/** GET /messages/:entry. */
export function messageAnswer(now: number): MessageAnswer {
  return {
    at: now,
    zone: ZONE,
    entry: ENTRY,
    feed: "lab",
    from: "LAB · HM",
    sent: at("02:41"),
    sent_text: "20230803024100",
    arrived_us: at("02:41") * 1_000 + 412_000,
    type: "ORU^R01",
    control: "L4002",
    mapped: true,
    bytes: 412,
    segments: [
      { text: "MSH|^~\\&|LAB|HM", more: 0 },
      { text: "OBX|1|ED|PDF||JVBERi0x", more: 48_000 },
    ],
    more_segments: 0,
  };
}
