// TS, DTM, DT → moments: what cannot be read is an issue, never a guess.
import { type Moment, readMoment } from "../../fhir/index.ts";
import type { Context } from "./context.ts";
import type { Parts } from "./parts.ts";

/** The moment at a part of a composite. A TS's own parts are time and, before v2.5, its degree of precision. */
export function moment(of: Parts, part: number, context: Context): Moment | undefined {
  const text = of.at(part);
  if (text === undefined) return undefined;
  const read = readMoment(text, context.zone);
  if (read === undefined) context.issue("bad-time", `${quote(text)} is no HL7 date or time`, of.where(part));
  return read;
}

/** A value in an issue's text: short, so that no message can make its issues long. */
export function quote(text: string): string {
  return `“${text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text}”`;
}
