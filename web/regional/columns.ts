// Which columns a board has: those that any facility offers or said something of, in one order on every board.
import type { BoardAnswer, BoardFacility, Cell } from "../../src/regional/routes.ts";

export type Column = Pick<Cell, "service" | "population"> & { readonly name: string; readonly who: string };

/** As they are said to a crew. */
const NAMES: Readonly<Record<string, string>> = {
  ed: "ED",
  trauma: "Trauma",
  stroke: "Stroke",
  stemi: "STEMI",
  burn: "Burn",
  paediatrics: "Peds",
  ob: "Birth",
  nicu: "NICU",
  icu: "ICU",
  or: "OR",
  psychiatry: "Psych",
  dialysis: "Dialysis",
  "urgent-care": "Urgent care",
  "elective-surgery": "Elective surgery",
  ct: "CT",
  imaging: "Imaging",
  laboratory: "Lab",
  "blood-draw": "Blood draw",
  clinics: "Clinics",
};
const WHO: Readonly<Record<Cell["population"], string>> = {
  ambulance: "ambulance",
  "walk-in": "walk-in",
  scheduled: "",
  "transfer-in": "transfers",
};
/** Of these the ambulance goes without saying. */
const AMBULANCE_FIRST: ReadonlySet<string> = new Set(["trauma", "stroke", "stemi", "burn", "paediatrics", "ct"]);

/** The columns of a board. An ED's walk-in column stands beside its ambulance column, always. */
export function columnsOf({ facilities }: BoardAnswer): Column[] {
  const cells = facilities.flatMap(facility => facility.cells);
  return Object.keys(NAMES).flatMap(service => {
    const ours = cells.filter(cell => cell.service === service && cell.state !== "not-offered");
    const first = ours[0];
    if (first === undefined) return [];
    const populations = (["ambulance", "walk-in", "scheduled", "transfer-in"] as const).filter(population =>
      ours.some(cell => cell.population === population),
    );
    return populations.map(population => ({
      service: first.service,
      population,
      name: NAMES[service] ?? service,
      who:
        populations.length === 1 || (population === "ambulance" && AMBULANCE_FIRST.has(service)) ? "" : WHO[population],
    }));
  });
}

export function cellAt(facility: BoardFacility, { service, population }: Pick<Column, "service" | "population">) {
  return facility.cells.find(cell => cell.service === service && cell.population === population) ?? null;
}
