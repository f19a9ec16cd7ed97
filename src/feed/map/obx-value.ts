// OBX-5 by OBX-2 → value[x]. What is not what its type says becomes text as sent, with an issue (RULES M2).
import {
  type Attachment,
  type CodeableConcept,
  type Observation,
  present,
  type Quantity,
  type Range,
  readMoment,
  readTime,
} from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import { attachment } from "./attachment.ts";
import type { Context } from "./context.ts";
import { concept } from "./cwe.ts";
import { lines, parts, wholeText } from "./parts.ts";
import { quantity, unit } from "./quantity.ts";
import { quote } from "./ts.ts";

export type ObservedValue = Pick<
  Observation,
  | "valueQuantity"
  | "valueCodeableConcept"
  | "valueString"
  | "valueRange"
  | "valueRatio"
  | "valueTime"
  | "valueDateTime"
  | "valuePeriod"
>;
export type Read = {
  /** One value each repetition that has one. */
  readonly values: readonly ObservedValue[];
  readonly attachment?: Attachment;
  /** Whether OBX-6 went into the values. */
  readonly unitTaken: boolean;
};

/** Reads OBX-5. */
export function observedValue(obx: Segment, context: Context): Read {
  const type = parts(obx, 2).at(1)?.toUpperCase();
  const count = obx.repetitions(5);
  if (count === 0 || obx.value(5).kind === "deleted") return { values: [], unitTaken: false };
  if (type === "ED" || type === "RP") return attached(obx, type, context);
  if (type === "ST" || type === "TX" || type === "FT" || type === "VR") {
    const text = lines(obx, 5, context);
    return { values: text === undefined ? [] : [{ valueString: text }], unitTaken: false };
  }
  const read = type === undefined ? undefined : READERS[type];
  const values: ObservedValue[] = [];
  let unitTaken = false;
  for (let repetition = 1; repetition <= count; repetition++) {
    const text = wholeText(obx, 5, repetition, context);
    if (text === undefined) continue;
    const value = read?.(obx, repetition, text, context);
    if (value === undefined) values.push(asSent(obx, type, read !== undefined, repetition, text, context));
    else values.push(value);
    unitTaken ||=
      value?.valueQuantity !== undefined || value?.valueRatio !== undefined || value?.valueRange !== undefined;
  }
  return { values, unitTaken };
}

function asSent(
  obx: Segment,
  type: string | undefined,
  known: boolean,
  repetition: number,
  text: string,
  context: Context,
): ObservedValue {
  const at = where(obx, { field: 5, repetition });
  if (type === undefined) context.issue("no-value-type", "OBX-2 is empty: the value is kept as text", at);
  else if (known) context.issue("value-not-type", `${quote(text)} is no ${type}: the value is kept as text`, at);
  else context.issue("value-type-not-known", `values of type ${quote(type)} are kept as text`, at);
  return { valueString: text };
}

type Reader = (obx: Segment, repetition: number, text: string, context: Context) => ObservedValue | undefined;

const coded: Reader = (obx, repetition, _text, context) => {
  const made: CodeableConcept | undefined = concept(parts(obx, 5, repetition), context);
  return made && { valueCodeableConcept: made };
};

const READERS: Readonly<Record<string, Reader>> = {
  NM: (obx, _repetition, text, context) => measured(text, obx, context),
  SN: structured,
  CE: coded,
  CWE: coded,
  CNE: coded,
  CF: coded,
  IS: coded,
  ID: coded,
  DT: dated,
  TS: dated,
  DTM: dated,
  TM: (_obx, _repetition, text) => {
    const time = readTime(text);
    return time === undefined ? undefined : { valueTime: time };
  },
  NR: (obx, repetition, _text, context) => {
    const of = parts(obx, 5, repetition);
    return ranged(of.at(1), of.at(2), obx, context);
  },
  DR: (obx, repetition, _text, context) => {
    const of = parts(obx, 5, repetition);
    const [start, end] = [of.at(1), of.at(2)].map(one => (one === undefined ? null : readMoment(one, context.zone)));
    if (start === undefined || end === undefined || (start === null && end === null)) return undefined;
    return { valuePeriod: present({ start: start?.iso, end: end?.iso }) };
  },
};

function measured(text: string, obx: Segment, context: Context): ObservedValue | undefined {
  const value = quantity(text, parts(obx, 6), context);
  return value && { valueQuantity: value };
}

function dated(_obx: Segment, _repetition: number, text: string, context: Context): ObservedValue | undefined {
  const at = readMoment(text, context.zone);
  return at && { valueDateTime: at.iso };
}

/** SN: comparator ^ number ^ separator or suffix ^ number (HL7 v2 §2A.66). */
function structured(obx: Segment, repetition: number, _text: string, context: Context): ObservedValue | undefined {
  const of = parts(obx, 5, repetition);
  const [comparator, first, separator, second] = [of.at(1), of.at(2), of.at(3), of.at(4)];
  const compares = comparator !== undefined && comparator !== "=";
  if (separator === undefined && second === undefined) {
    const value = first === undefined ? undefined : quantity(first, parts(obx, 6), context);
    if (value === undefined) return undefined;
    if (!compares) return { valueQuantity: value };
    if (comparator === "<>") return { valueString: clauses([comparator, first]) };
    const known = COMPARATORS.find(one => one === comparator);
    return known && { valueQuantity: { ...value, comparator: known } };
  }
  if (comparator === "<>" || separator === "+") return { valueString: clauses([comparator, first, separator, second]) };
  if (compares || first === undefined || second === undefined) return undefined;
  if (separator === "-") return ranged(first, second, obx, context);
  if (separator !== ":" && separator !== "/") return undefined;
  const [numerator, denominator] = [quantity(first, undefined, context), quantity(second, undefined, context)];
  // a titer has no unit; one that was sent belongs to its numerator
  return (
    numerator &&
    denominator && { valueRatio: { numerator: { ...numerator, ...unit(parts(obx, 6), context) }, denominator } }
  );
}

/** What of an SN no quantity can say, `<>` and `+`, in its order. */
function clauses(sent: readonly (string | undefined)[]): string {
  return sent.filter(one => one !== undefined).join(" ");
}

const COMPARATORS: readonly NonNullable<Quantity["comparator"]>[] = ["<", "<=", ">=", ">"];

function ranged(
  low: string | undefined,
  high: string | undefined,
  obx: Segment,
  context: Context,
): ObservedValue | undefined {
  const units = parts(obx, 6);
  const [from, to] = [low, high].map(one => (one === undefined ? null : quantity(one, units, context)));
  if (from === undefined || to === undefined || (from === null && to === null)) return undefined;
  return { valueRange: present<Range>({ low: from ?? undefined, high: to ?? undefined }) };
}

/** ED and RP: data or a pointer is an attachment, text that stands as itself is text. */
function attached(obx: Segment, type: "ED" | "RP", context: Context): Read {
  const made = attachment(obx, 1, type);
  if (made !== undefined) return { values: [], unitTaken: false, attachment: made };
  const of = parts(obx, 5);
  const plain = type === "ED" && (of.at(4) === undefined || of.at(4)?.toUpperCase() === "A") ? of.at(5) : undefined;
  if (plain !== undefined) return { values: [{ valueString: plain }], unitTaken: false };
  const text = lines(obx, 5, context);
  return text === undefined
    ? { values: [], unitTaken: false }
    : { values: [asSent(obx, type, true, 1, text, context)], unitTaken: false };
}
