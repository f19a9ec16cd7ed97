// The codes and words of a resource by which it may be marked, each with its place; not who, where, or the body of a document.
import type { StoredResource } from "./record-state.ts";

export type Stands = { readonly text: string; readonly path: string; readonly isCode: boolean };

/** Of these nothing is read: they name other things, or are no words about her. */
const SILENT: ReadonlySet<string> = new Set([
  ...["resourceType", "id", "reference", "system", "url", "data", "hash", "contentType", "meta", "identifier"],
  ...["subject", "patient", "encounter", "performer", "requester", "recorder", "asserter", "author"],
  ...["authenticator", "custodian", "resultsInterpreter", "status", "intent", "priority", "unit", "securityLabel"],
  ...[
    "effectiveDateTime",
    "effectivePeriod",
    "issued",
    "authoredOn",
    "recordedDate",
    "onsetDateTime",
    "date",
    "period",
  ],
  ...["valueQuantity", "doseAndRate", "timing", "repeat", "assertedDate", "creation", "language", "value"],
  ...["clinicalStatus", "verificationStatus", "interpretation", "referenceRange", "device", "referral"],
]);
const DEEPEST = 12;
/** Of one resource. A chart's items have tens. */
const MOST = 2_000;

/** What it says, in order. `path` is `code.coding`. */
export function standsFor(resource: StoredResource): Stands[] {
  const found: Stands[] = [];
  walk(resource, "", "", 0);
  return found;

  function walk(value: unknown, path: string, name: string, depth: number): void {
    if (depth > DEEPEST || found.length >= MOST) return;
    if (typeof value === "string") {
      if (value !== "") found.push({ text: value, path: path === "" ? name : path, isCode: name === "code" });
    } else if (Array.isArray(value)) for (const one of value) walk(one, path, name, depth + 1);
    else if (typeof value === "object" && value !== null)
      for (const [inner, one] of Object.entries(value))
        if (!SILENT.has(inner)) {
          const isLeaf = typeof one === "string";
          walk(one, isLeaf ? path : path === "" ? inner : `${path}.${inner}`, inner, depth + 1);
        }
  }
}
