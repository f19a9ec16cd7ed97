// XCN → Practitioner, once in a message for each (HL7 v2 §2A.87).
import { list, type Practitioner, present, type Reference } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, lookup } from "./cwe.ts";
import { designator } from "./hd.ts";
import { canonical, identifierType, issued } from "./identifier.ts";
import { Memory } from "./memory.ts";
import { inside, parts } from "./parts.ts";
import { NAME_USE } from "./tables.ts";
import { familyName, nameText } from "./xpn.ts";

/** Every repetition of an XCN field, as references to practitioners that it adds. */
export function practitioners(segment: Segment, field: number, context: Context): Reference<Practitioner>[] {
  return Array.from({ length: segment.repetitions(field) }, (_, i) =>
    practitioner(segment, field, i + 1, context),
  ).filter(one => one !== undefined);
}

const people = new Memory<Reference<Practitioner> | undefined>(10_000);

/** One repetition. A person without a number is known by the name alone, within the sending facility. */
export function practitioner(
  segment: Segment,
  field: number,
  repetition: number,
  context: Context,
): Reference<Practitioner> | undefined {
  const sent = segment.raw(field);
  if (sent === "") return undefined;
  return people.of(context, `${repetition}|${sent}`, inner => readPractitioner(segment, field, repetition, inner));
}

function readPractitioner(
  segment: Segment,
  field: number,
  repetition: number,
  context: Context,
): Reference<Practitioner> | undefined {
  const xcn = parts(segment, field, repetition);
  const number = xcn.at(1);
  const family = familyName(xcn, 2);
  const given = list(xcn.at(3), xcn.at(4));
  if (number === undefined && family === undefined && given === undefined) return undefined;
  const authority = designator(inside(segment, field, repetition, 9)) ?? { namespace: context.authority };
  const degree = inside(segment, field, repetition, 7);
  const use = xcn.at(10) && NAME_USE[xcn.at(10) ?? ""] ? lookup(xcn, 10, NAME_USE, context) : undefined;
  const name = present<NonNullable<Practitioner["name"]>[number]>({
    use,
    family,
    given,
    prefix: list(xcn.at(6)),
    suffix: list(xcn.at(5), xcn.at(21)),
  });
  const names = [family, ...(given ?? [])].join("^");
  const key = number === undefined ? `name|${names}` : `${xcn.at(13) ?? ""}|${number}`;
  const named = family !== undefined || given !== undefined;
  const qualification = concept(degree, context, "0360");
  const id = context.id("Practitioner", canonical(authority, context), key);
  const reference = context.add(
    present<Practitioner>({
      resourceType: "Practitioner",
      id,
      identifier:
        number === undefined
          ? undefined
          : [
              present<NonNullable<Practitioner["identifier"]>[number]>({
                type: identifierType(xcn.at(13)),
                value: number,
                ...issued(authority),
              }),
            ],
      name: named ? [name] : undefined,
      qualification: qualification ? [{ code: qualification }] : undefined,
    }),
  );
  return present<Reference<Practitioner>>({ reference, display: (named ? nameText(name) : number) || undefined });
}
