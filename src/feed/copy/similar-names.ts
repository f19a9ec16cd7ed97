// Whose name is the same as hers, or so like it that one may be taken for the other (docs/decisions/similar-names.md).
// Two such people share a key, and only people in beds have keys: who is like her is an index read, never a comparison of all.
import { type Sqlite, statement } from "../../journal/index.ts";

export const NAME_KEY_DDL = [
  // A function of the record's name and of its bed.
  "CREATE TABLE IF NOT EXISTS chart_name_key (facility TEXT NOT NULL, key TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (facility, key, record)) STRICT, WITHOUT ROWID",
  "CREATE INDEX IF NOT EXISTS chart_name_key_record ON chart_name_key (record)",
] as const;

/** Lays down the keys of one who lies in a bed of the facility. Her row is there already. */
export function keepNameKeys(db: Sqlite, record: string, facility: string): void {
  const row = statement<{ name: string }>(db, "SELECT name FROM chart_record WHERE record = ?").get(record);
  const insert = statement(db, "INSERT OR IGNORE INTO chart_name_key VALUES (?, ?, ?)");
  for (const key of nameKeys(row?.name ?? "")) insert.run(facility, key, record);
}

export function dropNameKeys(db: Sqlite, record: string): void {
  statement(db, "DELETE FROM chart_name_key WHERE record = ?").run(record);
}

type Bed = { readonly unit: string | null; readonly bed: string | null };
type Other = Bed & { readonly record: string; readonly name: string };

export type NamesBeside = { readonly same: readonly string[]; readonly similar: readonly string[] };

/** The beds of others in the house whose name is hers, and of those whose name is like it; the unit is named where it is another than hers. */
export function namesBeside(db: Sqlite, record: string, facility: string): NamesBeside {
  const known = kept.get(db);
  const key = `${record} ${facility}`;
  const before = known?.answers.get(key);
  if (before !== undefined) return before;
  const mine = statement<Mine>(
    db,
    "SELECT r.name, b.unit FROM chart_record r LEFT JOIN chart_bed b ON b.record = r.record WHERE r.record = ?",
  ).get(record);
  if (mine === undefined) return { same: [], similar: [] };
  const keys = nameKeys(mine.name);
  const answer = readBeside(db, { record, facility, mine, keys });
  if (known === undefined) return answer;
  if (known.answers.size >= MOST_KEPT || known.under.size >= MOST_KEYS) forgetAll(known);
  known.answers.set(key, answer);
  for (const by of [ownKey(record), ...keys]) {
    const all = known.under.get(by);
    if (all === undefined) known.under.set(by, new Set([key]));
    else all.add(key);
  }
  return answer;
}

/** Answers by record and facility, and under what each was found: names and beds are all that they change with. */
type Known = { readonly answers: Map<string, NamesBeside>; readonly under: Map<string, Set<string>> };
const kept = new WeakMap<Sqlite, Known>();
/** Bounds on memory, not a policy. A forgotten answer still stands under its other keys. */
const [MOST_KEPT, MOST_KEYS] = [4_000, 40_000];

/** From here on a reader's connection knows whose names were alike. Whoever calls says of every fold whose changed (`forgetNames`). */
export function keepNames(db: Sqlite): void {
  kept.set(db, { answers: new Map(), under: new Map() });
}

/** Names that were written, by their keys: whoever is found by one of them is looked up anew. */
export function forgetNames(db: Sqlite, keys: readonly string[]): void {
  const known = kept.get(db);
  for (const key of keys) {
    for (const answer of known?.under.get(key) ?? []) known?.answers.delete(answer);
    known?.under.delete(key);
  }
}

function forgetAll({ answers, under }: Known): void {
  answers.clear();
  under.clear();
}

/** The key of a record itself, beside those of its name. */
export function ownKey(record: string): string {
  return `r ${record}`;
}

type Mine = { readonly name: string; readonly unit: string | null };
type Asked = {
  readonly record: string;
  readonly facility: string;
  readonly mine: Mine;
  readonly keys: readonly string[];
};

function readBeside(db: Sqlite, { record, facility, mine, keys }: Asked): NamesBeside {
  const others = statement<Other>(
    db,
    `SELECT DISTINCT b.record, b.unit, b.bed, r.name FROM chart_name_key k JOIN chart_bed b ON b.record = k.record
     JOIN chart_record r ON r.record = k.record
     WHERE k.facility = ? AND k.key IN (SELECT value FROM json_each(?)) AND k.record <> ? ORDER BY b.unit, b.bed, b.record`,
  ).all(facility, JSON.stringify(keys), record);
  const placeOf = ({ unit, bed }: Bed) =>
    [unit === mine.unit ? null : unit, bed].filter(part => part !== null).join(" ");
  const alike = (how: ReturnType<typeof likeness>) =>
    others.filter(other => likeness(mine.name, other.name) === how).map(placeOf);
  return { same: alike("same"), similar: alike("similar") };
}

type Parts = { readonly family: string; readonly given: string };

/** Family names shorter than this differ by too much where they differ by one letter: Li, Lu, Le. */
const SHORTEST = 4;
/** Given names that begin with the same so many letters are told apart too late: Christina, Christopher. */
const ALIKE = 3;

/** `name` is a record's key of her name, `family|given`. Two likely to be taken for one another share one of these. */
export function nameKeys(name: string): string[] {
  const { family, given } = partsOf(name);
  if (family === "") return [];
  const initial = given.slice(0, 1);
  const keys = [`f ${family}`];
  // Swapped: his given name is her family name.
  if (given !== "") keys.push(`f ${given}`);
  if (family.length >= SHORTEST && initial !== "")
    for (const form of withoutOne(family)) keys.push(`n ${initial} ${form}`);
  return [...new Set(keys)];
}

/** How like two names are; null = nobody takes one for the other. */
export function likeness(a: string, b: string): "same" | "similar" | null {
  const [x, y] = [partsOf(a), partsOf(b)];
  if (x.family === "" || y.family === "") return null;
  if (x.family === y.family && x.given === y.given) return "same";
  return isSimilar(x, y) ? "similar" : null;
}

function isSimilar(x: Parts, y: Parts): boolean {
  if (x.family === y.given && x.given === y.family) return true;
  if (x.family === y.family) {
    // Without a given name nobody can say that it is another.
    if (x.given === "" || y.given === "") return true;
    if (isNewborn(x.given) || isNewborn(y.given)) return true;
    return beginAlike(x.given, y.given) || isOneApart(x.given, y.given);
  }
  const isLong = Math.min(x.family.length, y.family.length) >= SHORTEST;
  const isSameInitial = x.given !== "" && x.given.slice(0, 1) === y.given.slice(0, 1);
  return isLong && isSameInitial && isOneApart(x.family, y.family);
}

/** `Baby Girl A`, `Newborn`: named after the mother until she has a name; their bands and tubes lie in one room. */
function isNewborn(given: string): boolean {
  return /^(baby|newborn|infant)/iu.test(given);
}

function beginAlike(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a) || a.slice(0, ALIKE) === b.slice(0, ALIKE);
}

function partsOf(name: string): Parts {
  const [family = "", given = ""] = name.split("|");
  return { family: lettersOf(family), given: lettersOf(given) };
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** The word, and each word that it is without one of its letters: two words one letter apart share one of them. */
function withoutOne(word: string): string[] {
  const letters = [...word];
  return [word, ...letters.map((_, at) => letters.filter((__, other) => other !== at).join(""))];
}

/** One letter more, less or another, or two neighbors swapped. */
export function isOneApart(a: string, b: string): boolean {
  const [x, y] = [[...a], [...b]];
  if (Math.abs(x.length - y.length) > 1) return false;
  let at = 0;
  while (at < x.length && at < y.length && x[at] === y[at]) at++;
  const tail = (letters: readonly string[], from: number) => letters.slice(from).join("");
  if (x.length === y.length) {
    const isSwapped =
      x[at] === y[at + 1] && x[at + 1] === y[at] && at + 1 < x.length && tail(x, at + 2) === tail(y, at + 2);
    return isSwapped || tail(x, at + 1) === tail(y, at + 1);
  }
  return x.length > y.length ? tail(x, at + 1) === tail(y, at) : tail(x, at) === tail(y, at + 1);
}
