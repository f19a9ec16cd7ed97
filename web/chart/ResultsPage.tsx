import { useState } from "react";
import type { ReportInFull, Result, ResultsAnswer } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { Failed } from "../frame/Trouble.tsx";
import { Waiting } from "../frame/Waiting.tsx";
import { Chip } from "../parts/Chip.tsx";
import { Source } from "../parts/Source.tsx";
import { momentText } from "../time.ts";
import { Empty } from "./Empty.tsx";
import { FileLinks } from "./FileLinks.tsx";
import css from "./Page.module.css";
import { ResultGrid } from "./ResultGrid.tsx";
import { LONG_VALUE } from "./ResultList.tsx";
import { ResultValue } from "./ResultValue.tsx";
import { usePage } from "./usePage.ts";

const AT_A_TIME = 15;

/** Tests over time, then every report with what it brought, in full. */
export function ResultsPage() {
  const { data: answer, error, patient } = usePage<ResultsAnswer>("results");
  const now = useMinute();
  const [shown, setShown] = useState(AT_A_TIME);
  if (answer === undefined) {
    return error === null ? <Waiting what="Results" /> : <Failed error={error} what="the results" />;
  }
  const { reports, tests, zone, ages, more } = answer;
  const reported = new Set(reports.flatMap(report => report.results.map(result => result.id)));
  const alone = tests.filter(test => !test.numeric).flatMap(test => test.values.filter(one => !reported.has(one.id)));
  if (tests.length === 0 && reports.length === 0) {
    return (
      <div className={css.page}>
        <section className={css.card}>
          <Empty what="results" kind="results" ages={ages} now={now} zone={zone} />
        </section>
      </div>
    );
  }
  const shape = { now, zone, patient };
  return (
    <div className={css.page}>
      <ResultGrid answer={answer} now={now} />
      {alone.length > 0 && (
        <section className={css.card} aria-labelledby="alone">
          <div className={css.head}>
            <h2 id="alone">Findings in words</h2>
            <span>sent without a report</span>
          </div>
          <Results results={alone} timed {...shape} />
        </section>
      )}
      {reports.slice(0, shown).map(report => (
        <Report key={report.id} report={report} {...shape} />
      ))}
      {reports.length > shown && (
        <button type="button" className={css.more} onClick={() => setShown(shown + AT_A_TIME)}>
          Show older reports ({reports.length - shown} more)
        </button>
      )}
      {more > 0 && <p className={css.empty}>{more} older ones are in the copy and not on this page.</p>}
    </div>
  );
}

type Shape = { now: number; zone: string; patient: string };

function Report({ report, now, zone, patient }: Shape & { report: ReportInFull }) {
  const isGone = report.status === "cancelled" || report.status === "entered in error";
  const name = report.name === "" ? "Report without a name" : report.name;
  return (
    <section className={css.card} aria-label={name}>
      <div className={css.head}>
        <h3>
          <Source
            source="copy"
            about={name}
            entry={report.entry}
            origin={[
              ["Taken", report.at === null ? "not sent" : report.at.text],
              ["Reported", report.issued === null ? "not sent" : report.issued.text],
              ["Order", report.order ?? "not sent"],
              ["By", report.by ?? "not sent"],
            ]}
          />{" "}
          <span className={isGone ? css.gone : undefined}>{name}</span>{" "}
          {report.status !== "final" && <Chip kind="document">{report.status}</Chip>}
        </h3>
        <span>
          {report.at === null ? "time not sent" : momentText(report.at, now, zone)}
          {report.issued !== null && ` · reported ${momentText(report.issued, now, zone)}`}
          {report.by !== null && ` · ${report.by}`}
        </span>
      </div>
      {report.was?.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: earlier words have no id, and only ever come behind
        <p key={index} className={css.text}>
          <s>{one.value}</s>
        </p>
      ))}
      {report.text !== null && <p className={css.text}>{report.text}</p>}
      <Results results={report.results} now={now} zone={zone} patient={patient} />
    </section>
  );
}

function Results({
  results,
  now,
  zone,
  patient,
  timed = false,
}: Shape & { results: readonly Result[]; timed?: boolean }) {
  if (results.length === 0) return null;
  return (
    <table>
      <tbody>
        {results.map(result => {
          const isLong = result.unit === null && result.value.length > LONG_VALUE;
          return (
            <tr key={result.id}>
              <td>
                {result.test}
                {timed && result.at !== null && <span className="quiet"> {momentText(result.at, now, zone)}</span>}
                {isLong && <p className={css.text}>{result.value}</p>}
                {result.text !== null && result.text !== result.value && <p className={css.words}>{result.text}</p>}
                <FileLinks files={result.files ?? []} patient={patient} />
              </td>
              <td className={css.num}>
                <ResultValue result={isLong ? { ...result, value: "text" } : result} now={now} zone={zone} unit />
              </td>
              <td className="quiet">{result.reference}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
