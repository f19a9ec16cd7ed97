// The privacy office: broken glass that waits for a review, the oldest first, and who looked at a patient.
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { GlassAnswer, GlassRow } from "../../src/access/routes.ts";
import { act, NotAnswered, read } from "../api.ts";
import { useMinute } from "../clock.ts";
import { PatientText, PersonName } from "../frame/PersonName.tsx";
import { Failed } from "../frame/Trouble.tsx";
import { useHouse } from "../frame/useHouse.ts";
import { Waiting } from "../frame/Waiting.tsx";
import { Chip } from "../parts/Chip.tsx";
import { clockTime, span } from "../time.ts";
import { Looked } from "./Looked.tsx";
import css from "./Privacy.module.css";

export function Privacy() {
  useHouse("Privacy");
  const asked = useQuery({ queryKey: ["glass"], queryFn: ({ signal }) => read<GlassAnswer>("/glass", signal) });
  const answer = asked.data;
  if (answer === undefined)
    return asked.error === null ? (
      <Waiting what="Broken glass" />
    ) : (
      <Failed error={asked.error} what="the privacy page" />
    );
  return (
    <div className={css.page}>
      <h1>Privacy</h1>
      <section aria-labelledby="glass">
        <h2 id="glass">
          Broken glass <span className="quiet">{answer.waiting} to review</span>
        </h2>
        {answer.rows.length === 0 && <p>Nobody has broken glass here.</p>}
        <ul className={css.rows}>
          {answer.rows.map(row => (
            <li key={row.id}>
              <GlassEntry row={row} zone={answer.zone} />
              {(row.reviews.length === 0 || row.reviews.some(one => one.outcome === "follow-up")) && (
                <Review row={row} />
              )}
            </li>
          ))}
        </ul>
      </section>
      <Looked />
    </div>
  );
}

/** One broken glass in words: who, at whom, why, when, and what was found. */
export function GlassEntry({ row, zone }: { row: GlassRow; zone: string }) {
  const minute = useMinute();
  return (
    <>
      <p>
        {row.reviews.length === 0 && <Chip kind="check">not reviewed, {span(minute - row.at)}</Chip>}{" "}
        <PersonName name={row.name} /> opened the marked items of <PatientText name={row.whose.name} />{" "}
        <span className="mrn">{row.whose.mrn}</span>
      </p>
      <p>
        {clockTime(row.at, minute, zone)} to {clockTime(row.until, minute, zone)}
        {row.address !== null && ` · device ${row.address}`} · reason: {row.reason}
      </p>
      {row.reviews.map(review => (
        <p key={review.id}>
          <Chip kind={review.outcome === "appropriate" ? "document" : "check"}>{review.outcome}</Chip> {review.name},{" "}
          {clockTime(review.at, minute, zone)}: {review.words}
        </p>
      ))}
      {row.reviews.length > 1 && <p>Two reviews stand beside one another: a new one settles them.</p>}
    </>
  );
}

function Review({ row }: { row: GlassRow }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const review = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setTrouble(null);
    try {
      await act("glass.review", {
        broken: row.id,
        outcome: form.get("outcome"),
        words: String(form.get("words") ?? "").trim(),
        seen: row.reviews.map(one => one.id),
      });
      await client.invalidateQueries();
    } catch (error) {
      setTrouble(error instanceof NotAnswered ? error.failure.text : "The node did not answer. Nothing was recorded.");
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={css.review} onSubmit={event => void review(event)}>
      <label>
        Found
        <select name="outcome" required defaultValue="">
          <option value="" disabled>
            Choose
          </option>
          <option value="appropriate">appropriate</option>
          <option value="not appropriate">not appropriate</option>
          <option value="follow-up">follow-up</option>
        </select>
      </label>
      <label className={css.words}>
        In words
        <input name="words" required maxLength={1_000} autoComplete="off" />
      </label>
      <Button size="sm" type="submit" loading={busy}>
        Record the review
      </Button>
      {trouble !== null && <p role="alert">Not recorded: {trouble}</p>}
    </form>
  );
}
