// The last dose of an order (RULES D1–D3, W4): the latest given of either source, or why nobody can say.
import { dayWords, isExact, lastInstant } from "./day.ts";
import type { DoseRecord } from "./dose-records.ts";
import type { DoseInput, MedicationOrder } from "./medication-order.ts";
import type { LastDose } from "./routes.ts";
import { doubtWords } from "./slots.ts";
import { missingSince } from "./zones.ts";

/** How far a dose may lie ahead of now (a nurse's clock) before its time cannot be believed. */
const AHEAD_MS = 2 * 60_000;

/** The last dose; `since`: from when on doses after it may be missing here (RULES D2), null = none can be. */
export type LastKnown = { readonly last: LastDose; readonly since: number | null };

/** Computes it from the records that stand for the order. */
export function lastDoseOf(
  order: Pick<MedicationOrder, "starts">,
  records: readonly DoseRecord[],
  input: DoseInput,
): LastKnown {
  const doses = records.filter(record => record.dose && record.doubt === null);
  const placed = doses.filter(dose => isExact(dose.record.at));
  const latest = placed.reduce<DoseRecord | undefined>(
    (a, b) => (a === undefined || (b.record.at.instant ?? 0) >= (a.record.at.instant ?? 0) ? b : a),
    undefined,
  );
  const at = latest?.record.at.instant ?? null;
  const since = missingSince(input, at ?? order.starts?.instant ?? input.from);
  const why = doubtOf(records, doses, at, input);
  if (why !== null) return { last: { kind: "not sure", why }, since };
  if (latest !== undefined) {
    const { record, state, possibly } = latest;
    const partial = state === "partial";
    return {
      last: {
        kind: "given",
        at: record.at,
        amount: record.amount,
        source: record.source,
        partial,
        possibly,
        resource: record.id,
      },
      since,
    };
  }
  if (input.trust.age.state === "no feed") return { last: { kind: "no feed" }, since };
  if (since !== null) return { last: { kind: "not known", since }, since };
  return { last: { kind: "none recorded", by: input.trust.age.as_of ?? input.now }, since };
}

/** Why the last dose is not sure; null = it is. */
function doubtOf(
  records: readonly DoseRecord[],
  doses: readonly DoseRecord[],
  latest: number | null,
  input: DoseInput,
): string | null {
  const unfound = records.find(record => record.doubt !== null);
  if (unfound !== undefined) return doubtWords(unfound, records, input);
  // Of a day that was over before the latest dose: it is no later one.
  const untimed = doses.find(
    ({ record: { at } }) => !isExact(at) && (latest === null || lastInstant(at, input.zone) >= latest),
  );
  if (untimed !== undefined) {
    const day = dayWords(untimed.record.at, input.now, input.zone);
    return `given${day === "" ? "" : ` ${day}`}, time not known`;
  }
  const ahead = doses.find(dose => (dose.record.at.instant ?? 0) > input.now + AHEAD_MS);
  return ahead === undefined ? null : `given at a time that lies ahead: ${ahead.record.at.text}`;
}
