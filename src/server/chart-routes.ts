// GETs of the copy: units, a unit, a patient, search, packets. Each names its permission and writes the look before the bytes go out.
import { z } from "zod";
import { type Glass, type Looks, permission, RecordId } from "../access/index.ts";
import type { Identity, PatientAnswer, Shows, Stated, UnitAnswer } from "../chart/index.ts";
import {
  type CopyContext,
  documentsAnswer,
  ordersAnswer,
  patientAnswer,
  problemsAnswer,
  resultsAnswer,
  search,
  unitAnswer,
  units,
  visitsAnswer,
  vitalsAnswer,
} from "../feed/index.ts";
import type { PaperError } from "../paper/index.ts";
import type { Past } from "./as-of/index.ts";
import { contextAsOf } from "./copy-context.ts";
import { type Answer, lookerOf, type Refused, type Route, rawRoute, refused, route } from "./http/index.ts";
import { census, packets, type SheetParts } from "./sheets.ts";

export type ChartParts = SheetParts & {
  readonly looks: Looks;
  readonly glass: Glass;
  /** The copy as it stands at an instant (integer ms). */
  readonly copy: (at: number) => CopyContext;
  /** One person as of earlier moments. */
  readonly past: Past;
  /** The keyed id of a unit (RULES W7), in the form of a record's. */
  readonly unitKey: (unit: string) => string;
};

export const PEOPLE_ONLY = () => refused(403, "people-only", "Only a person may read a chart.");
/** A page of hers as of an earlier moment; left out: of now. */
const AsOf = z.strictObject({
  at: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
});
const UnitId = z.strictObject({ unit: z.string().min(1).max(80) });

/** The pages of one patient beside her summary, by the end of their address. */
const PAGES = {
  orders: ordersAnswer,
  results: resultsAnswer,
  vitals: vitalsAnswer,
  problems: problemsAnswer,
  documents: documentsAnswer,
  visits: visitsAnswer,
} as const;

/** The routes of the copy. */
export function chartRoutes(parts: ChartParts): Route[] {
  const { looks, copy, glass } = parts;
  return [
    route({
      method: "GET",
      path: "/units",
      permission: permission("census.read"),
      input: {},
      output: z.custom<{ id: string; name: string; patients: number }[]>(),
      handle: (_, { at }) => ({ ok: true, value: units(copy(at)) }),
    }),
    route({
      method: "GET",
      path: "/units/:unit",
      permission: permission("census.read"),
      input: { params: UnitId },
      output: z.custom<UnitAnswer>(),
      async handle({ params }, { caller, at }): Promise<Answer<UnitAnswer>> {
        const looker = lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const answer = unitAnswer(copy(at), params.unit);
        await looks.listed(
          looker,
          `unit ${params.unit}`,
          answer.rows.flatMap(row => row.patient?.id ?? []),
          at,
        );
        return { ok: true, value: answer };
      },
    }),
    route({
      method: "GET",
      path: "/patients/:record",
      permission: permission("chart.read"),
      input: { params: z.strictObject({ record: RecordId }), query: AsOf },
      output: z.custom<PatientAnswer>(),
      async handle({ params, query }, { caller, at }): Promise<Answer<PatientAnswer>> {
        const looker = lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const broken = glass.standing(looker.person, params.record, at);
        const shows: Shows = { face: "screen", marked: broken !== null };
        const answer = await readAt(parts, params.record, query.at, at, context =>
          patientAnswer({ ...context, shows }, params.record),
        );
        if (!answer.ok) return answer;
        await looks.opened(looker, params.record, at, asOfWords(answer.value));
        return broken === null ? answer : { ok: true, value: { ...answer.value, glass: broken } };
      },
    }),
    ...Object.entries(PAGES).map(([page, answerOf]) =>
      route({
        method: "GET",
        path: `/patients/:record/${page}`,
        permission: permission("chart.read"),
        input: { params: z.strictObject({ record: RecordId }), query: AsOf },
        output: z.custom<Stated>(),
        async handle({ params, query }, { caller, at }): Promise<Answer<Stated>> {
          const looker = lookerOf(caller);
          if (looker === null) return PEOPLE_ONLY();
          const shows: Shows = { face: "screen", marked: glass.standing(looker.person, params.record, at) !== null };
          const answer = await readAt<Stated>(parts, params.record, query.at, at, context =>
            answerOf({ ...context, shows }, params.record),
          );
          if (answer.ok) await looks.opened(looker, params.record, at, asOfWords(answer.value));
          return answer;
        },
      }),
    ),
    route({
      method: "GET",
      path: "/search",
      permission: permission("census.read"),
      input: { query: z.strictObject({ q: z.string().max(200) }) },
      output: z.custom<{ rows: readonly Identity[] }>(),
      async handle({ query }, { caller, at }): Promise<Answer<{ rows: readonly Identity[] }>> {
        const looker = lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const found = search(copy(at), query.q);
        await looks.listed(
          looker,
          "search",
          found.rows.map(row => row.id),
          at,
        );
        return { ok: true, value: found };
      },
    }),
    rawRoute({
      path: "/patients/:record/packet.pdf",
      access: { permission: permission("packet.print") },
      isAct: true,
      async serve({ caller, at }, request, reply) {
        const given = z.strictObject({ record: RecordId }).safeParse(request.params);
        if (!given.success) return noRecord();
        const looker = caller.kind === "nobody" ? null : lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const broken = glass.standing(looker.person, given.data.record, at);
        const query = AsOf.extend({ marked: z.literal("yes").optional() }).safeParse(request.query);
        if (!query.success) return refused(422, "bad-query", "Say ?at=MOMENT in ms, ?marked=yes, both or neither.");
        const marked = query.data.marked === "yes";
        if (marked && broken === null)
          return refused(403, "glass-whole", "Open the marked items with a reason first; then print them.", "marked");
        const shows: Shows = { face: "paper", marked };
        const answer = await readAt(parts, given.data.record, query.data.at, at, context =>
          patientAnswer({ ...context, shows }, given.data.record, 24),
        );
        if (!answer.ok) return answer;
        const pdf = await packets([answer.value], at, looker.person, parts);
        if (!pdf.ok) return unprinted(pdf.error);
        const list = ["packet", asOfWords(answer.value)].filter(words => words !== null).join(" ");
        await looks.printed(looker, list, [given.data.record], at, marked ? (broken?.reason ?? null) : null);
        reply.type("application/pdf").header("content-disposition", 'inline; filename="packet.pdf"');
        reply.send(Buffer.from(pdf.value.bytes));
        return "sent";
      },
    }),
    rawRoute({
      path: "/units/:unit/packets.pdf",
      access: { permission: permission("packet.print") },
      isAct: true,
      async serve({ caller, at }, request, reply) {
        const given = UnitId.safeParse(request.params);
        if (!given.success) return refused(404, "no-unit", "There is no such unit.");
        const looker = caller.kind === "nobody" ? null : lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const context = copy(at);
        const records = unitAnswer(context, given.data.unit).rows.flatMap(row => row.patient?.id ?? []);
        const shows: Shows = { face: "paper", marked: false };
        const answers = records.flatMap(record => patientAnswer({ ...context, shows }, record, 24) ?? []);
        if (answers.length === 0) return refused(404, "nobody", "Nobody lies on this unit in the copy.");
        const pdf = await packets(answers, at, looker.person, parts);
        if (!pdf.ok) return unprinted(pdf.error);
        await looks.printed(looker, `unit ${given.data.unit}`, records, at);
        reply.type("application/pdf").header("content-disposition", 'inline; filename="unit.pdf"');
        reply.send(Buffer.from(pdf.value.bytes));
        return "sent";
      },
    }),
    rawRoute({
      path: "/units/:unit/census.pdf",
      access: { permission: permission("packet.print") },
      isAct: true,
      async serve({ caller, at }, request, reply) {
        const given = UnitId.safeParse(request.params);
        if (!given.success) return refused(404, "no-unit", "There is no such unit.");
        const looker = caller.kind === "nobody" ? null : lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const { unit } = given.data;
        const answer = unitAnswer(copy(at), unit);
        const pdf = await census(answer, parts.unitKey(unit), at, looker.person, parts);
        if (!pdf.ok) return unprinted(pdf.error);
        const records = answer.rows.flatMap(row => row.patient?.id ?? []);
        await looks.printed(looker, `census ${unit}`, records, at);
        reply.type("application/pdf").header("content-disposition", 'inline; filename="census.pdf"');
        reply.send(Buffer.from(pdf.value.bytes));
        return "sent";
      },
    }),
  ];
}

/** A print that was stopped, in its own words. */
export function unprinted({ code, text, where }: PaperError): Refused {
  return refused(422, code, text, where);
}

/** Reads her chart of now, or, where a moment is given, as of then. */
async function readAt<Said>(
  { copy, past }: Pick<ChartParts, "copy" | "past">,
  record: string,
  moment: number | undefined,
  at: number,
  read: (context: CopyContext) => Said | null,
): Promise<{ readonly ok: true; readonly value: Said } | Refused> {
  const now = copy(at);
  if (moment === undefined) {
    const value = read(now);
    return value === null ? noRecord() : { ok: true, value };
  }
  if (moment > at) return refused(422, "not-yet", "That moment is still to come.", "at");
  const then = await past.of(record, moment);
  if (then === null)
    return refused(503, "not-readable", "The store could not be read as of then. Ask again, or read the chart of now.");
  const value = read(contextAsOf(now, then));
  then.db.close();
  return value === null
    ? refused(404, "no-record-then", "The copy held no such record then. Go back to now, or to a later moment.", "at")
    : { ok: true, value };
}

/** What a look says of an answer that is not of now: `as of 2023-08-03 03:12`, in the facility's time. Null = it is of now. */
function asOfWords({ as_of, zone }: Stated): string | null {
  if (as_of === undefined) return null;
  const then = Temporal.Instant.fromEpochMilliseconds(as_of.at).toZonedDateTimeISO(zone).toPlainDateTime();
  return `as of ${then.toString({ smallestUnit: "minute" }).replace("T", " ")}`;
}

function noRecord(): Refused {
  return refused(404, "no-record", "The copy holds no such record.");
}
