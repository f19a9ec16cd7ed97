// Invented patients, for tests and contact sheets. Nobody real.
import {
  type Age,
  type Ages,
  KINDS_OF_DATA,
  type KindOfData,
  type Medication,
  type Moment,
  type Order,
  type PatientAnswer,
  type Result,
  type Slot,
} from "../chart/index.ts";
import { formatSerial } from "./serial.ts";

export const ZONE = "America/New_York";
export const HEAD = "9f86d081884c7d659a2feaa0c55ad015";

/** The instant of a local time in the sample's zone: `at("2023-08-04T03:12")`. */
export function at(text: string, zone = ZONE): number {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
}

export const PRINTED = at("2023-08-04T10:52");
const STOP = at("2023-08-04T03:12");
const UNKNOWN_FROM = at("2023-08-04T02:12");

export function minute(text: string): Moment {
  return { text, instant: at(text), precision: "minute" };
}

export function date(text: string): Moment {
  const precision = text.length === 4 ? "year" : text.length === 7 ? "month" : "day";
  return { text, instant: at(`${text}${"-01-01".slice(text.length - 4)}T00:00`), precision };
}

const stopped: Age = { as_of: STOP, state: "stopped", true_until: null };
const arrives: Age = { as_of: at("2023-08-04T10:51"), state: "arrives", true_until: at("2023-08-04T11:21") };

/** All kinds arrive, but for those named. */
export function ages(others: { readonly [kind in KindOfData]?: Age } = {}): Ages {
  return { ...Object.fromEntries(KINDS_OF_DATA.map(kind => [kind, arrives])), ...others };
}

export const ALL_STOPPED: Ages = Object.fromEntries(KINDS_OF_DATA.map(kind => [kind, stopped]));

export function slot(time: string, state: Slot["state"], more: Partial<Slot> = {}): Slot {
  return {
    at: at(time),
    state,
    given_at: null,
    amount: null,
    by: null,
    reason: null,
    source: "copy",
    note: null,
    resource: null,
    ...more,
  };
}

/** `order` and `drug` name it; slots at 24-hour times of 3 to 5 August 2023, judged as the sample's copy would. */
export function medication(
  order: string,
  drug: string,
  dose: string,
  route: string,
  frequency: string,
  more: Partial<Medication> = {},
): Medication {
  return {
    id: `m${order}`,
    order,
    drug,
    dose,
    dose_beside: dose,
    route,
    frequency,
    prn: false,
    infusion: null,
    high_alert: false,
    state: "active",
    state_at: null,
    starts: null,
    ends: null,
    last: { kind: "not known", since: UNKNOWN_FROM },
    not_known_since: null,
    next: null,
    from: null,
    slots: [],
    source: "copy",
    instructions: null,
    ...more,
  };
}

function given(time: string, by: string, more: Partial<Slot> = {}): Slot {
  return slot(time, "given", { given_at: minute(time), by, ...more });
}

function lastGiven(time: string, amount: string | null = null): Pick<Medication, "last" | "not_known_since"> {
  return {
    last: { kind: "given", at: minute(time), amount, source: "copy", partial: false, possibly: false },
    not_known_since: UNKNOWN_FROM,
  };
}

const ahead = (...times: string[]) => times.map(time => slot(time, "scheduled?"));
const asked = (...times: string[]) => times.map(time => slot(time, "not known"));

const MEDICATIONS: readonly Medication[] = [
  medication("6", "aztreonam", "1 g", "IV", "every 8 h", {
    ...lastGiven("2023-08-03T22:11"),
    instructions: "in 50 mL over 30 min",
    slots: [
      given("2023-08-03T22:11", "KL", { reason: "R forearm" }),
      ...asked("2023-08-04T06:00"),
      ...ahead("2023-08-04T14:00", "2023-08-04T22:00", "2023-08-05T06:00"),
    ],
  }),
  medication("7", "doxycycline", "100 mg", "IV", "every 12 h", {
    ...lastGiven("2023-08-03T21:06"),
    slots: [
      given("2023-08-03T21:06", "KL"),
      ...asked("2023-08-04T09:00"),
      ...ahead("2023-08-04T21:00", "2023-08-05T09:00"),
    ],
  }),
  medication("8", "metoprolol tartrate", "25 mg", "PO", "every 12 h", {
    ...lastGiven("2023-08-03T09:12"),
    instructions: "hold: pulse < 55, SBP < 90",
    slots: [
      slot("2023-08-03T21:00", "held", { by: "KL", reason: "SBP 94" }),
      ...asked("2023-08-04T09:00"),
      ...ahead("2023-08-04T21:00", "2023-08-05T09:00"),
    ],
  }),
  medication("9", "insulin glargine", "18 U", "SC", "nightly", {
    ...lastGiven("2023-08-03T21:15", "18 U"),
    high_alert: true,
    slots: [given("2023-08-03T21:15", "KL", { amount: "18 U" }), ...ahead("2023-08-04T21:00")],
  }),
  medication("10", "insulin lispro", "by scale", "SC", "with meals", {
    ...lastGiven("2023-08-03T18:04", "4 U"),
    high_alert: true,
    slots: [...asked("2023-08-04T08:00"), ...ahead("2023-08-04T12:00", "2023-08-04T18:00", "2023-08-05T08:00")],
  }),
  medication("11", "ipratropium-albuterol", "3 mL", "neb", "every 6 h", {
    ...lastGiven("2023-08-04T02:07"),
    slots: [
      given("2023-08-04T02:07", "JP"),
      ...asked("2023-08-04T08:00"),
      ...ahead("2023-08-04T14:00", "2023-08-04T20:00", "2023-08-05T02:00", "2023-08-05T08:00"),
    ],
  }),
  medication("12", "atorvastatin", "40 mg", "PO", "nightly", {
    ...lastGiven("2023-08-03T21:02"),
    slots: [given("2023-08-03T21:02", "KL"), ...ahead("2023-08-04T21:00")],
  }),
  medication("13", "potassium chloride", "10 mEq", "IV", "once", {
    high_alert: true,
    instructions: "in 100 mL over 60 min, 4 bags",
  }),
  medication("14", "acetaminophen", "650 mg", "PO", "pain or fever, not before 6 h", {
    ...lastGiven("2023-08-03T20:30"),
    prn: true,
  }),
  medication("15", "oxyCODONE", "2.5 mg", "PO", "pain 4–10, not before 4 h", {
    ...lastGiven("2023-08-03T23:48", "2.5 mg"),
    prn: true,
    high_alert: true,
  }),
  medication("16", "ondansetron", "4.0 mg", "IV", "nausea, not before 8 h", { prn: true }),
  medication("17", "heparin", "25,000 units in 250 mL", "IV", "by aPTT", {
    ...lastGiven("2023-08-04T02:40", "7 mL/h"),
    infusion: "7 mL/h",
    high_alert: true,
    instructions: "100 units/mL · aPTT 60–80 s",
  }),
  medication("5", "furosemide", "40 mg", "IV", "every 12 h", {
    state: "stopped",
    state_at: minute("2023-08-02T08:10"),
  }),
];

function result(
  test: string,
  value: string,
  unit: string,
  flag: string | null,
  reference: string,
  more: Partial<Result> = {},
): Result {
  return {
    id: test,
    test,
    value,
    unit,
    flag,
    critical: flag === "LL" || flag === "HH",
    abnormal: flag !== null,
    at: minute("2023-08-04T02:20"),
    status: "final",
    before: { value: "3.3", flag: "L", at: minute("2023-08-03T04:10") },
    reference,
    text: null,
    source: "copy",
    ...more,
  };
}

const RESULTS: readonly Result[] = [
  result("sodium", "134", "mmol/L", "L", "136–145", {
    before: { value: "136", flag: null, at: minute("2023-08-03T04:10") },
  }),
  result("potassium", "2.7", "mmol/L", "LL", "3.5–5.1"),
  result("creatinine", "1.42", "mg/dL", "H", "0.50–0.90", {
    before: { value: "1.51", flag: "H", at: minute("2023-08-03T04:10") },
  }),
  result("glucose", "214", "mg/dL", "H", "70–99", {
    before: { value: "188", flag: "H", at: minute("2023-08-03T04:10") },
  }),
  result("hemoglobin", "9.8", "g/dL", "L", "12.0–15.5", {
    status: "corrected",
    before: { value: "7.8", flag: "LL", at: minute("2023-08-04T02:20") },
  }),
  result("platelets", "178", "10⁹/L", null, "150–400", {
    before: { value: "190", flag: null, at: minute("2023-08-03T04:10") },
  }),
  result("blood culture × 2", "no growth 48 h", "", null, "no growth", { status: "preliminary", before: null }),
];

function order(number: string, what: string, state: string, time: string): Order {
  return { id: `o${number}`, order: number, what, state, at: minute(time), source: "copy" };
}

const ORDERS: readonly Order[] = [
  order("1", "Code status: DNR / DNI", "active", "2023-08-01T16:20"),
  order("2", "Droplet + contact isolation", "active", "2023-08-01T03:05"),
  order("3", "Vital signs every 4 h, telemetry; call if SBP < 90, pulse > 130", "active", "2023-07-31T22:10"),
  order("4", "Intake and output, strict; weight daily 06:00", "active", "2023-08-01T08:00"),
  order("18", "Basic metabolic panel + magnesium every 6 h", "due 06:00", "2023-08-04T02:55"),
  order("20", "Chest X-ray, two views", "not done", "2023-08-03T23:10"),
  order("21", "Cardiology: new atrial fibrillation", "not seen", "2023-08-02T10:05"),
];

/** Nguyễn Thị Hương of the pictures: every feed stopped at 03:12, printed 10:52. */
export function patient(more: Partial<PatientAnswer> = {}): PatientAnswer {
  const safetyAt = minute("2023-07-31T22:40");
  return {
    at: PRINTED,
    zone: ZONE,
    facility: { id: "alder-point", name: "Alder Point General" },
    ages: ALL_STOPPED,
    downtime: null,
    position: 48_213,
    head: HEAD.slice(0, 8),
    identity: {
      id: Buffer.from("00112233445566778899aabbccddeeff", "hex").toString("base64url"),
      name: { family: "Nguyễn", given: "Thị Hương", native: null },
      mrn: "10482937",
      visit: "70331842",
      birth: date("1961-03-14"),
      sex: "F",
      age: "62 y",
      unit: "4 West",
      bed: "12A",
      bed_at: minute("2023-08-04T03:12"),
      doctor: "OKAFOR, Adaeze MD",
      language: "Vietnamese, interpreter needed",
      same_name: [],
      registered: true,
    },
    safety: {
      allergies: {
        kind: "known",
        at: safetyAt,
        source: "copy",
        value: [
          { id: "a1", substance: "latex", reactions: ["hives"], severity: "moderate", source: "copy" },
          { id: "a2", substance: "penicillin", reactions: ["anaphylaxis"], severity: "severe", source: "copy" },
          { id: "a3", substance: "sulfonamides", reactions: ["rash"], severity: "mild", source: "copy" },
        ],
      },
      code_status: { kind: "known", value: "DNR / DNI", at: minute("2023-08-01T16:20"), source: "copy" },
      isolation: { kind: "known", value: ["droplet", "contact"], at: minute("2023-08-01T03:05"), source: "copy" },
      weight: {
        kind: "known",
        value: { value: "58.4", unit: "kg", arithmetic: null },
        at: minute("2023-08-02T06:10"),
        source: "copy",
      },
      falls: { kind: "known", value: "FALL RISK high", at: minute("2023-08-03T19:40"), source: "copy" },
      problems: {
        kind: "known",
        at: safetyAt,
        source: "copy",
        value: [
          { text: "Sepsis from pneumonia, right lower lobe", at: date("2023-07-31") },
          { text: "Atrial fibrillation, new, rapid", at: date("2023-08-01") },
          { text: "Acute on chronic kidney disease, stage 3a", at: date("2023-07-31") },
          { text: "Type 2 diabetes, on insulin", at: date("2011") },
          { text: "Left breast cancer, nodes removed", at: date("2016-05") },
        ],
      },
    },
    mar: {
      from: at("2023-08-03T19:00"),
      to: at("2023-08-05T11:00"),
      zones: [
        { from: at("2023-08-03T19:00"), to: UNKNOWN_FROM, kind: "copy" },
        { from: UNKNOWN_FROM, to: PRINTED, kind: "not known" },
        { from: PRINTED, to: at("2023-08-05T11:00"), kind: "ahead" },
      ],
      medications: MEDICATIONS,
      not_known: 5,
    },
    results: RESULTS,
    vitals: [
      {
        at: minute("2023-08-04T02:40"),
        source: "copy",
        values: [
          { name: "Temp", value: "100.6", unit: "°F", flag: "H", at: minute("2023-08-04T02:40") },
          { name: "HR", value: "104", unit: "per min", flag: "H", at: minute("2023-08-04T02:40") },
          { name: "BP", value: "98 / 54", unit: "mmHg", flag: "L", at: minute("2023-08-04T02:40") },
          { name: "RR", value: "22", unit: "per min", flag: "H", at: minute("2023-08-04T02:40") },
          { name: "SpO2", value: "93", unit: "%", flag: null, at: minute("2023-08-04T02:40") },
        ],
      },
    ],
    orders: ORDERS,
    ...more,
  };
}

/** Serials for up to a hundred pages. */
export function serials(exercise = false, from = 30_217): string[] {
  return Array.from({ length: 100 }, (_, n) =>
    formatSerial({ block: exercise ? "X4" : "4W", number: from + n, exercise }),
  );
}
