// The hospital's frequency table as a file: columns code, times, and optionally words, days, unit.
import { z } from "zod";
import { type CsvLine, readCsv } from "../tables/index.ts";
import type { FrequencyRow, FrequencyTable } from "./frequency.ts";

/** What is odd in a file, where: `line` as an editor counts it, `field` the column or empty for the whole line. */
export type CsvOddity = { readonly line: number; readonly field: string; readonly text: string };

const MOST_CHARACTERS = 2_000_000;
const MOST_ROWS = 20_000;
const COLUMNS = ["code", "times", "words", "days", "unit"] as const;
const DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

const list = (text: string) => text.split(/[\s,;]+/).filter(part => part !== "");
const Code = z.string().trim().min(1, "there is no code").max(80, "a code has at most 80 characters");
const Unit = z.string().trim().max(80, "a unit has at most 80 characters").default("");
const Time = z.string().regex(/^(([01]?\d|2[0-3]):[0-5]\d|([01]\d|2[0-3])[0-5]\d)$/, "a time is 06:00 or 0600");
const Row = z.object({
  code: Code,
  words: z.string().trim().max(200, "words have at most 200 characters").default(""),
  times: z
    .string()
    .default("")
    .transform(list)
    .pipe(z.array(Time).min(1, "there is no time").max(96, "there are more than 96 times")),
  days: z
    .string()
    .default("")
    .transform(text => list(text.toUpperCase()))
    .pipe(z.array(z.enum(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], "days are MO TU WE TH FR SA SU")).max(7)),
  unit: Unit,
});

type Read = { readonly line: number; readonly unit: string; readonly row: FrequencyRow };

/**
 * Reads the file: one table a unit; rows without a unit are the house's. An odd row is named and gives no times; where its code can be
 * read it stays in the table without any, so that the code is shown in words on that unit and never by the house's times. A code that
 * stands twice with other times gives none either. Nothing readable, or quotes that do not match: no table.
 */
export function readFrequencies(
  csv: string,
  imported_at: number,
): { readonly tables: readonly FrequencyTable[]; readonly odd: readonly CsvOddity[] } {
  const none = (line: number, text: string) => ({ tables: [], odd: [{ line, field: "", text }] });
  if (csv.length > MOST_CHARACTERS) return none(1, `the file has more than ${MOST_CHARACTERS} characters`);
  const odd: CsvOddity[] = [];
  const { rows: all, broken } = readCsv(csv);
  // A quote that is not closed may have swallowed times: nothing of such a file can be trusted.
  if (broken.length > 0)
    return { tables: [], odd: broken.map(({ line }) => ({ line, field: "", text: "its quotes do not match" })) };
  const [heading, ...lines] = all;
  if (heading === undefined) return none(1, "the file is empty");
  if (lines.length > MOST_ROWS) return none(1, `the file has more than ${MOST_ROWS} rows`);
  const names = heading.fields.map(name => name.trim().toLowerCase());
  for (const needed of ["code", "times"])
    if (!names.includes(needed)) return none(heading.line, `the heading has no column ${needed}`);
  for (const column of COLUMNS)
    if (names.indexOf(column) !== names.lastIndexOf(column))
      return none(heading.line, `the heading has ${column} twice`);
  const read = lines.flatMap(line => rowOf(line, names, odd));
  const tables = tablesOf(read, imported_at, odd);
  const isOfUse = tables.some(table => table.rows.some(row => row.times.length > 0));
  return { tables: isOfUse ? tables : [], odd: odd.sort((a, b) => a.line - b.line) };
}

function rowOf({ line, fields }: CsvLine, names: readonly string[], odd: CsvOddity[]): Read[] {
  if (fields.every(field => field.trim() === "")) return [];
  const given = Object.fromEntries(names.map((name, index) => [name, fields[index]]));
  const row = Row.safeParse(given);
  const isLonger = fields.slice(names.length).some(field => field.trim() !== "");
  if (isLonger)
    // `BID,twice,09:00,21:00` without quotes would else lose a dose.
    odd.push({
      line,
      field: "",
      text: `it has ${fields.length} fields, the heading ${names.length}: times are parted by spaces`,
    });
  else if (!row.success) {
    for (const issue of row.error.issues) {
      const field = String(issue.path[0] ?? "");
      const code = Code.safeParse(given.code).data;
      odd.push({
        line,
        field,
        text: field === "code" || code === undefined ? issue.message : `${code}: ${issue.message}`,
      });
    }
  }
  if (row.success && !isLonger) {
    const { unit, code, words, times, days } = row.data;
    const clock = times.map(time =>
      time.includes(":") ? time.padStart(5, "0") : `${time.slice(0, 2)}:${time.slice(2)}`,
    );
    const day = [...new Set(days)].map(name => DAYS.indexOf(name) + 1).sort();
    return [{ line, unit, row: { code, words, times: [...new Set(clock)].sort(), days: day } }];
  }
  const [code, unit] = [Code.safeParse(given.code), Unit.safeParse(given.unit)];
  return code.success && unit.success ? [{ line, unit: unit.data, row: inWords(code.data) }] : [];
}

const inWords = (code: string): FrequencyRow => ({ code, words: "", times: [], days: [] });

function tablesOf(read: readonly Read[], imported_at: number, odd: CsvOddity[]): FrequencyTable[] {
  const units = new Map<string, Map<string, FrequencyRow>>();
  for (const { line, unit, row } of read) {
    const rows = units.get(unit) ?? new Map<string, FrequencyRow>();
    const key = row.code.toUpperCase();
    const before = rows.get(key);
    const isAlike = before === undefined || sameTimes(before, row);
    if (before !== undefined) {
      const where = unit === "" ? "" : ` for ${unit}`;
      const then = isAlike ? "alike" : "with other times, so none of them is taken";
      odd.push({ line, field: "code", text: `${row.code} stands twice${where}, ${then}` });
    }
    rows.set(key, isAlike ? (before ?? row) : inWords(row.code));
    units.set(unit, rows);
  }
  return [...units].map(([unit, rows]) => ({ unit: unit === "" ? null : unit, imported_at, rows: [...rows.values()] }));
}

function sameTimes(a: FrequencyRow, b: FrequencyRow): boolean {
  return a.times.join() === b.times.join() && a.days.join() === b.days.join();
}
