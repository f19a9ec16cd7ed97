// What holds for every view (DESIGN §11), as laws that take any view and the kinds of the composition.
import assert from "node:assert/strict";
import Database from "better-sqlite3-multiple-ciphers";
import fc from "fast-check";
import { z } from "zod";
import { Appender } from "../src/journal/append.ts";
import {
  type Bytes,
  decodeBody,
  defineKind,
  digestOfTables,
  type Folded,
  FoldHost,
  headerOf,
  hex,
  type Kind,
  Kinds,
  rowText,
  type Source,
  type Sqlite,
  Store,
  type View,
} from "../src/journal/index.ts";
import { drawn } from "./arbitrary.ts";
import { seeded, testClock } from "./kit.ts";

export type Subject = {
  readonly view: View;
  readonly kinds: Kinds;
  /** Bodies that say more than chance does, by kind: real messages. They are drawn beside those of the schema. */
  readonly bodies?: Readonly<Record<string, fc.Arbitrary<unknown>>>;
};

export type Law = { readonly name: string; check(subject: Subject): void };

const RUNS = process.env.SLOW === "1" ? 400 : 20;
const NODES = 2;

type Step = {
  readonly kind: number;
  readonly body: number;
  readonly node: number;
  /** Which earlier entries of the same key the person saw. */
  readonly sees: number;
  readonly restarts: boolean;
  /** The next of the same chain stands or falls with it. */
  readonly joined: boolean;
  readonly later_ms: number;
};
type Drawn = {
  readonly pools: readonly (readonly unknown[])[];
  readonly steps: readonly Step[];
  readonly picks: readonly number[];
};

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.nat(20),
  body: fc.nat(5),
  node: fc.nat(NODES - 1),
  sees: fc.nat(7),
  restarts: fc.constantFrom(false, false, false, true),
  joined: fc.boolean(),
  // The clock may fall back.
  later_ms: fc.integer({ min: -120_000, max: 600_000 }),
});

/** Entries that the view reads: few bodies a kind, so that keys meet. */
function histories(subject: Subject): fc.Arbitrary<Drawn> {
  const { bodies } = subject;
  const pools = drawnKinds(subject).map(kind => {
    const schema = drawn(kind.schema);
    const given = bodies?.[kind.name];
    return fc.array(given === undefined ? schema : fc.oneof(schema, { weight: 4, arbitrary: given }), {
      minLength: 1,
      maxLength: 6,
    });
  });
  return fc.record({
    pools: fc.tuple(...pools),
    steps: fc.array(step, { minLength: 1, maxLength: 30 }),
    picks: fc.array(fc.nat(1_000), { minLength: 60, maxLength: 60 }),
  });
}

/** A kind of which much is told is drawn three times as often: the view's life is made of it. */
function drawnKinds({ view, kinds, bodies }: Subject): Kind[] {
  return kindsOf(view, kinds).flatMap(kind => (bodies?.[kind.name] === undefined ? [kind] : [kind, kind, kind]));
}

function kindsOf(view: View, kinds: Kinds): Kind[] {
  assert.ok(view.kinds.length > 0, `${view.name} reads no kind`);
  return view.kinds.map(name => kinds.get(name) ?? assert.fail(`${view.name} reads ${name}, which nobody defines`));
}

type Node = { readonly store: Store; appender: Appender; readonly clock: ReturnType<typeof testClock> };

/** Records the history on real chains of two nodes, in memory. `each` hears after each commit. */
function recorded(
  subject: Subject,
  { pools, steps }: Drawn,
  each: (node: number, stores: readonly Store[]) => void = () => {},
) {
  const kinds = drawnKinds(subject);
  const open = (index: number, store: Store, clock: Node["clock"], start: number): Appender =>
    new Appender(store, subject.kinds, seeded(7_000 + index).bytes(16), {
      clock,
      random: seeded(100 * index + start),
      hasBlob: () => true,
    });
  const nodes = Array.from({ length: NODES }, (_, index): Node => {
    const [store, clock] = [new Store(new Database(":memory:")), testClock()];
    return { store, clock, appender: open(index, store, clock, 0) };
  });
  const stores = nodes.map(node => node.store);
  const byKey = new Map<string, Bytes[]>();
  const waiting: {
    node: number;
    chain: string;
    drafts: { kind: string; body: unknown; actor: string; replaces: Bytes[] }[];
  }[] = [];
  const flush = () => {
    for (const { node, drafts } of waiting.splice(0)) {
      const [outcome] = nodes[node]?.appender.commit([{ drafts, online: false }]) ?? [];
      assert.ok(outcome?.ok === true, `a drawn entry was refused: ${JSON.stringify(outcome)}`);
      for (const [at, { id }] of outcome.recorded.entries()) {
        const draft = drafts[at] ?? assert.fail();
        const key = subject.kinds.get(draft.kind)?.key(draft.body) ?? null;
        if (key !== null) byKey.set(key, [...(byKey.get(key) ?? []), id]);
      }
      each(node, stores);
    }
  };
  for (const [at, one] of steps.entries()) {
    const kindAt = one.kind % kinds.length;
    const kind = kinds[kindAt] ?? assert.fail();
    const pool = pools[kindAt] ?? assert.fail();
    const body = pool[one.body % pool.length];
    const node = nodes[one.node] ?? assert.fail();
    const last = waiting.at(-1);
    if (last !== undefined && (last.node !== one.node || last.chain !== kind.chainOf(body) || one.restarts)) flush();
    if (one.restarts) node.appender = open(one.node, node.store, node.clock, at + 1);
    node.clock.add(one.later_ms);
    const key = kind.key(body);
    const known = key === null ? [] : (byKey.get(key) ?? []);
    const replaces = known.filter((_, index) => ((one.sees >> (index % 3)) & 1) === 1).slice(0, 10);
    const draft = { kind: kind.name, body, actor: "person:cole", replaces };
    if (waiting.length === 0) waiting.push({ node: one.node, chain: kind.chainOf(body), drafts: [draft] });
    else waiting[0]?.drafts.push(draft);
    if (!one.joined) flush();
  }
  flush();
  return stores;
}

/** What the stores hold, as folds see it, each chain of each start in its order. */
function chainsOf(stores: readonly Store[], kinds: Kinds): Folded[][] {
  const chains = new Map<string, Folded[]>();
  for (const store of stores) {
    for (const row of store.after(0, 10_000)) {
      const header = headerOf(row) ?? assert.fail("a header cannot be read");
      const body = kinds.read(header.kind, header.version, decodeBody(row.payload ?? assert.fail()));
      if (body === undefined) continue;
      const chain = `${hex(header.node)} ${hex(header.epoch)} ${header.chain}`;
      chains.set(chain, [...(chains.get(chain) ?? []), { header, body, hash: row.hash, row: row.row }]);
    }
  }
  return [...chains.values()];
}

/** All entries in an order that the picks choose, each chain in its own. */
function interleaved(chains: readonly (readonly Folded[])[], picks: readonly number[]): Folded[] {
  const queues = chains.map(chain => [...chain]);
  const order: Folded[] = [];
  for (let at = 0; ; at++) {
    const open = queues.filter(queue => queue.length > 0);
    const queue = open[(picks[at % Math.max(1, picks.length)] ?? 0) % Math.max(1, open.length)];
    const next = queue?.shift();
    if (next === undefined) return order;
    order.push(next);
  }
}

function foldedBy(view: View, entries: readonly Folded[]): Sqlite {
  const db: Sqlite = new Database(":memory:");
  for (const statement of view.ddl) db.exec(statement);
  // A fold reads again only what has come here before.
  const here = new Map<string, unknown>();
  const source: Source = { body: ({ hash }) => here.get(hex(hash)) };
  for (const entry of entries) {
    here.set(hex(entry.hash), entry.body);
    view.fold(db, entry, source);
  }
  return db;
}

/** The dump of a view, row by row, so that a failure says which row differs. */
function dump(db: Sqlite, view: View): Record<string, string[]> {
  return Object.fromEntries(
    view.tables.map(table => [
      table,
      db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all().map(rowText).sort(),
    ]),
  );
}

const host = (store: Store, kinds: Kinds, view: View) => new FoldHost(new Database(":memory:"), store, kinds, [view]);

function forAll(subject: Subject, judge: (drawn: Drawn) => void): void {
  fc.assert(fc.property(histories(subject), judge), { numRuns: RUNS });
}

export const LAWS: readonly Law[] = [
  {
    name: "every table of its dump is filled by what is drawn: the laws are not blind",
    check: subject => {
      const filled = new Set<string>();
      for (const drawn of fc.sample(histories(subject), { numRuns: 3 * RUNS, seed: 4 })) {
        const db = foldedBy(subject.view, chainsOf(recorded(subject, drawn), subject.kinds).flat());
        for (const [table, rows] of Object.entries(dump(db, subject.view))) if (rows.length > 0) filled.add(table);
      }
      assert.deepEqual(
        subject.view.tables.filter(table => !filled.has(table)),
        [],
      );
    },
  },
  {
    name: "never throws on an entry that the schemas of its kinds allow",
    check: subject =>
      forAll(subject, drawn => {
        const stores = recorded(subject, drawn);
        for (const chain of chainsOf(stores, subject.kinds)) {
          assert.doesNotThrow(() => foldedBy(subject.view, chain));
        }
      }),
  },
  {
    name: "live = rebuild",
    check: subject =>
      forAll(subject, drawn => {
        const live: FoldHost[] = [];
        const stores = recorded(subject, drawn, (node, all) => {
          const store = all[node] ?? assert.fail();
          live[node] ??= host(store, subject.kinds, subject.view);
          live[node].advance(3);
        });
        for (const [node, store] of stores.entries()) {
          const grown = live[node];
          if (grown === undefined) continue;
          grown.catchUp();
          const rebuilt = host(store, subject.kinds, subject.view);
          rebuilt.catchUp();
          assert.deepEqual(dump(grown.db, subject.view), dump(rebuilt.db, subject.view));
          assert.deepEqual(unfolded(rebuilt), []);
        }
      }),
  },
  {
    name: "a fold that fails is undone alone, also what was held of rows in memory",
    check: subject =>
      forAll(subject, drawn => {
        const [store] = recorded(subject, drawn);
        assert.ok(store !== undefined);
        const isFailing = ({ hash }: Folded) => (hash[0] ?? 0) % 4 === 0;
        const failing: View = {
          ...subject.view,
          fold(db, entry, source) {
            const topics = subject.view.fold(db, entry, source);
            if (isFailing(entry)) throw new Error("after it has written");
            return topics;
          },
        };
        const folds = host(store, subject.kinds, failing);
        while (folds.advance(7).folded > 0);
        const others = chainsOf([store], subject.kinds)
          .flat()
          .filter(entry => !isFailing(entry));
        assert.deepEqual(dump(folds.db, subject.view), dump(foldedBy(subject.view, others), subject.view));
      }),
  },
  {
    name: "any interleaving that keeps the order of each chain gives the same rows",
    check: subject =>
      forAll(subject, drawn => {
        const chains = chainsOf(recorded(subject, drawn), subject.kinds);
        const expected = dump(foldedBy(subject.view, chains.flat()), subject.view);
        const reversed = dump(foldedBy(subject.view, [...chains].reverse().flat()), subject.view);
        assert.deepEqual(reversed, expected, "the chains in the other order");
        const mixed = foldedBy(subject.view, interleaved(chains, drawn.picks));
        assert.deepEqual(dump(mixed, subject.view), expected, "mixed");
      }),
  },
  {
    name: "an entry that comes twice changes nothing",
    check: subject =>
      forAll(subject, drawn => {
        const order = interleaved(chainsOf(recorded(subject, drawn), subject.kinds), drawn.picks);
        const expected = dump(foldedBy(subject.view, order), subject.view);
        const doubled = order.flatMap(entry => [entry, entry]);
        assert.deepEqual(dump(foldedBy(subject.view, doubled), subject.view), expected, "at once");
        assert.deepEqual(dump(foldedBy(subject.view, [...order, ...order]), subject.view), expected, "all again");
      }),
  },
  {
    name: "kinds and versions that it does not know are counted, and change no row",
    check: subject =>
      forAll(subject, drawn => {
        const [first] = kindsOf(subject.view, subject.kinds);
        assert.ok(first !== undefined);
        const stores = recorded(subject, drawn);
        const store = stores[0] ?? assert.fail();
        // A later release wrote here: a kind of its own, and a new version of one of ours.
        const later = new Kinds([
          ...subject.kinds
            .all()
            .map(kind => (kind.name === first.name ? { ...kind, version: kind.version + 1 } : kind)),
          LATER_KIND,
        ]);
        const ports = { clock: testClock(), random: seeded(5), hasBlob: () => true };
        const [body] = drawn.pools[0] ?? [];
        new Appender(store, later, seeded(7_000).bytes(16), ports).commit([
          { drafts: [{ kind: LATER_KIND.name, body: { word: "x" }, actor: "a" }], online: false },
          { drafts: [{ kind: first.name, body, actor: "a" }], online: false },
          { drafts: [{ kind: LATER_KIND.name, body: { word: "y" }, actor: "a" }], online: false },
        ]);
        const folds = host(store, subject.kinds, subject.view);
        folds.catchUp();
        const counted = [LATER_KIND, LATER_KIND].map(kind => `${kind.name}@${kind.version}: unknown kind`);
        assert.deepEqual(unfolded(folds), [...counted, `${first.name}@${first.version + 1}: unreadable body`].sort());
        const known = foldedBy(subject.view, chainsOf([store], subject.kinds).flat());
        assert.equal(digestOfTables(folds.db, subject.view.tables), digestOfTables(known, subject.view.tables));
      }),
  },
];

const LATER_KIND = defineKind({
  name: "test.later",
  version: 1,
  schema: z.strictObject({ word: z.string() }),
  chain: "operations",
  permission: "settings.change",
});

function unfolded(folds: FoldHost): string[] {
  return folds.db
    .prepare<[], { kind: string; version: number; why: string }>("SELECT kind, version, why FROM unfolded")
    .all()
    .map(row => `${row.kind}@${row.version}: ${row.why}`)
    .sort();
}
