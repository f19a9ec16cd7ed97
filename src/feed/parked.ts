// Which messages could not be mapped, and why: alike ones together. They are kept whole, and map themselves after an upgrade or a mended dialect.
import { z } from "zod";
import { type Sqlite, statement } from "../journal/index.ts";
import type { ParkedGroup } from "./routes.ts";

/** Found without reading what was mapped. */
export const PARKED_INDEX =
  "CREATE INDEX IF NOT EXISTS feed_message_parked ON feed_message (feed, reason, type, wall) WHERE outcome = 'parked'";

const Reason = z.object({ code: z.string(), text: z.string(), where: z.string() });
const MOST_GROUPS = 200;

type Row = { feed: string; reason: string | null; type: string | null; count: number; newest: number };

/** The groups with most messages first. */
export function parkedGroups(db: Sqlite): ParkedGroup[] {
  const rows = statement<Row>(
    db,
    `SELECT feed, reason, type, count(*) AS count, max(wall) AS newest FROM feed_message INDEXED BY feed_message_parked
     WHERE outcome = 'parked' GROUP BY feed, reason, type ORDER BY count DESC, newest DESC LIMIT ?`,
  ).all(MOST_GROUPS);
  return rows.flatMap(({ feed, reason, type, count, newest }) => {
    const read = Reason.safeParse(reason === null ? null : JSON.parse(reason));
    return read.success ? [{ feed, ...read.data, type, count, newest: Math.floor(newest / 1_000) }] : [];
  });
}
