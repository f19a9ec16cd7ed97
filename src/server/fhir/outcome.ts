// Faults and remarks as FHIR says them: OperationOutcome (R4 §2.30).
import type { Refused } from "../http/index.ts";

export const FHIR_JSON = "application/fhir+json; charset=utf-8";
/** Names our own codes of faults. */
export const FAULT_SYSTEM = "urn:x-tideover:fault";

export type Issue = {
  readonly severity: "error" | "warning" | "information";
  readonly code: string;
  readonly details: {
    readonly coding?: readonly { readonly system: string; readonly code: string }[];
    readonly text: string;
  };
  readonly expression?: readonly string[];
  readonly diagnostics?: string;
};
export type OperationOutcome = { readonly resourceType: "OperationOutcome"; readonly issue: readonly Issue[] };

/** FHIR's issue types (value set issue-type) by our status. */
const TYPES: Readonly<Record<Refused["status"], string>> = {
  400: "invalid",
  401: "login",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  413: "too-long",
  415: "not-supported",
  421: "processing",
  422: "invalid",
  423: "login",
  429: "throttled",
  500: "exception",
  503: "transient",
};

/** A refusal as an OperationOutcome; `where` stays beside the words. */
export function outcomeOf({ status, error }: Refused): OperationOutcome {
  const code = error.code === "not-supported" ? "not-supported" : TYPES[status];
  return {
    resourceType: "OperationOutcome",
    issue: [
      {
        severity: "error",
        code,
        details: { coding: [{ system: FAULT_SYSTEM, code: error.code }], text: error.text },
        ...(error.where === "" ? {} : { diagnostics: error.where }),
      },
    ],
  };
}

export function faultAsOutcome(refused: Refused): { readonly type: string; readonly text: string } {
  return { type: FHIR_JSON, text: JSON.stringify(outcomeOf(refused)) };
}
