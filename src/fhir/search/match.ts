// Whether a resource fits what a search asks: by the values at a parameter's paths, whatever FHIR type they are of.
import { type Stretch, stretchOf, fits as suits } from "./dates.ts";
import { fold } from "./fold.ts";
import type { Asked, Criterion } from "./query.ts";

type Plain = { readonly [name: string]: unknown };

/** True where every criterion is met. */
export function matches(resource: object, criteria: readonly Criterion[], zone: string): boolean {
  return criteria.every(({ paths, any }) => {
    const values = paths.flatMap(path => valuesAt(resource, path.split(".")));
    return any.some(asked => values.some(value => isMet(asked, value, zone)));
  });
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap(one => valuesAt(one, path));
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined ? [] : [value];
  return isPlain(value) ? valuesAt(value[name], rest) : [];
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMet(asked: Asked, value: unknown, zone: string): boolean {
  switch (asked.type) {
    case "token":
      return tokensOf(value).some(
        ({ system, code }) =>
          (asked.code === null || asked.code === code) && (asked.system === null || asked.system === (system ?? "")),
      );
    case "date": {
      const said = stretchIn(value, zone);
      return said !== null && suits(asked.test, said);
    }
    case "string":
      return stringsOf(value).some(text => fold(text).replaceAll(/\s+/g, " ").trim().startsWith(asked.folded));
    case "reference": {
      const said = isPlain(value) && typeof value.reference === "string" ? value.reference : "";
      // A bare id of a parameter that leads to several types.
      return said === asked.reference || (!asked.reference.includes("/") && said.endsWith(`/${asked.reference}`));
    }
    default:
      return asked satisfies never;
  }
}

type Token = { readonly system: string | undefined; readonly code: string };

/** Of a code, Coding, CodeableConcept, Identifier or ContactPoint. */
function tokensOf(value: unknown): Token[] {
  if (typeof value === "string" || typeof value === "boolean") return [{ system: undefined, code: String(value) }];
  if (!isPlain(value)) return [];
  if (Array.isArray(value.coding)) return value.coding.flatMap(tokensOf);
  const code = typeof value.code === "string" ? value.code : value.value;
  return typeof code !== "string"
    ? []
    : [{ system: typeof value.system === "string" ? value.system : undefined, code }];
}

/** Of a dateTime, or of a Period, open where it has no bound. */
function stretchIn(value: unknown, zone: string): Stretch | null {
  if (typeof value === "string") return stretchOf(value, zone);
  if (!isPlain(value)) return null;
  const start = typeof value.start === "string" ? stretchOf(value.start, zone) : null;
  const end = typeof value.end === "string" ? stretchOf(value.end, zone) : null;
  if (start === null && end === null) return null;
  return { from: start?.from ?? Number.NEGATIVE_INFINITY, until: end?.until ?? Number.POSITIVE_INFINITY };
}

/** Of a string, or of a HumanName its whole and its parts. */
function stringsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (!isPlain(value)) return [];
  const parts = (name: string) => {
    const part = value[name];
    return Array.isArray(part) ? part.filter(one => typeof one === "string") : typeof part === "string" ? [part] : [];
  };
  const [given, family] = [parts("given"), parts("family")];
  return [
    ...family,
    ...given,
    ...parts("text"),
    ...parts("prefix"),
    ...parts("suffix"),
    [...given, ...family].join(" "),
    [...family, ...given].join(" "),
  ].filter(one => one !== "");
}
