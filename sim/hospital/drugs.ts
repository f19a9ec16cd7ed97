// What is ordered for whom: the templates of medication orders.
import type { Care } from "./units.ts";

export type Drug = {
  readonly code: string;
  readonly words: string;
  /** Amount and unit of one dose. */
  readonly amount: string;
  readonly unit: string;
  readonly route: readonly [code: string, words: string];
  /** A code of the table, or words that no table has. */
  readonly frequency: string;
  readonly kind: "scheduled" | "prn" | "once" | "drip";
  /** PRN: what for. */
  readonly reason?: string;
  /** PRN: hours between two. */
  readonly every?: number;
  /** Drips: rate and its unit. */
  readonly rate?: readonly [string, string];
  /** The sender writes the times into TQ1-4 instead of leaving them to the table. */
  readonly explicit?: boolean;
  readonly instructions?: string;
  readonly care: readonly Care[];
};

const PO = ["PO", "Oral"] as const;
const IV = ["IV", "Intravenous"] as const;
const SC = ["SC", "Subcutaneous"] as const;
const ADULTS = ["adult", "intensive"] as const;

export const DRUGS: readonly Drug[] = [
  {
    code: "197361",
    words: "amlodipine 5 mg tablet",
    amount: "5",
    unit: "mg",
    route: PO,
    frequency: "DAILY",
    kind: "scheduled",
    care: ["adult"],
  },
  {
    code: "866924",
    words: "metoprolol tartrate 25 mg tablet",
    amount: "25",
    unit: "mg",
    route: PO,
    frequency: "BID",
    kind: "scheduled",
    instructions: "Hold for HR < 55 or SBP < 100",
    care: ADULTS,
  },
  {
    code: "311671",
    words: "piperacillin-tazobactam 3.375 g",
    amount: "3.375",
    unit: "g",
    route: IV,
    frequency: "Q8H",
    kind: "scheduled",
    explicit: true,
    care: ADULTS,
  },
  {
    code: "1659149",
    words: "ceFAZolin 1 g",
    amount: "1",
    unit: "g",
    route: IV,
    frequency: "Q8H",
    kind: "scheduled",
    care: ["adult", "birth"],
  },
  {
    code: "308460",
    words: "azithromycin 500 mg",
    amount: "500",
    unit: "mg",
    route: IV,
    frequency: "Q24H at start time",
    kind: "scheduled",
    care: ["adult"],
  },
  {
    code: "854228",
    words: "enoxaparin 40 mg",
    amount: "40",
    unit: "mg",
    route: SC,
    frequency: "DAILY",
    kind: "scheduled",
    explicit: true,
    care: ADULTS,
  },
  {
    code: "310429",
    words: "furosemide 40 mg",
    amount: "40",
    unit: "mg",
    route: IV,
    frequency: "BID",
    kind: "scheduled",
    care: ["adult"],
  },
  {
    code: "314231",
    words: "simvastatin 20 mg tablet",
    amount: "20",
    unit: "mg",
    route: PO,
    frequency: "HS",
    kind: "scheduled",
    care: ["adult"],
  },
  {
    code: "311040",
    words: "insulin lispro by scale",
    amount: "4",
    unit: "[iU]",
    route: SC,
    frequency: "ACHS",
    kind: "scheduled",
    instructions: "Per sliding scale, see protocol",
    care: ["adult"],
  },
  {
    code: "313782",
    words: "acetaminophen 650 mg tablet",
    amount: "650",
    unit: "mg",
    route: PO,
    frequency: "Q6H",
    kind: "prn",
    reason: "Pain 1-3 or fever",
    every: 6,
    care: ["adult", "emergency", "birth"],
  },
  {
    code: "1049621",
    words: "oxyCODONE 5 mg tablet",
    amount: "5",
    unit: "mg",
    route: PO,
    frequency: "Q4H",
    kind: "prn",
    reason: "Pain 4-6",
    every: 4,
    care: ["adult", "birth"],
  },
  {
    code: "1731998",
    words: "morphine 2 mg",
    amount: "2",
    unit: "mg",
    route: IV,
    frequency: "Q2H",
    kind: "prn",
    reason: "Pain 7-10",
    every: 2,
    care: ["intensive", "emergency"],
  },
  {
    code: "312087",
    words: "ondansetron 4 mg",
    amount: "4",
    unit: "mg",
    route: IV,
    frequency: "Q8H",
    kind: "prn",
    reason: "Nausea",
    every: 8,
    care: ["adult", "emergency", "birth", "children"],
  },
  {
    code: "1807632",
    words: "sodium chloride 0.9 %",
    amount: "1000",
    unit: "mL",
    route: IV,
    frequency: "CONT",
    kind: "drip",
    rate: ["75", "mL/h"],
    care: ["adult", "emergency", "birth"],
  },
  {
    code: "1361615",
    words: "heparin 25,000 units in 250 mL",
    amount: "250",
    unit: "mL",
    route: IV,
    frequency: "CONT",
    kind: "drip",
    rate: ["12", "mL/h"],
    instructions: "Per heparin protocol",
    care: ["adult", "intensive"],
  },
  {
    code: "1659963",
    words: "norepinephrine 8 mg in 250 mL",
    amount: "250",
    unit: "mL",
    route: IV,
    frequency: "CONT",
    kind: "drip",
    rate: ["0.08", "ug/kg/min"],
    care: ["intensive"],
  },
  {
    code: "1664986",
    words: "vancomycin 1 g",
    amount: "1",
    unit: "g",
    route: IV,
    frequency: "Q12H",
    kind: "scheduled",
    care: ["intensive"],
  },
  {
    code: "1870650",
    words: "cefTRIAXone 1 g",
    amount: "1",
    unit: "g",
    route: IV,
    frequency: "ONCE",
    kind: "once",
    care: ["emergency", "adult"],
  },
  {
    code: "238720",
    words: "gentamicin 4 mg/kg",
    amount: "12",
    unit: "mg",
    route: IV,
    frequency: "Q24H",
    kind: "scheduled",
    explicit: true,
    care: ["newborn"],
  },
  {
    code: "1659137",
    words: "ampicillin 100 mg/kg",
    amount: "320",
    unit: "mg",
    route: IV,
    frequency: "Q12H",
    kind: "scheduled",
    care: ["newborn"],
  },
  {
    code: "1807510",
    words: "phytonadione 1 mg",
    amount: "1",
    unit: "mg",
    route: ["IM", "Intramuscular"],
    frequency: "ONCE",
    kind: "once",
    care: ["newborn"],
  },
  {
    code: "307675",
    words: "acetaminophen 160 mg in 5 mL",
    amount: "240",
    unit: "mg",
    route: PO,
    frequency: "Q6H",
    kind: "prn",
    reason: "Fever",
    every: 6,
    care: ["children"],
  },
  {
    code: "245314",
    words: "albuterol 2.5 mg nebulized",
    amount: "2.5",
    unit: "mg",
    route: ["NEB", "Nebulized"],
    frequency: "Q4H",
    kind: "scheduled",
    care: ["children", "adult"],
  },
  {
    code: "1807634",
    words: "oxytocin 30 units in 500 mL",
    amount: "500",
    unit: "mL",
    route: IV,
    frequency: "CONT",
    kind: "drip",
    rate: ["2", "mL/h"],
    care: ["birth"],
  },
];

/** The drugs that a kind of place orders. */
export function drugsFor(care: Care): readonly Drug[] {
  return DRUGS.filter(drug => drug.care.includes(care));
}
