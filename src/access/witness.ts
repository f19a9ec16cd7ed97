// Records what must be recorded before anything is shown; where the disk is full, in the spill file; else counted.
import { z } from "zod";
import type { Draft, RecordDrafts } from "./ports.ts";
import type { Spill, Spilled } from "./spill.ts";

/** How it was kept. Anything but `journal` is said loudly in the strip. */
export type Kept = "journal" | "spill" | "lost";

/** What the strip counts. */
export type WitnessState = { readonly spilled: number; readonly lost: number };

/** The one way in which looks, sign-ins and break-glass are written. Never rejects: a chart opens also on a full disk. */
export class Witness {
  readonly #record: RecordDrafts;
  readonly #spill: Spill;
  readonly #newId: () => string;

  constructor(record: RecordDrafts, spill: Spill, newId: () => string) {
    this.#record = record;
    this.#spill = spill;
    this.#newId = newId;
  }

  /** Resolves when it is on disk, or counted as lost. `at` is integer ms. */
  async keep(draft: Draft, at: number): Promise<Kept> {
    const named: Spilled = { ...draft, id: draft.id ?? this.#newId() };
    try {
      const [answer] = await this.#record([named]);
      if (answer?.ok === true) return "journal";
      return this.#count(at);
    } catch {
      // Not answered: it may be in the journal or not. Kept under the same id it is one entry either way.
      return this.#spillOne(named, at);
    }
  }

  state(): WitnessState {
    const { drafts, lost } = this.#spill.contents();
    return { spilled: drafts.length, lost: lost?.count ?? 0 };
  }

  /**
   * Brings what was spilled into the journal, at start and when there is room again. Empties the spill only when every
   * entry was taken; resolves to how many came over, or null where the journal could not be written.
   */
  async replay(actor: string): Promise<number | null> {
    const { drafts, lost } = this.#spill.contents();
    if (drafts.length === 0 && lost === null) return 0;
    const refused: number[] = [];
    try {
      for (const draft of drafts) {
        const [answer] = await this.#record([draft]);
        if (answer?.ok !== true) refused.push(timeOf(draft.body));
      }
      const count = (lost?.count ?? 0) + refused.length;
      if (count > 0) {
        const times = lost === null ? refused : [...refused, lost.from, lost.to];
        const body = { count, from: Math.min(...times), to: Math.max(...times) };
        const [answer] = await this.#record([{ id: this.#newId(), kind: "looks.lost", actor, body }]);
        if (answer?.ok !== true) return null;
      }
    } catch {
      return null;
    }
    // What was spilled meanwhile stays for the next time.
    if (this.#spill.contents().drafts.length !== drafts.length) return null;
    this.#spill.clear();
    return drafts.length - refused.length;
  }

  #spillOne(draft: Spilled, at: number): Kept {
    try {
      if (this.#spill.keep(draft)) return "spill";
    } catch {
      // The disk itself fails.
    }
    return this.#count(at);
  }

  #count(at: number): Kept {
    try {
      this.#spill.lose(at);
    } catch {
      // Nothing can be written at all: the answer still says that it was lost.
    }
    return "lost";
  }
}

/** When a spilled look or sign-in was, integer ms. */
function timeOf(body: unknown): number {
  return z.object({ at: z.int() }).safeParse(body).data?.at ?? 0;
}
