// What changed on the board, as an Atom feed (RFC 4287): one entry for each journal entry that something on the board rests on.
import { fromHex, uuidText } from "../../journal/index.ts";
import type { BoardAnswer, BoardDiversion, BoardFacility, Cell } from "../routes.ts";
import { zoned } from "./times.ts";
import { askedOf, columnOf, diversionOf, lossOf, sentencesOf, shortOf } from "./words.ts";
import { clipped, element, type Xml, xmlDocument } from "./xml.ts";

export type AtomGiven = {
  /** Who says so. */
  readonly source: string;
  readonly title: string;
  /** The feed's own address; it is its id too. */
  readonly self: string;
};

type Change = {
  readonly entry: string;
  readonly at: number;
  readonly zone: string;
  readonly title: string;
  readonly text: string;
};

/** The feed of a board, the newest first. Nothing in it is the time of the answer: where nothing changed, the same bytes. */
export function atomOf(board: BoardAnswer, given: AtomGiven): string {
  const all = board.facilities.flatMap(facility => changesOf(facility, board.areas));
  // An id stands once in a feed; what two facilities share is told of the first.
  const once = [...new Map(all.toReversed().map(change => [change.entry, change])).values()];
  const changes = once.sort((a, b) => b.at - a.at || (a.entry < b.entry ? -1 : 1));
  const root = element(
    "feed",
    [
      element("id", given.self),
      element("title", given.title),
      element("updated", zoned(changes[0]?.at ?? 0, changes[0]?.zone ?? "UTC")),
      element("link", [], { rel: "self", type: "application/atom+xml", href: given.self }),
      element("author", element("name", given.source)),
      ...changes.map(entryOf),
    ],
    { xmlns: "http://www.w3.org/2005/Atom", "xml:lang": "en-US" },
  );
  return xmlDocument(root);
}

function entryOf({ entry, at, zone, title, text }: Change): Xml {
  return element("entry", [
    element("id", `urn:uuid:${uuidText(fromHex(entry) ?? new Uint8Array(16))}`),
    element("title", clipped(title, 160)),
    element("updated", zoned(at, zone)),
    element("content", text, { type: "text" }),
  ]);
}

function changesOf(facility: BoardFacility, areas: BoardAnswer["areas"]): Change[] {
  const { name, zone, lost, cells } = facility;
  const told = [
    ...askedOf(facility).map(one => ({
      entry: one.entry,
      at: changedAt(one, areas.find(({ area }) => area === facility.area)?.suspended ?? null),
      title: `${one.category.name} diversion ${one.state}`,
      text: diversionOf(one, zone),
    })),
    ...lost.map(one => ({ entry: one.entry, at: one.since, title: `${one.name} lost`, text: lossOf(one, zone) })),
  ];
  const own = new Set(told.map(change => change.entry));
  const byEntry = new Map<string, Cell[]>();
  for (const cell of cells)
    for (const entry of cell.entries) if (!own.has(entry)) byEntry.set(entry, [...(byEntry.get(entry) ?? []), cell]);
  const statuses = [...byEntry].map(([entry, rests]) => ({
    entry,
    at: Math.max(...rests.map(cell => cell.since ?? cell.last?.at ?? facility.heard ?? 0)),
    title: rests.map(cell => `${columnOf(cell)}: ${shortOf(cell)}`).join("; "),
    text: rests.map(cell => sentencesOf(cell, zone)).join(" "),
  }));
  return [...told, ...statuses].map(change => ({
    ...change,
    zone,
    title: `${name}: ${change.title}`,
    text: `${name}. ${change.text}`,
  }));
}

/** When a diversion came to read as it does; `suspended`: what stands in the facility's area. */
function changedAt(
  { state, from, until }: BoardDiversion,
  suspended: BoardAnswer["areas"][number]["suspended"],
): number {
  if (state === "lapsed") return until;
  return state === "suspended" ? Math.max(from, suspended?.from ?? from) : from;
}
