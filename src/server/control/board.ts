// `tideover export have|cap|fhir|atom|json`, at whichever desk: the board as machines read it. No patient is in it.
import { hex } from "../../journal/index.ts";
import { alertsAt, FEEDS } from "../board.ts";
import type { Desk } from "./desk.ts";
import { type AskOf, type Reply, refuse } from "./protocol.ts";

/** One document; of CAP, every alert by its identifier, the newest first. */
export async function boardAsked(desk: Desk, ask: Omit<AskOf<"export.board">, "ask">): Promise<Reply<"export.board">> {
  const facility = desk.facility();
  if (facility === null) return refuse("no-facility", "This folder holds no facility yet: start the node once.");
  const parts = { views: () => desk.views, here: hex(desk.node), facility: facility.id };
  if (ask.feed === "cap")
    return {
      ok: true,
      value: { all: alertsAt(parts, desk.now()).map(({ identifier: name, xml: text }) => ({ name, text })) },
    };
  const text = FEEDS[ask.feed].make(parts, desk.now());
  return text === null
    ? refuse("no-facility", "No facility is recorded here yet.")
    : { ok: true, value: { all: [{ name: ask.feed, text }] } };
}
