// RXE or RXO, with its ORC, TQ1, RXR, RXC and NTE → MedicationRequest (docs/decisions/rxe-medication-request.md).
import { type Annotation, type Dosage, filled, list, type MedicationRequest, present } from "../../fhir/index.ts";
import { type Message, type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, concepts, conceptWords } from "./cwe.ts";
import { amountAt, doseOf } from "./dose-amount.ts";
import { type Group, ofEncoded } from "./groups.ts";
import { identifierType } from "./identifier.ts";
import { notes, remark } from "./nte.ts";
import { groupNumber, orderIdentifiers, orderKey, orderSource, orderStatus, statusReason } from "./orc.ts";
import { parts, repeats, single } from "./parts.ts";
import { quantity, readNumber, unit } from "./quantity.ts";
import { rateOf } from "./rate.ts";
import { components } from "./rxc.ts";
import { routeOf } from "./rxr.ts";
import { type Timed, timingOfTq, timingOfTq1 } from "./tq1.ts";
import { moment } from "./ts.ts";
import { practitioner } from "./xcn.ts";

/** Where RXE and RXO keep the same things. */
const FIELDS = {
  RXE: {
    code: 2,
    low: 3,
    high: 4,
    units: 5,
    form: 6,
    instructions: 7,
    substitution: 9,
    amount: 10,
    amountUnits: 11,
    refills: 12,
    orderer: 13,
    special: 21,
    rateTime: 22,
    rate: 23,
    rateUnits: 24,
    strength: 25,
    strengthUnits: 26,
    indication: 27,
  },
  RXO: {
    code: 1,
    low: 2,
    high: 3,
    units: 4,
    form: 5,
    instructions: 7,
    substitution: 9,
    amount: 11,
    amountUnits: 12,
    refills: 13,
    orderer: 14,
    special: 6,
    rateTime: 17,
    rate: 21,
    rateUnits: 22,
    strength: 18,
    strengthUnits: 19,
    indication: 20,
  },
} as const;
type Fields = (typeof FIELDS)[keyof typeof FIELDS];

/** Adds the order of a group; its key is the order number (placer, else filler), else the record, the drug and the time. */
export function medicationRequest(
  group: Group,
  message: Message,
  patient: string,
  encounter: string | undefined,
  context: Context,
): string | undefined {
  const drug = group.rxe ?? group.rxo;
  if (drug === undefined) return undefined;
  const fields: Fields = FIELDS[group.rxe ? "RXE" : "RXO"];
  const { orc } = group;
  const key = orderKey(orc, undefined, context);
  if (key === undefined) context.issue("no-order-number", "the order has no number", where(drug));
  const medication = concept(parts(drug, fields.code), context);
  if (medication === undefined)
    context.issue("no-drug", "the order names no drug", where(drug, { field: fields.code }));
  const timings = timingsOf(group, drug, message, context);
  const status = orderStatus(orc, context);
  const sourceKey = key
    ? orderSource(key)
    : ["record", context.record.number, parts(drug, fields.code).at(1), orc ? parts(orc, 9).at(1) : ""].join("|");
  const orderer = orc && practitioner(orc, 12, 1, context);
  const control = orc && parts(orc, 1).at(1)?.toUpperCase();
  return context.add(
    present<MedicationRequest>({
      resourceType: "MedicationRequest",
      id: context.id("MedicationRequest", key?.authority ?? context.record.authority, sourceKey),
      identifier: list(...(orderIdentifiers(orc, undefined, context) ?? []), prescription(group.rxe, context)),
      status,
      statusReason: statusReason(orc, context),
      intent: group.rxe ? "order" : "original-order",
      priority: timings.find(one => one.priority !== undefined)?.priority,
      medicationCodeableConcept: medication ?? { text: "not named in the message" },
      subject: { reference: patient },
      encounter: encounter ? { reference: encounter } : undefined,
      authoredOn:
        (group.rxe && moment(parts(group.rxe, 32), 1, context)?.iso) ??
        (control === "NW" && orc ? moment(parts(orc, 9), 1, context)?.iso : undefined),
      requester: orderer ?? practitioner(drug, fields.orderer, 1, context),
      recorder: orc && practitioner(orc, 10, 1, context),
      reasonCode: concepts(drug, fields.indication, context),
      basedOn: parentOrder(orc, context),
      groupIdentifier: groupNumber(orc, context),
      note: list(...(remarks(group, drug, fields, message, context) ?? []), ...(notes(group.notes, context) ?? [])),
      dosageInstruction: dosages(group, drug, fields, timings, message, context),
      dispenseRequest: dispense(drug, fields, context),
      substitution: substitution(drug, fields, context),
    }),
  );
}

function timingsOf(group: Group, drug: Segment, message: Message, context: Context): Timed[] {
  const tq1 = ofEncoded(group, group.timings, message).map(one => timingOfTq1(one, context));
  if (tq1.length > 0) return tq1;
  const old = (segment: Segment | undefined, field: number): Timed[] =>
    segment === undefined
      ? []
      : Array.from({ length: segment.repetitions(field) }, (_, i) => timingOfTq(segment, field, i + 1, context));
  const own = drug.name === "RXE" ? old(drug, 1) : [];
  return own.length > 0 ? own : old(group.orc, 7);
}

function dosages(
  group: Group,
  drug: Segment,
  fields: Fields,
  timings: readonly Timed[],
  message: Message,
  context: Context,
): Dosage[] | undefined {
  const given = doseOf(drug, fields.low, fields.high, fields.units, context);
  // an amount that was sent and is no number is not replaced by another
  const sent = single(drug, fields.low, context) !== undefined || single(drug, fields.high, context) !== undefined;
  const route = ofEncoded(group, group.routes, message).map(one => routeOf(one, context));
  const instructions = concepts(drug, fields.instructions, context) ?? [];
  const perDay = drug.name === "RXE" ? dailyDose(drug, context) : undefined;
  const rate = rateOf(drug, fields.rateTime, fields.rate, fields.rateUnits, context);
  // several timings (TQ1-12) are several instructions in their order; a drug without any has one
  const each: (Timed | undefined)[] = timings.length > 0 ? [...timings] : [undefined];
  const made = each.map((timing, index) => {
    const amount = given ?? (!sent && timing?.dose ? { doseQuantity: timing.dose } : undefined);
    const doseAndRate = filled({ ...amount, ...rate });
    return filled(
      present<Dosage>({
        sequence: each.length > 1 ? index + 1 : undefined,
        ...timing?.dosage,
        additionalInstruction: list(...instructions, ...(timing?.dosage.additionalInstruction ?? [])),
        ...route[0],
        doseAndRate: doseAndRate ? [doseAndRate] : undefined,
        maxDosePerPeriod: perDay,
      }),
    );
  });
  return list(...made);
}

function dailyDose(rxe: Segment, context: Context): Dosage["maxDosePerPeriod"] {
  // CQ: quantity and units; RXE-19 is the total that one day's orders make
  const cq = parts(rxe, 19);
  const value = cq.at(1);
  const numerator = value === undefined ? undefined : quantity(value, undefined, context);
  if (numerator === undefined) return undefined;
  const unitText = cq.at(2, 1);
  return {
    numerator: unitText ? { ...numerator, unit: unitText } : numerator,
    denominator: { value: 1, unit: "day", system: "http://unitsofmeasure.org", code: "d" },
  };
}

function dispense(drug: Segment, fields: Fields, context: Context): MedicationRequest["dispenseRequest"] {
  const refills = single(drug, fields.refills, context);
  const repeatsAllowed = refills !== undefined && /^\d{1,4}$/.test(refills) ? Number(refills) : undefined;
  return filled(
    present<NonNullable<MedicationRequest["dispenseRequest"]>>({
      numberOfRepeatsAllowed: repeatsAllowed,
      quantity: amountAt(drug, fields.amount, fields.amountUnits, context),
    }),
  );
}

function substitution(drug: Segment, fields: Fields, context: Context): MedicationRequest["substitution"] {
  const allowed = concept(parts(drug, fields.substitution), context, "0161");
  return allowed && { allowedCodeableConcept: allowed };
}

function prescription(rxe: Segment | undefined, context: Context) {
  const value = rxe && single(rxe, 15, context);
  return value ? { type: { text: "prescription number" }, value } : undefined;
}

function parentOrder(orc: Segment | undefined, context: Context): MedicationRequest["basedOn"] {
  // EIP: the placer's number of the parent, its parts as subcomponents; a bare number in older messages
  const number = orc && parts(orc, 8).at(1, 1);
  return number
    ? [
        {
          type: "MedicationRequest",
          identifier: present({
            type: identifierType("PLAC"),
            value: number,
            assigner: context.authority ? { display: context.authority } : undefined,
          }),
        },
      ]
    : undefined;
}

/** What MedicationRequest has no element for, in words: form, strength, and what an infusion is made of. */
function remarks(
  group: Group,
  drug: Segment,
  fields: Fields,
  message: Message,
  context: Context,
): Annotation[] | undefined {
  const strength = single(drug, fields.strength, context);
  const strengthUnit = unit(parts(drug, fields.strengthUnits), context).unit;
  return list(
    remark("Dosage form", conceptWords(concept(parts(drug, fields.form), context))),
    remark("Strength", strength && [strength, strengthUnit].filter(one => one).join(" ")),
    ...repeats(drug, fields.special).map(one => remark("Special instructions", conceptWords(concept(one, context)))),
    ...components(ofEncoded(group, group.components, message), context),
    ...[fields.low, fields.high, fields.amount].map(field => {
      // an amount that is no number stands in words, as sent
      const text = single(drug, field, context);
      return text !== undefined && readNumber(text) === undefined ? remark("Amount as sent", text) : undefined;
    }),
  );
}
