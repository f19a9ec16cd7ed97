// Rows that need not be read again: by the one writer of a file what it read or wrote last, forgotten whole where anything is undone; by a
// reader what it read since it last heard that anything was folded.
import type { Sqlite } from "./database.ts";

/** Of each sort at most twice as many, the longest unused going first: a bound on memory, not a policy. */
const MOST = 1_000;

/** What a connection knows belongs to one of these; another one, and all of it is forgotten. A reader has one for each topic. */
const written = new WeakMap<Sqlite, object>();
const read = new WeakMap<Sqlite, Map<string, object>>();

/** From here on rows are held for this connection, which alone writes. What was held before is forgotten: call after every rollback. */
export function holdRows(db: Sqlite): void {
  written.set(db, {});
}

/** From here on a reader's rows are held for this connection: whoever calls says of everything that is published what it touched (`forgetReads`). */
export function holdReads(db: Sqlite): void {
  read.set(db, new Map());
}

/** What was read of these topics is read anew. */
export function forgetReads(db: Sqlite, topics: readonly string[]): void {
  for (const topic of topics) read.get(db)?.delete(topic);
}

/** Of a reader whose rows change with one topic; undefined where the connection holds nothing. */
function spanOf(db: Sqlite, topic: string): object | undefined {
  const spans = read.get(db);
  if (spans === undefined) return undefined;
  const span = spans.get(topic) ?? {};
  spans.set(topic, span);
  return span;
}

type Known<Value> = { recent: Map<string, Value>; before: Map<string, Value> };

/**
 * One sort of rows by key. Whoever writes such a row says so (`set`) or forgets it (`forget`); a reader's rows change with one topic alone.
 * On a connection that holds nothing each row is read each time.
 */
export class HeldRows<Value> {
  readonly #known = new WeakMap<object, Known<Value>>();
  readonly #topic: string | null;

  /** `topic`: of a reader's; left out = of the writer's. */
  constructor(topic: string | null = null) {
    this.#topic = topic;
  }

  /** The row as it was last read or written here, else as `read` finds it. That there is none is known as well, if `read` says so. */
  get(db: Sqlite, key: string, read: () => Value): Value {
    const known = this.#of(db);
    if (known === undefined) return read();
    const found = known.recent.get(key);
    if (found !== undefined || known.recent.has(key)) return found as Value;
    const value = known.before.has(key) ? (known.before.get(key) as Value) : read();
    keep(known, key, value);
    return value;
  }

  set(db: Sqlite, key: string, value: Value): void {
    const known = this.#of(db);
    if (known !== undefined) keep(known, key, value);
  }

  forget(db: Sqlite, key: string): void {
    const known = this.#of(db);
    known?.recent.delete(key);
    known?.before.delete(key);
  }

  #of(db: Sqlite): Known<Value> | undefined {
    const span = this.#topic === null ? written.get(db) : spanOf(db, this.#topic);
    if (span === undefined) return undefined;
    const known = this.#known.get(span);
    if (known !== undefined) return known;
    const made = { recent: new Map<string, Value>(), before: new Map<string, Value>() };
    this.#known.set(span, made);
    return made;
  }
}

function keep<Value>(known: Known<Value>, key: string, value: Value): void {
  if (known.recent.size >= MOST) {
    known.before = known.recent;
    known.recent = new Map();
  }
  known.recent.set(key, value);
}
