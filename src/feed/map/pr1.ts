// PR1 → Procedure.
import {
  type CodeableConcept,
  list,
  type Practitioner,
  type Procedure,
  present,
  type Reference,
} from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept } from "./cwe.ts";
import { identifierOfEi, keyOfEi } from "./identifier.ts";
import { remark } from "./nte.ts";
import { parts, single } from "./parts.ts";
import { moment } from "./ts.ts";
import { practitioners } from "./xcn.ts";

type Performer = NonNullable<Procedure["performer"]>[number];

/** Who stands in which field, and as what (SNOMED CT). PR1-12 says only that somebody took part. */
const ROLES = [
  { field: 8, code: "88189002", display: "Anesthesiologist" },
  { field: 11, code: "304292004", display: "Surgeon" },
  { field: 12, code: undefined, display: undefined },
] as const;

/** Adds the procedure of a PR1. Its key is PR1-19, else the record, the visit, the code (else its words) and the time as sent. */
export function procedure(
  pr1: Segment,
  patient: string,
  encounter: string | undefined,
  context: Context,
): string | undefined {
  const of = parts(pr1, 3);
  const coded = concept(of, context);
  const description = single(pr1, 4, context);
  // PR1-4 is the text where PR1-3 has none of its own
  const code: CodeableConcept | undefined =
    description === undefined || of.at(9) !== undefined ? coded : { ...(coded ?? {}), text: description };
  if (code === undefined) {
    context.issue("no-procedure", "a procedure without code or words says nothing", where(pr1, { field: 3 }));
    return undefined;
  }
  const own = keyOfEi(parts(pr1, 19), context);
  const { authority, number } = context.record;
  const service = of.at(1) ?? code.text ?? "";
  const key = own?.number ?? [number, encounter ?? "", service, of.at(3) ?? "", parts(pr1, 5).at(1) ?? ""].join("|");
  return context.add(
    present<Procedure>({
      resourceType: "Procedure",
      id: context.id("Procedure", own?.authority ?? authority, key),
      identifier: list(identifierOfEi(parts(pr1, 19), context)),
      // PR1 has no field for how far it went
      status: parts(pr1, 20).at(1)?.toUpperCase() === "D" ? "entered-in-error" : "unknown",
      category: concept(parts(pr1, 6), context, "0230"),
      code,
      subject: { reference: patient },
      encounter: encounter ? { reference: encounter } : undefined,
      performedDateTime: moment(parts(pr1, 5), 1, context)?.iso,
      performer: list(
        ...ROLES.flatMap(role => practitioners(pr1, role.field, context).map(actor => performer(role, actor))),
      ),
      reasonCode: list(concept(parts(pr1, 15), context)),
      note: list(
        remark("Minutes", single(pr1, 7, context)),
        remark("Modifier", parts(pr1, 16).at(2) ?? parts(pr1, 16).at(1)),
      ),
    }),
  );
}

function performer({ code, display }: (typeof ROLES)[number], actor: Reference<Practitioner>): Performer {
  return present<Performer>({
    function: code && { coding: [{ system: "http://snomed.info/sct", code, display }] },
    actor,
  });
}
