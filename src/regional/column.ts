// Columns of a board and the order of what stands in them: for the board, and for every feed that says it again.
import { CELL_STATES, type Cell, type CellState } from "./routes.ts";

/** True of an emergency department's walk-in column: whoever comes is screened. */
export function isDoor({ service, population }: Pick<Cell, "service" | "population">): boolean {
  return service === "ed" && population === "walk-in";
}

/** The worse comes first (RULES S2). */
export function byRestriction(a: CellState, b: CellState): number {
  return CELL_STATES.indexOf(a) - CELL_STATES.indexOf(b);
}
