// Broken glass (RULES L2): who has opened one patient's marked items, until when; and what reviewers found.
import { z } from "zod";
import { GLASS_MS, GLASS_OUTCOMES, GlassBroken, GlassReviewed } from "./entries.ts";
import type { Looker } from "./looks.ts";
import type { FoldedEntry, ViewDatabase } from "./ports.ts";
import type { Kept, Witness } from "./witness.ts";

export type GlassState = { readonly until: number; readonly reason: string };

export const glassView = {
  name: "glass",
  version: 1,
  ddl: [
    "CREATE TABLE IF NOT EXISTS glass_broken (record TEXT NOT NULL, entry TEXT NOT NULL, person TEXT NOT NULL, session TEXT NOT NULL, reason TEXT NOT NULL, address TEXT, at INTEGER NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (record, entry)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS glass_reviewed (broken TEXT NOT NULL, entry TEXT NOT NULL, person TEXT NOT NULL, outcome TEXT NOT NULL, words TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (broken, entry)) STRICT, WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS glass_replaced (entry TEXT NOT NULL, by_entry TEXT NOT NULL, PRIMARY KEY (entry, by_entry)) STRICT, WITHOUT ROWID",
  ],
  tables: ["glass_broken", "glass_reviewed", "glass_replaced"],
  kinds: ["glass.broken", "glass.reviewed"],
  fold(db: ViewDatabase, { header, body }: FoldedEntry): readonly string[] {
    const id = Buffer.from(header.id).toString("hex");
    if (header.kind === "glass.broken") {
      const broken = GlassBroken.safeParse(body);
      if (!broken.success) return [];
      const { person, session, records, reason, address, at, until } = broken.data;
      const insert = db.prepare("INSERT OR IGNORE INTO glass_broken VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
      for (const record of records) insert.run(record, id, person, session, reason, address, at, until);
      return ["glass"];
    }
    const reviewed = GlassReviewed.safeParse(body);
    if (!reviewed.success) return [];
    const { broken, person, outcome, words, at } = reviewed.data;
    const of = broken.replaceAll("-", "").toLowerCase();
    db.prepare("INSERT OR IGNORE INTO glass_reviewed VALUES (?, ?, ?, ?, ?, ?)").run(
      of,
      id,
      person,
      outcome,
      words,
      at,
    );
    const replaces = db.prepare("INSERT OR IGNORE INTO glass_replaced VALUES (?, ?)");
    for (const one of header.replaces) replaces.run(Buffer.from(one).toString("hex"), id);
    return ["glass"];
  },
} as const;

/** A review that nothing replaced. `id` in hex. */
export type Review = {
  readonly id: string;
  readonly person: string;
  readonly outcome: (typeof GLASS_OUTCOMES)[number];
  readonly words: string;
  readonly at: number;
};
/** A broken glass with what stands about it. `id`: of its entry, in hex. */
export type Broken = {
  readonly id: string;
  readonly person: string;
  readonly reason: string;
  readonly address: string | null;
  readonly at: number;
  readonly until: number;
  readonly records: readonly string[];
  readonly reviews: readonly Review[];
};

const BrokenRow = z.object({
  record: z.string(),
  entry: z.string(),
  person: z.string(),
  reason: z.string(),
  address: z.string().nullable(),
  at: z.int(),
  until: z.int(),
});
const ReviewRow = z.object({
  broken: z.string(),
  id: z.string(),
  person: z.string(),
  outcome: z.enum(GLASS_OUTCOMES),
  words: z.string(),
  at: z.int(),
});

/** Every broken glass, or those at any of these records, oldest first, each with the reviews that stand. */
export function brokenGlass(db: ViewDatabase, records?: readonly string[]): Broken[] {
  if (!isFolded(db)) return [];
  const columns = "SELECT record, entry, person, reason, address, at, until FROM glass_broken";
  const rows =
    records === undefined
      ? db.prepare(columns).all()
      : records.flatMap(record => db.prepare(`${columns} WHERE record = ?`).all(record));
  const reviews = db
    .prepare(
      `SELECT v.broken, v.entry AS id, v.person, v.outcome, v.words, v.at FROM glass_reviewed v WHERE NOT EXISTS
       (SELECT 1 FROM glass_replaced r JOIN glass_reviewed b ON b.entry = r.by_entry WHERE r.entry = v.entry AND b.broken = v.broken AND b.entry <> v.entry)
       ORDER BY v.at, v.entry`,
    )
    .all()
    .map(row => ReviewRow.parse(row));
  const found = new Map<string, Broken>();
  for (const row of rows) {
    const { record, entry: id, ...broken } = BrokenRow.parse(row);
    const before = found.get(id)?.records ?? [];
    const mine = reviews.filter(one => one.broken === id).map(({ broken: _, ...review }) => review);
    found.set(id, { ...broken, id, records: [...before, record], reviews: mine });
  }
  return [...found.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** False of the views of a version that knew no glass: those serve while new ones are folded. */
function isFolded(db: ViewDatabase): boolean {
  if (folded.has(db)) return true;
  const isHere = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'glass_broken'").get();
  if (isHere !== undefined) folded.add(db);
  return isHere !== undefined;
}

/** A table that is there stays. */
const folded = new WeakSet<ViewDatabase>();

/** Hot SQL: once a look at a chart. */
const STANDS_SQL = "SELECT reason, at, until FROM glass_broken WHERE record = ? AND person = ?";
const Standing = z.object({ reason: z.string(), at: z.int(), until: z.int() });

/** The glass of a node: broken through here, and by the entries of others. */
export class Glass {
  readonly #witness: Witness;
  readonly #views: () => ViewDatabase;
  /** What the views do not show yet: folded later, or in the spill file while the disk is full. By person and record. */
  readonly #here = new Map<string, GlassState>();

  constructor(witness: Witness, views: () => ViewDatabase) {
    this.#witness = witness;
    this.#views = views;
  }

  /**
   * Resolves when it is on disk, in the journal or the spill file: only then it is open. `lost`: it could not be kept, and is
   * not open; nobody could ever review it. `at` is integer ms.
   */
  async break(
    looker: Looker,
    given: { readonly records: readonly string[]; readonly reason: string; readonly address: string | null },
    at: number,
  ): Promise<{ readonly kept: Kept; readonly until: number }> {
    const until = at + GLASS_MS;
    const { person, session } = looker;
    const body = { person, session, ...given, at, until };
    const kept = await this.#witness.keep({ kind: "glass.broken", body, actor: person }, at);
    if (kept !== "lost") {
      for (const [key, glass] of this.#here) if (glass.until <= at) this.#here.delete(key);
      for (const record of given.records) this.#here.set(`${person} ${record}`, { until, reason: given.reason });
    }
    return { kept, until };
  }

  /** What stands for a person at a record at an instant (integer ms); null = the glass is whole. It ends by itself. */
  standing(person: string, record: string, at: number): GlassState | null {
    const views = this.#views();
    const rows = (isFolded(views) ? views.prepare(STANDS_SQL).all(record, person) : []).map(row => Standing.parse(row));
    const here = this.#here.get(`${person} ${record}`);
    const all = here === undefined ? rows : [...rows, { ...here, at: here.until - GLASS_MS }];
    // A clock that was set back opens nothing for longer than it was broken for.
    const open = all.filter(one => at < one.until && one.until - at <= GLASS_MS);
    const [latest] = open.sort((a, b) => b.until - a.until);
    return latest === undefined ? null : { until: latest.until, reason: latest.reason };
  }
}
