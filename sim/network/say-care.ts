// Orders, doses and results in the dialect of the house.
import { type Field, type SegmentSpec, segment } from "../hospital/spec.ts";
import { minuteStamp, stamp } from "../hospital/times.ts";
import { departmentsNumber, type House, say } from "./house.ts";
import { message, pid, pv1 } from "./say-who.ts";
import type { DoseTruth, OrderTruth, ResultTruth, VisitTruth } from "./truth.ts";

/** PID and PV1 of a department's message, and whose it is. */
function front(house: House, visit: VisitTruth): { readonly mrn: string; readonly segments: readonly SegmentSpec[] } {
  const mrn = departmentsNumber(house, visit);
  const record = house.truth.records.get(mrn);
  if (record === undefined) throw new RangeError(`nobody has the number ${mrn}`);
  return { mrn, segments: [pid(house, mrn, record, visit.account), pv1(house, visit)] };
}

/** An order's or a report's number: both hospitals have a system of this name, and count alike. */
function number(house: House, text: string, system: string): Field {
  return house.facility.dialect.authorities ? [text, `${house.facility.id}_${system}`] : [text];
}

const STATUS = { NW: "IP", XO: "IP", HD: "HD", RL: "IP", DC: "DC" } as const;
export type Control = keyof typeof STATUS;

/** An order as it stands. In 2.3 a change of its state may be an ORC alone. */
export function sayOrder(house: House, control: Control, order: OrderTruth, at: number): void {
  const { zone, facility } = house;
  const { mrn, segments } = front(house, order.visit);
  order.mrn = mrn;
  const orc = segment("ORC", {
    1: control,
    2: number(house, order.number, "EHR"),
    5: STATUS[control],
    9: stamp(at, zone),
    ...(facility.dialect.version === "2.3" && order.kind === "drug"
      ? { 7: ["1", order.frequency, "", minuteStamp(order.starts, zone)] }
      : {}),
  });
  const isBare = facility.dialect.version === "2.3" && control !== "NW" && control !== "XO" && house.random.chance(0.5);
  const code = [order.code, order.what, "L"];
  const drug = (name: "RXO" | "RXE"): SegmentSpec[] =>
    name === "RXO"
      ? [segment(name, { 1: code, 2: order.amount, 4: order.unit })]
      : [segment(name, { 2: code, 3: order.amount, 5: order.unit })];
  const body: SegmentSpec[] = isBare
    ? []
    : order.kind === "test"
      ? [segment("OBR", { 1: "1", 2: number(house, order.number, "EHR"), 4: code })]
      : facility.dialect.version === "2.3"
        ? // The pharmacy's words stand behind the ward's in some.
          [...drug("RXO"), ...(Number(order.number.slice(1)) % 3 === 0 ? drug("RXE") : [])]
        : [...drug("RXE"), segment("TQ1", { 1: "1", 3: [order.frequency], 7: minuteStamp(order.starts, zone) })];
  const [type, trigger] =
    facility.dialect.version === "2.3" ? ["ORM", "O01"] : order.kind === "test" ? ["OMG", "O19"] : ["RDE", "O11"];
  say(house, "drugs", at, message(house, type ?? "", trigger ?? "", [...segments, orc, ...body]), [
    mrn,
    order.visit.mrn,
    order.number,
  ]);
}

const COMPLETION = { given: "CP", partial: "PA", held: "NA", refused: "RE", removed: "CP" } as const;
const WHY: { readonly [outcome in DoseTruth["outcome"]]?: Field } = {
  held: ["HELD", "Blood pressure low", "L"],
  refused: ["REF", "Patient refused", "L"],
};

/** A record of a dose; U replaces and D removes the one of the same count. */
export function sayDose(house: House, action: "A" | "U" | "D", dose: DoseTruth, at: number): void {
  const { order } = dose;
  const { mrn, segments } = front(house, order.visit);
  const rxa = segment("RXA", {
    1: "0",
    2: String(dose.count),
    3: stamp(dose.at, house.zone),
    5: [order.code, order.what, "L"],
    6: dose.amount,
    7: order.unit,
    18: WHY[dose.outcome] ?? "",
    20: COMPLETION[dose.outcome],
    21: action,
    22: stamp(at, house.zone),
  });
  const orc = segment("ORC", { 1: "RE", 2: number(house, order.number, "EHR") });
  say(house, "drugs", at, message(house, "RAS", "O17", [...segments, orc, rxa]), [mrn, order.visit.mrn, order.number]);
}

const RESULT_STATUS = { preliminary: "P", final: "F", corrected: "C", cancelled: "X" } as const;

/** A report with its results, all of one number and one state. */
export function sayReport(house: House, results: readonly ResultTruth[], at: number): void {
  const [first] = results;
  if (first === undefined) return;
  const { mrn, segments } = front(house, first.visit);
  for (const result of results) result.mrn = mrn;
  const status = RESULT_STATUS[first.status];
  const coding = house.facility.dialect.authorities ? "LN" : "L";
  const spec = message(house, "ORU", "R01", [
    ...segments,
    segment("OBR", {
      1: "1",
      3: number(house, first.number, "LAB"),
      4: [first.panel, first.panel, "L"],
      7: stamp(first.at, house.zone),
      22: stamp(at, house.zone),
      25: status,
    }),
    ...results.map((result, nth) =>
      segment("OBX", {
        1: String(nth + 1),
        2: "NM",
        3: [result.code, result.test, coding],
        5: result.status === "cancelled" ? "" : result.value,
        6: [result.unit, "", "UCUM"],
        8: result.flag,
        11: status,
        14: stamp(result.at, house.zone),
      }),
    ),
  ]);
  say(house, "laboratory", at, spec, [mrn, first.visit.mrn, first.number]);
}
