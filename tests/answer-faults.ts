// What is wrong with an answer of `feed try`, for tests: each resource by the validators of R4, and where its references lead.

import type { Tried } from "../src/feed/try.ts";
import { r4Faults } from "../src/fhir/r4.testing.ts";

/** What is wrong with the resources of one line, by either validator. */
export function faults(tried: Tried): string[] {
  const wrong: string[] = [];
  const ids = new Set(tried.resources.map(one => `${one.resourceType}/${one.id}`));
  for (const resource of tried.resources) {
    const at = `${tried.file}#${tried.index} ${resource.resourceType}`;
    wrong.push(...r4Faults(resource).map(fault => `${at}: ${fault}`));
    // a reference leads to a resource of the message; only an order and the document that is replaced may lie in an earlier one
    for (const [, reference = ""] of JSON.stringify(resource).matchAll(/"reference":"([^"]+)"/g))
      if (!ids.has(reference) && !/^(MedicationRequest|DocumentReference)\//.test(reference))
        wrong.push(`${at}: ${reference} leads nowhere`);
  }
  return wrong;
}
