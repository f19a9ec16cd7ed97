// The hand-picked charts: those that a screen or a page is likeliest to get wrong. Everybody is invented.
import { MARKED_MESSAGES } from "../../src/feed/marked.testing.ts";
import { FACILITY } from "../house.ts";
import {
  adt,
  allergies,
  at,
  book,
  charted,
  type Drug,
  give,
  heartbeat,
  message,
  note,
  order,
  type Person,
  pid,
  prescribe,
  problems,
  report,
  type Sent,
  segment,
  vitals,
} from "./say.ts";

const PO = ["PO", "Oral"] as const;
const IV = ["IV", "Intravenous"] as const;
const SC = ["SC", "Subcutaneous"] as const;
const OSEI = ["OSEI-MENSAH", "AMA"] as const;

const person = (mrn: string, family: string, given: string, more: Partial<Person> = {}): Person => ({
  mrn,
  family,
  given,
  birth: "19560314",
  sex: "F",
  unit: "4W",
  bed: "401",
  visit: `8810${mrn.slice(-4)}`,
  doctor: OSEI,
  ...more,
});

// Twins, minutes apart, and their mother: one family name, one birth date, two lives.
const NURSERY = { unit: "NURSERY", birth: "202611240412", doctor: ["LINDQVIST", "KARIN"] } as const;
export const MOTHER = person("00510001", "Okonkwo", "Ngozi", { unit: "L&D", bed: "3", birth: "19940807" });
export const TWIN_A = person("00510002", "Okonkwo", "Baby Girl A", { ...NURSERY, bed: "N1" });
export const TWIN_B = person("00510003", "Okonkwo", "Baby Girl B", { ...NURSERY, bed: "N2", birth: "202611240419" });

function twins(): Sent[] {
  const mother = segment("NK1", { 1: "1", 2: ["Okonkwo", "Ngozi"], 3: ["MTH", "Mother"] });
  const vitaminK: Drug = {
    order: "K100",
    words: "phytonadione",
    amount: "1",
    unit: "mg",
    route: ["IM", "Intramuscular"],
    how: "ONCE",
  };
  return [
    adt("A01", MOTHER, at("21:10", 1), allergies(["MO", "latex", "Contact dermatitis"])),
    ...[TWIN_A, TWIN_B].flatMap((twin, index) => [
      adt("A01", twin, at(index === 0 ? "04:20" : "04:26"), [mother]),
      charted(twin, at(index === 0 ? "04:31" : "04:38"), [
        ["NM", "29463-7", "Body weight", index === 0 ? "2410" : "2265", "g"],
      ]),
      charted(twin, at(index === 0 ? "08:00" : "08:05"), [
        ["NM", "8867-4", "Heart rate", index === 0 ? "138" : "151", "/min", "100-170", ""],
        ["NM", "9279-1", "Respiratory rate", index === 0 ? "44" : "62", "/min", "30-60", index === 0 ? "" : "H"],
        ["NM", "8310-5", "Body temperature", index === 0 ? "36.8" : "36.1", "Cel", "36.5-37.5", index === 0 ? "" : "L"],
      ]),
      report(
        twin,
        { filler: `NB${index}`, code: "1975-2", words: "Bilirubin, total", taken: at("09:30") },
        at("10:02"),
        [["NM", "1975-2", "Bilirubin, total", index === 0 ? "4.1" : "9.8", "mg/dL", "<8.0", index === 0 ? "" : "HH"]],
      ),
    ]),
    prescribe(TWIN_A, { ...vitaminK, order: "K101" }, at("04:40")),
    prescribe(TWIN_B, { ...vitaminK, order: "K102" }, at("04:44")),
    give(TWIN_A, { ...vitaminK, order: "K101" }, at("05:02")),
  ];
}

// Forty drugs: timed, once, when needed, drips, high alert, long names, one held, one refused, one stopped.
export const FORTY = person("00520001", "Abernathy", "Cornelius Theodore", { bed: "402", birth: "19410122", sex: "M" });

type Line = readonly [words: string, amount: string, unit: string, route: readonly [string, string], how: string];
const DRUGS: readonly Line[] = [
  ["Vancomycin", "1250", "mg", IV, "Q12H"],
  ["Piperacillin-tazobactam in sodium chloride 0.9 % 100 mL, extended infusion over 4 hours", "4.5", "g", IV, "Q8H"],
  ["Insulin lispro", "6", "units", SC, "ACHS"],
  ["Insulin glargine", "18", "units", SC, "HS"],
  ["Heparin", "5000", "units", SC, "Q8H"],
  ["Metoprolol tartrate", "25", "mg", PO, "BID"],
  ["Amiodarone", "200", "mg", PO, "DAILY"],
  ["Apixaban", "5", "mg", PO, "BID"],
  ["Atorvastatin", "40", "mg", PO, "HS"],
  ["Lisinopril", "10", "mg", PO, "DAILY"],
  ["Furosemide", "40", "mg", IV, "BID"],
  ["Spironolactone", "25", "mg", PO, "DAILY"],
  ["Potassium chloride", "20", "meq", PO, "BID"],
  ["Magnesium oxide", "400", "mg", PO, "BID"],
  ["Pantoprazole", "40", "mg", PO, "DAILY"],
  ["Sucralfate", "1", "g", PO, "QID"],
  ["Docusate", "100", "mg", PO, "BID"],
  ["Senna", "8.6", "mg", PO, "HS"],
  ["Polyethylene glycol", "17", "g", PO, "DAILY"],
  ["Gabapentin", "300", "mg", PO, "TID"],
  ["Levothyroxine", "0.075", "mg", PO, "DAILY"],
  ["Prednisone", "20", "mg", PO, "DAILY"],
  ["Mycophenolate mofetil", "500", "mg", PO, "BID"],
  ["Tacrolimus", "1.5", "mg", PO, "Q12H"],
  ["Valganciclovir", "450", "mg", PO, "DAILY"],
  ["Trimethoprim-sulfamethoxazole double strength", "1", "tablet", PO, "DAILY"],
  ["Nystatin suspension", "5", "mL", ["SS", "Swish and swallow"], "QID"],
  ["Ipratropium-albuterol", "3", "mL", ["NEB", "Nebulizer"], "Q6H"],
  ["Fluticasone-salmeterol 250/50", "1", "puff", ["IH", "Inhalation"], "BID"],
  ["Latanoprost 0.005 %", "1", "drop", ["OP", "Both eyes"], "HS"],
  ["Sertraline", "50", "mg", PO, "DAILY"],
  ["Quetiapine", "12.5", "mg", PO, "HS"],
  ["Thiamine", "100", "mg", PO, "DAILY"],
  ["Folic acid", "1", "mg", PO, "DAILY"],
];

function fortyDrugs(): Sent[] {
  const timed = DRUGS.map(
    ([words, amount, unit, route, how], index): Drug => ({
      order: `F${4100 + index}`,
      words,
      amount,
      unit,
      route,
      how,
    }),
  );
  const needed: Drug[] = [
    { order: "F4150", words: "Oxycodone", amount: "5", unit: "mg", route: PO, how: "Q4H", prn: "pain 4 to 6" },
    { order: "F4151", words: "Hydromorphone", amount: "0.5", unit: "mg", route: IV, how: "Q4H", prn: "pain 7 to 10" },
    { order: "F4152", words: "Ondansetron", amount: "4", unit: "mg", route: IV, how: "Q6H", prn: "nausea" },
    {
      order: "F4153",
      words: "Acetaminophen",
      amount: "650",
      unit: "mg",
      route: PO,
      how: "Q6H",
      prn: "fever over 38.3",
      instructions: "Not more than 3 g in 24 hours from all sources.",
    },
  ];
  const drips: Drug[] = [
    {
      order: "F4160",
      words: "Sodium chloride 0.9 %",
      amount: "1000",
      unit: "mL",
      route: IV,
      how: "CONT",
      rate: ["75", "mL/h"],
    },
    {
      order: "F4161",
      words: "Heparin 25,000 units in dextrose 5 % 250 mL",
      amount: "25000",
      unit: "units",
      route: IV,
      how: "CONT",
      rate: ["11", "mL/h"],
    },
  ];
  const [vancomycin, , lispro, , heparin, metoprolol, , apixaban, , lisinopril] = timed;
  if (!vancomycin || !lispro || !heparin || !metoprolol || !apixaban || !lisinopril) return [];
  return [
    adt("A01", FORTY, at("15:20", 6), [
      ...allergies(
        ["SV", "cefazolin", "Anaphylaxis"],
        ["SV", "iodinated contrast media", "Hives and swelling of the throat"],
        ["MO", "codeine", "Vomiting"],
        ["MI", "adhesive tape", "Rash"],
        ["MO", "lisinopril", "Cough"],
        ["", "strawberries", ""],
        ["MO", "morphine", "Itching"],
        ["MI", "shellfish", "Hives"],
      ),
      ...problems(
        ["T86.11", "Kidney transplant rejection", at("15:20", 6)],
        ["I50.23", "Acute on chronic systolic heart failure", at("15:20", 6)],
        ["I48.91", "Atrial fibrillation", "2019"],
        ["E11.65", "Type 2 diabetes mellitus with hyperglycemia", "2011"],
        ["J44.9", "Chronic obstructive pulmonary disease", "2014"],
        ["E03.9", "Hypothyroidism", "2009"],
      ),
    ]),
    charted(FORTY, at("15:40", 6), [
      ["NM", "29463-7", "Body weight", "91.4", "kg"],
      ["ST", "CODESTATUS", "Code status", "DNR / DNI"],
      ["ST", "ISOLATION", "Isolation", "Contact + Droplet"],
      ["ST", "FALLS", "Fall risk", "High"],
    ]),
    ...[...timed, ...needed, ...drips].map(drug => prescribe(FORTY, drug, at("16:00", 5))),
    give(FORTY, vancomycin, at("21:04", 1)),
    give(FORTY, vancomycin, at("09:02")),
    give(FORTY, lispro, at("07:41")),
    give(FORTY, heparin, at("06:10")),
    give(FORTY, metoprolol, at("09:05"), "NA", "Blood pressure low"),
    give(FORTY, apixaban, at("09:06"), "RE", "Patient refused"),
    give(FORTY, lisinopril, at("09:00", 1)),
    prescribe(FORTY, lisinopril, at("09:40"), "DC"),
    ...timed.slice(10).map(drug => give(FORTY, drug, at("09:10", drug.how === "HS" ? 1 : 0))),
    charted(FORTY, at("08:00"), vitals(["88", "52"], "114", "26", "90", "38.4")),
    order(FORTY, "F4300", "Telemetry", at("16:10", 6)),
    order(FORTY, "F4301", "Chest radiograph, portable", at("07:15")),
    order(FORTY, "F4302", "Renal ultrasound with Doppler of the transplanted kidney", at("08:50")),
  ];
}

// Three numbers merged into one, one of them while asleep in another bed's paper, and a linked record whose allergies differ.
export const MERGED = person("00530001", "Castellanos", "María de los Ángeles", {
  bed: "403",
  birth: "19671102",
  language: ["spa", "Spanish"],
});
const OLD = ["00530002", "00530003"].map((mrn, index) => ({ ...MERGED, mrn, visit: `7700${index}1`, given: "Maria" }));
export const LINKED = person("00530009", "Castellanos", "Maria A", { bed: "", unit: "CLINIC", birth: "19671102" });

function merged(): Sent[] {
  const [first, second] = OLD;
  if (!first || !second) return [];
  const into = (mrn: string) => segment("MRG", { 1: [mrn, undefined, undefined, FACILITY, "MR"] });
  const event = (trigger: string, time: string) => segment("EVN", { 1: trigger, 2: time });
  return [
    adt("A28", first, at("09:00", 400), allergies(["SV", "penicillin", "Anaphylaxis"])),
    adt("A28", second, at("09:00", 200), allergies(["MI", "penicillin", "Rash"])),
    adt("A28", LINKED, at("09:00", 100), [
      segment("AL1", { 1: "1", 2: "DA", 3: ["716186003", "No known allergies", "SCT"] }),
    ]),
    adt("A01", MERGED, at("22:40", 1), allergies(["MO", "sulfonamides", "Rash"])),
    message("adt", ["ADT", "A40"], at("23:05", 1), [event("A40", at("23:05", 1)), pid(MERGED), into(first.mrn)]),
    message("adt", ["ADT", "A40"], at("23:06", 1), [event("A40", at("23:06", 1)), pid(MERGED), into(second.mrn)]),
    message("adt", ["ADT", "A24"], at("23:09", 1), [
      event("A24", at("23:09", 1)),
      pid(MERGED),
      segment("PV1", { 1: "1", 2: "N" }),
      pid(LINKED),
      segment("PV1", { 1: "1", 2: "N" }),
    ]),
    book(MERGED, {
      number: "B9001",
      when: at("14:30", -1),
      minutes: "40",
      what: "Echocardiogram",
      reason: "Chest pain",
      place: "Cardiology",
      room: "Room 2",
      provider: ["D31", "CHEN", "MARIA"],
    }),
    book(MERGED, {
      number: "B9002",
      when: at("09:00", -9),
      what: "Follow-up visit",
      place: "Cardiology",
      room: "Room 4",
      provider: ["D31", "CHEN", "MARIA"],
    }),
    book(
      MERGED,
      {
        number: "B9003",
        when: at("08:15", -2),
        what: "MRI of the head",
        place: "Imaging",
        room: "MRI 1",
        provider: ["D32", "ABARA", "JOY"],
      },
      "S15",
    ),
  ];
}

// Nobody knows who she is; and one who was so, until he was known.
export const UNKNOWN = person("00540001", "UNKNOWN", "Unknown Doe", { bed: "404", birth: "", sex: "U" });
export const KNOWN_LATER = person("00540002", "UNKNOWN", "Trauma Kilo", { bed: "405", birth: "", sex: "M" });
export const IDENTIFIED = {
  ...KNOWN_LATER,
  mrn: "00540003",
  family: "Wiśniewski",
  given: "Łukasz Grzegorz",
  birth: "19880229",
};

function unknown(): Sent[] {
  const event = (trigger: string, time: string) => segment("EVN", { 1: trigger, 2: time });
  return [
    adt("A04", UNKNOWN, at("02:50"), [segment("AL1", { 1: "1", 2: "DA", 3: ["UNK", "Unknown", "L"] })]),
    charted(UNKNOWN, at("02:55"), [
      ...vitals(["92", "50"], "124", "28", "91", "35.2"),
      ["ST", "CODESTATUS", "Code status", "Full code"],
    ]),
    report(
      UNKNOWN,
      { filler: "U1", code: "51990-0", words: "Basic metabolic panel", taken: at("03:00") },
      at("03:41"),
      [
        ["NM", "2823-3", "Potassium", "6.4", "mmol/L", "3.5-5.1", "HH"],
        ["NM", "2951-2", "Sodium", "148", "mmol/L", "135-145", "H"],
      ],
    ),
    adt("A04", KNOWN_LATER, at("01:15")),
    adt("A28", IDENTIFIED, at("10:00", 900), allergies(["SV", "bee venom", "Anaphylaxis"])),
    adt("A08", { ...IDENTIFIED, mrn: KNOWN_LATER.mrn }, at("06:30")),
    message("adt", ["ADT", "A40"], at("06:31"), [
      event("A40", at("06:31")),
      pid(IDENTIFIED),
      segment("MRG", { 1: [KNOWN_LATER.mrn, undefined, undefined, FACILITY, "MR"] }),
    ]),
  ];
}

// Thirty days: four sets of vitals a day, a panel each morning, a note, a corrected potassium.
export const MONTH = person("00550001", "Featherstonehaugh-Cholmondeley-Majoribanks", "Wilhelmina Georgiana Philippa", {
  bed: "406",
  birth: "19330605",
  doctor: ["VAN DEN HEUVEL-OKONJO", "ANNELIES"],
});

function month(): Sent[] {
  const sent: Sent[] = [
    adt("A01", MONTH, at("11:00", 30), [
      ...allergies(["MI", "nickel", "Rash"]),
      ...problems(["S72.001A", "Fracture of neck of right femur", at("11:00", 30)]),
    ]),
  ];
  for (let day = 30; day >= 0; day--) {
    const swing = Math.round(10 * Math.sin(day));
    for (const time of ["02:00", "08:00", "14:00", "20:00"])
      if (day > 0 || time < "10:52")
        sent.push(
          charted(
            MONTH,
            at(time, day),
            vitals(
              [String(128 + swing), String(72 + swing)],
              String(84 + swing),
              "18",
              "95",
              (37 + swing / 20).toFixed(1),
            ),
          ),
        );
    const panel = { filler: `L${500 + day}`, code: "51990-0", words: "Basic metabolic panel", taken: at("06:00", day) };
    sent.push(
      report(MONTH, panel, at("06:50", day), [
        ["NM", "2823-3", "Potassium", (4.2 + swing / 20).toFixed(1), "mmol/L", "3.5-5.1", swing > 8 ? "H" : ""],
        ["NM", "2951-2", "Sodium", String(138 + Math.round(swing / 3)), "mmol/L", "135-145", ""],
        ["NM", "2160-0", "Creatinine", (1.1 + swing / 40).toFixed(2), "mg/dL", "0.60-1.30", swing > 8 ? "H" : ""],
        ["SN", "10839-9", "Troponin I", "< 0.01", "ng/mL", "<0.04", ""],
      ]),
    );
    if (day % 3 === 0)
      sent.push(
        note(
          MONTH,
          `N${900 + day}`,
          "Progress note",
          at("10:00", day),
          ["Up in the chair.", "Pain 2 of 10. Wound dry."],
          day === 3 ? "DI" : "AU",
        ),
      );
    if (day % 5 === 0)
      sent.push(
        order(
          MONTH,
          `O${700 + day}`,
          day % 2 === 0 ? "Physical therapy, twice a day" : "Wound care",
          at("10:10", day),
          day > 9 ? ["CA", "CA"] : ["NW", "IP"],
        ),
      );
  }
  return [
    ...sent,
    // Sent wrong at 06:50, corrected at 07:32: a mix-up of specimens.
    report(
      MONTH,
      {
        filler: "L500",
        code: "51990-0",
        words: "Basic metabolic panel",
        taken: at("06:00"),
        status: "C",
        notes: ["Corrected: specimen mix-up found by the laboratory."],
      },
      at("07:32"),
      [["NM", "2823-3", "Potassium", "2.7", "mmol/L", "3.5-5.1", "LL"]],
    ),
    report(
      MONTH,
      { filler: "M77", code: "600-7", words: "Blood culture", taken: at("21:30", 1), status: "P" },
      at("09:15"),
      [
        [
          "TX",
          "600-7",
          "Blood culture, bottle 1 of 2",
          "Gram-positive cocci in clusters seen in the aerobic bottle after 11 hours. Identification and susceptibilities to follow. Telephoned to the ward at 09:12 and read back.",
        ],
      ],
    ),
    report(
      MONTH,
      { filler: "R12", code: "36643-5", words: "Chest radiograph", taken: at("18:10", 2) },
      at("19:40", 2),
      [
        ["ST", "36643-5", "Chest radiograph", ">10 mm nodule, left upper lobe"],
        ["NM", "X1", "Nodule", ">10", "mm"],
      ],
    ),
  ];
}

// Someone of whom the copy holds nothing at all but that she lies there.
export const NOTHING = person("00560001", "Ek", "Bo", { bed: "407", birth: "", sex: "" });

// Names of many scripts and lengths.
export const NAMES: readonly Person[] = [
  person("00570001", "Nguyễn", "Thị Hồng Phượng", { bed: "408", language: ["vie", "Vietnamese"] }),
  person("00570002", "Wójcik-Szczepańska", "Małgorzata", { bed: "409", birth: "19720519" }),
  person("00570003", "Li", "Meiling", {
    bed: "410",
    native: ["李", "美玲"],
    birth: "19881230",
    language: ["zho", "Chinese"],
  }),
  person("00570004", "Al-Harbi", "Khadija", {
    bed: "411",
    native: ["الحربي", "خديجة"],
    birth: "20010411",
    language: ["ara", "Arabic"],
  }),
  person("00570005", "Nguyen", "Thi Hong", { bed: "412", birth: "19600101" }),
];

// A result that was taken back, one corrected in words, values that are not numbers; a chart of marks; held things.
export const HELD = person("00580001", "Brandt", "Ilse", { bed: "413", birth: "19490713" });

function held(): Sent[] {
  return [
    adt("A01", HELD, at("20:00", 2), allergies(["SV", "penicillin", "Anaphylaxis"])),
    // The number of one person, the name, birth date and sex of another.
    adt("A08", { ...HELD, family: "Mwangi", given: "Peter", birth: "19910302", sex: "M" }, at("09:50")),
  ];
}

/** A ward that a sender empties in one minute. */
export const WARD = Array.from({ length: 16 }, (_, index) =>
  person(
    `0059${String(index).padStart(4, "0")}`,
    ["Adeyemi", "Bergström", "Chaudhary", "Diaz"][index % 4] ?? "",
    `${["Ruth", "Omar", "Ines", "Hal"][Math.floor(index / 4)]}`,
    {
      unit: "5E",
      bed: String(501 + index),
      birth: `19${50 + index}0${1 + (index % 9)}14`,
      sex: index % 2 === 0 ? "F" : "M",
    },
  ),
);
/** Comes into a bed whose discharge is held. */
export const INTO_HELD = person("00599900", "Oyelaran", "Tunde", {
  unit: "5E",
  bed: "501",
  sex: "M",
  birth: "19790630",
});

/** A clinic's day of sixty. */
const EXPECTED = Array.from({ length: 60 }, (_, index): Sent => {
  const hour = 8 + Math.floor(index / 8);
  const family =
    ["Baptiste", "Kowalczyk", "Trần", "Ramirez-Ortega", "Smith", "Smith", "Venkatanarasimharajuvaripeta"][index % 7] ??
    "";
  const who = person(
    `006${String(index).padStart(5, "0")}`,
    family,
    ["Ann", "Bogdan", "Chi", "Dolores"][index % 4] ?? "",
    {
      birth: `19${40 + (index % 55)}0${1 + (index % 9)}${10 + (index % 18)}`,
      sex: index % 2 === 0 ? "F" : "M",
    },
  );
  return book(
    who,
    {
      number: `C${1000 + index}`,
      when: at(`${String(hour).padStart(2, "0")}:${String((index % 8) * 7).padStart(2, "0")}`),
      what: index % 5 === 0 ? "Chemotherapy infusion, cycle 3 of 6, day 1" : "Follow-up visit",
      reason: index % 3 === 0 ? "Atrial fibrillation" : "Check-up",
      place: index % 2 === 0 ? "Cardiology" : "Infusion Center",
      room: `Room ${1 + (index % 6)}`,
      provider: index % 2 === 0 ? ["D31", "CHEN", "MARIA"] : ["D33", "VAN DEN HEUVEL-OKONJO", "ANNELIES"],
      phones: index % 9 === 4 ? [] : [`860 555 0${String(100 + index)}`],
    },
    index % 11 === 3 ? "S15" : index % 13 === 5 ? "S26" : "S12",
    index % 8 === 1 && index < 24 ? "ARRIVED" : undefined,
  );
});

/** Everything that was sent until 10:51, in its order. */
export function everything(): readonly Sent[] {
  return [
    ...twins(),
    ...fortyDrugs(),
    ...merged(),
    ...unknown(),
    ...month(),
    adt("A01", NOTHING, at("10:40")),
    ...NAMES.map((one, index) =>
      adt("A01", one, at(`0${index + 1}:30`), index === 0 ? allergies(["SV", "Ibuprofen", "Khó thở"]) : []),
    ),
    ...held(),
    ...MARKED_MESSAGES.map((text): Sent => ({ feed: /^MSH.*ADT/.test(text) ? "adt" : "clinical", text })),
    ...WARD.map((one, index) =>
      adt("A01", one, at("12:00", 3), index === 0 ? allergies(["SV", "peanut", "Anaphylaxis"]) : []),
    ),
    ...EXPECTED,
    ...alive("10:51"),
  ];
}

/** A sender gone mad: it discharges a whole ward at 03:11, and puts somebody else into one of its beds. */
export function poison(): readonly Sent[] {
  return [...WARD.map(one => adt("A03", one, at("03:11"))), adt("A01", INTO_HELD, at("10:30"))];
}

export function alive(time: string): readonly Sent[] {
  return [heartbeat("adt", at(time)), heartbeat("clinical", at(time)), heartbeat("book", at(time))];
}
