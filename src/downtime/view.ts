// Which downtimes and which charting here stand: a function of the set of their entries.

import type { z } from "zod";
import { defineView, type Folded, hex, type Sqlite, statement } from "../journal/index.ts";
import type { ChartingBegun, DowntimeDeclared } from "./entries.ts";

export type Declared = z.infer<typeof DowntimeDeclared>;
export type Begun = z.infer<typeof ChartingBegun>;

/** One row an entry, and what it replaces. */
export const downtimeView = defineView({
  name: "downtime",
  version: 2,
  ddl: [
    "CREATE TABLE IF NOT EXISTS downtime_entry (id TEXT PRIMARY KEY, kind TEXT NOT NULL, facility TEXT NOT NULL, key TEXT NOT NULL, actor TEXT NOT NULL, wall INTEGER NOT NULL, node TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS downtime_replaced (id TEXT NOT NULL, by_id TEXT NOT NULL, PRIMARY KEY (id, by_id)) STRICT, WITHOUT ROWID",
  ],
  tables: ["downtime_entry", "downtime_replaced"],
  kinds: ["downtime.declared", "downtime.ended", "charting.begun", "charting.ended"],
  fold(db: Sqlite, { header, body }: Folded) {
    const id = hex(header.id);
    const facility = typeof body === "object" && body !== null && "facility" in body ? String(body.facility) : "";
    statement(db, "INSERT OR IGNORE INTO downtime_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)").run(
      id,
      header.kind,
      facility,
      header.key ?? "",
      header.actor,
      Math.floor(header.wall / 1_000),
      hex(header.node),
      JSON.stringify(body),
    );
    for (const replaced of header.replaces)
      statement(db, "INSERT OR IGNORE INTO downtime_replaced VALUES (?, ?)").run(hex(replaced), id);
    return ["downtime"];
  },
});

export type StandingEntry = {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly actor: string;
  /** When it was recorded, by the clock of the node that recorded it. */
  readonly wall: number;
  /** The node that recorded it, in hex. */
  readonly node: string;
  readonly body: unknown;
};

/** The standing entries of a facility; `by` (integer ms): those that stood then, of what was recorded by then. */
export function standingDowntime(db: Sqlite, facility: string, by = Number.MAX_SAFE_INTEGER): StandingEntry[] {
  return statement<Omit<StandingEntry, "body"> & { body: string }>(
    db,
    `SELECT e.id, e.kind, e.key, e.actor, e.wall, e.node, e.body FROM downtime_entry e WHERE e.facility = ? AND e.wall <= ?
       AND NOT EXISTS (SELECT 1 FROM downtime_replaced r JOIN downtime_entry b ON b.id = r.by_id
         WHERE r.id = e.id AND b.key = e.key AND b.wall <= ?) ORDER BY e.id`,
  )
    .all(facility, by, by)
    .map(row => ({ ...row, body: JSON.parse(row.body) }));
}

/** Declared downtimes that hold at `at` (integer ms). Of two that stand for one key both hold: the stricter reading. */
export function declaredAt(standing: readonly StandingEntry[], at: number): Declared[] {
  return standing.flatMap(entry =>
    entry.kind === "downtime.declared" && (entry.body as Declared).since <= at ? [entry.body as Declared] : [],
  );
}

/** Charting here that stands. */
export function begun(standing: readonly StandingEntry[]): Begun[] {
  return standing.flatMap(entry => (entry.kind === "charting.begun" ? [entry.body as Begun] : []));
}
