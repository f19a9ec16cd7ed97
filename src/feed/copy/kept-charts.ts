// Charts that were read before, and into which nothing was folded since: a unit's rows are asked for again and again.
import type { Sqlite } from "../../journal/index.ts";

/** At most twice as many items in all, about 4 kB each, the longest unused charts going first: a bound on memory, not a policy. */
const MOST = 25_000;
const RECORD = "record:";

/** A chart, every record that it was read from, and of how many items it is. */
export type Read<Value> = { readonly from: readonly string[]; readonly items: number; readonly value: Value };

type Known<Value> = {
  recent: Map<string, Read<Value>>;
  /** In `recent`, as they were put there. */
  items: number;
  before: Map<string, Read<Value>>;
  /** By record: under which other records charts are kept that were read from it, too. */
  under: Map<string, Set<string>>;
};

/** What was read of people on connections that keep it, by record. On any other connection it is read each time. */
export class KeptCharts<Value> {
  readonly #connections = new WeakMap<Sqlite, Known<Value>>();

  /** From here on it is kept for this connection. Whoever calls says of every fold what it touched. */
  keep(db: Sqlite): void {
    this.#connections.set(db, { recent: new Map(), items: 0, before: new Map(), under: new Map() });
  }

  /** What a fold touched, by its topics, is read anew. */
  forget(db: Sqlite, topics: readonly string[]): void {
    const known = this.#connections.get(db);
    if (known === undefined) return;
    for (const topic of topics) {
      if (!topic.startsWith(RECORD)) continue;
      const record = topic.slice(RECORD.length);
      for (const one of [record, ...(known.under.get(record) ?? [])]) {
        known.recent.delete(one);
        known.before.delete(one);
      }
      known.under.delete(record);
    }
  }

  /** As it was read before, else as `read` finds it. */
  get(db: Sqlite, record: string, read: () => Read<Value>): Value {
    const known = this.#connections.get(db);
    if (known === undefined) return read().value;
    const recent = known.recent.get(record);
    if (recent !== undefined) return recent.value;
    const chart = known.before.get(record) ?? read();
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

function noteUnder({ under }: Pick<Known<unknown>, "under">, record: string, from: readonly string[]): void {
  for (const one of from) {
    if (one === record) continue;
    const all = under.get(one);
    if (all === undefined) under.set(one, new Set([record]));
    else all.add(record);
  }
}
