// record() over a plain array, with real schemas, keys, `replaces` and folds, for tests of rooms that only write and read.
import { randomUUID } from "node:crypto";
import Database from "better-sqlite3-multiple-ciphers";
import type { z } from "zod";
import type { Draft, FoldedEntry, Recorded, ViewDatabase } from "../src/access/index.ts";

type KindShape = { readonly name: string; readonly schema: z.ZodType; readonly key: (body: never) => string | null };
type ViewShape = {
  readonly ddl: readonly string[];
  readonly kinds: readonly string[];
  readonly fold: (db: ViewDatabase, entry: FoldedEntry) => readonly string[];
};

const bytes = (id: string) => new Uint8Array(Buffer.from(id.replaceAll("-", ""), "hex"));

export type ArrayJournal = {
  readonly entries: { readonly id: string; readonly kind: string; readonly body: unknown; readonly actor: string }[];
  readonly views: Database.Database;
  /** Set to make every write fail as on a full disk. */
  isFull: boolean;
  record(drafts: readonly Draft[]): Promise<readonly Recorded[]>;
};

/** An empty one. Each commit takes a turn of the event loop, so that what does not wait for it is seen. */
export function arrayJournal(kinds: readonly KindShape[], views: readonly ViewShape[]): ArrayJournal {
  const db = new Database(":memory:");
  for (const view of views) for (const statement of view.ddl) db.exec(statement);
  const entries: ArrayJournal["entries"] = [];
  const recordOne = (draft: Draft): Recorded => {
    const kind = kinds.find(one => one.name === draft.kind);
    const refuse = (code: string, where: string): Recorded => ({
      ok: false,
      status: 422,
      error: { code, text: "is not taken", where },
    });
    if (kind === undefined) return refuse("unknown-kind", "kind");
    const parsed = kind.schema.safeParse(draft.body);
    if (!parsed.success) return refuse("bad-body", parsed.error.issues[0]?.path.join(".") ?? "");
    const id = draft.id ?? randomUUID();
    const before = entries.findIndex(entry => entry.id === id);
    if (before >= 0) return { ok: true, id, position: before + 1 };
    entries.push({ id, kind: draft.kind, body: parsed.data, actor: draft.actor });
    const replaces = (draft.replaces ?? []).map(bytes);
    const header = { id: bytes(id), kind: draft.kind, wall: entries.length, actor: draft.actor, replaces };
    for (const view of views) {
      if (view.kinds.includes(draft.kind)) view.fold(db, { header, body: parsed.data });
    }
    return { ok: true, id, position: entries.length };
  };
  const journal: ArrayJournal = {
    entries,
    views: db,
    isFull: false,
    async record(drafts) {
      await new Promise(resolve => setImmediate(resolve));
      if (journal.isFull) throw new Error("database or disk is full");
      return drafts.map(recordOne);
    },
  };
  return journal;
}
