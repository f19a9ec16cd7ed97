// ADT in the dialect of the house: who came, moved and left, and what is known of her at the desk.
import { type SegmentSpec, segment } from "../hospital/spec.ts";
import { stamp } from "../hospital/times.ts";
import type { Bed } from "./facility.ts";
import { type House, numberOf, type Overtakes, say } from "./house.ts";
import { evn, id, message, pid, pv1, type Said } from "./say-who.ts";
import type { AllergyTruth, RecordTruth, VisitTruth } from "./truth.ts";

export type Times = { readonly recorded: number; readonly occurred?: number };

const SEVERITY = { severe: "SV", moderate: "MO", mild: "MI" } as const;
const ASKED = {
  "none known": ["716186003", "No known allergy", "SCT"],
  unknown: ["UNK", "Allergies unknown", "L"],
  "not asked": ["NOTASKED", "Not asked", "L"],
} as const;

function allergen({ substance, severity, reaction }: AllergyTruth, name: "AL1" | "IAM", nth: number): SegmentSpec {
  return segment(name, {
    1: String(nth),
    2: "DA",
    3: [substance.toUpperCase().slice(0, 5), substance, "L"],
    4: SEVERITY[severity],
    5: reaction,
  });
}

function allergies({ facility }: House, { asked, allergies: all }: RecordTruth): SegmentSpec[] {
  if (!facility.dialect.safety) return [];
  if (all.size > 0) return [...all.values()].map((one, at) => allergen(one, "AL1", at + 1));
  return asked === "nothing said" ? [] : [segment("AL1", { 1: "1", 2: "DA", 3: [...ASKED[asked]] })];
}

const OBSERVED = {
  "code status": ["CODESTATUS", "Code status", "L"],
  isolation: ["ISOLATION", "Isolation", "L"],
  weight: ["29463-7", "Body weight", "LN"],
} as const;

function observed({ facility, truth, zone }: House, visit: VisitTruth): SegmentSpec[] {
  if (!facility.dialect.safety) return [];
  return truth.safety
    .filter(one => one.visit === visit)
    .map(({ what, value, at }, nth) =>
      segment("OBX", {
        1: String(nth + 1),
        2: what === "weight" ? "NM" : "CWE",
        3: [...OBSERVED[what]],
        5: what === "weight" ? value : [value.toUpperCase().replaceAll(" ", ""), value, "L"],
        6: what === "weight" ? ["kg", "", "UCUM"] : "",
        11: "F",
        14: stamp(at, zone),
      }),
    );
}

/** The record by whose number the house speaks, with what is said of her person. */
function spokenOf(house: House, mrn: string): RecordTruth {
  const record = house.truth.records.get(numberOf(house, mrn));
  if (record === undefined) throw new RangeError(`nobody has the number ${mrn}`);
  return record;
}

const WHOLE = new Set(["A01", "A04", "A05", "A08"]);
const CANCELS = /^A(11|12|13|38|52|53|27)$/;

/** An event of a stay. `bed`: where she is expected or lay last, where the stay holds no bed. */
export function sayMove(
  house: House,
  trigger: string,
  visit: VisitTruth,
  times: Times,
  { bed = visit.bed, ...said }: Said & { readonly bed?: Bed | null } = {},
): void {
  const record = spokenOf(house, visit.mrn);
  const isWhole = WHOLE.has(trigger);
  visit.moves++;
  const spec = message(house, "ADT", trigger, [
    evn(house, trigger, times.recorded, times.occurred),
    pid(house, record.mrn, record, visit.account, { ...said, whole: isWhole }),
    pv1(house, visit, bed),
    ...(isWhole ? [...observed(house, visit), ...allergies(house, record)] : []),
  ]);
  const isTold = trigger !== "A08" && (house.facility.dialect.occurred || !CANCELS.test(trigger));
  const overtakes: Overtakes | null = isTold ? { by: "time", said: record.said } : null;
  say(house, "movements", times.recorded, spec, [record.mrn, visit.mrn], overtakes);
}

/** Two change beds (A17): one message, two people. */
export function saySwap(house: House, visits: readonly VisitTruth[], times: Times): void {
  const records = visits.map(visit => spokenOf(house, visit.mrn));
  const spec = message(house, "ADT", "A17", [
    evn(house, "A17", times.recorded, times.occurred),
    ...visits.flatMap((visit, at) => {
      visit.moves++;
      const record = records[at];
      return record === undefined ? [] : [pid(house, record.mrn, record, visit.account), pv1(house, visit)];
    }),
  ]);
  say(
    house,
    "movements",
    times.recorded,
    spec,
    [...records, ...visits].map(one => one.mrn),
  );
}

/** An event about the person alone (A31). */
export function sayPerson(house: House, record: RecordTruth, at: number, said: Said): void {
  const spec = message(house, "ADT", "A31", [
    evn(house, "A31", at),
    pid(house, record.mrn, record, null, { ...said, whole: true }),
    pv1None(),
  ]);
  say(house, "movements", at, spec, [record.mrn]);
}

/** PV1 that is required and says nothing: class N, not applicable. */
function pv1None(): SegmentSpec {
  return segment("PV1", { 1: "1", 2: "N" });
}

/** An allergy that was an error is taken back (A60, IAM-6 D). */
export function sayAllergyGone(house: House, record: RecordTruth, allergy: AllergyTruth, at: number): void {
  const iam = allergen(allergy, "IAM", 1);
  const spec = message(house, "ADT", "A60", [
    evn(house, "A60", at),
    pid(house, record.mrn, record, null),
    { ...iam, fields: { ...iam.fields, 6: "D" } },
  ]);
  say(house, "movements", at, spec, [record.mrn]);
}

export type Prior = { readonly mrn: string; readonly account?: string; readonly visit?: string };

/** What numbers become: MRG is the prior one, PID and PV1 what stands now. */
export function sayPrior(
  house: House,
  trigger: string,
  record: RecordTruth,
  prior: Prior,
  at: number,
  visit: VisitTruth | null = null,
): void {
  const spec = message(house, "ADT", trigger, [
    evn(house, trigger, at),
    pid(house, record.mrn, record, visit?.account ?? null),
    segment("MRG", {
      1: id(house, prior.mrn, "MR"),
      ...(prior.account === undefined ? {} : { 3: id(house, prior.account, "AN") }),
      ...(prior.visit === undefined ? {} : { 5: id(house, prior.visit, "VN") }),
    }),
    ...(visit === null || trigger.startsWith("A3") ? [] : [pv1(house, visit)]),
  ]);
  say(house, "movements", at, spec, [record.mrn, prior.mrn]);
}

/** Two numbers are bound or are parted (A24, A37): two PID. */
export function sayPair(house: House, trigger: "A24" | "A37", one: RecordTruth, other: RecordTruth, at: number): void {
  const pids = [one, other].map(record => pid(house, record.mrn, record, null));
  say(house, "movements", at, message(house, "ADT", trigger, [evn(house, trigger, at), ...pids]), [one.mrn, other.mrn]);
}
