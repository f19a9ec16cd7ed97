// The board of the network, from what stands here: GET /boards.
import { z } from "zod";
import { permission } from "../access/index.ts";
import type { Sqlite } from "../journal/index.ts";
import { type Facility, facilitiesOf, standingServices } from "../places/index.ts";
import { type BoardAnswer, boardOf, lastHeard, saidUnder, standingRegional } from "../regional/index.ts";
import { enrolledNodes } from "./enrol/nodes.ts";
import { type Route, route } from "./http/index.ts";

export type BoardParts = {
  readonly views: () => Sqlite;
  /** This node in hex, and the facility that it is of. */
  readonly here: string;
  readonly facility: string;
};

/** The board at `at` (integer ms), as far as this node has heard. */
export function boardAt({ views, here, facility }: BoardParts, at: number): BoardAnswer {
  const db = views();
  const nodes = Map.groupBy(enrolledNodes(db), node => node.facility);
  const heardOf = (id: string) => {
    const speaking = (nodes.get(id) ?? []).map(node => node.id);
    // A facility without a node is spoken for by whoever records it.
    if (id === facility || speaking.length === 0 || speaking.includes(here)) return { here: true } as const;
    const heard = speaking.flatMap(node => lastHeard(db, node) ?? []);
    return { here: false, at: heard.length === 0 ? null : Math.max(...heard) } as const;
  };
  return boardOf(
    {
      facilities: facilitiesOf(db).map(one => ({
        id: one.id,
        name: one.name,
        zone: one.zone,
        heard: heardOf(one.id),
        midnight: midnightOf(one, at),
      })),
      services: standingServices(db),
      standing: standingRegional(db),
      history: saidUnder(db, "diversion/"),
    },
    at,
  );
}

function midnightOf({ zone }: Facility, at: number): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).startOfDay().epochMilliseconds;
}

export function boardRoutes(parts: BoardParts): Route[] {
  return [
    route({
      method: "GET",
      path: "/boards",
      permission: permission("board.read"),
      input: {},
      output: z.custom<BoardAnswer>(),
      handle: (_, { at }) => ({ ok: true, value: boardAt(parts, at) }),
    }),
  ];
}
