import type { ChartAppointment, ChartVisit, VisitsAnswer } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { Failed } from "../frame/Trouble.tsx";
import { Waiting } from "../frame/Waiting.tsx";
import { Chip } from "../parts/Chip.tsx";
import { Source } from "../parts/Source.tsx";
import { clockTime, momentText } from "../time.ts";
import { Empty } from "./Empty.tsx";
import { History } from "./History.tsx";
import css from "./Page.module.css";
import { usePage } from "./usePage.ts";

/** What is booked, where she was before, and what was booked then. */
export function VisitsPage() {
  const { data: answer, error } = usePage<VisitsAnswer>("visits");
  const now = useMinute();
  if (answer === undefined)
    return error === null ? <Waiting what="Visits" /> : <Failed error={error} what="the visits" />;
  const { visits, coming, past, zone, ages } = answer;
  return (
    <div className={css.page}>
      <section className={css.card} aria-labelledby="coming">
        <div className={css.head}>
          <h2 id="coming">Appointments to come</h2>
          <span>{coming.length} in the copy</span>
        </div>
        {coming.length === 0 ? (
          <Empty what="appointments" kind="appointments" ages={ages} now={now} zone={zone} />
        ) : (
          <Appointments appointments={coming} now={now} zone={zone} />
        )}
      </section>
      <section className={css.card} aria-labelledby="all-visits">
        <div className={css.head}>
          <h2 id="all-visits">Visits</h2>
          <span>{visits.length} in the copy</span>
        </div>
        {visits.length === 0 ? (
          <Empty what="movements" kind="movements" ages={ages} now={now} zone={zone} />
        ) : (
          <table className={css.cards}>
            <thead>
              <tr>
                <th scope="col">Visit</th>
                <th scope="col">From – to</th>
                <th scope="col">Where</th>
                <th scope="col">With</th>
                <th scope="col">Why</th>
              </tr>
            </thead>
            <tbody>
              {visits.map(visit => (
                <VisitRow key={visit.id} visit={visit} now={now} zone={zone} />
              ))}
            </tbody>
          </table>
        )}
      </section>
      {past.length > 0 && (
        <section className={css.card} aria-labelledby="past">
          <div className={css.head}>
            <h2 id="past">Appointments before</h2>
            <span>{past.length} in the copy</span>
          </div>
          <Appointments appointments={past} now={now} zone={zone} />
        </section>
      )}
    </div>
  );
}

type RowProps = { now: number; zone: string };

function VisitRow({ visit, now, zone }: RowProps & { visit: ChartVisit }) {
  const why = [...visit.diagnoses, ...visit.reasons.filter(reason => !visit.diagnoses.includes(reason))];
  return (
    <tr>
      <td className={css.what}>
        <Source source="copy" about={`visit ${visit.number ?? ""}`} entry={visit.entry} />{" "}
        <b className={visit.stands ? undefined : css.gone}>{visit.class ?? "class not sent"}</b>{" "}
        <span className="mrn">{visit.number}</span>{" "}
        {visit.state !== "in progress" && visit.state !== "over" && <Chip kind="document">{visit.state}</Chip>}
        {visit.movements.length > 1 && (
          <details>
            <summary>{visit.movements.length} movements</summary>
            <ol className={css.history}>
              {visit.movements.map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: movements have no id of their own
                <li key={index}>
                  <Source source="copy" about={one.what} entry={one.entry} />{" "}
                  <span className={one.note === "undone" ? css.gone : undefined}>
                    {one.what}
                    {one.place !== null && ` · ${one.place}`}
                  </span>{" "}
                  <span className="quiet">{one.at === null ? "time not sent" : clockTime(one.at, now, zone)}</span>
                  {one.note !== null && ` ${one.note}`}
                </li>
              ))}
            </ol>
          </details>
        )}
      </td>
      <td>
        {visit.from === null ? <span className="quiet">not sent</span> : momentText(visit.from, now, zone)} –{" "}
        {visit.to !== null ? momentText(visit.to, now, zone) : visit.state === "in progress" ? "now" : "end not sent"}
        {visit.left_to !== null && <p className={css.words}>left to {visit.left_to}</p>}
      </td>
      <td>
        {visit.place}
        {visit.service !== null && <p className={css.words}>{visit.service}</p>}
      </td>
      <td>{visit.doctors.join("; ")}</td>
      <td>{why.join("; ")}</td>
    </tr>
  );
}

function Appointments({ appointments, now, zone }: RowProps & { appointments: readonly ChartAppointment[] }) {
  return (
    <table className={css.cards}>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">When</th>
          <th scope="col">Where</th>
          <th scope="col">With</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {appointments.map(one => (
          <tr key={one.id}>
            <td className={css.what}>
              <Source
                source="copy"
                about={one.what}
                entry={one.entry}
                origin={[
                  ["Number", one.number ?? "not sent"],
                  ["Time", one.at === null ? "not sent" : one.at.text],
                ]}
              />{" "}
              <b className={one.stands ? undefined : css.gone}>{one.what}</b>
              {one.note !== null && <p>{one.note}</p>}
            </td>
            <td className={css.when}>
              {one.at === null ? (
                <span className="quiet">time not sent</span>
              ) : (
                <span className={one.stands ? undefined : css.gone}>{momentText(one.at, now, zone)}</span>
              )}
              {one.minutes !== null && <span className="quiet"> {one.minutes} min</span>}
            </td>
            <td>{one.where.join(", ")}</td>
            <td>{one.with.join("; ")}</td>
            <td>
              {one.state === "booked" ? "booked" : <Chip kind="document">{one.state}</Chip>}
              {one.reason !== null && <p className={css.words}>{one.reason}</p>}
              <History history={one.history} about={one.what} now={now} zone={zone} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
