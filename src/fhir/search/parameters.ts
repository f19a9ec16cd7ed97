// Which types are served and what each is searched by: the one table that search and the CapabilityStatement both read.

/** How a parameter compares (R4 §3.1.1.4). */
export type ParameterType = "token" | "date" | "string" | "reference";

/** `paths`: where its values lie, a dot a level, lists walked through. */
export type Parameter = { readonly type: ParameterType; readonly paths: readonly string[] };

type Parameters = { readonly [name: string]: Parameter };

const token = (...paths: string[]): Parameter => ({ type: "token", paths });
const date = (...paths: string[]): Parameter => ({ type: "date", paths });
const text = (...paths: string[]): Parameter => ({ type: "string", paths });
const reference = (...paths: string[]): Parameter => ({ type: "reference", paths });

const identifier = token("identifier");
const status = token("status");
const subject = { patient: reference("subject"), subject: reference("subject") };
const encounter = { encounter: reference("encounter") };
const drug = token("medicationCodeableConcept");

/** By type: its search parameters beside `_id`, named as in R4. */
export const SEARCH = {
  AllergyIntolerance: {
    patient: reference("patient"),
    code: token("code", "reaction.substance"),
    category: token("category"),
    criticality: token("criticality"),
    "clinical-status": token("clinicalStatus"),
    "verification-status": token("verificationStatus"),
    date: date("recordedDate"),
    identifier,
  },
  Appointment: {
    patient: reference("participant.actor"),
    actor: reference("participant.actor"),
    date: date("start"),
    status,
    identifier,
  },
  Condition: {
    ...subject,
    ...encounter,
    code: token("code"),
    category: token("category"),
    "clinical-status": token("clinicalStatus"),
    "verification-status": token("verificationStatus"),
    "onset-date": date("onsetDateTime", "onsetPeriod"),
    "recorded-date": date("recordedDate"),
    identifier,
  },
  DiagnosticReport: {
    ...subject,
    ...encounter,
    code: token("code"),
    category: token("category"),
    status,
    date: date("effectiveDateTime", "effectivePeriod"),
    issued: date("issued"),
    identifier,
  },
  DocumentReference: {
    ...subject,
    ...{ encounter: reference("context.encounter") },
    type: token("type"),
    category: token("category"),
    status,
    date: date("date"),
    identifier: token("masterIdentifier", "identifier"),
  },
  Encounter: {
    ...subject,
    class: token("class"),
    type: token("type"),
    status,
    date: date("period"),
    location: reference("location.location"),
    identifier,
  },
  Flag: { ...subject, ...encounter, date: date("period"), identifier },
  Immunization: {
    patient: reference("patient"),
    "vaccine-code": token("vaccineCode"),
    status,
    date: date("occurrenceDateTime"),
    identifier,
  },
  Location: { name: text("name", "alias"), status, type: token("type"), identifier },
  MedicationAdministration: {
    ...subject,
    context: reference("context"),
    code: drug,
    status,
    request: reference("request"),
    "effective-time": date("effectiveDateTime", "effectivePeriod"),
    identifier,
  },
  MedicationDispense: {
    ...subject,
    context: reference("context"),
    code: drug,
    status,
    prescription: reference("authorizingPrescription"),
    whenhandedover: date("whenHandedOver"),
    whenprepared: date("whenPrepared"),
    identifier,
  },
  MedicationRequest: {
    ...subject,
    ...encounter,
    code: drug,
    category: token("category"),
    intent: token("intent"),
    status,
    authoredon: date("authoredOn"),
    identifier,
  },
  MedicationStatement: {
    ...subject,
    context: reference("context"),
    code: drug,
    status,
    effective: date("effectiveDateTime", "effectivePeriod"),
    identifier,
  },
  Observation: {
    ...subject,
    ...encounter,
    code: token("code"),
    "component-code": token("component.code"),
    "combo-code": token("code", "component.code"),
    category: token("category"),
    status,
    specimen: reference("specimen"),
    date: date("effectiveDateTime", "effectivePeriod", "effectiveInstant"),
    identifier,
  },
  Organization: { name: text("name", "alias"), identifier },
  Patient: {
    name: text("name"),
    family: text("name.family"),
    given: text("name.given"),
    birthdate: date("birthDate"),
    gender: token("gender"),
    identifier,
  },
  Practitioner: { name: text("name"), family: text("name.family"), given: text("name.given"), identifier },
  Procedure: {
    ...subject,
    ...encounter,
    code: token("code"),
    category: token("category"),
    status,
    date: date("performedDateTime", "performedPeriod"),
    identifier,
  },
  RelatedPerson: {
    patient: reference("patient"),
    name: text("name"),
    relationship: token("relationship"),
    identifier,
  },
  ServiceRequest: {
    ...subject,
    ...encounter,
    code: token("code"),
    category: token("category"),
    intent: token("intent"),
    status,
    authored: date("authoredOn"),
    requisition: token("requisition"),
    identifier,
  },
  Specimen: {
    patient: reference("subject"),
    subject: reference("subject"),
    type: token("type"),
    status,
    collected: date("collection.collectedDateTime", "collection.collectedPeriod"),
    accession: token("accessionIdentifier"),
    identifier,
  },
} as const satisfies Record<string, Parameters>;

export type ServedType = keyof typeof SEARCH;

/** True where resources of the type are served. */
export function isServed(type: string): type is ServedType {
  return Object.hasOwn(SEARCH, type);
}

/** The parameters of a type, `_id` with them. */
export function parametersOf(type: ServedType): ReadonlyMap<string, Parameter> {
  const own: Parameters = SEARCH[type];
  return new Map([["_id", token("id")], ...Object.entries(own)]);
}

/**
 * Of the types that are searched without a patient: one of these must be given (or `_id`), because only these are real columns.
 * The types that no patient owns are few; they need none.
 */
export const WITHOUT_PATIENT: Readonly<Partial<Record<ServedType, readonly string[]>>> = {
  Patient: ["name", "family", "given", "birthdate", "identifier"],
  Encounter: ["location", "status", "date"],
  Appointment: ["date", "status", "actor"],
  Location: [],
};

/** Types that belong to no patient: the same building or doctor in many charts. */
export const SHARED: ReadonlySet<string> = new Set(["Location", "Organization", "Practitioner"] satisfies ServedType[]);
