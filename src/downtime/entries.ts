// Payloads of downtime and of charting here (DESIGN §6, RULES D4); all instants are integer milliseconds.
import { z } from "zod";
import { defineKind } from "../journal/index.ts";

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

type Scope = { readonly facility: string; readonly unit: string | null; readonly kind: string | null };
const scopeKey = (scope: Scope) => `${scope.facility}/${scope.unit ?? "*"}/${scope.kind ?? "*"}`;

/** A declaration and its end set the same key: ending replaces the declaration. */
export const downtimeDeclaredKind = defineKind({
  name: "downtime.declared",
  version: 1,
  schema: DowntimeDeclared,
  chain: "operations",
  permission: "downtime.declare",
  key: body => `downtime/${scopeKey(body)}`,
  refuse: (body, _, at) =>
    body.since > at ? { code: "ahead", text: "A downtime begins now or has begun.", where: "since" } : null,
});
export const downtimeEndedKind = defineKind({
  name: "downtime.ended",
  version: 1,
  schema: DowntimeEnded,
  chain: "operations",
  permission: "downtime.declare",
  key: body => `downtime/${scopeKey(body)}`,
});
export const chartingBegunKind = defineKind({
  name: "charting.begun",
  version: 1,
  schema: ChartingBegun,
  chain: "care",
  permission: "downtime.declare",
  key: body => `charting/${scopeKey(body)}`,
  refuse(body, read, at) {
    // A downtime of the house, of the unit, or of the kind alone is enough.
    const scopes = [null, body.unit].flatMap(unit =>
      [null, body.kind].map(kind => ({ facility: body.facility, unit, kind })),
    );
    const inDowntime = scopes.some(scope =>
      read.standing(`downtime/${scopeKey(scope)}`).some(entry => entry.kind === "downtime.declared"),
    );
    return refuseChartingBegun(body, inDowntime, at);
  },
});
export const chartingEndedKind = defineKind({
  name: "charting.ended",
  version: 1,
  schema: ChartingEnded,
  chain: "care",
  permission: "downtime.declare",
  key: body => `charting/${scopeKey(body)}`,
});
export const downtimeKinds = [downtimeDeclaredKind, downtimeEndedKind, chartingBegunKind, chartingEndedKind] as const;
