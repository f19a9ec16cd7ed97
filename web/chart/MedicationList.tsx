import type { Medication, PatientAnswer } from "../../src/chart/routes.ts";
import { Cell } from "../parts/Cell.tsx";
import { Chip } from "../parts/Chip.tsx";
import { Source } from "../parts/Source.tsx";
import { clockTime, momentText, untimedText } from "../time.ts";
import { OrdersDiffer } from "./DoNotGive.tsx";
import { LastGiven } from "./LastGiven.tsx";
import css from "./Summary.module.css";
import { orderWords } from "./words.ts";

type Props = { answer: PatientAnswer; now: number };

/** Every drug with the dose last really given and what is scheduled next. */
export function MedicationList({ answer, now }: Props) {
  const { medications } = answer.mar;
  const active = medications.filter(medication => medication.state === "active").length;
  const other = medications.length - active;
  return (
    <section className={`${css.card} ${css.meds}`} aria-labelledby="medications">
      <div className={css.head}>
        <h2 id="medications">Medications</h2>
        <span>
          {active} active{other > 0 && ` · ${other} not active`}
        </span>
      </div>
      {medications.length === 0 ? (
        <p className={css.empty}>No medication order is in the copy. One comes with the first order the EHR sends.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Drug and dose</th>
              <th scope="col">Last given</th>
              <th scope="col">Next scheduled</th>
            </tr>
          </thead>
          <tbody>
            {medications.map(medication => (
              <tr key={medication.id}>
                <td>
                  <b
                    className={
                      medication.state === "stopped" || medication.state === "completed" ? css.gone : undefined
                    }
                  >
                    {medication.drug}
                  </b>{" "}
                  <span>{orderWords(medication)}</span>
                  {medication.high_alert && <em className={css.alert}>high alert</em>}
                  {medication.held !== undefined && <Chip kind="unknown">{medication.held.words}</Chip>}
                  <OrdersDiffer said={medication.do_not_give} />
                </td>
                <td className={css.last}>
                  <Source
                    source={medication.source}
                    about={medication.drug}
                    entry={medication.entry}
                    origin={[
                      [
                        "Order",
                        <span key="order" className="mrn">
                          {medication.order}
                        </span>,
                      ],
                      [
                        "Starts",
                        medication.starts === null ? "not sent" : momentText(medication.starts, now, answer.zone),
                      ],
                      ["Ends", medication.ends === null ? "not sent" : momentText(medication.ends, now, answer.zone)],
                      ["Words", medication.instructions ?? "none sent"],
                    ]}
                  />{" "}
                  <LastGiven medication={medication} now={now} zone={answer.zone} />
                </td>
                <td>
                  <Next medication={medication} now={now} zone={answer.zone} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Next({ medication, now, zone }: { medication: Medication; now: number; zone: string }) {
  if (medication.state !== "active") {
    const at = medication.state_at === null ? "" : ` ${momentText(medication.state_at, now, zone)}`;
    return (
      <Chip kind="document">{medication.state === "unmatched" ? "matches no order" : `${medication.state}${at}`}</Chip>
    );
  }
  if (medication.next !== null) {
    const time = clockTime(medication.next.at, now, zone);
    return medication.next.mark === "scheduled?" ? (
      <Cell label="Doses stopped arriving: it may have been given, changed or stopped">{time} ?</Cell>
    ) : (
      <b>{time}</b>
    );
  }
  const day = medication.untimed?.find(one => one.state === "scheduled")?.day;
  if (day != null) return <b>{untimedText(day, now, zone)}</b>;
  if (medication.prn) {
    return medication.from === null ? <>if needed</> : <>from {clockTime(medication.from, now, zone)}</>;
  }
  return <span className="quiet">{medication.frequency || "no time sent"}</span>;
}
