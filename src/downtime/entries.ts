// Payloads of downtime and of charting here (DESIGN §6, RULES D4); all instants are integer milliseconds.
import { z } from "zod";

const Id = z.string().min(1).max(120);
const At = z.number().int();
const Place = { facility: Id, unit: Id.nullable(), kind: z.string().min(1).max(40).nullable() };

/** `downtime.declared`: unit or kind null = all of them. */
export const DowntimeDeclared = z.strictObject({
  ...Place,
  since: At,
  planned: z.boolean(),
  exercise: z.boolean(),
  cause: z.string().max(500),
});
/** `downtime.ended`: the same place, from a stated minute. */
export const DowntimeEnded = z.strictObject({ ...Place, at: At });
/** `charting.begun`: one a kind (RULES D4). */
export const ChartingBegun = z.strictObject({
  facility: Id,
  unit: Id,
  kind: z.string().min(1).max(40),
  on: z.enum(["screen", "paper"]),
  from: At,
});
export const ChartingEnded = z.strictObject({ facility: Id, unit: Id, kind: z.string().min(1).max(40), at: At });

/** How long before its entry charting here can have begun. */
export const CHARTING_BACK_MS = 15 * 60_000;

/** Refuses charting outside a downtime, or from more than 15 minutes before the entry or after it (RULES D4). */
export function refuseChartingBegun(
  begun: z.infer<typeof ChartingBegun>,
  inDowntime: boolean,
  now: number,
): { readonly code: string; readonly text: string; readonly where: string } | null {
  if (!inDowntime) return { code: "no-downtime", text: "no downtime stands for this unit and kind", where: "unit" };
  if (begun.from < now - CHARTING_BACK_MS)
    return { code: "too-early", text: "more than 15 minutes ago", where: "from" };
  return begun.from > now ? { code: "ahead", text: "lies ahead of now", where: "from" } : null;
}
