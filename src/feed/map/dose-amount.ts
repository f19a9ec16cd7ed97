// The dose of RXE, RXO and RXG: at least and at most, in one unit.
import type { Dosage, Quantity } from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { parts, single } from "./parts.ts";
import { quantity } from "./quantity.ts";
import { quote } from "./ts.ts";

export type Dose = Pick<NonNullable<Dosage["doseAndRate"]>[number], "doseQuantity" | "doseRange">;

/** Two amounts that differ are a range. One that is no number is an issue, and no dose. */
export function doseOf(segment: Segment, low: number, high: number, units: number, context: Context): Dose | undefined {
  const [least, most] = [amountAt(segment, low, units, context), amountAt(segment, high, units, context)];
  if (least && most && least.value !== most.value) return { doseRange: { low: least, high: most } };
  const only = least ?? most;
  return only && { doseQuantity: only };
}

/** The number of a field with the unit of another; an issue where it is none. */
export function amountAt(segment: Segment, field: number, units: number, context: Context): Quantity | undefined {
  const text = single(segment, field, context);
  if (text === undefined) return undefined;
  const made = quantity(text, parts(segment, units), context);
  if (made === undefined) context.issue("bad-number", `${quote(text)} is no number`, where(segment, { field }));
  return made;
}
