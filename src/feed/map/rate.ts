// How fast: the give rate of RXE-22…24, of RXO-17, 21 and 22, of RXG-14…16 → rateQuantity or rateRatio.
import type { Dosage } from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { parts, single } from "./parts.ts";
import { quantity, unit } from "./quantity.ts";
import { quote } from "./ts.ts";

const UCUM = "http://unitsofmeasure.org";
const PER: Record<string, string> = { S: "s", M: "min", H: "h", D: "d", W: "wk", L: "mo" };

type Rate = Pick<NonNullable<Dosage["doseAndRate"]>[number], "rateQuantity" | "rateRatio">;

/** The rate as sent: `125 mL/h` is one quantity; an amount per a time of its own (`H1`) is a ratio. */
export function rateOf(
  segment: Segment,
  timeField: number,
  rateField: number,
  unitsField: number,
  context: Context,
): Rate | undefined {
  const text = single(segment, rateField, context);
  if (text === undefined) return undefined;
  const units = parts(segment, unitsField);
  const amount = quantity(text, units, context);
  if (amount === undefined) {
    context.issue("bad-number", `${quote(text)} is no number`, where(segment, { field: rateField }));
    return undefined;
  }
  const [, letter, count] = /^([SMHDWL])(\d{1,4})$/i.exec(parts(segment, timeField).at(1) ?? "") ?? [];
  const code = PER[letter?.toUpperCase() ?? ""];
  const perIsInUnit = /\/|per/i.test(unit(units, context).unit ?? "");
  if (perIsInUnit || code === undefined || count === undefined) return { rateQuantity: amount };
  return { rateRatio: { numerator: amount, denominator: { value: Number(count), unit: code, system: UCUM, code } } };
}
