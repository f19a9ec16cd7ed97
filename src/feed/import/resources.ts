// Imported FHIR resources of one patient → what they change in her record's chart. Never throws, whatever the texts hold.
import type { Changes, DoseGiven, ImportedVisit, StoredResource } from "../../chart/index.ts";
import {
  type FieldFact,
  isPlain,
  isServed,
  list,
  type Patient,
  readFhirMoment,
  resourceId,
  SHARED,
  shapeFault,
} from "../../fhir/index.ts";
import type { ResourcesImported } from "../entries.ts";
import type { Reason, RecordKey } from "../map/context.ts";
import { importedVisit, visitId } from "./encounter.ts";
import { patientPieces } from "./patient.ts";
import { recordOfPatient } from "./record.ts";

export type Plain = { readonly [name: string]: unknown };

export type ImportedResources = {
  readonly record: RecordKey | null;
  /** Why nothing of it is shown; null where something is. */
  readonly reason: Reason | null;
  /** Resources that stay parked, each with its reason. */
  readonly parked: readonly Reason[];
  /** How many the chart takes. */
  readonly taken: number;
  readonly changes: Omit<Changes, "by" | "sent"> | null;
};

/** Where references among the imported resources lead in the copy. */
export type Rewriting = {
  readonly record: RecordKey;
  readonly idKey: Uint8Array;
  /** `Patient/ID` as the files name her. */
  readonly patient: string;
  readonly facility: string;
  /** By reference in the files: visits have ids of their own. */
  readonly visits: ReadonlyMap<string, string>;
};

/** Nested deeper than this is parked: no R4 resource is. */
const DEEPEST = 60;

/** Reads an entry's resources. */
export function readResources(body: ResourcesImported, idKey: Uint8Array): ImportedResources {
  const parked: Reason[] = [];
  const sound: Plain[] = [];
  for (const text of body.resources) {
    const read = soundResource(text);
    if ("code" in read && "where" in read) parked.push(read);
    else sound.push(read.resource);
  }
  const nothing = (reason: Reason): ImportedResources => ({
    record: null,
    reason,
    parked: [...parked, ...sound.map(() => reason)],
    taken: 0,
    changes: null,
  });
  const patient = sound.find(one => one.resourceType === "Patient" && `Patient/${one.id}` === body.patient);
  if (body.patient === null || patient === undefined)
    return nothing(parked[0] ?? { code: "no-patient", text: "it is of no patient", where: "" });
  const record = recordOfPatient(patient, body.own, idKey);
  if ("code" in record) return nothing(record);
  const visits = new Map<string, string>();
  for (const one of sound)
    if (one.resourceType === "Encounter") visits.set(`Encounter/${one.id}`, visitId(one, record, body.own, idKey));
  const rewriting: Rewriting = { record, idKey, patient: body.patient, facility: body.facility, visits };
  const drugs = new Map(
    sound.flatMap(one => (one.resourceType === "Medication" ? [[`Medication/${one.id}`, one.code] as const] : [])),
  );
  const resources: StoredResource[] = [];
  const doses: DoseGiven[] = [];
  const stays: ImportedVisit[] = [];
  for (const one of sound) {
    if (one === patient || one.resourceType === "Medication") continue;
    const whole = rewritten(withDrug(one, drugs), rewriting);
    if (one.resourceType === "Encounter") stays.push(importedVisit(whole, visits.get(`Encounter/${one.id}`) ?? ""));
    else if (one.resourceType === "MedicationAdministration")
      doses.push(...dosesOf(stored(whole, one, rewriting), one, record));
    else resources.push(stored(whole, one, rewriting));
  }
  const facts: FieldFact<Patient>[] = patientPieces(rewritten(patient, rewriting));
  return {
    record,
    reason: null,
    parked,
    taken: sound.length,
    changes: {
      adt: false,
      number: record.number,
      patient: { id: record.key, facts },
      visit: null,
      movement: null,
      resources,
      reports: new Map(),
      acts: [],
      doses,
      imported: stays,
    },
  };
}

function soundResource(text: string): Reason | { readonly resource: Plain } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { code: "no-json", text: "it is no JSON", where: "" };
  }
  if (!isPlain(read) || typeof read.resourceType !== "string" || depthOf(read) > DEEPEST)
    return { code: "no-resource", text: "it is no FHIR resource, or nested too deep", where: "" };
  const { resourceType } = read;
  const named = resourceType.replaceAll(/[^A-Za-z]/g, "").slice(0, 40);
  if (!isServed(resourceType) && resourceType !== "Medication")
    return { code: "not-mapped-yet", text: `resources of type ${named} are not mapped yet`, where: named };
  if (read.implicitRules !== undefined || read.modifierExtension !== undefined)
    return { code: "modified", text: "it carries rules or modifiers that are not known here", where: named };
  const { text: _narrative, meta, ...rest } = read;
  const kept = metaOf(meta);
  const resource = kept === undefined ? rest : { ...rest, meta: kept };
  const fault = shapeFault(resource) ?? (meta === undefined ? null : shapeFault({ ...rest, meta }));
  return fault === null
    ? { resource }
    : { code: "not-r4", text: `it is no valid R4: ${fault.text}`, where: fault.where.slice(0, 200) };
}

/** Of the envelope only what marks the resource stays: its version and time are of another server. */
function metaOf(meta: unknown): Plain | undefined {
  if (!isPlain(meta)) return undefined;
  const kept = Object.entries(meta).filter(([name]) => name === "security" || name === "tag");
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function depthOf(value: unknown, depth = 1): number {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return depth;
  return Object.values(value).reduce<number>((most, one) => Math.max(most, depthOf(one, depth + 1)), depth);
}

/** A drug that is a resource of its own, in place: the chart reads a concept. */
function withDrug(resource: Plain, drugs: ReadonlyMap<string, unknown>): Plain {
  const { medicationReference: reference, ...rest } = resource;
  if (!isPlain(reference)) return resource;
  const contained = Array.isArray(resource.contained) ? resource.contained.filter(isPlain) : [];
  const inner = contained.find(one => one.resourceType === "Medication" && `#${one.id}` === reference.reference);
  const code = inner?.code ?? (typeof reference.reference === "string" ? drugs.get(reference.reference) : undefined);
  const text = typeof reference.display === "string" ? reference.display : "drug not named in the file";
  return { ...rest, medicationCodeableConcept: isPlain(code) ? code : { text } };
}

function stored(whole: Plain, original: Plain, rewriting: Rewriting): StoredResource {
  const { resourceType = "" } = original;
  const id = newId(String(resourceType), String(original.id ?? ""), rewriting);
  return { ...whole, resourceType: String(resourceType), id };
}

/** What many charts share is the facility's, all else this record's. */
function newId(type: string, source: string, { record, idKey, facility, visits }: Rewriting): string {
  if (type === "Encounter") return visits.get(`Encounter/${source}`) ?? newVisit(source, record, idKey);
  return SHARED.has(type)
    ? resourceId(idKey, type, `fhir|${facility}`, source)
    : resourceId(idKey, type, record.authority, `fhir|${record.number}|${source}`);
}

function newVisit(source: string, record: RecordKey, idKey: Uint8Array): string {
  return resourceId(idKey, "Encounter", record.authority, `fhir|${record.number}|${source}`);
}

/** The same resource with its references leading to where they lie in the copy; what is not in it keeps its words. */
function rewritten(value: Plain, rewriting: Rewriting): Plain {
  const change = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(change);
    if (!isPlain(one)) return one;
    const changed = Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, change(inner)]));
    return typeof one.reference === "string" ? referenceTo(one.reference, changed, rewriting) : changed;
  };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
}

function referenceTo(reference: string, changed: Plain, rewriting: Rewriting): Plain {
  if (reference.startsWith("#")) return changed;
  if (reference === rewriting.patient) return { ...changed, reference: `Patient/${rewriting.record.key}` };
  const [, type = "", id = ""] = /^([A-Za-z]+)\/([A-Za-z0-9.-]{1,64})$/.exec(reference) ?? [];
  if (isServed(type) && type !== "Patient") return { ...changed, reference: `${type}/${newId(type, id, rewriting)}` };
  const { reference: _gone, ...rest } = changed;
  return Object.keys(rest).length > 0 ? rest : { display: type === "" ? "not in this copy" : type };
}

function dosesOf(resource: StoredResource, original: Plain, record: RecordKey): DoseGiven[] {
  const period = isPlain(original.effectivePeriod) ? original.effectivePeriod.start : undefined;
  const written = original.effectiveDateTime ?? period;
  const moment = typeof written === "string" ? readFhirMoment(written) : null;
  const request = isPlain(resource.request) ? resource.request.reference : undefined;
  const { status } = resource;
  const dose: DoseGiven = {
    key: JSON.stringify([record.authority, "fhir", resource.id]),
    action: "A",
    given: GIVEN[String(status)] ?? "not known",
    request: typeof request === "string" ? request : null,
    at: moment?.instant == null ? null : { iso: moment.text, instant: moment.instant },
    resource,
    by: "",
  };
  // What was an error is taken out again.
  return list(dose, status === "entered-in-error" ? { ...dose, action: "D" as const } : undefined) ?? [];
}

const GIVEN: Readonly<Record<string, DoseGiven["given"]>> = {
  completed: "whole",
  "not-done": "none",
  "in-progress": "possibly",
  "on-hold": "possibly",
  stopped: "partial",
};
