// What the laboratory and the monitors say of a patient.
import type { Seeded } from "../random.ts";
import type { Observed } from "./say-result.ts";
import type { Care } from "./units.ts";

type Analyte = {
  readonly code: string;
  readonly words: string;
  readonly unit: string;
  readonly mean: number;
  readonly spread: number;
  readonly digits: number;
  /** Low critical, low, high, high critical. */
  readonly limits: readonly [number, number, number, number];
};
export type Panel = { readonly code: string; readonly words: string; readonly analytes: readonly Analyte[] };

function analyte(
  code: string,
  words: string,
  unit: string,
  [mean, spread, digits]: readonly [number, number, number],
  limits: readonly [number, number, number, number],
): Analyte {
  return { code, words, unit, mean, spread, digits, limits };
}

export const PANELS: readonly Panel[] = [
  {
    code: "51990-0",
    words: "Basic metabolic panel",
    analytes: [
      analyte("2951-2", "Sodium", "mmol/L", [139, 4, 0], [120, 135, 145, 160]),
      analyte("2823-3", "Potassium", "mmol/L", [4.4, 0.7, 1], [2.8, 3.5, 5.1, 6]),
      analyte("2075-0", "Chloride", "mmol/L", [102, 4, 0], [80, 98, 107, 125]),
      analyte("3094-0", "Urea nitrogen", "mg/dL", [20, 8, 0], [0, 7, 20, 100]),
      analyte("2160-0", "Creatinine", "mg/dL", [1.1, 0.4, 2], [0.1, 0.6, 1.3, 5]),
      analyte("2345-7", "Glucose", "mg/dL", [128, 45, 0], [40, 70, 140, 450]),
    ],
  },
  {
    code: "58410-2",
    words: "CBC panel",
    analytes: [
      analyte("6690-2", "Leukocytes", "10*3/uL", [9, 3, 1], [1, 4, 11, 40]),
      analyte("718-7", "Hemoglobin", "g/dL", [11.8, 2, 1], [6.5, 12, 16, 20]),
      analyte("777-3", "Platelets", "10*3/uL", [230, 70, 0], [20, 150, 400, 1000]),
    ],
  },
  {
    code: "2524-7",
    words: "Lactate",
    analytes: [analyte("2524-7", "Lactate", "mmol/L", [1.6, 0.5, 1], [0, 0.5, 2, 4])],
  },
];

export const VITAL_SIGNS = { code: "85353-1", words: "Vital signs" } as const;

function observe(random: Seeded, one: Analyte, mean: number, spread: number): Observed {
  // Now and then the far end, so that a critical value is somewhere in the house every hour.
  const farEnd = () => (random.chance(0.7) || one.limits[0] === 0 ? one.limits[3] * 1.05 : one.limits[0] * 0.95);
  const far = random.chance(0.012) ? farEnd() : undefined;
  const drawn = Math.max(0, far ?? random.around(mean, spread));
  const number = one.unit === "%" ? Math.min(100, drawn) : drawn;
  const [lowest, low, high, highest] = one.limits;
  const value = Number(number.toFixed(one.digits));
  const flag =
    value >= highest ? "HH" : value <= lowest && lowest > 0 ? "LL" : value > high ? "H" : value < low ? "L" : "";
  return {
    code: one.code,
    words: one.words,
    value: value.toFixed(one.digits),
    type: "NM",
    unit: one.unit,
    range: `${low}-${high}`,
    flag,
  };
}

/** One panel's values. */
export function drawPanel(random: Seeded, panel: Panel): readonly Observed[] {
  return panel.analytes.map(one => observe(random, one, one.mean, one.spread));
}

/** Troponin: below the limit of detection it is a comparator and a number (SN). */
export function drawTroponin(random: Seeded): Observed {
  const base = { code: "10839-9", words: "Troponin I", unit: "ng/mL", range: "<0.04" };
  if (random.chance(0.7)) return { ...base, type: "SN", value: "<0.01", flag: "" };
  return { ...base, type: "NM", value: random.around(0.4, 0.1).toFixed(2), flag: "HH" };
}

/** Blood pressure, heart rate, breathing, oxygen, temperature, for a place of this kind. */
export function drawVitals(random: Seeded, care: Care): readonly Observed[] {
  const small = care === "newborn";
  const child = care === "children";
  const rows: readonly [Analyte, number, number][] = [
    [
      analyte("8480-6", "Systolic blood pressure", "mm[Hg]", [0, 0, 0], small ? [40, 55, 90, 110] : [70, 95, 150, 200]),
      small ? 70 : child ? 100 : 126,
      small ? 6 : 13,
    ],
    [
      analyte("8462-4", "Diastolic blood pressure", "mm[Hg]", [0, 0, 0], small ? [20, 28, 60, 80] : [35, 50, 90, 120]),
      small ? 42 : child ? 62 : 74,
      small ? 4 : 8,
    ],
    [
      analyte("8867-4", "Heart rate", "/min", [0, 0, 0], small ? [80, 100, 170, 200] : [40, 55, 110, 140]),
      small ? 138 : child ? 104 : 82,
      11,
    ],
    [
      analyte("9279-1", "Respiratory rate", "/min", [0, 0, 0], small ? [20, 30, 60, 80] : [8, 11, 24, 35]),
      small ? 44 : child ? 24 : 17,
      small ? 6 : 2,
    ],
    [analyte("59408-5", "Oxygen saturation", "%", [0, 0, 0], [84, 92, 100, 102]), 96, 1],
    [analyte("8310-5", "Body temperature", "Cel", [0, 0, 1], [34, 36, 38, 40.5]), 36.9, 0.3],
  ];
  return rows.map(([one, mean, spread]) => observe(random, one, mean, spread));
}
