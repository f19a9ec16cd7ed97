// What a set of FHIR resources says, as words by field: ours and another converter's are read by this one reader and compared.

type Json = { readonly [name: string]: unknown };

export type Facts = ReadonlyMap<string, readonly string[]>;

function isJson(one: unknown): one is Json {
  return typeof one === "object" && one !== null && !Array.isArray(one);
}

/** All values at a path of names; lists are walked through. */
function at(node: unknown, path: string): unknown[] {
  let here: unknown[] = [node];
  for (const name of path.split(".")) here = here.flat().flatMap(one => (isJson(one) ? [one[name]] : []));
  return here.flat().filter(one => one !== undefined && one !== null);
}

function words(node: unknown, path: string): string[] {
  return at(node, path).flatMap(one => (isJson(one) ? [] : [String(one).replaceAll(/\s+/g, " ").trim()]));
}

/** Two times are the same where they are the same instant, or the same day, month or year where no more is said. */
function time(text: string): string {
  const [, day = "", clock, zone] = /^(\d{4}(?:-\d\d)?(?:-\d\d)?)(?:T([\d:.]+)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  if (clock === undefined) return day === "" ? text : day;
  const instant = new Date(`${day}T${clock.length === 5 ? `${clock}:00` : clock}${zone ?? "Z"}`);
  return Number.isNaN(instant.getTime()) ? text : instant.toISOString();
}

function times(node: unknown, path: string): string[] {
  return words(node, path).map(time);
}

/** A code, else the words of a concept. */
function coded(node: unknown, path: string): string[] {
  return at(node, path).flatMap(concept => {
    const codes = words(concept, "coding.code");
    return codes.length > 0 ? codes : [...words(concept, "coding.display"), ...words(concept, "text")].slice(0, 1);
  });
}

function shown(node: unknown, path: string): string[] {
  return at(node, path).flatMap(concept => words(concept, "coding.display").concat(words(concept, "text")).slice(0, 1));
}

function digits(text: string): string {
  return /\d/.test(text) && !text.includes("@") ? text.replaceAll(/\D/g, "") : text;
}

function extension(node: unknown, url: string): unknown[] {
  return at(node, "extension").filter(one => words(one, "url").some(is => is.endsWith(url)));
}

/** An authority by its bare name: whatever URI a converter makes of it. */
function authority(identifier: unknown): string[] {
  return words(identifier, "system").map(uri =>
    decodeURIComponent(uri.replace(/^.*(?:[/:]|oid\.)(?=[^/:]*$)/, "")).toLowerCase(),
  );
}

function numeric(node: unknown, path: string): string[] {
  return at(node, path).flatMap(one =>
    words(one, "value").map(value => `${words(one, "comparator")[0] ?? ""}${value}`),
  );
}

function units(node: unknown, path: string): string[] {
  return at(node, path).flatMap(one => words(one, "unit").concat(words(one, "code")).slice(0, 1));
}

const VALUES = ["valueString", "valueTime", "valueBoolean", "valueInteger"];

function spoken(observation: unknown): string[] {
  return [
    ...numeric(observation, "valueQuantity"),
    ...coded(observation, "valueCodeableConcept"),
    ...VALUES.flatMap(name => words(observation, name)),
    ...times(observation, "valueDateTime"),
    ...at(observation, "valueRange").map(one => `${words(one, "low.value")}-${words(one, "high.value")}`),
    ...at(observation, "valueRatio").map(one => `${words(one, "numerator.value")}:${words(one, "denominator.value")}`),
    ...at(observation, "valuePeriod").map(one => `${times(one, "start")}/${times(one, "end")}`),
    ...at(observation, "component").flatMap(spoken),
  ];
}

type Reader = (one: Json, resolve: (reference: string) => Json | undefined) => string[];

/** By the kind of resource: what is read of each. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, Reader>>>> = {
  Patient: {
    mrn: one => words(one, "identifier.value"),
    "mrn authority": one =>
      at(one, "identifier").flatMap(id => authority(id).map(name => `${words(id, "value")} of ${name}`)),
    "mrn type": one =>
      at(one, "identifier").flatMap(id =>
        words(id, "type.coding.code").map(code => `${words(id, "value")} is ${code}`),
      ),
    family: one => words(one, "name.family"),
    given: one => words(one, "name.given"),
    prefix: one => words(one, "name.prefix"),
    suffix: one => words(one, "name.suffix"),
    "name use": one =>
      at(one, "name").flatMap(name => words(name, "use").map(use => `${words(name, "family")} ${use}`)),
    "birth date": one => words(one, "birthDate").map(day => day.slice(0, 10)),
    "birth time": one =>
      extension(at(one, "_birthDate")[0], "patient-birthTime").flatMap(made => times(made, "valueDateTime")),
    sex: one => words(one, "gender"),
    phone: one => words(one, "telecom.value").map(digits),
    "phone use": one =>
      at(one, "telecom").flatMap(way => words(way, "use").map(use => `${words(way, "value").map(digits)} ${use}`)),
    "phone system": one =>
      at(one, "telecom").flatMap(way =>
        words(way, "system").map(system => `${words(way, "value").map(digits)} ${system}`),
      ),
    "address line": one => words(one, "address.line"),
    city: one => words(one, "address.city"),
    state: one => words(one, "address.state"),
    zip: one => words(one, "address.postalCode"),
    country: one => words(one, "address.country"),
    county: one => words(one, "address.district"),
    "address use": one => words(one, "address.use"),
    "address type": one => words(one, "address.type"),
    "address period": one => [...times(one, "address.period.start"), ...times(one, "address.period.end")],
    race: one => extension(one, "us-core-race").flatMap(made => words(made, "extension.valueCoding.code")),
    "race in words": one => extension(one, "us-core-race").flatMap(made => words(made, "extension.valueString")),
    ethnicity: one => extension(one, "us-core-ethnicity").flatMap(made => words(made, "extension.valueCoding.code")),
    "ethnicity in words": one =>
      extension(one, "us-core-ethnicity").flatMap(made => words(made, "extension.valueString")),
    "marital status": one => coded(one, "maritalStatus"),
    language: one => coded(one, "communication.language"),
    religion: one => extension(one, "patient-religion").flatMap(made => coded(made, "valueCodeableConcept")),
    "mother's maiden name": one => extension(one, "mothersMaidenName").flatMap(made => words(made, "valueString")),
    "birth place": one =>
      extension(one, "patient-birthPlace").flatMap(made => [
        ...words(made, "valueAddress.text"),
        ...words(made, "valueAddress.city"),
      ]),
    citizenship: one =>
      extension(one, "patient-citizenship").flatMap(made => coded(made, "extension.valueCodeableConcept")),
    nationality: one =>
      extension(one, "patient-nationality").flatMap(made => coded(made, "extension.valueCodeableConcept")),
    "multiple birth": one => [...words(one, "multipleBirthBoolean"), ...words(one, "multipleBirthInteger")],
    deceased: one => [...words(one, "deceasedBoolean"), ...times(one, "deceasedDateTime")],
    "contact family": one => words(one, "contact.name.family"),
    "contact phone": one => words(one, "contact.telecom.value").map(digits),
    relationship: one => coded(one, "contact.relationship"),
  },
  Encounter: {
    "visit class": one => words(one, "class.code"),
    "visit status": one => words(one, "status"),
    "visit number": one => words(one, "identifier.value"),
    "visit type": one => coded(one, "type"),
    service: one => coded(one, "serviceType"),
    "visit priority": one => coded(one, "priority"),
    admitted: one => times(one, "period.start"),
    discharged: one => times(one, "period.end"),
    "visit reason": one => coded(one, "reasonCode"),
    location: (one, resolve) =>
      at(one, "location").flatMap(place =>
        words(place, "location.reference").flatMap(to => chain(resolve(to), resolve)),
      ),
    staff: (one, resolve) =>
      at(one, "participant").flatMap(part =>
        words(part, "individual.reference").flatMap(to =>
          person(resolve(to), resolve).map(who => `${coded(part, "type")} ${who}`),
        ),
      ),
    "admit source": one => coded(one, "hospitalization.admitSource"),
    readmission: one => coded(one, "hospitalization.reAdmission"),
    "special courtesy": one => coded(one, "hospitalization.specialCourtesy"),
    arrangement: one => coded(one, "hospitalization.specialArrangement"),
    diet: one => coded(one, "hospitalization.dietPreference"),
    disposition: one => coded(one, "hospitalization.dischargeDisposition"),
  },
  AllergyIntolerance: {
    allergy: one => coded(one, "code"),
    "allergy in words": one => shown(one, "code"),
    "allergy category": one => words(one, "category"),
    "allergy severity": one => words(one, "reaction.severity"),
    reaction: one => [...shown(one, "reaction.manifestation")],
    "allergy onset": one => times(one, "onsetDateTime"),
    "allergy status": one => coded(one, "clinicalStatus"),
  },
  Condition: {
    problem: one => coded(one, "code"),
    "problem in words": one => shown(one, "code"),
    "problem onset": one => times(one, "onsetDateTime"),
  },
  MedicationRequest: drug("order"),
  MedicationDispense: drug("dispensed"),
  MedicationAdministration: {
    "given drug": (one, resolve) => medication(one, resolve, coded),
    "given drug in words": (one, resolve) => medication(one, resolve, shown),
    "given dose": one => numeric(one, "dosage.dose"),
    "given unit": one => units(one, "dosage.dose"),
    "given route": one => coded(one, "dosage.route"),
    "given status": one => words(one, "status"),
    "given at": one => [...times(one, "effectiveDateTime"), ...times(one, "effectivePeriod.start")],
  },
  ServiceRequest: {
    "order code": one => coded(one, "code"),
    "order in words": one => shown(one, "code"),
    "order number": one => words(one, "identifier.value"),
    "order priority": one => words(one, "priority"),
    "order status": one => words(one, "status"),
    "order time": one => times(one, "authoredOn"),
    orderer: (one, resolve) => words(one, "requester.reference").flatMap(to => person(resolve(to), resolve)),
    "order note": one => words(one, "note.text"),
  },
  DiagnosticReport: {
    "report code": one => coded(one, "code"),
    "report in words": one => shown(one, "code"),
    "report number": one => words(one, "identifier.value"),
    "report status": one => words(one, "status"),
    "report time": one => [
      ...times(one, "effectiveDateTime"),
      ...times(one, "effectivePeriod.start"),
      ...times(one, "effectivePeriod.end"),
    ],
    "report issued": one => times(one, "issued"),
  },
  Observation: {
    result: one => coded(one, "code"),
    "result in words": one => shown(one, "code"),
    "result value": of(spoken),
    "result unit": of(one => [...units(one, "valueQuantity"), ...units(one, "component.valueQuantity")]),
    "result flag": of(one => coded(one, "interpretation")),
    "result status": of(one => words(one, "status")),
    "result range": of(one =>
      at(one, "referenceRange").map(
        range => words(range, "text")[0] ?? `${words(range, "low.value")}-${words(range, "high.value")}`,
      ),
    ),
    "result time": of(one => [...times(one, "effectiveDateTime"), ...times(one, "effectivePeriod.start")]),
    "result method": of(one => coded(one, "method")),
    "result site": of(one => coded(one, "bodySite")),
    "result note": one => words(one, "note.text"),
  },
  Appointment: {
    "appointment number": one => words(one, "identifier.value"),
    "appointment status": one => words(one, "status"),
    "appointment start": one => times(one, "start"),
    "appointment end": one => times(one, "end"),
    "appointment service": one => coded(one, "serviceType"),
    "appointment type": one => coded(one, "appointmentType"),
    "appointment reason": one => coded(one, "reasonCode"),
    "appointment minutes": one => words(one, "minutesDuration"),
  },
  DocumentReference: {
    "document number": one => [...words(one, "masterIdentifier.value"), ...words(one, "identifier.value")],
    "document status": one => words(one, "status"),
    "document state": one => words(one, "docStatus"),
    "document type": one => coded(one, "type"),
    "document date": one => times(one, "date"),
    "document content type": one => words(one, "content.attachment.contentType"),
  },
  Procedure: {
    procedure: one => coded(one, "code"),
    "procedure time": one => [...times(one, "performedDateTime"), ...times(one, "performedPeriod.start")],
  },
  Specimen: {
    specimen: one => coded(one, "type"),
    "specimen number": one => words(one, "identifier.value"),
    collected: one => [
      ...times(one, "collection.collectedDateTime"),
      ...times(one, "collection.collectedPeriod.start"),
    ],
    received: one => times(one, "receivedTime"),
  },
};

/** What is judged in our own messages only: others say these seldom, or elsewhere. */
const FURTHER: typeof FIELDS = {
  Patient: { record: one => words(one, "link.type") },
  AllergyIntolerance: {
    "allergy doubt": one => coded(one, "verificationStatus"),
    "allergy risk": one => words(one, "criticality"),
  },
  MedicationRequest: {
    "drug dose at most": one => words(one, "dosageInstruction.doseAndRate.doseRange.high.value"),
    "drug rate": one =>
      at(one, "dosageInstruction.doseAndRate.rateQuantity").map(rate =>
        words(rate, "value").concat(words(rate, "unit")).join(" "),
      ),
    "drug as needed": one => [
      ...words(one, "dosageInstruction.asNeededBoolean"),
      ...shown(one, "dosageInstruction.asNeededCodeableConcept"),
    ],
    "drug times": one => words(one, "dosageInstruction.timing.repeat.timeOfDay").map(text => text.slice(0, 5)),
    "drug orderer": byName("requester"),
    "drug note": one => words(one, "note.text"),
    "drug intent": one => words(one, "intent").filter(intent => intent === "instance-order"),
  },
  MedicationAdministration: {
    "given number": one => words(one, "identifier.value"),
    "given reason": one => coded(one, "statusReason"),
    "given by": byName("performer.actor"),
    "given note": one => words(one, "note.text"),
  },
  DocumentReference: {
    "document author": byName("author"),
    "document text": one =>
      words(one, "content.attachment.data").map(data => Buffer.from(data, "base64").toString().replaceAll(/\s+/g, " ")),
  },
  Appointment: {
    "appointment place": (one, resolve) =>
      words(one, "participant.actor.reference")
        .filter(to => to.startsWith("Location/"))
        .flatMap(to => chain(resolve(to), resolve)),
    "appointment person": byName("participant.actor", "Practitioner/"),
  },
};

/** Who stands at a path of references, by name. */
function byName(path: string, of = ""): Reader {
  return (one, resolve) =>
    words(one, `${path}.reference`)
      .filter(to => to.startsWith(of))
      .flatMap(to => person(resolve(to), resolve));
}

/** A fact of a result, with what it is a result of. */
function of(read: (one: Json) => string[]): Reader {
  return one => read(one).map(value => `${coded(one, "code")[0] ?? "?"}: ${value}`);
}

function drug(kind: "order" | "dispensed"): Record<string, Reader> {
  const name = kind === "order" ? "drug" : "dispensed drug";
  const dosage = kind === "order" ? "dosageInstruction" : "dosageInstruction";
  return {
    [name]: (one, resolve) => medication(one, resolve, coded),
    [`${name} in words`]: (one, resolve) => medication(one, resolve, shown),
    [`${name} number`]: one => words(one, "identifier.value"),
    [`${name} status`]: one => words(one, "status"),
    [`${name} dose`]: one => [
      ...numeric(one, `${dosage}.doseAndRate.doseQuantity`),
      ...words(one, `${dosage}.doseAndRate.doseRange.low.value`),
    ],
    [`${name} dose unit`]: one => [
      ...units(one, `${dosage}.doseAndRate.doseQuantity`),
      ...units(one, `${dosage}.doseAndRate.doseRange.low`),
    ],
    [`${name} route`]: one => coded(one, `${dosage}.route`),
    [`${name} frequency`]: one => coded(one, `${dosage}.timing.code`),
    [`${name} start`]: one => times(one, `${dosage}.timing.repeat.boundsPeriod.start`),
    [`${name} end`]: one => times(one, `${dosage}.timing.repeat.boundsPeriod.end`),
    [`${name} time`]: one => [...times(one, "authoredOn"), ...times(one, "whenHandedOver")],
    [`${name} amount`]: one => [...numeric(one, "dispenseRequest.quantity"), ...numeric(one, "quantity")],
    [`${name} refills`]: one => words(one, "dispenseRequest.numberOfRepeatsAllowed"),
    [`${name} priority`]: one => words(one, "priority"),
  };
}

function medication(one: Json, resolve: (reference: string) => Json | undefined, read: typeof coded): string[] {
  const inline = read(one, "medicationCodeableConcept");
  const referred = words(one, "medicationReference.reference").flatMap(to => read(resolve(to), "code"));
  return [...inline, ...referred];
}

/** The names of a place and of what it lies in. */
function chain(place: Json | undefined, resolve: (reference: string) => Json | undefined, deep = 0): string[] {
  if (place === undefined || deep > 8) return [];
  const within = words(place, "partOf.reference").flatMap(to => chain(resolve(to), resolve, deep + 1));
  return [...words(place, "name"), ...within];
}

/** A practitioner's family name, else the number; through a role. */
function person(one: Json | undefined, resolve: (reference: string) => Json | undefined): string[] {
  if (one === undefined) return [];
  if (one.resourceType === "PractitionerRole")
    return words(one, "practitioner.reference").flatMap(to => person(resolve(to), resolve));
  const family = words(one, "name.family");
  return family.length > 0 ? family : words(one, "identifier.value");
}

/** What the resources say, sorted by field; a field that says nothing is absent. */
export function factsOf(resources: readonly unknown[]): Facts {
  const facts = new Map<string, string[]>();
  for (const { fields } of eachOf(resources, FIELDS))
    for (const [field, said] of fields) facts.set(field, [...(facts.get(field) ?? []), ...said]);
  return facts;
}

/** What each resource says by itself, in the order in which it says it: the type of the resource, and its fields. */
export function factsOfEach(resources: readonly unknown[]): { what: string; fields: Facts }[] {
  const types = new Set([...Object.keys(FIELDS), ...Object.keys(FURTHER)]);
  const all = Object.fromEntries([...types].map(type => [type, { ...FIELDS[type], ...FURTHER[type] }]));
  return [...eachOf(resources, all)].map(({ what, fields }) => {
    // of a result alone it need not be repeated what it is a result of
    const name = fields.get("result")?.[0];
    const bare = (said: readonly string[]) => said.map(text => text.replace(`${name}: `, ""));
    return { what, fields: new Map([...fields].map(([field, said]) => [field, name ? bare(said) : said])) };
  });
}

function* eachOf(resources: readonly unknown[], fields: typeof FIELDS): Generator<{ what: string; fields: Facts }> {
  const known = resources.filter(isJson);
  const byReference = new Map(known.map(one => [`${String(one.resourceType)}/${String(one.id)}`, one]));
  for (const one of known) {
    const what = String(one.resourceType);
    const said = Object.entries(fields[what] ?? {}).map(([field, read]): [string, string[]] => {
      const texts = read(one, reference => byReference.get(reference)).filter(text => text !== "");
      return [field, [...new Set(texts)]];
    });
    const valued = said.filter(([, texts]) => texts.length > 0);
    if (valued.length > 0) yield { what, fields: new Map(valued) };
  }
}
