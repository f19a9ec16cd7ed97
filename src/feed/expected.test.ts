// Key facts beside those that another converter (microsoft/FHIR-Converter) draws from the same messages.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import type { Bundle, Resource } from "../fhir/index.ts";
import { TRY_OPTIONS, tryBytes } from "./try.ts";

const CORPUS = join(import.meta.dirname, "../../../shared/data/hl7v2/ms-fhir-converter");

function expectedFiles(): Map<string, string> {
  return new Map(
    readdirSync(join(CORPUS, "expected-fhir"), { recursive: true, encoding: "utf8" })
      .filter(file => file.endsWith("-expected.json.gz"))
      .map(file => [
        file.replace(/^.*[\\/]/, "").replace("-expected.json.gz", ""),
        join(CORPUS, "expected-fhir", file),
      ]),
  );
}

/** Who, and how many of each kind: what two honest converters must agree on. */
function facts(resources: readonly Resource[]) {
  const of = <T extends Resource["resourceType"]>(type: T) =>
    resources.filter((one): one is Extract<Resource, { resourceType: T }> => one.resourceType === type);
  const [patient] = of("Patient");
  return {
    family: patient?.name?.[0]?.family,
    birth: patient?.birthDate?.slice(0, 10),
    gender: patient?.gender,
    zip: patient?.address?.[0]?.postalCode,
    allergies: of("AllergyIntolerance").length,
    visit: of("Encounter").map(one => one.class.code),
  };
}

test("who, which class, how many allergies: as another converter reads them", {
  skip: existsSync(CORPUS) ? false : "no corpus here",
}, () => {
  let compared = 0;
  const differ: string[] = [];
  for (const [name, file] of expectedFiles()) {
    const source = join(CORPUS, "messages", `${name}.hl7`);
    if (!existsSync(source)) continue;
    const [tried] = tryBytes(name, readFileSync(source), TRY_OPTIONS);
    if (tried?.outcome !== "mapped") continue;
    const bundle: Bundle = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8"));
    const theirs = facts((bundle.entry ?? []).flatMap(one => one.resource ?? []));
    const ours = facts(tried.resources);
    compared++;
    // Of a merge theirs draws a Linkage, and not who she is.
    const who = (bundle.entry ?? []).some(one => one.resource?.resourceType === "Patient");
    for (const key of [...(who ? (["family", "birth", "gender", "zip"] as const) : []), "allergies", "visit"] as const)
      if (JSON.stringify(ours[key]) !== JSON.stringify(theirs[key]))
        differ.push(`${name} ${key}: ${JSON.stringify(ours[key])} theirs ${JSON.stringify(theirs[key])}`);
  }
  assert.ok(compared >= 10, `only ${compared} messages were compared`);
  assert.deepEqual(differ, []);
});
