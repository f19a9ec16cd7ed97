// AL1 and IAM → AllergyIntolerance.
import { type AllergyIntolerance, type CodeableConcept, list, present } from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, lookup } from "./cwe.ts";
import { identifierOfEi } from "./identifier.ts";
import { parts, repeats } from "./parts.ts";
import { ALLERGEN_CATEGORY, ALLERGEN_TYPE, REACTION_SEVERITY } from "./tables.ts";
import { moment } from "./ts.ts";

const ALTERNATE = "http://hl7.org/fhir/StructureDefinition/alternate-codes";
const CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
const VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
const WITHOUT_CATEGORY = new Set(["MA", "MC"]);

/** AL1 and IAM agree in their first five fields; then each has its own. */
export function allergy(al1: Segment, patient: string, context: Context): string | undefined {
  const isIam = al1.name === "IAM";
  const wrong = isIam && parts(al1, 6).at(1)?.toUpperCase() === "D";
  const stated = isIam ? concept(parts(al1, 17), context) : undefined;
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
      identifier: isIam ? list(identifierOfEi(parts(al1, 7), context)) : undefined,
      clinicalStatus: wrong ? undefined : clinicalStatus(stated),
      verificationStatus: wrong ? { coding: [{ system: VERIFICATION, code: "entered-in-error" }] } : undefined,
      type: ALLERGEN_TYPE[type],
      category: WITHOUT_CATEGORY.has(type) ? undefined : list(lookup(kind, 1, ALLERGEN_CATEGORY, context)),
      code,
      patient: { reference: patient },
      onsetDateTime: moment(parts(al1, isIam ? 11 : 6), 1, context)?.iso,
      recordedDate: isIam ? moment(parts(al1, 13), 1, context)?.iso : undefined,
      reaction: list(reaction(al1, context)),
    }),
  );
}

/** IAM-17 where it is one of FHIR's words; an allergy that is sent is active else (ait-1 asks for one). */
function clinicalStatus(stated: CodeableConcept | undefined): CodeableConcept {
  const sent = stated?.coding?.[0]?.code?.toLowerCase();
  const code = ["active", "inactive", "resolved"].find(one => one === sent) ?? "active";
  return present<CodeableConcept>({ coding: [{ system: CLINICAL, code }], text: stated?.text });
}

type Reaction = NonNullable<AllergyIntolerance["reaction"]>[number];

/** Severity (table 0128) is of the reaction; FHIR's criticality, the risk of the next one, is not said by v2. */
function reaction(al1: Segment, context: Context): Reaction | undefined {
  const of = parts(al1, 4);
  const sent = of.at(1)?.toUpperCase();
  const severity = sent === undefined || sent === "U" ? undefined : lookup(of, 1, REACTION_SEVERITY, context);
  // ST: words; a coded one where the sender made it so
  const manifestation = repeats(al1, 5).flatMap(one => {
    const text = one.at(1);
    return one.count > 1 ? (concept(one, context) ?? []) : text === undefined ? [] : { text };
  });
  if (severity === undefined && manifestation.length === 0) return undefined;
  // a reaction has a manifestation (R4): where none was sent, that it is not known
  const unknown = { url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "unknown" };
  return present<Reaction>({
    manifestation: manifestation.length > 0 ? manifestation : [{ extension: [unknown] }],
    severity,
  });
}
