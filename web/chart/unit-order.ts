// In which order the rows of a unit stand.
import type { CensusRow } from "../../src/chart/routes.ts";

/** How pressing a row is; higher first. Critical results, then overdue, then abnormal results, then doses not known. */
export function pressing(row: CensusRow): number {
  const critical = row.results.some(result => result.critical) ? 8 : 0;
  const overdue = row.overdue_since !== null ? 4 : 0;
  const abnormal = row.results.some(result => result.abnormal) ? 2 : 0;
  return critical + overdue + abnormal + (row.not_known > 0 ? 1 : 0);
}

/** Beds by number within their letters (`9` before `10`), and critical rows first on demand. Empty beds last there. */
export function inOrder(rows: readonly CensusRow[], by: "bed" | "critical"): readonly CensusRow[] {
  const beds = rows.toSorted((a, b) => a.bed.localeCompare(b.bed, "en-US", { numeric: true }));
  if (by === "bed") return beds;
  const occupied = (row: CensusRow) => (row.patient === null ? 0 : 1);
  return beds.toSorted((a, b) => occupied(b) - occupied(a) || pressing(b) - pressing(a));
}
