import type { PatientAnswer } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { Cell } from "../parts/Cell.tsx";
import { Countdown } from "../parts/Countdown.tsx";
import { SourceMark } from "../parts/Source.tsx";
import { clockTime } from "../time.ts";
import { OrdersDiffer } from "./DoNotGive.tsx";
import css from "./Patient.module.css";

/** How many stand at the foot of the column. */
const SHOWN = 3;

/** What is scheduled next. It is a schedule of the copy, not a task: due and overdue begin with charting here. */
export function NextDoses({ answer }: { answer: PatientAnswer }) {
  const minute = useMinute();
  const { zone } = answer;
  const charting = answer.downtime?.charting ?? null;
  const coming = answer.mar.medications
    .flatMap(medication => (medication.next === null ? [] : [{ medication, next: medication.next }]))
    .toSorted((a, b) => a.next.at - b.next.at);
  return (
    <section className={css.next} aria-label="Next scheduled">
      <h2>Next scheduled</h2>
      {coming.length === 0 && <p className="quiet">Nothing with a time in the copy.</p>}
      <ul>
        {coming.slice(0, SHOWN).map(({ medication, next }) => (
          <li key={medication.id}>
            {next.mark === "scheduled?" ? (
              <Cell label="Doses stopped arriving: it may have been given, changed or stopped">
                {clockTime(next.at, minute, zone)} ?
              </Cell>
            ) : (
              <b>{clockTime(next.at, minute, zone)}</b>
            )}{" "}
            {medication.drug} <OrdersDiffer said={medication.do_not_give} />{" "}
            <span className="quiet">
              <Countdown until={next.at} />
            </span>
          </li>
        ))}
      </ul>
      {coming.length > SHOWN && <p className="quiet">{coming.length - SHOWN} more on the MAR</p>}
      {charting?.on === "paper" && (
        <p>
          <SourceMark source="paper" /> on paper since {clockTime(charting.from, minute, zone)}: see the sheet
        </p>
      )}
    </section>
  );
}
