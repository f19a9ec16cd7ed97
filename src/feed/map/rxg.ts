// RXG with its ORC, TQ1, RXR and NTE → MedicationRequest of one giving (docs/decisions/rgv-medication-request.md). Never an administration.
import { type Annotation, type Dosage, filled, list, type MedicationRequest, present } from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, concepts, conceptWords } from "./cwe.ts";
import { doseOf } from "./dose-amount.ts";
import type { Group, Supplied } from "./groups.ts";
import { notes, remark } from "./nte.ts";
import { orderIdentifiers, orderKey, orderSource, orderStatus } from "./orc.ts";
import { parts, repeats, single } from "./parts.ts";
import { readNumber, unit } from "./quantity.ts";
import { rateOf } from "./rate.ts";
import { components } from "./rxc.ts";
import { routeOf } from "./rxr.ts";
import { timingOfTq, timingOfTq1 } from "./tq1.ts";

/** Adds what a pharmacy tells to be given; the key is the order's with RXG-1 and the drug of RXG-4. */
export function gives(group: Group, patient: string, encounter: string | undefined, context: Context): void {
  for (const supplied of group.supplied)
    if (supplied.segment.name === "RXG") give(supplied, group, patient, encounter, context);
}

function give(
  supplied: Supplied,
  group: Group,
  patient: string,
  encounter: string | undefined,
  context: Context,
): void {
  const rxg = supplied.segment;
  const { orc } = group;
  const order = orderKey(orc, undefined, context);
  if (order === undefined) context.issue("no-order-number", "the giving names no order", where(rxg));
  const drug = concept(parts(rxg, 4), context);
  if (drug === undefined) context.issue("no-drug", "the giving names no drug", where(rxg, { field: 4 }));
  const tq1 = supplied.timings[0];
  const timed = tq1 ? timingOfTq1(tq1, context) : rxg.repetitions(3) > 0 ? timingOfTq(rxg, 3, 1, context) : undefined;
  const dose = doseOf(rxg, 5, 6, 7, context);
  const rate = rateOf(rxg, 14, 15, 16, context);
  const doseAndRate = filled({ ...dose, ...rate });
  context.add(
    present<MedicationRequest>({
      resourceType: "MedicationRequest",
      id: context.id(
        "MedicationRequest",
        order?.authority ?? context.record.authority,
        [
          order ? orderSource(order) : `record|${context.record.number}`,
          "give",
          single(rxg, 1, context) ?? "",
          parts(rxg, 4).at(1) ?? drug?.text ?? "",
        ].join("|"),
      ),
      identifier: orderIdentifiers(orc, undefined, context),
      status: stateOf(orc, context),
      intent: "instance-order",
      priority: timed?.priority,
      medicationCodeableConcept: drug ?? { text: "not named in the message" },
      subject: { reference: patient },
      encounter: encounter ? { reference: encounter } : undefined,
      reasonCode: concepts(rxg, 22, context),
      basedOn: order && [
        {
          reference: `MedicationRequest/${context.id("MedicationRequest", order.authority, orderSource(order))}`,
          display: order.number,
        },
      ],
      note: list(
        ...remarks(rxg, context),
        ...components(supplied.components, context),
        ...(notes(supplied.notes, context) ?? []),
      ),
      dosageInstruction: list(
        filled(
          present<Dosage>({
            ...timed?.dosage,
            additionalInstruction: list(
              ...(concepts(rxg, 13, context) ?? []),
              ...(timed?.dosage.additionalInstruction ?? []),
            ),
            ...(supplied.routes[0] && routeOf(supplied.routes[0], context)),
            doseAndRate: doseAndRate ? [doseAndRate] : undefined,
          }),
        ),
      ),
    }),
  );
}

function stateOf(orc: Segment | undefined, context: Context): MedicationRequest["status"] {
  if (orc === undefined) return "active";
  const status = orderStatus(orc, { ...context, issue: () => undefined });
  return status === "unknown" ? "active" : status;
}

/** What MedicationRequest has no element for, in words. */
function remarks(rxg: Segment, context: Context): (Annotation | undefined)[] {
  const words = (field: number) => repeats(rxg, field).map(one => conceptWords(concept(one, context)));
  const strength = single(rxg, 17, context);
  return [
    remark("Dosage form", words(8)[0]),
    ...words(9).map(one => remark("Administration note", one)),
    remark("Strength", strength && [strength, unit(parts(rxg, 18), context).unit].filter(one => one).join(" ")),
    ...repeats(rxg, 19).map(one => remark("Lot", one.at(1))),
    ...[5, 6].map(field => {
      const text = single(rxg, field, context);
      return text !== undefined && readNumber(text) === undefined ? remark("Amount as sent", text) : undefined;
    }),
  ];
}
