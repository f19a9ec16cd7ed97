// Results that a file holds only inside a report: taken out of it, so that they stand in the chart as any other result does.
import { createHash } from "node:crypto";
import { isPlain } from "../../fhir/index.ts";
import type { Plain } from "./read-texts.ts";

const HOLDERS: ReadonlySet<unknown> = new Set(["DiagnosticReport", "Observation"]);
/** What a result says by itself, else as the report around it does. */
const WHEN = ["effectiveDateTime", "effectivePeriod", "effectiveInstant", "effectiveTiming"];

/**
 * The resource, and each result contained in it as a resource of its own that it refers to: hers, of the report's visit and time where it
 * says none, and marked as the report is. One of another subject stays where it is.
 */
export function resultsApart(holder: Plain): readonly Plain[] {
  const contained = (Array.isArray(holder.contained) ? holder.contained : []).filter(isPlain);
  const inside = HOLDERS.has(holder.resourceType) ? contained.filter(one => isResultOf(one, holder)) : [];
  if (inside.length === 0) return [holder];
  const places = new Map(inside.map(one => [`#${String(one.id)}`, `Observation/${idApart(holder, one)}`]));
  const others = contained.filter(one => !inside.includes(one));
  const whole = ({ contained: _inside, ...rest }: Plain) => {
    const moved = atTheirPlaces(rest, places);
    const left = named(moved, others);
    return left.length === 0 ? moved : { ...moved, contained: left.map(one => atTheirPlaces(one, places)) };
  };
  return [whole(holder), ...inside.map(one => whole(result(one, holder)))];
}

/** Results of nobody by themselves: of whom the report is that brought them. `patient`: `Patient/ID`. */
export function ofHer(resource: Plain, patient: string): Plain {
  const isHers = resource.resourceType !== "Observation" || resource.subject !== undefined;
  return isHers ? resource : { ...resource, subject: { reference: patient } };
}

function isResultOf({ resourceType, id, subject }: Plain, holder: Plain): boolean {
  if (resourceType !== "Observation" || typeof id !== "string") return false;
  const [own, its] = [referenceIn(subject), referenceIn(holder.subject)];
  return subject === undefined || own?.startsWith("#") === true || (own !== null && own === its);
}

function result(inner: Plain, holder: Plain): Plain {
  const when = WHEN.some(name => inner[name] !== undefined) ? [] : WHEN.filter(name => holder[name] !== undefined);
  return {
    ...(holder.encounter === undefined ? {} : { encounter: holder.encounter }),
    ...Object.fromEntries(when.slice(0, 1).map(name => [name, holder[name]])),
    ...inner,
    id: idApart(holder, inner),
    ...(holder.subject === undefined ? {} : { subject: holder.subject }),
    ...(holder.meta === undefined ? {} : { meta: holder.meta }),
  };
}

/** The same each time that the file comes. */
function idApart(holder: Plain, inner: Plain): string {
  return createHash("sha256")
    .update(JSON.stringify([holder.resourceType, holder.id, inner.id]))
    .digest("hex")
    .slice(0, 40);
}

function atTheirPlaces(value: Plain, places: ReadonlyMap<string, string>): Plain {
  const change = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(change);
    if (!isPlain(one)) return one;
    const place = typeof one.reference === "string" ? places.get(one.reference) : undefined;
    const changed = Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, change(inner)]));
    return place === undefined ? changed : { ...changed, reference: place };
  };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(inner)]));
}

/** Those of the contained that are referred to, also by one another: what nothing names may not stay (R4 dom-3). */
function named(resource: Plain, contained: readonly Plain[]): readonly Plain[] {
  const found = new Set<Plain>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) look(one);
    if (!isPlain(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      const one = name === "reference" ? contained.find(({ id }) => `#${String(id)}` === inner) : undefined;
      if (one === undefined) look(inner);
      else if (!found.has(one)) {
        found.add(one);
        look(one);
      }
    }
  };
  look(resource);
  return contained.filter(one => found.has(one));
}

function referenceIn(value: unknown): string | null {
  return isPlain(value) && typeof value.reference === "string" ? value.reference : null;
}
