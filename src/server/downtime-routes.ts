// Acts of downtime: declared and ended for the house, charting on paper begun and ended (RULES D4). Undone by a new entry.
import { z } from "zod";
import { permission } from "../access/index.ts";
import { KINDS_OF_DATA } from "../chart/index.ts";
import { conflictsIn, type DowntimeAnswer, type StandingEntry } from "../downtime/index.ts";
import type { Outcome, Request } from "../journal/index.ts";
import { type Answer, actorOf, type Route, refused, route } from "./http/index.ts";
import { idBytes } from "./record.ts";

export type DowntimeParts = {
  readonly record: (requests: readonly Request[]) => Promise<readonly Outcome[]>;
  readonly standing: () => readonly StandingEntry[];
  readonly units: () => readonly string[];
  /** This node in hex. */
  readonly here: string;
  /** The name of a person at an instant; null where nobody of that id is enrolled. */
  readonly nameOf: (person: string, at: number) => string | null;
};

const Done = z.strictObject({ recorded: z.int() });
type Done = z.infer<typeof Done>;

/** Ids that stood on the page when the person decided. */
const Seen = z
  .array(z.string().regex(/^[0-9a-f]{32}$/))
  .max(100)
  .optional();

/** What stands and where two differ, and the acts. Each records one group, replacing what stands; a page that saw something older is answered 409. */
export function downtimeRoutes(parts: DowntimeParts): Route[] {
  const { record, standing } = parts;
  const idsOf = (key: string) =>
    standing()
      .filter(entry => entry.key === key)
      .map(entry => entry.id);
  /** What the person saw stand, where the page says it; else what stands now. */
  const replacing = (key: string, seen?: readonly string[]) => (seen ?? idsOf(key)).flatMap(id => idBytes(id) ?? []);
  const commit = async (drafts: Request["drafts"]): Promise<Answer<Done>> => {
    if (drafts.length === 0) return refused(422, "nothing-stands", "Nothing of this stands, so nothing was recorded.");
    const [outcome] = await record([{ drafts, online: true }]);
    if (outcome?.ok === true) return { ok: true, value: { recorded: outcome.recorded.length } };
    return refused(
      outcome?.status ?? 422,
      outcome?.error.code ?? "refused",
      outcome?.error.text ?? "Nothing was recorded.",
      outcome?.error.where ?? "",
    );
  };
  const house = (facility: string) => `downtime/${facility}/*/*`;
  return [
    route({
      method: "GET",
      path: "/downtimes",
      permission: permission("events.read"),
      input: {},
      output: z.custom<DowntimeAnswer>(),
      handle: (_, { at, facility }) => ({
        ok: true,
        value: {
          at,
          seen: idsOf(house(facility)),
          conflicts: conflictsIn(standing(), parts.here, id => parts.nameOf(id, at)),
        },
      }),
    }),
    route({
      method: "POST",
      path: "/acts/downtime.declare",
      permission: permission("downtime.declare"),
      input: {
        body: z.strictObject({
          facility: z.string(),
          since: z.int(),
          planned: z.boolean(),
          exercise: z.boolean(),
          cause: z.string().max(500),
          seen: Seen,
        }),
      },
      output: Done,
      handle: ({ body: { seen, ...declared } }, { caller }) =>
        commit([
          {
            kind: "downtime.declared",
            body: { ...declared, unit: null, kind: null },
            actor: actorOf(caller),
            replaces: replacing(house(declared.facility), seen),
          },
        ]),
    }),
    route({
      method: "POST",
      path: "/acts/downtime.end",
      permission: permission("downtime.declare"),
      input: { body: z.strictObject({ facility: z.string(), at: z.int().optional(), seen: Seen }) },
      output: Done,
      handle: ({ body }, { caller, at }) => {
        const replaces = replacing(house(body.facility), body.seen);
        return commit(
          replaces.length === 0
            ? []
            : [
                {
                  kind: "downtime.ended",
                  body: { facility: body.facility, unit: null, kind: null, at: body.at ?? at },
                  actor: actorOf(caller),
                  replaces,
                },
              ],
        );
      },
    }),
    route({
      method: "POST",
      path: "/acts/charting.begin",
      permission: permission("downtime.declare"),
      input: { body: z.strictObject({ facility: z.string(), on: z.literal("paper"), from: z.int().optional() }) },
      output: Done,
      handle: ({ body }, { caller, at }) =>
        commit(
          parts.units().flatMap(unit =>
            KINDS_OF_DATA.filter(kind => kind === "administrations" || kind === "vitals").map(kind => ({
              kind: "charting.begun",
              body: { facility: body.facility, unit, kind, on: body.on, from: body.from ?? at },
              actor: actorOf(caller),
              replaces: replacing(`charting/${body.facility}/${unit}/${kind}`),
            })),
          ),
        ),
    }),
  ];
}
