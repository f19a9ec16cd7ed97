// What was written out of this node: when, for whom, how much. A backup that nobody made must be seen to be missing.
import { z } from "zod";
import { defineKind, type Sqlite, standingIn, standingView } from "../journal/index.ts";

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
  key: body => `segment.written|${body.file}`,
});

export const writtenView = standingView({
  name: "written",
  version: 1,
  kinds: [segmentWrittenKind.name],
  topic: "segments",
});

/** The newest so many, the last first; `at` is integer ms. */
export function writtenSegments(
  views: Sqlite,
  most: number,
): readonly (Pick<SegmentWritten, "to" | "entries" | "bytes"> & { readonly at: number })[] {
  return standingIn(views, "written")
    .sort((a, b) => b.wall - a.wall || (a.key < b.key ? -1 : 1))
    .slice(0, most)
    .flatMap(({ wall, body }) => {
      const read = SegmentWritten.safeParse(body);
      if (!read.success) return [];
      const { to, entries, bytes } = read.data;
      return [{ at: Math.floor(wall / 1_000), to, entries, bytes }];
    });
}
