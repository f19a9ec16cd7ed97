// An appointment book from a file beside the messages of a live feed: where its rows stand among them (docs/decisions/appointment-book.md).
import { type EpochParents, orderMessages } from "../../chart/index.ts";
import { type Sqlite, statement } from "../../journal/index.ts";
import type { Placed } from "./record-chart.ts";

/** Under which rows of books stand among the messages. No feed's name: feeds have no slash. */
export const BOOK = "import/appointments";

export const BOOK_DDL = [
  // Copied, the same file has another time of its own: by its first it is known again.
  "CREATE TABLE IF NOT EXISTS book_file (file TEXT NOT NULL, as_of INTEGER NOT NULL, PRIMARY KEY (file, as_of)) STRICT, WITHOUT ROWID",
] as const;

/** Keeps that a file was taken as of a time. */
export function keepFile(db: Sqlite, file: string, as_of: number): void {
  statement(db, "INSERT OR IGNORE INTO book_file VALUES (?, ?)").run(file, as_of);
}

/** The time (integer ms) by which a file was taken before; null where it was not. */
export function fileTime(db: Sqlite, file: string): number | null {
  const row = statement<{ as_of: number | null }>(db, "SELECT min(as_of) AS as_of FROM book_file WHERE file = ?").get(
    file,
  );
  return row?.as_of ?? null;
}

/**
 * The order of a record's messages and rows of books, as identities: a row stands behind the last message that was sent by the time of
 * its book. So it is one, whichever came here first. Of two books the later stands behind.
 */
export function orderPlaced(placed: readonly Placed[], parents: EpochParents): string[] {
  const order = orderMessages(
    placed.filter(one => !one.isBook),
    parents,
  );
  const books = placed.filter(one => one.isBook);
  if (books.length === 0) return order;
  const sent = new Map<string, number>();
  for (const { identity, sent: at } of placed)
    if (at !== null) sent.set(identity, Math.min(at, sent.get(identity) ?? Number.POSITIVE_INFINITY));
  const at = (identity: string) => sent.get(identity) ?? Number.POSITIVE_INFINITY;
  const rows = [...new Set(books.map(one => one.identity))].sort((a, b) => at(a) - at(b) || (a < b ? -1 : 1));
  const behind = rows.map(row => ({ row, place: order.findLastIndex(message => at(message) <= at(row)) }));
  const first = behind.filter(({ place }) => place < 0).map(({ row }) => row);
  return [
    ...first,
    ...order.flatMap((message, index) => [
      message,
      ...behind.filter(({ place }) => place === index).map(({ row }) => row),
    ]),
  ];
}
