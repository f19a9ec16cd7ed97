// "Who saw Mrs X": folded from looks; three parts, opened, listed, printed or exported (RULES L1).
import { z } from "zod";
import { Look } from "./entries.ts";
import type { FoldedEntry, ViewDatabase } from "./ports.ts";

export type Seen = {
  readonly person: string;
  readonly session: string;
  readonly what: "opened" | "listed" | "printed" | "exported" | "asked";
  readonly list: string | null;
  /** Integer ms, as the node's clock said. */
  readonly at: number;
  /** Why what is marked went with it; null = it was left out, or shown under a broken glass. */
  readonly reason: string | null;
};

export type WhoSaw = {
  readonly opened: readonly Seen[];
  readonly listed: readonly Seen[];
  readonly printed: readonly Seen[];
  /** Who asked this question before. */
  readonly asked: readonly Seen[];
};

export const whoSawView = {
  name: "look_seen",
  version: 2,
  ddl: [
    "CREATE TABLE IF NOT EXISTS look_seen (record TEXT NOT NULL, entry TEXT NOT NULL, what TEXT NOT NULL, person TEXT NOT NULL, session TEXT NOT NULL, list TEXT, at INTEGER NOT NULL, reason TEXT, PRIMARY KEY (record, entry)) STRICT, WITHOUT ROWID",
  ],
  tables: ["look_seen"],
  kinds: ["look"],
  fold(db: ViewDatabase, entry: FoldedEntry): readonly string[] {
    const look = Look.safeParse(entry.body);
    if (!look.success) return [];
    const { person, session, what, list, records, at, reason } = look.data;
    const id = Buffer.from(entry.header.id).toString("hex");
    const insert = db.prepare("INSERT OR IGNORE INTO look_seen VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (const record of records) insert.run(record, id, what, person, session, list, at, reason);
    return ["looks"];
  },
} as const;

/** Hot SQL, shared with its query plan's test. */
export const WHO_SAW_SQL = "SELECT * FROM look_seen WHERE record = ?";

const Row = z.object({
  entry: z.string(),
  what: z.enum(["opened", "listed", "printed", "exported", "asked"]),
  person: z.string(),
  session: z.string(),
  list: z.string().nullable(),
  at: z.int(),
  // The views of a version that knew none serve while new ones are folded.
  reason: z.string().nullable().default(null),
});

/** Everyone who saw any of these records, newest first; one entry that names two of them counts once. */
export function whoSaw(db: ViewDatabase, records: readonly string[]): WhoSaw {
  const byEntry = new Map<string, Seen>();
  const read = db.prepare(WHO_SAW_SQL);
  for (const record of records) {
    for (const row of read.all(record)) {
      const { entry, ...seen } = Row.parse(row);
      byEntry.set(entry, seen);
    }
  }
  const all = [...byEntry].sort(([a, x], [b, y]) => y.at - x.at || (a < b ? -1 : 1)).map(([, seen]) => seen);
  const part = (...whats: Seen["what"][]) => all.filter(seen => whats.includes(seen.what));
  return { opened: part("opened"), listed: part("listed"), printed: part("printed", "exported"), asked: part("asked") };
}
