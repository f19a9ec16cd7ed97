// Search by name, number or bed, and what a scan finds.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { Identity } from "../../src/chart/routes.ts";
import { read } from "../api.ts";
import { searchBox } from "../frame/search-box.ts";
import { Failed } from "../frame/Trouble.tsx";
import { useHouse } from "../frame/useHouse.ts";
import { Waiting } from "../frame/Waiting.tsx";
import { moveAmong } from "../parts/arrows.ts";
import { findRoute } from "../routes.tsx";
import { birthText } from "../time.ts";
import { PatientName } from "./PatientName.tsx";
import { sexLetter } from "./sex.ts";
import css from "./Units.module.css";

const KINDS = ["movements", "demographics"] as const;
/** The node answers no more than this. */
const AT_MOST = 50;

export function Find() {
  const { q } = findRoute.useSearch();
  useHouse("Find", KINDS);
  const found = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => read<{ rows: readonly Identity[] }>(`/search?q=${encodeURIComponent(q)}`, signal),
    enabled: q !== "",
  });
  const list = useRef<HTMLUListElement>(null);
  const rows = () => [...(list.current?.querySelectorAll<HTMLElement>("a") ?? [])];
  useArrowDown(() => rows()[0]?.focus());
  const onKey = (event: KeyboardEvent) => {
    const all = rows();
    const isLeaving = event.key === "Escape" || (event.key === "ArrowUp" && document.activeElement === all[0]);
    if (!isLeaving) {
      moveAmong(event, all);
      return;
    }
    event.preventDefault();
    searchBox()?.select();
    searchBox()?.focus();
  };
  const count = found.data?.rows.length ?? null;
  return (
    <div className={css.units}>
      <h1>{q === "" ? "Find a patient" : `Found for “${q}”`}</h1>
      {q === "" && <p>Press / and type a name, an MRN, a visit or a bed; or scan a wristband on any page.</p>}
      {q !== "" &&
        found.data === undefined &&
        (found.error === null ? <Waiting what="Search" /> : <Failed error={found.error} what="the search" />)}
      {/* Always there, so that a screen reader says what comes into it. */}
      <div aria-live="polite">
        {count === 0 && (
          <p>
            Nobody in the copy matches. Try another spelling, the first letters only, or the number on the band. Whoever
            came after the time in the strip above is not in the copy: look on paper.
          </p>
        )}
        {count !== null && count > 0 && (
          <p>
            {count >= AT_MOST
              ? `The first ${AT_MOST} are shown. Type more letters, the MRN, or the bed.`
              : `${count} found.`}
            <span className={css.keys}> Arrow keys go through them, Enter opens, Esc goes back to the search.</span>
          </p>
        )}
      </div>
      {found.data !== undefined && found.data.rows.length > 0 && (
        <ul ref={list} onKeyDown={onKey}>
          {inOrder(found.data.rows).map(patient => (
            <li key={patient.id}>
              <Link to="/patient/$patient" params={{ patient: patient.id }}>
                <span className={css.name}>
                  <PatientName name={patient.name} /> ·{" "}
                  <span className={css.whole}>
                    {sexLetter(patient.sex)} {patient.age ?? "age ?"}
                    {patient.birth !== null && ` · ${birthText(patient.birth)}`}
                  </span>
                </span>
                <span className={css.whole}>
                  <span className="mrn">{patient.mrn}</span>
                  {patient.bed !== null && ` · ${patient.unit ?? ""} ${patient.bed}`}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** From the search field, or from nowhere, the arrow goes down into the list. */
function useArrowDown(go: () => void): void {
  const latest = useRef(go);
  latest.current = go;
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const isOutside = event.target === document.body || event.target === searchBox();
      if (event.key !== "ArrowDown" || !isOutside) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

/** Who lies in the house first; then by name. */
function inOrder(rows: readonly Identity[]): readonly Identity[] {
  return rows.toSorted(
    (a, b) =>
      Number(a.bed === null) - Number(b.bed === null) ||
      a.name.family.localeCompare(b.name.family, "en") ||
      a.name.given.localeCompare(b.name.given, "en"),
  );
}
