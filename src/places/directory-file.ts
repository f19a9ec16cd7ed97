// A public directory of hospitals as a file: which one it is, the places that it lists, and what is odd in it.
import { readCsv } from "../tables/index.ts";
import { FORMATS } from "./directory-row.ts";
import type { Listed, ListedSource } from "./listed-entries.ts";

/** What is odd, where: `row` is the line on which the row begins, as an editor counts it; `column` is empty for the whole row. */
export type DirectoryOddity = {
  readonly row: number;
  readonly column: string;
  readonly code: string;
  readonly text: string;
};

export type DirectoryFile =
  | {
      readonly ok: true;
      readonly source: ListedSource;
      readonly title: string;
      /** Each id once. */
      readonly places: readonly Listed[];
      /** Rows that could not be taken. */
      readonly left: number;
      /** In order of rows. */
      readonly odd: readonly DirectoryOddity[];
    }
  | { readonly ok: false; readonly code: string; readonly text: string };

const MOST = { letters: 64_000_000, rows: 100_000 } as const;

/**
 * Reads the file. Its kind is told by its heading. A row that is understood is taken with what can be understood of it; one without an id or
 * a name, with other fields than the heading, or whose id stood before, is left out and named. Never throws.
 */
export function readDirectory(csv: string): DirectoryFile {
  if (csv.length > MOST.letters) return refused("too-large", `The file has more than ${MOST.letters} letters.`);
  if (csv.includes("\0")) return refused("not-text", "The file is no text.");
  const { rows, broken } = readCsv(csv);
  if (rows.length + broken.length > MOST.rows) return refused("too-large", `The file has more than ${MOST.rows} rows.`);
  const [heading, ...data] = rows;
  if (heading === undefined || broken.some(({ line }) => line < heading.line))
    return refused("no-heading", "The file has no heading that can be read.");
  const names = heading.fields.map(name => name.trim().toLowerCase());
  const format = FORMATS.find(one => lacking(one.columns, names).length === 0);
  if (format === undefined) return refused("heading-unknown", unknownHeading(names));
  const twice = format.columns.find(
    name => names.indexOf(name.toLowerCase()) !== names.lastIndexOf(name.toLowerCase()),
  );
  if (twice !== undefined) return refused("heading-twice", `The heading has the column ${twice} twice.`);
  if (data.length === 0 && broken.length === 0) return refused("no-rows", "The file has a heading and no rows.");

  const at = new Map(names.map((name, index) => [name, index]));
  const places = new Map<string, Listed>();
  const odd: DirectoryOddity[] = broken.map(({ line }) => ({
    row: line,
    column: "",
    code: "quotes",
    text: "its quotes do not match",
  }));
  let left = broken.length;
  for (const { line, fields } of data) {
    if (fields.length < names.length || fields.slice(names.length).some(field => field.trim() !== "")) {
      const text = `it has ${fields.length} fields, the heading ${names.length}`;
      odd.push({ row: line, column: "", code: "fields", text });
      left += 1;
      continue;
    }
    const { place, odd: found } = format.read(column => fields[at.get(column.toLowerCase()) ?? -1] ?? "");
    for (const one of found) odd.push({ row: line, ...one });
    if (place !== null && !places.has(place.id)) places.set(place.id, place);
    else left += 1;
    if (place !== null && places.get(place.id) !== place) {
      const text = "its id stood in the file before, and that row is taken";
      odd.push({ row: line, column: format.columns[0] ?? "", code: "id-twice", text });
    }
  }
  const last = Math.max(0, ...data.slice(-1).map(({ line }) => line), ...broken.slice(-1).map(({ line }) => line));
  return {
    ok: true,
    source: format.source,
    title: format.title,
    places: [...places.values()],
    left,
    odd: odd.map(one => (one.row === last ? cutShort(one) : one)).sort((a, b) => a.row - b.row),
  };
}

/** A last row that is torn says more than that: the rest of the file may be missing. */
function cutShort(one: DirectoryOddity): DirectoryOddity {
  if (one.code !== "fields" && one.code !== "quotes") return one;
  return { ...one, code: "cut-short", text: `${one.text}: the file ends here, it may have been cut short` };
}

function lacking(columns: readonly string[], names: readonly string[]): string[] {
  return columns.filter(name => !names.includes(name.toLowerCase()));
}

/** Says what is missing where a file is nearly one that is known. */
function unknownHeading(names: readonly string[]): string {
  const near = FORMATS.find(({ columns }) => lacking(columns, names).length < columns.length / 2);
  return near === undefined
    ? `The heading is that of no directory that is known. Known are ${FORMATS.map(one => one.title).join(" and ")}.`
    : `The heading is nearly that of ${near.title}, without ${lacking(near.columns, names).join(", ")}.`;
}

function refused(code: string, text: string): DirectoryFile {
  return { ok: false, code, text: `${text} Nothing was taken.` };
}
