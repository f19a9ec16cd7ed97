// RXA with its RXR and NTE → MedicationAdministration (RULES D3; docs/decisions/rxa-medication-administration.md).
import { type Annotation, list, type MedicationAdministration, type Moment, present } from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, concepts, conceptWords } from "./cwe.ts";
import type { Administered, Group } from "./groups.ts";
import { notes, remark } from "./nte.ts";
import { orderIdentifiers, orderKey, orderSource } from "./orc.ts";
import { parts, repeats, single } from "./parts.ts";
import { quantity, unit } from "./quantity.ts";
import { routeOf } from "./rxr.ts";
import { underLabels } from "./security.ts";
import { COMPLETION_WORD } from "./tables.ts";
import { moment, quote } from "./ts.ts";
import { practitioners } from "./xcn.ts";

/** What the fold must know of a dose beyond its resource. */
export type DoseFact = {
  readonly resource: MedicationAdministration;
  /** D3: what names this dose at its order. */
  readonly key: { readonly authority: string; readonly order: string | null; readonly dose: string };
  readonly request: string | null;
  /** RXA-21: A adds, U replaces, D removes. An empty one adds. */
  readonly action: "A" | "U" | "D";
  /** `none`: refused or not given, no dose at all. `possibly`: complete with a refusal reason. */
  readonly given: "whole" | "partial" | "possibly" | "none" | "not known";
  readonly at: Moment | null;
};

/** Adds the administrations of a group. `counts`: this sender's RXA-2 is known to count (a setting of its feed). */
export function administrations(
  group: Group,
  patient: string,
  encounter: string | undefined,
  counts: boolean,
  context: Context,
): DoseFact[] {
  return group.administered.flatMap(given =>
    given.rxa.map(rxa => administration(rxa, given, group, patient, encounter, counts, context)),
  );
}

function administration(
  rxa: Segment,
  given: Administered,
  group: Group,
  patient: string,
  encounter: string | undefined,
  counts: boolean,
  context: Context,
): DoseFact {
  const order = orderKey(group.orc, group.obr, context);
  const start = moment(parts(rxa, 3), 1, context);
  const end = moment(parts(rxa, 4), 1, context);
  const drug = concept(parts(rxa, 5), context);
  const counted = counts ? single(rxa, 2, context) : undefined;
  const name = parts(rxa, 5).at(1) ?? drug?.text ?? "";
  const dose = counted ? `count|${counted}` : `time|${start?.instant ?? parts(rxa, 3).at(1) ?? ""}|${name}`;
  const authority = order?.authority ?? context.record.authority;
  const at = order ? orderSource(order) : `record|${context.record.number}`;
  if (order === undefined) context.issue("no-order-number", "the dose names no order", where(rxa));
  if (start === undefined) context.issue("no-dose-time", "the dose has no time of its own", where(rxa, { field: 3 }));
  if (drug === undefined) context.issue("no-drug", "the dose names no drug", where(rxa, { field: 5 }));
  const state = outcome(rxa, context);
  const action = actionOf(rxa, context);
  const refusal = concepts(rxa, 18, context);
  const request = order
    ? `MedicationRequest/${context.id("MedicationRequest", order.authority, orderSource(order))}`
    : null;
  const effective: Pick<MedicationAdministration, "effectivePeriod" | "effectiveDateTime" | "_effectiveDateTime"> =
    start && end && end.iso !== start.iso
      ? { effectivePeriod: { start: start.iso, end: end.iso } }
      : start
        ? { effectiveDateTime: start.iso }
        : { _effectiveDateTime: { extension: [ABSENT] } };
  const performer = practitioners(rxa, 10, context).map(actor => ({
    function: {
      coding: [
        { system: "http://terminology.hl7.org/CodeSystem/v2-0443", code: "AP", display: "Administering Provider" },
      ],
    },
    actor,
  }));
  const made = present<MedicationAdministration>({
    resourceType: "MedicationAdministration",
    id: context.id("MedicationAdministration", authority, `${at}|${dose}`),
    identifier: orderIdentifiers(group.orc, undefined, context),
    status: action === "D" ? "entered-in-error" : state.status,
    statusReason: refusal,
    medicationCodeableConcept: drug ?? { text: "not named in the message" },
    subject: { reference: patient },
    context: encounter ? { reference: encounter } : undefined,
    ...effective,
    performer,
    reasonCode: concepts(rxa, 19, context),
    request: request ? present({ reference: request, display: order?.number }) : undefined,
    note: list(...(remarks(rxa, state.given, context) ?? []), ...(notes(given.notes, context) ?? [])),
    dosage: dosage(rxa, given.rxr[0] ?? routeBefore(group), context),
  });
  const resource = underLabels(made, context.labels ?? []);
  context.put(resource);
  return {
    resource,
    key: { authority, order: order?.number ?? null, dose },
    request,
    action,
    given: action === "D" ? "none" : state.given,
    at: start ?? null,
  };
}

/** An RXR in front of the RXA is the dose's where no RXE or RXO stands there for it to belong to. */
function routeBefore({ rxe, rxo, routes }: Group): Segment | undefined {
  return rxe === undefined && rxo === undefined ? routes[0] : undefined;
}

const ABSENT = { url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "unknown" };

type Outcome = { readonly status: MedicationAdministration["status"]; readonly given: DoseFact["given"] };

/** D3: RE, NA, or a refusal reason alone is no dose; PA is partial; CP with a refusal reason contradicts itself. */
function outcome(rxa: Segment, context: Context): Outcome {
  const said = parts(rxa, 20).at(1)?.toUpperCase() ?? misplaced(rxa);
  const sent = said === undefined ? undefined : (COMPLETION_WORD[said] ?? said);
  const refused = concepts(rxa, 18, context) !== undefined;
  switch (sent) {
    case "RE":
    case "NA":
      return { status: "not-done", given: "none" };
    case "PA":
      return { status: "completed", given: "partial" };
    case undefined:
      return refused ? { status: "not-done", given: "none" } : { status: "completed", given: "whole" };
    case "CP":
      if (!refused) return { status: "completed", given: "whole" };
      context.issue(
        "given-and-refused",
        "given? refusal reason sent: complete (CP) with a reason of refusal",
        where(rxa, { field: 18 }),
      );
      return { status: "unknown", given: "possibly" };
    default:
      context.issue("code-not-known", `${quote(sent)} is no completion status`, where(rxa, { field: 20 }));
      return { status: "unknown", given: "not known" };
  }
}

/** What stands in RXA-21 and is no action, where RXA-20 is empty: how it was completed, one field too far. */
function misplaced(rxa: Segment): string | undefined {
  const sent = parts(rxa, 21).at(1)?.toUpperCase();
  return sent === undefined || /^[ADUX]$/.test(sent) ? undefined : sent;
}

function actionOf(rxa: Segment, context: Context): DoseFact["action"] {
  const sent = parts(rxa, 21).at(1)?.toUpperCase() ?? "A";
  if (sent === "A" || sent === "U" || sent === "D") return sent;
  if (sent === "X" || parts(rxa, 20).at(1) === undefined) return "A";
  context.issue("code-not-known", `${quote(sent)} is no action code`, where(rxa, { field: 21 }));
  return "A";
}

type Given = NonNullable<MedicationAdministration["dosage"]>;

function dosage(rxa: Segment, rxr: Segment | undefined, context: Context): MedicationAdministration["dosage"] {
  const text = single(rxa, 6, context);
  const amount = text === undefined ? undefined : quantity(text, parts(rxa, 7), context);
  if (text !== undefined && amount === undefined)
    context.issue("bad-number", `${quote(text)} is no number`, where(rxa, { field: 6 }));
  const units = unit(parts(rxa, 7), context);
  const made = present<Omit<Given, "dose">>({
    // an amount that is no number stands in words, as sent
    text: text !== undefined && amount === undefined ? [text, units.unit].filter(one => one).join(" ") : undefined,
    ...(rxr && routeOf(rxr, context)),
  });
  if (amount !== undefined) return { ...made, dose: amount };
  // a dosage has a dose (mad-1): where none was sent, that it is not known
  return Object.keys(made).length === 0 ? undefined : { ...made, dose: { extension: [ABSENT], ...units } };
}

/** What MedicationAdministration has no element for, in words. */
function remarks(rxa: Segment, given: DoseFact["given"], context: Context): Annotation[] | undefined {
  const words = (field: number) => repeats(rxa, field).map(one => conceptWords(concept(one, context)));
  const strength = single(rxa, 13, context);
  const strengthUnit = unit(parts(rxa, 14), context).unit;
  const at = [1, 2, 3].map(part => parts(rxa, 11).at(part)).filter(one => one !== undefined);
  return list(
    given === "partial" ? { text: "Partially administered" } : undefined,
    ...words(9).map(one => remark("Administration note", one)),
    remark("Dosage form", words(8)[0]),
    remark("Strength", strength && [strength, strengthUnit].filter(one => one).join(" ")),
    remark("Rate", parts(rxa, 12).at(1)),
    remark("Administered at", at.length > 0 ? at.join(" ") : undefined),
    ...repeats(rxa, 15).map(one => remark("Lot", one.at(1))),
    ...repeats(rxa, 16).map(one => remark("Expires", one.at(1))),
    ...words(17).map(one => remark("Manufacturer", one)),
  );
}
