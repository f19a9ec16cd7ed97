// The one reader of tables that a hospital gives as CSV (RFC 4180): what a spreadsheet writes in any country, and lines whose quotes do not match.

/** `line` as an editor counts it, where the row begins. */
export type CsvLine = { readonly line: number; readonly fields: readonly string[] };
/** A line whose quotes do not match, whole. */
export type CsvBroken = { readonly line: number; readonly raw: string };
export type CsvTable = { readonly rows: readonly CsvLine[]; readonly broken: readonly CsvBroken[] };

/** A quoted field that is longer has swallowed what stands behind it. */
const LONGEST_QUOTED = 20_000;

/**
 * Reads the rows of a table, empty lines apart. Fields are parted as the first line parts them: by commas, semicolons or tabs. Never
 * throws: a line whose quotes do not match is in `broken`, and reading goes on with the line behind it, so that a stray quote costs its
 * own line and no other.
 */
export function readCsv(text: string): CsvTable {
  const csv = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const mark = markOf(csv);
  const rows: CsvLine[] = [];
  const broken: CsvBroken[] = [];
  let line = 1;
  for (let at = 0; at < csv.length; ) {
    const row = rowAt(csv, at, mark);
    const end = row?.end ?? lineEnd(csv, at);
    if (row === null) broken.push({ line, raw: csv.slice(at, end) });
    else if (row.fields.some(field => field !== "")) rows.push({ line, fields: row.fields });
    line += breaksIn(csv, at, end) + 1;
    at = end + (csv.startsWith("\r\n", end) ? 2 : 1);
  }
  return { rows, broken };
}

/** The text of a table's file: spreadsheets save in UTF-8, or in the Latin script of their country. */
export function tableText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The row that begins here, and where it ends: before its line break, or at the end of the text. Null where its quotes do not match. */
function rowAt(csv: string, from: number, mark: string): { readonly fields: string[]; readonly end: number } | null {
  const fields: string[] = [];
  for (let at = from; ; ) {
    const field = csv[at] === '"' ? quotedAt(csv, at) : plainAt(csv, at, mark);
    if (field === null) return null;
    fields.push(field.text);
    if (csv[field.end] === mark) at = field.end + 1;
    else return isBreak(csv[field.end]) ? { fields, end: field.end } : null;
  }
}

type Field = { readonly text: string; readonly end: number };

function quotedAt(csv: string, from: number): Field | null {
  let text = "";
  for (let at = from + 1; at - from < LONGEST_QUOTED; ) {
    const close = csv.indexOf('"', at);
    if (close < 0) return null;
    text += csv.slice(at, close);
    if (csv[close + 1] !== '"') return close - from > LONGEST_QUOTED ? null : { text, end: close + 1 };
    text += '"';
    at = close + 2;
  }
  return null;
}

function plainAt(csv: string, from: number, mark: string): Field | null {
  let end = from;
  while (!isBreak(csv[end]) && csv[end] !== mark) {
    if (csv[end] === '"') return null;
    end++;
  }
  return { text: csv.slice(from, end), end };
}

/** The end of the text ends a line, too. */
function isBreak(letter: string | undefined): boolean {
  return letter === undefined || letter === "\n" || letter === "\r";
}

function lineEnd(csv: string, from: number): number {
  let end = from;
  while (!isBreak(csv[end])) end++;
  return end;
}

/** Lines as an editor counts them: CR LF is one break. */
function breaksIn(csv: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++)
    if (csv[at] === "\n" ? csv[at - 1] !== "\r" || at === from : csv[at] === "\r") count++;
  return count;
}

/** Spreadsheets write semicolons in half of the world. */
function markOf(csv: string): string {
  let from = 0;
  while (from < csv.length && csv.slice(from, lineEnd(csv, from)).trim() === "") from = lineEnd(csv, from) + 1;
  const heading = csv.slice(from, lineEnd(csv, from));
  return [";", "\t"].find(mark => heading.includes(mark)) ?? ",";
}
