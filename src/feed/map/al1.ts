// AL1, and IAM with the IAR that follow it → AllergyIntolerance.
import { type AllergyIntolerance, type CodeableConcept, list, present } from "../../fhir/index.ts";
import { type Message, type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, isOfTable, lookup } from "./cwe.ts";
import { identifierOfEi } from "./identifier.ts";
import { type Parts, parts, repeats } from "./parts.ts";
import { ALLERGEN_CATEGORY, ALLERGEN_TYPE, REACTION_SEVERITY, type Table } from "./tables.ts";
import { moment } from "./ts.ts";

const ALTERNATE = "http://hl7.org/fhir/StructureDefinition/alternate-codes";
const CLINICAL = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
const VERIFICATION = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
const WITHOUT_CATEGORY = new Set(["MA", "MC"]);

/** Table 0438 (IAM-17): a doubtful allergy stays one, an erroneous one is none. */
const STATED: Table<{ readonly clinical?: string; readonly verification: string }> = {
  U: { clinical: "active", verification: "unconfirmed" },
  P: { clinical: "active", verification: "unconfirmed" },
  S: { clinical: "active", verification: "unconfirmed" },
  D: { clinical: "active", verification: "unconfirmed" },
  C: { clinical: "active", verification: "confirmed" },
  I: { clinical: "inactive", verification: "confirmed" },
  E: { verification: "entered-in-error" },
};

/** Every allergy that a message states. */
export function allergies(message: Message, patient: string, context: Context): void {
  for (const [at, segment] of message.segments.entries()) {
    if (segment.name !== "AL1" && segment.name !== "IAM") continue;
    const after = message.segments.slice(at + 1);
    const end = after.findIndex(one => one.name !== "IAR" && one.name !== "NTE");
    const reactions = (end < 0 ? after : after.slice(0, end)).filter(one => one.name === "IAR");
    allergy(segment, reactions, patient, context);
  }
}

/** AL1 and IAM agree in their first five fields; then each has its own. */
function allergy(al1: Segment, iar: readonly Segment[], patient: string, context: Context): string | undefined {
  const isIam = al1.name === "IAM";
  const wrong = isIam && parts(al1, 6).at(1)?.toUpperCase() === "D";
  const stated = isIam ? concept(parts(al1, 17), context) : undefined;
  const known = isIam ? statedOf(parts(al1, 17)) : undefined;
  const isError = wrong || known?.verification === "entered-in-error";
  const allergen = parts(al1, 3);
  const code = coded(concept(allergen, context), isIam ? concept(parts(al1, 27), context) : undefined);
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
      clinicalStatus: isError ? undefined : clinicalStatus(stated, known?.clinical),
      verificationStatus: verification(isError ? "entered-in-error" : known?.verification),
      type: ALLERGEN_TYPE[type],
      category: WITHOUT_CATEGORY.has(type) ? undefined : list(lookup(kind, 1, ALLERGEN_CATEGORY, context)),
      code,
      patient: { reference: patient },
      onsetDateTime: moment(parts(al1, isIam ? 11 : 6), 1, context)?.iso,
      recordedDate: isIam ? moment(parts(al1, 13), 1, context)?.iso : undefined,
      reaction: list(
        reaction(parts(al1, 4), repeats(al1, 5), context),
        ...iar.map(one => reaction(parts(one, 2), repeats(one, 1), context)),
      ),
    }),
  );
}

function statedOf(of: Parts): (typeof STATED)[string] | undefined {
  const code = of.at(1)?.toUpperCase() ?? "";
  return isOfTable(of, "0438") && Object.hasOwn(STATED, code) ? STATED[code] : undefined;
}

/** IAM-27, the allergy's code in a system of its own, stands beside that of IAM-3. */
function coded(sent: CodeableConcept | undefined, more: CodeableConcept | undefined): CodeableConcept | undefined {
  if (sent === undefined || more === undefined) return sent ?? more;
  return present<CodeableConcept>({ ...sent, coding: list(...(sent.coding ?? []), ...(more.coding ?? [])) });
}

function verification(code: string | undefined): CodeableConcept | undefined {
  return code === undefined ? undefined : { coding: [{ system: VERIFICATION, code }] };
}

/** IAM-17 where it says it or is one of FHIR's words; an allergy that is sent is active else (ait-1 asks for one). */
function clinicalStatus(stated: CodeableConcept | undefined, known: string | undefined): CodeableConcept {
  const sent = stated?.coding?.[0]?.code?.toLowerCase();
  const code = known ?? ["active", "inactive", "resolved"].find(one => one === sent) ?? "active";
  return present<CodeableConcept>({ coding: [{ system: CLINICAL, code }], text: stated?.text });
}

type Reaction = NonNullable<AllergyIntolerance["reaction"]>[number];

/** Severity (table 0128) is of the reaction; FHIR's criticality, the risk of the next one, is not said by v2. */
function reaction(of: Parts, manifested: readonly Parts[], context: Context): Reaction | undefined {
  const sent = of.at(1)?.toUpperCase();
  const severity =
    sent === undefined || sent === "U" || sent === "UNKNOWN" ? undefined : lookup(of, 1, REACTION_SEVERITY, context);
  // ST: words; a coded one where the sender made it so
  const manifestation = manifested.flatMap(one => {
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
