// Which record an imported patient is (RULES W5), by her identifiers as a message's PID-3 would name it.
import { isPlain, resourceId } from "../../fhir/index.ts";
import type { Reason, RecordKey } from "../map/context.ts";

type Plain = { readonly [name: string]: unknown };
export type Number = { readonly value: string; readonly type: string; readonly authority: string | null };

/** Types and systems that name a person, a document, an account or a visit, never a record. */
const NO_RECORD = new Set(["SS", "SB", "DL", "AN", "VN", "PPN"]);
const NO_RECORD_SYSTEMS = new Set(["http://hl7.org/fhir/sid/us-ssn", "urn:oid:2.16.840.1.113883.4.1"]);

/** The record, or why none is named. `own`: names of the facility's own authority, the first canonical. */
export function recordOfPatient(patient: Plain, own: readonly string[], idKey: Uint8Array): RecordKey | Reason {
  const found = numbersOf(patient, own).filter(one => !NO_RECORD.has(one.type));
  const ours = found.filter(one => one.authority === own[0] && own[0] !== undefined);
  const chosen = ours.find(one => one.type === "MR") ?? ours[0] ?? found.find(one => one.type === "MR") ?? found[0];
  if (chosen === undefined)
    return { code: "no-record", text: "no identifier of the patient names a record", where: "Patient.identifier" };
  if (chosen.authority === null)
    return { code: "facility-unknown", text: "the identifier has no system", where: "Patient.identifier" };
  const { authority, value } = chosen;
  return { authority, number: value, key: resourceId(idKey, "Patient", authority, value) };
}

/** Identifiers with the one name of their authority; null where they have none. */
export function numbersOf(resource: Plain, own: readonly string[]): Number[] {
  const all = Array.isArray(resource.identifier) ? resource.identifier.filter(isPlain) : [];
  return all.flatMap(({ value, system, type, assigner }) => {
    if (typeof value !== "string" || value === "" || NO_RECORD_SYSTEMS.has(String(system))) return [];
    const names = [
      typeof system === "string" ? authorityIn(system) : undefined,
      typeof system === "string" ? system : undefined,
      isPlain(assigner) && typeof assigner.display === "string" ? assigner.display : undefined,
    ].filter(name => name !== undefined);
    const isOwn = names.length === 0 ? own.length > 0 : names.some(name => own.includes(name));
    return [{ value, type: typeIn(type), authority: (isOwn ? own[0] : names[0]) ?? null }];
  });
}

/** The authority that a URI of our own, or of an OID, names; else the URI. */
function authorityIn(system: string): string {
  const local = /^urn:x-hl7v2:authority:(.+)$/.exec(system)?.[1];
  if (local !== undefined) {
    try {
      return decodeURIComponent(local);
    } catch {
      return system;
    }
  }
  return system.replace(/^urn:oid:/, "");
}

function typeIn(type: unknown): string {
  const coding = isPlain(type) && Array.isArray(type.coding) ? type.coding.filter(isPlain) : [];
  return coding.flatMap(({ code }) => (typeof code === "string" ? [code.toUpperCase()] : []))[0] ?? "";
}
