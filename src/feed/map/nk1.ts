// NK1 → Patient.contact: whom to call.
import { list, type Patient, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, lookup, tabled } from "./cwe.ts";
import { parts } from "./parts.ts";
import { RELATIONSHIP } from "./table-people.ts";
import { ADMINISTRATIVE_SEX } from "./tables.ts";
import { moment } from "./ts.ts";
import { address } from "./xad.ts";
import { humanName } from "./xpn.ts";
import { telecoms } from "./xtn.ts";

type Contact = NonNullable<Patient["contact"]>[number];

/** One contact; undefined where it has neither name, number, address nor organization (pat-1: a contact has details). */
export function contactOf(nk1: Segment, context: Context): Contact | undefined {
  const telecom = [
    ...(telecoms(nk1, 5, context, "home") ?? []),
    ...(telecoms(nk1, 6, context, "work") ?? []),
    ...(telecoms(nk1, 40, context) ?? []),
  ];
  const name = humanName(parts(nk1, 2), context);
  const place = address(nk1, 4, 1, context);
  const organization = parts(nk1, 13).at(1);
  if (name === undefined && place === undefined && telecom.length === 0 && organization === undefined) return undefined;
  const [start, end] = [moment(parts(nk1, 8), 1, context), moment(parts(nk1, 9), 1, context)];
  return present<Contact>({
    relationship: list(tabled(parts(nk1, 3), RELATIONSHIP, "0063", context), concept(parts(nk1, 7), context, "0131")),
    name,
    telecom,
    address: place,
    gender: lookup(parts(nk1, 15), 1, ADMINISTRATIVE_SEX, context),
    organization: organization === undefined ? undefined : { type: "Organization", display: organization },
    period: start || end ? present({ start: start?.iso, end: end?.iso }) : undefined,
  });
}
