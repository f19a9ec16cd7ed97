// Draws from a Zod schema what the schema takes: so that a kind's own schema says what its folds must stand.
import fc from "fast-check";
import { z } from "zod";

/** Words that keys, names and places are made of: few, so that entries meet in one key. */
const WORDS = [
  "A",
  "B",
  "a",
  "b",
  "adt",
  "4W",
  "nurse",
  "UTC",
  "America/New_York",
  "limits.doses",
  "ADT",
  "RAS^O17",
  "00000000-0000-4000-8000-000000000001",
  "00000000-0000-4000-8000-000000000002",
  "AAAAAAAAAAAAAAAAAAAAAA",
  "AAAAAAAAAAAAAAAAAAAAAQ",
  "4W-000123-K",
];
const NUMBERS = [0, 1, 2, 1_690_000_000_000, 1_690_000_900_000];
/** A drawing that its schema takes less often than this is left out: it would only spin. */
const TAKEN_OF_100 = 20;

/** Values that `schema` parses, as it parses them. Throws where the schema uses what this does not know: teach it then. */
export function drawn<T>(schema: z.ZodType<T>): fc.Arbitrary<T> {
  return valuesOf(schema, "").map(value => schema.parse(value));
}

/** A schema that stands in many places is tried once. */
const made = new WeakMap<z.core.$ZodType, fc.Arbitrary<unknown>>();

function valuesOf(schema: z.core.$ZodType, path: string): fc.Arbitrary<unknown> {
  const known = made.get(schema) ?? drawnOf(schema, path);
  made.set(schema, known);
  return known;
}

function drawnOf(schema: z.core.$ZodType, path: string): fc.Arbitrary<unknown> {
  // Zod types its own tree by this union.
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "string":
      return taken(schema, path, [
        fc.constantFrom(...WORDS),
        ...matching(def),
        fc.string(),
        fc.string({ unit: "binary" }),
      ]);
    case "number": {
      const between = boundsOf(def);
      // At its ends fast-check draws by preference: a filter would wait for those that lie within.
      if (between !== null) return taken(schema, path, [fc.integer(between)]);
      return taken(schema, path, [
        fc.constantFrom(...NUMBERS),
        fc.maxSafeInteger(),
        fc.integer({ min: -5, max: 70_000 }),
      ]);
    }
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "unknown":
    case "any":
      return fc.jsonValue({ maxDepth: 2 });
    case "literal":
      return fc.constantFrom(...def.values);
    case "enum":
      return fc.constantFrom(...Object.values(def.entries));
    case "nullable":
      return fc.option(valuesOf(def.innerType, path), { nil: null });
    case "optional":
    case "default":
    case "prefault":
      return fc.option(valuesOf(def.innerType, path), { nil: undefined });
    case "array":
      return taken(schema, path, [
        fc.array(valuesOf(def.element, `${path}[]`), { maxLength: 3 }),
        fc.array(valuesOf(def.element, `${path}[]`), { minLength: 1, maxLength: 3 }),
      ]);
    case "union":
      return fc.oneof(...def.options.map(option => valuesOf(option, path)));
    case "object":
      return taken(schema, path, [fc.record(Object.fromEntries(fieldsOf(def.shape, path)))]);
    case "record":
      return recordOf(schema, def, path);
    case "custom":
      // Ids have 16 bytes, hashes 32.
      return taken(schema, path, [
        fc.uint8Array({ maxLength: 200 }),
        ...[16, 32].map(length => fc.uint8Array({ minLength: length, maxLength: length })),
        fc.jsonValue(),
      ]);
    default:
      throw new Error(`no drawing is known for ${def.type} at ${path || "the top"}`);
  }
}

/** The bounds of a number that has both; null where it is open to a side. */
function boundsOf(def: z.core.$ZodNumberDef): { readonly min: number; readonly max: number } | null {
  let [min, max]: [number | null, number | null] = [null, null];
  for (const check of def.checks ?? []) {
    const bound = check._zod.def;
    if (!("value" in bound)) continue;
    if (bound.check === "greater_than") min = Math.ceil(Number(bound.value));
    if (bound.check === "less_than") max = Math.floor(Number(bound.value));
  }
  return min === null || max === null ? null : { min, max };
}

function fieldsOf(shape: z.core.$ZodShape, path: string): [string, fc.Arbitrary<unknown>][] {
  return Object.entries(shape).map(([name, field]) => [name, valuesOf(field, `${path}.${name}`)]);
}

function recordOf(schema: z.core.$ZodType, def: z.core.$ZodRecordDef, path: string): fc.Arbitrary<unknown> {
  const entry = fc.tuple(valuesOf(def.keyType, `${path}{}`), valuesOf(def.valueType, `${path}{}`));
  const some = fc
    .uniqueArray(entry, { maxLength: 3, selector: ([key]) => key })
    .map(entries => Object.fromEntries(entries.map(([key, value]) => [String(key), value])));
  return taken(schema, path, [some]);
}

/** Those of the drawings that the schema takes often enough, and only what it takes. */
function taken(schema: z.core.$ZodType, path: string, from: readonly fc.Arbitrary<unknown>[]): fc.Arbitrary<unknown> {
  const fits = (value: unknown) => z.core.safeParse(schema, value).success;
  const fitting = from
    .filter(one => fc.sample(one, { numRuns: 100, seed: 1 }).filter(fits).length >= TAKEN_OF_100)
    .map(one => one.filter(fits));
  // Words that fit seldom are few, and known: draw from those.
  const words = WORDS.filter(fits);
  if (words.length > 0) fitting.push(fc.constantFrom(...words));
  if (fitting.length === 0) throw new Error(`nothing that is drawn is taken at ${path || "the top"}`);
  return fc.oneof(...fitting);
}

function matching(def: z.core.$ZodStringDef): fc.Arbitrary<unknown>[] {
  const own = "pattern" in def && def.pattern instanceof RegExp ? [def.pattern] : [];
  const checks = (def.checks ?? []).map(check => check._zod.def);
  const patterns = [
    ...own,
    ...checks.flatMap(check => ("pattern" in check && check.pattern instanceof RegExp ? [check.pattern] : [])),
  ];
  return patterns.flatMap(pattern => {
    try {
      return [fc.stringMatching(pattern)];
    } catch {
      // Properties of letters are not drawn from the pattern: words and free strings are.
      return [];
    }
  });
}
