// Charts that were read before, and into which nothing was folded since: a unit's rows are asked for again and again.
import type { Sqlite } from "../journal/index.ts";

/** At most twice as many people, the longest unused going first: a bound on memory, not a policy. */
const MOST = 1_000;
const RECORD = "record:";

/** A chart, and every record that it was read from. */
export type Read<Value> = { readonly from: readonly string[]; readonly value: Value };

type Known<Value> = {
  recent: Map<string, Read<Value>>;
  before: Map<string, Read<Value>>;
  /** By record: under which other records charts are kept that were read from it, too. */
  under: Map<string, Set<string>>;
};

/** What was read of people on connections that keep it, by record. On any other connection it is read each time. */
export class KeptCharts<Value> {
  readonly #connections = new WeakMap<Sqlite, Known<Value>>();

  /** From here on it is kept for this connection. Whoever calls says of every fold what it touched. */
  keep(db: Sqlite): void {
    this.#connections.set(db, { recent: new Map(), before: new Map(), under: new Map() });
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
    const chart = known.recent.get(record) ?? known.before.get(record) ?? read();
    if (known.recent.size >= MOST) {
      known.before = known.recent;
      known.recent = new Map();
      known.under = new Map();
      for (const [of, { from }] of known.before) noteUnder(known, of, from);
    }
    known.recent.set(record, chart);
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
