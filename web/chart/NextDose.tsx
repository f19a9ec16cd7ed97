import type { CensusRow } from "../../src/chart/routes.ts";
import { Cell } from "../parts/Cell.tsx";
import { Chip } from "../parts/Chip.tsx";
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
      {next.do_not_give === true ? (
        <Chip kind="stop" label={`Another order says: do not give. ${next.drug}`}>
          {`Ask: ${drugName(next.drug)}`}
        </Chip>
      ) : (
        <span data-drug title={next.drug}>
          {drugName(next.drug)}
        </span>
      )}
      {(next.mark === "due" || next.mark === "overdue") && ` ${next.mark}`}
    </>
  );
}
