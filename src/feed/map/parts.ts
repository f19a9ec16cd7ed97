// One repetition of a field, or one component, read as a composite: its parts by number, from 1.
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";

export type Parts = {
  /** The text of a part whole, or of one part of it: cleaned, trimmed; undefined where it is empty or deleted. */
  at(part: number, inner?: number): string | undefined;
  /** How many parts there are; 0 where nothing was sent. */
  readonly count: number;
  /** The text that it is cut from and how: what is made of two with the same key is the same. */
  key(): string;
  /** The position of a part, for an issue. */
  where(part?: number): string;
};

const UNCLEAN = /[^\S ]|[^\P{Cc}\u0080-\u009f]/u;

/** FHIR's string has no control characters, and no white space other than these (R4 §2.24.0.1). */
export function clean(text: string): string {
  if (!UNCLEAN.test(text)) return text;
  return text.replaceAll(/[^\S \r\n\t]/gu, " ").replaceAll(/[^\P{Cc}\r\n\t\u0080-\u009f]/gu, "");
}

/** Text as FHIR can hold it, without outer white space; undefined where nothing is left. */
export function tidy(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const kept = clean(text).trim();
  return kept === "" ? undefined : kept;
}

/** A repetition of a field as a composite of its components. */
export function parts(segment: Segment, field: number, repetition = 1): Parts {
  return {
    at: (part, inner) =>
      tidy(
        inner === undefined
          ? component(segment, field, repetition, part)
          : segment.text(field, repetition, part, inner),
      ),
    count: segment.components(field, repetition),
    key: () => `${repetition}|${segment.raw(field)}`,
    where: part => where(segment, part === undefined ? { field, repetition } : { field, repetition, component: part }),
  };
}

/** A component whole, also where a sender left the subcomponent separator in it unescaped: `Chest pain & fever`. */
function component(segment: Segment, field: number, repetition: number, part: number): string | undefined {
  const count = segment.subcomponents(field, repetition, part);
  if (count <= 1) return count === 0 ? undefined : segment.text(field, repetition, part, 1);
  return Array.from({ length: count }, (_, i) => segment.text(field, repetition, part, i + 1) ?? "").join("&");
}

/** A component as a composite of its subcomponents. */
export function inside(segment: Segment, field: number, repetition: number, component: number): Parts {
  return {
    at: (part, inner = 1) => (inner === 1 ? tidy(segment.text(field, repetition, component, part)) : undefined),
    count: segment.subcomponents(field, repetition, component),
    key: () => `${repetition}.${component}|${segment.raw(field)}`,
    where: () => where(segment, { field, repetition, component }),
  };
}

/** Every repetition of a field that holds something. */
export function repeats(segment: Segment, field: number): Parts[] {
  return Array.from({ length: segment.repetitions(field) }, (_, i) => parts(segment, field, i + 1)).filter(
    one => one.count > 0,
  );
}

/** The delimiters of a message that may stand unescaped in its text. */
export type Separators = Pick<Context, "componentSeparator" | "subcomponentSeparator">;

/** A primitive repetition whole, also where a sender left delimiters in it unescaped. Outer white space is kept. */
export function wholeText(
  segment: Segment,
  field: number,
  repetition: number,
  context: Separators,
): string | undefined {
  const components: string[] = [];
  for (let component = 1; component <= segment.components(field, repetition); component++) {
    const inner: string[] = [];
    for (let sub = 1; sub <= segment.subcomponents(field, repetition, component); sub++)
      inner.push(segment.text(field, repetition, component, sub) ?? "");
    components.push(inner.join(context.subcomponentSeparator));
  }
  // separators behind the last component stand for nothing (HL7 v2 §2.5.3)
  while (components.at(-1) === "") components.pop();
  const text = clean(components.join(context.componentSeparator));
  return text.trim() === "" ? undefined : text;
}

/** A primitive field whole (its first repetition), without outer white space. */
export function single(segment: Segment, field: number, context: Separators): string | undefined {
  return wholeText(segment, field, 1, context)?.trim();
}

/** All repetitions of a text field, a line each. */
export function lines(segment: Segment, field: number, context: Separators): string | undefined {
  const texts = Array.from(
    { length: segment.repetitions(field) },
    (_, i) => wholeText(segment, field, i + 1, context) ?? "",
  );
  const text = texts.join("\n");
  return text.trim() === "" ? undefined : text;
}
