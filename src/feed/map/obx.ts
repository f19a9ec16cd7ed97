// OBX with its NTE → Observation.
import {
  type CodeableConcept,
  type Extension,
  list,
  type MedicationAdministration,
  type Observation,
  type ObservationComponent,
  type Organization,
  type Practitioner,
  present,
  type Reference,
  type ServiceRequest,
  type Specimen,
} from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, lookup } from "./cwe.ts";
import type { Observed } from "./groups.ts";
import { identifierOfEi, keyOfEi } from "./identifier.ts";
import { Memory } from "./memory.ts";
import { notes, remark } from "./nte.ts";
import { observedValue } from "./obx-value.ts";
import { type Parts, parts, repeats, single } from "./parts.ts";
import { quantity, unit } from "./quantity.ts";
import { underLabels } from "./security.ts";
import { INTERPRETATION, INTERPRETATION_WORD, OBSERVATION_STATUS } from "./tables.ts";
import { moment } from "./ts.ts";
import { practitioners } from "./xcn.ts";

/** What an observation takes from the report or the dose that it stands under. */
export type Under = {
  readonly patient: string;
  readonly encounter: string | undefined;
  /** Source key and authority of the report; the record's where there is none. */
  readonly authority: string;
  readonly key: string;
  readonly effective: Pick<Observation, "effectiveDateTime" | "effectivePeriod">;
  readonly basedOn?: Reference<ServiceRequest> | undefined;
  readonly partOf?: Reference<MedicationAdministration> | undefined;
  readonly specimen?: Reference<Specimen> | undefined;
};

/**
 * Adds the observations of a report. An observation's key is OBX-21, else its report's with OBX-3 and OBX-4, and its
 * how-many-th of these it is, where a message sends several alike.
 */
export function observations(observed: readonly Observed[], under: Under, context: Context): string[] {
  if (observed.length === 0) return [];
  const alike = new Map<string, number>();
  const report = context.id("DiagnosticReport", under.authority, under.key);
  return observed.map(({ obx, notes: said }) => {
    const made = observation(obx, said, under, context);
    const own = keyOfEi(parts(obx, 21), context);
    const code = parts(obx, 3);
    const name = `${code.at(1) ?? code.at(2) ?? ""}|${single(obx, 4, context) ?? ""}`;
    const idOf = (nth: number): string => {
      const more = nth > 1 ? `|${nth}` : "";
      return own
        ? context.id("Observation", own.authority, `instance|${own.number}${more}`)
        : context.id("Observation", under.authority, `${under.key}|${name}${more}`);
    };
    let nth = own ? 1 : (alike.get(name) ?? 0) + 1;
    let id = idOf(nth);
    // what a message says twice in the same words is one; what it says otherwise under the same key stands beside it
    while (isOther({ ...made, id }, context)) id = idOf(++nth);
    if (!own) alike.set(name, nth);
    return context.add({ ...made, id }, own ? undefined : report);
  });
}

function isOther(made: Observation, context: Context): boolean {
  const held = context.held(`Observation/${made.id}`);
  return held !== undefined && JSON.stringify(held) !== JSON.stringify(underLabels(made, context.labels ?? []));
}

function observation(obx: Segment, said: readonly Segment[], under: Under, context: Context): Observation {
  const code = concept(parts(obx, 3), context);
  if (code === undefined) context.issue("no-code", "the result does not say of what", where(obx, { field: 3 }));
  const read = observedValue(obx, context);
  const [only, ...more] = read.values;
  const whole = more.length === 0 ? only : undefined;
  const named = code ?? { text: "not named in the message" };
  const at = moment(parts(obx, 14), 1, context)?.iso;
  const state = parts(obx, 11).at(1)?.toUpperCase();
  const units = unit(parts(obx, 6), context).unit;
  return present<Observation>({
    resourceType: "Observation",
    extension: extensions(obx, read.attachment, context),
    identifier: list(identifierOfEi(parts(obx, 21), context, "FILL")),
    basedOn: under.basedOn ? [under.basedOn] : undefined,
    partOf: under.partOf ? [under.partOf] : undefined,
    status: status(obx, context),
    code: named,
    subject: { reference: under.patient },
    encounter: under.encounter ? { reference: under.encounter } : undefined,
    ...(at ? { effectiveDateTime: at } : under.effective),
    performer: performers(obx, context),
    ...whole,
    dataAbsentReason: read.values.length === 0 && !read.attachment ? absent(state) : undefined,
    interpretation: interpretations(obx, context),
    note: list(
      units !== undefined && !read.unitTaken ? remark("Unit as sent", units) : undefined,
      remark("Sub-ID", single(obx, 4, context)),
      ...(notes(said, context) ?? []),
    ),
    bodySite: concept(parts(obx, 20), context),
    method: concept(parts(obx, 17), context),
    specimen: under.specimen,
    device: device(obx, context),
    referenceRange: referenceRange(obx, context),
    // several values under one code: each as a component of it
    component:
      more.length === 0 ? undefined : read.values.map((value): ObservationComponent => ({ code: named, ...value })),
  });
}

function status(obx: Segment, context: Context): Observation["status"] {
  const of = parts(obx, 11);
  if (of.at(1) === undefined) {
    context.issue("status-not-sent", "the result has no status", where(obx, { field: 11 }));
    return "unknown";
  }
  return lookup(of, 1, OBSERVATION_STATUS, context) ?? "unknown";
}

/** X: cannot be obtained; N: not asked. An empty value else says nothing of why. */
function absent(state: string | undefined): CodeableConcept | undefined {
  const code = state === "N" ? "not-asked" : state === "X" ? "error" : undefined;
  return code && { coding: [{ system: "http://terminology.hl7.org/CodeSystem/data-absent-reason", code }] };
}

/** OBX-8, each repetition: a code of v3 where it is one, else the sender's, never dropped (RULES M2). */
function interpretations(obx: Segment, context: Context): CodeableConcept[] | undefined {
  return list(
    ...repeats(obx, 8).map(of => {
      const code = flagOf(of.at(1));
      const display = code !== undefined && Object.hasOwn(INTERPRETATION, code) ? INTERPRETATION[code] : undefined;
      const system = of.at(3)?.toUpperCase();
      if (code === undefined || display === undefined || (system !== undefined && system !== "HL70078"))
        return concept(of, context, "0078");
      return present<CodeableConcept>({
        coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", code, display }],
        text: of.at(9) ?? of.at(2),
      });
    }),
  );
}

/** The code of a flag, also where it is sent in small letters or in words. */
function flagOf(sent: string | undefined): string | undefined {
  const code = sent?.toUpperCase() ?? "";
  if (Object.hasOwn(INTERPRETATION_WORD, code)) return INTERPRETATION_WORD[code];
  return sent !== undefined && Object.hasOwn(INTERPRETATION, code) ? code : sent;
}

const RANGE = /^([+-]?\d+(?:\.\d+)?)\s*(?:-|–|to)\s*([+-]?\d+(?:\.\d+)?)$/i;
const BOUND = /^(<=?|>=?)\s*([+-]?\d+(?:\.\d+)?)$/;

/** OBX-7: always the words as sent; low and high only where it is two numbers, or one with < or >. */
function referenceRange(obx: Segment, context: Context): Observation["referenceRange"] {
  const text = single(obx, 7, context);
  if (text === undefined) return undefined;
  const units = parts(obx, 6);
  return ranges.of(context, `${units.key()}|${text}`, inner => readRange(text, units, inner));
}

const ranges = new Memory<Observation["referenceRange"]>(5_000);

function readRange(text: string, units: Parts, context: Context): Observation["referenceRange"] {
  const [, from, to] = RANGE.exec(text) ?? [];
  const [, sign, bound] = BOUND.exec(text) ?? [];
  return [
    present<NonNullable<Observation["referenceRange"]>[number]>({
      low: from
        ? quantity(from, units, context)
        : sign?.startsWith(">") && bound
          ? quantity(bound, units, context)
          : undefined,
      high: to
        ? quantity(to, units, context)
        : sign?.startsWith("<") && bound
          ? quantity(bound, units, context)
          : undefined,
      text,
    }),
  ];
}

type Performer = Reference<Practitioner | Organization>;

function performers(obx: Segment, context: Context): Performer[] | undefined {
  // XON.1, else the producer's code: an organization by name, not by a resource
  const producer = concept(parts(obx, 15), context);
  const organization = parts(obx, 23).at(1);
  const produced = producer && (producer.text ?? producer.coding?.[0]?.display ?? producer.coding?.[0]?.code);
  const named = (display: string | undefined): Performer | undefined =>
    display ? { type: "Organization", display } : undefined;
  return list<Performer>(
    ...practitioners(obx, 16, context),
    named(organization),
    produced === organization ? undefined : named(produced),
    ...practitioners(obx, 25, context),
  );
}

function device(obx: Segment, context: Context): Observation["device"] {
  const identifier = identifierOfEi(parts(obx, 18), context);
  return identifier && { identifier };
}

function extensions(obx: Segment, attachment: Extension["valueAttachment"], context: Context): Extension[] | undefined {
  const analyzed = moment(parts(obx, 19), 1, context)?.iso;
  const nature = repeats(obx, 10).map(of => concept(of, context, "0080"));
  const FHIR = "http://hl7.org/fhir/StructureDefinition/";
  return list<Extension>(
    attachment && {
      url: "http://hl7.org/fhir/5.0/StructureDefinition/extension-Observation.valueAttachment",
      valueAttachment: attachment,
    },
    analyzed ? { url: `${FHIR}observation-analysis-date-time`, valueDateTime: analyzed } : undefined,
    ...nature.map(one => one && { url: `${FHIR}observation-nature-of-abnormal-test`, valueCodeableConcept: one }),
  );
}
