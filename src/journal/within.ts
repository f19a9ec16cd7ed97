// A store of which only some entries are met: for folding a part of it into a file of its own.
import type { Sqlite } from "./database.ts";
import { Store, type Stored } from "./store.ts";

/** Meets only the entries that `isMet` says; reads as any store what is asked for by id or position. */
export class StoreWithin extends Store {
  readonly #isMet: (row: Stored) => boolean;

  constructor(db: Sqlite, isMet: (row: Stored) => boolean) {
    super(db, { readonly: true });
    this.#isMet = isMet;
  }

  override after(row: number, count: number): Stored[] {
    for (let from = row; ; ) {
      const rows = super.after(from, count);
      const last = rows.at(-1);
      if (last === undefined) return [];
      const met = rows.filter(this.#isMet);
      if (met.length > 0) return met;
      from = last.row;
    }
  }

  override *rowsOf(chain: Parameters<Store["rowsOf"]>[0]): Generator<Stored, void> {
    for (const row of super.rowsOf(chain)) if (this.#isMet(row)) yield row;
  }
}
