// The hospital's frequency table as a file: columns code, times, and optionally words, days, unit.
import { parse } from "csv-parse/sync";
import { z } from "zod";
import type { FrequencyRow, FrequencyTable } from "./frequency.ts";

export type CsvIssue = { readonly code: string; readonly text: string; readonly where: string };

const MOST_BYTES = 2_000_000;
const MOST_ROWS = 20_000;
const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const list = (text: string) => text.split(/[\s,;]+/).filter(part => part !== "");

const Time = z.string().regex(/^([01]\d|2[0-3]):?[0-5]\d$/, "a time is 06:00 or 0600");
const Row = z.object({
  code: z.string().trim().min(1, "no code").max(80),
  words: z.string().trim().max(200).default(""),
  times: z.string().transform(list).pipe(z.array(Time).min(1, "no times").max(96)),
  days: z
    .string()
    .default("")
    .transform(text => list(text.toUpperCase()))
    .pipe(z.array(z.enum(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])).max(7)),
  unit: z.string().trim().max(80).default(""),
});

/**
 * Reads the file whole: either every row is good, or nothing is taken and each bad row is named (`row 3`, counting the
 * heading as row 1). One table a unit; rows without a unit are the house's.
 */
export function readFrequencies(
  csv: string,
  imported_at: number,
): { readonly tables: readonly FrequencyTable[]; readonly issues: readonly CsvIssue[] } {
  if (csv.length > MOST_BYTES) return fail("too-large", `more than ${MOST_BYTES} characters`, "file");
  let records: unknown[];
  try {
    records = parse(csv, {
      bom: true,
      columns: (names: string[]) => names.map(name => name.trim().toLowerCase()),
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    return fail("not-csv", error instanceof Error ? error.message : "cannot be read", "file");
  }
  if (records.length > MOST_ROWS) return fail("too-many", `more than ${MOST_ROWS} rows`, "file");
  if (records.length === 0) return fail("empty", "no row", "file");
  const issues: CsvIssue[] = [];
  const units = new Map<string, FrequencyRow[]>();
  for (const [index, record] of records.entries()) {
    const where = `row ${index + 2}`;
    const read = Row.safeParse(record);
    if (!read.success) {
      for (const issue of read.error.issues) {
        issues.push({ code: "bad-field", text: issue.message, where: `${where} ${String(issue.path[0] ?? "")}` });
      }
      continue;
    }
    const { unit, code, words, times, days } = read.data;
    const rows = units.get(unit) ?? [];
    if (rows.some(row => row.code.toUpperCase() === code.toUpperCase())) {
      issues.push({ code: "doubled", text: `${code} stands twice${unit === "" ? "" : ` for ${unit}`}`, where });
    }
    const clock = times.map(time => (time.includes(":") ? time : `${time.slice(0, 2)}:${time.slice(2)}`));
    rows.push({ code, words, times: [...new Set(clock)].sort(), days: days.map(day => DAYS.indexOf(day) + 1) });
    units.set(unit, rows);
  }
  if (issues.length > 0) return { tables: [], issues };
  return {
    tables: [...units].map(([unit, rows]) => ({ unit: unit === "" ? null : unit, imported_at, rows })),
    issues: [],
  };
}

function fail(code: string, text: string, where: string) {
  return { tables: [], issues: [{ code, text, where }] };
}
