// What HL7 says of confidentiality → FHIR security labels (R4 §6.1.1): v3-Confidentiality, and v3-ActCode for what it is about.
import { type Coding, list, present, type Resource } from "../../fhir/index.ts";
import { type Message, type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { isOfTable } from "./cwe.ts";
import { type Parts, parts, repeats } from "./parts.ts";
import { quote } from "./ts.ts";

const CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
const SENSITIVITY = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

const restricted: Coding = { system: CONFIDENTIALITY, code: "R", display: "restricted" };
const veryRestricted: Coding = { system: CONFIDENTIALITY, code: "V", display: "very restricted" };
const normal: Coding = { system: CONFIDENTIALITY, code: "N", display: "normal" };
const about = (code: string): Coding => ({ system: SENSITIVITY, code });

type Meta = NonNullable<Resource["meta"]>;

/** Tables 0177 (ORC-28) and 0272 (TXA-18): the same letters. What usual control needs is said too: it takes a label back. */
const CODES: Readonly<Record<string, readonly Coding[]>> = {
  U: [normal],
  N: [normal],
  R: [restricted],
  V: [veryRestricted],
  AID: [restricted, about("HIV")],
  HIV: [restricted, about("HIV")],
  ETH: [restricted, about("ETH")],
  PSY: [restricted, about("PSY")],
  EMP: [restricted, about("EMP")],
  UWM: [restricted],
  VIP: [restricted],
};

/** The labels of a confidentiality code; one that is not known is restricted, and an issue. */
export function confidentiality(of: Parts, table: "0177" | "0272", context: Context): readonly Coding[] {
  const sent = of.at(1)?.toUpperCase();
  if (sent === undefined) return of.count === 0 ? [] : [restricted];
  const found = isOfTable(of, table) && Object.hasOwn(CODES, sent) ? CODES[sent] : undefined;
  if (found !== undefined) return found;
  context.issue("code-not-known", `${quote(sent)} is no confidentiality code: taken as restricted`, of.where(1));
  return [restricted];
}

/** A protection indicator (PD1-12, PV2-22, DG1-18; table 0136). No takes the label of an earlier message back. */
export function protection(segment: Segment, field: number, context: Context): { meta: Meta } | undefined {
  const sent = parts(segment, field).at(1)?.toUpperCase();
  if (sent === undefined) return undefined;
  if (sent !== "Y" && sent !== "N")
    context.issue("code-not-known", `${quote(sent)} is neither Y nor N: taken as Y`, where(segment, { field }));
  return labelled(sent === "N" ? normal : restricted);
}

/** A publicity code (PD1-11, PV2-21; table 0215): whoever asks is told nothing, or not everybody is. U says nothing. */
export function publicity(segment: Segment, field: number): { meta: Meta } | undefined {
  const sent = parts(segment, field).at(1)?.toUpperCase();
  return sent === undefined || sent === "U" ? undefined : labelled(restricted);
}

/** ARV-3 (table 0717): what is restricted. What it names of demographics alone restricts the whole of what the segment stands at. */
const RESTRICTS: Readonly<Record<string, readonly Coding[]>> = {
  NO: [normal],
  OI: [normal],
  DRG: [restricted, about("ETH")],
  HIV: [restricted, about("HIV")],
  PSY: [restricted, about("PSY")],
  STD: [restricted, about("STD")],
};

/** The access restrictions (ARV) of the patient, in front of PV1, or of the visit, behind it; a deleted one says nothing. */
export function restrictions(message: Message, of: "patient" | "visit"): { meta: Meta } | undefined {
  const visit = message.segments.findIndex(one => one.name === "PV1");
  const codings = message.all("ARV").flatMap(arv => {
    const isOfVisit = visit >= 0 && message.segments.indexOf(arv) > visit;
    if (isOfVisit !== (of === "visit")) return [];
    const values = repeats(arv, 3).map(one => one.at(1)?.toUpperCase());
    const classes = repeats(arv, 7).map(one => one.at(1)?.toUpperCase());
    for (const field of [4, 5]) arv.raw(field);
    if (parts(arv, 2).at(1)?.toUpperCase() === "D") return [];
    return [
      ...values.flatMap(value => (value === undefined ? [] : (RESTRICTS[value] ?? [restricted]))),
      ...classes.flatMap(code => (code === undefined ? [] : (CODES[code] ?? [restricted]))),
    ];
  });
  const security = list(...distinct(codings));
  return security && { meta: { security } };
}

function labelled(...security: Coding[]): { meta: Meta } {
  return { meta: { security } };
}

function distinct(codings: readonly Coding[]): Coding[] {
  return [...new Map(codings.map(one => [`${one.system}|${one.code}`, one])).values()];
}

/** A resource under labels of its message; its own stand beside them. */
export function underLabels<T extends Resource>(resource: T, labels: readonly Coding[]): T {
  if (labels.length === 0 || NOT_OF_THE_PATIENT.has(resource.resourceType)) return resource;
  const security = distinct([...(resource.meta?.security ?? []), ...labels]);
  return present<T>({ ...resource, meta: { ...resource.meta, security } });
}

/** Who did it and where: shared with other patients, and said by no one message. */
const NOT_OF_THE_PATIENT: ReadonlySet<string> = new Set([
  "Patient",
  "Encounter",
  "Practitioner",
  "PractitionerRole",
  "Organization",
  "Location",
]);

/** The same context, under which all that is added of the patient carries these labels. */
export function withLabels(context: Context, labels: readonly Coding[]): Context {
  if (labels.length === 0) return context;
  return {
    ...context,
    labels,
    add: (resource, report) => context.add(underLabels(resource, labels), report),
    put: resource => context.put(underLabels(resource, labels)),
  };
}
