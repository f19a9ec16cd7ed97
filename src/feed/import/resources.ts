// Imported FHIR resources of one patient → what they change in her record's chart. Never throws, whatever the texts hold.
import type { Changes, DoseGiven, ImportedVisit, StoredResource } from "../../chart/index.ts";
import {
  type FieldFact,
  isPlain,
  isServed,
  list,
  type Patient,
  patientOf,
  readFhirMoment,
  resourceId,
  SHARED,
  shapeFault,
} from "../../fhir/index.ts";
import type { ResourcesImported } from "../entries.ts";
import type { Reason, RecordKey } from "../map/context.ts";
import { importedVisit, visitId } from "./encounter.ts";
import { mended } from "./mended.ts";
import { patientPieces } from "./patient.ts";
import type { Plain } from "./read-texts.ts";
import { isUnique, recordOfPatient } from "./record.ts";
import { ofHer, resultsApart } from "./results-apart.ts";

export type ImportedResources = {
  readonly record: RecordKey | null;
  /** Why nothing of it is shown; null where something is. */
  readonly reason: Reason | null;
  /** Resources that stay parked, each with its reason. */
  readonly parked: readonly Reason[];
  /** How many the chart takes. */
  readonly taken: number;
  /** What the files say as the copy would hold it, by `Type/ID` in the files; of nobody's record as it stands there. */
  readonly said: readonly (readonly [reference: string, resource: StoredResource])[];
  readonly changes: Omit<Changes, "by" | "sent"> | null;
};

/** Where references among the imported resources lead in the copy. */
export type Rewriting = {
  readonly record: RecordKey;
  readonly idKey: Uint8Array;
  /** `Patient/ID` as the files name her. */
  readonly patient: string;
  readonly facility: string;
  /** By reference in the files: visits, and what many charts share, have ids of their own. */
  readonly ids: ReadonlyMap<string, string>;
  /** By `PractitionerRole/ID`: the reference to who has the role. */
  readonly roles: ReadonlyMap<string, Plain>;
};

/** What stands in place of what refers to it: a drug as its concept, a role as who has it. */
const IN_PLACE = new Set(["Medication", "PractitionerRole"]);
/** Nested deeper than this is parked: no R4 resource is. */
const DEEPEST = 60;

/** Reads an entry's resources. */
export function readResources(body: ResourcesImported, idKey: Uint8Array): ImportedResources {
  const parked: Reason[] = [];
  const sound: Plain[] = [];
  for (const text of body.resources) {
    const { reason, resource } = soundResource(text);
    if (reason !== null) parked.push(reason);
    if (resource !== null) sound.push(resource);
  }
  const nothing = (rest: Reason, reason = rest): ImportedResources => ({
    record: null,
    reason,
    parked: [...parked, ...sound.map(() => rest)],
    taken: 0,
    said: sound.map(one => [nameIn(one), { ...one, resourceType: String(one.resourceType), id: String(one.id) }]),
    changes: null,
  });
  const patient = sound.find(one => one.resourceType === "Patient" && `Patient/${one.id}` === body.patient);
  if (body.patient === null || patient === undefined)
    return nothing({ code: "no-patient", text: "it is of no patient", where: "" }, parked[0]);
  const record = recordOfPatient(patient, body.own, idKey);
  if ("code" in record) return nothing(record);
  const whose = body.patient;
  const all = sound.flatMap(one => resultsApart(ofHer(one, whose)));
  const ids = new Map<string, string>();
  for (const one of all) {
    const type = String(one.resourceType);
    if (type === "Encounter") ids.set(`Encounter/${one.id}`, visitId(one, record, body.own, idKey));
    if (SHARED.has(type))
      ids.set(`${type}/${one.id}`, resourceId(idKey, type, `fhir|${body.facility}`, sharedName(one)));
  }
  const roles = new Map(
    all.flatMap(({ resourceType, id, practitioner, organization }): [string, Plain][] => {
      const who = practitioner ?? organization;
      return resourceType === "PractitionerRole" && isPlain(who) ? [[`PractitionerRole/${id}`, who]] : [];
    }),
  );
  const rewriting: Rewriting = { record, idKey, patient: whose, facility: body.facility, ids, roles };
  const drugs = new Map(
    all.flatMap(one => (one.resourceType === "Medication" ? [[`Medication/${one.id}`, one] as const] : [])),
  );
  const resources: StoredResource[] = [];
  const doses: DoseGiven[] = [];
  const stays: ImportedVisit[] = [];
  const facts: FieldFact<Patient>[] = patientPieces(rewritten(patient, rewriting));
  const said: [string, StoredResource][] = [[nameIn(patient), { ...patientOf(record.key, facts), id: record.key }]];
  for (const one of all) {
    if (one === patient || IN_PLACE.has(String(one.resourceType))) continue;
    const whole = stored(rewritten(withDrug(one, drugs), rewriting), one, rewriting);
    said.push([nameIn(one), whole]);
    if (one.resourceType === "Encounter") stays.push(importedVisit(whole, whole.id));
    else if (one.resourceType === "MedicationAdministration") doses.push(...dosesOf(whole, one, record));
    else resources.push(whole);
  }
  return {
    record,
    reason: null,
    parked,
    taken: sound.length,
    said,
    changes: {
      adt: false,
      number: record.isNumbered ? record.number : null,
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

/** `Type/ID` in the files. */
function nameIn({ resourceType, id }: Plain): string {
  return `${String(resourceType)}/${String(id)}`;
}

type Sound = { readonly reason: Reason | null; readonly resource: Plain | null };

function parkedAs(code: string, text: string, where: string): Sound {
  return { reason: { code, text, where }, resource: null };
}

function soundResource(text: string): Sound {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return parkedAs("no-json", "it is no JSON", "");
  }
  if (!isPlain(read) || typeof read.resourceType !== "string" || depthOf(read) > DEEPEST)
    return parkedAs("no-resource", "it is no FHIR resource, or nested too deep", "");
  const { resourceType } = read;
  const named = resourceType.replaceAll(/[^A-Za-z]/g, "").slice(0, 40);
  if (!isServed(resourceType) && !IN_PLACE.has(resourceType))
    return parkedAs("not-mapped-yet", `resources of type ${named} are not mapped yet`, named);
  if (read.implicitRules !== undefined || read.modifierExtension !== undefined)
    return parkedAs("modified", "it carries rules or modifiers that are not known here", named);
  const { text: _narrative, meta, ...rest } = read;
  const kept = metaOf(meta);
  const resource = mended(kept === undefined ? rest : { ...rest, meta: kept });
  const fault = shapeFault(resource) ?? (meta === undefined ? null : shapeFault({ ...resource, meta }));
  if (fault === null) return { reason: null, resource };
  const reason = { code: "not-r4", text: `it is no valid R4: ${fault.text}`, where: fault.where.slice(0, 200) };
  const less = resourceType === "Patient" ? withoutFaults(resource) : null;
  return less === null ? { reason, resource: null } : { reason: { ...reason, code: "partly-not-r4" }, resource: less };
}

/** What says that she is not alive, or not here, is not left out in silence. */
const NEVER_LEFT_OUT = /^(id|active|deceased[A-Z][A-Za-z]*|identifier)$/;

/** Her without the elements that are no R4: all that is known of her would be lost with one bad phone number. Null where that cannot be. */
function withoutFaults(patient: Plain): Plain | null {
  let left = patient;
  for (;;) {
    const fault = shapeFault(left);
    if (fault === null) return left;
    const name = /^Patient\._?([A-Za-z]+)/.exec(fault.where)?.[1];
    if (name === undefined || NEVER_LEFT_OUT.test(name)) return null;
    const { [name]: gone, [`_${name}`]: shadow, ...rest } = left;
    if (gone === undefined && shadow === undefined) return null;
    left = rest;
  }
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
function withDrug(resource: Plain, drugs: ReadonlyMap<string, Plain>): Plain {
  const { medicationReference, contained, ...rest } = resource;
  if (!isPlain(medicationReference)) return resource;
  const { reference, display } = medicationReference;
  const inner = Array.isArray(contained) ? contained.filter(isPlain) : [];
  const drug =
    inner.find(one => one.resourceType === "Medication" && `#${one.id}` === reference) ??
    (typeof reference === "string" ? drugs.get(reference) : undefined);
  // What is contained is there only as long as something refers to it (R4 dom-3).
  const left = Array.isArray(contained) ? contained.filter(one => one !== drug) : [];
  const text = typeof display === "string" ? display : "drug not named in the file";
  return {
    ...rest,
    ...(left.length === 0 ? {} : { contained: left }),
    medicationCodeableConcept: drugNamed(drug) ?? { text },
  };
}

/** Its code, else what it is made of. */
function drugNamed(drug: Plain | undefined): Plain | undefined {
  if (drug === undefined) return undefined;
  if (isPlain(drug.code)) return drug.code;
  const made = Array.isArray(drug.ingredient) ? drug.ingredient.filter(isPlain) : [];
  const names = made.flatMap(({ itemCodeableConcept: item, itemReference }) => {
    if (isPlain(itemReference)) return typeof itemReference.display === "string" ? [itemReference.display] : [];
    const [first] = isPlain(item) && Array.isArray(item.coding) ? item.coding.filter(isPlain) : [];
    const name = isPlain(item) ? (item.text ?? first?.display ?? first?.code) : undefined;
    return typeof name === "string" ? [name] : [];
  });
  return names.length === 0 || names.length < made.length ? undefined : { text: names.join(" + ") };
}

function stored(whole: Plain, original: Plain, rewriting: Rewriting): StoredResource {
  const { resourceType = "" } = original;
  const id = newId(String(resourceType), String(original.id ?? ""), rewriting);
  return { ...whole, resourceType: String(resourceType), id };
}

/** What many charts share is the facility's, all else this record's. */
function newId(type: string, source: string, { record, idKey, facility, ids }: Rewriting): string {
  const known = ids.get(`${type}/${source}`);
  if (known !== undefined) return known;
  return SHARED.has(type)
    ? resourceId(idKey, type, `fhir|${facility}`, source)
    : resourceId(idKey, type, record.authority, `fhir|${record.number}|${source}`);
}

/** By its id where nobody else has that; else with its first identifier, or name: two files may each have a Practitioner `1`. */
function sharedName({ id, identifier, name }: Plain): string {
  if (isUnique(id)) return String(id);
  const first = Array.isArray(identifier) ? identifier.find(isPlain) : undefined;
  return JSON.stringify([id, first === undefined ? (name ?? null) : [first.system, first.value]]);
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
  const who = rewriting.roles.get(reference);
  if (who !== undefined) {
    const { reference: to, display } = who;
    const { type: _role, ...said } = changed;
    const named = typeof display === "string" ? { display, ...said } : said;
    return typeof to === "string" && !to.startsWith("PractitionerRole/")
      ? referenceTo(to, named, rewriting)
      : referenceTo("", named, rewriting);
  }
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
