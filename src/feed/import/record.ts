// Which record an imported patient is (RULES W5), by her identifiers as a message's PID-3 would name it.
import { createHash } from "node:crypto";
import { isPlain, resourceId } from "../../fhir/index.ts";
import type { Reason, RecordKey } from "../map/context.ts";
import type { Plain } from "./read-texts.ts";

export type Number = { readonly value: string; readonly type: string; readonly authority: string | null };

/** Types and systems that name a person, a document, an account or a visit, never a record. */
const NO_RECORD = new Set(["SS", "SB", "DL", "AN", "VN", "PPN"]);
const NO_RECORD_SYSTEMS = new Set(["http://hl7.org/fhir/sid/us-ssn", "urn:oid:2.16.840.1.113883.4.1"]);

const OURS = new Set(["MR", "PI", "VN"]);

/** `isNumbered`: false where no number names it, and only the file tells her from others. */
export type ImportedRecord = RecordKey & { readonly isNumbered: boolean };

/** The record, or why none is named. `own`: names of the facility's own authority, the first canonical. */
export function recordOfPatient(patient: Plain, own: readonly string[], idKey: Uint8Array): ImportedRecord | Reason {
  const found = numbersOf(patient, own).filter(one => !NO_RECORD.has(one.type));
  const ours = found.filter(one => one.authority === own[0] && own[0] !== undefined);
  const chosen =
    ours.find(one => one.type === "MR") ??
    ours[0] ??
    found.find(one => one.type === "MR") ??
    found.find(one => one.authority !== null) ??
    found[0];
  // A medical record number is a hospital's: whose, only people can say.
  if (chosen?.authority === null && chosen.type === "MR")
    return { code: "facility-unknown", text: "the identifier has no system", where: "Patient.identifier" };
  if (chosen !== undefined && chosen.authority !== null)
    return { ...keyOf(chosen.authority, chosen.value, idKey), isNumbered: true };
  if (isNobody(patient))
    return { code: "no-record", text: "nothing of the patient names a record", where: "Patient.identifier" };
  return { ...keyOf("fhir", ownNumber(patient), idKey), isNumbered: false };
}

function keyOf(authority: string, number: string, idKey: Uint8Array): RecordKey {
  return { authority, number, key: resourceId(idKey, "Patient", authority, number) };
}

/** True where neither a number, a name, a birth date nor an id that is hers alone tells her from others. */
export function isNobody({ id, identifier, name, birthDate }: Plain): boolean {
  return identifier === undefined && name === undefined && birthDate === undefined && !isUnique(id);
}

/** Without a number she is who the file says: by an id that nobody else has, else by that with all that tells who she is. */
function ownNumber({ id, identifier, name, birthDate, gender }: Plain): string {
  if (isUnique(id)) return String(id);
  return createHash("sha256")
    .update(JSON.stringify([id, identifier, name, birthDate, gender]))
    .digest("hex");
}

/** A UUID, or as long as one: given once. */
export function isUnique(id: unknown): boolean {
  return typeof id === "string" && /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(id);
}

/** Identifiers with the one name of their authority; null where they have none. */
export function numbersOf(resource: Plain, own: readonly string[]): Number[] {
  const all = Array.isArray(resource.identifier) ? resource.identifier.filter(isPlain) : [];
  // One that is not used any more is the last to name anything.
  const [now, old] = [all.filter(one => one.use !== "old"), all.filter(one => one.use === "old")];
  return [...now, ...old].flatMap(({ value, system, type, assigner }) => {
    if (typeof value !== "string" || value === "" || NO_RECORD_SYSTEMS.has(String(system))) return [];
    const names = [
      typeof system === "string" ? authorityIn(system) : undefined,
      typeof system === "string" ? system : undefined,
      isPlain(assigner) && typeof assigner.display === "string" ? assigner.display : undefined,
    ].filter(name => name !== undefined);
    const kind = typeIn(type);
    // A number of no system is ours only where it is said to be one of a record or a visit: `12345` is anybody's.
    const isOwn = names.length === 0 ? OURS.has(kind) && own.length > 0 : names.some(name => own.includes(name));
    return [{ value, type: kind, authority: (isOwn ? own[0] : names[0]) ?? null }];
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
