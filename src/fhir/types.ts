// The R4 types that rooms share. Types only: nothing of them exists at run time.
import type {
  MedicationAdministration as Administration,
  Element,
  Extension,
  Patient as PlainPatient,
} from "@medplum/fhirtypes";

export type {
  Address,
  AllergyIntolerance,
  Annotation,
  Attachment,
  Bundle,
  CodeableConcept,
  Coding,
  Condition,
  ContactPoint,
  DiagnosticReport,
  Dosage,
  Encounter,
  EncounterLocation,
  EncounterParticipant,
  Extension,
  HumanName,
  Identifier,
  Location,
  MedicationRequest,
  Observation,
  ObservationComponent,
  Organization,
  Period,
  Practitioner,
  Quantity,
  Range,
  Ratio,
  Reference,
  Resource,
  ServiceRequest,
  Specimen,
  Timing,
  TimingRepeat,
} from "@medplum/fhirtypes";

/** A primitive's shadow element (R4 §2.6.2, JSON `_name`), which the generated types leave out. */
export type Shadow = Element & { extension?: Extension[] };
export type Patient = PlainPatient & { _birthDate?: Shadow };
export type MedicationAdministration = Administration & { _effectiveDateTime?: Shadow };
