// The hospital's frequency tables in force, and how another file differs from them.
import type { FrequencyTable } from "../../chart/index.ts";
import { type Bytes, type Sqlite, standingIn, standingView } from "../../journal/index.ts";
import { FrequenciesImported, feedImportedKind } from "../entries.ts";

export const frequencyView = standingView({
  name: "frequency",
  version: 1,
  kinds: [feedImportedKind.name],
  topic: "frequencies",
});

/** A table that stands; `id` names its entry, `actor` who imported it. */
export type StandingTable = FrequencyTable & { readonly id: Bytes; readonly actor: string };

/** The tables of a facility that stand, or stood by `by` (integer µs). Two of one unit (two nodes imported) both do; the newer gives the times. */
export function standingFrequencies(views: Sqlite, facility: string, by?: number): StandingTable[] {
  return standingIn(views, "frequency", undefined, by).flatMap(({ id, actor, wall, body }) => {
    const table = FrequenciesImported.safeParse(body).data;
    if (table === undefined || table.facility !== facility) return [];
    return [{ id, actor, unit: table.unit, imported_at: Math.floor(wall / 1_000), rows: table.rows }];
  });
}

/** The codes of `table` that say other than what stands for its unit: new, gone, or with other times, days or words. */
export function changedCodes(standing: readonly StandingTable[], table: FrequencyTable): string[] {
  const newest = standing
    .filter(one => one.unit === table.unit)
    .reduce<StandingTable | undefined>(
      (a, b) => (a !== undefined && a.imported_at >= b.imported_at ? a : b),
      undefined,
    );
  const before = rowsByCode(newest?.rows ?? []);
  const after = rowsByCode(table.rows);
  return [...new Set([...before.keys(), ...after.keys()])].filter(code => before.get(code) !== after.get(code));
}

function rowsByCode(rows: FrequencyTable["rows"]): Map<string, string> {
  return new Map(
    rows.map(({ code, words, times, days }) => [code.trim().toUpperCase(), JSON.stringify([words, times, days])]),
  );
}
