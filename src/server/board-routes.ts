// GETs of the board: for people, and its feeds for machines.
import { z } from "zod";
import { permission } from "../access/index.ts";
import type { BoardAnswer } from "../regional/index.ts";
import { alertsAt, type BoardParts, boardAt, FEEDS } from "./board.ts";
import { type Route, rawRoute, refused, route } from "./http/index.ts";

export function boardRoutes(parts: BoardParts): Route[] {
  return [
    ...Object.entries(FEEDS).map(([name, { type, make }]) =>
      rawRoute({
        path: `/boards/${name}`,
        access: { permission: permission("board.read") },
        isAct: false,
        async serve({ at }, _request, reply) {
          const text = make(parts, at);
          if (text === null) return refused(404, "no-facility", "No facility is recorded here yet.");
          reply.type(type).send(text);
          return "sent";
        },
      }),
    ),
    rawRoute({
      path: "/boards/cap/:identifier",
      access: { permission: permission("board.read") },
      isAct: false,
      async serve({ at }, request, reply) {
        const given = z.object({ identifier: z.string().max(200) }).safeParse(request.params);
        const alert = alertsAt(parts, at).find(one => one.identifier === given.data?.identifier);
        if (alert === undefined) return refused(404, "no-alert", "No alert of this identifier is known here.");
        reply.type("application/cap+xml").send(alert.xml);
        return "sent";
      },
    }),
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
