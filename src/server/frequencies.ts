// The hospital's frequency table from a file into entries (RULES D5): by the command, or by the configuration at the first start.
import { type CsvOddity, readFrequencies } from "../chart/index.ts";
import { changedCodes, type FeedImported, type StandingTable, standingFrequencies } from "../feed/index.ts";
import type { Outcome, Request, Sqlite } from "../journal/index.ts";

export type Imported = {
  /** Codes that the file gives times for. */
  readonly taken: number;
  /** Of all its codes, those that said other, or nothing, before. */
  readonly changed: number;
  readonly odd: readonly CsvOddity[];
};

export type FrequencyParts = {
  readonly views: Sqlite;
  readonly facility: string;
  readonly record: (requests: readonly Request[]) => Promise<readonly Outcome[]>;
};

/** Tables in one act: more units than these are no hospital's. */
const MOST_UNITS = 500;

/** What a file would change, and nothing done. */
export function compareFrequencies(parts: Pick<FrequencyParts, "views" | "facility">, csv: string, at: number) {
  const { tables, odd } = readFrequencies(csv, at);
  const standing = standingFrequencies(parts.views, parts.facility);
  const changes = tables.map(table => ({ table, codes: changedCodes(standing, table) }));
  return {
    standing,
    changes: changes.filter(({ codes }) => codes.length > 0),
    taken: tables.reduce((sum, { rows }) => sum + rows.filter(row => row.times.length > 0).length, 0),
    changed: changes.reduce((sum, { codes }) => sum + codes.length, 0),
    odd,
  };
}

/** Takes the file: one entry for each unit whose table changes, all of them or none. The same file again records nothing. */
export async function importFrequencies(
  parts: FrequencyParts,
  csv: string,
  at: number,
  actor: string,
): Promise<
  { readonly ok: true; readonly value: Imported } | { readonly ok: false; readonly code: string; readonly text: string }
> {
  const { standing, changes, taken, changed, odd } = compareFrequencies(parts, csv, at);
  if (changes.length > MOST_UNITS)
    return { ok: false, code: "too-many", text: `The file names more than ${MOST_UNITS} units. Nothing was taken.` };
  if (changes.length > 0) {
    const drafts = changes.map(({ table: { unit, rows } }) => {
      const body: FeedImported = { what: "frequencies", facility: parts.facility, unit, rows: rows.map(plain) };
      return { kind: "feed.imported", body, actor, replaces: replacedBy(standing, unit) };
    });
    const [outcome] = await parts.record([{ drafts, online: true }]);
    if (outcome?.ok !== true)
      return { ok: false, code: outcome?.error.code ?? "refused", text: outcome?.error.text ?? "Nothing was taken." };
  }
  return { ok: true, value: { taken, changed, odd } };
}

function replacedBy(standing: readonly StandingTable[], unit: string | null) {
  return standing.filter(table => table.unit === unit).map(table => table.id);
}

function plain({ code, words, times, days }: StandingTable["rows"][number]): FeedImported["rows"][number] {
  return { code, words, times: [...times], days: [...days] };
}
