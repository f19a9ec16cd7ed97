// ADT: who came, moved and left, and what must be known of her at once (§3.3).
import { pid, pv1 } from "./say-patient.ts";
import { type Field, type MessageSpec, type SegmentSpec, segment } from "./spec.ts";
import type { Stay } from "./stays.ts";
import { minuteStamp, stamp } from "./times.ts";

export type Trigger = "A01" | "A02" | "A03" | "A04" | "A08" | "A11" | "A12" | "A13";

/** AL1 (§3.4.6): known ones, or the field's words for none known and unknown; not asked sends no segment. */
function allergies(stay: Stay): SegmentSpec[] {
  const { patient } = stay;
  switch (patient.allergyState) {
    case "not asked":
      return [];
    case "none known":
      return [segment("AL1", { 1: "1", 2: "DA", 3: ["716186003", "No known allergy", "SCT"] })];
    case "unknown":
      return [segment("AL1", { 1: "1", 2: "DA", 3: ["UNK", "Allergies unknown", "L"] })];
    case "known":
      return patient.allergies.map((allergy, i) =>
        segment("AL1", {
          1: String(i + 1),
          2: allergy.kind,
          3: [allergy.code, allergy.substance, /^\d+$/.test(allergy.code) ? "RXNORM" : "L"],
          4: allergy.severity,
          5: allergy.reaction,
        }),
      );
  }
}

function observations(stay: Stay, at: number, zone: string): SegmentSpec[] {
  const { patient } = stay;
  const rows: SegmentSpec[] = [];
  const add = (code: readonly [string, string, string], type: string, value: Field, unit: Field = "") =>
    rows.push(
      segment("OBX", {
        1: String(rows.length + 1),
        2: type,
        3: code,
        5: value,
        6: unit,
        11: "F",
        14: minuteStamp(at, zone),
      }),
    );
  if (patient.weight !== undefined)
    add(["29463-7", "Body weight", "LN"], "NM", patient.weight, ["kg", "kilogram", "UCUM"]);
  if (patient.codeStatus !== undefined)
    add(["CODESTATUS", "Code status", "L"], "CWE", [
      patient.codeStatus === "DNR" ? "DNR" : "FULL",
      patient.codeStatus,
      "L",
    ]);
  if (patient.isolation !== undefined)
    add(["ISOLATION", "Isolation", "L"], "CWE", [
      patient.isolation.toUpperCase(),
      `${patient.isolation} isolation`,
      "L",
    ]);
  if (patient.falls !== undefined)
    add(["FALLS", "Falls risk", "L"], "CWE", [patient.falls.toUpperCase(), patient.falls, "L"]);
  return rows;
}

/**
 * One movement. `occurred` is EVN-6, `recorded` EVN-2; `from` is PV1-6 of a transfer.
 * A01, A04 and A08 say the whole of what is known; the others only who and where.
 */
export function movement(
  trigger: Trigger,
  stay: Stay,
  zone: string,
  times: { readonly occurred: number; readonly recorded: number },
  from?: Field,
): MessageSpec {
  const whole = trigger === "A01" || trigger === "A04" || trigger === "A08";
  return {
    type: [
      "ADT",
      trigger,
      trigger === "A04" || trigger === "A08" || trigger === "A13"
        ? "ADT_A01"
        : trigger === "A11" || trigger === "A12"
          ? "ADT_A09"
          : `ADT_${trigger}`,
    ],
    segments: [
      segment("EVN", { 2: stamp(times.recorded, zone), 6: stamp(times.occurred, zone) }),
      pid(stay, whole),
      pv1(stay, zone, {
        ...(from === undefined ? {} : { from }),
        ...(trigger === "A03" ? { left: times.occurred } : {}),
      }),
      ...(whole ? observations(stay, stay.admitted, zone) : []),
      ...(whole ? allergies(stay) : []),
      ...(whole
        ? stay.patient.problems.map(([code, text], i) =>
            segment("DG1", {
              1: String(i + 1),
              3: [code, text, "I10"],
              5: minuteStamp(stay.admitted, zone),
              6: i === 0 ? "A" : "W",
            }),
          )
        : []),
    ],
  };
}
