import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Known, Moment, PatientAnswer } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { Chip } from "../parts/Chip.tsx";
import { Source, SourceMark } from "../parts/Source.tsx";
import { birthText, clockTime, momentText } from "../time.ts";
import { DoNotGive } from "./DoNotGive.tsx";
import { hasLeftOut, LeftOutLine } from "./LeftOut.tsx";
import { NextDoses } from "./NextDoses.tsx";
import css from "./Patient.module.css";
import { PatientName } from "./PatientName.tsx";
import { sexLetter } from "./sex.ts";
import { limitsCare, notKnownText } from "./words.ts";

/** Identity and safety: never scrolls away; on a narrow screen one header of the same, in the same order. */
export function PatientColumn({ answer }: { answer: PatientAnswer }) {
  const { identity, safety, zone } = answer;
  const { entries = {} } = identity;
  const minute = useMinute();
  const when = (moment: Moment | null) =>
    moment === null ? null : <span className="quiet"> {momentText(moment, minute, zone)}</span>;
  const known = <T,>(fact: Known<T>, show: (value: T) => ReactNode, none: string): ReactNode => {
    if (fact.kind === "known") {
      return (
        <>
          {show(fact.value)}
          {when(fact.at)}
        </>
      );
    }
    if (fact.kind === "none known") {
      return (
        <>
          {none}
          {when(fact.at)}
        </>
      );
    }
    return <Chip kind="unknown">{notKnownText(fact)}</Chip>;
  };
  return (
    <aside className={css.column} aria-label="Patient">
      <div className={css.identity}>
        <h1 className={hasLongWord(identity.name.family) ? css.long : undefined}>
          <PatientName name={identity.name} />
          {entries.name !== undefined && <Source source="copy" about="her name" entry={entries.name} />}
        </h1>
        <p className={css.born}>
          <span>
            <strong>{sexAndAge(identity)}</strong>{" "}
            {identity.birth === null ? "birth date not known" : `born ${birthText(identity.birth)}`}
            {identity.born_at?.instant != null && ` ${clockTime(identity.born_at.instant, minute, zone)}`}
          </span>
          {entries.birth !== undefined && <Source source="copy" about="the birth date" entry={entries.birth} />}
        </p>
        {identity.marks?.includes("no information") === true && (
          <p>
            <Chip kind="stop">No information to callers</Chip>
          </p>
        )}
        {identity.marks?.includes("vip") === true && <Chip kind="flag">VIP</Chip>}
        {!identity.registered && <Chip kind="check">No registration yet</Chip>}
        {identity.held?.map(line => (
          <Chip key={line.words} kind="unknown">
            {line.words}
          </Chip>
        ))}
        <dl className={css.facts}>
          <Fact label="MRN" entry={entries.mrn}>
            <span className="mrn">{identity.mrn}</span>
          </Fact>
          {identity.links?.map(({ id, mrn, how }) => (
            <Fact key={id} label={LINKED[how]}>
              <span className="mrn">{mrn}</span>
            </Fact>
          ))}
          {identity.visit !== null && (
            <Fact label="Visit" entry={entries.visit}>
              <span className="mrn">{identity.visit}</span>
            </Fact>
          )}
          <Fact label="Bed" entry={entries.bed}>
            {identity.bed === null ? (
              "no bed in the copy"
            ) : (
              <>
                <strong>{identity.bed}</strong>
                {identity.unit !== null && ` · ${identity.unit}`}
                {identity.bed_at !== null && (
                  <span className="quiet"> since {momentText(identity.bed_at, minute, zone)}</span>
                )}
              </>
            )}
          </Fact>
          {identity.doctor !== null && (
            <Fact label="Doctor" entry={entries.doctor}>
              {identity.doctor}
            </Fact>
          )}
          {identity.language !== null && (
            <Fact label="Speaks" entry={entries.language}>
              {identity.language}
            </Fact>
          )}
          {answer.as_of !== undefined && (
            <Fact label="Beware">Other people with her name are not looked for here.</Fact>
          )}
          {(identity.same_name.length > 0 || identity.similar_name !== undefined) && (
            <Fact label="Beware">
              {identity.same_name.length > 0 && <Chip kind="flag">Same name: {identity.same_name.join(", ")}</Chip>}{" "}
              {identity.similar_name !== undefined && (
                <Chip kind="flag">Similar name: {identity.similar_name.join(", ")}</Chip>
              )}
            </Fact>
          )}
        </dl>
      </div>
      <Allergies answer={answer} />
      <DoNotGive answer={answer} className={`${css.allergies} ${css.severe} ${css.never}`} />
      <dl className={`${css.facts} ${css.safety}`}>
        <Fact label="Code" entry={entryOf(safety.code_status)}>
          {known(
            safety.code_status,
            value =>
              limitsCare(safety.code_status) === null ? <strong>{value}</strong> : <Chip kind="flag">{value}</Chip>,
            "none recorded",
          )}
        </Fact>
        <Fact label="Isolation" entry={entryOf(safety.isolation)}>
          {known(
            safety.isolation,
            value =>
              value.map(kind => (
                <span key={kind} className={css.gap}>
                  <Chip kind="flag">{kind}</Chip>
                </span>
              )),
            "none",
          )}
        </Fact>
        <Fact label="Falls" entry={entryOf(safety.falls)}>
          {known(
            safety.falls,
            value => (
              <strong>{value}</strong>
            ),
            "no risk recorded",
          )}
        </Fact>
        <Fact label="Weight" entry={entryOf(safety.weight)}>
          {known(
            safety.weight,
            value => (
              <>
                <strong>
                  {value.value} {value.unit}
                </strong>
                {value.arithmetic !== null && <span className="quiet"> {value.arithmetic}</span>}
              </>
            ),
            "none recorded",
          )}
        </Fact>
        <Fact label="Problems" className={css.problems}>
          {safety.problems.kind !== "known" && hasLeftOut(answer, "problems")
            ? "none shown"
            : known(
                safety.problems,
                value =>
                  value.map((problem, index) => (
                    <span key={`${problem.text} ${problem.entry}`}>
                      {index > 0 && "; "}
                      {problem.text}
                      {problem.entry !== undefined && (
                        <>
                          {" "}
                          <Source source="copy" about={problem.text} entry={problem.entry} />
                        </>
                      )}
                    </span>
                  )),
                "none known",
              )}
          <LeftOutLine answer={answer} section="problems" />
        </Fact>
      </dl>
      <NextDoses answer={answer} />
    </aside>
  );
}

type FactProps = { label: string; children: ReactNode; entry?: string | undefined; className?: string | undefined };

function Fact({ label, children, entry, className }: FactProps) {
  return (
    <div className={className}>
      <dt>{label}</dt>
      <dd>{children}</dd>
      {entry !== undefined && (
        <dd className={css.mark}>
          <Source source="copy" about={label} entry={entry} />
        </dd>
      )}
    </div>
  );
}

/** `F 62 y`; what is not known is said in words. */
function sexAndAge({ sex, age }: PatientAnswer["identity"]): string {
  const known = sex === "unknown" ? "sex not known" : sexLetter(sex);
  return age === null ? `${known}, age not known,` : sex === "unknown" ? `${known}, ${age}` : `${known} ${age}`;
}

/** So many letters fill the column at the usual size. */
const LONG_WORD = 14;

function hasLongWord(name: string): boolean {
  return name.split(/[\s-]/).some(word => word.length > LONG_WORD);
}

function entryOf(fact: Known<unknown>): string | undefined {
  return "entry" in fact ? fact.entry : undefined;
}

/** Another number of hers, and how it came to be one. */
const LINKED = { merged: "Also", linked: "Linked", held: "Merge held" } as const;

/** Records differ: each is named. */
function Differences({ answer }: { answer: PatientAnswer }) {
  const { allergies_differ = [] } = answer.safety;
  if (allergies_differ.length === 0) return null;
  return (
    <>
      <p>
        <Chip kind="stop">Records differ</Chip>
      </p>
      {allergies_differ.map(sentence => (
        <p key={sentence}>{sentence}</p>
      ))}
    </>
  );
}

function Allergies({ answer }: { answer: PatientAnswer }) {
  const { allergies } = answer.safety;
  if (allergies.kind === "known") {
    const severe = allergies.value.some(allergy => allergy.severity === "severe");
    return (
      <section className={`${css.allergies} ${severe ? css.severe : ""}`} aria-label="Allergies">
        <h2>
          <IconAlertTriangle size={16} stroke={2.2} aria-hidden /> Allergies
          <span className={css.mark}>
            <SourceMark source={allergies.source} />
          </span>
        </h2>
        <ul>
          {allergies.value.map(allergy => (
            <li key={allergy.id}>
              <span>
                <strong>{allergy.substance}</strong> · {allergy.reactions.join(", ") || "reaction not in the copy"}
                {allergy.severity !== null && `, ${allergy.severity}`}
              </span>
              {allergy.entry !== undefined && (
                <Source source={allergy.source} about={allergy.substance} entry={allergy.entry} />
              )}
            </li>
          ))}
        </ul>
        <Differences answer={answer} />
      </section>
    );
  }
  return (
    <section className={css.allergies} aria-label="Allergies">
      <h2>Allergies</h2>
      {allergies.kind === "none known" ? (
        <p>
          No known allergies{" "}
          {allergies.entry !== undefined && (
            <Source source={allergies.source} about="no known allergies" entry={allergies.entry} />
          )}
        </p>
      ) : (
        <p>
          <Chip kind="unknown">{notKnownText(allergies)}</Chip> Ask before giving anything.
        </p>
      )}
    </section>
  );
}
