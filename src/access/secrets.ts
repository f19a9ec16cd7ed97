// secrets.db: what proves a person. Entries name a secret's id; the hash lies only here.
import type Database from "better-sqlite3-multiple-ciphers";
import { hashSecret, matchesNothing, matchesSecret } from "./hashing.ts";

export type SecretKind = "pin" | "password";

/** A secret that is hashed and not yet kept. */
export type Hashed = {
  readonly id: string;
  readonly hash: string;
  readonly kind: SecretKind;
  /** Integer ms, excluded; null = never. */
  readonly expires: number | null;
};

/** The PIN and password hashes of a node. The caller opens the file, encrypted and with synchronous=FULL. */
export class Secrets {
  readonly #db: Database.Database;

  constructor(db: Database.Database) {
    this.#db = db;
    db.exec(
      "CREATE TABLE IF NOT EXISTS secrets (id TEXT PRIMARY KEY, hash TEXT NOT NULL, kind TEXT NOT NULL, expires INTEGER) STRICT, WITHOUT ROWID",
    );
  }

  /** Keeps hashes, all or none. Before the entries that name them: a hash that nothing names opens nothing. */
  keep(hashed: readonly Hashed[]): void {
    const insert = this.#db.prepare("INSERT INTO secrets VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING");
    this.#db.transaction(() => {
      for (const one of hashed) insert.run(one.id, one.hash, one.kind, one.expires);
    })();
  }

  /** All of them, for the copy that goes sealed to an enrolled node. */
  all(): Hashed[] {
    return this.#db.prepare<[], Hashed>("SELECT id, hash, kind, expires FROM secrets ORDER BY id").all();
  }

  /** Deletes what was revoked or replaced. Returns how many of them were here. */
  drop(ids: readonly string[]): number {
    const remove = this.#db.prepare("DELETE FROM secrets WHERE id = ?");
    return this.#db.transaction(() => ids.reduce((gone, id) => gone + remove.run(id).changes, 0))();
  }

  /** True where the secret is one of the named ones and has not expired at `at` (integer ms). Takes as long for none. */
  async proves(ids: readonly string[], secret: string, at: number): Promise<boolean> {
    const read = this.#db.prepare<[string], { hash: string; expires: number | null }>(
      "SELECT hash, expires FROM secrets WHERE id = ?",
    );
    const live = ids
      .map(id => read.get(id))
      .filter(row => row !== undefined)
      .filter(row => row.expires === null || at < row.expires);
    if (live.length === 0) return matchesNothing(secret);
    let isProved = false;
    // Each is tried, so that time does not tell which one it was.
    for (const row of live) isProved = (await matchesSecret(row.hash, secret)) || isProved;
    return isProved;
  }
}

/** Hashes a PIN or password under an id. */
export async function hashed(id: string, kind: SecretKind, secret: string, expires: number | null): Promise<Hashed> {
  return { id, kind, expires, hash: await hashSecret(secret) };
}

/** Why a PIN or a password is too weak, in words without it; null = good enough. */
export function weakness(kind: SecretKind, secret: string): string | null {
  if (kind === "password") {
    if (secret.length < 10) return "a password has at least 10 characters";
    return secret.length > 128 ? "a password has at most 128 characters" : null;
  }
  if (!/^[0-9]{4,12}$/.test(secret)) return "a PIN has 4 to 12 digits";
  const steps = new Set([...secret].slice(1).map((digit, at) => Number(digit) - Number(secret[at])));
  const [step] = steps;
  return steps.size === 1 && step !== undefined && Math.abs(step) <= 1 ? "a PIN is no run of digits" : null;
}
