// AL1 → AllergyIntolerance.
import { type AllergyIntolerance, list, present } from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, lookup } from "./cwe.ts";
import { parts, repeats } from "./parts.ts";
import { ALLERGEN_CATEGORY, ALLERGEN_TYPE, REACTION_SEVERITY } from "./tables.ts";
import { moment } from "./ts.ts";

const ALTERNATE = "http://hl7.org/fhir/StructureDefinition/alternate-codes";
const WITHOUT_CATEGORY = new Set(["MA", "MC"]);

/** Adds the allergy of an AL1. Its key is the record and the allergen: code and coding system, else its words. */
export function allergy(al1: Segment, patient: string, context: Context): string | undefined {
  const allergen = parts(al1, 3);
  const code = concept(allergen, context);
  if (code === undefined) {
    context.issue("no-allergen", "an allergy without an allergen says nothing", where(al1, { field: 3 }));
    return undefined;
  }
  const kind = parts(al1, 2);
  const type = kind.at(1)?.toUpperCase() ?? "";
  const original = concept(kind, context, "0127");
  const { authority, number } = context.record;
  const key = `${number}|${allergen.at(1) ?? ""}|${allergen.at(3) ?? ""}|${allergen.at(1) ? "" : (code.text ?? "")}`;
  return context.add(
    present<AllergyIntolerance>({
      resourceType: "AllergyIntolerance",
      id: context.id("AllergyIntolerance", authority, key),
      // the sent type is kept whole: FHIR's categories are fewer
      extension: original ? [{ url: ALTERNATE, valueCodeableConcept: original }] : undefined,
      clinicalStatus: {
        coding: [{ system: "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", code: "active" }],
      },
      type: ALLERGEN_TYPE[type],
      category: WITHOUT_CATEGORY.has(type) ? undefined : list(lookup(kind, 1, ALLERGEN_CATEGORY, context)),
      code,
      patient: { reference: patient },
      onsetDateTime: moment(parts(al1, 6), 1, context)?.iso,
      reaction: list(reaction(al1, context)),
    }),
  );
}

type Reaction = NonNullable<AllergyIntolerance["reaction"]>[number];

/** Severity (table 0128) is of the reaction; FHIR's criticality, the risk of the next one, is not said by v2. */
function reaction(al1: Segment, context: Context): Reaction | undefined {
  const of = parts(al1, 4);
  const sent = of.at(1)?.toUpperCase();
  const severity = sent === undefined || sent === "U" ? undefined : lookup(of, 1, REACTION_SEVERITY, context);
  const manifestation = repeats(al1, 5).flatMap(one => {
    const made = concept(one, context);
    return made ? [{ text: made.coding?.[0]?.display ?? made.text ?? made.coding?.[0]?.code ?? "", ...made }] : [];
  });
  if (severity === undefined && manifestation.length === 0) return undefined;
  // a reaction has a manifestation (R4): where none was sent, that it is not known
  const unknown = { url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "unknown" };
  return present<Reaction>({
    manifestation: manifestation.length > 0 ? manifestation : [{ extension: [unknown] }],
    severity,
  });
}
