// XAD → Address (HL7 v2 §2A.86).
import { type Address, list, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { inside, parts } from "./parts.ts";
import { ADDRESS_TYPE, ADDRESS_USE } from "./tables.ts";
import { moment } from "./ts.ts";

/** Every repetition of an XAD field. */
export function addresses(segment: Segment, field: number, context: Context): Address[] | undefined {
  return list(...Array.from({ length: segment.repetitions(field) }, (_, i) => address(segment, field, i + 1, context)));
}

/** One repetition; undefined where it holds no address. */
export function address(segment: Segment, field: number, repetition: number, context: Context): Address | undefined {
  const xad = parts(segment, field, repetition);
  // SAD: street line, street name, dwelling number
  const street = inside(segment, field, repetition, 1);
  // CWE: its words, else its code
  const county = inside(segment, field, repetition, 9);
  const type = xad.at(7)?.toUpperCase() ?? "";
  // parts 13 and 14, which took the place of the range in part 12
  const range = inside(segment, field, repetition, 12);
  const isSplit = xad.at(13) !== undefined || xad.at(14) !== undefined;
  const [start, end] = isSplit
    ? [moment(xad, 13, context), moment(xad, 14, context)]
    : [moment(range, 1, context), moment(range, 2, context)];
  const place = present<Address>({
    line: list(street.at(1), street.at(2), street.at(3), xad.at(2), xad.at(19)),
    city: xad.at(3),
    district: county.at(2) ?? county.at(1),
    state: xad.at(4),
    postalCode: xad.at(5),
    country: xad.at(6),
    period: start || end ? present({ start: start?.iso, end: end?.iso }) : undefined,
  });
  if (Object.keys(place).length === 0) return undefined;
  return present<Address>({
    // the sent type is kept where FHIR has no word for it
    extension:
      type === "" || ADDRESS_USE[type] || ADDRESS_TYPE[type]
        ? undefined
        : type === "HV"
          ? [{ url: "http://hl7.org/fhir/StructureDefinition/iso21090-AD-use", valueCode: "HV" }]
          : [
              {
                url: "http://hl7.org/fhir/StructureDefinition/alternate-codes",
                valueCodeableConcept: {
                  coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0190", code: type }],
                },
              },
            ],
    use: ADDRESS_USE[type],
    type: ADDRESS_TYPE[type],
    ...place,
  });
}
