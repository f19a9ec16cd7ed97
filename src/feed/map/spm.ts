// SPM, and before v2.5 OBR-15 → Specimen.
import { list, present, type Reference, type Specimen } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, concepts } from "./cwe.ts";
import { identifiersOfCx, identifierType, issued } from "./identifier.ts";
import { remark } from "./nte.ts";
import { inside, lines, parts, repeats } from "./parts.ts";
import { quantity } from "./quantity.ts";
import { moment } from "./ts.ts";
import { practitioner } from "./xcn.ts";

/** Adds the specimen of an SPM; its key is SPM-2 (filler's number, else placer's), else its report's and its place there. */
export function specimen(spm: Segment, patient: string, under: string, context: Context): Reference<Specimen> {
  const [placer, filler] = [inside(spm, 2, 1, 1), inside(spm, 2, 1, 2)];
  const number = filler.at(1) ?? placer.at(1);
  const identified = (one: typeof placer, type: string) => {
    const value = one.at(1);
    return value === undefined
      ? undefined
      : present<NonNullable<Specimen["identifier"]>[number]>({
          type: identifierType(type),
          value,
          ...issued({ namespace: one.at(2) ?? context.authority }),
        });
  };
  const [from, to] = [moment(parts(spm, 17), 1, context), moment(parts(spm, 17), 2, context)];
  const amount = parts(spm, 12);
  const collected = amount.at(1);
  const volume = collected === undefined ? undefined : quantity(collected, inside(spm, 12, 1, 2), context);
  const collection = present<NonNullable<Specimen["collection"]>>({
    collectedDateTime: to ? undefined : from?.iso,
    collectedPeriod: to ? present({ start: from?.iso, end: to.iso }) : undefined,
    quantity: volume,
    method: concept(parts(spm, 7), context, "0488"),
    bodySite: concept(parts(spm, 8), context),
  });
  const type = concept(parts(spm, 4), context, "0487");
  const available = parts(spm, 20).at(1)?.toUpperCase();
  const reference = context.add(
    present<Specimen>({
      resourceType: "Specimen",
      id: context.id(
        "Specimen",
        filler.at(2) ?? placer.at(2) ?? context.authority,
        number ? `number|${number}` : `${under}|${spm.ordinal}`,
      ),
      identifier: list(identified(placer, "PLAC"), identified(filler, "FILL"), ...identifiersOfCx(spm, 31, context)),
      accessionIdentifier: identifiersOfCx(spm, 30, context)[0],
      status: available === "Y" ? "available" : available === "N" ? "unavailable" : undefined,
      type,
      subject: { reference: patient },
      receivedTime: moment(parts(spm, 18), 1, context)?.iso,
      collection: Object.keys(collection).length > 0 ? collection : undefined,
      condition: concepts(spm, 24, context, "0493"),
      note: list(
        remark("Description", lines(spm, 14, context)),
        ...repeats(spm, 21).map(one => remark("Rejected", one.at(2) ?? one.at(1))),
      ),
    }),
  );
  return present<Reference<Specimen>>({ reference, display: type?.text ?? type?.coding?.[0]?.display });
}

/** Adds the specimen of an OBR that has no SPM; undefined where it says neither what it is nor when it came. Its key is its report's. */
export function specimenOfObr(
  obr: Segment,
  patient: string,
  authority: string,
  under: string,
  context: Context,
): Reference<Specimen> | undefined {
  const receivedTime = moment(parts(obr, 14), 1, context)?.iso;
  const type = concept(inside(obr, 15, 1, 1), context, "0487");
  if (receivedTime === undefined && type === undefined) return undefined;
  const [from, to] = [moment(parts(obr, 7), 1, context), moment(parts(obr, 8), 1, context)];
  const collection = present<NonNullable<Specimen["collection"]>>({
    collector: practitioner(obr, 10, 1, context),
    collectedDateTime: to ? undefined : from?.iso,
    collectedPeriod: to ? present({ start: from?.iso, end: to.iso }) : undefined,
    bodySite: concept(inside(obr, 15, 1, 4), context),
  });
  const reference = context.add(
    present<Specimen>({
      resourceType: "Specimen",
      id: context.id("Specimen", authority, `${under}|OBR`),
      type,
      subject: { reference: patient },
      receivedTime,
      collection: Object.keys(collection).length > 0 ? collection : undefined,
      note: list(remark("Description", parts(obr, 15).at(3))),
    }),
  );
  return present<Reference<Specimen>>({ reference, display: type?.text ?? type?.coding?.[0]?.display });
}
