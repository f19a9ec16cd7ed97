// Charts that were read before, and into which nothing was folded since: a unit's rows are asked for again and again.
import type { Sqlite } from "../../journal/index.ts";
import { touchedIn } from "../fold/touched.ts";

/** At most twice as many items in all, about 4 kB each, the longest unused charts going first: a bound on memory, not a policy. */
const MOST = 25_000;

/** A chart, every record that it was read from, and of how many items it is. */
export type Read<Value> = {
  readonly from: readonly string[];
  readonly items: number;
  readonly value: Value;
  /**
   * The same after folds that wrote these parts of its one record, up to a journal row; left out, or null: it must be read whole. Of a row
   * that is folded and not yet heard of nobody said what it wrote: half of a message is none.
   */
  readonly again?: (written: ReadonlySet<string>, position: number) => Read<Value> | null;
};

/** What was folded since it was last said: up to which journal row, and what that touched. */
export type Folds = { readonly position: number; readonly topics: readonly string[] };

type Known<Value> = {
  recent: Map<string, Read<Value>>;
  /** In `recent`, as they were put there. */
  items: number;
  before: Map<string, Read<Value>>;
  /** By record: under which other records charts are kept that were read from it, too. */
  under: Map<string, Set<string>>;
  /** By record whose chart is kept: the parts of it that were written since it was read. */
  written: Map<string, Set<string>>;
  /** The journal row up to which was said what folds touched. */
  position: number;
};

/** What was read of people on connections that keep it, by record. On any other connection it is read each time. */
export class KeptCharts<Value> {
  readonly #connections = new WeakMap<Sqlite, Known<Value>>();

  /** From here on it is kept for this connection. Whoever calls says of every fold what it touched. */
  keep(db: Sqlite): void {
    const empty = { recent: new Map(), before: new Map(), under: new Map(), written: new Map() };
    this.#connections.set(db, { ...empty, items: 0, position: 0 });
  }

  /** What folds up to a journal row touched, by their topics, is read anew. */
  forget(db: Sqlite, { position, topics }: Folds): void {
    const known = this.#connections.get(db);
    if (known === undefined) return;
    known.position = position;
    for (const [record, parts] of touchedIn(topics)) {
      const others = known.under.get(record) ?? [];
      known.under.delete(record);
      for (const one of others) drop(known, one);
      const kept = known.recent.get(record) ?? known.before.get(record);
      if (kept?.again === undefined || parts === null) drop(known, record);
      else known.written.set(record, new Set([...(known.written.get(record) ?? []), ...parts]));
    }
  }

  /** As it was read before, else as `read` finds it. */
  get(db: Sqlite, record: string, read: () => Read<Value>): Value {
    const known = this.#connections.get(db);
    if (known === undefined) return read().value;
    const written = known.written.get(record);
    const recent = known.recent.get(record);
    if (recent !== undefined && written === undefined) return recent.value;
    known.written.delete(record);
    const kept = recent ?? known.before.get(record);
    const chart =
      (kept !== undefined && written !== undefined ? kept.again?.(written, known.position) : kept) ?? read();
    known.items -= recent?.items ?? 0;
    if (known.items >= MOST) {
      known.before = known.recent;
      known.recent = new Map();
      known.items = 0;
      known.under = new Map();
      for (const [of, { from }] of known.before) noteUnder(known, of, from);
    }
    known.recent.set(record, chart);
    known.items += chart.items;
    noteUnder(known, record, chart.from);
    return chart.value;
  }
}

function drop({ recent, before, written }: Known<unknown>, record: string): void {
  recent.delete(record);
  before.delete(record);
  written.delete(record);
}

function noteUnder({ under }: Pick<Known<unknown>, "under">, record: string, from: readonly string[]): void {
  for (const one of from) {
    if (one === record) continue;
    const all = under.get(one);
    if (all === undefined) under.set(one, new Set([record]));
    else all.add(record);
  }
}
