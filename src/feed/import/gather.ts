// Files of FHIR (Bundles, single resources, NDJSON) → entries to record: each patient's resources together, references resolved.
import { createHash } from "node:crypto";
import { isPlain, SHARED } from "../../fhir/index.ts";
import type { ResourcesImported } from "../entries.ts";

type Plain = { readonly [name: string]: unknown };
type Item = { readonly reference: string; readonly type: string; readonly resource: Plain; readonly text: string };

/** What becomes one entry. */
export type Piece = Pick<ResourcesImported, "patient" | "resources">;

export type Gathered = {
  readonly pieces: readonly Piece[];
  /** What cannot be an entry at all: how many, by why. */
  readonly refused: Readonly<Record<string, number>>;
};

const MOST = { text: 1_048_576, resources: 200, entry: 2 * 1024 * 1024, depth: 200 } as const;
/** They go along with whatever names them. */
const COMPANIONS = new Set([...SHARED, "Medication", "Encounter"]);

/** Gathers the texts of files, in their order. Never throws, whatever they hold. */
export function gather(texts: Iterable<string>): Gathered {
  const refused: Record<string, number> = {};
  const refuse = (code: string) => {
    refused[code] = (refused[code] ?? 0) + 1;
  };
  const found: { readonly url: string | null; readonly resource: Plain }[] = [];
  for (const text of texts) for (const one of resourcesIn(text, refuse)) found.push(one);
  const places = new Map<string, string>();
  const named = found.map(({ url, resource }) => {
    const type = typeof resource.resourceType === "string" ? resource.resourceType : "";
    const id = idOf(resource, url);
    const reference = `${type}/${id}`;
    if (url !== null) places.set(url, reference);
    for (const name of [reference, `urn:uuid:${id}`, ...conditionals(type, resource)])
      if (!places.has(name)) places.set(name, reference);
    return { type, reference, resource: { ...resource, id } };
  });
  const items = new Map<string, Item>();
  for (const { type, reference, resource } of named) {
    const resolved = resolve(resource, places);
    const text = JSON.stringify(resolved);
    if (text.length > MOST.text) refuse("too-large");
    // Said twice, the last stands.
    else items.set(reference, { reference, type, resource: resolved, text });
  }
  return { pieces: piecesOf(items), refused };
}

function* resourcesIn(
  text: string,
  refuse: (code: string) => void,
): Generator<{ readonly url: string | null; readonly resource: Plain }> {
  const whole = parsed(text);
  // More than one line of JSON is NDJSON.
  const all =
    whole === undefined
      ? text
          .split(/\r?\n/)
          .filter(line => line.trim() !== "")
          .map(parsed)
      : [whole];
  if (all.length === 0) refuse("no-resource");
  for (const one of all) {
    if (!isPlain(one) || typeof one.resourceType !== "string" || isDeep(one)) refuse("no-resource");
    else if (one.resourceType !== "Bundle") yield { url: null, resource: one };
    else if (!Array.isArray(one.entry) || one.entry.length === 0) refuse("empty-bundle");
    else yield* entriesOf(one.entry, refuse);
  }
}

function* entriesOf(
  entries: readonly unknown[],
  refuse: (code: string) => void,
): Generator<{ readonly url: string | null; readonly resource: Plain }> {
  for (const entry of entries) {
    const resource = isPlain(entry) ? entry.resource : undefined;
    if (!isPlain(entry) || !isPlain(resource) || typeof resource.resourceType !== "string") refuse("no-resource");
    else if (resource.resourceType === "Bundle" && Array.isArray(resource.entry))
      yield* entriesOf(resource.entry, refuse);
    else yield { url: typeof entry.fullUrl === "string" ? entry.fullUrl : null, resource };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth > MOST.depth || Object.values(value).some(one => isDeep(one, depth + 1));
}

/** Its own id, else that of its address, else one of its content: the same each time. */
function idOf(resource: Plain, url: string | null): string {
  if (typeof resource.id === "string" && /^[A-Za-z0-9.-]{1,64}$/.test(resource.id)) return resource.id;
  const last = url?.split(/[/:]/).at(-1) ?? "";
  if (/^[A-Za-z0-9.-]{1,64}$/.test(last)) return last;
  return createHash("sha256").update(JSON.stringify(resource)).digest("hex").slice(0, 32);
}

/** `Practitioner?identifier=SYSTEM|VALUE`, as transactions refer to what a server has. */
function conditionals(type: string, resource: Plain): string[] {
  const all = Array.isArray(resource.identifier) ? resource.identifier.filter(isPlain) : [];
  return all.flatMap(({ system, value }) =>
    typeof system === "string" && typeof value === "string" ? [`${type}?identifier=${system}|${value}`] : [],
  );
}

/** References as `Type/id` where what they name is among the files, or where they say it themselves. */
function resolve(resource: Plain, places: ReadonlyMap<string, string>): Plain {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change);
    if (!isPlain(value)) return value;
    const changed = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one)]));
    const { reference } = value;
    return typeof reference === "string" ? { ...changed, reference: resolved(reference, places) } : changed;
  };
  return Object.fromEntries(Object.entries(resource).map(([name, one]) => [name, change(one)]));
}

function resolved(reference: string, places: ReadonlyMap<string, string>): string {
  const plain = reference.replace(/\/_history\/[A-Za-z0-9.-]+$/, "");
  const local = /^https?:\/\/.*\/([A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64})$/.exec(plain)?.[1];
  return places.get(plain) ?? (local === undefined ? plain : (places.get(local) ?? local));
}

function piecesOf(items: ReadonlyMap<string, Item>): Piece[] {
  const byPatient = new Map<string | null, Item[]>();
  for (const item of items.values()) {
    const patient = patientIn(item, items);
    if (patient === null && COMPANIONS.has(item.type)) continue;
    byPatient.set(patient, [...(byPatient.get(patient) ?? []), item]);
  }
  const gone = new Set<string>();
  const pieces: Piece[] = [];
  for (const [patient, mine] of byPatient) {
    const her = patient === null ? undefined : items.get(patient);
    for (const chunk of chunks(mine.filter(one => one !== her))) {
      const inside = new Map(chunk.map(one => [one.reference, one]));
      if (her !== undefined) inside.set(her.reference, her);
      // The map grows as it is walked: companions bring their own.
      for (const one of her === undefined ? [] : inside.values())
        for (const reference of referencesIn(one.resource)) {
          const companion = items.get(reference);
          if (companion !== undefined && COMPANIONS.has(companion.type)) inside.set(reference, companion);
        }
      for (const reference of inside.keys()) gone.add(reference);
      pieces.push({
        patient: her === undefined ? null : patient,
        resources: [...inside.values()].map(one => one.text),
      });
    }
  }
  const alone = [...items.values()].filter(one => !gone.has(one.reference));
  for (const chunk of chunks(alone))
    if (chunk.length > 0) pieces.push({ patient: null, resources: chunk.map(one => one.text) });
  return pieces;
}

/** In pieces that an entry holds; of nothing one empty piece, for a patient of whom there is nothing else. */
function* chunks(items: readonly Item[]): Generator<readonly Item[]> {
  let chunk: Item[] = [];
  let size = 0;
  for (const item of items) {
    if (chunk.length === MOST.resources || (chunk.length > 0 && size + item.text.length > MOST.entry)) {
      yield chunk;
      [chunk, size] = [[], 0];
    }
    chunk.push(item);
    size += item.text.length;
  }
  if (chunk.length > 0 || items.length === 0) yield chunk;
}

/** Whose it is; null where it is of nobody among the files. */
function patientIn(item: Item, items: ReadonlyMap<string, Item>): string | null {
  if (item.type === "Patient") return item.reference;
  const { subject, patient, participant, beneficiary } = item.resource;
  const actors = Array.isArray(participant) ? participant.filter(isPlain).map(one => one.actor) : [];
  for (const one of [subject, patient, beneficiary, ...actors]) {
    const reference = isPlain(one) && typeof one.reference === "string" ? one.reference : "";
    if (reference.startsWith("Patient/") && items.has(reference)) return reference;
  }
  return null;
}

function* referencesIn(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  if (isPlain(value) && typeof value.reference === "string") yield value.reference;
  for (const one of Object.values(value)) yield* referencesIn(one);
}
