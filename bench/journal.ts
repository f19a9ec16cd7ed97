// How near appending to the encrypted, chained journal comes to writing the same bytes into a flushed file, and into bare SQLite.
import { join } from "node:path";
import { Journal, type Request } from "../src/journal/index.ts";
import { type Asked, type Benchmark, type Measured, type Room, rounded, type Size } from "./benchmark.ts";
import { bareSqlite, flushedFile } from "./disk.ts";
import { kindsAndViews, newStoreKeys, PORTS } from "./node.ts";
import { median, percentile, spread } from "./statistics.ts";

const MESSAGE_BYTES = 1_200;
const BATCHES = [1, 16, 64, 256] as const;
/** Commits of one round, and rounds: each round writes to the one, then to the other, and the next begins with the other. */
const SIZES: { readonly [size in Size]: { readonly rounds: number; readonly entries: number } } = {
  full: { rounds: 60, entries: 512 },
  quick: { rounds: 20, entries: 512 },
  tiny: { rounds: 2, entries: 256 },
};
const LEAST_LIMIT = 0.4;

type Series = {
  readonly batch: number;
  readonly journal: number[];
  readonly bare: number[];
  readonly file: number[];
  readonly flush: number[];
};

export const benchmark: Benchmark = {
  async run(size, room) {
    const { rounds, entries } = SIZES[size];
    const all = measure(rounds, entries, room);
    return summary(all, { rounds, entries_per_round: entries });
  },
};

function measure(rounds: number, entries: number, room: Room): Series[] {
  const keys = newStoreKeys();
  const { kinds } = kindsAndViews(keys);
  const opened = Journal.open(join(room.folder, "store"), keys, { kinds, views: [], ports: PORTS });
  if (!opened.ok) throw new Error(opened.error.text);
  const { journal } = opened;
  const file = flushedFile(join(room.folder, "raw"));
  const bare = bareSqlite(join(room.folder, "bare.db"));
  const all: Series[] = BATCHES.map(batch => ({ batch, journal: [], bare: [], file: [], flush: [] }));
  // A first round each that is not counted: compiled code, warm caches, a write-ahead log that has its length.
  for (let round = -1; round < rounds; round++) {
    for (const series of all) {
      const commits = entries / series.batch;
      const raw = new Uint8Array(series.batch * MESSAGE_BYTES).fill(0x41 + (round & 15));
      const toJournal = () => {
        const requests = Array.from({ length: commits }, (_, commit) =>
          requestsOf(series.batch, round * entries + commit),
        );
        const begun = performance.now();
        for (const batch of requests) journal.commit(batch);
        return performance.now() - begun;
      };
      const message = raw.subarray(0, MESSAGE_BYTES);
      const toBare = () => {
        const begun = performance.now();
        for (let commit = 0; commit < commits; commit++) bare.commit(message, series.batch);
        return performance.now() - begun;
      };
      const toFile = () => Array.from({ length: commits }, () => file.write(raw));
      const first = (round & 1) === 0 ? toJournal() : null;
      const flushes = toFile();
      const bare_ms = toBare();
      const took = first ?? toJournal();
      if (round < 0) continue;
      series.journal.push(took / entries);
      series.bare.push(bare_ms / entries);
      series.file.push(flushes.reduce((sum, ms) => sum + ms, 0) / entries);
      series.flush.push(...flushes);
    }
  }
  bare.close();
  file.close();
  journal.close();
  return all;
}

function requestsOf(count: number, salt: number): Request[] {
  return Array.from({ length: count }, (_, index) => {
    const message = new Uint8Array(MESSAGE_BYTES).fill(0x20 + ((salt + index) % 90));
    const body = { feed: "adt", message, peer: "127.0.0.1" };
    return { drafts: [{ kind: "feed.message", actor: "feed:adt", body }], online: false };
  });
}

function summary(all: readonly Series[], sizes: { readonly [name: string]: number }): Measured {
  const rows = all.map(({ batch, journal, bare, file, flush }) => {
    // Round by round, so that what disturbed both disturbs no ratio.
    const ratios = journal.map((ms, round) => (file[round] ?? 0) / ms);
    return {
      batch,
      appended_per_s: 1_000 / median(journal),
      bare_sqlite_per_s: 1_000 / median(bare),
      written_per_s: 1_000 / median(file),
      share_of_bare_sqlite: median(journal.map((ms, round) => (bare[round] ?? 0) / ms)),
      limit: median(ratios),
      noise: spread(ratios),
      flush_p50_ms: median(flush),
      flush_p99_ms: percentile(flush, 0.99),
    };
  });
  const least = Math.min(...rows.map(row => row.limit));
  const asked: Asked[] = [
    {
      what: "share of the flushed file, worst batch",
      asked: `≥ ${LEAST_LIMIT}`,
      measured: least.toFixed(2),
      isMet: least >= LEAST_LIMIT,
    },
  ];
  return {
    figures: {
      message_bytes: MESSAGE_BYTES,
      ...sizes,
      ...Object.fromEntries(
        rows.flatMap(({ batch, ...row }) =>
          Object.entries(row).map(([name, value]) => [`batch_${batch}_${name}`, rounded(value)]),
        ),
      ),
    },
    ratios: { limit: rounded(least) },
    table: {
      head: [
        "batch",
        "appended/s",
        "bare SQLite/s",
        "flushed file/s",
        "share of SQLite",
        "of file",
        "noise",
        "flush p50 ms",
      ],
      rows: rows.map(row => [
        String(row.batch),
        row.appended_per_s.toFixed(0),
        row.bare_sqlite_per_s.toFixed(0),
        row.written_per_s.toFixed(0),
        row.share_of_bare_sqlite.toFixed(2),
        row.limit.toFixed(2),
        `±${((row.noise * 100) / 2).toFixed(0)} %`,
        row.flush_p50_ms.toFixed(2),
      ]),
    },
    asked,
  };
}
