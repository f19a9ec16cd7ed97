// Acts of downtime: declared and ended for the house, charting on paper begun and ended (RULES D4). Undone by a new entry.
import { z } from "zod";
import { permission } from "../access/index.ts";
import { KINDS_OF_DATA } from "../chart/index.ts";
import type { StandingEntry } from "../downtime/index.ts";
import { type Outcome, type Request, uuidBytes } from "../journal/index.ts";
import { type Answer, actorOf, type Route, refused, route } from "./http/index.ts";

export type DowntimeParts = {
  readonly record: (requests: readonly Request[]) => Promise<readonly Outcome[]>;
  readonly standing: () => readonly StandingEntry[];
  readonly units: () => readonly string[];
};

const Done = z.strictObject({ recorded: z.int() });
type Done = z.infer<typeof Done>;

/** The acts. Each records one group, replacing what stands; a page that saw something older is answered 409. */
export function downtimeRoutes(parts: DowntimeParts): Route[] {
  const { record, standing } = parts;
  const replacing = (key: string) =>
    standing()
      .filter(entry => entry.key === key)
      .flatMap(entry => uuidBytes(dashed(entry.id)) ?? []);
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
        }),
      },
      output: Done,
      handle: ({ body }, { caller }) =>
        commit([
          {
            kind: "downtime.declared",
            body: { ...body, unit: null, kind: null },
            actor: actorOf(caller),
            replaces: replacing(house(body.facility)),
          },
        ]),
    }),
    route({
      method: "POST",
      path: "/acts/downtime.end",
      permission: permission("downtime.declare"),
      input: { body: z.strictObject({ facility: z.string(), at: z.int().optional() }) },
      output: Done,
      handle: ({ body }, { caller, at }) => {
        const replaces = replacing(house(body.facility));
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

function dashed(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
