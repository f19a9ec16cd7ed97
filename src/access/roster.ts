// Who is enrolled here, with which grants and secrets: the view that sign-in reads.
import { z } from "zod";
import { GrantBody, PersonEnrolled, PersonRemoved, SecretSet } from "./entries.ts";
import { type Grant, isInForce, type Role } from "./permissions.ts";
import type { FoldedEntry, ViewDatabase } from "./ports.ts";

export type Person = {
  readonly id: string;
  readonly name: string;
  readonly initials: string;
  readonly facility: string;
  readonly unit: string | null;
  readonly grants: readonly Grant[];
  /** Ids in secrets.db; any standing one proves her. */
  readonly secrets: readonly string[];
};

/** One row an entry; which of them stand is a function of the set (DESIGN §2, `replaces`). */
export const rosterView = {
  name: "roster",
  version: 1,
  ddl: [
    "CREATE TABLE IF NOT EXISTS roster_entry (entry TEXT PRIMARY KEY, kind TEXT NOT NULL, holder TEXT NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID",
    // The roster is read by person at each request.
    "CREATE INDEX IF NOT EXISTS roster_by_holder ON roster_entry (holder, kind)",
    "CREATE TABLE IF NOT EXISTS roster_replaced (entry TEXT NOT NULL, by_entry TEXT NOT NULL, PRIMARY KEY (entry, by_entry)) STRICT, WITHOUT ROWID",
  ],
  tables: ["roster_entry", "roster_replaced"],
  kinds: ["person.enrolled", "person.removed", "grant", "secret.set"],
  fold(db: ViewDatabase, entry: FoldedEntry): readonly string[] {
    const id = hex(entry.header.id);
    const holder = z
      .object({ person: z.string() })
      .or(z.object({ holder: z.string() }))
      .safeParse(entry.body);
    if (!holder.success) return [];
    const who = "person" in holder.data ? holder.data.person : holder.data.holder;
    db.prepare("INSERT OR IGNORE INTO roster_entry VALUES (?, ?, ?, ?)").run(
      id,
      entry.header.kind,
      who,
      JSON.stringify(entry.body),
    );
    const replaced = db.prepare("INSERT OR IGNORE INTO roster_replaced VALUES (?, ?)");
    for (const other of entry.header.replaces) replaced.run(hex(other), id);
    return ["people"];
  },
} as const;

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** An entry replaces only within its own key: same kind of thing, same holder (and for a grant same role and facility). */
const STANDING = `
  SELECT e.entry, e.kind, e.holder, e.body FROM roster_entry e
  WHERE e.holder = ? AND NOT EXISTS (
    SELECT 1 FROM roster_replaced r JOIN roster_entry b ON b.entry = r.by_entry
    WHERE r.entry = e.entry AND b.entry <> e.entry AND b.holder = e.holder
      AND CASE WHEN e.kind LIKE 'person.%' THEN b.kind LIKE 'person.%'
          WHEN e.kind = 'grant' THEN b.kind = 'grant'
            AND json_extract(b.body, '$.role') = json_extract(e.body, '$.role')
            AND json_extract(b.body, '$.facility') = json_extract(e.body, '$.facility')
          ELSE b.kind = e.kind END)`;

const Row = z.object({ entry: z.string(), kind: z.string(), holder: z.string(), body: z.string() });

function standingOf(db: ViewDatabase, holder: string): z.infer<typeof Row>[] {
  return db
    .prepare(STANDING)
    .all(holder)
    .flatMap(row => Row.safeParse(row).data ?? []);
}

/** Ids (hex) of the standing entries of one of a holder's keys; what a new entry of that key replaces. */
export function standingIds(
  db: ViewDatabase,
  holder: string,
  kind: "person" | "grant" | "secret.set",
  of?: { role: string; facility: string },
): string[] {
  return standingOf(db, holder)
    .filter(row => (kind === "person" ? row.kind.startsWith("person.") : row.kind === kind))
    .filter(row => {
      if (of === undefined) return true;
      const grant = GrantBody.safeParse(JSON.parse(row.body)).data;
      return grant?.role === of.role && grant.facility === of.facility;
    })
    .map(row => row.entry);
}

/** Who was given the secret; null where no entry says so. */
export function holderOf(db: ViewDatabase, secret: string): string | null {
  const row = db
    .prepare("SELECT holder FROM roster_entry WHERE kind = 'secret.set' AND json_extract(body, '$.secret') = ? LIMIT 1")
    .all(secret)[0];
  return z.object({ holder: z.string() }).safeParse(row).data?.holder ?? null;
}

/** What the standing entries say of a person: the same until an entry of the roster is folded. */
export type Roster = {
  readonly removed: readonly z.infer<typeof PersonRemoved>[];
  readonly enrolled: readonly z.infer<typeof PersonEnrolled>[];
  readonly grants: readonly Grant[];
  readonly secrets: readonly z.infer<typeof SecretSet>[];
};

export function rosterOf(db: ViewDatabase, id: string): Roster {
  const rows = standingOf(db, id);
  const bodies = <T>(kind: string, schema: z.ZodType<T>): T[] =>
    rows.filter(row => row.kind === kind).flatMap(row => schema.safeParse(JSON.parse(row.body)).data ?? []);
  return {
    removed: bodies("person.removed", PersonRemoved),
    enrolled: bodies("person.enrolled", PersonEnrolled),
    grants: grantsIn(bodies("grant", GrantBody)),
    secrets: bodies("secret.set", SecretSet),
  };
}

/**
 * The person as she stands at `at` (integer ms); null where she is not enrolled, has expired, or any standing entry
 * removes her: of two nodes that disagree the stricter one holds until a person settles it.
 */
export function personIn({ removed, enrolled, grants, secrets }: Roster, id: string, at: number): Person | null {
  if (removed.some(one => at >= one.from)) return null;
  const [first] = enrolled;
  if (first === undefined || enrolled.some(one => one.until !== null && at >= one.until)) return null;
  return {
    id,
    name: first.name,
    initials: initialsOf(first.name),
    facility: first.facility,
    unit: first.unit,
    grants,
    secrets: secrets.map(secret => secret.secret),
  };
}

/** As `personIn`, read now. */
export function personOf(db: ViewDatabase, id: string, at: number): Person | null {
  return personIn(rosterOf(db, id), id, at);
}

/** Two grants of one role and facility that both stand: the narrower holds. */
function grantsIn(bodies: readonly z.infer<typeof GrantBody>[]): Grant[] {
  const byRole = new Map<string, Grant>();
  for (const { role, facility, from, until } of bodies) {
    const other = byRole.get(`${role}/${facility}`);
    const ends = [until, other?.until ?? null].filter(end => end !== null);
    byRole.set(`${role}/${facility}`, {
      role,
      facility,
      from: Math.max(from, other?.from ?? from),
      until: ends.length === 0 ? null : Math.min(...ends),
    });
  }
  return [...byRole.values()];
}

/** Everyone who can sign in at a facility at `at`, by name. */
export function peopleAt(db: ViewDatabase, facility: string, at: number): (Person & { readonly role: Role })[] {
  const holders = z
    .array(z.object({ holder: z.string() }))
    .parse(db.prepare("SELECT DISTINCT holder FROM roster_entry WHERE kind = 'person.enrolled'").all());
  return holders
    .flatMap(({ holder }) => personOf(db, holder, at) ?? [])
    .flatMap(person => {
      const role = roleAt(person, facility, at);
      return role === null ? [] : [{ ...person, role }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
}

/** The first role that the person holds at the facility at `at`; null = none. */
export function roleAt(person: Person, facility: string, at: number): Role | null {
  return person.grants.find(grant => isInForce(grant, facility, at))?.role ?? null;
}

/** `COLE, Maria` → `MC`; `Nguyễn Thị Hoa` → `NH`. */
export function initialsOf(name: string): string {
  const comma = name.indexOf(",");
  const inOrder = comma < 0 ? name : `${name.slice(comma + 1)} ${name.slice(0, comma)}`;
  const words = inOrder.split(/[\s,]+/u).filter(word => /^[\p{L}\p{N}]/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return chosen.map(word => [...(word ?? "")][0]?.toUpperCase() ?? "").join("");
}
