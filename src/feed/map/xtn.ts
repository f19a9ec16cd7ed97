// XTN → ContactPoint (HL7 v2 §2A.89).
import { type ContactPoint, type Extension, list, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { type Parts, repeats } from "./parts.ts";
import { TELECOM_SYSTEM, TELECOM_USE } from "./tables.ts";
import { moment } from "./ts.ts";

const ELEMENT = "http://hl7.org/fhir/StructureDefinition/contactpoint-";

/** Every repetition of an XTN field; `use` stands where the sender says none. */
export function telecoms(
  segment: Segment,
  field: number,
  context: Context,
  use?: "home" | "work",
): ContactPoint[] | undefined {
  return list(...repeats(segment, field).flatMap(one => [telecom(one, context, use), mailBeside(one)]));
}

/** One repetition; undefined where it holds neither number nor address. */
export function telecom(xtn: Parts, context: Context, use?: "home" | "work"): ContactPoint | undefined {
  const equipment = xtn.at(3);
  const code = xtn.at(2)?.toUpperCase();
  const mail = equipment?.toLowerCase() === "internet" || equipment?.toUpperCase() === "X.400" || code === "NET";
  const value = mail
    ? (xtn.at(4) ?? xtn.at(1))
    : (xtn.at(12) ?? (xtn.at(7) === undefined ? (xtn.at(1) ?? xtn.at(4)) : composed(xtn)));
  if (value === undefined) return undefined;
  const system = mail
    ? "email"
    : (TELECOM_SYSTEM[equipment ?? ""] ??
      TELECOM_SYSTEM[equipment?.toUpperCase() ?? ""] ??
      ((xtn.at(1) === undefined && xtn.at(7) === undefined && xtn.at(12) === undefined && xtn.at(4)) ||
      (equipment === undefined && value.includes("@"))
        ? "email"
        : undefined));
  const [start, end] = [moment(xtn, 13, context), moment(xtn, 14, context)];
  return present<ContactPoint>({
    extension: elements(xtn),
    // parts 1, 7 and 12 are telephone numbers by definition, part 4 an address
    system: system ?? "phone",
    value,
    use: equipment?.toUpperCase() === "CP" ? "mobile" : code === undefined ? use : TELECOM_USE[code],
    rank: rank(xtn.at(18)),
    period: start || end ? present({ start: start?.iso, end: end?.iso }) : undefined,
  });
}

/** Before v2.7 one repetition could hold a number and an address of mail (part 4). */
function mailBeside(xtn: Parts): ContactPoint | undefined {
  const [number, mail] = [xtn.at(1) ?? xtn.at(7) ?? xtn.at(12), xtn.at(4)];
  const isMail = xtn.at(2)?.toUpperCase() === "NET" || /^internet$/i.test(xtn.at(3) ?? "");
  return number !== undefined && mail?.includes("@") && !isMail ? { system: "email", value: mail } : undefined;
}

function composed(xtn: Parts): string | undefined {
  const [country, area, local, extension] = [xtn.at(5), xtn.at(6), xtn.at(7), xtn.at(8)];
  const number = [country && `+${country.replace(/^\+/, "")}`, area, local, extension && `X${extension}`];
  return number.filter(one => one).join(" ");
}

function elements(xtn: Parts): Extension[] | undefined {
  const one = (name: string, valueString: string | undefined): Extension | undefined =>
    valueString === undefined ? undefined : { url: `${ELEMENT}${name}`, valueString };
  return list(one("country", xtn.at(5)), one("area", xtn.at(6)), one("local", xtn.at(7)), one("extension", xtn.at(8)));
}

function rank(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
