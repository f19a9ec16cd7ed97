// Places as a dialect writes them: `PID-3.1`, `OBX-5[2].1`, `ZAL-3`. Parsed once, when the configuration is.
import { z } from "zod";

/** The segments that are read, with how many fields each has at most (HL7 v2.8.2, some to spare for none). Z segments are the hospital's own. */
const FIELDS: Readonly<Record<string, number>> = {
  MSH: 25,
  EVN: 7,
  PID: 40,
  PD1: 23,
  NK1: 41,
  PV1: 54,
  PV2: 50,
  AL1: 6,
  IAM: 30,
  IAR: 4,
  DG1: 26,
  PR1: 25,
  ROL: 14,
  GT1: 57,
  IN1: 55,
  MRG: 7,
  NPU: 2,
  ORC: 38,
  OBR: 55,
  OBX: 30,
  NTE: 9,
  RXA: 29,
  RXR: 6,
  RXE: 45,
  RXO: 37,
  RXC: 11,
  RXD: 35,
  RXG: 33,
  TQ1: 14,
  SPM: 35,
  ODS: 4,
  ODT: 3,
  TXA: 28,
  SCH: 27,
  AIS: 12,
  AIG: 14,
  AIL: 12,
  AIP: 12,
  ARV: 10,
};
const Z_FIELDS = 99;
const NAMES = `(?:${Object.keys(FIELDS).join("|")}|Z[A-Z0-9]{2})`;

/** Component and subcomponent null = the field whole, all its repetitions with it; repetition null = each. */
export type Place = {
  readonly segment: string;
  readonly field: number;
  readonly repetition: number | null;
  readonly component: number | null;
  readonly subcomponent: number | null;
};

const PLACE = new RegExp(`^(${NAMES})-([1-9]\\d?)(?:\\[([1-9]\\d?)\\])?(?:\\.([1-9]\\d?)(?:\\.([1-9]\\d?))?)?$`);

const number = (text: string | undefined) => (text === undefined ? null : Number(text));

/** Undefined where it is no place that is known. */
export function readPlace(text: string): Place | undefined {
  const found = PLACE.exec(text);
  if (found === null) return undefined;
  const [, segment = "", field, repetition, component, subcomponent] = found;
  const place = {
    segment,
    field: Number(field),
    repetition: number(repetition),
    component: number(component),
    subcomponent: number(subcomponent),
  };
  // An own property only: the pattern takes no other name, and a Z segment is none of the table.
  return place.field <= (FIELDS[segment] ?? Z_FIELDS) ? place : undefined;
}

/** A place that is read: what a rule looks at. */
export const PlaceText = z
  .string()
  .regex(PLACE, "is no place of a segment that is read: write it as PID-3.1, OBX-5[2].1 or ZAL-3")
  .refine(text => readPlace(text) !== undefined, "has a higher field number than its segment has fields");

/** A place that is written: never the header, by which a message is told from others, timed and placed. */
export const TargetText = PlaceText.refine(
  text => !text.startsWith("MSH-"),
  "stands in MSH, which no rule changes: it says when and from whom a message came. Its type is changed by `types`",
);

/** A segment that is read, or the hospital's own. */
export const SegmentName = z.string().regex(new RegExp(`^${NAMES}$`), "is no segment that is read, and no Z segment");
