// What of a feed is held: each message that waits, with whom it speaks of, for the person who knows whether it is so (RULES M4).
import { Button, Checkbox, TextInput } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { HeldAnswer, HoldNow } from "../../src/feed/routes.ts";
import { useSession } from "../access/session.ts";
import { act, NotAnswered, read } from "../api.ts";
import { PatientName } from "../chart/PatientName.tsx";
import unit from "../chart/Unit.module.css";
import { deviceZone, useMinute } from "../clock.ts";
import { Failed, Trouble } from "../frame/Trouble.tsx";
import { useHouse } from "../frame/useHouse.ts";
import { Waiting } from "../frame/Waiting.tsx";
import { Chip } from "../parts/Chip.tsx";
import { clockTime } from "../time.ts";
import css from "./Held.module.css";
import { effectWords, holdTitle } from "./words.ts";

/** The holds that wait, then the messages of one. */
export function Held() {
  const { hold } = useParams({ strict: false });
  const house = useHouse("Held");
  const zone = house.data?.zone ?? deviceZone();
  const holds = useQuery({
    queryKey: ["holds"],
    queryFn: ({ signal }) => read<readonly HoldNow[]>("/holds", signal),
    refetchInterval: 10_000,
  });
  if (holds.data === undefined)
    return holds.error === null ? <Waiting what="What is held" /> : <Failed error={holds.error} what="what is held" />;
  const waiting = holds.data.filter(one => one.what === "held" && one.waiting.length > 0);
  const chosen = waiting.find(one => (one.hold ?? "rules") === hold) ?? (hold === undefined ? waiting[0] : undefined);
  return (
    <div className={unit.unit}>
      <header className={unit.head}>
        <h1>Held</h1>
        <span>Messages that would discharge, cancel, delete or merge somebody wait here until a person decides.</span>
      </header>
      {waiting.length === 0 ? (
        <p className={css.empty}>
          Nothing waits. When a feed sends many discharges, cancels, deletions or merges at once, or another person
          under a known number, they come here and change no bed until somebody has decided.
        </p>
      ) : (
        <>
          {waiting.length > 1 && (
            <nav className={css.tabs} aria-label="Holds">
              {waiting.map(one => (
                <Link
                  key={one.hold ?? "rules"}
                  to="/held/$hold"
                  params={{ hold: one.hold ?? "rules" }}
                  aria-current={one === chosen ? "page" : undefined}
                >
                  {holdTitle(one)}
                </Link>
              ))}
            </nav>
          )}
          {chosen === undefined ? (
            <p className={css.empty}>Nothing of that hold waits any more.</p>
          ) : (
            <Messages key={chosen.hold ?? "rules"} hold={chosen} zone={zone} />
          )}
        </>
      )}
    </div>
  );
}

function Messages({ hold, zone }: { hold: HoldNow; zone: string }) {
  const id = hold.hold ?? "rules";
  const client = useQueryClient();
  const minute = useMinute();
  const mine = useSession().data?.session.unit ?? "";
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const page = useQuery({
    queryKey: ["held", id],
    queryFn: ({ signal }) => read<HeldAnswer>(`/holds/${id}`, signal),
  });
  if (page.data === undefined)
    return page.error === null ? <Waiting what="The messages" /> : <Failed error={page.error} what="the messages" />;
  const { more } = page.data;
  // Her own unit first: of those she knows. Within a unit the order of the messages stays.
  const rows = page.data.rows.toSorted((a, b) => Number(b.patient?.unit === mine) - Number(a.patient?.unit === mine));
  const picked = rows.filter(row => chosen.has(row.place));
  const all = rows.length > 0 && picked.length === rows.length;
  const decide = async (verdict: "take" | "drop") => {
    setBusy(true);
    setTrouble(null);
    try {
      const places = picked.flatMap(row => row.places);
      const said = verdict === "take" ? { take: places, drop: [] } : { take: [], drop: places };
      client.setQueryData(
        ["holds"],
        await act<readonly HoldNow[]>("feed.decide", { hold: hold.hold, ...said, reason }),
      );
      setChosen(new Set());
      setReason("");
    } catch (error) {
      setTrouble(error instanceof NotAnswered ? error.failure.text : "The node did not answer. Nothing was decided.");
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: ["held", id] });
    }
  };
  const toggle = (place: string) => {
    const next = new Set(chosen);
    if (!next.delete(place)) next.add(place);
    setChosen(next);
  };
  return (
    <>
      <p className={css.why}>
        <strong>{holdTitle(hold)}</strong>
        {hold.hold !== null && ` · since ${clockTime(hold.since, minute, zone)} · ${hold.by ?? "by an alarm"}`} ·{" "}
        {hold.why}
        {hold.taken + hold.dropped > 0 && ` · ${hold.taken} took effect, ${hold.dropped} dropped so far`}
      </p>
      {trouble !== null && <Trouble title="Not decided" text={trouble} />}
      <form className={css.decide} onSubmit={event => event.preventDefault()}>
        <TextInput
          aria-label="How you know"
          placeholder="How you know, e.g. asked the ward, band read"
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          maxLength={300}
        />
        <Button
          leftSection={<IconCheck size={18} aria-hidden />}
          disabled={picked.length === 0 || reason.trim() === ""}
          loading={busy}
          onClick={() => void decide("take")}
        >
          It is so: take {picked.length}
        </Button>
        <Button
          variant="default"
          leftSection={<IconX size={18} aria-hidden />}
          disabled={picked.length === 0 || reason.trim() === ""}
          loading={busy}
          onClick={() => void decide("drop")}
        >
          It is not: drop {picked.length}
        </Button>
        <span className="quiet">The last word counts: a verdict can be given again.</span>
      </form>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">
                <Checkbox
                  aria-label="All that are shown"
                  checked={all}
                  indeterminate={!all && picked.length > 0}
                  onChange={() => setChosen(all ? new Set() : new Set(rows.map(row => row.place)))}
                />
              </th>
              <th scope="col">Bed</th>
              <th scope="col">Patient</th>
              <th scope="col">What waits</th>
              <th scope="col">Sent</th>
              <th scope="col">Message</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.place}>
                <td>
                  <Checkbox
                    aria-label={`${row.patient?.name.family ?? "message"} ${effectWords(row.effect)}`}
                    checked={chosen.has(row.place)}
                    onChange={() => toggle(row.place)}
                  />
                </td>
                <td>{[row.patient?.unit, row.patient?.bed].filter(part => part != null).join(" ") || "–"}</td>
                <td>
                  {row.patient === null ? (
                    <span className="quiet">no chart in the copy</span>
                  ) : (
                    <Link to="/patient/$patient" params={{ patient: row.patient.id }}>
                      <PatientName name={row.patient.name} />
                    </Link>
                  )}{" "}
                  {row.patient !== null && <span className={`mrn ${css.number}`}>{row.patient.mrn}</span>}
                </td>
                <td>
                  {row.patient?.held === undefined ? (
                    <Chip kind="unknown">{effectWords(row.effect)}</Chip>
                  ) : (
                    row.patient.held.map(line => (
                      <Chip key={line.words} kind="unknown">
                        {line.words}
                      </Chip>
                    ))
                  )}
                </td>
                <td className={css.whole}>{row.sent === null ? "time not sent" : clockTime(row.sent, minute, zone)}</td>
                <td className={`quiet ${css.whole}`}>
                  {row.type} · {row.control}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more && <p className="quiet">More wait behind these: decide on these first.</p>}
    </>
  );
}
