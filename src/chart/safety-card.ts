// What must be known before anything is done to her. "None known", "unknown", "not asked" and "not in the copy" stay four things.
import type { AllergyIntolerance, Observation, ObservationComponent } from "../fhir/index.ts";
import { doNotGive, isDoNotGive } from "./do-not-give.ts";
import {
  isOf,
  laterFirst,
  momentOf,
  observedAt,
  quantityText,
  rangeText,
  ratioText,
  resources,
  saidBy,
  unitText,
  words,
} from "./from-record.ts";
import { isOver, isProblem } from "./problems.ts";
import type { RecordState, StoredResource } from "./record-state.ts";
import type { Allergy, Known, Moment, SafetyCard } from "./routes.ts";

/** LOINC codes and the usual local ones; a site's own are data of its feed. */
const CODES = {
  weight: ["29463-7", "3141-9", "8335-2", "3142-7", "WEIGHT"],
  code_status: ["75320-2", "81352-7", "CODESTATUS", "CODE_STATUS"],
  isolation: ["ISOLATION", "ISOL"],
  falls: ["FALLS", "59461-4", "FALLRISK"],
} as const;

/** True of what the safety card is made of beside allergies and problems. */
export function isOfSafetyCard(resource: StoredResource): boolean {
  const of: unknown = resource;
  if (isOf(of, "MedicationRequest")) return isDoNotGive(of);
  const codes: ReadonlySet<string> = new Set(Object.values(CODES).flat());
  return isOf(of, "Observation") && of.code.coding?.some(coding => codes.has(coding.code ?? "")) === true;
}

/** The safety card of a record. */
export function safetyCard(state: RecordState): SafetyCard {
  const never = doNotGive(state);
  return {
    allergies: allergies(state),
    code_status: newest(state, CODES.code_status, observation => valueText(observation)),
    isolation: isolation(state),
    weight: newest(state, CODES.weight, observation => {
      const quantity = observation.valueQuantity;
      return quantity?.value === undefined
        ? null
        : { value: String(quantity.value), unit: unitText(quantity), arithmetic: null };
    }),
    falls: newest(state, CODES.falls, observation => valueText(observation)),
    problems: problems(state),
    ...(never.length === 0 ? {} : { do_not_give: never }),
  };
}

const NONE_KNOWN = /\b(no known|nka|nkda|none known|no allerg)/i;
const NOT_ASKED = /\b(not asked|not assessed|unable to (ask|assess))/i;
const UNKNOWN = /\b(unknown|could not say|not known|no information)\b/i;
/** SNOMED CT: no known allergy, no known drug allergy; and as the International Patient Summary has them. */
const NO_KNOWN_CODES = new Set([
  "716186003",
  "409137002",
  "NKA",
  "NKDA",
  "no-known-allergies",
  "no-known-medication-allergies",
]);
/** None of one sort is not none at all: latex, food, environment, animal. */
const NONE_OF_A_SORT = new Set([
  "1003774007",
  "716184000",
  "429625007",
  "428607008",
  "428197003",
  "716220001",
  "no-known-food-allergies",
  "no-known-environmental-allergies",
]);

function allergies(state: RecordState): Known<readonly Allergy[]> {
  const all = resources(state, "AllergyIntolerance").filter(one => !NO_ALLERGY.has(statusOf(one) ?? ""));
  if (all.length === 0) return { kind: "not in copy" };
  const real = all.filter(one => sortOf(one) === "allergy");
  if (real.length > 0)
    return {
      kind: "known",
      value: distinct(real.map(one => ({ ...allergyOf(one), ...saidBy(state, "AllergyIntolerance", one.id) }))).sort(
        bySeverity,
      ),
      at: latest(real),
      source: "copy",
    };
  const none = all.find(one => sortOf(one) === "none known");
  if (none !== undefined)
    return { kind: "none known", at: latest(all), source: "copy", ...saidBy(state, "AllergyIntolerance", none.id) };
  return { kind: all.some(one => sortOf(one) === "unknown") ? "unknown" : "not asked" };
}

const NONE_OF_FOOD = /\bno known (food|environmental|latex|animal|pollen|insect)/i;
const NO_ALLERGY = new Set(["entered-in-error", "refuted", "inactive"]);

function sortOf(allergy: AllergyIntolerance): "allergy" | "none known" | "unknown" | "not asked" {
  const text = words(allergy.code);
  const codes = allergy.code?.coding?.map(coding => coding.code ?? "") ?? [];
  if (codes.some(code => NO_KNOWN_CODES.has(code))) return "none known";
  if (codes.some(code => NONE_OF_A_SORT.has(code)) || NONE_OF_FOOD.test(text)) return "not asked";
  if (codes.includes("no-allergy-info")) return "unknown";
  if (NONE_KNOWN.test(text)) return "none known";
  if (NOT_ASKED.test(text)) return "not asked";
  return UNKNOWN.test(text) && text.length < 30 ? "unknown" : "allergy";
}

function statusOf(allergy: AllergyIntolerance): string | undefined {
  const codes = [...(allergy.verificationStatus?.coding ?? []), ...(allergy.clinicalStatus?.coding ?? [])].map(
    coding => coding.code,
  );
  return codes.find(code => code !== undefined && (NO_ALLERGY.has(code) || code === "resolved"));
}

function allergyOf(allergy: AllergyIntolerance): Allergy {
  const severities = allergy.reaction?.map(reaction => reaction.severity) ?? [];
  const severity =
    allergy.criticality === "high" || severities.includes("severe")
      ? "severe"
      : severities.includes("moderate")
        ? "moderate"
        : severities.includes("mild")
          ? "mild"
          : null;
  return {
    id: allergy.id ?? "",
    substance: words(allergy.code) || substances(allergy) || "substance not named",
    reactions: (allergy.reaction ?? [])
      .flatMap(reaction => reaction.manifestation.map(words))
      .filter(text => text !== ""),
    severity,
    source: "copy",
  };
}

/** Where it is said with the reactions alone. */
function substances({ reaction = [] }: AllergyIntolerance): string {
  return [...new Set(reaction.map(one => words(one.substance)).filter(text => text !== ""))].join(", ");
}

/** What two records of one person say in the same words stands once. */
function distinct(all: readonly Allergy[]): Allergy[] {
  const byWords = all.map(one => [JSON.stringify([one.substance, one.reactions, one.severity]), one] as const);
  return [...new Map(byWords.toReversed()).values()].toReversed();
}

const RANK = { severe: 0, moderate: 1, mild: 2 } as const;

function bySeverity(a: Allergy, b: Allergy): number {
  const rank = (one: Allergy) => (one.severity === null ? 1.5 : RANK[one.severity]);
  return rank(a) - rank(b) || (a.substance < b.substance ? -1 : 1);
}

function latest(all: readonly AllergyIntolerance[]): Moment | null {
  return (
    all
      .map(one => momentOf(one.recordedDate ?? one.onsetDateTime))
      .sort((a, b) => (b?.text ?? "").localeCompare(a?.text ?? ""))[0] ?? null
  );
}

/** Observations of any of the codes, newest first; cancelled ones apart. */
function observations(state: RecordState, codes: readonly string[]): Observation[] {
  return resources(state, "Observation")
    .filter(
      one =>
        one.status !== "cancelled" &&
        one.status !== "entered-in-error" &&
        one.code.coding?.some(coding => codes.includes(coding.code ?? "")),
    )
    .sort((a, b) => laterFirst(observedAt(a), observedAt(b)));
}

function newest<T>(
  state: RecordState,
  codes: readonly string[],
  read: (observation: Observation) => T | null,
): Known<T> {
  for (const observation of observations(state, codes)) {
    const value = read(observation);
    if (value !== null)
      return {
        kind: "known",
        value,
        at: observedAt(observation),
        source: "copy",
        ...saidBy(state, "Observation", observation.id),
      };
  }
  return { kind: "not in copy" };
}

function isolation(state: RecordState): Known<readonly string[]> {
  const found = newest(state, CODES.isolation, valueText);
  if (found.kind !== "known") return found;
  if (/^(none|no isolation|standard)/i.test(found.value)) {
    const { value: _, ...rest } = found;
    return { ...rest, kind: "none known" };
  }
  return { ...found, value: found.value.split(/\s*[+,;]\s*/) };
}

function problems(state: RecordState): SafetyCard["problems"] {
  const known = resources(state, "Condition").filter(isProblem);
  if (known.length === 0) return { kind: "not in copy" };
  // What is over stands with the problems, and here only where there is nothing else.
  const current = known.filter(one => !isOver(one));
  const all = current.length > 0 ? current : known;
  const value = all.map(one => ({
    text: `${words(one.code) || "not named"}${isOver(one) ? ` (${words(one.clinicalStatus)})` : ""}`,
    at: momentOf(one.onsetDateTime ?? one.recordedDate),
    ...saidBy(state, "Condition", one.id),
  }));
  return { kind: "known", value, at: null, source: "copy" };
}

/** An observation's value in words, of whichever type. */
export function valueText(observation: ObservationComponent): string | null {
  const { valueString, valueCodeableConcept, valueBoolean, valueInteger, valuePeriod } = observation;
  if (valueString !== undefined) return valueString;
  if (valueCodeableConcept !== undefined) return words(valueCodeableConcept);
  if (valueBoolean !== undefined) return valueBoolean ? "yes" : "no";
  if (valueInteger !== undefined) return String(valueInteger);
  if (valuePeriod !== undefined) return [valuePeriod.start, valuePeriod.end].map(end => end ?? "…").join(" – ");
  return (
    quantityText(observation.valueQuantity) ??
    rangeText(observation.valueRange) ??
    ratioText(observation.valueRatio) ??
    observation.valueDateTime ??
    observation.valueTime ??
    (observation.valueSampledData === undefined ? null : "a curve")
  );
}
