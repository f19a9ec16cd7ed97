import { type DirectoryFile, ListedId, type Proposal, readDirectory } from "../places/index.ts";
import { tableText } from "../tables/index.ts";
import { ask } from "./ask.ts";
import { withAsker } from "./asker.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";
import { bytesOf } from "./import-files.ts";
import { progressBar } from "./progress.ts";

type Options = FolderOptions & { readonly json?: boolean };
type Read = Extract<DirectoryFile, { ok: true }>;

const MOST = { batch: 500, told: 50 } as const;

/** `tideover facilities import FILE`: a public directory of hospitals, each row an entry where it changed; leaves with 2 where a row was left out. */
export async function importFacilities(file: string, options: Options): Promise<void> {
  const bytes = bytesOf(file) ?? fail(`${file} cannot be read, or is too large. Nothing was taken.`);
  const read = readDirectory(tableText(bytes));
  if (!read.ok) return fail(read.text);
  const { places } = read;
  const bar = progressBar("places");
  const changed = await withAsker(options, async ({ ask }) => {
    let changed = 0;
    for (let at = 0; at < places.length; at += MOST.batch) {
      bar.update(at, places.length);
      changed += (await ask("import.facilities", { places: places.slice(at, at + MOST.batch) })).changed;
    }
    bar.update(places.length, places.length);
    return changed;
  });
  bar.end();
  tell(read, changed, options.json === true);
  process.exitCode = read.left > 0 ? 2 : 0;
}

/** `odd` counts rows; one row may be odd in several columns. */
function tell({ title, source, places, left, odd }: Read, changed: number, isJson: boolean): void {
  const rows = new Set(odd.map(({ row }) => row)).size;
  const counts: Record<string, number> = {};
  for (const { code } of odd) counts[code] = (counts[code] ?? 0) + 1;
  const examples = odd.slice(0, MOST.told);
  if (isJson) {
    const answer = { source, taken: places.length, changed, odd: rows, left, oddities: { counts, examples } };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    return;
  }
  const lines = [
    title,
    ...table([
      ["places in the directory", places.length],
      ["new or changed by this file", changed],
      ["rows left out", left],
      ["rows with something odd", rows],
      ...Object.entries(counts).map(([code, count]) => [`  ${code}`, count] as const),
    ]),
    ...examples.map(({ row, column, text }) => `line ${row}${column === "" ? "" : `, ${column}`}: ${text}`),
    ...(odd.length > examples.length ? [`and ${odd.length - examples.length} more`] : []),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function table(rows: readonly (readonly [string, number])[]): string[] {
  const [wide, long] = [
    Math.max(...rows.map(([word]) => word.length)),
    Math.max(...rows.map(([, n]) => `${n}`.length)),
  ];
  return rows.map(([word, count]) => `${word.padEnd(wide)}  ${String(count).padStart(long)}`);
}

/** `tideover facilities matches`: rows of the two files that may be one place, with what they say alike. */
export async function matches(options: Options & { readonly state?: string }): Promise<void> {
  const state = options.state?.toUpperCase() ?? null;
  if (state !== null && !/^[A-Z]{2}$/.test(state)) return fail("--state is two letters: CT.");
  const { matches, of } = (await ask(options, "facilities.matches", { state })).value;
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ matches, of })}\n`);
    return;
  }
  for (const match of matches) process.stdout.write(`${matchText(match)}\n`);
  process.stdout.write(
    of === 0
      ? "No two places that may be one are waiting for a word.\n"
      : `${of} pairs${of > matches.length ? `, of which ${matches.length} are shown` : ""}. Say ./tideover facilities confirm CMS HIFLD, or with --not that they are two places.\n`,
  );
}

function matchText({ cms, hifld, reasons, doubts, score, of }: Proposal): string {
  const side = ({ name, address, city, state, zip }: Proposal["cms"]) =>
    [name, address, city, state, zip].filter(part => part !== null).join(", ");
  const notes = [
    of > 1 ? `one of ${of} for this CMS row` : "",
    doubts.includes("type") ? `CMS says ${cms.type_said}, HIFLD ${hifld.type_said}` : "",
    doubts.includes("closed") ? "HIFLD says that it is closed" : "",
  ].flatMap(note => (note === "" ? [] : [`  ! ${note}`]));
  return [
    `${cms.id} ${hifld.id}  ${score} alike: ${reasons.join(", ")}`,
    `  CMS    ${side(cms)}`,
    `  HIFLD  ${side(hifld)}`,
    ...notes,
  ].join("\n");
}

/** `tideover facilities confirm CMS HIFLD`: a person's word that the two rows are one place; `--not` that they are two. */
export async function confirm(
  cms: string,
  hifld: string,
  options: Options & { readonly not?: boolean },
): Promise<void> {
  const ids = [ListedId.safeParse(cms.toUpperCase()), ListedId.safeParse(hifld.toUpperCase())];
  const [ofCms, ofHifld] = ids.map(id => id.data);
  if (ofCms === undefined || ofHifld === undefined)
    return fail("Say the CMS id, then the HIFLD id, as ./tideover facilities matches shows them.");
  const same = options.not !== true;
  const { value } = await ask(options, "facilities.confirm", { cms: ofCms, hifld: ofHifld, same });
  if (options.json === true) process.stdout.write(`${JSON.stringify({ ...value, same })}\n`);
  else
    process.stdout.write(
      `${value.cms} (CMS) and ${value.hifld} (HIFLD) ${same ? "are one place" : "are two places"}${value.is_new ? "" : ": that was recorded before"}.\n`,
    );
}
