// Her problems: each diagnosis with its dates, its state and the visit that it was made in.
import type { Condition } from "../fhir/index.ts";
import { byTime, keptOf, momentOf, personNamed, words } from "./from-record.ts";
import type { Kept, RecordState } from "./record-state.ts";
import type { Problem } from "./routes.ts";
import { visitNumber } from "./visits.ts";

const NO_PROBLEM = new Set(["entered-in-error", "refuted"]);

/** All problems, those that stand first, then newest first. */
export function problemsOf(state: RecordState): Problem[] {
  return keptOf(state, "Condition")
    .map(({ resource, kept }) => problemOf(resource, kept, state))
    .sort((a, b) => Number(b.stands) - Number(a.stands) || byTime(timed(a), timed(b)));
}

function timed(problem: Problem) {
  return { id: problem.id, at: problem.onset ?? problem.recorded };
}

/** True where it is no error, and nobody refuted it. */
export function isProblem({ verificationStatus }: Condition): boolean {
  return !verificationStatus?.coding?.some(coding => NO_PROBLEM.has(coding.code ?? ""));
}

/** True where its sender says that it is over. */
export function isOver({ clinicalStatus }: Condition): boolean {
  return clinicalStatus?.coding?.some(({ code }) => code === "resolved" || code === "inactive") === true;
}

function problemOf(condition: Condition, kept: Kept, state: RecordState): Problem {
  const said = [condition.verificationStatus, condition.clinicalStatus]
    .map(words)
    .filter(text => text !== "" && text !== "confirmed")
    .map(text => text.replaceAll("-", " "));
  return {
    id: condition.id ?? "",
    text: words(condition.code) || "not named",
    code: condition.code?.coding?.[0]?.code ?? null,
    state: said.length === 0 ? null : said.join(", "),
    stands: isProblem(condition),
    onset: momentOf(condition.onsetDateTime ?? condition.onsetPeriod?.start),
    ended: momentOf(condition.abatementDateTime ?? condition.abatementPeriod?.end),
    recorded: momentOf(condition.recordedDate),
    visit: visitNumber(state, condition.encounter?.reference),
    by: personNamed(condition.asserter, state),
    entry: kept.by,
  };
}
