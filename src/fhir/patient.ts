// The patient that a set of field facts makes.
import { assemble, type FieldFact } from "./field-facts.ts";
import { present } from "./present.ts";
import type { Patient } from "./types.ts";

/** Puts the fields of a PID together. Also for the copy, which keeps the newest fact of each field (RULES W2). */
export function patientOf(id: string, facts: readonly FieldFact<Patient>[]): Patient {
  const { multipleBirthBoolean, deceasedBoolean, ...rest } = assemble(facts);
  return present<Patient>({
    resourceType: "Patient",
    id,
    ...rest,
    // one number sent in two fields (PID-3 and PID-18) is one identifier
    identifier: distinct(rest.identifier),
    address: withCounty(rest.address),
    // a birth order, a time of death say more than their yes or no, and FHIR holds one of the two
    multipleBirthBoolean: rest.multipleBirthInteger === undefined ? multipleBirthBoolean : undefined,
    deceasedBoolean: rest.deceasedDateTime === undefined ? deceasedBoolean : undefined,
  });
}

function distinct<T>(items: T[] | undefined): T[] | undefined {
  return items && [...new Map(items.map(one => [JSON.stringify(one), one])).values()];
}

/** The county (PID-12) belongs to the one address that has none; beside others it stands by itself. */
function withCounty(addresses: Patient["address"]): Patient["address"] {
  const isCounty = (one: object) => Object.keys(one).join() === "district";
  const district = addresses?.find(isCounty)?.district;
  const others = addresses?.filter(one => !isCounty(one)) ?? [];
  const [first, second] = others;
  if (district === undefined || first === undefined || second !== undefined) return addresses;
  if (first.district === undefined) return [{ ...first, district }];
  return first.district === district ? others : addresses;
}
