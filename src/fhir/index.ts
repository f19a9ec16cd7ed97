export { dateOf, isZone, type Moment, type Precision, readMoment, readTime } from "./date-time.ts";
export { type EncounterStatus, encounterOf } from "./encounter.ts";
export { type FhirMoment, readFhirMoment } from "./fhir-moment.ts";
export { assemble, type FieldFact } from "./field-facts.ts";
export { PUBLISHED_ID_KEY, resourceId } from "./id.ts";
export { patientOf } from "./patient.ts";
export { filled, type Loose, list, present } from "./present.ts";
export { remembered } from "./remember.ts";
export type * from "./types.ts";
