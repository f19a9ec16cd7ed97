// What a reader must know beside the resources: what was not searched by, and what the copy cannot be trusted for (RULES A3, A5).
import type { Ages, KindOfData } from "../../chart/index.ts";
import { named, type ServedType } from "../../fhir/index.ts";
import type { Issue } from "./outcome.ts";

/** The kinds of data that a type's resources are of. */
const KINDS: Readonly<Partial<Record<ServedType, readonly KindOfData[]>>> = {
  AllergyIntolerance: ["allergies"],
  Appointment: ["appointments"],
  Condition: ["problems"],
  DiagnosticReport: ["results"],
  DocumentReference: ["documents"],
  Encounter: ["movements"],
  MedicationAdministration: ["administrations"],
  MedicationRequest: ["medication orders"],
  Observation: ["results", "vitals"],
  Patient: ["demographics"],
  ServiceRequest: ["orders"],
  Specimen: ["results"],
};

const STATES = {
  stopped: "has stopped",
  unknown: "is of unknown age",
  "no feed": "has no feed here",
} as const;

/** One remark a kind that does not arrive. Nothing where all do. */
export function ageRemarks(types: readonly ServedType[], ages: Ages): Issue[] {
  const kinds = new Set(types.flatMap(type => KINDS[type] ?? []));
  return [...kinds].flatMap(kind => {
    const { state, as_of } = ages[kind] ?? { state: "unknown", as_of: null };
    if (state === "arrives") return [];
    const until = as_of === null ? "" : `: known to ${new Date(as_of).toISOString()}`;
    const text = `What the EHR says of ${kind} ${STATES[state]}${until}. What is missing here is not known, not absent.`;
    return [{ severity: "warning", code: "incomplete", details: { text } } satisfies Issue];
  });
}

/** What was asked and left out of the search. */
export function ignoredRemark(type: string, ignored: readonly string[]): Issue[] {
  if (ignored.length === 0) return [];
  const text = `${type} is not searched by ${named(ignored)}: the answer is as without.`;
  return [{ severity: "warning", code: "not-supported", details: { text } }];
}

/** How many of a chart are left out because they are marked: of the whole chart, never of what was searched by, which would say which. */
export function leftOutRemark(count: number): Issue[] {
  if (count === 0) return [];
  const text = `${count} ${count === 1 ? "item of the chart is" : "items of the chart are"} left out because of marks. A reason includes them: see docs/api.md.`;
  return [{ severity: "warning", code: "suppressed", details: { text } }];
}

/** Of a search over the house, whether anything is or not: a count would say that somebody is here. */
export const MAY_BE_LEFT_OUT: Issue = {
  severity: "information",
  code: "suppressed",
  details: { text: "What is marked is left out of every search of the house. A reason includes it: see docs/api.md." },
};
