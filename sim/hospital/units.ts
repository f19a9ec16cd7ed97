// Which units and beds the hospital has.

export type Care = "emergency" | "intensive" | "newborn" | "birth" | "children" | "adult";

export type Unit = {
  /** As PV1-3.1 names it. */
  readonly name: string;
  readonly words: string;
  readonly care: Care;
  readonly beds: number;
  /** The first room's number. */
  readonly first: number;
};

export type Bed = {
  readonly id: string;
  readonly unit: Unit;
  readonly room: string;
  readonly bed: string;
};

export const FACILITY = "HMG";
export const HOSPITAL = "Harbor Mills General";

export const UNITS: readonly Unit[] = [
  { name: "ED", words: "Emergency department", care: "emergency", beds: 28, first: 1 },
  { name: "ICU", words: "Intensive care", care: "intensive", beds: 20, first: 201 },
  { name: "STEP", words: "Stepdown", care: "adult", beds: 20, first: 251 },
  { name: "NICU", words: "Newborn intensive care", care: "newborn", beds: 14, first: 601 },
  { name: "NURSERY", words: "Newborn nursery", care: "newborn", beds: 12, first: 631 },
  { name: "L&D", words: "Labor and delivery", care: "birth", beds: 12, first: 651 },
  { name: "PEDS", words: "Children", care: "children", beds: 20, first: 671 },
  { name: "3 West", words: "3 West, surgery", care: "adult", beds: 30, first: 301 },
  { name: "4 West", words: "4 West, medicine", care: "adult", beds: 30, first: 401 },
  { name: "5 East", words: "5 East, telemetry", care: "adult", beds: 30, first: 501 },
  { name: "ONC", words: "Oncology", care: "adult", beds: 18, first: 701 },
  { name: "REHAB", words: "Rehabilitation", care: "adult", beds: 16, first: 731 },
];

/** All 250 beds, unit by unit, in room order. */
export const BEDS: readonly Bed[] = UNITS.flatMap(unit =>
  Array.from({ length: unit.beds }, (_, i) => {
    const number = unit.first + i;
    const room = unit.care === "emergency" ? String(number).padStart(2, "0") : String(number);
    return { id: `${unit.name}/${room}/A`, unit, room, bed: "A" };
  }),
);

/** PV1-3: point of care, room, bed, facility (§3.4.3.3). */
export function location(bed: Bed): readonly string[] {
  return [bed.unit.name, bed.room, bed.bed, FACILITY];
}
