// The latest result of each test with the one before it, and the vital signs.
import type { Observation } from "../fhir/index.ts";
import { isOf, laterFirst, observedAt, placeIn, rangeText, resources, saidBy, unitText, words } from "./from-record.ts";
import type { Earlier, Kept, RecordState } from "./record-state.ts";
import type { Result, ResultWas, Vitals } from "./routes.ts";
import { valueText } from "./safety-card.ts";

/** Vital signs by LOINC. */
const VITALS = {
  "8480-6": "systolic",
  "8462-4": "diastolic",
  "85354-9": "panel",
  "55284-4": "panel",
  "8867-4": "HR",
  "9279-1": "RR",
  "59408-5": "SpO2",
  "2708-6": "SpO2",
  "8310-5": "Temp",
} as const;
/** What stands on the safety card is no result. */
const CARD = new Set(["29463-7", "3141-9", "CODESTATUS", "ISOLATION", "FALLS", "75320-2"]);

/** What tells one test from another. */
export function codeOf(observation: Observation): string {
  return observation.code.coding?.[0]?.code ?? words(observation.code);
}

/** Which vital sign it is; undefined for all else. */
export function vitalOf(observation: Observation): (typeof VITALS)[keyof typeof VITALS] | undefined {
  const code = observation.code.coding?.map(coding => coding.code ?? "").find(one => Object.hasOwn(VITALS, one));
  return code === undefined ? undefined : VITALS[code as keyof typeof VITALS];
}

/** The newest first; what has no time comes last. */
export function newestFirst(observations: readonly Observation[]): Observation[] {
  return [...observations].sort(
    (a, b) => laterFirst(observedAt(a), observedAt(b)) || ((a.id ?? "") < (b.id ?? "") ? -1 : 1),
  );
}

/** The flag as sent (OBX-8): `HH`, `L`, `A`. */
export function flagOf(observation: Observation): string | null {
  const [first, ...rest] = observation.interpretation ?? [];
  const codings = [first, ...rest].flatMap(one => one?.coding ?? []);
  // A code of another system (SNOMED CT) is a number: then its words.
  const flag = codings.find(({ code }) => code !== undefined && /^\D{1,6}$/.test(code))?.code;
  return flag ?? (words(first) || null);
}

const CRITICAL = new Set(["HH", "LL", "AA", "CR", "PANIC", ">", "<"]);

/** The latest of each test, critical ones first, then the newest; the one before beside it. Cancelled results are not values. */
export function latestResults(state: RecordState): Result[] {
  const byTest = new Map<string, Observation[]>();
  for (const observation of newestFirst(resources(state, "Observation"))) {
    const code = codeOf(observation);
    if (
      vitalOf(observation) !== undefined ||
      CARD.has(code) ||
      observation.status === "cancelled" ||
      observation.status === "entered-in-error"
    )
      continue;
    byTest.set(code, [...(byTest.get(code) ?? []), observation]);
  }
  return [...byTest.values()]
    .flatMap(([latest, before]) => {
      if (latest === undefined) return [];
      const kept = state.resources[`Observation/${latest.id ?? ""}`];
      return [{ ...resultOf(latest, before, state), ...wasOf(latest, kept) }];
    })
    .sort((a, b) => Number(b.critical) - Number(a.critical) || laterFirst(a.at, b.at) || (a.test < b.test ? -1 : 1));
}

const STATUSES: Readonly<Record<string, Result["status"]>> = {
  registered: "preliminary",
  preliminary: "preliminary",
  partial: "preliminary",
  final: "final",
  corrected: "corrected",
  amended: "corrected",
  appended: "corrected",
  cancelled: "cancelled",
  "entered-in-error": "entered in error",
};

/** The state of a result or a report in our words; what was not sent is not known, never final. */
export function statusText(status: string | undefined): Result["status"] {
  return STATUSES[status ?? ""] ?? "not known";
}

/** One result as the chart states it, beside the one before it. */
export function resultOf(observation: Observation, before: Observation | undefined, state: RecordState): Result {
  const flag = flagOf(observation);
  const quantity = observation.valueQuantity;
  const isNumber = quantity?.value !== undefined;
  const text = valueText(observation) ?? partsText(observation) ?? observation.note?.[0]?.text ?? "";
  return {
    id: observation.id ?? "",
    test: words(observation.code),
    value: isNumber ? `${quantity.comparator ?? ""}${quantity.value}` : text,
    unit: isNumber ? unitText(quantity) : null,
    flag,
    critical: flag !== null && CRITICAL.has(flag),
    abnormal: flag !== null && !/^(n|normal)$/i.test(flag),
    at: observedAt(observation),
    status: statusText(observation.status),
    before:
      before === undefined
        ? null
        : {
            value:
              before.valueQuantity?.value === undefined
                ? (valueText(before) ?? "")
                : `${before.valueQuantity.comparator ?? ""}${before.valueQuantity.value}`,
            flag: flagOf(before),
            at: observedAt(before),
          },
    reference: observation.referenceRange?.[0]?.text ?? rangeText(observation.referenceRange?.[0]) ?? null,
    text: observation.note?.map(note => note.text).join("\n") ?? null,
    source: "copy",
    ...saidBy(state, "Observation", observation.id),
  };
}

/** A result of several parts, each with its name; of one without a value why there is none. Undefined for all else. */
function partsText({ component = [], dataAbsentReason }: Observation): string | undefined {
  const parts = component.map(one => `${words(one.code)} ${valueText(one) ?? "no value"}`);
  if (parts.length > 0) return parts.join("; ");
  return dataAbsentReason === undefined ? undefined : `no value: ${words(dataAbsentReason)}`;
}

/** What a result was reported as before, oldest first; nothing where it was not corrected. */
export function wasOf(observation: Observation, kept: Kept | undefined): Pick<Result, "was"> {
  const was = (kept?.earlier ?? []).map(one => earlierOf(one, observation));
  return was.length === 0 ? {} : { was };
}

/** The state of an earlier report. */
export function statusOf({ status }: Earlier["said"]): Result["status"] {
  return statusText(typeof status === "string" ? status : undefined);
}

/** As it was reported before: the value of then, in the unit of then. */
function earlierOf({ by, until, said }: Earlier, now: Observation): ResultWas {
  const then: unknown = { resourceType: now.resourceType, code: now.code, ...said };
  const status = statusOf(said);
  if (!isOf(then, "Observation")) return { value: "", unit: null, flag: null, status, until, entry: by };
  const quantity = then.valueQuantity;
  const value =
    quantity?.value === undefined ? (valueText(then) ?? "") : `${quantity.comparator ?? ""}${quantity.value}`;
  const [unit, unitNow] = [unitText(quantity), unitText(now.valueQuantity)];
  return { value, unit: unit === unitNow || unit === "" ? null : unit, flag: flagOf(then), status, until, entry: by };
}

/** Sets of vital signs by the minute in which they were taken, newest first, at most so many. */
export function vitalsOf(state: RecordState, most = 40): Vitals[] {
  const byMinute = new Map<number, Observation[]>();
  for (const observation of newestFirst(resources(state, "Observation").flatMap(inParts))) {
    if (
      vitalOf(observation) === undefined ||
      observation.status === "cancelled" ||
      observation.status === "entered-in-error"
    )
      continue;
    const minute = Math.floor(placeIn(observedAt(observation)) / 60_000);
    byMinute.set(minute, [...(byMinute.get(minute) ?? []), observation]);
  }
  return [...byMinute.values()].slice(0, most).map(set => ({
    at: set[0] === undefined ? null : observedAt(set[0]),
    source: "copy",
    values: valuesOf(set, state),
  }));
}

/** A set sent as one observation is its parts, each a vital sign of its own. */
function inParts(observation: Observation): Observation[] {
  const { component, ...whole } = observation;
  if (component === undefined || vitalOf(observation) === undefined) return [observation];
  return component.map(one => ({ ...whole, ...one }));
}

function valuesOf(set: readonly Observation[], state: RecordState): Vitals["values"] {
  const find = (name: string) => set.find(one => vitalOf(one) === name);
  const [systolic, diastolic] = [find("systolic"), find("diastolic")];
  const pressure =
    systolic === undefined && diastolic === undefined
      ? []
      : [
          {
            name: "BP" as const,
            value: `${systolic?.valueQuantity?.value ?? "?"}/${diastolic?.valueQuantity?.value ?? "?"}`,
            unit: unitText(systolic?.valueQuantity) || "mmHg",
            flag: (systolic && flagOf(systolic)) ?? (diastolic && flagOf(diastolic)) ?? null,
            at: observedAt(systolic ?? (diastolic as Observation)),
            ...saidBy(state, "Observation", (systolic ?? diastolic)?.id),
          },
        ];
  const others = (["HR", "RR", "SpO2", "Temp"] as const).flatMap(name => {
    const one = find(name);
    return one === undefined
      ? []
      : [
          {
            name,
            value: one.valueQuantity?.value === undefined ? (valueText(one) ?? "") : String(one.valueQuantity.value),
            unit: unitText(one.valueQuantity) || null,
            flag: flagOf(one),
            at: observedAt(one),
            ...saidBy(state, "Observation", one.id),
          },
        ];
  });
  return [...pressure, ...others];
}
