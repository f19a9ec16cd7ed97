// NTE → Annotation, on whatever the notes follow (HL7 v2 §2.10).
import { type Annotation, list, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { lines, parts } from "./parts.ts";
import { moment } from "./ts.ts";
import { practitioner } from "./xcn.ts";

/** The notes that follow a segment, each whole: its repetitions are its lines. */
export function notes(segments: readonly Segment[], context: Context): Annotation[] | undefined {
  return list(...segments.map(segment => note(segment, context)));
}

/** A note of our own about a sent value that its resource has no element for: `label: value`. */
export function remark(label: string, value: string | undefined): Annotation | undefined {
  return value === undefined ? undefined : { text: `${label}: ${value}` };
}

function note(segment: Segment, context: Context): Annotation | undefined {
  const text = lines(segment, 3, context);
  if (text === undefined) return undefined;
  return present<Annotation>({
    authorReference: practitioner(segment, 5, 1, context),
    time: moment(parts(segment, 6), 1, context)?.iso,
    text,
  });
}
