// PID and PD1 → Patient, field by field, so that the copy can keep each with the message that set it (RULES W2).
import { dateOf, type Extension, type FieldFact, filled, list, type Patient, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import { type Context, type FieldMaps, readFields } from "./context.ts";
import { concept, concepts, isOfTable, lookup, tabled } from "./cwe.ts";
import { identifiersOfCx, issued } from "./identifier.ts";
import { contactOf } from "./nk1.ts";
import { type Parts, parts, repeats, single } from "./parts.ts";
import { protection, publicity } from "./security.ts";
import { RELIGION } from "./table-people.ts";
import { ADMINISTRATIVE_SEX, ETHNICITY, MARITAL_STATUS, OMB, YES_NO } from "./tables.ts";
import { moment, quote } from "./ts.ts";
import { addresses } from "./xad.ts";
import { practitioners } from "./xcn.ts";
import { humanNames, nameString } from "./xpn.ts";
import { telecoms } from "./xtn.ts";

const FHIR = "http://hl7.org/fhir/StructureDefinition/";
const US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/";
const SSN = "http://hl7.org/fhir/sid/us-ssn";
const V2_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203";

const PID: FieldMaps<Patient> = new Map([
  [3, (s, c) => piece({ identifier: identifiersOfCx(s, 3, c) })],
  [2, (s, c) => piece({ identifier: identifiersOfCx(s, 2, c) })],
  [4, (s, c) => piece({ identifier: identifiersOfCx(s, 4, c) })],
  [5, (s, c) => piece({ name: humanNames(s, 5, c) })],
  [6, (s, c) => extended(`${FHIR}patient-mothersMaidenName`, "valueString", nameString(s, 6, c))],
  [7, birth],
  [8, (s, c) => piece({ gender: lookup(parts(s, 8), 1, ADMINISTRATIVE_SEX, c) })],
  [9, (s, c) => piece({ name: humanNames(s, 9, c) })],
  [10, s => category(s, 10, `${US_CORE}us-core-race`)],
  [11, (s, c) => piece({ address: addresses(s, 11, c) })],
  [12, county],
  [13, (s, c) => piece({ telecom: telecoms(s, 13, c, "home") })],
  [14, (s, c) => piece({ telecom: telecoms(s, 14, c, "work") })],
  [15, (s, c) => piece({ communication: list(language(s, c)) })],
  [16, (s, c) => piece({ maritalStatus: tabled(parts(s, 16), MARITAL_STATUS, "0002", c) })],
  [
    17,
    (s, c) => extended(`${FHIR}patient-religion`, "valueCodeableConcept", tabled(parts(s, 17), RELIGION, "0006", c)),
  ],
  [18, (s, c) => piece({ identifier: identifiersOfCx(s, 18, c, "AN") })],
  [19, (s, c) => piece({ identifier: list(numbered(single(s, 19, c), "SS", SSN)) })],
  [20, license],
  [22, s => category(s, 22, `${US_CORE}us-core-ethnicity`)],
  [23, birthPlace],
  [24, (s, c) => piece({ multipleBirthBoolean: lookup(parts(s, 24), 1, YES_NO, c) })],
  [25, birthOrder],
  [26, (s, c) => nation(s, 26, c, "patient-citizenship")],
  [28, (s, c) => nation(s, 28, c, "patient-nationality")],
  [29, (s, c) => piece({ deceasedDateTime: moment(parts(s, 29), 1, c)?.iso })],
  [30, (s, c) => piece({ deceasedBoolean: lookup(parts(s, 30), 1, YES_NO, c) })],
  [39, (s, c) => nation(s, 39, c, "patient-citizenship")],
  [40, (s, c) => piece({ telecom: telecoms(s, 40, c) })],
]);

const PD1: FieldMaps<Patient> = new Map([
  [4, (s, c) => piece({ generalPractitioner: practitioners(s, 4, c) })],
  [6, (s, c) => extended(`${FHIR}patient-disability`, "valueCodeableConcept", concept(parts(s, 6), c))],
  [11, s => publicity(s, 11)],
  [12, (s, c) => protection(s, 12, c)],
]);

/** What PID, PD1 and NK1 say of the patient, field by field; the contacts together are one field, `NK1`. */
export function patientFacts(
  pid: Segment,
  pd1: Segment | undefined,
  nk1: readonly Segment[],
  context: Context,
): FieldFact<Patient>[] {
  const contact = list(...nk1.map(one => contactOf(one, context)));
  return [
    ...readFields(pid, PID, context),
    ...(pd1 ? readFields(pd1, PD1, context) : []),
    ...(contact ? [{ field: "NK1", state: "set", piece: { contact } } as const] : []),
  ];
}

function piece(loose: Parameters<typeof present<Partial<Patient>>>[0]): Partial<Patient> | undefined {
  return filled(present<Partial<Patient>>(loose));
}

function extended<K extends keyof Extension>(
  url: string,
  key: K,
  value: Extension[K] | undefined,
): Partial<Patient> | undefined {
  return value === undefined ? undefined : { extension: [{ url, [key]: value }] };
}

function birth(segment: Segment, context: Context): Partial<Patient> | undefined {
  const born = moment(parts(segment, 7), 1, context);
  if (born === undefined) return undefined;
  const timed = born.iso.length > 10;
  return present<Partial<Patient>>({
    birthDate: dateOf(born),
    _birthDate: timed ? { extension: [{ url: `${FHIR}patient-birthTime`, valueDateTime: born.iso }] } : undefined,
  });
}

function county(segment: Segment, context: Context): Partial<Patient> | undefined {
  const district = single(segment, 12, context);
  return district === undefined ? undefined : { address: [{ district }] };
}

function language(segment: Segment, context: Context): NonNullable<Patient["communication"]>[number] | undefined {
  const spoken = concept(parts(segment, 15), context, "0296");
  return spoken === undefined ? undefined : { language: spoken };
}

function numbered(value: string | undefined, type: string, system: string) {
  return value === undefined ? undefined : { type: { coding: [{ system: V2_0203, code: type }] }, system, value };
}

function license(segment: Segment, context: Context): Partial<Patient> | undefined {
  const dln = parts(segment, 20);
  const value = dln.at(1);
  if (value === undefined) return undefined;
  const state = dln.at(2);
  return {
    identifier: [
      present<NonNullable<Patient["identifier"]>[number]>({
        type: { coding: [{ system: V2_0203, code: "DL" }] },
        value,
        ...(state ? issued({ namespace: state }) : {}),
        period: filled(present({ end: moment(dln, 3, context)?.iso })),
      }),
    ],
  };
}

function birthPlace(segment: Segment, context: Context): Partial<Patient> | undefined {
  const text = single(segment, 23, context);
  return text === undefined ? undefined : { extension: [{ url: `${FHIR}patient-birthPlace`, valueAddress: { text } }] };
}

function birthOrder(segment: Segment, context: Context): Partial<Patient> | undefined {
  const of = parts(segment, 25);
  const text = of.at(1);
  if (text === undefined) return undefined;
  if (/^[1-9]\d?$/.test(text)) return { multipleBirthInteger: Number(text) };
  context.issue("bad-number", `${quote(text)} is no birth order`, of.where());
  return undefined;
}

/** Race and ethnicity: always the words as sent; the OMB category where the sender used its code or one that means it. */
function category(segment: Segment, field: number, url: string): Partial<Patient> | undefined {
  const inner: Extension[] = [];
  const texts: string[] = [];
  for (const of of repeats(segment, field)) {
    const sent = of.at(1);
    const code = [sent, of.at(4)].find(one => one !== undefined && Object.hasOwn(OMB, one)) ?? ethnicGroup(of, field);
    if (code !== undefined)
      inner.push({
        url: "ombCategory",
        valueCoding: present({ system: "urn:oid:2.16.840.1.113883.6.238", code, display: OMB[code] }),
      });
    const text = of.at(9) ?? of.at(2) ?? of.at(5) ?? (code === sent && code !== undefined ? OMB[code] : sent);
    if (text !== undefined) texts.push(text);
  }
  if (texts.length === 0) return undefined;
  // ethnicity holds one category; a second one sent stands in the words
  const kept = url.endsWith("ethnicity") ? inner.slice(0, 1) : inner;
  return { extension: [{ url, extension: [...kept, { url: "text", valueString: texts.join(", ") }] }] };
}

function ethnicGroup(of: Parts, field: number): string | undefined {
  const sent = of.at(1)?.toUpperCase() ?? "";
  return field === 22 && isOfTable(of, "0189") && Object.hasOwn(ETHNICITY, sent) ? ETHNICITY[sent] : undefined;
}

function nation(segment: Segment, field: number, context: Context, name: string): Partial<Patient> | undefined {
  const made = concepts(segment, field, context)?.map(one => ({
    url: `${FHIR}${name}`,
    extension: [{ url: "code", valueCodeableConcept: one }],
  }));
  return made && { extension: made };
}
