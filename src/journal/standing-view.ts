// A view of the entries of keyed kinds and of which of them stand: a function of the set of rows (DESIGN §2, `replaces`).
import type { Bytes } from "./bytes.ts";
import { own } from "./bytes.ts";
import { hasTable, type Sqlite, statement } from "./database.ts";
import { defineView, type Folded, type View } from "./view.ts";

/** An entry that nothing replaced. `wall` is integer µs. */
export type StandingEntry = {
  readonly id: Bytes;
  readonly kind: string;
  readonly key: string;
  readonly wall: number;
  readonly actor: string;
  readonly body: unknown;
};

/** Declares the view `name` over keyed kinds whose bodies are JSON. `topic` is what changes with each of its entries. */
export function standingView(given: {
  readonly name: string;
  readonly version: number;
  readonly kinds: readonly string[];
  readonly topic: string;
}): View {
  const { name, version, kinds, topic } = given;
  return defineView({
    name,
    version,
    kinds,
    ddl: [
      // The same id with other content is a clash: both are kept, and both stand.
      `CREATE TABLE IF NOT EXISTS ${name}_entry (key TEXT NOT NULL, id BLOB NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL, wall INTEGER NOT NULL, PRIMARY KEY (key, id, kind, actor, body)) STRICT, WITHOUT ROWID`,
      `CREATE TABLE IF NOT EXISTS ${name}_replaced (key TEXT NOT NULL, id BLOB NOT NULL, by_id BLOB NOT NULL, PRIMARY KEY (key, id, by_id)) STRICT, WITHOUT ROWID`,
    ],
    tables: [`${name}_entry`, `${name}_replaced`],
    fold(db: Sqlite, { header, body }: Folded) {
      if (header.key === null) return [];
      statement(
        db,
        `INSERT INTO ${name}_entry VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET wall = min(wall, excluded.wall)`,
      ).run(header.key, header.id, header.kind, header.actor, JSON.stringify(body), header.wall);
      const replaces = statement(db, `INSERT OR IGNORE INTO ${name}_replaced VALUES (?, ?, ?)`);
      for (const replaced of header.replaces)
        if (!replaced.every((byte, index) => byte === header.id[index])) replaces.run(header.key, replaced, header.id);
      return [topic];
    },
  });
}

/**
 * What stands in the view, of one key or of all, in order of key and id. A key none of whose entries stands (a cycle) shows all.
 * Nothing where the views are of a version that did not have this one: those serve while new ones are folded. `by` (integer µs): what
 * stood then, of what was recorded by then.
 */
export function standingIn(db: Sqlite, name: string, key?: string, by = Number.MAX_SAFE_INTEGER): StandingEntry[] {
  if (!hasTable(db, `${name}_entry`)) return [];
  const isNow = by === Number.MAX_SAFE_INTEGER;
  type Row = Omit<StandingEntry, "id" | "body"> & { id: Buffer; body: string; replaced: 0 | 1 };
  const rows = statement<Row>(
    db,
    `SELECT e.key, e.id, e.kind, e.actor, e.body, e.wall,
       EXISTS (SELECT 1 FROM ${name}_replaced r WHERE r.key = e.key AND r.id = e.id ${isNow ? "" : BY_THEN(name)}) AS replaced
     FROM ${name}_entry e WHERE e.wall <= ? ${key === undefined ? "" : "AND e.key = ?"} ORDER BY e.key, e.id, e.kind, e.actor, e.body`,
  ).all(...(isNow ? [] : [by]), by, ...(key === undefined ? [] : [key]));
  const settled = new Set(rows.filter(row => row.replaced === 0).map(row => row.key));
  return rows
    .filter(row => row.replaced === 0 || !settled.has(row.key))
    .map(({ replaced: _, id, body, ...row }) => ({ ...row, id: own(id), body: JSON.parse(body) }));
}

const BY_THEN = (name: string) =>
  `AND EXISTS (SELECT 1 FROM ${name}_entry b WHERE b.key = r.key AND b.id = r.by_id AND b.wall <= ?)`;
