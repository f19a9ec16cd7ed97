// One patient: the column that never scrolls away, and the pages beside it.
import { IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useMatchRoute } from "@tanstack/react-router";
import { useMemo } from "react";
import type { KindOfData, PatientAnswer } from "../../src/chart/routes.ts";
import { read } from "../api.ts";
import { usePageStates } from "../frame/stated.ts";
import { FailedPage } from "../frame/Trouble.tsx";
import { Waiting } from "../frame/Waiting.tsx";
import { patientRoute } from "../routes.tsx";
import { GlassBar } from "./Glass.tsx";
import css from "./Patient.module.css";
import { PatientColumn } from "./PatientColumn.tsx";

const COLUMN: readonly KindOfData[] = [
  "movements",
  "demographics",
  "allergies",
  "problems",
  "medication orders",
  "administrations",
];
const SUMMARY: readonly KindOfData[] = [...COLUMN, "orders", "results", "vitals"];

/** The patient's answer, shared by the column and the pages. */
export function usePatient() {
  const { patient } = patientRoute.useParams();
  return useQuery({
    queryKey: ["patients", patient],
    queryFn: ({ signal }) => read<PatientAnswer>(`/patients/${encodeURIComponent(patient)}`, signal),
  });
}

export function Patient() {
  const { patient } = patientRoute.useParams();
  const asked = usePatient();
  const answer = asked.data;
  const onMar = Boolean(useMatchRoute()({ to: "/patient/$patient/mar" }));
  usePageStates(
    useMemo(
      () =>
        answer === undefined
          ? null
          : {
              ages: answer.ages,
              zone: answer.zone,
              downtime: answer.downtime,
              kinds: onMar ? COLUMN : SUMMARY,
              facility: answer.facility.name,
              place: answer.identity.unit,
            },
      [answer, onMar],
    ),
  );
  if (answer === undefined) {
    return asked.error === null ? <Waiting what="The chart" /> : <FailedPage error={asked.error} what="this chart" />;
  }
  const critical = answer.results.filter(result => result.critical).length;
  return (
    <div className={css.patient}>
      <PatientColumn answer={answer} />
      <div className={css.side}>
        <GlassBar answer={answer} patient={patient} />
        <nav className={css.tabs} aria-label="Pages of this chart">
          <Link to="/patient/$patient" params={{ patient }} activeOptions={{ exact: true }}>
            Summary
            {critical > 0 && (
              <>
                {" "}
                <span className={css.count}>{critical} critical</span>
              </>
            )}
          </Link>
          <Link to="/patient/$patient/mar" params={{ patient }}>
            MAR 24 h
          </Link>
          <a
            className={css.print}
            href={`/patients/${encodeURIComponent(patient)}/packet.pdf`}
            target="_blank"
            rel="noopener"
          >
            <IconPrinter size={18} aria-hidden /> Print packet
          </a>
        </nav>
        <div className={css.body}>
          <Outlet />
        </div>
      </div>
    </div>
  );
}
