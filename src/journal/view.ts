// A view: what is shown, folded from entries into views.db. Rooms define theirs, one file a question.
import type { Bytes } from "./bytes.ts";
import type { Sqlite } from "./database.ts";
import type { Chain, Header } from "./header.ts";

/** An entry as a fold sees it: header, body in its kind's newest version, and where it lies here. */
export type Folded<Body = unknown> = {
  readonly header: Header;
  readonly body: Body;
  readonly hash: Bytes;
  readonly row: number;
};

/** Where an entry lies: its position, and which of those at it (a fork has two). */
export type EntryPlace = {
  readonly node: Bytes;
  readonly epoch: Bytes;
  readonly chain: Chain;
  readonly seq: number;
  readonly hash: Bytes;
};

/** Reads again what was folded before, so that no view keeps a second copy of it. */
export type Source = {
  /** The body of an entry in its kind's newest version; undefined where its payload is not here or cannot be read. */
  body(place: EntryPlace): unknown;
};

export type View = {
  readonly name: string;
  /** Raised with any change that could give other rows: the views are then folded anew beside the old. */
  readonly version: number;
  /** Its tables. Names begin with the view's own. */
  readonly ddl: readonly string[];
  /** Tables whose rows, sorted, are the view's dump: two views are equal when their dumps are. */
  readonly tables: readonly string[];
  /** Names of the kinds that it reads. */
  readonly kinds: readonly string[];
  /**
   * Inserts rows taken from this entry only (INSERT OR IGNORE: an entry may come twice), or recomputes what is a function of the set
   * of rows under one key. Never increments. Must not throw on anything its kinds' schemas allow. Returns the topics that changed.
   */
  fold(db: Sqlite, entry: Folded, source: Source): readonly string[];
  /** Left out: its entries are never pruned. */
  readonly base?: ViewBase;
};

/**
 * What a view of prunable kinds must do so that it can go on from a checkpoint: what lies behind cannot be folded again.
 */
export type ViewBase = {
  /** Hashes of entries that its tables hold and that it could read better one day: they are not covered, and so not pruned. */
  open(db: Sqlite): readonly Bytes[];
  /** What the tables hold now is what a checkpoint covers: from here on it is begun from, and never folded again. */
  settle(db: Sqlite): void;
  /** Removes what the tables hold of an erased entry. */
  forget(db: Sqlite, id: Bytes): void;
};

/** Declares a view. */
export function defineView(view: View): View {
  return view;
}
