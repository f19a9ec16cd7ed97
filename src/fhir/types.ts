// The R4 types that rooms share. Types only: nothing of them exists at run time.
import type {
  MedicationAdministration as Administration,
  Element,
  Extension,
  Appointment as PlainAppointment,
  DocumentReference as PlainDocumentReference,
  Patient as PlainPatient,
} from "@medplum/fhirtypes";

export type {
  Address,
  AllergyIntolerance,
  Annotation,
  AppointmentParticipant,
  Attachment,
  AuditEvent,
  Bundle,
  CodeableConcept,
  Coding,
  Condition,
  ContactPoint,
  Coverage,
  DiagnosticReport,
  DocumentReferenceContent,
  DocumentReferenceRelatesTo,
  Dosage,
  Encounter,
  EncounterLocation,
  EncounterParticipant,
  Extension,
  HealthcareService,
  HumanName,
  Identifier,
  Location,
  MedicationDispense,
  MedicationRequest,
  MedicationStatement,
  Observation,
  ObservationComponent,
  Organization,
  Period,
  Practitioner,
  Procedure,
  Quantity,
  Range,
  Ratio,
  Reference,
  RelatedPerson,
  Resource,
  ServiceRequest,
  Specimen,
  Timing,
  TimingRepeat,
} from "@medplum/fhirtypes";

/** A primitive's shadow element (R4 §2.6.2, JSON `_name`), which the generated types leave out. */
export type Shadow = Element & { extension?: Extension[] };
export type Patient = PlainPatient & { _birthDate?: Shadow };
export type Appointment = PlainAppointment & { _start?: Shadow; _end?: Shadow };
export type DocumentReference = PlainDocumentReference & { _status?: Shadow };
export type MedicationAdministration = Administration & { _effectiveDateTime?: Shadow };
