// Sessions: who sits at this browser, until when, and whether the screen is locked.
import type Database from "better-sqlite3-multiple-ciphers";
import type { Random } from "./ports.ts";
import { digest } from "./tokens.ts";

export type SessionState = "open" | "locked";

export type Session = {
  /** Public: stands in answers and looks. Not the cookie. */
  readonly id: string;
  readonly person: string;
  readonly state: SessionState;
  readonly started: number;
};

export type SessionLimits = {
  /** Without a person's act for this long the session locks. */
  readonly idle_minutes: number;
  /** After this long it ends, whatever was done: longer than any shift. */
  readonly hours_max: number;
};

/** A clock may be corrected by this much backwards without locking everyone. */
const STEP_BACK_MS = 120_000;
/** Last acts are written at most this often; after a restart a session looks older than it is, never younger. */
const WRITE_EVERY_MS = 60_000;

type Row = { hash: Buffer; id: string; person: string; started: number; seen: number; locked: number };

/** The sessions of a node, in secrets.db: they survive a restart. `at` is integer ms of a clock that may jump. */
export class Sessions {
  readonly limits: SessionLimits;
  readonly #db: Database.Database;
  /** Asked with every request. */
  readonly #byHash: Database.Statement<[Buffer], Row>;
  readonly #seen = new Map<string, number>();

  constructor(db: Database.Database, limits: SessionLimits) {
    this.#db = db;
    this.limits = limits;
    db.exec(
      "CREATE TABLE IF NOT EXISTS sessions (hash BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, person TEXT NOT NULL, started INTEGER NOT NULL, seen INTEGER NOT NULL, locked INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    );
    this.#byHash = db.prepare<[Buffer], Row>("SELECT * FROM sessions WHERE hash = ?");
  }

  /** Opens a session. `cookie` goes to the browser only; here its SHA-256 is kept. */
  open(person: string, at: number, random: Random): { session: Session; cookie: string } {
    const cookie = Buffer.from(random.bytes(32)).toString("base64url");
    const id = uuid4(random.bytes(16));
    this.#db.prepare("DELETE FROM sessions WHERE started < ?").run(at - this.limits.hours_max * 3_600_000);
    this.#db.prepare("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, 0)").run(digest(cookie), id, person, at, at);
    return { session: { id, person, state: "open", started: at }, cookie };
  }

  /**
   * The session of a cookie, null where there is none or it ended. Locks it where nobody acted for too long.
   * `isAct`: a person did this; what a page asks for by itself never keeps a session open.
   */
  find(cookie: string, at: number, isAct: boolean): Session | null {
    if (cookie.length !== 43) return null;
    const row = this.#byHash.get(digest(cookie));
    if (row === undefined) return null;
    return this.#judge(row, at, isAct);
  }

  /** The session of a public id as it stands, without an act; for open event streams. */
  byId(id: string, at: number): Session | null {
    const row = this.#db.prepare<[string], Row>("SELECT * FROM sessions WHERE id = ?").get(id);
    return row === undefined ? null : this.#judge(row, at, false);
  }

  /** Locks it; who it was stays known. */
  lock(id: string): void {
    this.#db.prepare("UPDATE sessions SET locked = 1 WHERE id = ?").run(id);
  }

  /** Opens a locked session again, after its person proved to be there. */
  unlock(id: string, at: number): void {
    this.#db
      .prepare("UPDATE sessions SET locked = 0, seen = ?, started = min(started, ?) WHERE id = ?")
      .run(at, at, id);
    this.#seen.delete(id);
  }

  end(id: string): void {
    this.#db.prepare("DELETE FROM sessions WHERE id = ?").run(id);
    this.#seen.delete(id);
  }

  /** Ends every session of a person: removed, or the secret replaced. */
  endAllOf(person: string): void {
    this.#db.prepare("DELETE FROM sessions WHERE person = ?").run(person);
  }

  #judge(row: Row, at: number, isAct: boolean): Session | null {
    if (at - row.started >= this.limits.hours_max * 3_600_000) {
      this.end(row.id);
      return null;
    }
    const seen = this.#seen.get(row.id) ?? row.seen;
    const idle = at - seen;
    // A clock that went far back says nothing about how long nobody was there: ask for the PIN.
    const isIdle = idle >= this.limits.idle_minutes * 60_000 || idle < -STEP_BACK_MS;
    if (row.locked === 0 && isIdle) this.lock(row.id);
    const state: SessionState = row.locked === 1 || isIdle ? "locked" : "open";
    if (state === "open" && isAct) this.#act(row, at);
    return { id: row.id, person: row.person, state, started: row.started };
  }

  #act(row: Row, at: number): void {
    this.#seen.set(row.id, at);
    if (Math.abs(at - row.seen) < WRITE_EVERY_MS) return;
    this.#db.prepare("UPDATE sessions SET seen = ? WHERE id = ?").run(at, row.id);
  }
}

function uuid4(bytes: Uint8Array): string {
  const copy = Buffer.from(bytes);
  copy[6] = ((copy[6] ?? 0) & 0x0f) | 0x40;
  copy[8] = ((copy[8] ?? 0) & 0x3f) | 0x80;
  const h = copy.toString("hex");
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
