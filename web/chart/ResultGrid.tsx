import { Fragment } from "react";
import type { Result, ResultsAnswer, TestHistory } from "../../src/chart/routes.ts";
import { Chip } from "../parts/Chip.tsx";
import { momentText } from "../time.ts";
import css from "./Page.module.css";
import { ResultValue } from "./ResultValue.tsx";
import { Spark } from "./Spark.tsx";

/** So many times stand beside one another; older ones are in the reports. */
const COLUMNS = 24;

type Column = { readonly key: string; readonly result: Result };

/** Tests by row, times by column, the newest first: values of one time stand under one another. */
export function ResultGrid({ answer, now }: { answer: ResultsAnswer; now: number }) {
  const { zone } = answer;
  const tests = answer.tests.filter(test => test.numeric);
  const columns = columnsOf(tests);
  const shown = columns.slice(0, COLUMNS);
  const since = answer.ages.results?.as_of ?? null;
  if (tests.length === 0) return null;
  return (
    <section className={css.card} aria-labelledby="by-test">
      <div className={css.head}>
        <h2 id="by-test">By test</h2>
        <span>
          newest first
          {columns.length > COLUMNS && ` · ${columns.length - COLUMNS} older times only in the reports below`}
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={css.scroll} tabIndex={0} aria-label="Results by test and time">
        <table className={css.grid}>
          <thead>
            <tr>
              <th scope="col">Test</th>
              <th scope="col">Trend</th>
              {shown.map(({ key, result }) => (
                <th key={key} scope="col" className={css.num}>
                  {result.at === null ? "time not sent" : momentText(result.at, now, zone)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tests.map((test, index) => (
              <Fragment key={test.id}>
                {test.panel !== null && test.panel !== tests[index - 1]?.panel && (
                  <tr className={css.panel}>
                    <th scope="rowgroup" colSpan={shown.length + 2}>
                      <span>{test.panel}</span>
                    </th>
                  </tr>
                )}
                <tr>
                  <th scope="row">
                    {test.test}
                    <small>
                      {test.unit ?? "no unit sent"}
                      {test.reference !== null && (
                        <>
                          {" "}
                          · <span className={css.when}>{test.reference}</span>
                        </>
                      )}
                    </small>
                  </th>
                  <td>
                    <Spark points={pointsOf(test)} now={now} known_to={since} />
                  </td>
                  {shown.map(({ key }) => (
                    <td key={key} className={css.num}>
                      {test.values
                        .filter(value => keyOf(value) === key)
                        .map(value => (
                          <div key={value.id}>
                            <ResultValue result={value} now={now} zone={zone} />
                            {value.unit !== test.unit && value.unit !== null && <Chip kind="flag">{value.unit}</Chip>}
                          </div>
                        ))}
                    </td>
                  ))}
                </tr>
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** The times at which anything was taken, to the minute, the newest first. */
function columnsOf(tests: readonly TestHistory[]): Column[] {
  const columns = new Map<string, Column>();
  for (const result of tests.flatMap(test => test.values)) {
    const key = keyOf(result);
    if (!columns.has(key)) columns.set(key, { key, result });
  }
  return [...columns.values()].toSorted((a, b) => (b.result.at?.instant ?? 0) - (a.result.at?.instant ?? 0));
}

function keyOf({ at }: Result): string {
  if (at === null) return "none";
  return at.instant === null ? at.text : String(Math.floor(at.instant / 60_000));
}

/** Only values in the test's own unit, and only those that stand: another unit would draw another line. */
function pointsOf(test: TestHistory) {
  return test.values
    .flatMap(value => {
      const number = Number.parseFloat(value.value.replace(/^[<>]=?/, ""));
      const stands = value.status !== "cancelled" && value.status !== "entered in error" && value.unit === test.unit;
      const at = value.at?.instant ?? null;
      return !stands || at === null || Number.isNaN(number) ? [] : [{ at, value: number, source: value.source }];
    })
    .toSorted((a, b) => a.at - b.at);
}
