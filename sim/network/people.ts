// Who comes: people with new numbers, and some who were here before.
import { drawName } from "../hospital/names.ts";
import { HOUR } from "../hospital/times.ts";
import { type House, next, one } from "./house.ts";
import { type AllergyTruth, isIn, type Person, type RecordTruth, type SafetyTruth, type VisitTruth } from "./truth.ts";

const CITIES = ["Harbor Mills", "Pine Lake", "Millbrook", "Eastport"] as const;
const DOCTORS = ["Oyelaran", "Brandt", "Mercer", "Solis", "Cole"] as const;
export const SUBSTANCES: readonly AllergyTruth[] = [
  { substance: "Penicillin", reaction: "Anaphylaxis", severity: "severe" },
  { substance: "Sulfamethoxazole", reaction: "Rash", severity: "moderate" },
  { substance: "Morphine", reaction: "Itching", severity: "mild" },
  { substance: "Latex", reaction: "Hives", severity: "moderate" },
];

export function drawPerson(house: House): Person {
  const { random } = house;
  const sex = random.chance(0.5) ? "F" : "M";
  const { name } = drawName(random, sex);
  const two = (value: number) => String(value).padStart(2, "0");
  return {
    family: name.family,
    given: name.given,
    birth: `${random.whole(1930, 2005)}-${two(random.whole(1, 12))}-${two(random.whole(1, 28))}`,
    sex,
    city: random.chance(0.8) ? random.pick(CITIES) : null,
    phone: random.chance(0.8) ? `555${random.whole(1000, 9999)}` : null,
    language: random.chance(0.7) ? random.pick(["en", "es"]) : null,
  };
}

/** A new number of the hospital. */
export function newRecord(house: House, person = drawPerson(house)): RecordTruth {
  const mrn = String(700_100 + next(house, "record"));
  const asked = house.random.pick(["none known", "unknown", "not asked", "nothing said", "nothing said"] as const);
  const record: RecordTruth = { mrn, person, said: 0, asked, allergies: new Map() };
  if (asked === "nothing said" && house.random.chance(0.8)) {
    const allergy = house.random.pick(SUBSTANCES);
    record.allergies.set(allergy.substance, allergy);
  }
  house.truth.records.set(mrn, record);
  return record;
}

/** A number without a stay in the house or ahead, that no merge replaced or made; a new one where there is none or by chance. */
export function someoneToCome(house: House): RecordTruth {
  const { truth, random } = house;
  const known = [...truth.records.values()].filter(({ mrn }) => isAlone(house, mrn) && !isExpected(house, mrn));
  return (random.chance(0.25) ? one(house, known) : undefined) ?? newRecord(house);
}

/** True where her number stands by itself, and she is not in the house. */
export function isAlone({ truth }: House, mrn: string): boolean {
  return truth.chartOf(mrn).length === 1 && truth.staysAt(mrn) === undefined;
}

function isExpected({ truth }: House, mrn: string): boolean {
  return truth.visits.some(visit => visit.mrn === mrn && (visit.status === "planned" || isIn(visit)));
}

export function newVisit(house: House, mrn: string, at: number, kind: VisitTruth["kind"]): VisitTruth {
  const number = next(house, "visit");
  const visit: VisitTruth = {
    number: `V${5_000 + number}`,
    account: `A${9_000 + number}`,
    mrn,
    status: "planned",
    kind,
    bed: null,
    doctor: house.random.pick(DOCTORS),
    since: at,
    moves: 0,
    before: null,
  };
  house.truth.visits.push(visit);
  return visit;
}

/** What is asked and measured at the desk of this stay; the newest word of each counts. */
export function observe(house: House, visit: VisitTruth, at: number): void {
  const { random, truth } = house;
  const put = (what: SafetyTruth["what"], value: string) => {
    const other = truth.safety.findIndex(known => known.visit === visit && known.what === what);
    if (other >= 0) truth.safety.splice(other, 1);
    truth.safety.push({ what, value, at, visit, mrn: visit.mrn });
  };
  if (random.chance(0.5)) put("code status", random.pick(["DNR", "Full code"]));
  if (random.chance(0.3)) put("isolation", random.pick(["Contact", "Droplet", "None"]));
  if (random.chance(0.4)) put("weight", String(random.whole(40, 120)));
}

export const minutes = (house: House, from: number, to: number) => house.random.whole(from, to) * 60_000;
export const hours = (house: House, from: number, to: number) =>
  Math.floor(house.random.unit() * (to - from) * HOUR) + from * HOUR;
