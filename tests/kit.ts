// What tests of the journal share: seeded ports, temporary folders, small kinds and a view.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import {
  type Clock,
  defineKind,
  defineView,
  hex,
  instant,
  Journal,
  type Keys,
  Kinds,
  newKeys,
  type Outcome,
  type Random,
  type Recorded,
} from "../src/journal/index.ts";

/** mulberry32: a small seeded generator, so that a failing seed replays. */
export function seeded(seed: number): Random & { below(limit: number): number } {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return {
    below: limit => next() % limit,
    bytes: count => Uint8Array.from({ length: count }, () => next() & 0xff),
  };
}

export type TestClock = Clock & { set(ms: number): void; add(ms: number): void };

export function testClock(start = Date.UTC(2023, 7, 3, 7, 0)): TestClock {
  let now = start;
  return { now: () => instant(now), set: ms => (now = ms), add: ms => (now += ms) };
}

/** A folder that goes away when `run` ends. */
export async function inFolder<T>(run: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "tideover-test-"));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const noteKind = defineKind({
  name: "test.note",
  version: 1,
  schema: z.object({ text: z.string() }),
  chain: "care",
  permission: "test.write",
});

/** Sets a bed's patient: a keyed kind, as status, bed and role holder are. */
export const bedKind = defineKind({
  name: "test.bed",
  version: 1,
  schema: z.object({ bed: z.string(), patient: z.string().nullable() }),
  chain: "operations",
  permission: "test.write",
  key: body => `bed|${body.bed}`,
});

export const messageKind = defineKind({
  name: "test.message",
  version: 1,
  schema: z.object({ feed: z.string(), message: z.instanceof(Uint8Array) }),
  chain: "feed",
  permission: "test.feed",
  prunable: true,
});

export const testKinds = new Kinds([noteKind, bedKind, messageKind]);

/** Notes by their words, counted as a set. */
export const noteView = defineView({
  name: "note",
  version: 1,
  ddl: [
    "CREATE TABLE IF NOT EXISTS note (text TEXT NOT NULL, id BLOB NOT NULL, PRIMARY KEY (text, id)) STRICT, WITHOUT ROWID",
  ],
  tables: ["note"],
  kinds: ["test.note"],
  fold(db, entry) {
    db.prepare("INSERT OR IGNORE INTO note VALUES (?, ?)").run((entry.body as { text: string }).text, entry.header.id);
    return ["notes"];
  },
});

export function openTest(
  folder: string,
  keys: Keys,
  options: { seed?: number; clock?: Clock; kinds?: Kinds } = {},
): Journal {
  const ports = { clock: options.clock ?? testClock(), random: seeded(options.seed ?? 1) };
  const opened = Journal.open(folder, keys, { kinds: options.kinds ?? testKinds, views: [noteView], ports });
  if (!opened.ok) throw new Error(opened.error.text);
  return opened.journal;
}

export function testKeys(seed = 99): Keys {
  return newKeys(seeded(seed));
}

/** Records one entry and folds; fails the test where it is refused. */
export function recordOne(
  journal: Journal,
  kind: string,
  body: unknown,
  more: { id?: Uint8Array; replaces?: Uint8Array[]; actor?: string } = {},
): Recorded {
  const outcome = attempt(journal, kind, body, more);
  if (!outcome.ok) throw new Error(`refused: ${outcome.error.code} ${outcome.error.text}`);
  return outcome.recorded[0] as Recorded;
}

export function attempt(
  journal: Journal,
  kind: string,
  body: unknown,
  more: { id?: Uint8Array; replaces?: Uint8Array[]; actor?: string; online?: boolean; beside?: boolean } = {},
): Outcome {
  const { online = true, beside = false, actor = "person:cole", ...rest } = more;
  const [outcome] = journal.commit([{ drafts: [{ kind, body, actor, ...rest }], online, beside }]);
  journal.fold();
  return outcome as Outcome;
}

export const hexes = (list: readonly Uint8Array[]) => list.map(hex).sort();
