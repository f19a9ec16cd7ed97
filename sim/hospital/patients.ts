// Who lies in the hospital: one person with what is known of her.
import type { Seeded } from "../random.ts";
import { drawName, type PersonName } from "./names.ts";
import { DAY, daysBefore, stamp } from "./times.ts";
import type { Care } from "./units.ts";

export type AllergyState = "known" | "none known" | "unknown" | "not asked";
export type Allergy = {
  readonly kind: "DA" | "FA" | "EA";
  readonly code: string;
  readonly substance: string;
  readonly severity: "SV" | "MO" | "MI" | "U";
  readonly reaction: string;
};

export type Patient = {
  readonly mrn: string;
  readonly name: PersonName;
  readonly sex: "F" | "M" | "U";
  /** `YYYYMMDD`, newborns to the minute, empty where nobody knows. */
  readonly birth: string;
  readonly language: string;
  /** The mother's MRN, for newborns. */
  readonly mother?: string;
  readonly allergyState: AllergyState;
  readonly allergies: readonly Allergy[];
  /** kg; undefined = never weighed. */
  readonly weight?: string;
  readonly codeStatus?: string;
  readonly isolation?: string;
  readonly falls?: string;
  readonly problems: readonly (readonly [code: string, text: string])[];
  readonly address: readonly string[];
};

const ALLERGIES: readonly Allergy[] = [
  { kind: "DA", code: "7980", substance: "Penicillin", severity: "SV", reaction: "Anaphylaxis" },
  { kind: "DA", code: "10831", substance: "Sulfamethoxazole", severity: "MO", reaction: "Rash" },
  { kind: "DA", code: "7052", substance: "Morphine", severity: "MI", reaction: "Itching" },
  { kind: "FA", code: "PEANUT", substance: "Peanut", severity: "SV", reaction: "Swelling of the throat" },
  { kind: "EA", code: "LATEX", substance: "Latex", severity: "MO", reaction: "Hives" },
  { kind: "DA", code: "1191", substance: "Aspirin", severity: "U", reaction: "" },
];

const PROBLEMS: { readonly [care in Care]: readonly (readonly [string, string])[] } = {
  emergency: [
    ["R07.9", "Chest pain"],
    ["S93.401A", "Sprained ankle"],
    ["R10.9", "Abdominal pain"],
    ["R55", "Syncope"],
  ],
  intensive: [
    ["A41.9", "Sepsis"],
    ["J96.01", "Acute respiratory failure with hypoxia"],
    ["I21.4", "NSTEMI"],
  ],
  newborn: [
    ["P07.18", "Low birth weight"],
    ["Z38.00", "Single liveborn, born in hospital"],
  ],
  birth: [
    ["O80", "Full-term delivery"],
    ["O14.93", "Pre-eclampsia, third trimester"],
  ],
  children: [
    ["J21.9", "Acute bronchiolitis"],
    ["J45.901", "Asthma exacerbation"],
    ["K35.80", "Acute appendicitis"],
  ],
  adult: [
    ["J18.9", "Pneumonia"],
    ["I50.9", "Heart failure"],
    ["E11.65", "Type 2 diabetes with hyperglycemia"],
    ["I48.91", "Atrial fibrillation"],
    ["N17.9", "Acute kidney injury"],
    ["L03.115", "Cellulitis of right leg"],
  ],
};

function ageInDays(random: Seeded, care: Care): number {
  switch (care) {
    case "newborn":
      return random.whole(0, 6);
    case "children":
      return random.whole(40, 17 * 365);
    case "birth":
      return random.whole(18 * 365, 42 * 365);
    case "emergency":
      return random.whole(18 * 365, 90 * 365);
    case "intensive":
    case "adult":
      return random.whole(22 * 365, 96 * 365);
  }
}

function weightFor(random: Seeded, days: number): string {
  const years = days / 365;
  if (days < 60) return random.around(3.2, 0.5).toFixed(2);
  if (years < 18) return random.around(7 + years * 3, 1.5).toFixed(1);
  return random.around(76, 12).toFixed(1);
}

/** Draws a patient who comes to a place of this kind at `now`. */
export function drawPatient(random: Seeded, mrn: string, care: Care, now: number, zone: string): Patient {
  const sex = care === "birth" || random.chance(0.5) ? "F" : "M";
  const days = ageInDays(random, care);
  const { name, language } = drawName(random, sex);
  const roll = random.unit();
  const allergyState: AllergyState =
    care === "newborn" || roll < 0.45 ? "none known" : roll < 0.9 ? "known" : roll < 0.95 ? "unknown" : "not asked";
  const allergies = allergyState === "known" ? ALLERGIES.filter(() => random.chance(0.3)).slice(0, 3) : [];
  const old = days > 65 * 365;
  const weighed = random.chance(0.92);
  return {
    mrn,
    name: care === "newborn" ? { family: name.family, given: sex === "F" ? "Babygirl" : "Babyboy" } : name,
    sex,
    birth:
      care === "newborn"
        ? stamp(now - days * DAY - random.whole(0, DAY / 2), zone).slice(0, 12)
        : daysBefore(now, days, zone),
    language,
    allergyState: allergyState === "known" && allergies.length === 0 ? "unknown" : allergyState,
    allergies,
    ...(weighed ? { weight: weightFor(random, days) } : {}),
    ...(random.chance(old ? 0.9 : 0.6) ? { codeStatus: old && random.chance(0.35) ? "DNR" : "Full code" } : {}),
    ...(random.chance(0.15) ? { isolation: random.pick(["Contact", "Droplet", "Airborne"]) } : {}),
    ...(old && random.chance(0.7) ? { falls: random.chance(0.5) ? "High" : "Moderate" } : {}),
    problems: PROBLEMS[care].filter((_, i) => i === 0 || random.chance(0.3)).slice(0, 3),
    address: [`${random.whole(1, 990)} Harbor Rd`, "", "Harbor Mills", "CT", "06400", "USA"],
  };
}

type Special = { readonly care: Care; readonly unit: string; readonly over: Partial<Patient> };

/** Those whom every copy must get right: they lie in the house whatever the seed. */
export const SPECIALS: readonly Special[] = [
  { care: "adult", unit: "4 West", over: { name: { family: "Nguyễn", given: "Thị Hà" }, sex: "F", birth: "19560317" } },
  { care: "adult", unit: "4 West", over: { name: { family: "Okafor", given: "Grace" }, sex: "F", birth: "19610822" } },
  // Two of one name and one birth date, on one unit.
  { care: "adult", unit: "4 West", over: { name: { family: "Okafor", given: "Grace" }, sex: "F", birth: "19610822" } },
  // One of his problems is marked by its code: it is opened with a reason, and reviewed.
  {
    care: "adult",
    unit: "3 West",
    over: {
      name: { family: "Wójcik", given: "Łukasz" },
      sex: "M",
      birth: "19790105",
      problems: [
        ["J18.9", "Pneumonia"],
        ["B20", "HIV disease"],
      ],
    },
  },
  {
    care: "adult",
    unit: "5 East",
    over: { name: { family: "Li", given: "Wei", native: ["李", "伟"] }, sex: "M", birth: "19480930" },
  },
  {
    care: "adult",
    unit: "ONC",
    over: { name: { family: "Al-Arabi", given: "Noor", native: ["العربية", "نور"] }, sex: "F", birth: "19851111" },
  },
  {
    care: "adult",
    unit: "5 East",
    over: {
      name: {
        family: "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmondeley",
        given: "Maximiliana Theodora Konstantina",
      },
      sex: "F",
      birth: "19391231",
    },
  },
  {
    care: "emergency",
    unit: "ED",
    over: {
      name: { family: "UNKNOWN", given: "Kilo Seven" },
      sex: "U",
      birth: "",
      allergyState: "unknown",
      allergies: [],
      problems: [],
    },
  },
];
