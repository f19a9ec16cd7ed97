// Texts of files → the FHIR resources in them: Bundles of any type, Parameters, lists, single resources, NDJSON. Never throws.
import { isPlain } from "../../fhir/index.ts";

export type Plain = { readonly [name: string]: unknown };

/** One resource as it stood. `within`: the Bundle (or other container) that it came in, counted over all texts; null = by itself. */
export type FoundResource = { readonly url: string | null; readonly within: number | null; readonly resource: Plain };

/** Why something is no resource that can be taken. */
export type Refuse = (code: string) => void;

const DEEPEST = 200;
const CONTAINERS = new Set(["Bundle", "Parameters"]);

/** The resources of texts, in their order. */
export function* resourcesIn(texts: Iterable<string>, refuse: Refuse): Generator<FoundResource> {
  let count = 0;
  for (const text of texts)
    for (const value of valuesIn(text)) {
      if (isContainer(value)) yield* contentOf(value, count++, 0, refuse);
      else if (isResource(value) && !isDeep(value)) yield { url: null, within: null, resource: value };
      else refuse("no-resource");
    }
}

/** The text of a file's bytes: UTF-8, or UTF-16 where its first bytes say so (R4 §2.6.2 allows only UTF-8; some tools write the other). */
export function textOfBytes(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const name =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(name).decode(bytes);
}

/** What a text holds: one value, or of NDJSON one a line; one undefined where nothing in it reads. */
export function valuesIn(text: string): unknown[] {
  const whole = parsed(text);
  if (whole !== undefined) return [whole];
  const lines = text
    .split(/\r?\n/)
    .filter(line => line.trim() !== "")
    .map(parsed);
  // A broken file of one value is not read line by line: a piece of it is no resource of its own.
  return lines.some(line => isResource(line)) ? lines : [undefined];
}

/** True of a Bundle, Parameters or a list of resources. */
export function isContainer(value: unknown): value is Plain | readonly unknown[] {
  return Array.isArray(value) || (isPlain(value) && CONTAINERS.has(String(value.resourceType)));
}

function isResource(value: unknown): value is Plain {
  return isPlain(value) && typeof value.resourceType === "string";
}

function* contentOf(
  value: Plain | readonly unknown[],
  within: number,
  depth: number,
  refuse: Refuse,
): Generator<FoundResource> {
  const entries = entriesOf(value);
  if (entries.length === 0) refuse("empty-bundle");
  for (const { url, resource, isDeletion } of entries) {
    if (resource === undefined && isDeletion) refuse("deleted");
    else if (!isResource(resource) || depth > DEEPEST) refuse("no-resource");
    else if (isContainer(resource)) yield* contentOf(resource, within, depth + 1, refuse);
    else if (isDeep(resource)) refuse("no-resource");
    else yield { url, within, resource };
  }
}

type Entry = { readonly url: string | null; readonly resource: unknown; readonly isDeletion: boolean };

function entriesOf(value: Plain | readonly unknown[]): Entry[] {
  if (isList(value)) return value.map(resource => ({ url: null, resource, isDeletion: false }));
  if (value.resourceType === "Parameters") return parametersIn(value.parameter);
  const entries = Array.isArray(value.entry) ? value.entry : [];
  // A history has the newest version first (R4 §3.1.0.12): read from its end, the newest stands.
  const ordered = value.type === "history" && !isOldestFirst(entries) ? entries.toReversed() : entries;
  const gone = value.type === "history" ? deletedIn(ordered) : new Set<unknown>();
  return ordered.map(entry => {
    if (!isPlain(entry)) return { url: null, resource: null, isDeletion: false };
    const url = typeof entry.fullUrl === "string" ? entry.fullUrl : null;
    if (gone.has(entry)) return { url, resource: undefined, isDeletion: true };
    return { url, resource: entry.resource, isDeletion: methodOf(entry) === "DELETE" };
  });
}

/** By the times of its versions, where its ends have one. */
function isOldestFirst(entries: readonly unknown[]): boolean {
  const [first, last] = [entries[0], entries.at(-1)].map(entry => {
    const { resource, response } = isPlain(entry) ? entry : {};
    const meta = isPlain(resource) && isPlain(resource.meta) ? resource.meta : {};
    return Date.parse(String(meta.lastUpdated ?? (isPlain(response) ? response.lastModified : "")));
  });
  return first !== undefined && last !== undefined && first < last;
}

/** Of a history, oldest first: the versions that a deletion after them took away. */
function deletedIn(entries: readonly unknown[]): ReadonlySet<unknown> {
  const byName = new Map<string, unknown[]>();
  const gone = new Set<unknown>();
  for (const entry of entries) {
    const name = isPlain(entry) ? nameOf(entry) : "";
    if (name === "") continue;
    if (isPlain(entry) && methodOf(entry) === "DELETE") {
      for (const one of byName.get(name) ?? []) gone.add(one);
      byName.delete(name);
    } else byName.set(name, [...(byName.get(name) ?? []), entry]);
  }
  return gone;
}

/** `Type/id` of an entry, by its resource, else by its request or address. */
function nameOf(entry: Plain): string {
  const { resource, request, fullUrl } = entry;
  if (isResource(resource) && typeof resource.id === "string") return `${String(resource.resourceType)}/${resource.id}`;
  const address = isPlain(request) && typeof request.url === "string" ? request.url : String(fullUrl ?? "");
  return /([A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/.exec(address)?.[1] ?? "";
}

function methodOf(entry: Plain): unknown {
  return isPlain(entry.request) ? entry.request.method : undefined;
}

/** Operations answer with resources among their parameters. */
function parametersIn(value: unknown): Entry[] {
  const all = Array.isArray(value) ? value.filter(isPlain) : [];
  return all.flatMap(({ resource, part }) => [
    ...(resource === undefined ? [] : [{ url: null, resource, isDeletion: false }]),
    ...(part === undefined || isDeep(part) ? [] : parametersIn(part)),
  ]);
}

function isList(value: Plain | readonly unknown[]): value is readonly unknown[] {
  return Array.isArray(value);
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
  return depth > DEEPEST || Object.values(value).some(one => isDeep(one, depth + 1));
}
