// What links records (RULES W6): rows of their own entry, and what they say together of a record.
import { orderMessages } from "../../chart/index.ts";
import { HeldRows, hex, own, type Sqlite, statement } from "../../journal/index.ts";
import { type LinkEvent, type Links, standingLinks } from "../../patients/index.ts";
import type { MessageVerdict } from "../hold/holds.ts";
import type { LinkFact, Mapped } from "../index.ts";
import { epochParents } from "./epochs.ts";
import { type Placed, rank } from "./record-chart.ts";

export const LINK_DDL = [
  `CREATE TABLE IF NOT EXISTS chart_link (
     epoch BLOB NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, nth INTEGER NOT NULL, id BLOB NOT NULL, identity BLOB NOT NULL, sent INTEGER,
     what TEXT NOT NULL, from_record TEXT NOT NULL, from_visit TEXT, to_record TEXT NOT NULL, to_visit TEXT,
     occurred INTEGER, recorded INTEGER, numbers TEXT NOT NULL, PRIMARY KEY (epoch, seq, hash, nth)) STRICT, WITHOUT ROWID`,
  "CREATE INDEX IF NOT EXISTS chart_link_from ON chart_link (from_record)",
  "CREATE INDEX IF NOT EXISTS chart_link_to ON chart_link (to_record)",
] as const;

type Place = { readonly epoch: Uint8Array; readonly seq: number; readonly hash: Uint8Array };
type Said = Place & { readonly id: Uint8Array; readonly identity: Uint8Array; readonly sent: number | null };

type Row = {
  readonly [K in "epoch" | "hash" | "id" | "identity"]: Buffer;
} & {
  readonly seq: number;
  readonly nth: number;
  readonly sent: number | null;
  readonly what: LinkFact["what"];
  readonly from_record: string;
  readonly from_visit: string | null;
  readonly to_record: string;
  readonly to_visit: string | null;
  readonly occurred: number | null;
  readonly recorded: number | null;
  readonly numbers: string;
  readonly verdict: MessageVerdict;
  readonly hold: string | null;
};

/** By record: whether any link names it. */
const named = new HeldRows<boolean>();

/** Keeps the links of a message. Returns the records that they name. */
export function keepLinks(db: Sqlite, said: Said, { links, facts }: Pick<Mapped, "links" | "facts">): string[] {
  for (const [nth, { what, from, to, numbers }] of links.entries()) {
    statement(db, "INSERT OR IGNORE INTO chart_link VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)").run(
      said.epoch,
      said.seq,
      said.hash,
      nth,
      said.id,
      said.identity,
      said.sent,
      what,
      from.record,
      from.visit,
      to.record,
      to.visit,
      facts?.occurred?.instant ?? null,
      facts?.recorded?.instant ?? null,
      JSON.stringify(numbers.flatMap(number => number.value ?? [])),
    );
    for (const { record } of [from, to]) named.set(db, record, true);
  }
  return links.flatMap(({ from, to }) => [from.record, to.record]);
}

/** Forgets the links of a message that is mapped anew. */
export function dropLinks(db: Sqlite, place: Place): void {
  for (const record of endsOf(db, place)) named.forget(db, record);
  const { epoch, seq, hash } = place;
  statement(db, "DELETE FROM chart_link WHERE epoch = ? AND seq = ? AND hash = ?").run(epoch, seq, hash);
}

/** The records that the links of a message name. */
export function endsOf(db: Sqlite, { epoch, seq, hash }: Place): string[] {
  return statement<Pick<Row, "from_record" | "to_record">>(
    db,
    "SELECT from_record, to_record FROM chart_link WHERE epoch = ? AND seq = ? AND hash = ?",
  )
    .all(epoch, seq, hash)
    .flatMap(row => [row.from_record, row.to_record]);
}

/** True where a link names the record, also one that does not stand. */
export function isLinked(db: Sqlite, record: string): boolean {
  return named.get(
    db,
    record,
    () =>
      statement(db, "SELECT 1 FROM chart_link WHERE from_record = ? OR to_record = ? LIMIT 1").get(record, record) !==
      undefined,
  );
}

/** True where a link that no hold keeps back names the record. */
export function isReached(db: Sqlite, record: string): boolean {
  const naming = statement(
    db,
    `SELECT 1 FROM chart_link l JOIN feed_message m ON m.epoch = l.epoch AND m.seq = l.seq AND m.hash = l.hash
     WHERE (l.from_record = ? OR l.to_record = ?) AND m.verdict NOT IN ('held', 'out') LIMIT 1`,
  );
  return naming.get(record, record) !== undefined;
}

/** The links by which a held feed would do away with the record. */
export function heldLinksFrom(db: Sqlite, record: string): Links["held"] {
  return statement<Row>(
    db,
    `SELECT l.*, m.verdict, m.hold FROM chart_link l JOIN feed_message m ON m.epoch = l.epoch AND m.seq = l.seq AND m.hash = l.hash
     WHERE l.from_record = ? AND m.verdict = 'held' ORDER BY l.epoch, l.seq, l.hash, l.nth`,
  )
    .all(record)
    .flatMap(heldLink);
}

function heldLink(row: Row): Links["held"][number][] {
  const event = eventOf(row, placedOf(row).id);
  return event.what === "unlink" ? [] : [{ link: event, by: row.hold ?? "" }];
}

export type Around = Links & {
  /** Every record that can be reached over links, also over those that do not stand; sorted. */
  readonly records: readonly string[];
  /** By record: the numbers by which a link named it. */
  readonly numbers: ReadonlyMap<string, readonly string[]>;
};

/** The links around a record, and what of them stands. */
export function linksAround(db: Sqlite, record: string): Around {
  const found = new Set([record]);
  const rows = new Map<string, Row>();
  const naming = statement<Row>(
    db,
    `SELECT l.*, m.verdict, m.hold FROM chart_link l JOIN feed_message m ON m.epoch = l.epoch AND m.seq = l.seq AND m.hash = l.hash
     WHERE (l.from_record = ? OR l.to_record = ?) AND m.verdict <> 'out'`,
  );
  for (const one of found)
    for (const row of naming.all(one, one)) {
      rows.set(`${hex(own(row.hash))}|${row.nth}`, row);
      // Over a held link nobody is reached: a thousand of them would make one person of a house.
      if (row.verdict !== "held") found.add(row.from_record).add(row.to_record);
    }
  const all = [...rows.values()];
  const waiting = all.filter(row => row.verdict === "held");
  const numbers = new Map<string, readonly string[]>();
  for (const row of all) {
    const said: unknown = JSON.parse(row.numbers);
    const before = numbers.get(row.from_record) ?? [];
    if (row.from_visit === null && Array.isArray(said))
      numbers.set(row.from_record, [...new Set([...before, ...said.map(String)])].sort());
  }
  const taken = new Set(all.filter(row => row.verdict === "taken").map(sourceOf));
  const linked = standingLinks(
    inOrder(
      db,
      all.filter(row => row.verdict !== "held"),
    ),
    taken,
  );
  const held = waiting.flatMap(heldLink);
  return { ...linked, held: [...linked.held, ...held], records: [...found].sort(), numbers };
}

/** In the order of their messages, a message that lies in two chains once. */
function inOrder(db: Sqlite, rows: readonly Row[]): LinkEvent[] {
  const placed = rows.map(row => ({ row, ...placedOf(row) }));
  const speaking = new Map<string, string>();
  for (const one of [...placed].sort((a, b) => (rank(a) < rank(b) ? 1 : -1))) speaking.set(one.identity, one.id);
  return orderMessages(placed, epochParents(db)).flatMap(identity =>
    placed
      .filter(one => one.identity === identity && one.id === speaking.get(identity))
      .sort((a, b) => a.row.nth - b.row.nth)
      .map(({ row, id }) => eventOf(row, id)),
  );
}

function placedOf(row: Row): Placed {
  return {
    id: hex(own(row.id)),
    epoch: hex(own(row.epoch)),
    seq: row.seq,
    identity: hex(own(row.identity)),
    sent: row.sent,
    isBook: false,
  };
}

function sourceOf(row: Row): string {
  return `${placedOf(row).id}/${row.nth}`;
}

function eventOf(row: Row, id: string): LinkEvent {
  const { what, occurred, recorded } = row;
  const link = {
    source: `${id}/${row.nth}`,
    from: { record: row.from_record, visit: row.from_visit },
    to: { record: row.to_record, visit: row.to_visit },
    occurred,
    recorded,
  };
  return what === "unlink" ? { ...link, what, undoes: null } : { ...link, what };
}
