import { IconPhone } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useRef } from "react";
import type { ClinicDayAnswer, ClinicRow } from "../../src/chart/routes.ts";
import { useSession } from "../access/session.ts";
import { PatientName } from "../chart/PatientName.tsx";
import { sexLetter } from "../chart/sex.ts";
import unit from "../chart/Unit.module.css";
import { useMinute } from "../clock.ts";
import { Chip } from "../parts/Chip.tsx";
import { birthText, hourMinute, momentText } from "../time.ts";
import css from "./Clinic.module.css";

const HEADS = ["Time", "Patient", "Born", "MRN", "Phones", "For", "With", "Where", "State"] as const;

/** One row an appointment; arrows move. On a narrow screen the same rows stand as cards. */
export function ClinicTable({ answer }: { answer: ClinicDayAnswer }) {
  const body = useRef<HTMLTableElement>(null);
  const isScheduler = useSession().data?.session.person.role === "scheduler";
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const marks = [...(body.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = marks.findIndex(mark => mark.closest("tr")?.contains(document.activeElement));
    const to = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : step === undefined ? -1 : at + step;
    if (to < 0 || to >= marks.length) return;
    event.preventDefault();
    marks[to]?.focus();
    marks[to]?.closest("tr")?.scrollIntoView({ block: "nearest" });
  };
  const parts = [
    { title: null, rows: answer.rows },
    { title: "This day, at no hour that is known", rows: answer.untimed },
    {
      title: `Without a day in the copy${answer.undated_more > 0 ? `, and ${answer.undated_more} more` : ""}`,
      rows: answer.undated,
    },
  ];
  return (
    <div className={unit.scroll}>
      <table className={`${unit.table} ${css.table}`} ref={body} onKeyDown={onKey}>
        <thead>
          <tr>
            {HEADS.map(head => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        {parts.map(
          ({ title, rows }) =>
            rows.length > 0 && (
              <tbody key={title}>
                {title !== null && (
                  <tr className={css.part}>
                    <th scope="colgroup" colSpan={HEADS.length}>
                      {title}
                    </th>
                  </tr>
                )}
                {rows.map(row => (
                  <Row
                    key={`${row.id} ${row.patient.id}`}
                    row={row}
                    zone={answer.zone}
                    mayOpen={!isScheduler}
                    isOf={answer.day === answer.today}
                  />
                ))}
              </tbody>
            ),
        )}
      </table>
    </div>
  );
}

const STATES: { readonly [status in ClinicRow["status"]]: string | null } = {
  booked: null,
  pending: "Not confirmed",
  proposed: "Asked for",
  waitlist: "Waiting list",
  arrived: "Arrived",
  "checked-in": "In the room",
  fulfilled: "Seen",
  noshow: "Did not come",
  cancelled: "Cancelled",
  "entered-in-error": "Booked in error",
};

type RowProps = { readonly row: ClinicRow; readonly zone: string; readonly mayOpen: boolean; readonly isOf: boolean };

function Row({ row, zone, mayOpen, isOf }: RowProps) {
  const minute = useMinute();
  const { patient, at } = row;
  const isOff = row.status === "cancelled" || row.status === "entered-in-error";
  const state = STATES[row.status];
  const instant = at?.precision === "day" ? null : (at?.instant ?? null);
  const isPast = isOf && instant !== null && instant < minute;
  const name = `${patient.name.family}, ${patient.name.given}`;
  return (
    <tr className={`${css.row} ${isOff ? css.off : ""}`} data-past={isPast ? "yes" : undefined}>
      <td className={css.time}>
        {instant === null ? (
          <Chip kind="unknown">hour ?</Chip>
        ) : (
          <>
            <b>{hourMinute(instant, zone)}</b>
            {row.minutes !== null && <small> {row.minutes} min</small>}
          </>
        )}
      </td>
      <td className={css.name}>
        {mayOpen ? (
          <Link data-row to="/patient/$patient" params={{ patient: patient.id }} title={name}>
            <PatientName name={patient.name} />
          </Link>
        ) : (
          <span data-row tabIndex={-1} title={name}>
            <PatientName name={patient.name} />
          </span>
        )}
        <Alerts row={row} />
      </td>
      <td className={css.born}>
        {patient.birth === null ? "birth date ?" : birthText(patient.birth)}{" "}
        <small>
          {sexLetter(patient.sex)} {patient.age ?? "age ?"}
        </small>
      </td>
      <td className={`${css.mrn} mrn`}>{patient.mrn}</td>
      <td className={css.phones}>
        {row.phones.length === 0 ? (
          <Chip kind="unknown">No phone in the copy</Chip>
        ) : (
          row.phones.map(({ number, use, booking }) => (
            <span key={number}>
              <a href={`tel:${number.replaceAll(/[^\d+*#]/g, "")}`}>
                <IconPhone size={13} aria-hidden />
                {number}
              </a>{" "}
              <small>{[use, booking ? "by the booking" : null].filter(word => word !== null).join(", ")}</small>
            </span>
          ))
        )}
      </td>
      <td className={css.what}>
        {row.what === "" ? <span className={css.quiet}>not said</span> : row.what}
        {row.reason !== null && row.reason !== row.what && <small>{row.reason}</small>}
        {row.note !== null && <small className={css.note}>{row.note}</small>}
      </td>
      <td className={css.with}>{row.provider?.name ?? <span className={css.quiet}>not said</span>}</td>
      <td className={css.where}>
        {row.place?.name ?? <span className={css.quiet}>not said</span>}
        {row.room !== null && <small> {row.room}</small>}
      </td>
      <td className={css.state}>
        {state !== null && <Chip kind={isOff ? "document" : "flag"}>{state}</Chip>}
        {row.moved_from !== null && <small>moved from {momentText(row.moved_from, minute, zone)}</small>}
        {row.why !== null && <small>{row.why}</small>}
      </td>
    </tr>
  );
}

/** What can send the call to the wrong person, or to a home where she is not. */
function Alerts({ row }: { row: ClinicRow }) {
  const { patient } = row;
  const all = [
    ...(row.patient.marks?.includes("no information") === true ? ["No information to callers"] : []),
    ...(row.same_name.length > 0 ? [`Same name: MRN ${row.same_name.join(", ")}`] : []),
    ...(row.same_number.length > 0 ? [`Same number: MRN ${row.same_number.join(", ")}`] : []),
    ...(row.booked_as === null ? [] : [`Booked as ${row.booked_as}`]),
    ...(patient.bed === null ? [] : [`In bed ${[patient.unit, patient.bed].filter(part => part !== null).join(" ")}`]),
    ...(patient.registered ? [] : ["No registration yet"]),
    ...(patient.language === null || /^en/i.test(patient.language) ? [] : [patient.language]),
  ];
  return (
    <>
      {all.map(text => (
        <span key={text} className={css.alert}>
          <Chip kind="flag">{text}</Chip>
        </span>
      ))}
    </>
  );
}
