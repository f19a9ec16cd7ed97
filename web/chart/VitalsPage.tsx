import type { Vitals, VitalsAnswer } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { Failed } from "../frame/Trouble.tsx";
import { Waiting } from "../frame/Waiting.tsx";
import { saysCritical } from "../parts/flag.ts";
import { Source } from "../parts/Source.tsx";
import { Value } from "../parts/Value.tsx";
import { momentText } from "../time.ts";
import { Empty } from "./Empty.tsx";
import css from "./Page.module.css";
import { Spark } from "./Spark.tsx";
import { usePage } from "./usePage.ts";
import { VITAL_NAMES, vitalPoints } from "./VitalList.tsx";

/** Every set of vital signs, the newest first, over each column the way it went. */
export function VitalsPage() {
  const { data: answer, error } = usePage<VitalsAnswer>("vitals");
  const now = useMinute();
  if (answer === undefined)
    return error === null ? <Waiting what="Vitals" /> : <Failed error={error} what="the vitals" />;
  const { vitals, more, zone, ages } = answer;
  const since = ages.vitals?.as_of ?? null;
  const units = unitsOf(vitals);
  return (
    <div className={css.page}>
      <section className={css.card} aria-labelledby="all-vitals">
        <div className={css.head}>
          <h2 id="all-vitals">Vitals</h2>
          <span>
            {vitals.length} sets{more > 0 && ` · ${more} older ones not on this page`}
          </span>
        </div>
        {vitals.length === 0 ? (
          <Empty what="vitals" kind="vitals" ages={ages} now={now} zone={zone} />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          <section className={css.scroll} tabIndex={0} aria-label="Vitals by time">
            <table className={css.grid}>
              <thead>
                <tr>
                  <th scope="col">Time</th>
                  {VITAL_NAMES.map(([name, words]) => (
                    <th key={name} scope="col" className={css.num}>
                      {words} <span className="quiet">{units[name]}</span>
                      <Spark points={vitalPoints(vitals, name)} now={now} known_to={since} />
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {vitals.map(set => (
                  <Row key={`${set.at?.text} ${set.values[0]?.entry}`} set={set} units={units} now={now} zone={zone} />
                ))}
              </tbody>
            </table>
          </section>
        )}
      </section>
    </div>
  );
}

type Units = { readonly [name: string]: string | null };

/** The unit of the newest of each: it stands once, in the head; another one stands at its value. */
function unitsOf(vitals: readonly Vitals[]): Units {
  return Object.fromEntries(
    VITAL_NAMES.map(([name]) => [
      name,
      vitals.flatMap(set => set.values).find(value => value.name === name && value.unit !== null)?.unit ?? null,
    ]),
  );
}

function Row({ set, units, now, zone }: { set: Vitals; units: Units; now: number; zone: string }) {
  return (
    <tr>
      <th scope="row">{set.at === null ? "time not sent" : momentText(set.at, now, zone)}</th>
      {VITAL_NAMES.map(([name, words]) => {
        const value = set.values.find(one => one.name === name);
        return (
          <td key={name} className={css.num}>
            {value !== undefined && (
              <span className={css.cell}>
                <Value
                  value={value.value}
                  flag={value.flag}
                  critical={saysCritical(value.flag)}
                  unit={value.unit === units[name] ? null : value.unit}
                />
                <Source source={set.source} about={`${words} ${value.value}`} entry={value.entry} />
              </span>
            )}
          </td>
        );
      })}
    </tr>
  );
}
