// The answers of one moment, Thu 3 Aug 2023 10:52 in Chicago: 4 West, 24 patients in 26 beds. People are invented.
// Doses stopped at 03:12; the unit writes on paper since 07:00; the rest of the feeds stopped with them or not, by `scene`.
import type {
  Age,
  Ages,
  Allergy,
  CensusRow,
  DoNotGive,
  HomeMedication,
  Identity,
  KindOfData,
  Known,
  Mar,
  Medication,
  Moment,
  Order,
  PatientAnswer,
  Result,
  SafetyCard,
  Slot,
  Stated,
  UnitAnswer,
  Vitals,
} from "../../src/chart/routes.ts";

export const ZONE = "America/Chicago";
export const NOW = Date.parse("2023-08-03T10:52:20-05:00");
const MINUTE = 60_000;

/** `03:12` today, `-1 22:04` yesterday. */
export function at(text: string): number {
  const [, day = "0", time = "00:00"] = /^(?:(-?\d+) )?(\d\d:\d\d)$/.exec(text) ?? [];
  return Date.parse(`2023-08-03T${time}:00-05:00`) + Number(day) * 24 * 60 * MINUTE;
}

const moment = (text: string): Moment => ({ text, instant: at(text), precision: "minute" });
const known = <T>(value: T, when: string | null = null): Known<T> => ({
  kind: "known",
  value,
  at: when === null ? null : moment(when),
  source: "copy",
});

export type Scene = "night" | "good day" | "doses stopped" | "short";

const ALL: readonly KindOfData[] = [
  "movements",
  "demographics",
  "allergies",
  "problems",
  "orders",
  "medication orders",
  "administrations",
  "results",
  "vitals",
];

/** Ages as the node would say them at `now`. */
export function agesOf(scene: Scene, now: number): Ages {
  const arrives: Age = {
    as_of: now - MINUTE,
    state: "arrives",
    true_until: now + (scene === "short" ? 4_000 : 14 * MINUTE),
  };
  const stopped: Age = { as_of: at("03:12"), state: "stopped", true_until: null };
  return Object.fromEntries(
    ALL.map(kind => [
      kind,
      scene === "night" || (scene === "doses stopped" && kind === "administrations") ? stopped : arrives,
    ]),
  );
}

/** What every answer carries. */
export function stated(scene: Scene, now: number): Stated {
  return {
    at: now,
    zone: ZONE,
    facility: { id: "hm", name: "Harbor Mills General" },
    ages: agesOf(scene, now),
    downtime:
      scene === "night"
        ? {
            since: at("03:40"),
            planned: false,
            exercise: false,
            cause: "Network outage",
            charting: { on: "paper", from: at("07:00") },
          }
        : null,
    position: 4211,
    head: "9f31c07a",
  };
}

type Line = readonly [
  bed: string,
  family: string,
  given: string,
  sexAge: string,
  flags: string,
  allergies: string,
  next: string,
  notKnown: number,
  result: string,
  vitals: string,
  taken: string,
];

// Flags: D = DNR, I = DNI, F = falls, C/R = contact/droplet isolation, =BED same name, language in words.
// Allergies: ! severe, - none known, ? not asked, ?? unknown.
const LINES: readonly Line[] = [
  [
    "401",
    "Abernathy",
    "Joan M",
    "F 78 y",
    "D F",
    "!Penicillin",
    "11:00 Cefepime IV",
    2,
    "",
    "132/74 82 18 95 37.1",
    "02:05",
  ],
  ["402", "Adeyemi", "Folasade", "F 45 y", "", "-", "12:00 Ketorolac IV", 1, "", "118/70 76 16 98 36.7", "02:12"],
  [
    "403",
    "Błaszczyk",
    "Łukasz",
    "M 59 y",
    "C",
    "!Sulfa drugs",
    "12:00 Linezolid IV",
    2,
    "Culture MRSA A",
    "141/86 88 18 96 37.4",
    "02:20",
  ],
  [
    "404",
    "Castellano",
    "Anthony",
    "M 66 y",
    "F",
    "Codeine",
    "11:00 Metoprolol",
    3,
    "INR 4.1 H",
    "152/90 104H 20 94 37.0",
    "01:48",
  ],
  [
    "405",
    "Chen",
    "Mei-Ling|陳美玲",
    "F 71 y",
    "Mandarin",
    "!Aspirin",
    "12:00 Insulin lispro",
    1,
    "",
    "124/68 72 16 97 36.6",
    "02:31",
  ],
  [
    "406",
    "Delacroix-Whittington-Smythe",
    "Marguerite Anne-Louise",
    "M 83 y",
    "D I F",
    "!Codeine,!Latex,Morphine,Nuts,Tape",
    "14:00 Furosemide IV",
    4,
    "",
    "108/60 92 22H 93 36.9",
    "03:02",
  ],
  ["407", "", "", "", "", "", "", 0, "", "", ""],
  [
    "408",
    "El-Sayed",
    "Mariam|مريم السيد",
    "F 34 y",
    "Arabic",
    "!Latex",
    "11:15 ceFAZolin IV",
    0,
    "",
    "112/66 84 16 99 36.8",
    "02:40",
  ],
  ["409", "Fitzgerald", "Thomas", "M 52 y", "F", "-", "12:00 LORazepam", 2, "", "160/94 110H 20 96 37.3", "03:05"],
  [
    "410",
    "Goldberg",
    "Ruth",
    "F 88 y",
    "D F",
    "Morphine",
    "14:00 Acetaminophen",
    1,
    "",
    "126/70 78 18 95 36.5",
    "02:44",
  ],
  ["411", "Gutiérrez", "Carmen", "F 63 y", "Spanish", "?", "12:00 Enoxaparin", 1, "", "138/80 80 16 97 36.9", "03:10"],
  ["412", "Halvorsen", "Erik", "M 47 y", "", "-", "", 0, "", "122/76 70 14 99 36.7", "02:50"],
  [
    "413",
    "Iyer",
    "Lakshmi",
    "F 69 y",
    "F",
    "Ciprofloxacin",
    "11:30 Heparin",
    2,
    "Na 128 L",
    "110/62 86 18 96 37.0",
    "02:02",
  ],
  [
    "414",
    "Johnson",
    "Darnell A",
    "M 29 y",
    "=421",
    "!Peanut",
    "12:00 Ibuprofen",
    1,
    "",
    "128/78 74 16 98 37.2",
    "02:55",
  ],
  [
    "415",
    "Kowalski",
    "Irena",
    "F 74 y",
    "R",
    "!Penicillin",
    "12:00 Oseltamivir",
    1,
    "",
    "134/72 90 22H 92L 38.2H",
    "02:18",
  ],
  ["416", "Lindqvist", "Anders", "M 77 y", "F", "-", "13:00 Warfarin", 2, "", "144/82 68 16 96 36.4", "02:41"],
  [
    "417",
    "Martínez",
    "José Luis",
    "M 58 y",
    "Spanish",
    "Lisinopril",
    "12:00 Insulin lispro",
    2,
    "Glucose 284 H",
    "150/88 82 18 97 36.8",
    "02:37",
  ],
  [
    "418",
    "Nguyễn",
    "Thị Hồng",
    "F 67 y",
    "C F Vietnamese",
    "!Penicillin,Iodine contrast",
    "12:00 Insulin lispro",
    3,
    "K 6.1 HH",
    "96/52L 112H 24H 92L 38.6H",
    "03:05",
  ],
  ["419", "O’Connor", "Patrick", "M 81 y", "D F", "!Iodine", "14:00 Digoxin", 2, "", "116/64 58 16 95 36.6", "02:15"],
  ["420", "Okonkwo", "Chidi", "M 38 y", "", "-", "14:00 cefTRIAXone IV", 0, "", "120/74 88 16 98 37.6", "02:33"],
  [
    "421",
    "Johnson",
    "Darnell",
    "M 61 y",
    "=414",
    "Sulfa drugs",
    "12:00 hydrALAZINE",
    2,
    "",
    "166/92H 84 18 96 36.8",
    "02:58",
  ],
  ["422", "Petrova", "Nadia", "F 55 y", "", "-", "11:00 Ertapenem IV", 1, "", "114/68 78 16 98 37.1", "02:20"],
  ["423", "Qureshi", "Bilal", "M 43 y", "", "Vancomycin", "15:00 Gabapentin", 0, "", "126/80 72 14 99 36.5", "03:05"],
  ["424", "Rossi", "Giulia", "F 72 y", "F", "-", "11:30 Potassium", 1, "Hgb 6.8 LL", "102/58 106H 20 95 36.9", "02:50"],
  ["425", "Unknown", "Kilo Seven", "M", "", "??", "12:00 levETIRAcetam", 0, "", "130/84 96 18 97 37.0", "03:01"],
  ["426", "", "", "", "", "", "", 0, "", "", ""],
];

function identityOf(line: Line): Identity {
  const [bed, family, given, sexAge, flags] = line;
  const [first = "", native = null] = given.split("|");
  const spoken = flags.split(" ").filter(flag => flag.length > 3 && !flag.startsWith("="));
  return {
    id: `r${bed}`,
    name: { family, given: first, native },
    mrn: `00${bed}2917`.slice(0, 8),
    visit: "88104552",
    birth:
      bed === "418"
        ? { text: "19560314", instant: null, precision: "day" }
        : { text: "1950", instant: null, precision: "year" },
    sex: sexAge.startsWith("F") ? "F" : "M",
    age: sexAge.length > 2 ? sexAge.slice(2) : null,
    unit: "4 West",
    bed,
    bed_at: moment("-3 16:20"),
    doctor: "OSEI-MENSAH, Ama",
    language: spoken[0] ?? null,
    same_name: flags.split(" ").flatMap(flag => (flag.startsWith("=") ? [flag.slice(1)] : [])),
    registered: bed !== "425",
  };
}

function allergiesOf(text: string): Known<readonly Allergy[]> {
  if (text === "-") return { kind: "none known", at: moment("-3 16:30"), source: "copy" };
  if (text === "?") return { kind: "not asked" };
  if (text === "??") return { kind: "unknown" };
  const reactions: { readonly [substance: string]: readonly string[] } = {
    Penicillin: ["anaphylaxis"],
    "Iodine contrast": ["hives"],
  };
  return known(
    text.split(",").map(one => {
      const substance = one.replace("!", "");
      return {
        id: substance,
        substance,
        reactions: reactions[substance] ?? [],
        severity: one.startsWith("!") ? ("severe" as const) : null,
        source: "copy" as const,
      };
    }),
  );
}

function safetyOf(line: Line): SafetyCard {
  const flags = line[4].split(" ");
  const code = [flags.includes("D") ? "DNR" : "", flags.includes("I") ? "DNI" : ""].filter(Boolean).join(" · ");
  const isolation = flags.includes("C") ? ["Contact"] : flags.includes("R") ? ["Droplet"] : [];
  return {
    allergies: allergiesOf(line[5]),
    code_status: known(code === "" ? "Full code" : code, "-3 16:20"),
    isolation: isolation.length > 0 ? known(isolation, "-2 09:10") : { kind: "not in copy" },
    weight:
      line[0] === "425" ? { kind: "unknown" } : known({ value: "61.4", unit: "kg", arithmetic: null }, "-3 16:40"),
    falls: flags.includes("F") ? known("High", "-1 20:10") : { kind: "not asked" },
    problems: known(
      ["Sepsis, foot wound", "diabetes 2", "CKD 3b", "atrial fibrillation"].map(text => ({ text, at: null })),
    ),
  };
}

function resultOf(text: string): Result[] {
  if (text === "") return [];
  const [test = "", value = "", flag = null] = text.split(" ");
  return [result(test, value, flag, null, "02:10", null)];
}

function result(
  test: string,
  value: string,
  flag: string | null,
  unit: string | null,
  when: string,
  before: string | null,
): Result {
  return {
    id: `${test} ${when}`,
    test,
    value,
    unit,
    flag,
    critical: flag === "HH" || flag === "LL",
    abnormal: flag !== null,
    at: moment(when),
    status: "final",
    before: before === null ? null : { value: before, flag: null, at: moment("-1 06:00") },
    reference: null,
    text: null,
    source: "copy",
  };
}

const UNITS = { BP: "mmHg", HR: "/min", RR: "/min", SpO2: "%", Temp: "°C" } as const;

function vitalsOf(text: string, taken: string): Vitals {
  const names = ["BP", "HR", "RR", "SpO2", "Temp"] as const;
  return {
    at: moment(taken),
    source: "copy",
    values: text.split(" ").flatMap((value, index) => {
      const name = names[index];
      const flag = /[HL]$/.exec(value)?.[0] ?? null;
      return name === undefined
        ? []
        : [{ name, value: value.replace(/[HL]$/, ""), unit: UNITS[name], flag, at: moment(taken) }];
    }),
  };
}

function rowOf(line: Line, scene: Scene): CensusRow {
  const [bed, family, , , , , next, notKnown, results, vitals, taken] = line;
  if (family === "") {
    return {
      bed,
      patient: null,
      safety: null,
      next: null,
      not_known: 0,
      overdue_since: null,
      results: [],
      vitals: null,
    };
  }
  const good = scene !== "night" && scene !== "doses stopped";
  const [time = "", ...drug] = next.split(" ");
  const isForbidden = `r${bed}` === FORBIDDEN;
  return {
    bed,
    patient: identityOf(line),
    safety: { ...safetyOf(line), ...(isForbidden ? { do_not_give: NEVER } : {}) },
    next:
      next === ""
        ? null
        : {
            at: at(time),
            drug: drug.join(" "),
            mark: good ? "scheduled" : "scheduled?",
            ...(isForbidden ? { do_not_give: true as const } : {}),
          },
    not_known: good ? 0 : notKnown,
    overdue_since: null,
    results: resultOf(results),
    vitals: vitalsOf(vitals, taken),
  };
}

/** GET /units/4w. */
export function unitAnswer(scene: Scene, now: number, rows = LINES.length): UnitAnswer {
  const lines = Array.from({ length: rows }, (_, index) => {
    const line = LINES[index % LINES.length] ?? LINES[0];
    if (line === undefined) throw new Error("the scene has no line");
    const [, ...rest] = line;
    return index < LINES.length ? line : ([`${401 + index}`, ...rest] as const);
  });
  return {
    ...stated(scene, now),
    unit: { id: "4w", name: "4 West" },
    rows: lines.map(line => rowOf(line, scene)),
  };
}

const GIVEN = {
  given_at: null,
  amount: null,
  by: null,
  reason: null,
  source: "copy",
  note: null,
  resource: null,
} as const;
const given = (time: string, amount: string | null = null): Slot => ({
  ...GIVEN,
  at: at(time),
  state: "given",
  given_at: moment(time),
  amount,
  by: "IBARRA, Kim",
  resource: "ras-20418",
});
const slot = (time: string, state: Slot["state"]): Slot => ({ ...GIVEN, at: at(time), state });

function medication(
  drug: string,
  dose: string,
  route: string,
  frequency: string,
  last: string | null,
  slots: readonly Slot[],
  extra: Partial<Medication> = {},
): Medication {
  const ahead = slots.find(one => one.at > NOW && (one.state === "scheduled?" || one.state === "on paper"));
  return {
    id: drug,
    order: `RX-${drug.length}0417`,
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
    starts: moment("-3 17:00"),
    ends: null,
    last:
      last === null
        ? { kind: "not known", since: at("02:12") }
        : { kind: "given", at: moment(last), amount: null, source: "copy", partial: false, possibly: false },
    not_known_since: at("02:12"),
    next: ahead === undefined ? null : { at: ahead.at, mark: "scheduled?" },
    from: null,
    slots,
    source: "copy",
    instructions: null,
    ...extra,
  };
}

function marOf(): Mar {
  const medications: Medication[] = [
    medication("Vancomycin", "1 g", "IV", "every 12 h", "-1 22:04", [
      given("-1 22:04", "1 g"),
      slot("10:00", "on paper"),
      slot("22:00", "scheduled?"),
    ]),
    medication(
      "Insulin lispro",
      "by scale",
      "subcut",
      "with meals",
      "-1 17:40",
      [slot("08:00", "on paper"), slot("12:00", "scheduled?"), slot("17:30", "scheduled?")],
      { high_alert: true },
    ),
    medication("Aztreonam", "2 g", "IV", "every 8 h", "-1 22:10", [
      given("-1 22:10", "2 g"),
      slot("06:00", "not known"),
      slot("14:00", "scheduled?"),
    ]),
    medication("Acetaminophen", "650 mg", "PO", "every 6 h", "-1 22:06", [
      given("-1 22:06"),
      slot("04:00", "not known"),
      slot("10:00", "on paper"),
      slot("16:00", "scheduled?"),
    ]),
    medication("Metoprolol tartrate", "25 mg", "PO", "every 12 h", "-1 21:05", [
      slot("09:00", "on paper"),
      slot("21:00", "scheduled?"),
    ]),
    medication("Apixaban", "5 mg", "PO", "every 12 h", "-1 09:02", [
      { ...slot("-1 23:00", "held"), given_at: moment("-1 23:04"), reason: "before procedure" },
      slot("09:00", "on paper"),
      slot("21:00", "scheduled?"),
    ]),
    medication("Atorvastatin", "40 mg", "PO", "at night", "-1 21:05", [slot("21:00", "scheduled?")]),
    medication("Insulin glargine", "18 units", "subcut", "at night", "-1 21:06", [slot("21:00", "scheduled?")], {
      high_alert: true,
    }),
    medication("Pantoprazole", "40 mg", "PO", "daily", "-1 06:02", [slot("06:00", "not known")]),
    medication("Sodium chloride 0.9 %", "", "IV", "", "-1 16:40", [], { infusion: "75 mL/h" }),
    medication("oxyCODONE", "5 mg", "PO", "every 4 h if needed", "01:15", [given("01:15", "5 mg")], { prn: true }),
    medication("Calcium gluconate", "1 g", "IV", "once", "02:58", [given("02:58")], {
      state: "completed",
      state_at: moment("02:58"),
      not_known_since: null,
      next: null,
    }),
    medication("Lisinopril", "10 mg", "PO", "daily", "-1 09:12", [], {
      state: "stopped",
      state_at: moment("01:52"),
      not_known_since: null,
    }),
  ];
  return {
    from: at("-1 22:00"),
    to: at("22:00"),
    zones: [
      { from: at("-1 22:00"), to: at("02:12"), kind: "copy" },
      { from: at("02:12"), to: at("07:00"), kind: "not known" },
      { from: at("07:00"), to: NOW, kind: "paper" },
      { from: NOW, to: at("22:00"), kind: "ahead" },
    ],
    medications,
    not_known: 3,
  };
}

function quietMar(): Mar {
  const mar = marOf();
  return {
    ...mar,
    zones: [
      { from: mar.from, to: NOW, kind: "copy" },
      { from: NOW, to: mar.to, kind: "ahead" },
    ],
    not_known: 0,
    medications: mar.medications.map(one => ({
      ...one,
      not_known_since: null,
      last: one.last.kind === "not known" ? { kind: "none recorded", by: NOW } : one.last,
      next: one.next === null ? null : { at: one.next.at, mark: "scheduled" },
      slots: one.slots.map(box => {
        if (box.state === "not known" || box.state === "on paper") return { ...box, state: "none recorded" };
        return box.state === "scheduled?" ? { ...box, state: "scheduled" } : box;
      }),
    })),
  };
}

const RESULTS: readonly Result[] = [
  result("Potassium", "6.1", "HH", "mmol/L", "02:10", "5.4"),
  result("Creatinine", "2.3", "H", "mg/dL", "02:10", "2.1"),
  result("Lactate", "3.1", "H", "mmol/L", "02:10", "2.4"),
  result("Sodium", "136", null, "mmol/L", "02:10", "137"),
  result("Glucose, POC", "212", "H", "mg/dL", "01:00", "241"),
  result("White cells", "17.8", "H", "10³/µL", "02:10", "15.2"),
  result("Hemoglobin", "10.1", "L", "g/dL", "02:10", "10.6"),
  result("Vancomycin", "17.2", null, "mg/L", "-1 21:30", null),
  {
    ...result("Blood culture, 1 of 2", "growth", "A", null, "-1 23:50", null),
    status: "preliminary",
    text: "Gram-positive cocci in clusters",
  },
];

const ORDERS: readonly Order[] = (
  [
    ["Oxygen 2 L/min, keep ≥ 92 %", "active", "-1 19:30"],
    ["Wound care twice a day", "active", "-1 20:15"],
    ["MRI left foot", "requested", "-1 18:02"],
    ["Intake and output, strict", "active", "-3 17:10"],
    ["Telemetry", "active", "-3 17:10"],
  ] as const
).map(([what, state, when], index) => ({
  id: what,
  order: `R-041${index}`,
  what,
  state,
  at: moment(when),
  source: "copy",
}));

/** GET /patients/:id; null where nobody has it. */
export function patientAnswer(id: string, scene: Scene, now: number): PatientAnswer | null {
  const line = LINES.find(one => `r${one[0]}` === id && one[1] !== "");
  if (line === undefined) return null;
  const last = vitalsOf(line[9], line[10]);
  const mar = scene === "night" || scene === "doses stopped" ? marOf() : quietMar();
  const isForbidden = id === FORBIDDEN;
  return {
    ...stated(scene, now),
    identity: identityOf(line),
    safety: { ...safetyOf(line), ...(isForbidden ? { do_not_give: NEVER } : {}) },
    mar: isForbidden ? { ...mar, medications: [...UNTIMED, ...mar.medications] } : mar,
    ...(isForbidden ? { home: HOME } : {}),
    results: RESULTS,
    vitals: [last, vitalsOf("104/58 104H 22H 94 38.1H", "-1 22:10"), vitalsOf("118/64 92 18 96 37.4", "-1 18:00")],
    orders: ORDERS,
  };
}

/** The patient to whom two drugs must not be given, and of whom a file told doses without a time and what she takes at home. */
export const FORBIDDEN = "r413";

const civil = (text: string): Moment => ({ text, instant: null, precision: "day" });
const NEVER: readonly DoNotGive[] = [
  {
    id: "never-1",
    order: "RX-0391",
    drug: "Heparin",
    how: "",
    why: "HIT antibodies positive",
    at: moment("-1 16:20"),
    ends: null,
    by: "OSEI-MENSAH, Ama",
    state: null,
    source: "copy",
    entry: "0190a1",
  },
  {
    id: "never-2",
    order: "RX-0388",
    drug: "metFORMIN",
    how: "",
    why: "iodine contrast",
    at: moment("-1 09:00"),
    ends: civil("2023-08-05"),
    by: "OSEI-MENSAH, Ama",
    state: null,
    source: "copy",
    entry: "0190a1",
  },
];
const UNTIMED: readonly Medication[] = [
  medication("Heparin flush", "5 mL", "IV", "every 8 h", "-1 22:10", [slot("14:00", "scheduled?")], {
    do_not_give: NEVER[0] as DoNotGive,
  }),
  {
    ...medication("cefTRIAXone", "1 g", "IV", "once", null, []),
    last: { kind: "not sure", why: "given on Thu 3 Aug, time not known" },
    untimed: [
      {
        ...GIVEN,
        state: "given",
        day: civil("2023-08-03"),
        amount: "1 g",
        by: "IBARRA, Kim",
        resource: "m-1",
        entry: "0190a1",
      },
    ],
  },
  {
    ...medication("Methotrexate", "15 mg", "PO", "weekly", null, []),
    untimed: [{ ...GIVEN, state: "scheduled", day: civil("2023-08-03") }],
  },
];
const HOME: readonly HomeMedication[] = [
  {
    id: "h1",
    drug: "Warfarin",
    dose: "5 mg every evening",
    state: "takes it",
    taken: true,
    details: ["for atrial fibrillation"],
    at: civil("2023-08-01"),
    at_is: "told",
    told_by: "the patient",
    source: "copy",
    entry: "0190a1",
  },
  {
    id: "h2",
    drug: "St John’s wort",
    dose: "",
    state: "taken or not is not known",
    taken: false,
    details: [],
    at: null,
    at_is: null,
    told_by: "IYER, Ravi, son",
    source: "copy",
    entry: "0190a1",
  },
];

const LONGEST = [
  { family: "Featherstonehaugh-Cholmondeley Papadimitriou", given: "Maximiliana Bartholomea", native: null },
  {
    family: "al-Qahtani bin Abdulrahman",
    given: "Mohammed Abdulaziz Ibrahim",
    native: "محمد عبد العزيز إبراهيم القحطاني",
  },
  { family: "Nguyễn Phước Tôn Nữ", given: "Thị Hoàng Anh Thư", native: "阮福尊女氏黃英書" },
] as const;

/** The same person under one of the longest names: hyphens, right to left, CJK. */
export function underLongName(identity: Identity): Identity {
  return { ...identity, name: LONGEST[Number(identity.bed) % LONGEST.length] ?? identity.name };
}

/** GET /search. */
export function searchAnswer(q: string): { rows: Identity[] } {
  const wanted = q.toLocaleLowerCase();
  const rows = LINES.filter(line => line[1] !== "").map(identityOf);
  return {
    rows: rows.filter(one =>
      [one.name.family, one.name.given, one.mrn, one.bed ?? ""].some(text => text.toLocaleLowerCase().includes(wanted)),
    ),
  };
}

export const PEOPLE = [
  { id: "dp", name: "PARK, Dana", role: "RN" },
  { id: "ao", name: "OSEI-MENSAH, Ama", role: "physician" },
  { id: "md", name: "DELGADO, Marco", role: "charge nurse" },
  { id: "ki", name: "IBARRA, Kim", role: "RN" },
  { id: "ts", name: "SOLÍS, Teo", role: "nursing assistant" },
  { id: "rb", name: "BLUM, Rachel", role: "pharmacist" },
  { id: "lw", name: "WHITE, Lena", role: "unit clerk" },
] as const;
