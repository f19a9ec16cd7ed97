// TQ1, and before v2.5 TQ inside ORC-7 and RXE-1 → when a drug is to be given. Frequencies stay words (RULES D5).
import {
  type CodeableConcept,
  type Dosage,
  filled,
  list,
  present,
  type Quantity,
  readTime,
  type Timing,
  type TimingRepeat,
} from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept } from "./cwe.ts";
import { inside, type Parts, parts, repeats, single } from "./parts.ts";
import { quantity, readNumber } from "./quantity.ts";
import { REQUEST_PRIORITY } from "./tables.ts";
import { moment, quote } from "./ts.ts";

export type Timed = {
  readonly dosage: Partial<Dosage>;
  readonly priority: (typeof REQUEST_PRIORITY)[string] | undefined;
  readonly dose: Quantity | undefined;
};

type Sent = {
  readonly amount: { value: string | undefined; units: Parts };
  readonly patterns: readonly CodeableConcept[];
  readonly codes: readonly string[];
  readonly times: readonly string[];
  readonly timesAt: string;
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly duration: string | undefined;
  readonly durationUnit: string | undefined;
  readonly priorities: readonly string[];
  readonly condition: string | undefined;
  readonly text: string | undefined;
  readonly occurrences: string | undefined;
};

/** One TQ1 (HL7 v2 §4.5.4). */
export function timingOfTq1(tq1: Segment, context: Context): Timed {
  const rpt = Array.from({ length: tq1.repetitions(3) }, (_, i) => inside(tq1, 3, i + 1, 1));
  return timed(
    {
      amount: { value: parts(tq1, 2).at(1), units: inside(tq1, 2, 1, 2) },
      patterns: rpt.map(one => pattern(one, context)).filter(one => one !== undefined),
      codes: rpt.map(one => one.at(1) ?? ""),
      times: repeats(tq1, 4).map(one => one.at(1) ?? ""),
      timesAt: parts(tq1, 4).where(),
      start: moment(parts(tq1, 7), 1, context)?.iso,
      end: moment(parts(tq1, 8), 1, context)?.iso,
      duration: parts(tq1, 6).at(1),
      durationUnit: parts(tq1, 6).at(2, 1),
      priorities: repeats(tq1, 9).map(one => one.at(1) ?? ""),
      condition: single(tq1, 10, context),
      text: single(tq1, 11, context),
      occurrences: parts(tq1, 14).at(1),
    },
    context,
    parts(tq1, 9).where(),
  );
}

/** One repetition of a TQ field (HL7 v2.4 §4.3): quantity ^ interval ^ duration ^ start ^ end ^ priority ^ condition ^ text … */
export function timingOfTq(segment: Segment, field: number, repetition: number, context: Context): Timed {
  const tq = parts(segment, field, repetition);
  const amount = inside(segment, field, repetition, 1);
  const interval = inside(segment, field, repetition, 2);
  const code = interval.at(1);
  const [, unitOf, count] = /^([SMHDWLX])(\d+)$/i.exec(tq.at(3) ?? "") ?? [];
  return timed(
    {
      amount: { value: amount.at(1), units: onlyCode(amount.at(2)) },
      patterns: list(code ? pattern(onlyCode(code), context) : undefined) ?? [],
      codes: code ? [code] : [],
      times: interval.at(2)?.split(",") ?? [],
      timesAt: tq.where(2),
      start: moment(tq, 4, context)?.iso,
      end: moment(tq, 5, context)?.iso,
      duration: unitOf && unitOf.toUpperCase() !== "X" ? count : unitOf ? undefined : tq.at(3),
      durationUnit: unitOf,
      priorities: list(tq.at(6)) ?? [],
      condition: tq.at(7),
      text: tq.at(8),
      occurrences: tq.at(12) ?? (unitOf?.toUpperCase() === "X" ? count : undefined),
    },
    context,
    tq.where(6),
  );
}

/** Table 0335 as far as it is a grammar; other codes are the sender's own and get no system. */
const STANDARD = /^(Q\d+[SMHDWLJ]\d*|BID|TID|QID|\d+ID|QOD|QAM|QPM|QHS|QSHIFT|ONCE|C|PRN.*|[ACPI][CDMV])$/i;
const UNITS: Record<string, TimingRepeat["periodUnit"]> = { S: "s", M: "min", H: "h", D: "d", W: "wk", L: "mo" };
const DURATIONS: Record<string, TimingRepeat["periodUnit"]> = {
  S: "s",
  SEC: "s",
  M: "min",
  MIN: "min",
  H: "h",
  HR: "h",
  D: "d",
  DAY: "d",
  DAYS: "d",
  W: "wk",
  WK: "wk",
  L: "mo",
  MO: "mo",
};

function timed(sent: Sent, context: Context, prioritiesAt: string): Timed {
  const timeOfDay = sent.times.flatMap(text => {
    if (text === "") return [];
    const time = readTime(plain(text));
    if (time === undefined) context.issue("bad-time", `${quote(text)} is no time of day`, sent.timesAt);
    return time ?? [];
  });
  const count = sent.occurrences && /^[1-9]\d{0,5}$/.test(sent.occurrences) ? Number(sent.occurrences) : undefined;
  const length = sent.duration === undefined ? undefined : readNumber(sent.duration);
  const code = DURATIONS[sent.durationUnit?.toUpperCase() ?? ""];
  const bounded = sent.start !== undefined || sent.end !== undefined;
  const lasts = length !== undefined && code !== undefined && !bounded;
  const repeat = filled(
    present<TimingRepeat>({
      boundsDuration: lasts ? { value: length, unit: code, system: "http://unitsofmeasure.org", code } : undefined,
      boundsPeriod: bounded ? present({ start: sent.start, end: sent.end }) : undefined,
      count: count ?? (sent.codes.some(one => /^once$/i.test(one)) ? 1 : undefined),
      ...(timeOfDay.length === 0 && sent.codes.length === 1 ? interval(sent.codes[0] ?? "") : {}),
      timeOfDay: list(...timeOfDay),
    }),
  );
  // Q6H PRN and Q6HPRN are names that many hospitals give it; some say it in the condition
  const prn =
    sent.codes.some(one => /PRN/i.test(one)) ||
    sent.priorities.some(one => /^PRN$/i.test(one)) ||
    /^PRN\b/i.test(sent.condition ?? "");
  // what FHIR's timing cannot hold is kept in words, as sent
  const rest = [
    sent.duration !== undefined && !lasts ? `Duration: ${sent.duration} ${sent.durationUnit ?? ""}`.trim() : undefined,
    ...sent.times.filter(text => text !== "" && readTime(plain(text)) === undefined).map(text => `Time: ${text}`),
  ];
  const instructions = list(!prn ? sent.condition : undefined, ...rest);
  const timing = filled(present<Timing>({ repeat, code: joined(sent.patterns) }));
  const value = sent.amount.value;
  return {
    dosage: present<Partial<Dosage>>({
      text: sent.text,
      additionalInstruction: instructions?.map(text => ({ text })),
      timing,
      asNeededBoolean: prn && sent.condition === undefined ? true : undefined,
      asNeededCodeableConcept: prn && sent.condition !== undefined ? { text: sent.condition } : undefined,
    }),
    priority: priority(sent.priorities, context, prioritiesAt),
    dose: value === undefined ? undefined : quantity(value, sent.amount.units, context),
  };
}

/** A clock's colons, which some senders write, are not HL7's. */
function plain(time: string): string {
  return /^\d\d:\d\d(:\d\d)?$/.test(time) ? time.replaceAll(":", "") : time;
}

function pattern(of: Parts, context: Context): CodeableConcept | undefined {
  const code = of.at(1);
  const made = concept(of, context, code !== undefined && STANDARD.test(code) ? "0335" : undefined);
  return made && { ...made, text: made.text ?? of.at(2) ?? code ?? "" };
}

function joined(patterns: readonly CodeableConcept[]): CodeableConcept | undefined {
  if (patterns.length <= 1) return patterns[0];
  return present<CodeableConcept>({
    coding: patterns.flatMap(one => one.coding ?? []),
    text: patterns.map(one => one.text).join(" "),
  });
}

/** The intervals that table 0335 defines by number. Names such as DAILY are the hospital's, and stay words. */
function interval(code: string): Pick<TimingRepeat, "frequency" | "period" | "periodUnit"> {
  const every = /^Q([1-9]\d{0,3})([SMHDWL])$/i.exec(code);
  const periodUnit = UNITS[every?.[2]?.toUpperCase() ?? ""];
  if (every && periodUnit) return { frequency: 1, period: Number(every[1]), periodUnit };
  const times = { BID: 2, TID: 3, QID: 4 }[code.toUpperCase()] ?? Number(/^([1-9]\d?)ID$/i.exec(code)?.[1] ?? 0);
  if (times > 0) return { frequency: times, period: 1, periodUnit: "d" };
  return code.toUpperCase() === "QOD" ? { frequency: 1, period: 2, periodUnit: "d" } : {};
}

function priority(codes: readonly string[], context: Context, at: string): Timed["priority"] {
  for (const sent of codes) {
    const known = REQUEST_PRIORITY[sent.toUpperCase()];
    if (known) return known;
    if (sent !== "" && !/^PRN$/i.test(sent)) context.issue("code-not-known", `${quote(sent)} has no FHIR priority`, at);
  }
  return undefined;
}

function onlyCode(code: string | undefined): Parts {
  return { at: part => (part === 1 ? code : undefined), count: 1, key: () => `only|${code ?? ""}`, where: () => "" };
}
