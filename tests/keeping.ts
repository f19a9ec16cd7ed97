// What tests of checkpoints and cuts share: a journal with a view whose messages can be pruned.
import { cpSync, readFileSync } from "node:fs";
import {
  type Clock,
  chainCutKind,
  checkpointMadeKind,
  defineView,
  entryErasedKind,
  Journal,
  type Kind,
  Kinds,
  openEncrypted,
  type View,
} from "../src/journal/index.ts";
import { bedKind, messageKind, noteKind, noteView, seeded, testClock, testKeys } from "./kit.ts";

export const keepingKinds = new Kinds([
  noteKind,
  bedKind,
  messageKind,
  entryErasedKind,
  checkpointMadeKind,
  chainCutKind,
] as readonly Kind[]);

/** Messages by their words. */
export function heardView(version = 1, column = "text"): View {
  return defineView({
    name: "heard",
    version,
    ddl: [
      `CREATE TABLE IF NOT EXISTS heard (${column} TEXT NOT NULL, id BLOB NOT NULL, PRIMARY KEY (${column}, id)) STRICT, WITHOUT ROWID`,
    ],
    tables: ["heard"],
    kinds: ["test.message"],
    fold(db, { header, body }) {
      const text = new TextDecoder().decode((body as { message: Uint8Array }).message);
      db.prepare("INSERT OR IGNORE INTO heard VALUES (?, ?)").run(text, header.id);
      return [];
    },
    base: {
      open: () => [],
      settle: () => {},
      forget: (db, id) => void db.prepare("DELETE FROM heard WHERE id = ?").run(id),
    },
  });
}

type Options = {
  readonly seed?: number;
  readonly clock?: Clock;
  readonly version?: number;
  readonly column?: string;
  /** Two starts of one number draw alike. */
  readonly start?: number;
};

const keys = testKeys();
/** Each start is another: it draws other epochs. */
let starts = 0;

export function openKeeping(folder: string, options?: Options): Journal;
export function openKeeping(folder: string, options: Options, mayFail: true): Journal | string;
export function openKeeping(folder: string, options: Options = {}, mayFail = false): Journal | string {
  starts += 1;
  const ports = {
    clock: options.clock ?? testClock(),
    random: seeded(options.start ?? (options.seed ?? 1) * 1_000 + starts + process.pid),
  };
  const views = [noteView, heardView(options.version, options.column)];
  const opened = Journal.open(folder, keys, { kinds: keepingKinds, views, ports });
  if (opened.ok) return opened.journal;
  if (mayFail) return opened.error.code;
  throw new Error(opened.error.text);
}

export function heardOf(journal: Journal): string[] {
  while (journal.fold().folded > 0);
  const rows = journal.views.prepare<[], { text: string }>("SELECT text FROM heard ORDER BY text").all();
  return rows.map(row => row.text);
}

/** All that a file holds, also what was deleted in it, without its encryption. */
export function plainBytes(path: string): Buffer {
  const copy = `${path}.plain`;
  cpSync(path, copy);
  const db = openEncrypted(copy, keys.data, "full");
  db.pragma("journal_mode=DELETE");
  db.pragma("rekey=''");
  db.close();
  return readFileSync(copy);
}
