// POST /record: entries are offered; each kind asks its own permission; one answer a draft.
import { z } from "zod";
import { type Draft, type Fault, isPermission, permission, type RecordDrafts } from "../../access/index.ts";
import { actorOf } from "./caller.ts";
import { type Context, type Route, route } from "./route.ts";

const DRAFTS_MAX = 100;

const Offered = z.strictObject({
  id: z.uuid().optional(),
  kind: z.string().min(1).max(80),
  body: z.unknown(),
  /** FHIR dateTime at its own precision. */
  happened: z.string().max(40).optional(),
  replaces: z.array(z.uuid()).max(1_000).optional(),
});

const FaultShape = z.strictObject({ code: z.string(), text: z.string(), where: z.string() });
const Answered = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true), id: z.string(), position: z.int() }),
  z.object({
    ok: z.literal(false),
    status: z.literal([403, 409, 422]),
    error: FaultShape,
    /** Of a 409: the ids that stand now. */
    standing: z.array(z.string()).optional(),
  }),
]);
export const RecordAnswer = z.strictObject({ answers: z.array(Answered) });
type OneAnswer = z.infer<typeof Answered>;

/** `permissionOf`: the permission that a kind names; undefined = no such kind. */
export function recordRoute(given: {
  readonly permissionOf: (kind: string) => string | undefined;
  readonly record: RecordDrafts;
}): Route {
  return route({
    method: "POST",
    path: "/record",
    permission: permission("entries.record"),
    input: { body: z.strictObject({ drafts: z.array(Offered).min(1).max(DRAFTS_MAX) }) },
    output: RecordAnswer,
    async handle({ body }, context) {
      const refusals = body.drafts.map(draft => mayNot(draft.kind, given.permissionOf(draft.kind), context));
      const allowed = body.drafts.filter((_, at) => refusals[at] === null).map(draft => drafted(draft, context));
      const taken = allowed.length === 0 ? [] : await given.record(allowed);
      let next = 0;
      const answers = refusals.map((refusal): OneAnswer => {
        const answer = refusal ?? taken[next++];
        if (answer === undefined) throw new Error("a draft was not answered");
        return answer.ok ? answer : { ...answer };
      });
      return { ok: true, value: { answers } };
    },
  });
}

function mayNot(kind: string, name: string | undefined, context: Context): OneAnswer | null {
  const no = (status: 403 | 422, error: Fault): OneAnswer => ({ ok: false, status, error });
  if (name === undefined) return no(422, { code: "unknown-kind", text: "No such kind of entry.", where: "kind" });
  if (isPermission(name) && context.may(name)) return null;
  return no(403, { code: "not-allowed", text: `${kind} needs the permission ${name}.`, where: name });
}

function drafted(offered: z.infer<typeof Offered>, { caller }: Context): Draft {
  const { id, kind, body, happened, replaces } = offered;
  return {
    kind,
    body,
    actor: actorOf(caller),
    ...(id === undefined ? {} : { id }),
    ...(happened === undefined ? {} : { happened }),
    ...(replaces === undefined ? {} : { replaces }),
  };
}
