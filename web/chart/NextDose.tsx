import type { CensusRow } from "../../src/chart/routes.ts";
import { Cell } from "../parts/Cell.tsx";
import { clockTime } from "../time.ts";
import { drugName } from "./words.ts";

/** The next time of a dose: scheduled, scheduled with a `?` while doses stopped; due and overdue only once charted here. */
export function NextDose({ next, now, zone }: { next: CensusRow["next"]; now: number; zone: string }) {
  if (next === null) return null;
  const time = clockTime(next.at, now, zone);
  return (
    <>
      {next.mark === "scheduled?" ? (
        <Cell label="Scheduled; doses stopped arriving, so it may have been given, changed or stopped">{time} ?</Cell>
      ) : (
        <b>{time}</b>
      )}{" "}
      <span data-drug title={next.drug}>
        {drugName(next.drug)}
      </span>
      {(next.mark === "due" || next.mark === "overdue") && ` ${next.mark}`}
    </>
  );
}
