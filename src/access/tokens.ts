// Bearer tokens of programs: 32 random bytes, kept only as their SHA-256, with a role, revocable.
import { hash, timingSafeEqual } from "node:crypto";
import type Database from "better-sqlite3-multiple-ciphers";
import { isRole, PROGRAM_ROLES, type Role } from "./permissions.ts";
import type { Draft, Fault, Random } from "./ports.ts";

const PREFIX = "tideover_";

export type Program = {
  readonly id: string;
  readonly role: Role;
  readonly facility: string;
  readonly until: number | null;
};

type Row = { id: string; hash: Buffer; role: string; facility: string; until: number | null };

/** The tokens of a node, in secrets.db. */
export class Tokens {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
    db.exec(
      "CREATE TABLE IF NOT EXISTS tokens (id TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE, role TEXT NOT NULL, facility TEXT NOT NULL, until INTEGER) STRICT, WITHOUT ROWID",
    );
  }

  /** Makes a token and returns it once; it cannot be read again. A role that is no program's is a fault. */
  create(
    given: { id: string; role: string; facility: string; until: number | null },
    random: Random,
  ): { ok: true; token: string } | { ok: false; error: Fault } {
    if (!PROGRAM_ROLES.some(role => role === given.role)) {
      const text = `programs hold one of: ${PROGRAM_ROLES.join(", ")}`;
      return { ok: false, error: { code: "no-program-role", text, where: "role" } };
    }
    const token = PREFIX + Buffer.from(random.bytes(32)).toString("base64url");
    this.#db
      .prepare("INSERT INTO tokens VALUES (?, ?, ?, ?, ?)")
      .run(given.id, digest(token), given.role, given.facility, given.until);
    return { ok: true, token };
  }

  /** Deletes it; false where there was none. */
  revoke(id: string): boolean {
    return this.#db.prepare("DELETE FROM tokens WHERE id = ?").run(id).changes > 0;
  }

  /** The program that carries the token, null where none does at `at` (integer ms). */
  bearer(token: string, at: number): Program | null {
    if (!token.startsWith(PREFIX) || token.length > 128) return null;
    const asked = digest(token);
    const row = this.#db.prepare<[Buffer], Row>("SELECT * FROM tokens WHERE hash = ?").get(asked);
    if (row === undefined || !timingSafeEqual(row.hash, asked)) return null;
    if ((row.until !== null && at >= row.until) || !isRole(row.role)) return null;
    return { id: row.id, role: row.role, facility: row.facility, until: row.until };
  }
}

/** The entries of a program: what it is, its role, and the id of its token. Record them when the token is kept. */
export function programDrafts(given: {
  /** The program's name in entries: `wall-board`. */
  readonly holder: string;
  /** The id under which `Tokens.create` keeps it, a UUID. */
  readonly token: string;
  readonly role: string;
  readonly facility: string;
  readonly at: number;
  readonly until: number | null;
  readonly actor: string;
}): Draft[] {
  const { holder, token, role, facility, at, until, actor } = given;
  return [
    { kind: "device.enrolled", actor, body: { device: holder, name: holder, kind: "program", facility, unit: null } },
    { kind: "grant", actor, body: { holder, role, facility, from: at, until } },
    { kind: "secret.set", actor, body: { holder, secret: token, kind: "token", until } },
  ];
}

/** What is kept of a token or a cookie. A fast hash does: the secret has 256 random bits. */
export function digest(token: string): Buffer {
  return hash("sha256", token, "buffer");
}
