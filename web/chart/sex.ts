import type { Identity } from "../../src/chart/routes.ts";

/** `F`, `M`; anything else in words short enough for a row. */
export function sexLetter(sex: Identity["sex"]): string {
  return sex === "F" || sex === "M" ? sex : sex === "other" ? "X" : "sex ?";
}
