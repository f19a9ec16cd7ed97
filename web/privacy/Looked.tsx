// Who looked at a patient, over all her linked records, in three parts. Asking is itself recorded.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { LookedAnswer, LookedRow } from "../../src/access/routes.ts";
import { read } from "../api.ts";
import { useMinute } from "../clock.ts";
import { PatientText } from "../frame/PersonName.tsx";
import { Failed } from "../frame/Trouble.tsx";
import { clockTime } from "../time.ts";
import css from "./Privacy.module.css";
import { GlassEntry } from "./Privacy.tsx";

export function Looked() {
  const [mrn, setMrn] = useState<string | null>(null);
  const asked = useQuery({
    queryKey: ["looked", mrn],
    queryFn: ({ signal }) => read<LookedAnswer>(`/looks?mrn=${encodeURIComponent(mrn ?? "")}`, signal),
    enabled: mrn !== null,
    // Each time is a look of its own: only a person asks.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchInterval: false,
    retry: false,
  });
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setMrn(String(new FormData(event.currentTarget).get("mrn") ?? "").trim() || null);
  };
  return (
    <section aria-labelledby="looked">
      <h2 id="looked">Who looked</h2>
      <form className={css.review} onSubmit={ask}>
        <label className={css.words}>
          MRN, whole
          <input name="mrn" required maxLength={80} autoComplete="off" />
        </label>
        <Button size="sm" type="submit" variant="default" loading={asked.isFetching}>
          Who looked
        </Button>
      </form>
      {asked.error !== null && <Failed error={asked.error} what="patient with this number" />}
      {asked.data !== undefined && <Parts answer={asked.data} />}
    </section>
  );
}

function Parts({ answer }: { answer: LookedAnswer }) {
  const { whose, numbers, zone } = answer;
  return (
    <>
      <h3>
        <PatientText name={whose.name} /> <span className="mrn">{numbers.join(", ")}</span>
      </h3>
      <Part title="Opened" rows={answer.opened} zone={zone} />
      <Part title="Listed" rows={answer.listed} zone={zone} />
      <Part title="Printed or exported" rows={answer.printed} zone={zone} />
      <Part title="Asked who looked" rows={answer.asked} zone={zone} />
      <h4>
        Broken glass <span className="quiet">{answer.glass.length}</span>
      </h4>
      <ul className={css.rows}>
        {answer.glass.map(row => (
          <li key={row.id}>
            <GlassEntry row={row} zone={zone} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Part({ title, rows, zone }: { title: string; rows: readonly LookedRow[]; zone: string }) {
  const minute = useMinute();
  return (
    <>
      <h4>
        {title} <span className="quiet">{rows.length}</span>
      </h4>
      {rows.length > 0 && (
        <ul className={css.looks}>
          {rows.map(row => (
            <li key={`${row.session} ${row.at} ${row.what} ${row.list ?? ""}`}>
              {clockTime(row.at, minute, zone)} · <strong>{row.name}</strong> · {row.what}
              {row.list !== null && ` · ${row.list}`}
              {row.reason !== null && ` · marked items, because: ${row.reason}`}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
