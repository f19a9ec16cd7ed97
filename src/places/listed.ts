// What stands of the directory: the places that public files list.
import { isDeepStrictEqual } from "node:util";
import {
  type Bytes,
  defineView,
  hasTable,
  type Sqlite,
  type StandingEntry,
  standingIn,
  standingView,
  statement,
} from "../journal/index.ts";
import { Listed, type ListedSource, listedKind } from "./listed-entries.ts";

const NAME = "listed";
const standing = standingView({ name: NAME, version: 1, kinds: [listedKind.name], topic: "directory" });

/** What is asked for beside the id, which the key holds. */
const COLUMNS = ["zip", "phone", "state"] as const;
const indexed = (column: (typeof COLUMNS)[number]) => `body ->> '$.${column}'`;

export const listedView = defineView({
  ...standing,
  ddl: [
    ...standing.ddl,
    // Whoever looks for one place's other name asks by these; a directory has ten thousand rows.
    ...COLUMNS.map(column => `CREATE INDEX IF NOT EXISTS ${NAME}_${column} ON ${NAME}_entry (${indexed(column)})`),
  ],
});

/** `entry`: its id, to be named by what replaces it. `wall`: when it was recorded, integer µs. */
export type StandingListed = Listed & { readonly entry: Bytes; readonly wall: number };

/** What stands of one place; more than one is a conflict (two nodes imported apart), newest first. */
export function listedOf(views: Sqlite, source: ListedSource, id: string): StandingListed[] {
  return readable(standingIn(views, NAME, listedKind.key({ source, id })));
}

/** The places with this ZIP, phone or state: one a place, the newest where two stand. */
export function listedBy(views: Sqlite, column: (typeof COLUMNS)[number], value: string): StandingListed[] {
  if (!hasTable(views, `${NAME}_entry`)) return [];
  return statement<{ key: string }>(views, LISTED_BY(column))
    .all(value)
    .flatMap(({ key }) => readable(standingIn(views, NAME, key)).slice(0, 1))
    .filter(place => place[column] === value);
}

/** The query of `listedBy`. */
export const LISTED_BY = (column: (typeof COLUMNS)[number]) =>
  `SELECT DISTINCT key FROM ${NAME}_entry WHERE ${indexed(column)} = ? ORDER BY key`;

/** The states that places lie in, each once, in order. */
export function listedStates(views: Sqlite): string[] {
  if (!hasTable(views, `${NAME}_entry`)) return [];
  const rows = statement<{ state: string | null }>(
    views,
    `SELECT DISTINCT ${indexed("state")} AS state FROM ${NAME}_entry ORDER BY 1`,
  ).all();
  return rows.flatMap(({ state }) => state ?? []);
}

/** All places, one each, in order of source and id. */
export function allListed(views: Sqlite): StandingListed[] {
  const newest = new Map<string, StandingListed>();
  for (const place of readable(standingIn(views, NAME))) {
    const key = listedKind.key(place);
    if (!newest.has(key)) newest.set(key, place);
  }
  return [...newest.keys()].sort().flatMap(key => newest.get(key) ?? []);
}

/** Of these places those that say other than what stands, each with the entries that it replaces. */
export function changesOf(
  views: Sqlite,
  places: readonly Listed[],
): { readonly body: Listed; readonly replaces: readonly Bytes[] }[] {
  return places.flatMap(body => {
    const stands = listedOf(views, body.source, body.id);
    const [only, ...others] = stands;
    if (only !== undefined && others.length === 0) {
      const { entry: _, wall: __, ...said } = only;
      if (isDeepStrictEqual(said, body)) return [];
    }
    return [{ body, replaces: stands.map(({ entry }) => entry) }];
  });
}

function readable(entries: readonly StandingEntry[]): StandingListed[] {
  return entries
    .flatMap(({ id, wall, body }) => {
      const listed = Listed.safeParse(body);
      return listed.success ? [{ ...listed.data, entry: id, wall }] : [];
    })
    .sort((a, b) => b.wall - a.wall);
}
