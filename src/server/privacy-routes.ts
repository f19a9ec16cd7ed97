// Break-glass and its review, and who looked at a patient (RULES L1, L2). Each is recorded before anything is shown.
import { z } from "zod";
import {
  type Broken,
  GLASS_OUTCOMES,
  type Glass,
  type GlassAnswer,
  type GlassRow,
  type LookedAnswer,
  type Looks,
  permission,
  type RecordDrafts,
  RecordId,
  type WhoSaw,
  type Whose,
} from "../access/index.ts";
import { nameOf, numberOf, patientFrom } from "../chart/index.ts";
import { type CopyContext, patientNamed, recordsNumbered, recordsOfPerson } from "../feed/index.ts";
import { type Answer, actorOf, lookerOf, type Route, refused, route } from "./http/index.ts";

export type PrivacyParts = {
  readonly looks: Looks;
  readonly glass: Glass;
  readonly copy: (at: number) => CopyContext;
  /** Every broken glass, or those at any of these records. */
  readonly broken: (records?: readonly string[]) => readonly Broken[];
  readonly whoSaw: (records: readonly string[]) => WhoSaw;
  readonly record: RecordDrafts;
  /** The name of a person at an instant; null where nobody of that id is enrolled. */
  readonly nameOf: (person: string, at: number) => string | null;
};

const Words = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  .regex(/^[^\p{Cc}]+$/u);
const Opened = z.strictObject({ until: z.int(), kept: z.enum(["journal", "spill"]) });
const PEOPLE_ONLY = () => refused(403, "people-only", "Only a person may do this.");

/** The routes of the privacy office, and the act of who breaks glass. */
export function privacyRoutes(parts: PrivacyParts): Route[] {
  const { looks, glass, copy } = parts;
  const rowsOf = (broken: readonly Broken[], at: number): GlassRow[] =>
    broken.map(({ records, reviews, ...one }) => ({
      ...one,
      name: parts.nameOf(one.person, at) ?? one.person,
      whose: whose(copy(at), records),
      reviews: reviews.map(review => ({ ...review, name: parts.nameOf(review.person, at) ?? review.person })),
    }));
  return [
    route({
      method: "POST",
      path: "/acts/glass.break",
      permission: permission("glass.break"),
      input: { body: z.strictObject({ record: RecordId, reason: Words.pipe(z.string().min(5).max(500)) }) },
      output: Opened,
      async handle({ body }, { caller, at, address }): Promise<Answer<z.infer<typeof Opened>>> {
        const looker = lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const { views } = copy(at);
        if (!isKnown(views, body.record)) return refused(404, "no-record", "The copy holds no such record.");
        const records = recordsOfPerson(views, body.record);
        const { kept, until } = await glass.break(looker, { records, reason: body.reason, address }, at);
        if (kept === "lost")
          return refused(
            503,
            "not-kept",
            "It could not be recorded, so it was not opened: the node's disk is full. Allergies, code status, isolation and drugs are shown without it. Call IT.",
          );
        return { ok: true, value: { until, kept } };
      },
    }),
    route({
      method: "GET",
      path: "/glass",
      permission: permission("glass.review"),
      input: {},
      output: z.custom<GlassAnswer>(),
      async handle(_, { caller, at }): Promise<Answer<GlassAnswer>> {
        const looker = lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const all = parts.broken();
        const waits = all.filter(isWaiting);
        // A year of reviewed ones would bury those that wait.
        const done = all
          .filter(one => !isWaiting(one))
          .toReversed()
          .slice(0, MOST_REVIEWED);
        const shown = [...waits, ...done];
        await looks.listed(looker, "broken glass", [...new Set(shown.flatMap(one => one.records))], at);
        const { zone } = copy(at).facility;
        return { ok: true, value: { at, zone, waiting: waits.length, rows: rowsOf(shown, at) } };
      },
    }),
    route({
      method: "POST",
      path: "/acts/glass.review",
      permission: permission("glass.review"),
      input: {
        body: z.strictObject({
          broken: z.string().regex(/^[0-9a-f]{32}$/),
          outcome: z.enum(GLASS_OUTCOMES),
          words: Words,
          /** Ids of the reviews that stood on the page. */
          seen: z.array(z.string().regex(/^[0-9a-f]{32}$/)).max(100),
        }),
      },
      output: z.strictObject({ id: z.string() }),
      async handle({ body }, { caller, at }): Promise<Answer<{ id: string }>> {
        const looker = lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const one = parts.broken().find(({ id }) => id === body.broken);
        if (one === undefined) return refused(404, "no-glass", "No such broken glass is recorded here.");
        if (one.person === looker.person)
          return refused(403, "your-own", "Somebody else reviews what you opened. Nothing was recorded.");
        const { outcome, words } = body;
        const reviewed = { broken: dashed(body.broken), person: looker.person, outcome, words, at };
        const draft = { kind: "glass.reviewed", body: reviewed, actor: actorOf(caller), replaces: body.seen };
        const [answer] = await parts.record([draft]);
        if (answer?.ok === true) return { ok: true, value: { id: answer.id } };
        const text = answer?.error.text ?? "Nothing was recorded.";
        return refused(answer?.status ?? 422, answer?.error.code ?? "refused", text, answer?.error.where ?? "");
      },
    }),
    route({
      method: "GET",
      path: "/looks",
      permission: permission("looks.read"),
      input: { query: z.strictObject({ mrn: z.string().trim().min(1).max(80) }) },
      output: z.custom<LookedAnswer>(),
      async handle({ query }, { caller, at }): Promise<Answer<LookedAnswer>> {
        const looker = lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const context = copy(at);
        const numbered = recordsNumbered(context.views, query.mrn);
        const [first, ...others] = numbered;
        if (first === undefined)
          return refused(404, "no-record", "The copy has no patient with this number, by any of her records.");
        if (others.length > 0)
          return refused(409, "several", "This number stands for several patients here: ask by another of hers.");
        const records = recordsOfPerson(context.views, first);
        await looks.asked(looker, records, at);
        const { opened, listed, printed, asked } = parts.whoSaw(records);
        const named = (rows: WhoSaw["opened"]) =>
          rows.map(row => ({ ...row, name: parts.nameOf(row.person, at) ?? row.person }));
        const numbers = [...new Set(records.map(one => numberOf(patientNamed(context.views, one))))];
        return {
          ok: true,
          value: {
            at,
            zone: context.facility.zone,
            whose: whose(context, records),
            numbers: numbers.filter(one => one !== ""),
            opened: named(opened),
            listed: named(listed),
            printed: named(printed),
            asked: named(asked),
            glass: rowsOf(parts.broken(records), at),
          },
        };
      },
    }),
  ];
}

const MOST_REVIEWED = 200;

/** Not reviewed, or reviewed with something still to do. */
function isWaiting({ reviews }: Broken): boolean {
  return reviews.length === 0 || reviews.some(one => one.outcome === "follow-up");
}

function whose({ views }: CopyContext, records: readonly string[]): Whose {
  const states = records.map(id => ({ id, state: patientNamed(views, id) }));
  const [known] = [...states.filter(({ state }) => state.registered), ...states];
  if (known === undefined) return { id: "", name: "", mrn: "" };
  const { family, given } = nameOf(patientFrom(known.state));
  const name = [family, given].filter(part => part !== "").join(", ");
  return { id: known.id, name, mrn: numberOf(known.state) };
}

function isKnown(views: CopyContext["views"], record: string): boolean {
  return patientNamed(views, record).patientId !== null;
}

function dashed(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
