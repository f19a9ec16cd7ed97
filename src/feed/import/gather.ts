// Files of FHIR (Bundles, single resources, NDJSON) → entries to record: each patient's resources together, references resolved.
import { createHash } from "node:crypto";
import { isPlain, SHARED } from "../../fhir/index.ts";
import type { ResourcesImported } from "../entries.ts";
import { type FoundResource, type Plain, resourcesIn } from "./read-texts.ts";
import { isNobody } from "./record.ts";

type Item = {
  readonly reference: string;
  readonly type: string;
  readonly resource: Plain;
  readonly text: string;
  /** The others that it refers to. */
  readonly to: readonly Item[];
};

/** What becomes one entry. */
export type Piece = Pick<ResourcesImported, "patient" | "resources">;

export type Gathered = {
  readonly pieces: readonly Piece[];
  /** What cannot be an entry at all: how many, by why. */
  readonly refused: Readonly<Record<string, number>>;
};

const MOST = { text: 1_048_576, resources: 200, entry: 2 * 1024 * 1024 } as const;
/** They go along with whatever names them. */
const COMPANIONS = new Set([...SHARED, "Medication", "PractitionerRole", "Encounter"]);

/** Gathers the texts of files, in their order. Never throws, whatever they hold. */
export function gather(texts: Iterable<string>): Gathered {
  const refused: Record<string, number> = {};
  const refuse = (code: string) => {
    refused[code] = (refused[code] ?? 0) + 1;
  };
  const items = itemsOf(named([...resourcesIn(texts, refuse)]), refuse);
  return { pieces: piecesOf(items), refused };
}

type Named = FoundResource & {
  readonly type: string;
  /** `Type/id`. */
  readonly reference: string;
  /** What others call it. */
  readonly names: readonly string[];
};

function named(all: readonly FoundResource[]): Named[] {
  return all.map(found => {
    const { resource, url, within } = found;
    const type = typeof resource.resourceType === "string" ? resource.resourceType : "";
    const said = idOf(resource, url);
    // Of one of whom a Bundle says nothing but an id like `1`: another Bundle's `1` is somebody else.
    const id =
      type === "Patient" && within !== null && isNobody({ ...resource, id: said }) ? ownId(said, within) : said;
    const names = [`${type}/${id}`, `${type}/${said}`, `urn:uuid:${said}`, ...identifiersOf(type, resource)];
    return { ...found, type, reference: `${type}/${id}`, names, resource: { ...resource, id } };
  });

  function ownId(said: string, within: number): string {
    const beside = all.filter(one => one.within === within).map(one => one.resource);
    return createHash("sha256")
      .update(JSON.stringify([said, beside]))
      .digest("hex")
      .slice(0, 32);
  }
}

/** Each resource once, with what it refers to. */
function itemsOf(all: readonly Named[], refuse: (code: string) => void): Item[] {
  const places = new Places(all);
  const standing = new Map<string, Named>();
  for (const one of all) {
    const key = `${one.within ?? ""} ${one.reference}`;
    // Said twice in one place, the last stands.
    if (standing.has(key)) refuse(isSame(standing.get(key), one) ? "said-twice" : "superseded");
    standing.set(key, one);
  }
  const made = new Map<Named, { item: Item; to: Item[] }>();
  const links: [Item[], Named][] = [];
  for (const one of standing.values()) {
    const targets = new Set<Named>();
    const resource = resolve(one, places, targets);
    const text = JSON.stringify(resource);
    if (text.length > MOST.text) {
      refuse("too-large");
      continue;
    }
    const to: Item[] = [];
    made.set(one, { item: { reference: one.reference, type: one.type, resource, text, to }, to });
    for (const target of targets) links.push([to, target]);
  }
  for (const [to, target] of links) {
    const found = made.get(standing.get(`${target.within ?? ""} ${target.reference}`) ?? target);
    if (found !== undefined) to.push(found.item);
  }
  return [...made.values()].map(({ item }) => item);
}

/** Where names lead: in a Bundle first to what it holds itself, because another may have given the same id to somebody else. */
class Places {
  readonly #within = new Map<string, Named>();
  readonly #anywhere = new Map<string, Named | "several">();

  constructor(all: readonly Named[]) {
    for (const one of all) {
      const { url, names, within } = one;
      // An address is of one resource alone.
      for (const name of url === null ? names : [url, ...names]) {
        const here = `${within ?? ""} ${name}`;
        if (name === url || !this.#within.has(here)) this.#within.set(here, one);
        const there = this.#anywhere.get(name);
        if (there === undefined) this.#anywhere.set(name, one);
        else if (there !== "several" && !isOneThing(there, one)) this.#anywhere.set(name, "several");
      }
    }
  }

  find(name: string, within: number | null): Named | undefined {
    const here = this.#within.get(`${within ?? ""} ${name}`);
    if (here !== undefined) return here;
    const there = this.#anywhere.get(name);
    // Of two who have one name none is meant.
    return there === "several" ? undefined : there;
  }
}

/** Two with one name in two places: one thing where they are in one place, or their address, their identifiers or all their content are the same. */
function isOneThing(a: Named, b: Named): boolean {
  if (a.within === b.within || (a.url !== null && a.url === b.url && a.url.includes(":")) || isSame(a, b)) return true;
  const known = new Set(identifiersOf(a.type, a.resource));
  return identifiersOf(b.type, b.resource).some(one => known.has(one));
}

function isSame(a: Named | undefined, b: Named): boolean {
  const text = ({ resource: { meta: _meta, text: _text, ...rest } }: Named) => JSON.stringify(rest);
  return a !== undefined && text(a) === text(b);
}

/** `Type/ID` by which a resource by itself is known. */
export function referenceOf(resource: Plain): string {
  return `${String(resource.resourceType)}/${idOf(resource, null)}`;
}

/** Its own id, else that of its address, else one of its content: the same each time. */
function idOf(resource: Plain, url: string | null): string {
  if (typeof resource.id === "string" && /^[A-Za-z0-9.-]{1,64}$/.test(resource.id)) return resource.id;
  const last = url?.split(/[/:]/).at(-1) ?? "";
  if (/^[A-Za-z0-9.-]{1,64}$/.test(last)) return last;
  return createHash("sha256").update(JSON.stringify(resource)).digest("hex").slice(0, 32);
}

/** `Practitioner?identifier=SYSTEM|VALUE`, as transactions refer to what a server has. */
function identifiersOf(type: string, resource: Plain): string[] {
  const { identifier } = resource;
  const all = Array.isArray(identifier) ? identifier.filter(isPlain) : [];
  return all.flatMap(one => conditional(type, one) ?? []);
}

function conditional(type: string, { system, value }: Plain): string | undefined {
  return typeof system === "string" && typeof value === "string" ? `${type}?identifier=${system}|${value}` : undefined;
}

/** References as `Type/id` where what they name is among the files, or where they say it themselves. */
function resolve({ resource, within }: Named, places: Places, targets: Set<Named>): Plain {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change);
    if (!isPlain(value)) return value;
    const changed = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, change(one)]));
    const { reference, type, identifier } = value;
    if (typeof reference === "string") {
      const found = placeOf(reference, within, places);
      if (found !== undefined) targets.add(found);
      return { ...changed, reference: found?.reference ?? localOf(reference) };
    }
    // A logical reference names what it means by a number alone.
    const name = typeof type === "string" && isPlain(identifier) ? conditional(type, identifier) : undefined;
    const found = name === undefined ? undefined : places.find(name, within);
    if (found === undefined) return changed;
    targets.add(found);
    return { ...changed, reference: found.reference };
  };
  return Object.fromEntries(Object.entries(resource).map(([name, one]) => [name, change(one)]));
}

function placeOf(reference: string, within: number | null, places: Places): Named | undefined {
  const plain = withoutVersion(reference);
  const decoded = plain.includes("?") ? decode(plain) : plain;
  return places.find(decoded, within) ?? places.find(localOf(decoded), within);
}

/** `Type/id` of an address on a server; else the reference as it is, without a version. */
function localOf(reference: string): string {
  const plain = withoutVersion(reference);
  return /^https?:\/\/.*\/([A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64})$/.exec(plain)?.[1] ?? plain;
}

function withoutVersion(reference: string): string {
  return reference.replace(/\/_history\/[A-Za-z0-9.-]+$/, "");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function piecesOf(items: readonly Item[]): Piece[] {
  const byPatient = new Map<Item | null, Item[]>();
  const owners = ownersOfResults(items);
  for (const item of items) {
    const patient = patientOf(item) ?? owners.get(item) ?? null;
    if (patient === null && COMPANIONS.has(item.type)) continue;
    const mine = byPatient.get(patient);
    if (mine === undefined) byPatient.set(patient, [item]);
    else mine.push(item);
  }
  const gone = new Set<Item>();
  const pieces: Piece[] = [];
  for (const [patient, mine] of byPatient)
    for (const chunk of chunks(mine.filter(one => one !== patient))) {
      const inside = new Set(patient === null ? chunk : [...chunk, patient]);
      // The set grows as it is walked: companions bring their own.
      for (const one of patient === null ? [] : inside)
        for (const companion of one.to) if (COMPANIONS.has(companion.type)) inside.add(companion);
      for (const one of inside) gone.add(one);
      pieces.push({ patient: patient?.reference ?? null, resources: [...inside].map(one => one.text) });
    }
  const alone = items.filter(one => !gone.has(one));
  for (const chunk of chunks(alone))
    if (chunk.length > 0) pieces.push({ patient: null, resources: chunk.map(one => one.text) });
  return pieces;
}

/** Results that name nobody themselves, and whose they are: hers whose reports bring them, where those are of one patient. */
function ownersOfResults(items: readonly Item[]): ReadonlyMap<Item, Item | null> {
  const owners = new Map<Item, Item | null>();
  const isBrought = ({ type, resource }: Item) => type === "Observation" && resource.subject === undefined;
  const bring = (by: Item, patient: Item) => {
    for (const one of by.to.filter(isBrought)) {
      const other = owners.get(one);
      if (other === patient || other === null) continue;
      owners.set(one, other === undefined ? patient : null);
      // A panel brings what it is made of.
      if (other === undefined) bring(one, patient);
    }
  };
  for (const item of items) {
    const patient = item.type === "DiagnosticReport" || item.type === "Observation" ? patientOf(item) : null;
    if (patient !== null) bring(item, patient);
  }
  return owners;
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
function patientOf(item: Item): Item | null {
  if (item.type === "Patient") return item;
  const { subject, patient, participant, beneficiary } = item.resource;
  const actors = Array.isArray(participant) ? participant.filter(isPlain).map(one => one.actor) : [];
  for (const one of [subject, patient, beneficiary, ...actors]) {
    const reference = isPlain(one) ? one.reference : undefined;
    const found = item.to.find(to => to.type === "Patient" && to.reference === reference);
    if (found !== undefined) return found;
  }
  return null;
}
