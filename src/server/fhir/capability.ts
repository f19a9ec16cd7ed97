// What is served, as FHIR's own statement of it (R4 §5.2): from the same table that searches are read by.
import { isServed, parametersOf, SEARCH, type ServedType, WITHOUT_PATIENT } from "../../fhir/index.ts";

/** `date`: when the statement was made, ISO. `base`: where the service lies. */
export function capabilityStatement(given: { readonly date: string; readonly base: string; readonly version: string }) {
  return {
    resourceType: "CapabilityStatement",
    status: "active",
    date: given.date,
    kind: "instance",
    software: { name: "Tideover", version: given.version },
    implementation: { description: "The hospital's read copy of its charts. Read only.", url: given.base },
    fhirVersion: "4.0.1",
    format: ["application/fhir+json", "json"],
    rest: [
      {
        mode: "server",
        documentation:
          "Unknown search parameters are left out and named in an OperationOutcome; with Prefer: handling=strict they are an error. Modifiers, chains and includes are not supported. Every read is recorded as a look at the patient.",
        security: {
          description:
            "A bearer token of a program with the role reader, or the session of a person who may read charts.",
        },
        resource: Object.keys(SEARCH).filter(isServed).map(resourceOf),
      },
    ],
  };
}

function resourceOf(type: ServedType) {
  return {
    type,
    documentation: whatIsNeeded(type),
    interaction: [{ code: "read" }, { code: "search-type" }],
    versioning: "no-version",
    readHistory: false,
    searchParam: [...parametersOf(type)].map(([name, parameter]) => ({ name, type: parameter.type })),
    ...(type === "Patient"
      ? {
          operation: [{ name: "everything", definition: "http://hl7.org/fhir/OperationDefinition/Patient-everything" }],
        }
      : {}),
  };
}

/** What a search of the type must name, in words. */
export function whatIsNeeded(type: ServedType): string {
  const columns = WITHOUT_PATIENT[type];
  const hasPatient = parametersOf(type).has("patient");
  if (columns === undefined) return hasPatient ? "A search names patient or _id." : "A search names _id.";
  if (columns.length === 0) return "Searched by any of its parameters.";
  const listed = columns.join(", ");
  return `A search names ${hasPatient ? "patient, " : ""}_id or one of ${listed}.`;
}
