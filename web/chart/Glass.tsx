// Broken glass on every page of the patient: loud while it stands, with what is left of it; else what is marked, and the way to open it.
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconLock } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import type { PatientAnswer } from "../../src/chart/routes.ts";
import { useSession } from "../access/session.ts";
import { act, NotAnswered } from "../api.ts";
import { useSecond } from "../clock.ts";
import { patientRoute } from "../routes.tsx";
import { hourMinute } from "../time.ts";
import css from "./Glass.module.css";
import { leftOutWords } from "./LeftOut.tsx";

/** Who may break glass; the node decides. */
const MAY = new Set(["nurse", "physician", "pharmacist"]);

export function GlassBar({ answer, patient }: { answer: PatientAnswer; patient: string }) {
  return answer.glass === undefined ? (
    <Whole answer={answer} patient={patient} />
  ) : (
    <Broken glass={answer.glass} zone={answer.zone} patient={patient} />
  );
}

function Broken({
  glass,
  zone,
  patient,
}: {
  glass: NonNullable<PatientAnswer["glass"]>;
  zone: string;
  patient: string;
}) {
  const client = useQueryClient();
  const { at } = patientRoute.useSearch();
  const left = glass.until - useSecond();
  const isOver = left <= 0;
  useEffect(() => {
    // It ends by itself: what was shown under it leaves the page, also where the node cannot be asked again.
    if (isOver) void client.resetQueries({ predicate: query => query.queryKey.includes(patient) });
  }, [isOver, client, patient]);
  const minutes = Math.max(0, Math.floor(left / 60_000));
  const seconds = String(Math.max(0, Math.floor(left / 1_000)) % 60).padStart(2, "0");
  return (
    <section className={css.broken} data-loud aria-label="Glass broken">
      <IconAlertTriangle size={18} stroke={2.2} aria-hidden />
      <p>
        <strong>Glass broken.</strong> Marked items are shown to you until {hourMinute(glass.until, zone)}:{" "}
        <span className={css.left}>
          {minutes}:{seconds}
        </span>{" "}
        left. Reason: {glass.reason}. It is recorded and reviewed.
      </p>
      <a
        href={`/patients/${encodeURIComponent(patient)}/packet.pdf?marked=yes${at === undefined ? "" : `&at=${at}`}`}
        target="_blank"
        rel="noopener"
      >
        Print packet with marked items
      </a>
    </section>
  );
}

function Whole({ answer, patient }: { answer: PatientAnswer; patient: string }) {
  const client = useQueryClient();
  const session = useSession();
  const [isAsking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const left_out = answer.left_out ?? [];
  if (left_out.length === 0) return null;
  const may = MAY.has(session.data?.session.person.role ?? "");
  const open = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    setBusy(true);
    setTrouble(null);
    try {
      await act("glass.break", { record: patient, reason });
      await client.invalidateQueries({ predicate: query => query.queryKey.includes(patient) });
    } catch (error) {
      setTrouble(error instanceof NotAnswered ? error.failure.text : "The node did not answer. Nothing was opened.");
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className={css.whole} id="marked" aria-label="Marked items">
      <IconLock size={16} aria-hidden />
      <div>
        <p>
          Not shown: {left_out.map(one => `${one.section}: ${leftOutWords(one)}`).join(" · ")}
          {!isAsking && may && (
            <>
              {" "}
              <button type="button" className={css.ask} onClick={() => setAsking(true)}>
                Open with a reason
              </button>
            </>
          )}
          {!may && " · a nurse, doctor or pharmacist can open them with a reason."}
        </p>
        {isAsking && (
          <form onSubmit={event => void open(event)}>
            <label>
              Why you need them now
              <input name="reason" required minLength={5} maxLength={500} autoComplete="off" />
            </label>
            <Button size="sm" type="submit" loading={busy}>
              Break glass for 60 minutes
            </Button>
            <Button size="sm" variant="default" onClick={() => setAsking(false)}>
              Leave it
            </Button>
            <p className="quiet">Your name, this device and the reason are recorded, and somebody else reviews them.</p>
          </form>
        )}
        {trouble !== null && <p role="alert">Not opened: {trouble}</p>}
      </div>
    </section>
  );
}
