// Whether a resource is R4 by the published definitions: its elements, how often each, their forms, required codes and rules.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brokenRule } from "./rules.ts";

type Shape = {
  readonly elements: { readonly [name: string]: string };
  readonly required?: readonly string[];
  readonly choices?: readonly string[];
  readonly requiredChoices?: readonly string[];
};
type Shapes = {
  readonly patterns: { readonly [type: string]: string };
  readonly shapes: { readonly [type: string]: Shape };
};

/** What is wrong, and where: `Patient.name[0].given`. Never what stands there. */
export type ShapeFault = { readonly text: string; readonly where: string };

type Plain = { readonly [name: string]: unknown };

let known: Shapes | undefined;
const patterns = new Map<string, { readonly type: string; readonly form: RegExp | null }>();

/** Read with the first resource: who never imports never waits for it. */
function shapes(): Shapes {
  // Made by `shapes.testing.ts`, whose test compares it with the definitions.
  known ??= JSON.parse(readFileSync(join(import.meta.dirname, "r4-shapes.json"), "utf8")) as Shapes;
  return known;
}

/** The first fault of a resource of one of the types that are served, a Medication or a PractitionerRole; null where it has none. */
export function shapeFault(resource: Plain): ShapeFault | null {
  const { resourceType } = resource;
  if (typeof resourceType !== "string" || shapes().shapes[resourceType] === undefined)
    return { text: "is no resource of a type that is read", where: "resourceType" };
  return faultOf(resourceType, resource, resourceType);
}

export function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function faultOf(type: string, value: unknown, where: string): ShapeFault | null {
  if (type.startsWith("="))
    return typeof value === "string" && type.slice(1).split("|").includes(value)
      ? null
      : { text: "is none of the codes that R4 has here", where };
  if (type === "ResourceList") return containedFault(value, where);
  const shape = shapes().shapes[type];
  if (shape === undefined) return primitiveFault(type, value, where);
  const fault = elementsFault(shape, value, where);
  if (fault !== null || !isPlain(value)) return fault;
  const broken = brokenRule(type, value);
  return broken === null ? null : { text: broken, where };
}

function containedFault(value: unknown, where: string): ShapeFault | null {
  if (!isPlain(value) || typeof value.resourceType !== "string") return { text: "is no resource", where };
  // Of types that are not served nothing is known here, and nothing is read.
  return shapes().shapes[value.resourceType] === undefined ? null : faultOf(value.resourceType, value, where);
}

function primitiveFault(type: string, value: unknown, where: string): ShapeFault | null {
  let pattern = patterns.get(type);
  if (pattern === undefined) {
    const [kind = "string", ...rest] = (shapes().patterns[type] ?? "string ").split(" ");
    const form = rest.join(" ");
    pattern = { type: kind, form: form === "" ? null : new RegExp(form) };
    patterns.set(type, pattern);
  }
  const isRight = typeof value === pattern.type && (pattern.form?.test(String(value)) ?? true) && value !== "";
  return isRight ? null : { text: `is no ${type}`, where };
}

function elementsFault(shape: Shape, value: unknown, where: string): ShapeFault | null {
  if (!isPlain(value)) return { text: "is no object", where };
  const names = Object.keys(value);
  if (names.length === 0) return { text: "is empty", where };
  for (const name of names) {
    if (name === "resourceType") continue;
    const fault = name.startsWith("_")
      ? shadowFault(shape, name, value[name], `${where}.${name}`)
      : elementFault(shape.elements[name], value, name, `${where}.${name}`);
    if (fault !== null) return fault;
  }
  const has = (name: string) => value[name] !== undefined || value[`_${name}`] !== undefined;
  const missing = shape.required?.find(name => !has(name));
  if (missing !== undefined) return { text: "is missing", where: `${where}.${missing}` };
  for (const choice of shape.choices ?? []) {
    const given = names.filter(name => isChoice(shape, choice, name));
    if (given.length > 1) return { text: "is there in more than one form", where: `${where}.${choice}[x]` };
  }
  const lacking = shape.requiredChoices?.find(choice => !names.some(name => isChoice(shape, choice, name)));
  return lacking === undefined ? null : { text: "is missing", where: `${where}.${lacking}[x]` };
}

function isChoice(shape: Shape, choice: string, name: string): boolean {
  const type = shape.elements[name];
  return type !== undefined && name === `${choice}${type.charAt(0).toUpperCase()}${type.slice(1)}`;
}

function elementFault(type: string | undefined, owner: Plain, name: string, where: string): ShapeFault | null {
  const value = owner[name];
  if (type === undefined) return { text: "is no element of R4", where };
  if (!type.endsWith("*")) return Array.isArray(value) ? { text: "is a list", where } : faultOf(type, value, where);
  if (!Array.isArray(value) || value.length === 0) return { text: "is no list, or an empty one", where };
  const shadows = owner[`_${name}`];
  for (const [at, one] of value.entries()) {
    // A value that only its extensions say something of.
    if (one === null && Array.isArray(shadows) && isPlain(shadows[at])) continue;
    const fault = faultOf(type.slice(0, -1), one, `${where}[${at}]`);
    if (fault !== null) return fault;
  }
  return null;
}

/** `_birthDate`: the id and extensions of a primitive. */
function shadowFault(shape: Shape, name: string, value: unknown, where: string): ShapeFault | null {
  const type = shape.elements[name.slice(1)];
  const isPrimitive = type !== undefined && shapes().shapes[type.replace("*", "")] === undefined;
  if (!isPrimitive) return { text: "is no element of R4", where };
  for (const one of Array.isArray(value) ? value : [value]) {
    if (one === null && Array.isArray(value)) continue;
    const fault = faultOf("Element", one, where);
    if (fault !== null) return fault;
  }
  return null;
}
