// What an answer is: a value, or a fault with a code. Exceptions become faults in one place.
import { BusyError, type Fault } from "../../access/index.ts";

export type { Fault };

export type Refused = {
  readonly ok: false;
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 421 | 422 | 423 | 429 | 500 | 503;
  readonly error: Fault;
  /** Seconds after which to try again. */
  readonly retry_after_s?: number;
};

/**
 * `cookie`: a new session's cookie, null = take it away, left out = as it is. `text`: JSON that is written already.
 * `bytes`: a file of that media type, shown in the browser under that name.
 */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value; readonly cookie?: string | null }
  | { readonly ok: true; readonly text: string }
  | { readonly ok: true; readonly bytes: Uint8Array; readonly type: string; readonly name: string }
  | Refused;

/** How a fault is written where a route speaks another language than our own. */
export type FaultWriter = (refused: Refused) => { readonly type: string; readonly text: string };

export function refused(status: Refused["status"], code: string, text: string, where = ""): Refused {
  return { ok: false, status, error: { code, text, where } };
}

/** Faults of the framework, by its own codes. */
const KNOWN: Readonly<Record<string, Refused>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: refused(413, "too-large", "The request is too large.", "body"),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: refused(
    415,
    "not-json",
    "Send the media type that this address takes (application/json, of a file application/octet-stream).",
    "content-type",
  ),
  FST_ERR_CTP_EMPTY_JSON_BODY: refused(400, "no-body", "The body is empty.", "body"),
  FST_ERR_CTP_INVALID_JSON_BODY: refused(400, "bad-json", "The body is no JSON.", "body"),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: refused(400, "bad-length", "The body is not as long as it says.", "body"),
};

/** Thrown by a guard before the handler runs. */
export class RefusedError extends Error {
  readonly refused: Refused;
  constructor(given: Refused) {
    super(given.error.code);
    this.refused = given;
  }
}

/** Any exception as a fault. Its own words never leave the node: they may quote a patient. */
export function refusedBy(error: unknown): Refused {
  if (error instanceof RefusedError) return error.refused;
  if (error instanceof BusyError) {
    return { ...refused(503, "busy", "The node is busy. Try again."), retry_after_s: 1 };
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = Object.hasOwn(KNOWN, code) ? KNOWN[code] : undefined;
  if (known !== undefined) return known;
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (error instanceof SyntaxError && status === 400) return refused(400, "bad-json", "The body is no JSON.", "body");
  if (status >= 400 && status < 500) return refused(400, "bad-request", "The request cannot be read.");
  return refused(500, "internal", "Something went wrong here. Nothing was recorded by this request unless it says so.");
}
