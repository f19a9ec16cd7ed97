// A record's state → what the computations of this room take. The one place where they meet FHIR.
import {
  type CodeableConcept,
  type Dosage,
  type MedicationAdministration,
  type MedicationRequest,
  type Observation,
  type Resource,
  readFhirMoment,
  type TimingRepeat,
} from "../fhir/index.ts";
import type { Administration, DosageLine, MedicationOrder, OrderChange, Stay } from "./medication-order.ts";
import { standingOf } from "./movements.ts";
import type { DoseGiven, Kept, RecordState } from "./record-state.ts";
import type { Moment, Said, StateWas } from "./routes.ts";

type OfType<T extends Resource["resourceType"]> = Extract<Resource, { resourceType: T }>;

/** True where it is a resource of the type, as a fold or an import laid it down. */
export function isOf<T extends Resource["resourceType"]>(resource: unknown, type: T): resource is OfType<T> {
  return (
    typeof resource === "object" && resource !== null && "resourceType" in resource && resource.resourceType === type
  );
}

/** All resources of a type, as the copy holds them. */
export function resources<T extends Resource["resourceType"]>(state: RecordState, type: T): OfType<T>[] {
  return Object.values(state.resources)
    .map(kept => kept.resource)
    .flatMap((resource: unknown) => (isOf(resource, type) ? [resource] : []));
}

/** The same, each with what is kept beside it: its message, its states. */
export function keptOf<T extends Resource["resourceType"]>(
  state: RecordState,
  type: T,
): { readonly resource: OfType<T>; readonly kept: Kept }[] {
  return Object.values(state.resources).flatMap(kept => {
    const { resource }: { resource: unknown } = kept;
    return isOf(resource, type) ? [{ resource, kept }] : [];
  });
}

/** The message that said a resource as it stands, as an answer carries it. */
export function saidBy(state: RecordState, type: string, id: string | undefined): Said {
  const kept = state.resources[`${type}/${id ?? ""}`];
  return kept === undefined ? {} : { entry: kept.by };
}

/** Who a reference names: a practitioner of the record, else the words that stand beside it. */
export function personNamed(
  reference: { readonly reference?: string | undefined; readonly display?: string | undefined } | undefined,
  state: RecordState,
): string | null {
  const { resource }: { resource?: unknown } = state.resources[reference?.reference ?? ""] ?? {};
  const name = isOf(resource, "Practitioner") ? resource.name?.[0] : undefined;
  if (name?.family !== undefined)
    return [name.family, (name.given ?? []).join(" ")].filter(part => part !== "").join(", ");
  return name?.text ?? reference?.display ?? null;
}

/** The states that a resource was in, in words, oldest first. */
export function statesOf({ states }: Kept, words: (status: string) => string): StateWas[] {
  return states.map(({ status, sent, by }) => ({ state: words(status), since: sent, entry: by }));
}

/** Newest first; what has no time comes last. */
export function byTime<T extends { readonly at: Moment | null; readonly id: string }>(a: T, b: T): number {
  const [x, y] = [a.at?.text ?? "", b.at?.text ?? ""];
  return laterFirst(a.at, b.at) || (x === y ? 0 : x < y ? 1 : -1) || (a.id < b.id ? -1 : 1);
}

/** An instant to sort by; of a civil date the start of its day in UTC. */
export function placeIn(moment: Moment | null): number {
  if (moment === null) return Number.NEGATIVE_INFINITY;
  if (moment.instant !== null) return moment.instant;
  const at = Date.parse(moment.text);
  return Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at;
}

/** Words of a concept: its text, else its first display, else its code. */
export function words(concept: CodeableConcept | undefined): string {
  return (
    concept?.text ??
    concept?.coding?.find(coding => coding.display !== undefined)?.display ??
    concept?.coding?.[0]?.code ??
    ""
  );
}

/** What is later first; a day alone lies where it begins, what has no time comes last. */
export function laterFirst(a: Moment | null, b: Moment | null): number {
  const [x, y] = [placeIn(a), placeIn(b)];
  return x === y ? 0 : y - x;
}

/** A FHIR dateTime as a moment at its own precision. */
export function momentOf(text: string | undefined): Moment | null {
  return text === undefined ? null : readFhirMoment(text);
}

/** When an observation was true: its time, else null. */
export function observedAt(observation: Observation): Moment | null {
  const { effectiveDateTime, effectivePeriod, effectiveInstant, effectiveTiming } = observation;
  return momentOf(effectiveDateTime ?? effectivePeriod?.start ?? effectiveInstant ?? effectiveTiming?.event?.[0]);
}

const HIGH_ALERT =
  /\b(insulin|heparin|morphine|hydromorphone|fentanyl|oxycodone|potassium chloride|warfarin|norepinephrine|epinephrine|propofol|midazolam|ketamine|vasopressin|chemotherapy)\b/i;

/** A dosage in words: its text, else dose, route, rate and how often. */
export function doseWordsOf(dosage: Dosage): string {
  if (dosage.text !== undefined) return dosage.text;
  const [amount] = dosage.doseAndRate ?? [];
  const parts = [
    doseText(amount?.doseQuantity, amount?.doseRange),
    words(dosage.route),
    quantityText(amount?.rateQuantity) ?? ratioText(amount?.rateRatio) ?? "",
    words(dosage.timing?.code) || often(dosage.timing?.repeat),
    dosage.asNeededBoolean === true || dosage.asNeededCodeableConcept !== undefined ? "if needed" : "",
    words(dosage.asNeededCodeableConcept),
  ];
  return parts.filter(text => text !== "").join(" ");
}

/** The number of an order, as staff say it. */
export function numberOfOrder({ identifier, id }: MedicationRequest): string {
  return identifier?.find(one => one.value !== undefined)?.value ?? id ?? "";
}

/** The drug of an order or a dose, never blank. */
export function drugOf({ medicationCodeableConcept }: Pick<MedicationRequest, "medicationCodeableConcept">): string {
  return words(medicationCodeableConcept) || "drug not named";
}

/** What nobody ordered, or what must not be given, is none. */
function isOrder({ intent, status, doNotPerform }: MedicationRequest): boolean {
  return intent !== "proposal" && intent !== "option" && status !== "draft" && doNotPerform !== true;
}

/** Orders for drugs. What a pharmacy is about to give of an order that is here stands in that order. */
export function medicationOrders(state: RecordState): MedicationOrder[] {
  return resources(state, "MedicationRequest")
    .filter(isOrder)
    .filter(
      ({ intent, basedOn }) => intent !== "instance-order" || !basedOn?.some(order => isHeld(order.reference, state)),
    )
    .map(request => orderOf(request, state));
}

function isHeld(reference: string | undefined, state: RecordState): boolean {
  return reference !== undefined && state.resources[reference] !== undefined;
}

function orderOf(request: MedicationRequest, state: RecordState): MedicationOrder {
  const dosages = request.dosageInstruction ?? [];
  const first = dosages[0];
  const reference = `MedicationRequest/${request.id ?? ""}`;
  const drug = drugOf(request);
  const rate =
    first?.doseAndRate
      ?.map(one => quantityText(one.rateQuantity) ?? ratioText(one.rateRatio))
      .find(text => text !== undefined) ?? null;
  const codes = dosages.map(dosage => words(dosage.timing?.code));
  const isOnce = codes.some(code => /^(once|stat|1x|one time|x1)$/i.test(code)) || first?.timing?.repeat?.count === 1;
  const lines: DosageLine[] = dosages.map(dosage => ({
    dose: doseText(dosage.doseAndRate?.[0]?.doseQuantity, dosage.doseAndRate?.[0]?.doseRange),
    frequency:
      dosage.timing?.code === undefined
        ? null
        : (dosage.timing.code.coding?.[0]?.code ?? dosage.timing.code.text ?? null),
    daily: (dosage.timing?.repeat?.timeOfDay ?? []).map(time => time.slice(0, 5)),
    times: (dosage.timing?.event ?? []).flatMap(event => momentOf(event)?.instant ?? []),
    days: (dosage.timing?.event ?? []).flatMap(event => {
      const day = momentOf(event);
      return day?.precision === "day" ? [day] : [];
    }),
    starts: momentOf(dosage.timing?.repeat?.boundsPeriod?.start),
    ends: momentOf(dosage.timing?.repeat?.boundsPeriod?.end),
  }));
  const coded = [...new Set(codes.filter(code => code !== ""))].join(", ");
  const dose = lines[0]?.dose ?? "";
  // Where it is said in words alone, nothing of them is left out.
  const spoken = dosages.flatMap(dosage => (dose === "" && coded !== "" ? (dosage.text ?? []) : []));
  const instructions = [...spoken, ...(request.note ?? []).map(note => note.text)].join(" · ");
  return {
    id: reference,
    order: numberOfOrder(request),
    keys: [reference],
    drug,
    dose,
    route: words(first?.route),
    frequency: coded || (first?.text ?? often(first?.timing?.repeat)),
    lines,
    prn: dosages.some(dosage => dosage.asNeededBoolean === true || dosage.asNeededCodeableConcept !== undefined),
    min_interval_ms: intervalOf(first?.timing?.repeat),
    one_time: isOnce,
    infusion: rate,
    high_alert: HIGH_ALERT.test(drug),
    after: null,
    starts: lines[0]?.starts ?? momentOf(request.authoredOn),
    ends: lines.at(-1)?.ends ?? null,
    changes: changesOf(state, reference),
    source: "copy",
    instructions: instructions === "" ? null : instructions,
  };
}

const TO: Readonly<Record<string, OrderChange["to"]>> = {
  "on-hold": "hold",
  active: "resume",
  stopped: "stop",
  cancelled: "stop",
  completed: "complete",
  "entered-in-error": "stop",
};

/** Holds, stops and resumptions, from the states that its messages gave it, at the time each was sent. */
function changesOf(state: RecordState, reference: string): OrderChange[] {
  const states = state.resources[reference]?.states ?? [];
  const changes: OrderChange[] = [];
  for (const [index, { status, sent }] of states.entries()) {
    const to = TO[status];
    if (to === undefined || (index === 0 && to === "resume")) continue;
    changes.push({
      to,
      at: { text: sent === null ? "" : new Date(sent).toISOString(), instant: sent, precision: "second" },
    });
  }
  return changes;
}

/** Names one record of a dose: the dose, and its place among the records of that dose. */
export function doseRecordId(dose: DoseGiven, rank: number): string {
  return `${dose.resource.id}|${rank}`;
}

/** Records of doses; those of one dose in the order of their messages. */
export function administrationsOf(state: RecordState): Administration[] {
  return Object.values(state.doses).flatMap(same => same.flatMap(administrationOf));
}

function administrationOf(dose: DoseGiven, rank: number): Administration[] {
  const { resource }: { resource: unknown } = dose;
  if (!isOf(resource, "MedicationAdministration")) return [];
  return [
    {
      id: doseRecordId(dose, rank),
      orders: dose.request === null ? [] : [dose.request],
      key: dose.key,
      rank,
      at: givenAt(dose, resource),
      drug: words(resource.medicationCodeableConcept),
      ...codesOf(dose, resource.statusReason?.map(words).filter(text => text !== "") ?? []),
      action: dose.action,
      amount: quantityText(resource.dosage?.dose) ?? resource.dosage?.text ?? null,
      by: resource.performer?.[0]?.actor.display ?? null,
      source: "copy" as const,
    },
  ];
}

/** When it was given, as far as it was said: a day alone, or nothing, is no time. */
function givenAt({ at }: DoseGiven, { effectiveDateTime, effectivePeriod }: MedicationAdministration): Moment {
  const said = momentOf(at?.iso ?? effectiveDateTime ?? effectivePeriod?.start);
  return said ?? { text: at?.iso ?? "", instant: at?.instant ?? null, precision: at === null ? "day" : "minute" };
}

/** RXA-20 and RXA-18 again, as the rules read them. */
function codesOf(dose: DoseGiven, reasons: readonly string[]): { status: string | null; refusal: string | null } {
  const refusal = reasons.length === 0 ? null : reasons.join(", ");
  switch (dose.given) {
    case "whole":
      return { status: "CP", refusal: null };
    case "partial":
      return { status: "PA", refusal };
    case "possibly":
      return { status: "CP", refusal: refusal ?? "reason sent" };
    case "none":
      return refusal === null
        ? { status: "NA", refusal: null }
        : { status: /refus|declin/i.test(refusal) ? "RE" : "NA", refusal };
    case "not known":
      return { status: "not known", refusal };
    default:
      return dose.given satisfies never;
  }
}

/** Where she lay: one stay a unit, from the movements that stand. */
export function staysOf(state: RecordState): Stay[] {
  return Object.values(state.visits).flatMap(({ movements }) => {
    const stays: Stay[] = [];
    for (let upTo = 1; upTo <= movements.length; upTo++) {
      const { place, since } = standingOf(movements.slice(0, upTo));
      const at = since?.occurred ?? since?.recorded ?? null;
      const unit = place?.unit ?? null;
      const open = stays.at(-1);
      if (at === null || (open !== undefined && open.to === null && open.unit === unit)) continue;
      if (open !== undefined && open.to === null) stays[stays.length - 1] = { ...open, to: at };
      if (unit !== null) stays.push({ unit, from: at, to: null });
    }
    return stays;
  });
}

function intervalOf({ period, periodUnit, frequency = 1, frequencyMax = frequency }: TimingRepeat = {}): number | null {
  const ms = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000, wk: 604_800_000 }[String(periodUnit)];
  return period === undefined || ms === undefined ? null : Math.round((period * ms) / Math.max(1, frequencyMax));
}

const UNIT_WORDS: Readonly<Record<string, string>> = {
  s: "second",
  min: "minute",
  h: "hour",
  d: "day",
  wk: "week",
  mo: "month",
  a: "year",
};

/** `2 times a day`, `every 8 hours`: a timing without a code in words; empty where it says none. */
function often(repeat: TimingRepeat = {}): string {
  const { frequency = 1, frequencyMax, period, periodMax, periodUnit, dayOfWeek = [], when = [] } = repeat;
  const unit = UNIT_WORDS[periodUnit ?? ""];
  const count = frequencyMax === undefined ? `${frequency}` : `${frequency}–${frequencyMax}`;
  const times = count === "1" ? "once" : `${count} times`;
  const span = periodMax === undefined ? `${period}` : `${period}–${periodMax}`;
  const rhythm =
    unit === undefined || period === undefined
      ? ""
      : span === "1"
        ? `${times} a${unit === "hour" ? "n" : ""} ${unit}`
        : `${count === "1" ? "" : `${times} `}every ${span} ${unit}s`;
  return [rhythm, when.join(", "), dayOfWeek.join(", ")].filter(part => part !== "").join(" ");
}

type Quantity = {
  readonly value?: number | undefined;
  readonly unit?: string | undefined;
  readonly code?: string | undefined;
  readonly system?: string | undefined;
  readonly comparator?: string | undefined;
};

const UCUM = "http://unitsofmeasure.org";
/** UCUM codes whose written form is another (LOOK-PAPER: units written out). */
const WRITTEN: Readonly<Record<string, string>> = {
  "mm[Hg]": "mmHg",
  Cel: "°C",
  "[degF]": "°F",
  ug: "mcg",
  U: "units",
  "[iU]": "units",
  IU: "units",
};

/** The unit as staff write it: a UCUM code in its written form, else as sent. */
export function unitText(quantity: Quantity | undefined): string {
  const code = quantity?.system === UCUM ? quantity.code : undefined;
  const unit = code ?? quantity?.unit ?? quantity?.code ?? "";
  return WRITTEN[unit] ?? unit;
}

/** A quantity in words, `1.5 g`, `4 units`: a U behind a figure is read as a nought. Undefined where it has no value. */
export function quantityText(quantity: Quantity | undefined): string | undefined {
  if (quantity?.value === undefined) return undefined;
  const unit = quantity.unit ?? quantity.code ?? "";
  return [`${quantity.comparator ?? ""}${quantity.value}`, WRITTEN[unit] ?? unit].filter(part => part !== "").join(" ");
}

/** A range in words, `3.5 – 5.1 mmol/L`; undefined where it has no end. */
export function rangeText({ low, high }: { low?: Quantity; high?: Quantity } = {}): string | undefined {
  const [from, to] = [quantityText(low), quantityText(high)];
  if (from === undefined) return to === undefined ? undefined : `≤ ${to}`;
  if (to === undefined) return `≥ ${from}`;
  return low?.unit === high?.unit && low?.value !== undefined ? `${low.value} – ${to}` : `${from} – ${to}`;
}

export function ratioText(ratio: { numerator?: Quantity; denominator?: Quantity } | undefined): string | undefined {
  const above = quantityText(ratio?.numerator);
  if (above === undefined) return undefined;
  const { value, unit, code } = ratio?.denominator ?? {};
  const below = value === undefined || value === 1 ? (unit ?? code) : `${value} ${unit ?? code ?? ""}`;
  return below === undefined ? above : `${above}/${below}`;
}

function doseText(quantity: Quantity | undefined, range: { low?: Quantity; high?: Quantity } | undefined): string {
  const low = quantityText(range?.low);
  const high = quantityText(range?.high);
  return quantityText(quantity) ?? ([low, high].filter(part => part !== undefined).join(" – ") || "");
}
