// CX, EI and DLN → Identifier.
import { type Extension, type Identifier, list, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { type Designator, designator, nameOf, uriOf } from "./hd.ts";
import { inside, type Parts, parts, tidy } from "./parts.ts";
import { moment } from "./ts.ts";

const V2_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203";

/** The code of an identifier type, where it is one (table 0203). */
export function identifierType(code: string | undefined): Identifier["type"] {
  const one = asCode(code);
  return one === undefined ? undefined : { coding: [{ system: V2_0203, code: one }] };
}

/** FHIR's code has no double or outer white space (R4 §2.24.0.1). */
export function asCode(text: string | undefined): string | undefined {
  return text === undefined || !/^[^\s]+(\s[^\s]+)*$/.test(text) ? undefined : text;
}

/** The authority of a CX: its component 4, else the sending facility's own (RULES W5). */
export function authorityOf(segment: Segment, field: number, repetition: number, context: Context): Designator {
  return designator(inside(segment, field, repetition, 4)) ?? { namespace: context.authority };
}

/** An authority's one name: all names of the facility's own authority are the same (RULES W5). */
export function canonical(authority: Designator, context: Context): string {
  const names = [authority.namespace, authority.universal];
  return names.some(name => name !== undefined && context.own.has(name)) ? context.authority : nameOf(authority);
}

/** CX → Identifier (HL7 v2 §2A.14). `type` stands where component 5 is empty. Undefined without an id number. */
export function identifierOfCx(
  segment: Segment,
  field: number,
  repetition: number,
  context: Context,
  type?: string,
): Identifier | undefined {
  const cx = parts(segment, field, repetition);
  const value = cx.at(1);
  if (value === undefined) return undefined;
  const authority = authorityOf(segment, field, repetition, context);
  const [start, end] = [moment(cx, 7, context), moment(cx, 8, context)];
  const extension = list(
    stringExtension("identifier-checkDigit", cx.at(2)),
    stringExtension("namingsystem-checkDigit", cx.at(3)),
  );
  return present<Identifier>({
    extension,
    type: identifierType(cx.at(5) ?? type),
    value,
    ...issued(authority),
    period: start || end ? present({ start: start?.iso, end: end?.iso }) : undefined,
  });
}

/** All repetitions of a CX field. */
export function identifiersOfCx(segment: Segment, field: number, context: Context, type?: string): Identifier[] {
  return Array.from({ length: segment.repetitions(field) }, (_, i) =>
    identifierOfCx(segment, field, i + 1, context, type),
  ).filter(one => one !== undefined);
}

/** EI at a field → Identifier (HL7 v2 §2A.28): components 2–4 are the authority, else the sending facility's. */
export function identifierOfEi(of: Parts, context: Context, type?: string): Identifier | undefined {
  const value = of.at(1);
  if (value === undefined) return undefined;
  const authority = designator(of, 2) ?? { namespace: context.authority };
  return present<Identifier>({ type: identifierType(type), value, ...issued(authority) });
}

/** What makes a number of an EI unique: its authority's one name and itself. */
export function keyOfEi(of: Parts, context: Context): { authority: string; number: string } | undefined {
  const number = of.at(1);
  if (number === undefined) return undefined;
  return { authority: canonical(designator(of, 2) ?? { namespace: context.authority }, context), number };
}

/** Who issued a number, as far as it was said. */
export function issued(authority: Designator): Pick<Identifier, "system" | "assigner"> {
  const name = tidy(nameOf(authority));
  return name === undefined ? {} : { system: uriOf(authority), assigner: { display: name } };
}

function stringExtension(name: string, valueString: string | undefined): Extension | undefined {
  return valueString === undefined
    ? undefined
    : { url: `http://hl7.org/fhir/StructureDefinition/${name}`, valueString };
}
