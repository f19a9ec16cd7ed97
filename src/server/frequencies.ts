// The hospital's frequency table from a file into entries (RULES D5): by the command, or by the configuration at the first start.
import { readFileSync } from "node:fs";
import { type CsvOddity, readFrequencies } from "../chart/index.ts";
import { changedCodes, type FrequenciesImported, type StandingTable, standingFrequencies } from "../feed/index.ts";
import type { Outcome, Request, Sqlite } from "../journal/index.ts";
import { tableText } from "../tables/index.ts";

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
      const body: FrequenciesImported = { what: "frequencies", facility: parts.facility, unit, rows: rows.map(plain) };
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

function plain({ code, words, times, days }: StandingTable["rows"][number]): FrequenciesImported["rows"][number] {
  return { code, words, times: [...times], days: [...days] };
}

/** The file in the configuration is taken once, where no table stands; later it is only compared. `note` hears what a person should know. */
export async function seedFrequencies(
  parts: FrequencyParts,
  file: string | null,
  at: number,
  note: (text: string) => void,
): Promise<void> {
  if (file === null) return;
  const isSeeded = standingFrequencies(parts.views, parts.facility).length > 0;
  const csv = textOf(file);
  if (csv === null) {
    const then = isSeeded ? "the one imported before is in force" : "no frequency has times until one is imported";
    note(`The frequency table ${file} cannot be read; ${then}.`);
  } else if (isSeeded) {
    const { changed } = compareFrequencies(parts, csv, at);
    if (changed > 0)
      note(
        `The frequency table ${file} differs from the one in force in ${changed} codes. It was not taken: ./tideover import frequencies ${file}`,
      );
  } else {
    const done = await importFrequencies(parts, csv, at, "node");
    if (!done.ok) note(`The frequency table ${file} was not taken: ${done.text}`);
    else if (done.value.odd.length > 0) {
      note(`The frequency table ${file} gives times for ${done.value.taken} codes; these lines are odd and give none:`);
      for (const { line, field, text } of done.value.odd)
        note(`  line ${line}${field === "" ? "" : `, ${field}`}: ${text}`);
    }
  }
}

/** The text of a table's file; null where it cannot be read. */
export function textOf(file: string): string | null {
  try {
    return tableText(readFileSync(file));
  } catch {
    return null;
  }
}

/** The tables in force, read once, and again after `forget`. */
export function keptTables(views: () => Sqlite, facility: string): { now(): readonly StandingTable[]; forget(): void } {
  let kept: readonly StandingTable[] | null = null;
  return {
    now: () => {
      kept ??= standingFrequencies(views(), facility);
      return kept;
    },
    forget: () => {
      kept = null;
    },
  };
}
