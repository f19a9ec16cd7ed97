import { Link, useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useRef } from "react";
import type { CensusRow, Vitals } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { moveAmong } from "../parts/arrows.ts";
import { Chip } from "../parts/Chip.tsx";
import { saysAbnormal, saysCritical } from "../parts/flag.ts";
import { SourceMark } from "../parts/Source.tsx";
import { Value } from "../parts/Value.tsx";
import { age, hourMinute, momentText } from "../time.ts";
import { AllergyChip } from "./AllergyChip.tsx";
import { Flags } from "./Flags.tsx";
import { NewResults } from "./NewResults.tsx";
import { NextDose } from "./NextDose.tsx";
import { PatientName } from "./PatientName.tsx";
import { sexLetter } from "./sex.ts";
import css from "./Unit.module.css";

/** Letters that the flags of a row have room for. */
const FLAGS_ROOM = 26;

const VITALS = ["BP", "HR", "RR", "SpO2", "Temp"] as const;
const HEADS = { BP: "BP", HR: "HR", RR: "RR", SpO2: "O₂", Temp: "°C" } as const;

/** The unit's rows; arrows move, Enter opens. On a narrow screen the same rows stand as cards of three lines. */
export function UnitTable({ rows, zone }: { rows: readonly CensusRow[]; zone: string }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const charted = rows.some(row => row.overdue_since !== null);
  const onKey = (event: KeyboardEvent) =>
    moveAmong(event, [...(body.current?.querySelectorAll<HTMLElement>("a[data-row]") ?? [])]);
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Bed</th>
            <th scope="col">Patient</th>
            <th scope="col">Age</th>
            <th scope="col">Flags</th>
            <th scope="col">Allergies</th>
            <th scope="col">Next scheduled</th>
            {charted && <th scope="col">Overdue</th>}
            <th scope="col" className={css.mid}>
              <abbr title="Doses that fell due and are not known">?</abbr>
            </th>
            <th scope="col">Results</th>
            {VITALS.map(name => (
              <th key={name} scope="col" className={css.num}>
                {HEADS[name]}
              </th>
            ))}
            <th scope="col" className={css.taken}>
              Taken
            </th>
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKey}>
          {rows.map(row => (
            <Row key={`${row.bed} ${row.patient?.id ?? ""}`} row={row} zone={zone} charted={charted} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, zone, charted }: { row: CensusRow; zone: string; charted: boolean }) {
  const navigate = useNavigate();
  const minute = useMinute();
  const { patient, safety } = row;
  if (patient === null) {
    return (
      <tr className={css.vacant}>
        <td>{row.bed}</td>
        <td colSpan={charted ? 14 : 13}>Nobody in this bed in the copy</td>
      </tr>
    );
  }
  const open = () => void navigate({ to: "/patient/$patient", params: { patient: patient.id } });
  return (
    // The link in the row is the way in by keyboard; a press anywhere on the row is the same for a hand.
    <tr className={css.row} onClick={open} data-held={patient.held === undefined ? undefined : "yes"}>
      <td className={css.bed}>{row.bed}</td>
      <td className={css.name}>
        <Link
          data-row
          to="/patient/$patient"
          params={{ patient: patient.id }}
          title={`${patient.name.family}, ${patient.name.given}`}
          onClick={event => event.stopPropagation()}
        >
          <PatientName name={patient.name} />
        </Link>
      </td>
      <td className={css.age}>
        {sexLetter(patient.sex)} {patient.age ?? "age ?"}
      </td>
      <td className={css.flags}>
        <span>
          <Flags patient={patient} safety={safety} room={FLAGS_ROOM} />
        </span>
      </td>
      <td className={css.allergy}>
        {safety === null ? <Chip kind="unknown">Unknown</Chip> : <AllergyChip safety={safety} />}
      </td>
      <td className={css.next}>
        <NextDose next={row.next} now={minute} zone={zone} />
      </td>
      {charted && (
        <td>{row.overdue_since !== null && <Chip kind="stop">{hourMinute(row.overdue_since, zone)} overdue</Chip>}</td>
      )}
      <td className={css.mid}>{row.not_known > 0 && <Chip kind="unknown">{row.not_known} ?</Chip>}</td>
      <td className={css.results}>
        <NewResults results={row.results} />
      </td>
      <VitalCells vitals={row.vitals} now={minute} zone={zone} />
    </tr>
  );
}

function VitalCells({ vitals, now, zone }: { vitals: Vitals | null; now: number; zone: string }) {
  if (vitals === null) {
    return (
      <td colSpan={6} className={css.noVitals}>
        No vitals in the copy
      </td>
    );
  }
  return (
    <>
      {VITALS.map(name => {
        const found = vitals.values.find(value => value.name === name);
        return (
          <td
            key={name}
            className={css.num}
            data-label={HEADS[name]}
            data-normal={saysAbnormal(found?.flag ?? null) ? undefined : "yes"}
          >
            {found === undefined ? (
              <span className="quiet">–</span>
            ) : (
              <Value value={found.value} flag={found.flag} critical={saysCritical(found.flag)} dense />
            )}
          </td>
        );
      })}
      <td className={css.taken}>
        {vitals.at === null ? (
          <Chip kind="unknown">time ?</Chip>
        ) : (
          <>
            <SourceMark source={vitals.source} /> {momentText(vitals.at, now, zone)}
            {vitals.at.instant !== null && <span className={css.old}> {age(now - vitals.at.instant)}</span>}
          </>
        )}
      </td>
    </>
  );
}
