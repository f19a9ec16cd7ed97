// FHIR dateTime texts back to moments (R4 §2.24.0.1), at the precision that they carry.
import { remembered } from "./remember.ts";

export type FhirMoment = {
  readonly text: string;
  readonly instant: number | null;
  readonly precision: "year" | "month" | "day" | "minute" | "second";
};

/** Reads `2023`, `2023-08`, `2023-08-03`, `2023-08-03T02:20:00-04:00`. A date without zone cannot be placed: instant null. Null for anything else. */
export function readFhirMoment(text: string): FhirMoment | null {
  if (text.length > LONGEST) return null;
  return remembered(moments, text, () => ({ read: read(text) })).read;
}

/** No time is longer, with nine digits of a second and room for more. */
const LONGEST = 64;
const moments = new Map<string, { readonly read: FhirMoment | null }>();

function read(text: string): FhirMoment | null {
  if (/^\d{4}$/.test(text)) return { text, instant: null, precision: "year" };
  if (/^\d{4}-\d{2}$/.test(text)) return { text, instant: null, precision: "month" };
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { text, instant: null, precision: "day" };
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : { text, instant, precision: "second" };
}
