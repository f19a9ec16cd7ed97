// XPN → HumanName (HL7 v2 §2A.88), and the name inside an XCN.
import { type Extension, type HumanName, list, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { lookup } from "./cwe.ts";
import { asCode } from "./identifier.ts";
import { type Parts, parts, repeats } from "./parts.ts";
import { NAME_REPRESENTATION, NAME_USE } from "./tables.ts";
import { moment } from "./ts.ts";

/** The name types that the concept map leaves without a use; not an issue, `use` is then not said. */
const WITHOUT_USE = new Set(["A", "B", "C", "F", "I", "K", "NB", "NOUSE", "P", "REL", "S", "T", "U"]);

/** One repetition of an XPN field; undefined where it holds no name. */
export function humanName(of: Parts, context: Context): HumanName | undefined {
  const type = of.at(7);
  const [start, end] = [moment(of, 12, context), moment(of, 13, context)];
  const name = present<HumanName>({
    extension: representation(of.at(8), of.at(11)),
    use: type === undefined || WITHOUT_USE.has(type.toUpperCase()) ? undefined : lookup(of, 7, NAME_USE, context),
    family: familyName(of, 1),
    given: list(of.at(2), of.at(3)),
    prefix: list(of.at(5)),
    suffix: list(of.at(4), of.at(6), of.at(14)),
    period: start || end ? present({ start: start?.iso, end: end?.iso }) : undefined,
  });
  return name.family || name.given || name.prefix || name.suffix ? name : undefined;
}

/** Every repetition of an XPN field, and each one's *called by* (part 15) as a nickname. */
export function humanNames(segment: Segment, field: number, context: Context): HumanName[] | undefined {
  const names = repeats(segment, field).flatMap(one => {
    const called = one.at(15);
    const nickname: HumanName | undefined = called ? { use: "nickname", given: [called] } : undefined;
    return [humanName(one, context), nickname];
  });
  return list(...names);
}

/** FN: the surname, and after it the partner's where one is sent apart (HL7 v2 §2A.30). */
export function familyName(of: Parts, part: number): string | undefined {
  return of.at(part, 1);
}

/** A name in one line, for displays. */
export function nameText(name: HumanName): string {
  return [...(name.prefix ?? []), ...(name.given ?? []), name.family, ...(name.suffix ?? [])]
    .filter(one => one !== undefined)
    .join(" ");
}

/** The first name of a field in one line: for elements that want a string. */
export function nameString(segment: Segment, field: number, context: Context): string | undefined {
  const name = humanName(parts(segment, field), context);
  return name && nameText(name);
}

function representation(code: string | undefined, assembly: string | undefined): Extension[] | undefined {
  const known = code === undefined ? undefined : NAME_REPRESENTATION[code];
  const order = asCode(assembly);
  return list<Extension>(
    known ? { url: "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation", valueCode: known } : undefined,
    order ? { url: "http://hl7.org/fhir/StructureDefinition/humanname-assembly-order", valueCode: order } : undefined,
  );
}
