// The FHIR service of a real node: read by fetch and by another's client, judged by two validators, in the looks of who asked.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { evalFhirPath, MedplumClient } from "@medplum/core";
import { z } from "zod";
import { FACILITY, feed, House, personOf, ZONE } from "../../../tests/house.ts";
import { readFixture } from "../../feed/fixtures.testing.ts";
import { type Criterion, readQuery, SEARCH } from "../../fhir/index.ts";
import { r4Faults } from "../../fhir/r4.testing.ts";

let house: House;
let nurse: Record<string, string>;
let reader: Record<string, string>;
let her = "";

const MAPPING = { zone: ZONE, own: ["NORTH"], facilities: { NORTH: "NORTH" } };
const Resource = z.looseObject({ resourceType: z.string(), id: z.string().optional() });
const Entry = z.object({
  fullUrl: z.string().optional(),
  resource: Resource,
  search: z.object({ mode: z.enum(["match", "outcome"]) }),
});
const Link = z.object({ relation: z.string(), url: z.string() });
const Bundle = z.object({
  resourceType: z.literal("Bundle"),
  type: z.literal("searchset"),
  total: z.int().optional(),
  link: z.array(Link),
  entry: z.array(Entry).default([]),
});
const Outcome = z.object({
  resourceType: z.literal("OperationOutcome"),
  issue: z.array(z.object({ severity: z.string(), code: z.string(), details: z.object({ text: z.string() }) })),
});

/** A patient in a bed of 4W. */
function admit(mrn: string, name: string, born: string, sex: string, bed: string, trigger = "A01"): string {
  const stamp = `${new Date().toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}+0000`;
  return [
    `MSH|^~\\&|EHR|NORTH|TIDE|NORTH|${stamp}||ADT^${trigger}|C${mrn}${trigger}|P|2.5.1`,
    `EVN|${trigger}|${stamp}`,
    `PID|1||${mrn}^^^NORTH^MR||${name}||${born}|${sex}`,
    `PV1|1|I|4W^${bed}^A^NORTH|||||||||||||||V${mrn}^^^NORTH^VN`,
    "",
  ].join("\r");
}

before(async () => {
  house = await House.start({ feeds: [feed("ehr", { ADT: ["movements", "demographics"] }, { mapping: MAPPING })] });
  for (const name of ["admit", "transfer", "update", "drug-order", "order", "results", "doses"])
    assert.equal(await house.send("ehr", readFixture(name)), "AA", name);
  for (let n = 1; n <= 7; n++)
    await house.send("ehr", admit(`80${n}`, `OKONKWO^Adaeze${n}`, `195603${10 + n}`, n % 2 === 0 ? "M" : "F", `4${n}`));
  await house.send("ehr", admit("807", "OKONKWO^Adaeze7", "19560317", "F", "47", "A03"));
  await house.settled();
  nurse = await house.as("nurse");
  reader = await house.as("reader");
  const found = await bundle("/Patient?name=lan&birthdate=1957-03-04");
  her = found.entry[0]?.resource.id ?? assert.fail("she is not found");
});
after(() => house.close());

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await house.ask(`/fhir${path}`, { headers: { ...reader, ...headers } });
  assert.match(answer.headers.get("content-type") ?? "", /^application\/fhir\+json/, path);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const json: unknown = JSON.parse(answer.text);
  const { resourceType } = Resource.parse(json);
  assert.deepEqual(r4Faults({ ...Resource.parse(json), resourceType }), [], path);
  return { status: answer.status, json };
}

/** A searchset; every resource in it is judged. */
async function bundle(path: string): Promise<z.infer<typeof Bundle>> {
  const { status, json } = await get(path);
  assert.equal(status, 200, JSON.stringify(json));
  const read = Bundle.parse(json);
  for (const { resource } of read.entry) assert.deepEqual(r4Faults(resource), [], `${path} ${resource.resourceType}`);
  return read;
}

async function matched(path: string): Promise<z.infer<typeof Resource>[]> {
  return (await bundle(path)).entry.flatMap(one => (one.search.mode === "match" ? [one.resource] : []));
}

async function refusal(path: string, headers: Record<string, string> = {}) {
  const { status, json } = await get(path, headers);
  return { status, ...(Outcome.parse(json).issue[0] ?? assert.fail()) };
}

test("the statement of what is served is R4, public, and true of every type that it names", async () => {
  const answer = await house.ask("/fhir/metadata");
  const statement: unknown = JSON.parse(answer.text);
  assert.deepEqual(r4Faults({ ...Resource.parse(statement) }), []);
  const Statement = z.object({
    fhirVersion: z.literal("4.0.1"),
    rest: z.array(
      z.object({
        resource: z.array(z.object({ type: z.string(), searchParam: z.array(z.object({ name: z.string() })) })),
      }),
    ),
  });
  const types = Statement.parse(statement).rest[0]?.resource ?? [];
  assert.deepEqual(
    types.map(one => one.type),
    Object.keys(SEARCH),
  );
  for (const { type, searchParam } of types) {
    const hasPatient = searchParam.some(({ name }) => name === "patient");
    const { status } = await get(hasPatient ? `/${type}?patient=${her}` : `/${type}?_id=${her}`);
    assert.equal(status, 200, type);
  }
});

test("a chart is read by type, by id and whole, and each reference in it leads somewhere or to an order not sent", async () => {
  const everything = await bundle(`/Patient/${her}/$everything?_count=500`);
  const resources = everything.entry.map(one => one.resource).filter(one => one.resourceType !== "OperationOutcome");
  assert.equal(everything.total, resources.length);
  const types = new Set(resources.map(one => one.resourceType));
  for (const type of [
    "Patient",
    "Encounter",
    "Observation",
    "MedicationRequest",
    "MedicationAdministration",
    "Location",
  ])
    assert.ok(types.has(type), type);
  for (const resource of resources) {
    const { status, json } = await get(`/${resource.resourceType}/${resource.id}`);
    assert.equal(status, 200);
    assert.deepEqual(json, resource);
  }
  const own = resources.filter(one => one.resourceType === "Observation");
  assert.equal((await bundle(`/Observation?subject=Patient/${her}&_count=500`)).total, own.length);
  assert.deepEqual(await matched(`/Observation?patient=${house.origin}/fhir/Patient/${her}&_count=0`), []);
});

test("searches in a chart compare codes, systems, categories, states and dates", async () => {
  const counted = async (path: string) => (await matched(path)).length;
  assert.equal(await counted(`/Observation?patient=${her}&code=2823-3`), 1);
  assert.equal(await counted(`/Observation?patient=${her}&code=http://loinc.org|2823-3,http://loinc.org|2345-7`), 2);
  assert.equal(await counted(`/Observation?patient=${her}&code=urn:other|2823-3`), 0);
  assert.equal(await counted(`/Observation?patient=${her}&status=corrected`), 1);
  const all = await counted(`/Observation?patient=${her}&_count=500`);
  const since = await counted(`/Observation?patient=${her}&date=ge2026-11-24`);
  assert.ok(since > 0 && since <= all);
  assert.equal(await counted(`/Observation?patient=${her}&date=lt2026-11-24`), 0);
  assert.equal(await counted(`/Observation?patient=${her}&date=2026-11-24`), since);
  assert.equal(await counted(`/Observation?patient=${her}&date=ge2026-11-24&date=lt2026-11-24`), 0);
  assert.equal(await counted(`/MedicationRequest?patient=${her}&status=active`), 1);
  assert.equal(await counted(`/Encounter?patient=${her}&status=in-progress`), 1);
  assert.equal(await counted(`/Encounter?patient=${her}&date=2026-11-24`), 0, "still open: not within that day");
  assert.equal(await counted(`/Encounter?patient=${her}&date=ge2026-11-24`), 1);
});

test("without a patient: people by name, number, day of birth and sex; visits by bed, state and day", async () => {
  const ids = async (path: string) => (await matched(path)).map(one => one.id);
  assert.deepEqual(await ids("/Patient?family=nguyễn&given=LÁN"), [her], "marks do not matter");
  assert.deepEqual(await ids("/Patient?name=guyen"), [], "a name is found from its beginning");
  assert.deepEqual(await ids("/Patient?identifier=700123"), [her]);
  assert.deepEqual(await ids("/Patient?identifier=urn:x-hl7v2:authority:NORTH|700123"), [her]);
  assert.deepEqual(await ids("/Patient?identifier=urn:x-hl7v2:authority:SOUTH|700123"), []);
  assert.equal((await ids("/Patient?family=okonkwo&gender=male")).length, 3);
  assert.equal((await ids("/Patient?family=okonkwo&birthdate=ge1956-03-15")).length, 3);
  assert.equal((await ids("/Patient?birthdate=1956-03")).length, 7);
  assert.equal((await ids("/Encounter?status=in-progress")).length, 7);
  assert.equal((await ids("/Encounter?status=finished")).length, 1);
  const [bed] = await matched("/Location?name=4W");
  assert.ok(bed, "the unit is a place");
  const places = await matched("/Location?_count=500");
  const found = new Set<string | undefined>();
  for (const place of places)
    for (const visit of await matched(`/Encounter?location=${place.id}&status=in-progress`)) found.add(visit.id);
  assert.equal(found.size, 7);
});

test("pages follow one another by their next links: each once, none left out", async () => {
  for (const first of ["/Patient?family=okonkwo&_count=2", `/Observation?patient=${her}&_count=2`]) {
    const seen: (string | undefined)[] = [];
    let path: string | undefined = first;
    for (let pages = 0; path !== undefined && pages < 20; pages++) {
      const page: z.infer<typeof Bundle> = await bundle(path);
      const ids = page.entry.flatMap(one => (one.search.mode === "match" ? [one.resource.id] : []));
      assert.ok(ids.length <= 2);
      seen.push(...ids);
      path = page.link.find(link => link.relation === "next")?.url.replace(`${house.origin}/fhir`, "");
    }
    const whole = await matched(first.replace("_count=2", "_count=500"));
    assert.deepEqual(
      seen,
      whole.map(one => one.id),
    );
  }
});

test("never silently wider: what is not searched by is named, an error where that is asked, and a house is not read out", async () => {
  const remarked = await bundle(`/Observation?patient=${her}&_lastUpdated=gt2026-01-01&code-value-quantity=x`);
  const remarks = remarked.entry.flatMap(one =>
    one.search.mode === "outcome" ? Outcome.parse(one.resource).issue : [],
  );
  assert.match(remarks[0]?.details.text ?? "", /not searched by _lastUpdated, code-value-quantity/);
  assert.doesNotMatch(remarked.link[0]?.url ?? "", /_lastUpdated/, "the self link says what was used");
  assert.ok(
    remarks.some(({ details }) => /results (has stopped|is of unknown age)/.test(details.text)),
    JSON.stringify(remarks),
  );
  const strict = { prefer: "return=minimal, handling=strict" };
  assert.equal((await refusal(`/Observation?patient=${her}&_lastUpdated=gt2026-01-01`, strict)).status, 400);
  assert.equal((await refusal(`/Observation?patient=${her}&code:not=2823-3`)).code, "not-supported");
  for (const path of ["/Patient", "/Patient?gender=female", "/Observation", "/Observation?code=2823-3", "/Encounter"]) {
    const { status, details } = await refusal(path);
    assert.equal(status, 400, path);
    assert.match(details.text, /A search names /);
  }
  for (const path of [
    `/Observation?patient=${her}&date=yesterday`,
    `/Observation?patient=`,
    `/Observation?patient=Group/1/2`,
    `/Observation?patient=${her}&_count=-1`,
    `/Observation?patient=${her}&_format=xml`,
  ])
    assert.equal((await refusal(path)).status, 400, path);
});

test("what is not here is 404, who may not read is told so, each as an OperationOutcome", async () => {
  for (const path of [
    "/Patient/AAAAAAAAAAAAAAAAAAAAAA",
    "/Claim/1",
    "/Claim",
    "/Patient/a%2Fb",
    "/Patient/x/_history",
    "/",
  ])
    assert.deepEqual([(await refusal(path)).status, path], [404, path]);
  assert.equal((await bundle("/Patient?_id=AAAAAAAAAAAAAAAAAAAAAA")).total, 0);
  assert.deepEqual(await matched("/Observation?patient=AAAAAAAAAAAAAAAAAAAAAA"), []);
  const refused = await house.ask(`/fhir/Patient/${her}`, { headers: await house.as("monitor") });
  assert.equal(refused.status, 403);
  assert.equal(Outcome.parse(JSON.parse(refused.text)).issue[0]?.code, "forbidden");
  assert.equal((await house.ask(`/fhir/Patient/${her}`)).status, 401);
});

test("L1: a read is an opened look, a list is a listed one, of a person and of a program", async () => {
  await house.ask(`/fhir/Observation?patient=${her}`, { headers: nurse });
  await house.ask("/fhir/Patient?family=nguyen", { headers: nurse });
  const answer = await house.ask(`/looks/${her}`, { headers: await house.as("privacy") });
  const Seen = z.array(z.object({ person: z.string(), list: z.string().nullable() }));
  const { opened, listed } = z.object({ opened: Seen, listed: Seen }).parse(answer.json);
  for (const who of [personOf("nurse"), "program"]) {
    assert.ok(
      opened.some(look => look.person === who),
      `${who} opened`,
    );
    assert.ok(
      listed.some(look => look.person === who && look.list === "FHIR Patient"),
      `${who} listed`,
    );
  }
  assert.ok(!JSON.stringify([opened, listed]).includes("700123"), "a look never names her number");
});

test("whoever asks for a patient is told what her merged record says: an allergy may stand there alone", async () => {
  const penicillin = admit("901", "BERG^Anna", "19400101", "F", "51").replace(
    /PV1/,
    "AL1|1|DA|PEN^Penicillin|SV|hives\rPV1",
  );
  await house.send("ehr", penicillin);
  await house.send("ehr", admit("902", "BERG^Anna Maria", "19400101", "F", "52"));
  await house.settled();
  const idOf = async (mrn: string) => (await matched(`/Patient?identifier=${mrn}`))[0]?.id ?? assert.fail(mrn);
  const [before, after] = [await idOf("901"), await idOf("902")];
  assert.equal((await matched(`/AllergyIntolerance?patient=${after}`)).length, 0);
  const a40 = admit("902", "BERG^Anna Maria", "19400101", "F", "52", "A40").replace(/PV1.*\r/, "MRG|901^^^NORTH^MR\r");
  await house.send("ehr", a40);
  await house.settled();
  const allergies = await matched(`/AllergyIntolerance?patient=${after}`);
  assert.deepEqual(
    allergies.map(one => one.patient),
    [{ reference: `Patient/${before}` }],
  );
  const everything = await matched(`/Patient/${after}/$everything?_count=500`);
  assert.deepEqual(
    everything
      .filter(one => one.resourceType === "Patient")
      .map(one => one.id)
      .sort(),
    [before, after].sort(),
  );
  assert.equal(everything.filter(one => one.resourceType === "AllergyIntolerance").length, 1);
  assert.equal(
    (await matched(`/Patient/${before}/$everything`)).some(one => one.id === after),
    false,
    "her old number stays its own",
  );
  const looks = await house.ask(`/looks/${before}`, { headers: await house.as("privacy") });
  assert.match(JSON.stringify(looks.json), /program/, "both were looked at");
});

test("a second, different reader: another's FHIR client reads the same chart", async () => {
  const client = new MedplumClient({
    baseUrl: `${house.origin}/`,
    fhirUrlPath: "fhir",
    accessToken: reader.authorization?.replace("Bearer ", "") ?? "",
    fetch,
  });
  const patient = await client.readResource("Patient", her);
  assert.equal(patient.name?.[0]?.family, "NGUYEN", "A08 has the last word");
  const observations = await client.searchResources("Observation", { patient: her, code: "http://loinc.org|2823-3" });
  assert.deepEqual(evalFhirPath("Observation.value.value", observations[0]), [6.8]);
  const everything = await client.readPatientEverything(her);
  assert.ok((everything.total ?? 0) > 10);
});

test("a query reads every parameter of every type, and never throws on what a caller may send", () => {
  for (const type of Object.keys(SEARCH) as (keyof typeof SEARCH)[]) {
    for (const name of Object.keys(SEARCH[type])) {
      for (const value of ["", ",", "|", "a|b", "2026", "ge2026-02-30", "ge9999-12-31", "\\", "%", "Patient/"]) {
        const read = readQuery(type, [[name, value]], { base: house.origin, zone: ZONE, strict: true });
        const criteria: readonly Criterion[] = read.ok ? read.query.criteria : [];
        assert.equal(criteria.length, read.ok ? 1 : 0);
      }
    }
  }
});

test("what a route could not foresee did not happen", () => assert.deepEqual(house.reports, [], FACILITY));
