import type { PatientAnswer, Vitals } from "../../src/chart/routes.ts";
import { saysCritical } from "../parts/flag.ts";
import { Source, SourceMark } from "../parts/Source.tsx";
import { Value } from "../parts/Value.tsx";
import { age, momentText } from "../time.ts";
import { Spark, type SparkPoint } from "./Spark.tsx";
import css from "./Summary.module.css";

export const VITAL_NAMES = [
  ["BP", "Blood pressure"],
  ["HR", "Heart rate"],
  ["RR", "Breathing"],
  ["SpO2", "SpO₂"],
  ["Temp", "Temperature"],
] as const;

/** The last set of vitals, with the way each value went and the time nothing is known of. */
export function VitalList({ answer, now }: { answer: PatientAnswer; now: number }) {
  const [latest] = answer.vitals;
  const since = answer.ages.vitals?.as_of ?? null;
  return (
    <section className={css.card} aria-labelledby="vitals">
      <div className={css.head}>
        <h2 id="vitals">Vitals</h2>
        {latest?.at != null && (
          <span>
            <SourceMark source={latest.source} /> {momentText(latest.at, now, answer.zone)}
            {latest.at.instant !== null && `, ${age(now - latest.at.instant)}`}
          </span>
        )}
      </div>
      {latest === undefined ? (
        <p className={css.empty}>No vitals are in the copy.</p>
      ) : (
        <table>
          <tbody>
            {VITAL_NAMES.map(([name, words]) => {
              const value = latest.values.find(one => one.name === name);
              return (
                <tr key={name}>
                  <td>
                    {value !== undefined && (
                      <>
                        <Source source={latest.source} about={`${words} ${value.value}`} entry={value.entry} />{" "}
                      </>
                    )}
                    {words}
                  </td>
                  <td className={css.num}>
                    {value === undefined ? (
                      <span className="quiet">not in this set</span>
                    ) : (
                      <Value value={value.value} flag={value.flag} critical={saysCritical(value.flag)} />
                    )}
                  </td>
                  <td className="quiet">{value?.unit}</td>
                  <td className={css.num}>
                    <Spark points={vitalPoints(answer.vitals, name)} now={now} known_to={since} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The first number of each value, oldest first; of a blood pressure the systolic. */
export function vitalPoints(sets: readonly Vitals[], name: string): SparkPoint[] {
  return sets
    .flatMap(set => {
      const found = set.values.find(value => value.name === name);
      const number = Number.parseFloat(found?.value ?? "");
      const at = found?.at?.instant ?? set.at?.instant ?? null;
      return at === null || Number.isNaN(number) ? [] : [{ at, value: number, source: set.source }];
    })
    .toSorted((a, b) => a.at - b.at);
}
