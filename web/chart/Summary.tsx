import { useMinute } from "../clock.ts";
import { Chip } from "../parts/Chip.tsx";
import { MedicationList } from "./MedicationList.tsx";
import { OrderList } from "./OrderList.tsx";
import { usePatient } from "./Patient.tsx";
import { ResultList } from "./ResultList.tsx";
import css from "./Summary.module.css";
import { VitalList } from "./VitalList.tsx";

/** The summary: what presses first, then medications and orders, vitals and results. */
export function Summary() {
  const { data: answer } = usePatient();
  const minute = useMinute();
  if (answer === undefined) return null;
  const critical = answer.results.filter(result => result.critical);
  const notKnown = answer.mar.not_known;
  return (
    <div className={css.summary}>
      {(critical.length > 0 || notKnown > 0) && (
        <div className={css.first}>
          {critical.map(result => (
            <div key={result.id} className={css.red}>
              <Chip kind="stop">
                {result.test} {result.value} {result.flag ?? ""}
              </Chip>{" "}
              critical, in the copy
            </div>
          ))}
          {notKnown > 0 && (
            <div className={css.grey}>
              <Chip kind="unknown">{notKnown} ?</Chip> {notKnown === 1 ? "dose fell" : "doses fell"} due: given or not
              is not known
            </div>
          )}
        </div>
      )}
      <div className={css.wide}>
        <MedicationList answer={answer} now={minute} />
        <OrderList answer={answer} now={minute} />
      </div>
      <div className={css.narrow}>
        <VitalList answer={answer} now={minute} />
        <ResultList answer={answer} now={minute} />
      </div>
    </div>
  );
}
