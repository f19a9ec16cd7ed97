// One patient: the column that never scrolls away, and the pages beside it.
import { IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useMatchRoute } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { PatientAnswer } from "../../src/chart/routes.ts";
import { read } from "../api.ts";
import { Moment } from "../clock.ts";
import { useAnswerStates } from "../frame/stated.ts";
import { FailedPage } from "../frame/Trouble.tsx";
import { Waiting } from "../frame/Waiting.tsx";
import { patientRoute } from "../routes.tsx";
import { AsOf, BackToNow } from "./AsOf.tsx";
import { GlassBar } from "./Glass.tsx";
import css from "./Patient.module.css";
import { PatientColumn } from "./PatientColumn.tsx";
import { chartKey, chartPath, TABS } from "./usePage.ts";

/** The patient's answer, shared by the column and the pages. */
export function usePatient() {
  const { patient } = patientRoute.useParams();
  const { at } = patientRoute.useSearch();
  return useQuery({
    queryKey: chartKey(patient, at),
    queryFn: ({ signal }) => read<PatientAnswer>(chartPath(patient, at), signal),
  });
}

export function Patient() {
  const { patient } = patientRoute.useParams();
  const { at } = patientRoute.useSearch();
  const asked = usePatient();
  const answer = asked.data;
  const matches = useMatchRoute();
  const tab = TABS.find(one => Boolean(matches({ to: one.to }))) ?? TABS[0];
  const { kinds } = tab;
  const links = useRef<HTMLDivElement>(null);
  const isRead = answer !== undefined;
  // On a phone the row of tabs scrolls: the chosen one is in sight.
  useEffect(() => {
    if (!isRead || links.current === null) return;
    const chosen = links.current.children.item(TABS.indexOf(tab));
    chosen?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [isRead, tab]);
  useAnswerStates(answer, kinds, answer?.identity.unit);
  if (answer === undefined) {
    if (asked.error === null) return <Waiting what="The chart" />;
    return (
      <>
        {at !== undefined && <BackToNow alone />}
        <FailedPage error={asked.error} what="this chart" />
      </>
    );
  }
  const critical = answer.results.filter(result => result.critical).length;
  return (
    <div className={`${css.patient} ${tab === TABS[0] ? "" : css.brief}`}>
      <Moment value={answer.as_of?.at ?? null}>
        <PatientColumn answer={answer} />
      </Moment>
      <div className={css.side}>
        <GlassBar answer={answer} patient={patient} />
        <nav className={css.tabs} aria-label="Pages of this chart">
          <div className={css.links} ref={links}>
            {TABS.map(({ to, label }) => (
              <Link key={to} to={to} params={{ patient }} search={true} activeOptions={{ exact: true }}>
                {label}
                {label === "Results" && critical > 0 && (
                  <>
                    {" "}
                    <span className={css.count}>{critical} critical</span>
                  </>
                )}
              </Link>
            ))}
          </div>
          <AsOf key={at ?? "now"} answer={answer} />
          <a className={css.print} href={chartPath(patient, at, "packet.pdf")} target="_blank" rel="noopener">
            <IconPrinter size={18} aria-hidden /> <span>Print packet</span>
          </a>
        </nav>
        <div className={css.body}>
          <Moment value={answer.as_of?.at ?? null}>
            <Outlet />
          </Moment>
        </div>
      </div>
    </div>
  );
}
