// NM with units (CWE) → Quantity, never changing a digit.
import { present, type Quantity, type Shadow } from "../../fhir/index.ts";
import type { Context } from "./context.ts";
import { systemUri } from "./cwe.ts";
import { asCode } from "./identifier.ts";
import { Memory } from "./memory.ts";
import type { Parts } from "./parts.ts";

/** HL7 v2 §2A.47 NM: an optional sign, digits, an optional point with digits. Nothing else is a number. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/** The number that an NM says; undefined where it is none, or has more digits than a double keeps. */
export function readNumber(text: string): number | undefined {
  const sent = text.trim();
  if (!NUMBER.test(sent)) return undefined;
  // Most have few digits, and are not counted.
  const significant =
    sent.length <= 15
      ? ""
      : sent
          .replace(/^[+-]?0*/, "")
          .replace(".", "")
          .replace(/^0+/, "");
  if (significant.length > 15) return undefined;
  const value = Number(sent);
  return Number.isFinite(value) ? (value === 0 ? 0 : value) : undefined;
}

/** How many decimals an NM was sent with where its number would show fewer: 5.10 is not 5.1 (R4 quantity-precision). */
function precision(text: string): Shadow | undefined {
  const decimals = /\.(\d*)$/.exec(text.trim())?.[1]?.length ?? 0;
  const shown = /\.(\d*)$/.exec(String(Number(text)))?.[1]?.length ?? 0;
  return decimals <= shown
    ? undefined
    : { extension: [{ url: "http://hl7.org/fhir/StructureDefinition/quantity-precision", valueInteger: decimals }] };
}

/** The unit of a quantity: its text, and its code where the coding system is named. */
export function unit(of: Parts, context: Context): Unit {
  return of.count === 0 ? {} : units.of(context, of.key(), inner => readUnit(of, inner));
}

type Unit = Pick<Quantity, "unit" | "system" | "code">;
const units = new Memory<Unit>(2_000);

/** `10^3/uL` with its ^ not escaped: a power of ten that a reader of components would cut in two. */
const POWER = /^[x*]?\s?10$/i;

function readUnit(of: Parts, context: Context): Unit {
  const power = of.at(1) !== undefined && POWER.test(of.at(1) ?? "") && /^-?\d/.test(of.at(2) ?? "");
  if (power) return { unit: `${of.at(1)}^${of.at(2)}` };
  const [code, text, system] = [asCode(of.at(1)), of.at(2), of.at(3)];
  const coded = code !== undefined && system !== undefined;
  return {
    ...((text ?? of.at(1)) && { unit: text ?? of.at(1) ?? "" }),
    ...(coded && { system: systemUri(system, context), code }),
  };
}

type Measured = Quantity & { _value?: Shadow };

/** A number with its unit. Undefined where the text is no number: the caller keeps the text and says so. */
export function quantity(text: string, units: Parts | undefined, context: Context): Quantity | undefined {
  const value = readNumber(text);
  if (value === undefined) return undefined;
  return present<Measured>({ value, _value: precision(text), ...(units && unit(units, context)) });
}
