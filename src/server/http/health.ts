// GET /health: for monitors; no patient, no sign-in.
import { z } from "zod";
import { type Route, route } from "./route.ts";

const Age = z.strictObject({
  as_of: z.int().nullable(),
  state: z.enum(["arrives", "stopped", "no feed", "unknown"]),
  true_until: z.int().nullable(),
});

export const Health = z.strictObject({
  ok: z.boolean(),
  version: z.string(),
  /** Of the views; goes up. */
  position: z.int().min(0),
  /** Seconds by which the views lie behind the journal. */
  lag_s: z.number().min(0),
  /** Old views serve, read-only, while new ones are folded (RULES P2): how many entries of how many, and about how long still. */
  rebuilding: z.strictObject({ done: z.int(), of: z.int(), minutes: z.int().nullable(), text: z.string() }).nullable(),
  /** What the strip says of the node itself, in words; most often nothing. */
  said: z.array(z.string()),
  /** Per kind of data, the worst of the feeds that carry it. */
  age: z.record(z.string(), Age),
  /** What a page about the house states in its strip: the place, its zone, a declared downtime. No patient, no name. */
  zone: z.string(),
  facility: z.strictObject({ id: z.string(), name: z.string() }),
  downtime: z
    .strictObject({
      since: z.int(),
      planned: z.boolean(),
      exercise: z.boolean(),
      cause: z.string(),
      charting: z.strictObject({ on: z.enum(["screen", "paper"]), from: z.int() }).nullable(),
      differ: z.boolean().optional(),
    })
    .nullable(),
});
export type Health = z.infer<typeof Health>;

export function healthRoute(health: (at: number) => Health): Route {
  return route({
    method: "GET",
    path: "/health",
    public: "monitors ask without an account; it holds ages and figures, no patient and no name",
    input: {},
    output: Health,
    handle: (_, { at }) => ({ ok: true, value: health(at) }),
  });
}
