// The rules of R4 that lie between elements (its invariants of severity error), for the types that are read. Forms and counts are shape.ts's.

type Plain = { readonly [name: string]: unknown };
/** What is wrong, where the rule is broken. */
type Rule = (value: Plain) => string | null;

const TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
const CLINICAL = new Set(["inactive", "resolved", "remission"]);

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  // ait-1, ait-2
  AllergyIntolerance: [
    one =>
      isError(one.verificationStatus, "allergyintolerance-verification") === (one.clinicalStatus !== undefined)
        ? "has a clinical status though it is an error, or none though it is not"
        : null,
  ],
  // con-4, con-5
  Condition: [
    one =>
      Object.keys(one).some(name => name.startsWith("abatement")) &&
      !codesOf(one.clinicalStatus, "condition-clinical").some(isClinicalEnd)
        ? "is over and not said to be"
        : null,
    one =>
      isError(one.verificationStatus, "condition-ver-status") && one.clinicalStatus !== undefined
        ? "has a clinical status though it is an error"
        : null,
  ],
  // obs-6, obs-7
  Observation: [
    one => (one.dataAbsentReason !== undefined && hasValue(one) ? "has a value and the reason why it has none" : null),
    one =>
      hasValue(one) &&
      listOf(one.component).some(part => codesOf(part.code).some(code => codesOf(one.code).includes(code)))
        ? "says its value twice"
        : null,
  ],
  Observation_ReferenceRange: [one => (hasAny(one, "low", "high", "text") ? null : "is no range")],
  // pat-1
  Patient_Contact: [one => (hasAny(one, "name", "telecom", "address", "organization") ? null : "names nobody")],
  // app-1 to app-4
  Appointment: [
    one => (hasAny(one, "start") === hasAny(one, "end") ? null : "has a start without an end, or the other way"),
    one =>
      (hasAny(one, "start") && hasAny(one, "end")) || ["proposed", "cancelled", "waitlist"].includes(String(one.status))
        ? null
        : "has no time",
    one =>
      one.cancelationReason !== undefined && !["cancelled", "noshow"].includes(String(one.status))
        ? "is not cancelled, and says why it is"
        : null,
  ],
  Appointment_Participant: [one => (hasAny(one, "type", "actor") ? null : "names nobody")],
  // mad-1
  MedicationAdministration_Dosage: [
    one => (hasAny(one, "dose", "rateRatio", "rateQuantity") ? null : "has neither a dose nor a rate"),
  ],
  Immunization_Education: [one => (hasAny(one, "documentType", "reference") ? null : "names nothing")],
  ServiceRequest: [one => (one.orderDetail !== undefined && one.code === undefined ? "has details and no code" : null)],
  Organization: [one => (hasAny(one, "name", "identifier") ? null : "has neither a name nor a number")],
  // per-1
  Period: [
    ({ start, end }) =>
      typeof start === "string" && typeof end === "string" && isAfter(start, end) ? "ends before it begins" : null,
  ],
  // qty-3, cpt-2, att-1, rat-1
  ...Object.fromEntries(
    ["Quantity", "Age", "Duration", "Count", "Distance"].map(type => [
      type,
      [(one: Plain) => (one.code !== undefined && one.system === undefined ? "has a code without a system" : null)],
    ]),
  ),
  ContactPoint: [one => (one.value !== undefined && one.system === undefined ? "has a value without a system" : null)],
  Attachment: [
    one => (one.data !== undefined && one.contentType === undefined ? "has content of no known type" : null),
  ],
  Ratio: [
    one =>
      (one.numerator === undefined) !== (one.denominator === undefined) ||
      (one.numerator === undefined && one.extension === undefined)
        ? "is half a ratio"
        : null,
  ],
  // tim-1 to tim-10
  Timing_Repeat: [
    one => (one.duration !== undefined && one.durationUnit === undefined ? "has a duration without a unit" : null),
    one => (one.period !== undefined && one.periodUnit === undefined ? "has a period without a unit" : null),
    one => (isBelow(one.duration, 0) || isBelow(one.period, 0) ? "is below nought" : null),
    one =>
      one.periodMax !== undefined && one.period === undefined ? "has the most of a period that it has not" : null,
    one =>
      one.durationMax !== undefined && one.duration === undefined ? "has the most of a duration that it has not" : null,
    one => (one.countMax !== undefined && one.count === undefined ? "has the most of a count that it has not" : null),
    one => (one.offset !== undefined && one.when === undefined ? "is offset from nothing" : null),
    one => (one.timeOfDay !== undefined && one.when !== undefined ? "has times of day and events" : null),
  ],
  // ext-1
  Extension: [
    one =>
      (one.extension !== undefined) === Object.keys(one).some(name => /^_?value[A-Z]/.test(name))
        ? "has neither a value nor extensions, or both"
        : null,
  ],
};

/** The first rule that a value of a type breaks, in words; null where it breaks none. Its form was judged. */
export function brokenRule(type: string, value: Plain): string | null {
  for (const rule of RULES[type] ?? []) {
    const fault = rule(value);
    if (fault !== null) return fault;
  }
  return null;
}

/** Its codes; `of`: only those of this code system of HL7. */
function codesOf(concept: unknown, of?: string): string[] {
  return listOf(plain(concept).coding).flatMap(({ system, code }) =>
    typeof code === "string" && (of === undefined || system === TERMINOLOGY + of) ? [code] : [],
  );
}

/** True where a verification status of the code system says that it is an error. */
export function isError(concept: unknown, of: "allergyintolerance-verification" | "condition-ver-status"): boolean {
  return codesOf(concept, of).includes("entered-in-error");
}

function isClinicalEnd(code: string): boolean {
  return CLINICAL.has(code);
}

function hasValue(one: Plain): boolean {
  return Object.keys(one).some(name => /^value[A-Z]/.test(name));
}

function hasAny(one: Plain, ...names: readonly string[]): boolean {
  return names.some(name => one[name] !== undefined || one[`_${name}`] !== undefined);
}

function isBelow(value: unknown, least: number): boolean {
  return typeof value === "number" && value < least;
}

/** Compared as far as both say; a day and an hour of it are the same day. */
function isAfter(start: string, end: string): boolean {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  const isExact = start.length > 10 && end.length > 10;
  if (isExact) return from > to;
  const length = Math.min(start.length, end.length, 10);
  return start.slice(0, length) > end.slice(0, length);
}

function listOf(value: unknown): readonly Plain[] {
  return Array.isArray(value) ? value.map(plain) : [];
}

function plain(value: unknown): Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
