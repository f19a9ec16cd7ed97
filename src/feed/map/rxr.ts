// RXR → route, site and method of a dose.
import { type Dosage, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, tabled } from "./cwe.ts";
import { parts } from "./parts.ts";
import type { Code, Table } from "./tables.ts";

const V3 = "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration";

/** The routes of table 0162 that v3 has too; the others keep their v2 code. */
const ROUTE: Table<Code> = {
  ID: { code: "IDINJ", display: "Injection, intradermal", system: V3 },
  IM: { code: "IM", display: "Injection, intramuscular", system: V3 },
  IV: { code: "IVINJ", display: "Injection, intravenous", system: V3 },
  PO: { code: "PO", display: "Swallow, oral", system: V3 },
  SC: { code: "SQ", display: "Injection, subcutaneous", system: V3 },
  TD: { code: "TRNSDERM", display: "Transdermal", system: V3 },
};

/** What an RXR says, for a Dosage or for MedicationAdministration.dosage alike. */
export function routeOf(rxr: Segment, context: Context): Pick<Dosage, "route" | "site" | "method"> {
  const of = parts(rxr, 1);
  const system = of.at(3)?.toUpperCase();
  const standard = system === undefined || system === "HL70162";
  return present<Pick<Dosage, "route" | "site" | "method">>({
    route: standard ? tabled(of, ROUTE, "0162", context) : concept(of, context),
    site: concept(parts(rxr, 2), context, "0550"),
    method: concept(parts(rxr, 4), context, "0165"),
  });
}
