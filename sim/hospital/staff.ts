// Who works there, as XCN fields carry them (§2.A.86).
import type { Seeded } from "../random.ts";
import { drawName } from "./names.ts";
import { FACILITY, UNITS } from "./units.ts";

export type Worker = { readonly id: string; readonly family: string; readonly given: string; readonly degree: string };
export type Staff = {
  /** By the unit's name. */
  readonly nurses: ReadonlyMap<string, readonly Worker[]>;
  readonly physicians: readonly Worker[];
  readonly pharmacists: readonly Worker[];
};

/** Draws the whole staff: eight nurses a unit, forty physicians, six pharmacists. */
export function drawStaff(random: Seeded): Staff {
  const worker = (prefix: string, number: number, degree: string): Worker => {
    const { name } = drawName(random, random.chance(0.6) ? "F" : "M");
    return { id: `${prefix}${String(number).padStart(4, "0")}`, family: name.family, given: name.given, degree };
  };
  const crew = (prefix: string, count: number, degree: string) =>
    Array.from({ length: count }, (_, i) => worker(prefix, i + 1, degree));
  const nurses = new Map<string, readonly Worker[]>();
  UNITS.forEach((unit, u) => {
    const own = Array.from({ length: 8 }, (_, i) => worker("N", (u + 1) * 100 + i, "RN"));
    // Dana Park signs in to the demo: what she charted before must carry her name.
    if (unit.name === "4 West") own[1] = { id: "N0901", family: "Park", given: "Dana", degree: "RN" };
    nurses.set(unit.name, own);
  });
  return { nurses, physicians: crew("D", 40, "MD"), pharmacists: crew("P", 6, "PharmD") };
}

/** XCN: id, family, given, degree, assigning authority. */
export function xcn(worker: Worker): readonly string[] {
  return [worker.id, worker.family, worker.given, "", "", "", worker.degree, "", FACILITY];
}
