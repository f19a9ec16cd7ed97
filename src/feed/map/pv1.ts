// PV1 and PV2 → Encounter, field by field (RULES W2), and where the patient lies.
import {
  type CodeableConcept,
  type Encounter,
  type EncounterLocation,
  type EncounterParticipant,
  type EncounterStatus,
  type Extension,
  type FieldFact,
  filled,
  type Location,
  list,
  present,
} from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import { type Context, type FieldMaps, readFields } from "./context.ts";
import { codeOf, concept, concepts } from "./cwe.ts";
import { authorityOf, canonical, identifierOfCx, identifiersOfCx } from "./identifier.ts";
import { parts } from "./parts.ts";
import { type Place, place } from "./pl.ts";
import { protection, publicity } from "./security.ts";
import { CLASS_STATUS, PATIENT_CLASS } from "./tables.ts";
import { moment } from "./ts.ts";
import { practitioners } from "./xcn.ts";

const PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
const PRIORITY = "http://terminology.hl7.org/CodeSystem/v3-ActPriority";

const PV1: FieldMaps<Encounter> = new Map([
  [2, patientClass],
  [3, (s, c) => located(s, 3, c, "active")],
  [4, (s, c) => piece({ type: list(concept(parts(s, 4), c, "0007")) })],
  [5, (s, c) => stay({ preAdmissionIdentifier: identifierOfCx(s, 5, 1, c) })],
  [6, (s, c) => located(s, 6, c, "completed")],
  [7, (s, c) => participants(s, 7, c, "ATND", "attender")],
  [8, (s, c) => participants(s, 8, c, "REF", "referrer")],
  [9, (s, c) => participants(s, 9, c, "CON", "consultant")],
  [10, (s, c) => piece({ serviceType: concept(parts(s, 10), c, "0069") })],
  [11, temporary],
  [13, (s, c) => stay({ reAdmission: concept(parts(s, 13), c, "0092") })],
  [14, (s, c) => stay({ admitSource: concept(parts(s, 14), c, "0023") })],
  [15, (s, c) => stay({ specialArrangement: concepts(s, 15, c, "0009") })],
  [16, (s, c) => stay({ specialCourtesy: list(concept(parts(s, 16), c, "0099")) })],
  [17, (s, c) => participants(s, 17, c, "ADM", "admitter")],
  [19, (s, c) => piece({ identifier: identifiersOfCx(s, 19, c, "VN") })],
  [36, (s, c) => stay({ dischargeDisposition: concept(parts(s, 36), c, "0112") })],
  [37, destination],
  [38, (s, c) => stay({ dietPreference: list(concept(parts(s, 38), c, "0114")) })],
  [42, (s, c) => located(s, 42, c, "reserved")],
  [44, (s, c) => period("start", s, 44, c)],
  [45, (s, c) => period("end", s, 45, c)],
  [50, (s, c) => piece({ identifier: identifiersOfCx(s, 50, c) })],
  [52, (s, c) => participants(s, 52, c, "PART", "Participation")],
]);

const PV2: FieldMaps<Encounter> = new Map([
  [1, (s, c) => located(s, 1, c, "planned")],
  [3, (s, c) => piece({ reasonCode: list(concept(parts(s, 3), c)) })],
  [8, (s, c) => planned(s, 8, c, "plannedStartDate")],
  [9, (s, c) => planned(s, 9, c, "plannedEndDate")],
  [13, (s, c) => participants(s, 13, c, "REF", "referrer")],
  [21, s => publicity(s, 21)],
  [22, (s, c) => protection(s, 22, c)],
  [25, (s, c) => piece({ priority: visitPriority(s, c) })],
  [38, arrival],
]);

/** What PV1 and PV2 say of the visit, field by field. */
export function encounterFacts(pv1: Segment, pv2: Segment | undefined, context: Context): FieldFact<Encounter>[] {
  return [...readFields(pv1, PV1, context), ...(pv2 ? readFields(pv2, PV2, context) : [])];
}

/** The state of a visit where the event does not say it: finished once a discharge time stands, else by class. */
export function statusByClass(pv1: Segment, context: Context): EncounterStatus {
  if (moment(parts(pv1, 45), 1, { ...context, issue: () => undefined }) !== undefined) return "finished";
  const code = parts(pv1, 2).at(1)?.toUpperCase() ?? "";
  return Object.hasOwn(CLASS_STATUS, code) ? (CLASS_STATUS[code] ?? "unknown") : "unknown";
}

/**
 * What tells a visit from another: its number (PV1-19), else its alternate number (PV1-50), else the account (PID-18), else
 * the record with the admit time (PV1-44) as sent, which is empty where it was not.
 */
export function encounterKey(pv1: Segment, pid: Segment, context: Context): { authority: string; key: string } {
  for (const [kind, segment, field] of [
    ["visit", pv1, 19],
    ["alternate", pv1, 50],
    ["account", pid, 18],
  ] as const) {
    const number = parts(segment, field).at(1);
    if (number !== undefined)
      return { authority: canonical(authorityOf(segment, field, 1, context), context), key: `${kind}|${number}` };
  }
  const { authority, number } = context.record;
  return { authority, key: `record|${number}|${parts(pv1, 44).at(1) ?? ""}` };
}

/** Where PV1-3 says the patient lies, for the fold; null where it says nothing. */
export function assignedPlace(pv1: Segment, context: Context): Place | undefined {
  return place(pv1, 3, context, bedStatus(pv1));
}

function piece(loose: Parameters<typeof present<Partial<Encounter>>>[0]): Partial<Encounter> | undefined {
  return filled(present<Partial<Encounter>>(loose));
}

type Stay = NonNullable<Encounter["hospitalization"]>;
function stay(loose: Parameters<typeof present<Stay>>[0]): Partial<Encounter> | undefined {
  return piece({ hospitalization: filled(present<Stay>(loose)) });
}

function patientClass(segment: Segment, context: Context): Partial<Encounter> | undefined {
  const of = parts(segment, 2);
  const code = of.at(1)?.toUpperCase() ?? "";
  const known = Object.hasOwn(PATIENT_CLASS, code) ? PATIENT_CLASS[code] : undefined;
  if (known !== undefined) return { class: present(known) };
  // a class of the sender's own: as sent, in table 0004
  const sent = concept(of, context, "0004");
  const coding = sent?.coding?.[0];
  return coding ? { class: coding } : undefined;
}

function located(
  segment: Segment,
  field: number,
  context: Context,
  status: NonNullable<EncounterLocation["status"]>,
): Partial<Encounter> | undefined {
  const at = place(segment, field, context, field === 3 && segment.name === "PV1" ? bedStatus(segment) : undefined);
  return at && { location: [{ location: at.reference, status }] };
}

function temporary(segment: Segment, context: Context): Partial<Encounter> | undefined {
  const at = place(segment, 11, context);
  const extension: Extension[] = [
    {
      url: "http://hl7.org/fhir/StructureDefinition/subject-locationClassification",
      valueCodeableConcept: { coding: [{ system: "http://hl7.org/fhir/subject-location", code: "temporary" }] },
    },
  ];
  return at && { location: [{ extension, location: at.reference, status: "active" }] };
}

/** The state of a bed in table 0116, where it is one of its codes. */
export function bedStatus(segment: Segment, field = 40): Location["operationalStatus"] {
  const code = parts(segment, field).at(1)?.toUpperCase();
  return code !== undefined && "CHOUKI".includes(code) && code.length === 1
    ? { system: "http://terminology.hl7.org/CodeSystem/v2-0116", code }
    : undefined;
}

function participants(
  segment: Segment,
  field: number,
  context: Context,
  code: string,
  display: string,
): Partial<Encounter> | undefined {
  const people = practitioners(segment, field, context);
  const type: CodeableConcept[] = [{ coding: [{ system: PARTICIPATION, code, display }] }];
  return people.length === 0
    ? undefined
    : { participant: people.map((individual): EncounterParticipant => ({ type, individual })) };
}

function period(
  end: "start" | "end",
  segment: Segment,
  field: number,
  context: Context,
): Partial<Encounter> | undefined {
  const at = moment(parts(segment, field), 1, context);
  return at && { period: { [end]: at.iso } };
}

function destination(segment: Segment, context: Context): Partial<Encounter> | undefined {
  // DLD: a code of the place, and since when
  const sent = concept(parts(segment, 37), context);
  const display = sent?.text ?? sent?.coding?.[0]?.display ?? sent?.coding?.[0]?.code;
  return display === undefined ? undefined : stay({ destination: { display } });
}

function planned(segment: Segment, field: number, context: Context, name: string): Partial<Encounter> | undefined {
  const valueDateTime = moment(parts(segment, field), 1, context)?.iso;
  const url = `http://hl7.org/fhir/5.0/StructureDefinition/extension-Encounter.${name}`;
  return valueDateTime === undefined ? undefined : { extension: [{ url, valueDateTime }] };
}

function visitPriority(segment: Segment, context: Context): CodeableConcept | undefined {
  const of = parts(segment, 25);
  const known: Record<string, [string, string]> = {
    1: ["EM", "emergency"],
    2: ["UR", "urgent"],
    3: ["EL", "elective"],
  };
  const found = known[codeOf(of, "0217") ?? ""];
  return found ? { coding: [{ system: PRIORITY, code: found[0], display: found[1] }] } : concept(of, context, "0217");
}

function arrival(segment: Segment, context: Context): Partial<Encounter> | undefined {
  const valueCoding = concept(parts(segment, 38), context, "0430")?.coding?.[0];
  const url = "http://hl7.org/fhir/StructureDefinition/encounter-modeOfArrival";
  return valueCoding && { extension: [{ url, valueCoding }] };
}
