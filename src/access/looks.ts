// RULES L1: the first look of a session at a patient in 15 minutes is one entry, committed before the bytes go out.
import type { Kept, Witness } from "./witness.ts";

/** A second look of the same session at the same thing within this is no new entry. */
export const LOOK_MS = 15 * 60_000;
const RECORDS_A_LOOK = 500;
const REMEMBERED_MAX = 50_000;

/** Who looks, from where. `session` is the public id. */
export type Looker = { readonly session: string; readonly person: string };

/** Why what is marked went with it; null = it was left out. */
type Reason = string | null;
type Remembered = { at: number; records: ReadonlySet<string>; kept: Promise<Kept> };

/** Looks of a node. Memory only decides whether to write again; after a restart it writes once more. */
export class Looks {
  readonly #witness: Witness;
  readonly #remembered = new Map<string, Remembered>();

  constructor(witness: Witness) {
    this.#witness = witness;
  }

  /** A patient's page was asked for; `list` says of what moment, where it was not of now. Resolves when the look is on disk: only then send. `at` is integer ms. */
  opened(looker: Looker, record: string, at: number, list: string | null = null): Promise<Kept> {
    return this.#once(`o ${looker.session} ${record} ${list ?? ""}`, [record], at, () =>
      this.#write(looker, "opened", list, [record], at),
    );
  }

  /** A census or a search was asked for; `list` names it. Written again when a record joins. An empty list is no look. */
  listed(looker: Looker, list: string, records: readonly string[], at: number): Promise<Kept> {
    if (records.length === 0) return Promise.resolve("journal");
    return this.#once(`l ${looker.session} ${list}`, records, at, () =>
      this.#write(looker, "listed", list, records, at),
    );
  }

  /** Paper or a file was made: each time an entry. */
  printed(looker: Looker, list: string, records: readonly string[], at: number, reason: Reason = null): Promise<Kept> {
    return this.#write(looker, "printed", list, records, at, reason);
  }

  /** Data left the house's screens: each time an entry. */
  exported(looker: Looker, list: string, records: readonly string[], at: number, reason: Reason = null): Promise<Kept> {
    return this.#write(looker, "exported", list, records, at, reason);
  }

  /** Somebody asked who saw these records: asking is itself a look, each time. */
  asked(looker: Looker, records: readonly string[], at: number): Promise<Kept> {
    return this.#write(looker, "asked", null, records, at);
  }

  #once(key: string, records: readonly string[], at: number, write: () => Promise<Kept>): Promise<Kept> {
    const before = this.#remembered.get(key);
    // A clock that went back gives a second entry, never a missing one.
    const isFresh = before !== undefined && at >= before.at && at - before.at < LOOK_MS;
    if (isFresh && records.every(record => before.records.has(record))) return before.kept;
    const kept = write();
    // Whoever asks meanwhile waits for the same commit.
    const now: Remembered = { at, records: new Set(records), kept };
    this.#remembered.delete(key);
    this.#remembered.set(key, now);
    if (this.#remembered.size > REMEMBERED_MAX) {
      const [oldest] = this.#remembered.keys();
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
    // What could not be kept is tried again at the next look.
    void kept.then(how => how === "lost" && this.#remembered.get(key) === now && this.#remembered.delete(key));
    return kept;
  }

  async #write(
    looker: Looker,
    what: "opened" | "listed" | "printed" | "exported" | "asked",
    list: string | null,
    records: readonly string[],
    at: number,
    reason: Reason = null,
  ): Promise<Kept> {
    const kept: Kept[] = [];
    const shown = [...new Set(records)];
    for (let from = 0; from < shown.length; from += RECORDS_A_LOOK) {
      const body = {
        person: looker.person,
        session: looker.session,
        what,
        list: list === null ? null : list.slice(0, 200),
        records: shown.slice(from, from + RECORDS_A_LOOK),
        at,
        reason: reason === null ? null : reason.slice(0, 500),
      };
      kept.push(await this.#witness.keep({ kind: "look", body, actor: looker.person }, at));
    }
    return kept.includes("lost") ? "lost" : kept.includes("spill") ? "spill" : "journal";
  }
}
