// What was written out of this node: when, for whom, how much. A backup that nobody made must be seen to be missing.
import { z } from "zod";
import { defineKind, defineView, hasTable, type Sqlite, statement } from "../journal/index.ts";

export const SegmentWritten = z.strictObject({
  /** As they were asked for: a node by its name or id, or an age recipient. */
  to: z.array(z.string().max(200)).min(1).max(100),
  entries: z.int().min(0),
  bytes: z.int().min(0),
  /** SHA-256 of the file, hex. */
  file: z.string().regex(/^[0-9a-f]{64}$/),
});
export type SegmentWritten = z.infer<typeof SegmentWritten>;

/** Recorded by the command that wrote the file, when it is on disk; what becomes of the file then, nobody here knows. */
export const segmentWrittenKind = defineKind({
  name: "segment.written",
  version: 1,
  schema: SegmentWritten,
  chain: "operations",
  permission: "node.record",
});

export const writtenView = defineView({
  name: "written",
  version: 1,
  kinds: [segmentWrittenKind.name],
  ddl: [
    "CREATE TABLE IF NOT EXISTS segment_written (id BLOB NOT NULL, body TEXT NOT NULL, wall INTEGER NOT NULL, PRIMARY KEY (id, body)) STRICT, WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS segment_written_wall ON segment_written (wall)",
  ],
  tables: ["segment_written"],
  fold(db, { header, body }) {
    // The same entry from two nodes is one; of two under one id both are kept, of two walls the earlier.
    statement(
      db,
      "INSERT INTO segment_written VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET wall = min(wall, excluded.wall)",
    ).run(header.id, JSON.stringify(body), header.wall);
    return ["segments"];
  },
});

/** The newest so many, the last first; `at` is integer ms. */
export function writtenSegments(
  views: Sqlite,
  most: number,
): readonly (Pick<SegmentWritten, "to" | "entries" | "bytes"> & { readonly at: number })[] {
  if (!hasTable(views, "segment_written")) return [];
  const newest = statement<{ body: string; wall: number }>(
    views,
    "SELECT body, wall FROM segment_written ORDER BY wall DESC, id LIMIT ?",
  );
  return newest.all(most).flatMap(({ wall, body }) => {
    const read = SegmentWritten.safeParse(JSON.parse(body));
    if (!read.success) return [];
    const { to, entries, bytes } = read.data;
    return [{ at: Math.floor(wall / 1_000), to, entries, bytes }];
  });
}
