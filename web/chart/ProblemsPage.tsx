import type { Problem, ProblemsAnswer } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { Failed } from "../frame/Trouble.tsx";
import { Waiting } from "../frame/Waiting.tsx";
import { Chip } from "../parts/Chip.tsx";
import { Source } from "../parts/Source.tsx";
import { momentText } from "../time.ts";
import { Empty } from "./Empty.tsx";
import css from "./Page.module.css";
import { usePage } from "./usePage.ts";
import { notKnownText } from "./words.ts";

/** Problems with their dates and states, and allergies as they are. */
export function ProblemsPage() {
  const { data: answer, error } = usePage<ProblemsAnswer>("problems");
  const now = useMinute();
  if (answer === undefined) {
    return error === null ? <Waiting what="Problems" /> : <Failed error={error} what="the problems" />;
  }
  const { problems, zone, ages } = answer;
  return (
    <div className={css.page}>
      <section className={css.card} aria-labelledby="all-problems">
        <div className={css.head}>
          <h2 id="all-problems">Problems</h2>
          <span>{problems.length} in the copy</span>
        </div>
        {problems.length === 0 ? (
          <Empty what="problems" kind="problems" ages={ages} now={now} zone={zone} />
        ) : (
          <table className={css.cards}>
            <thead>
              <tr>
                <th scope="col">Problem</th>
                <th scope="col">Since</th>
                <th scope="col">State</th>
                <th scope="col">Visit</th>
                <th scope="col">By</th>
              </tr>
            </thead>
            <tbody>
              {problems.map(problem => (
                <ProblemRow key={problem.id} problem={problem} now={now} zone={zone} />
              ))}
            </tbody>
          </table>
        )}
      </section>
      <Allergies answer={answer} now={now} />
    </div>
  );
}

function ProblemRow({ problem, now, zone }: { problem: Problem; now: number; zone: string }) {
  const { onset, recorded, ended } = problem;
  return (
    <tr>
      <td className={css.what}>
        <Source
          source="copy"
          about={problem.text}
          entry={problem.entry}
          origin={[
            ["Code", problem.code ?? "not sent"],
            ["Recorded", recorded === null ? "not sent" : recorded.text],
          ]}
        />{" "}
        <b className={problem.stands ? undefined : css.gone}>{problem.text}</b>{" "}
        {problem.code !== null && <span className="quiet">{problem.code}</span>}
      </td>
      <td className={css.when}>
        {onset !== null ? (
          momentText(onset, now, zone)
        ) : recorded !== null ? (
          <>
            <span className="quiet">recorded </span>
            {momentText(recorded, now, zone)}
          </>
        ) : (
          <span className="quiet">date not sent</span>
        )}
        {ended !== null && ` – ${momentText(ended, now, zone)}`}
      </td>
      <td>
        {problem.state === null ? (
          <span className="quiet">state not sent</span>
        ) : (
          <Chip kind="document">{problem.state}</Chip>
        )}
      </td>
      <td>{problem.visit !== null && <span className="mrn">{problem.visit}</span>}</td>
      <td>{problem.by}</td>
    </tr>
  );
}

function Allergies({ answer, now }: { answer: ProblemsAnswer; now: number }) {
  const { allergies, allergies_differ = [], zone, ages } = answer;
  return (
    <section className={css.card} aria-labelledby="all-allergies">
      <div className={css.head}>
        <h2 id="all-allergies">Allergies</h2>
        {"at" in allergies && allergies.at !== null && <span>recorded {momentText(allergies.at, now, zone)}</span>}
      </div>
      {allergies.kind === "not in copy" && (
        <Empty what="allergies" kind="allergies" ages={ages} now={now} zone={zone} />
      )}
      {(allergies.kind === "unknown" || allergies.kind === "not asked") && (
        <p className={css.empty}>
          <Chip kind="unknown">{notKnownText(allergies)}</Chip> Ask before giving anything.
        </p>
      )}
      {allergies.kind === "none known" && (
        <p className={css.empty}>
          <Source source={allergies.source} about="no known allergies" entry={allergies.entry} /> No known allergies
        </p>
      )}
      {allergies.kind === "known" && (
        <table>
          <tbody>
            {allergies.value.map(allergy => (
              <tr key={allergy.id}>
                <td>
                  <Source source={allergy.source} about={allergy.substance} entry={allergy.entry} />{" "}
                  <b>{allergy.substance}</b> {allergy.severity === "severe" && <Chip kind="allergy">severe</Chip>}
                </td>
                <td>
                  {allergy.reactions.length === 0 ? (
                    <span className="quiet">reaction not sent</span>
                  ) : (
                    allergy.reactions.join(", ")
                  )}
                </td>
                <td className="quiet">{allergy.severity ?? "severity not sent"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {allergies_differ.map(sentence => (
        <p key={sentence} className={css.empty}>
          {sentence}
        </p>
      ))}
    </section>
  );
}
