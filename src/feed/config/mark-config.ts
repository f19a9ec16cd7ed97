// The tables by which a facility's items are marked: the defaults with what the newest configurations of its feeds change.
import { type MarkTables, markTables } from "../../chart/index.ts";
import type { Sqlite } from "../../journal/index.ts";
import { feedsOf } from "../heard/heard.ts";

/** At most this many, then all are made anew. */
const MOST = 20;
const made = new Map<string, MarkTables>();

/** The same object while the configurations say the same: what is known by it of a resource stays known. */
export function marksIn(db: Sqlite): MarkTables {
  const configs = feedsOf(db).flatMap(config => config.marks ?? []);
  const text = JSON.stringify(configs);
  const known = made.get(text);
  if (known !== undefined) return known;
  if (made.size >= MOST) made.clear();
  const tables = markTables(configs);
  made.set(text, tables);
  return tables;
}
