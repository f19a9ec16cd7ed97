import { Fragment } from "react";
import type { PatientAnswer, Result } from "../../src/chart/routes.ts";
import { Chip } from "../parts/Chip.tsx";
import { Source } from "../parts/Source.tsx";
import { Value } from "../parts/Value.tsx";
import { clockTime, momentText } from "../time.ts";
import { hasLeftOut, LeftOutLine } from "./LeftOut.tsx";
import css from "./Summary.module.css";

/** A value longer than this is read as text, under its test. */
export const LONG_VALUE = 40;

/** Words that are longer have no room in the summary's column. */
const LONG_WORDS = 14;

function isLong(result: Result): boolean {
  return result.unit === null && result.value.length > LONG_WORDS;
}

/** The latest of each test, the one before beside it. */
export function ResultList({ answer, now }: { answer: PatientAnswer; now: number }) {
  const { results, zone } = answer;
  return (
    <section className={css.card} aria-labelledby="results">
      <div className={css.head}>
        <h2 id="results">Results</h2>
        <span>latest of each · previous beside</span>
      </div>
      <LeftOutLine answer={answer} section="results" />
      {results.length === 0 ? (
        !hasLeftOut(answer, "results") && <p className={css.empty}>No result is in the copy.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Test</th>
              <th scope="col" className={css.num}>
                Value
              </th>
              <th scope="col">Unit</th>
              <th scope="col">When</th>
              <th scope="col" className={css.num}>
                Before
              </th>
            </tr>
          </thead>
          <tbody>
            {results.map(result => (
              <Fragment key={result.id}>
                <tr>
                  <td>
                    {result.critical ? <b>{result.test}</b> : result.test}
                    {result.status !== "final" && (
                      <>
                        {" "}
                        <Chip kind="document">{result.status}</Chip>
                      </>
                    )}
                  </td>
                  <td className={css.num}>
                    {result.value === "" ? (
                      <span className="quiet">no value</span>
                    ) : isLong(result) ? (
                      <span className="quiet">text</span>
                    ) : (
                      <Value value={result.value} flag={result.flag} critical={result.critical} />
                    )}
                  </td>
                  <td className="quiet">{result.unit}</td>
                  <td className={css.last}>
                    <Source
                      source={result.source}
                      about={result.test}
                      entry={result.entry}
                      origin={[
                        ["Time sent", result.at === null ? "none" : result.at.text],
                        ["Status", result.status],
                        ["Reference", result.reference ?? "not sent"],
                        ["Flag", result.flag ?? "not sent"],
                      ]}
                    />{" "}
                    {result.at === null ? "time not sent" : momentText(result.at, now, zone)}
                  </td>
                  <td className={`${css.num} quiet`}>
                    {result.before === null ? (
                      "–"
                    ) : (
                      <Value
                        value={result.before.value.length > LONG_WORDS ? "text" : result.before.value}
                        flag={result.before.flag}
                        dense
                      />
                    )}
                  </td>
                </tr>
                {isLong(result) && (
                  <tr>
                    <td colSpan={5} className={css.text}>
                      {result.value.slice(0, 240)}
                      {result.value.length > 240 && " … all of it under Results"}
                    </td>
                  </tr>
                )}
                {result.was !== undefined && (
                  <tr>
                    <td colSpan={5} className={css.text}>
                      {result.was.map((one, index) => (
                        // biome-ignore lint/suspicious/noArrayIndexKey: earlier values have no id, and only ever come behind
                        <span key={index}>
                          was <s>{[one.value, one.unit, one.flag].filter(Boolean).join(" ")}</s>
                          {one.until !== null && ` until ${clockTime(one.until, now, zone)}`}{" "}
                        </span>
                      ))}
                    </td>
                  </tr>
                )}
                {result.text !== null && (
                  <tr>
                    <td colSpan={5} className={css.text}>
                      {result.text}
                    </td>
                  </tr>
                )}
              </Fragment>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
