// DG1 → Condition, and what the visit says of it.
import { type CodeableConcept, type Condition, type Encounter, list, present } from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept } from "./cwe.ts";
import { identifierOfEi, keyOfEi } from "./identifier.ts";
import { parts, single } from "./parts.ts";
import { protection } from "./security.ts";
import { DIAGNOSIS_USE } from "./tables.ts";
import { moment } from "./ts.ts";
import { practitioner } from "./xcn.ts";

export type Diagnosis = NonNullable<Encounter["diagnosis"]>[number];

/**
 * Adds the condition of a DG1 and returns the visit's line of it. Its key is DG1-20, else the record, the visit and the
 * diagnosis: code and coding system, else its words.
 */
export function condition(
  dg1: Segment,
  patient: string,
  encounter: string | undefined,
  context: Context,
): Diagnosis | undefined {
  const of = parts(dg1, 3);
  const description = single(dg1, 4, context);
  const coded = concept(of, context);
  const code: CodeableConcept | undefined =
    description === undefined
      ? coded
      : { ...(coded ?? {}), text: coded?.text && !coded.coding ? coded.text : description };
  if (code === undefined) {
    context.issue("no-diagnosis", "a diagnosis without code or words says nothing", where(dg1, { field: 3 }));
    return undefined;
  }
  const { authority, number } = context.record;
  const own = keyOfEi(parts(dg1, 20), context);
  const key = own
    ? own.number
    : `${number}|${encounter ?? ""}|${of.at(1) ?? ""}|${of.at(3) ?? ""}|${of.at(1) ? "" : (code.text ?? "")}`;
  const deleted = parts(dg1, 21).at(1)?.toUpperCase() === "D";
  const attested = moment(parts(dg1, 19), 1, context)?.iso;
  const reference = context.add(
    present<Condition>({
      resourceType: "Condition",
      id: context.id("Condition", own?.authority ?? authority, key),
      meta: protection(dg1, 18, context)?.meta,
      extension: attested
        ? [{ url: "http://hl7.org/fhir/StructureDefinition/condition-assertedDate", valueDateTime: attested }]
        : undefined,
      identifier: list(identifierOfEi(parts(dg1, 20), context)),
      verificationStatus: deleted
        ? {
            coding: [
              { system: "http://terminology.hl7.org/CodeSystem/condition-ver-status", code: "entered-in-error" },
            ],
          }
        : undefined,
      code,
      subject: { reference: patient },
      encounter: encounter ? { reference: encounter } : undefined,
      onsetDateTime: moment(parts(dg1, 5), 1, context)?.iso,
      recordedDate: attested,
      asserter: practitioner(dg1, 16, 1, context),
    }),
  );
  if (deleted) return undefined;
  const type = parts(dg1, 6);
  const known = DIAGNOSIS_USE[type.at(1)?.toUpperCase() ?? ""];
  const rank = parts(dg1, 15).at(1);
  return present<Diagnosis>({
    condition: { reference },
    use: known ? { coding: [present(known)] } : concept(type, context, "0052"),
    rank: rank && /^[1-9]\d{0,3}$/.test(rank) ? Number(rank) : undefined,
  });
}
