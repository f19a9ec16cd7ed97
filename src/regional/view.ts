// All that was said of status, capability and diversion, and what of it stands.
import {
  defineView,
  type Folded,
  hex,
  type Source,
  type Sqlite,
  standingIn,
  standingView,
  statement,
} from "../journal/index.ts";
import { regionalKinds } from "./entries.ts";

const said = standingView({
  name: "regional",
  version: 1,
  kinds: regionalKinds.map(kind => kind.name),
  topic: "regional",
});

/** What was said, and when each node last said any of it. */
export const regionalView = defineView({
  ...said,
  ddl: [
    ...said.ddl,
    "CREATE TABLE IF NOT EXISTS regional_heard (node TEXT PRIMARY KEY, wall INTEGER NOT NULL) STRICT, WITHOUT ROWID",
  ],
  tables: [...said.tables, "regional_heard"],
  fold(db: Sqlite, folded: Folded, source: Source) {
    const { node, wall } = folded.header;
    statement(
      db,
      "INSERT INTO regional_heard VALUES (?, ?) ON CONFLICT DO UPDATE SET wall = max(wall, excluded.wall)",
    ).run(hex(node), wall);
    return said.fold(db, folded, source);
  },
});

/** When a node last said anything of this room, integer ms; null = it never did. */
export function lastHeard(db: Sqlite, node: string): number | null {
  const row = statement<{ wall: number }>(db, "SELECT wall FROM regional_heard WHERE node = ?").get(node);
  return row === undefined ? null : Math.floor(row.wall / 1_000);
}

/** One entry: id in hex, `wall` when it was recorded by the clock of its node, integer ms. */
export type Said = {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly actor: string;
  readonly wall: number;
  readonly body: unknown;
};

/** One with the ids of what it replaced. */
export type Entry = Said & { readonly replaces: readonly string[] };

/** What stands; more than one of a key is a conflict. `by` (integer ms): what stood then, of what was recorded by then. */
export function standingRegional(db: Sqlite, by?: number): Said[] {
  return standingIn(db, "regional", undefined, by === undefined ? undefined : by * 1_000).map(entry => ({
    id: hex(entry.id),
    key: entry.key,
    kind: entry.kind,
    actor: entry.actor,
    wall: Math.floor(entry.wall / 1_000),
    body: entry.body,
  }));
}

/** Every entry of the keys that begin so, also those that were replaced, in the order of their recording. */
export function saidUnder(db: Sqlite, prefix: string): Entry[] {
  type Row = { key: string; id: Buffer; kind: string; actor: string; body: string; wall: number };
  const sql =
    "SELECT key, id, kind, actor, body, wall FROM regional_entry WHERE key >= ? AND key < ? ORDER BY wall, id";
  const rows = statement<Row>(db, sql).all(prefix, `${prefix}\u{10ffff}`);
  const replaced = Map.groupBy(
    statement<{ id: Buffer; by_id: Buffer }>(
      db,
      "SELECT id, by_id FROM regional_replaced WHERE key >= ? AND key < ?",
    ).all(prefix, `${prefix}\u{10ffff}`),
    row => hex(row.by_id),
  );
  return rows.map(row => ({
    id: hex(row.id),
    key: row.key,
    kind: row.kind,
    actor: row.actor,
    wall: Math.floor(row.wall / 1_000),
    body: JSON.parse(row.body),
    replaces: (replaced.get(hex(row.id)) ?? []).map(one => hex(one.id)),
  }));
}
