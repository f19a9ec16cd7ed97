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
  const type = xad.at(7)?.toUpperCase() ?? "";
  const [start, end] = [moment(xad, 13, context), moment(xad, 14, context)];
  const place = present<Address>({
    line: list(street.at(1), street.at(2), street.at(3), xad.at(2), xad.at(19)),
    city: xad.at(3),
    district: xad.at(9),
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
