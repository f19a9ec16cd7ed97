// GT1 → RelatedPerson: who pays. HL7's tables have none for GT1; the role is table 0131's G of the same people (docs/decisions/adt-events.md).
import { dateOf, list, present, type RelatedPerson } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, lookup } from "./cwe.ts";
import { identifiersOfCx } from "./identifier.ts";
import { parts } from "./parts.ts";
import { ADMINISTRATIVE_SEX } from "./tables.ts";
import { moment } from "./ts.ts";
import { addresses } from "./xad.ts";
import { humanNames } from "./xpn.ts";
import { telecoms } from "./xtn.ts";

/** Adds the guarantor; nothing where the segment names nobody. */
export function guarantor(gt1: Segment, patient: string, context: Context): void {
  const name = humanNames(gt1, 3, context);
  const identifier = identifiersOfCx(gt1, 2, context);
  if (name === undefined && identifier.length === 0) {
    context.issue("no-guarantor", "a guarantor without name or number says nothing", parts(gt1, 3).where());
    return;
  }
  const born = moment(parts(gt1, 8), 1, context);
  const { authority, number } = context.record;
  const key = `${number}|guarantor|${identifier[0]?.value ?? JSON.stringify(name)}`;
  context.add(
    present<RelatedPerson>({
      resourceType: "RelatedPerson",
      id: context.id("RelatedPerson", authority, key),
      identifier,
      patient: { reference: patient },
      relationship: list(
        { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0131", code: "G" }], text: "guarantor" },
        concept(parts(gt1, 11), context, "0063"),
      ),
      name,
      telecom: [...(telecoms(gt1, 6, context, "home") ?? []), ...(telecoms(gt1, 7, context, "work") ?? [])],
      gender: lookup(parts(gt1, 9), 1, ADMINISTRATIVE_SEX, context),
      birthDate: born && dateOf(born),
      address: addresses(gt1, 5, context),
    }),
  );
}
