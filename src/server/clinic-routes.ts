// GETs of the clinic's day: which places and providers have appointments, the day itself, and it as a list to call from.
import { z } from "zod";
import { permission } from "../access/index.ts";
import type { ClinicDayAnswer } from "../chart/index.ts";
import { clinicDay, clinicParts, houseDay } from "../feed/index.ts";
import { type ChartParts, PEOPLE_ONLY, unprinted } from "./chart-routes.ts";
import { type Answer, lookerOf, type Route, rawRoute, refused, route } from "./http/index.ts";
import { clinicList } from "./sheets.ts";

/** Without it, today. */
const Day = z.string().max(10).optional();
const Part = z.string().max(100).optional();
const Chosen = z.strictObject({ date: Day, place: Part, provider: Part });

const noDay = () => refused(422, "no-day", "A day is written 2026-11-24.");

/** The routes of the clinic's day. */
export function clinicRoutes(parts: ChartParts): Route[] {
  const { looks, copy } = parts;
  return [
    route({
      method: "GET",
      path: "/clinics",
      permission: permission("clinic.read"),
      input: { query: z.strictObject({ date: Day }) },
      output: z.custom<Pick<ClinicDayAnswer, "places" | "providers">>(),
      handle: ({ query }, { at }) => {
        const context = copy(at);
        const value = clinicParts(context, query.date ?? houseDay(context));
        return value === null ? noDay() : { ok: true, value };
      },
    }),
    route({
      method: "GET",
      path: "/clinics/day",
      permission: permission("clinic.read"),
      input: { query: Chosen },
      output: z.custom<ClinicDayAnswer>(),
      async handle({ query }, { caller, at }): Promise<Answer<ClinicDayAnswer>> {
        const looker = lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const context = copy(at);
        const answer = clinicDay(context, query.date ?? houseDay(context), query.place ?? null, query.provider ?? null);
        if (answer === null) return noDay();
        await looks.listed(looker, clinicName(answer), clinicRecords(answer), at);
        return { ok: true, value: answer };
      },
    }),
    rawRoute({
      path: "/clinics/day.pdf",
      access: { permission: permission("clinic.read") },
      isAct: true,
      async serve({ caller, at }, request, reply) {
        const given = Chosen.safeParse(request.query);
        if (!given.success) return noDay();
        const looker = caller.kind === "nobody" ? null : lookerOf(caller);
        if (looker === null) return PEOPLE_ONLY();
        const context = copy(at);
        const { date = houseDay(context), place = null, provider = null } = given.data;
        const answer = clinicDay(context, date, place, provider);
        if (answer === null) return noDay();
        const pdf = await clinicList(answer, parts.unitKey(clinicName(answer)), at, looker.person, parts);
        if (!pdf.ok) return unprinted(pdf.error);
        await looks.printed(looker, clinicName(answer), clinicRecords(answer), at);
        reply.type("application/pdf").header("content-disposition", 'inline; filename="clinic.pdf"');
        reply.send(Buffer.from(pdf.value.bytes));
        return "sent";
      },
    }),
  ];
}

/** What a look at a day is called. */
export function clinicName({ day, place, provider }: ClinicDayAnswer): string {
  return ["clinic", day, place ?? "all places", ...(provider === null ? [] : [provider])].join(" ");
}

/** The records that a day shows. */
export function clinicRecords({ rows, untimed, undated }: ClinicDayAnswer): string[] {
  return [...new Set([...rows, ...untimed, ...undated].map(row => row.patient.id))];
}
