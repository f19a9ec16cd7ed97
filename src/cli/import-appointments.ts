import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { columnOf, readDates } from "../feed/index.ts";
import type { AskOf, Value } from "../server/control/index.ts";
import { readCsv, tableText } from "../tables/index.ts";
import { withAsker } from "./asker.ts";
import { Keeper } from "./blobs.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";
import { add, bytesOf, NOTHING, tell } from "./import-files.ts";
import { progressBar } from "./progress.ts";

type Options = FolderOptions & {
  readonly facility?: string;
  readonly own?: readonly string[];
  readonly authority?: string;
  readonly dates?: string;
  readonly asOf?: string;
  readonly json?: boolean;
};
type Row = AskOf<"import.appointments">["rows"][number];

const MOST = { rows: 1_000_000, row: 60_000, batch: 500, letters: 2_000_000, told: 200 } as const;

/** `tideover import appointments FILE`: the appointment book as a CSV, each row an entry; leaves with 2 where a row was parked or odd. */
export async function appointments(file: string, options: Options): Promise<void> {
  const dates = orderIn(options.dates);
  const bytes = bytesOf(file) ?? fail(`${file} cannot be read. Nothing was taken.`);
  const told = options.asOf === undefined ? null : Date.parse(options.asOf);
  if (told !== null && Number.isNaN(told))
    return fail("--as-of is a time as 2026-11-24T06:00:00-05:00. Nothing was taken.");
  const as_of = told ?? Math.floor(statSync(file).mtimeMs);
  const rows = rowsOf(bytes, dates);
  const book = {
    facility: options.facility ?? null,
    own: [...(options.own ?? [])],
    authority: options.authority ?? null,
    dates,
    as_of: Math.max(0, as_of),
    is_told: told !== null,
    file: createHash("sha256").update(bytes).digest("hex"),
  };
  const bar = progressBar("rows");
  let counts = NOTHING;
  const lines: Value<"import.appointments">["lines"] = [];
  const fit = rows.filter(row => JSON.stringify(row).length <= MOST.row);
  if (fit.length < rows.length)
    counts = add(counts, { ...NOTHING, refused: { "too-large": rows.length - fit.length } });
  const keeper = await withAsker(options, async asker => {
    const { ask } = asker;
    const keeper = new Keeper(asker, "appointments");
    await keeper.keep(file, bytes);
    let done = 0;
    for (const batch of batches(fit)) {
      bar.update(done, fit.length);
      const { lines: said, ...more } = await ask("import.appointments", { ...book, rows: batch });
      counts = add(counts, more);
      lines.push(...said);
      done += batch.length;
    }
    bar.update(done, fit.length);
    return keeper;
  });
  bar.end();
  tell(counts, "rows", options.json === true, keeper, { as_of, lines: lines.slice(0, MOST.told) });
  if (options.json !== true) {
    for (const { line, text } of lines.slice(0, MOST.told)) process.stdout.write(`line ${line}: ${text}\n`);
    if (lines.length > MOST.told) process.stdout.write(`and ${lines.length - MOST.told} more lines\n`);
    process.stdout.write(
      `The book counts as of ${new Date(as_of).toISOString()}${told === null ? ", the file's own time" : ""}.\n`,
    );
  }
  if (lines.length > 0) process.exitCode = 2;
}

function orderIn(told: string | undefined): "mdy" | "dmy" | null {
  if (told === undefined) return null;
  if (told === "mdy" || told === "dmy") return told;
  return fail("--dates is mdy (month first) or dmy (day first). Nothing was taken.");
}

/** The rows by their headings; ends the process with words where the file is no book, or its dates can be read in two ways. */
function rowsOf(bytes: Uint8Array, dates: "mdy" | "dmy" | null): Row[] {
  const { rows, broken } = readCsv(tableText(bytes));
  const [heading, ...data] = rows;
  if (heading === undefined || broken.some(({ line }) => line < heading.line))
    return fail("The file has no heading that can be read. Nothing was taken.");
  if (data.length + broken.length > MOST.rows)
    return fail(`The file has more than ${MOST.rows} rows. Nothing was taken.`);
  const names = heading.fields.map((name, at, all) => uniqueName(name, at, all));
  const found = new Set(names.map(columnOf));
  const missing = [
    ...(found.has("number") ? [] : ["number"]),
    ...(found.has("mrn") ? [] : ["mrn"]),
    ...(found.has("date") || found.has("start") ? [] : ["start, or date and time"]),
  ];
  if (missing.length > 0)
    return fail(
      `The heading has no column ${missing.join("; ")} (docs/api.md, Appointments from a CSV). Nothing was taken.`,
    );
  const table = data.map(({ line, fields }): Row => {
    const fault = fields.length > names.length || fields.length < 2 ? "fields" : null;
    const values = Array.from({ length: Math.max(names.length, fields.length) }, (_, at) => [
      names[at] ?? `#${at + 1}`,
      fields[at] ?? "",
    ]);
    return { line, fault, row: Object.fromEntries(values.filter(([, value]) => value !== "")) };
  });
  const unclear = dates === null ? table.find(({ row }) => readDates(row) === "unclear") : undefined;
  if (unclear !== undefined)
    return fail(
      `Line ${unclear.line} has a date that could be two days. Say --dates mdy (month first) or --dates dmy (day first). Nothing was taken.`,
    );
  const torn = broken.map(({ line, raw }): Row => ({ line, fault: "quotes", row: { "": raw } }));
  return [...table, ...torn].sort((a, b) => a.line - b.line);
}

function uniqueName(name: string, at: number, all: readonly string[]): string {
  const trimmed = name.trim().slice(0, 190);
  return all.findIndex(other => other.trim().slice(0, 190) === trimmed) === at && trimmed !== ""
    ? trimmed
    : `${trimmed}#${at + 1}`;
}

function* batches(rows: readonly Row[]): Generator<Row[]> {
  let batch: Row[] = [];
  let letters = 0;
  for (const row of rows) {
    const size = JSON.stringify(row).length;
    if (batch.length === MOST.batch || (batch.length > 0 && letters + size > MOST.letters)) {
      yield batch;
      [batch, letters] = [[], 0];
    }
    batch.push(row);
    letters += size;
  }
  yield batch;
}
