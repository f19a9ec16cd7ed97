// GET /looks/RECORD: who saw this patient. Asking is itself a look (RULES L1).
import { z } from "zod";
import { type Looks, permission, RecordId, type WhoSaw } from "../../access/index.ts";
import { lookerOf } from "./caller.ts";
import { type Answer, refused } from "./fault.ts";
import { type Route, route } from "./route.ts";

/** Shared by all answers that say who saw. */
const Seen = z.strictObject({
  person: z.string(),
  session: z.string(),
  what: z.enum(["opened", "listed", "printed", "exported", "asked"]),
  list: z.string().nullable(),
  at: z.int(),
  reason: z.string().nullable(),
});
export const WhoSawAnswer = z.strictObject({
  opened: z.array(Seen),
  listed: z.array(Seen),
  printed: z.array(Seen),
  asked: z.array(Seen),
});

/** `linked`: all records of the person whose record this is, itself among them. */
export function whoSawRoute(given: {
  readonly looks: Looks;
  readonly linked: (record: string) => readonly string[];
  readonly read: (records: readonly string[]) => WhoSaw;
}): Route {
  return route({
    method: "GET",
    path: "/looks/:record",
    permission: permission("looks.read"),
    input: { params: z.strictObject({ record: RecordId }) },
    output: WhoSawAnswer,
    async handle({ params }, { caller, at }): Promise<Answer<z.infer<typeof WhoSawAnswer>>> {
      const looker = lookerOf(caller);
      if (looker === null) return refused(403, "people-only", "Only a person may ask who looked.");
      const records = given.linked(params.record);
      await given.looks.asked(looker, records, at);
      const { opened, listed, printed, asked } = given.read(records);
      return {
        ok: true,
        value: { opened: [...opened], listed: [...listed], printed: [...printed], asked: [...asked] },
      };
    },
  });
}
