// MSH's neighbors in every message: EVN, PID, PV1, MRG, in the dialect of the house.
import { type Field, type MessageSpec, type SegmentSpec, segment } from "../hospital/spec.ts";
import { stamp } from "../hospital/times.ts";
import type { Bed } from "./facility.ts";
import type { House } from "./house.ts";
import type { RecordTruth, VisitTruth } from "./truth.ts";

/** An identifier: with its authority and type, or bare. */
export function id(house: House, number: string, type?: string): Field {
  if (!house.facility.dialect.authorities) return [number];
  return type === undefined ? [number, house.facility.id] : [number, "", "", house.facility.id, type];
}

export type Said = {
  /** Address, telephone and language too; of those that were deleted it says so. */
  readonly whole?: boolean;
  /** Those that this message deletes. */
  readonly gone?: readonly ("city" | "phone" | "language")[];
};

/** PID (§3.4.2). `mrn`: the number under which she is spoken of. */
export function pid(
  house: House,
  mrn: string,
  record: RecordTruth,
  account: string | null,
  said: Said = {},
): SegmentSpec {
  const { person } = record;
  const isOld = !house.facility.dialect.authorities;
  const field = (name: "city" | "phone" | "language", value: (text: string) => Field): Field => {
    if (said.gone?.includes(name)) return null;
    const text = person[name];
    return said.whole === true && text !== null ? value(text) : "";
  };
  return segment("PID", {
    1: "1",
    // 2.3: the number of another place and a social security number stand beside, and name nobody here.
    ...(isOld ? { 2: [`X${Number(mrn) % 7}`], 19: `900-${mrn.slice(-2)}-${mrn.slice(-4)}` } : {}),
    3: id(house, mrn, "MR"),
    5: isOld ? [person.family, person.given] : [person.family, person.given, "", "", "", "", "L"],
    7: person.birth.replaceAll("-", ""),
    8: person.sex,
    11: field("city", city => ["1 Harbor Rd", "", city, "CT"]),
    13: field("phone", phone => [phone]),
    15: field("language", language => [language]),
    ...(account === null ? {} : { 18: id(house, account, "AN") }),
  });
}

function location(house: House, bed: Bed): Field {
  const place = [bed.unit, bed.room, bed.bed];
  return house.facility.dialect.authorities ? [...place, house.facility.id] : place;
}

const CLASS = { emergency: "E", inpatient: "I", outpatient: "O" } as const;

/** PV1 (§3.4.3). `bed`: where she lies, or where she is expected. */
export function pv1(house: House, visit: VisitTruth, bed: Bed | null = visit.bed): SegmentSpec {
  return segment("PV1", {
    1: "1",
    2: CLASS[visit.kind],
    3: bed === null ? "" : location(house, bed),
    7: [`D${visit.doctor.length}${visit.doctor.charCodeAt(0)}`, visit.doctor],
    ...(house.facility.dialect.visits ? { 19: id(house, visit.number, "VN") } : {}),
  });
}

/** EVN (§3.4.1). */
export function evn(house: House, trigger: string, recorded: number, occurred = recorded): SegmentSpec {
  const { zone, facility } = house;
  return segment("EVN", {
    1: trigger,
    2: stamp(recorded, zone),
    ...(facility.dialect.occurred ? { 6: stamp(occurred, zone) } : {}),
  });
}

/** A message; in 2.3 with a segment of the house's own, and no structure in MSH-9. */
export function message(house: House, code: string, trigger: string, segments: readonly SegmentSpec[]): MessageSpec {
  const isOld = house.facility.dialect.version === "2.3";
  const local = isOld ? [segment("ZPL", { 1: "1", 3: ["HOUSEKEEPING", "not for others"] })] : [];
  return { type: isOld ? [code, trigger] : [code, trigger, `${code}_${trigger}`], segments: [...segments, ...local] };
}
