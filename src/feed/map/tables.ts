// HL7 tables as data, each with the FHIR codes that the v2-to-FHIR concept maps give them. What is blank there is absent here.

export type Code = { readonly code: string; readonly display?: string; readonly system?: string };
export type Table<T> = Readonly<Record<string, T>>;

const ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const V2_0004 = "http://terminology.hl7.org/CodeSystem/v2-0004";

export const ADMINISTRATIVE_SEX: Table<"male" | "female" | "other" | "unknown"> = {
  F: "female",
  M: "male",
  O: "other",
  U: "unknown",
  A: "other",
  N: "other",
  // the words, where a sender writes them out
  FEMALE: "female",
  MALE: "male",
  OTHER: "other",
  UNKNOWN: "unknown",
};

/** Table 0004 → Encounter.class. */
export const PATIENT_CLASS: Table<Code> = {
  E: { code: "EMER", display: "emergency", system: ACT_CODE },
  I: { code: "IMP", display: "inpatient encounter", system: ACT_CODE },
  O: { code: "AMB", display: "ambulatory", system: ACT_CODE },
  P: { code: "PRENC", display: "pre-admission", system: ACT_CODE },
  R: { code: "R", display: "Recurring patient", system: V2_0004 },
  B: { code: "B", display: "Obstetrics", system: V2_0004 },
  C: { code: "C", display: "Commercial Account", system: V2_0004 },
  N: { code: "N", display: "Not Applicable", system: V2_0004 },
  U: { code: "U", display: "Unknown", system: V2_0004 },
  // the words, their usual short forms, and the codes of v3 themselves, where a sender sends those
  ...same(["EMER", "EMERGENCY", "ED", "ER"], { code: "EMER", display: "emergency", system: ACT_CODE }),
  ...same(["IMP", "INPATIENT", "IP", "INP"], { code: "IMP", display: "inpatient encounter", system: ACT_CODE }),
  ...same(["AMB", "OUTPATIENT", "OP"], { code: "AMB", display: "ambulatory", system: ACT_CODE }),
  ...same(["PRENC", "PREADMIT"], { code: "PRENC", display: "pre-admission", system: ACT_CODE }),
  ...same(["OBSENC", "OBSERVATION", "OBS"], { code: "OBSENC", display: "observation encounter", system: ACT_CODE }),
};

/** Table 0004 → Encounter.status where the event does not say it. N says nothing of a stay: not known. */
export const CLASS_STATUS: Table<"in-progress" | "planned" | "unknown"> = {
  E: "in-progress",
  I: "in-progress",
  O: "in-progress",
  P: "planned",
  R: "in-progress",
  B: "in-progress",
  C: "in-progress",
  N: "unknown",
  U: "unknown",
  ...same(["EMER", "EMERGENCY", "ED", "ER", "IMP", "INPATIENT", "IP", "INP"], "in-progress" as const),
  ...same(["AMB", "OUTPATIENT", "OP", "OBSENC", "OBSERVATION", "OBS"], "in-progress" as const),
  ...same(["PRENC", "PREADMIT"], "planned" as const),
};

export const NAME_USE: Table<"usual" | "official" | "temp" | "nickname" | "anonymous" | "old" | "maiden"> = {
  BAD: "old",
  D: "usual",
  L: "official",
  M: "maiden",
  MSK: "anonymous",
  N: "nickname",
  NAV: "temp",
  R: "official",
  TEMP: "temp",
};

/** Table 0465 → iso21090-EN-representation. */
export const NAME_REPRESENTATION: Table<string> = { A: "ABC", I: "IDE", P: "SYL" };

export const ADDRESS_USE: Table<"home" | "work" | "temp" | "old" | "billing"> = {
  BA: "old",
  BI: "billing",
  C: "temp",
  B: "work",
  H: "home",
  O: "work",
};
export const ADDRESS_TYPE: Table<"postal"> = { M: "postal", SH: "postal" };

export const TELECOM_USE: Table<"home" | "work" | "mobile"> = { PRN: "home", WPN: "work", PRS: "mobile" };
export const TELECOM_SYSTEM: Table<"phone" | "fax" | "pager" | "email" | "other"> = {
  PH: "phone",
  CP: "phone",
  FX: "fax",
  MD: "other",
  SAT: "other",
  BP: "pager",
  Internet: "email",
  "X.400": "email",
  TDD: "other",
  TTY: "other",
};

const MARITAL = "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus";
const NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
export const MARITAL_STATUS: Table<Code> = {
  A: { code: "L", display: "Legally Separated", system: MARITAL },
  D: { code: "D", display: "Divorced", system: MARITAL },
  M: { code: "M", display: "Married", system: MARITAL },
  S: { code: "S", display: "Never Married", system: MARITAL },
  W: { code: "W", display: "Widowed", system: MARITAL },
  C: { code: "C", display: "Common Law", system: MARITAL },
  G: { code: "T", display: "Domestic partner", system: MARITAL },
  P: { code: "T", display: "Domestic partner", system: MARITAL },
  R: { code: "T", display: "Domestic partner", system: MARITAL },
  E: { code: "L", display: "Legally Separated", system: MARITAL },
  N: { code: "A", display: "Annulled", system: MARITAL },
  I: { code: "I", display: "Interlocutory", system: MARITAL },
  B: { code: "U", display: "unmarried", system: MARITAL },
  U: { code: "UNK", display: "unknown", system: NULL_FLAVOR },
  O: { code: "OTH", display: "other", system: NULL_FLAVOR },
  T: { code: "NAVU", display: "Not available", system: NULL_FLAVOR },
};

const MEDICATION = ["DRUG", "MEDICATION"];
const ENVIRONMENT = ["ENVIRONMENT", "ENVIRONMENTAL"];
export const ALLERGEN_CATEGORY: Table<"food" | "medication" | "environment" | "biologic"> = {
  DA: "medication",
  FA: "food",
  EA: "environment",
  AA: "biologic",
  PA: "environment",
  LA: "environment",
  // the words, where a sender writes them out
  ...same(MEDICATION, "medication" as const),
  ...same(["FOOD"], "food" as const),
  ...same(ENVIRONMENT, "environment" as const),
};
export const ALLERGEN_TYPE: Table<"allergy"> = {
  DA: "allergy",
  FA: "allergy",
  MA: "allergy",
  EA: "allergy",
  AA: "allergy",
  PA: "allergy",
  LA: "allergy",
  ...same([...MEDICATION, "FOOD", ...ENVIRONMENT], "allergy" as const),
};
export const REACTION_SEVERITY: Table<"mild" | "moderate" | "severe"> = {
  SV: "severe",
  MO: "moderate",
  MI: "mild",
  SEVERE: "severe",
  MODERATE: "moderate",
  MILD: "mild",
};

type ObservationStatus =
  | "registered"
  | "preliminary"
  | "final"
  | "amended"
  | "corrected"
  | "cancelled"
  | "entered-in-error"
  | "unknown";
/** Table 0085. The concept map leaves B, I, N, O, R, S, U, V open: their nearest state that claims no more than they do. */
export const OBSERVATION_STATUS: Table<ObservationStatus> = {
  A: "amended",
  B: "amended",
  C: "corrected",
  D: "entered-in-error",
  F: "final",
  I: "registered",
  N: "final",
  O: "registered",
  P: "preliminary",
  R: "preliminary",
  S: "preliminary",
  U: "final",
  V: "final",
  W: "entered-in-error",
  X: "cancelled",
  // the words, where a sender writes them out
  FINAL: "final",
  PRELIMINARY: "preliminary",
  CORRECTED: "corrected",
  ...same(["CANCELLED", "CANCELED"], "cancelled" as const),
};

type ReportStatus = "registered" | "partial" | "preliminary" | "final" | "corrected" | "cancelled" | "unknown";
/** Table 0123. Y and Z are errors, M has no FHIR state: they stay unknown. */
export const REPORT_STATUS: Table<ReportStatus> = {
  O: "registered",
  I: "registered",
  S: "registered",
  A: "partial",
  P: "preliminary",
  C: "corrected",
  R: "partial",
  F: "final",
  X: "cancelled",
  N: "registered",
  FINAL: "final",
  PRELIMINARY: "preliminary",
  CORRECTED: "corrected",
  ...same(["CANCELLED", "CANCELED"], "cancelled" as const),
};

type RequestStatus = "active" | "on-hold" | "revoked" | "completed" | "entered-in-error" | "unknown";
/** Table 0038 → request status. */
export const ORDER_STATUS: Table<RequestStatus> = {
  A: "active",
  CA: "revoked",
  CM: "completed",
  DC: "revoked",
  ER: "entered-in-error",
  HD: "on-hold",
  IP: "active",
  RP: "revoked",
  SC: "active",
  // the words, where a sender writes them out
  ...same(["COMPLETE", "COMPLETED"], "completed" as const),
  ...same(["CANCELLED", "CANCELED", "DISCONTINUED"], "revoked" as const),
  ...same(["ON HOLD", "HOLD", "SUSPENDED"], "on-hold" as const),
  ...same(["ACTIVE", "ORDERED", "NEW", "IN PROCESS", "INPROCESS", "IN PROGRESS", "SCHEDULED"], "active" as const),
};

/**
 * Table 0119 → request status. A request to cancel or to hold (CA, HD) counts as done: a copy that went on showing the
 * order as active would invite a dose that its prescriber withdrew (docs/decisions/rxe-medication-request.md).
 */
export const ORDER_CONTROL: Table<RequestStatus> = {
  AF: "active",
  CA: "revoked",
  CH: "active",
  CR: "revoked",
  DC: "revoked",
  DF: "revoked",
  DR: "revoked",
  FU: "completed",
  HD: "on-hold",
  HR: "on-hold",
  NW: "active",
  OC: "revoked",
  OD: "revoked",
  OE: "active",
  OF: "active",
  OH: "on-hold",
  OK: "active",
  OR: "active",
  PA: "active",
  PR: "active",
  PY: "active",
  RL: "active",
  RO: "active",
  RP: "revoked",
  RQ: "revoked",
  RU: "revoked",
  SN: "active",
  // The answers that refuse: a new order is not taken on; one that cannot be ended, held or released stays as it was.
  UA: "revoked",
  UC: "active",
  UD: "active",
  UH: "active",
  UR: "on-hold",
  XO: "active",
  XR: "active",
  XX: "active",
};

export const REQUEST_PRIORITY: Table<"routine" | "urgent" | "asap" | "stat"> = {
  S: "stat",
  A: "asap",
  R: "routine",
  // the words, where a sender writes them out
  STAT: "stat",
  ASAP: "asap",
  ROUTINE: "routine",
  URGENT: "urgent",
};

/** The words of table 0322, as the bedside charts of some senders have them → its codes. What only changes an infusion is none of them. */
export const COMPLETION_WORD: Table<"CP" | "NA" | "RE" | "PA"> = {
  ...same(["GIVEN", "GIVEN BY OTHER", "ADMINISTERED", "COMPLETE", "COMPLETED", "NEW BAG"], "CP" as const),
  ...same(["NOT GIVEN", "NOT ADMINISTERED", "NOT DONE", "HELD", "MISSED", "OMITTED"], "NA" as const),
  ...same(["REFUSED", "PATIENT REFUSED"], "RE" as const),
  ...same(["PARTIAL", "PARTIALLY GIVEN", "PARTIALLY ADMINISTERED"], "PA" as const),
};

/** v3-ObservationInterpretation codes that table 0078 shares. */
export const INTERPRETATION: Table<string> = {
  "<": "Off scale low",
  ">": "Off scale high",
  A: "Abnormal",
  AA: "Critical abnormal",
  B: "Better",
  CAR: "Carrier",
  D: "Significant change down",
  DET: "Detected",
  E: "Equivocal",
  EX: "outside threshold",
  EXP: "Expected",
  H: "High",
  HH: "Critical high",
  HU: "Significantly high",
  I: "Intermediate",
  IE: "Insufficient evidence",
  IND: "Indeterminate",
  L: "Low",
  LL: "Critical low",
  LU: "Significantly low",
  MS: "moderately susceptible",
  N: "Normal",
  NCL: "No CLSI defined breakpoint",
  ND: "Not detected",
  NEG: "Negative",
  NR: "Non-reactive",
  NS: "Non-susceptible",
  POS: "Positive",
  R: "Resistant",
  RR: "Reactive",
  S: "Susceptible",
  SDD: "Susceptible-dose dependent",
  "SYN-R": "Synergy - resistant",
  "SYN-S": "Synergy - susceptible",
  U: "Significant change up",
  UNE: "Unexpected",
  VS: "very susceptible",
  W: "Worse",
  WR: "Weakly reactive",
};

/** The words of table 0078, where a sender writes them out → its codes. */
export const INTERPRETATION_WORD: Table<string> = { ABNORMAL: "A", HIGH: "H", LOW: "L", NORMAL: "N" };

/** Table 0396 and habit → the URI of a coding system. */
export const CODING_SYSTEM: Table<string> = {
  LN: "http://loinc.org",
  LOINC: "http://loinc.org",
  SCT: "http://snomed.info/sct",
  SNM: "http://snomed.info/sct",
  "SNOMED-CT": "http://snomed.info/sct",
  SNOMEDCT: "http://snomed.info/sct",
  I10: "http://hl7.org/fhir/sid/icd-10",
  ICD10: "http://hl7.org/fhir/sid/icd-10",
  "ICD-10": "http://hl7.org/fhir/sid/icd-10",
  I10C: "http://hl7.org/fhir/sid/icd-10-cm",
  "ICD-10-CM": "http://hl7.org/fhir/sid/icd-10-cm",
  ICD10CM: "http://hl7.org/fhir/sid/icd-10-cm",
  I9C: "http://hl7.org/fhir/sid/icd-9-cm",
  I9CDX: "http://hl7.org/fhir/sid/icd-9-cm",
  "ICD-9-CM": "http://hl7.org/fhir/sid/icd-9-cm",
  RXNORM: "http://www.nlm.nih.gov/research/umls/rxnorm",
  RXN: "http://www.nlm.nih.gov/research/umls/rxnorm",
  NDC: "http://hl7.org/fhir/sid/ndc",
  CVX: "http://hl7.org/fhir/sid/cvx",
  MVX: "http://hl7.org/fhir/sid/mvx",
  UCUM: "http://unitsofmeasure.org",
  ISO639: "urn:ietf:bcp:47",
  "ISO639-1": "urn:ietf:bcp:47",
  ISO6391: "urn:ietf:bcp:47",
  C4: "http://www.ama-assn.org/go/cpt",
  CPT: "http://www.ama-assn.org/go/cpt",
  UNII: "http://fdasis.nlm.nih.gov",
  ATC: "http://www.whocc.no/atc",
};

export const DIAGNOSIS_USE: Table<Code> = {
  A: { code: "AD", display: "Admission diagnosis", system: "http://terminology.hl7.org/CodeSystem/diagnosis-role" },
};

/** Table 0136, and the words that some write out. */
export const YES_NO: Table<boolean> = { Y: true, N: false, YES: true, NO: false };

/** US OMB categories of race and ethnicity (CDCREC). */
export const OMB: Table<string> = {
  "1002-5": "American Indian or Alaska Native",
  "2028-9": "Asian",
  "2054-5": "Black or African American",
  "2076-8": "Native Hawaiian or Other Pacific Islander",
  "2106-3": "White",
  "2135-2": "Hispanic or Latino",
  "2186-5": "Not Hispanic or Latino",
};

/** Table 0189 → the US OMB category that its words name; U, unknown, is none. */
export const ETHNICITY: Table<string> = { H: "2135-2", N: "2186-5" };

type AppointmentStatus =
  | "proposed"
  | "pending"
  | "booked"
  | "arrived"
  | "fulfilled"
  | "cancelled"
  | "noshow"
  | "entered-in-error"
  | "checked-in"
  | "waitlist";
/** Table 0278, and how it is spelled in the United States. What the concept map leaves open: discontinued is no longer to be, overbook is booked. */
export const APPOINTMENT_STATUS: Table<AppointmentStatus> = {
  ARRIVED: "arrived",
  BOOKED: "booked",
  CANCELED: "cancelled",
  CANCELLED: "cancelled",
  CHECKEDIN: "checked-in",
  COMPLETE: "fulfilled",
  COMPLETED: "fulfilled",
  CONFIRMED: "booked",
  DELETED: "entered-in-error",
  DISCONTINUED: "cancelled",
  NOSHOW: "noshow",
  OVERBOOK: "booked",
  PENDING: "pending",
  RESCHEDULED: "booked",
  SCHEDULED: "booked",
  STARTED: "checked-in",
  WAITLIST: "waitlist",
};

/** Table 0271 → DocumentReference.docStatus: signed is final, all before it preliminary. */
export const DOCUMENT_COMPLETION: Table<"preliminary" | "final"> = {
  AU: "final",
  DI: "preliminary",
  DO: "preliminary",
  IN: "preliminary",
  IP: "preliminary",
  LA: "final",
  PA: "preliminary",
};

/** Table 0273 → DocumentReference.status. */
export const DOCUMENT_AVAILABILITY: Table<"current" | "superseded" | "entered-in-error"> = {
  AV: "current",
  CA: "entered-in-error",
  OB: "superseded",
  UN: "current",
};

function same<T>(sent: readonly string[], one: T): Table<T> {
  return Object.fromEntries(sent.map(code => [code, one]));
}
