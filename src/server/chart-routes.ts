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
import { type Answer, lookerOf, type Refused, type Route, rawRoute, refused, route } from "./http/index.ts";
import { census, packets, type SheetParts } from "./sheets.ts";

export type ChartParts = SheetParts & {
  readonly looks: Looks;
  readonly glass: Glass;
  /** The copy as it stands at an instant (integer ms). */
  readonly copy: (at: number) => CopyContext;
  /** The keyed id of a unit (RULES W7), in the form of a record's. */
  readonly unitKey: (unit: string) => string;
};

export const PEOPLE_ONLY = () => refused(403, "people-only", "Only a person may read a chart.");
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
      input: { params: z.strictObject({ record: RecordId }) },
      output: z.custom<PatientAnswer>(),
      async handle({ params }, { caller, at }): Promise<Answer<PatientAnswer>> {
        const looker = lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const broken = glass.standing(looker.person, params.record, at);
        const shows: Shows = { face: "screen", marked: broken !== null };
        const answer = patientAnswer({ ...copy(at), shows }, params.record);
        if (answer === null) return noRecord();
        await looks.opened(looker, params.record, at);
        return { ok: true, value: broken === null ? answer : { ...answer, glass: broken } };
      },
    }),
    ...Object.entries(PAGES).map(([page, answerOf]) =>
      route({
        method: "GET",
        path: `/patients/:record/${page}`,
        permission: permission("chart.read"),
        input: { params: z.strictObject({ record: RecordId }) },
        output: z.custom<Stated>(),
        async handle({ params }, { caller, at }): Promise<Answer<Stated>> {
          const looker = lookerOf(caller);
          if (looker === null) return PEOPLE_ONLY();
          const shows: Shows = { face: "screen", marked: glass.standing(looker.person, params.record, at) !== null };
          const answer = answerOf({ ...copy(at), shows }, params.record);
          if (answer === null) return noRecord();
          await looks.opened(looker, params.record, at);
          return { ok: true, value: answer };
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
        const marked = z.looseObject({ marked: z.literal("yes") }).safeParse(request.query).success;
        if (marked && broken === null)
          return refused(403, "glass-whole", "Open the marked items with a reason first; then print them.", "marked");
        const shows: Shows = { face: "paper", marked };
        const answer = patientAnswer({ ...copy(at), shows }, given.data.record, 24);
        if (answer === null) return noRecord();
        const pdf = await packets([answer], at, looker.person, parts);
        if (!pdf.ok) return unprinted(pdf.error);
        await looks.printed(looker, "packet", [given.data.record], at, marked ? (broken?.reason ?? null) : null);
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

function noRecord(): Refused {
  return refused(404, "no-record", "The copy holds no such record.");
}
