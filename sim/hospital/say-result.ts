// ORU^R01: laboratory results and vital signs (§7.3.1).
import { pid, pv1 } from "./say-patient.ts";
import { type MessageSpec, segment } from "./spec.ts";
import { xcn } from "./staff.ts";
import type { Stay } from "./stays.ts";
import { stamp } from "./times.ts";

export type Observed = {
  readonly code: string;
  readonly words: string;
  readonly value: string;
  /** OBX-2. */
  readonly type: "NM" | "SN" | "ST";
  readonly unit: string;
  readonly range: string;
  /** Table 0078: H, L, HH, LL or empty. */
  readonly flag: string;
};
export type Report = {
  readonly filler: string;
  readonly code: string;
  readonly words: string;
  /** OBR-24: LAB, or VS for vital signs. */
  readonly section: "LAB" | "VS";
  /** OBX-11 and OBR-25: P preliminary, F final, C corrected. */
  readonly status: "P" | "F" | "C";
  readonly observed: readonly Observed[];
  /** OBR-7 and OBX-14: when blood was drawn or the pressure taken. */
  readonly taken: number;
  /** OBR-22. */
  readonly reported: number;
};

/** One report. */
export function resultReport(stay: Stay, report: Report, zone: string): MessageSpec {
  const taken = stamp(report.taken, zone);
  return {
    type: ["ORU", "R01", "ORU_R01"],
    segments: [
      pid(stay, false),
      pv1(stay, zone),
      segment("ORC", { 1: "RE", 3: [report.filler, "HMG_LAB"] }),
      segment("OBR", {
        1: "1",
        3: [report.filler, "HMG_LAB"],
        4: [report.code, report.words, "LN"],
        7: taken,
        16: xcn(stay.attending),
        22: stamp(report.reported, zone),
        24: report.section,
        25: report.status,
      }),
      ...report.observed.map((observed, i) =>
        segment("OBX", {
          1: String(i + 1),
          2: observed.type,
          3: [observed.code, observed.words, "LN"],
          // SN (§2.A.70): comparator, number.
          5: observed.type === "SN" ? [observed.value.slice(0, 1), observed.value.slice(1)] : observed.value,
          6: observed.unit === "" ? "" : [observed.unit, "", "UCUM"],
          7: observed.range,
          8: observed.flag,
          11: report.status,
          14: taken,
        }),
      ),
    ],
  };
}
