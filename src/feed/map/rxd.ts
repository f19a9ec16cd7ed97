// RXD with its ORC, RXR and NTE → MedicationDispense (docs/decisions/rds-medication-dispense.md). Never an administration (RULES D3).
import { type Annotation, type Dosage, filled, list, type MedicationDispense, present } from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, concepts, conceptWords } from "./cwe.ts";
import { amountAt } from "./dose-amount.ts";
import type { Group, Supplied } from "./groups.ts";
import { notes, remark } from "./nte.ts";
import { orderIdentifiers, orderKey, orderSource, orderStatus } from "./orc.ts";
import { parts, repeats, single } from "./parts.ts";
import { unit } from "./quantity.ts";
import { components } from "./rxc.ts";
import { routeOf } from "./rxr.ts";
import { timingOfTq1 } from "./tq1.ts";
import { moment } from "./ts.ts";
import { practitioners } from "./xcn.ts";

/** Adds the dispenses of a group; their key is the order's with the time of RXD-3 (else the count of RXD-1) and the drug of RXD-2. */
export function dispenses(group: Group, patient: string, encounter: string | undefined, context: Context): void {
  for (const supplied of group.supplied)
    if (supplied.segment.name === "RXD") dispense(supplied, group, patient, encounter, context);
}

function dispense(
  supplied: Supplied,
  group: Group,
  patient: string,
  encounter: string | undefined,
  context: Context,
): void {
  const rxd = supplied.segment;
  const order = orderKey(group.orc, undefined, context);
  if (order === undefined) context.issue("no-order-number", "the dispense names no order", where(rxd));
  const drug = concept(parts(rxd, 2), context);
  if (drug === undefined) context.issue("no-drug", "the dispense names no drug", where(rxd, { field: 2 }));
  const at = moment(parts(rxd, 3), 1, context);
  const when = at ? `time|${at.instant}` : `count|${single(rxd, 1, context) ?? ""}`;
  const given = amountAt(rxd, 4, 5, context);
  const timed = supplied.timings[0] && timingOfTq1(supplied.timings[0], context);
  const prescription = single(rxd, 7, context);
  const substituted = concept(parts(rxd, 11), context, "0167");
  context.add(
    present<MedicationDispense>({
      resourceType: "MedicationDispense",
      id: context.id(
        "MedicationDispense",
        order?.authority ?? context.record.authority,
        `${order ? orderSource(order) : `record|${context.record.number}`}|${when}|${parts(rxd, 2).at(1) ?? drug?.text ?? ""}`,
      ),
      identifier: orderIdentifiers(group.orc, undefined, context),
      status: stateOf(group.orc, context),
      medicationCodeableConcept: drug ?? { text: "not named in the message" },
      subject: { reference: patient },
      context: encounter ? { reference: encounter } : undefined,
      performer: practitioners(rxd, 10, context).map(actor => ({ actor })),
      authorizingPrescription: list(
        order || prescription
          ? present<NonNullable<MedicationDispense["authorizingPrescription"]>[number]>({
              reference:
                order && `MedicationRequest/${context.id("MedicationRequest", order.authority, orderSource(order))}`,
              type: "MedicationRequest",
              identifier: prescription ? { type: { text: "prescription number" }, value: prescription } : undefined,
              display: order?.number,
            })
          : undefined,
      ),
      type: concept(parts(rxd, 33), context, "0484"),
      quantity: given,
      whenHandedOver: at?.iso,
      note: list(
        ...remarks(rxd, given === undefined ? single(rxd, 4, context) : undefined, context),
        ...components(supplied.components, context),
        ...(notes(supplied.notes, context) ?? []),
      ),
      dosageInstruction: list(
        filled(
          present<Dosage>({
            ...timed?.dosage,
            additionalInstruction: list(
              ...(concepts(rxd, 15, context) ?? []),
              ...(timed?.dosage.additionalInstruction ?? []),
            ),
            ...(supplied.routes[0] && routeOf(supplied.routes[0], context)),
            doseAndRate: timed?.dose && [{ doseQuantity: timed.dose }],
          }),
        ),
      ),
      substitution: substituted && { wasSubstituted: parts(rxd, 11).at(1)?.toUpperCase() !== "N", type: substituted },
    }),
  );
}

/** A message of dispensing says that it was done, unless its ORC ends or holds it. */
function stateOf(orc: Segment | undefined, context: Context): MedicationDispense["status"] {
  if (orc === undefined) return "completed";
  const control = parts(orc, 1).at(1)?.toUpperCase();
  if (parts(orc, 5).at(1) === undefined && (control === undefined || control === "RE")) return "completed";
  const status = orderStatus(orc, { ...context, issue: () => undefined });
  return status === "active" || status === "unknown" ? "completed" : status;
}

/** What MedicationDispense has no element for, in words. */
function remarks(rxd: Segment, sentAmount: string | undefined, context: Context): (Annotation | undefined)[] {
  const words = (field: number) => repeats(rxd, field).map(one => conceptWords(concept(one, context)));
  const strength = single(rxd, 16, context);
  return [
    remark("Amount as sent", sentAmount),
    remark("Dosage form", words(6)[0]),
    remark("Refills remaining", single(rxd, 8, context)),
    ...repeats(rxd, 9).map(one => remark("Dispense note", one.at(1))),
    remark("Strength", strength && [strength, unit(parts(rxd, 17), context).unit].filter(one => one).join(" ")),
    ...repeats(rxd, 18).map(one => remark("Lot", one.at(1))),
    ...repeats(rxd, 19).map(one => remark("Expires", one.at(1))),
    ...words(20).map(one => remark("Manufacturer", one)),
    ...words(21).map(one => remark("Indication", one)),
  ];
}
