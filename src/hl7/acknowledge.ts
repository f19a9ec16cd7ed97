// ACK and NACK, in original and enhanced mode (HL7 v2 §2.9), also for what could not be read.
import { buildMessage, encodeMessage, type SegmentOf, STANDARD_DELIMITERS } from "./build.ts";
import type { Delimiters } from "./message.ts";
import { headerLine, readMessage } from "./read.ts";

export type Verdict = "accept" | "error" | "reject";

/** What the sender is told: a code of table 0357 and words without patient data. */
export type Complaint = { readonly code: string; readonly text: string };

export type Acknowledgement = {
  readonly verdict: Verdict;
  readonly complaint?: Complaint;
  /** MSH-10 of the answer. */
  readonly control: string;
  /** MSH-7 of the answer, as HL7 text with zone. */
  readonly sent: string;
};

const CODES = {
  original: { accept: "AA", error: "AE", reject: "AR" },
  enhanced: { accept: "CA", error: "CE", reject: "CR" },
} as const;

/**
 * Answers a message, as bytes without a frame; null where the sender asked for no answer of this sort (MSH-15 `NE`, `ER`, `SU`).
 * Enhanced mode where MSH-15 or MSH-16 is valued. The answer comes in the sender's delimiters, version and charset.
 */
export function acknowledge(message: Uint8Array, acknowledgement: Acknowledgement): Uint8Array | null {
  const read = readMessage(headerLine(message));
  const header = read.ok ? read.message.segments[0] : undefined;
  const at = (field: number, component = 1) => header?.text(field, 1, component);
  const isEnhanced = at(15) !== undefined || at(16) !== undefined;
  const { verdict, complaint } = acknowledgement;
  if (isEnhanced && !isWanted(at(15) ?? "AL", verdict)) return null;
  const code = CODES[isEnhanced ? "enhanced" : "original"][verdict];
  const trigger = at(9, 2);
  const msh: SegmentOf = [
    "MSH",
    ...[5, 6, 3, 4].map(field => [at(field), at(field, 2), at(field, 3)]),
    acknowledgement.sent,
    undefined,
    trigger === undefined ? "ACK" : ["ACK", trigger, "ACK"],
    acknowledgement.control,
    at(11) ?? "P",
    at(12) ?? "2.5.1",
  ];
  const msa: SegmentOf = ["MSA", code, at(10), complaint?.text];
  const segments: SegmentOf[] =
    complaint === undefined
      ? [msh, msa]
      : [msh, msa, ["ERR", undefined, undefined, [complaint.code, complaint.text, "HL70357"], "E"]];
  const delimiters = read.ok ? complete(read.message.delimiters) : STANDARD_DELIMITERS;
  return encodeMessage(buildMessage(segments, { delimiters }));
}

function isWanted(msh15: string, verdict: Verdict): boolean {
  switch (msh15) {
    case "NE":
      return false;
    case "ER":
      return verdict !== "accept";
    case "SU":
      return verdict === "accept";
    default:
      return true;
  }
}

/** A sender that names fewer than four encoding characters gets the standard ones: ours must be able to escape. */
function complete(delimiters: Delimiters): Delimiters {
  return delimiters.subcomponent === "" || delimiters.escape === "" || delimiters.repetition === ""
    ? STANDARD_DELIMITERS
    : delimiters;
}
