// A look as a FHIR R4 AuditEvent, in the shape of IHE's Basic Audit Log Patterns (BALP): what was done, who, through what, of which patient.
import type { AuditEvent, Coding } from "../fhir/index.ts";
import type { Seen } from "./who-saw.ts";

const DCM = "http://dicom.nema.org/resources/ontology/DCM";
const AUDIT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type";
const REST = "http://hl7.org/fhir/restful-interaction";

type Sort = { readonly type: Coding; readonly subtype: Coding; readonly action: "R" | "E" };

const rest: Coding = { system: AUDIT_TYPE, code: "rest", display: "RESTful Operation" };
const disclosed: Coding = { system: DCM, code: "110106", display: "Export" };
const SORTS: Readonly<Record<Seen["what"], Sort>> = {
  opened: { type: rest, subtype: { system: REST, code: "read", display: "read" }, action: "R" },
  listed: { type: rest, subtype: { system: REST, code: "search", display: "search" }, action: "E" },
  printed: {
    type: disclosed,
    subtype: {
      system: "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle",
      code: "disclose",
      display: "Disclose Record Lifecycle Event",
    },
    action: "R",
  },
  exported: {
    type: disclosed,
    subtype: {
      system: "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle",
      code: "disclose",
      display: "Disclose Record Lifecycle Event",
    },
    action: "R",
  },
  asked: {
    type: { system: DCM, code: "110101", display: "Audit Log Used" },
    subtype: { system: REST, code: "search", display: "search" },
    action: "R",
  },
};

/** `node` in hex, `facility` by its id; `patient`: the id of her record. */
export function auditEvent(
  { person, session, what, list, at, reason }: Seen,
  of: { readonly patient: string; readonly node: string; readonly facility: string },
): AuditEvent {
  const { type, subtype, action } = SORTS[what];
  const observer = {
    identifier: { system: "urn:x-tideover:node", value: of.node },
    display: `Tideover ${of.facility}`,
  };
  return {
    resourceType: "AuditEvent",
    type,
    subtype: [subtype],
    action,
    recorded: new Date(at).toISOString(),
    outcome: "0",
    ...(reason === null ? {} : { purposeOfEvent: [{ text: reason }] }),
    agent: [
      {
        type: {
          coding: [
            {
              system: "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
              code: "IRCP",
              display: "information recipient",
            },
          ],
        },
        who: { identifier: { system: "urn:x-tideover:person", value: person } },
        requestor: true,
      },
      {
        type: { coding: [{ system: DCM, code: "110152", display: "Destination Role ID" }] },
        who: { identifier: { system: "urn:x-tideover:session", value: session } },
        requestor: false,
      },
      {
        type: { coding: [{ system: DCM, code: "110153", display: "Source Role ID" }] },
        who: observer,
        requestor: false,
      },
    ],
    source: {
      site: of.facility,
      observer,
      type: [
        {
          system: "http://terminology.hl7.org/CodeSystem/security-source-type",
          code: "4",
          display: "Application Server",
        },
      ],
    },
    entity: [
      {
        what: { reference: `Patient/${of.patient}` },
        type: { system: "http://terminology.hl7.org/CodeSystem/audit-entity-type", code: "1", display: "Person" },
        role: { system: "http://terminology.hl7.org/CodeSystem/object-role", code: "1", display: "Patient" },
        ...(list === null ? {} : { description: list }),
      },
    ],
  };
}
