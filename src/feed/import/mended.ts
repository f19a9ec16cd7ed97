// What senders often leave out although a rule of R4 asks for it: said as not known, so that an allergy is not lost for want of its status.
import { isError, isPlain } from "../../fhir/index.ts";
import type { Plain } from "./read-texts.ts";

const NOT_KNOWN = {
  extension: [{ url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "unknown" }],
} as const;

/** The resource with what a rule asks for and its sender left out. Nothing that it says is changed, but a unit that is a code of no system is its words. */
export function mended(resource: Plain): Plain {
  return byType(within(resource));
}

function byType(one: Plain): Plain {
  const { clinicalStatus, verificationStatus, ...rest } = one;
  switch (one.resourceType) {
    // ait-1, ait-2: an error has no state.
    case "AllergyIntolerance":
      return isError(verificationStatus, "allergyintolerance-verification")
        ? { ...rest, verificationStatus }
        : { ...one, clinicalStatus: clinicalStatus ?? NOT_KNOWN };
    // con-4, con-5: what ended is inactive, whether or not it is healed.
    case "Condition":
      if (isError(verificationStatus, "condition-ver-status")) return { ...rest, verificationStatus };
      return clinicalStatus === undefined && Object.keys(one).some(name => name.startsWith("abatement"))
        ? { ...one, clinicalStatus: INACTIVE }
        : one;
    // mad-1
    case "MedicationAdministration":
      return isPlain(one.dosage) && !["dose", "rateRatio", "rateQuantity"].some(name => name in Object(one.dosage))
        ? { ...one, dosage: { ...one.dosage, dose: NOT_KNOWN } }
        : one;
    // app-2
    case "Appointment":
      return one.start !== undefined && one.end === undefined ? { _end: NOT_KNOWN, ...one } : one;
    default:
      return one;
  }
}

const INACTIVE = {
  coding: [{ system: "http://terminology.hl7.org/CodeSystem/condition-clinical", code: "inactive" }],
} as const;

/** Quantities (qty-3) and contact points (cpt-2), wherever they lie. */
function within(value: Plain): Plain {
  const change = (one: unknown, name: string): unknown => {
    if (Array.isArray(one)) return one.map(item => change(item, name));
    if (!isPlain(one)) return one;
    const inner = within(one);
    if (name === "telecom" && inner.value !== undefined && inner.system === undefined)
      return { system: "other", ...inner };
    const { code, ...rest } = inner;
    const isBare = typeof inner.value === "number" && typeof code === "string" && inner.system === undefined;
    return isBare ? { ...rest, unit: inner.unit ?? code } : inner;
  };
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one, name)]));
}
