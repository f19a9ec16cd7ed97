// What lapses next: confirmed again, or ended; and whom each of them must still tell.
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { BoardAnswer, BoardDiversion, BoardFacility } from "../../src/regional/routes.ts";
import { NotAnswered, record } from "../api.ts";
import { now } from "../clock.ts";
import { Trouble } from "../frame/Trouble.tsx";
import { Chip } from "../parts/Chip.tsx";
import { clockTime, span } from "../time.ts";
import css from "./Board.module.css";
import { LAPSES_SOON_MS } from "./StatusCell.tsx";

export function Lapses({ board, now, zone, may }: { board: BoardAnswer; now: number; zone: string; may: boolean }) {
  const rows = board.facilities
    .flatMap(facility => facility.diversions.map(diversion => ({ facility, diversion })))
    .sort((a, b) => a.diversion.until - b.diversion.until);
  return (
    <section className={css.lapses}>
      <h2>Lapses next</h2>
      {rows.length === 0 ? (
        <p className={css.quiet}>Nobody asks ambulances to go elsewhere.</p>
      ) : (
        <ul>
          {rows.map(({ facility, diversion }) => (
            <LapseRow key={diversion.entry} {...{ facility, diversion, now, zone, may }} />
          ))}
        </ul>
      )}
    </section>
  );
}

type LapseProps = { facility: BoardFacility; diversion: BoardDiversion; now: number; zone: string; may: boolean };

function LapseRow({ facility, diversion, now: minute, zone, may }: LapseProps) {
  const client = useQueryClient();
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { category, population, until, state, declared, confirmed } = diversion;
  const left = until - minute;
  const key = `diversion/${facility.id}/${category.id}/${population}`;
  const say = async (kind: string, body: unknown, of = key) => {
    setBusy(true);
    setTrouble(null);
    try {
      await record([{ kind, body, replaces: facility.seen[of] ?? [] }]);
    } catch (error) {
      const isOld = error instanceof NotAnswered && error.failure.status === 409;
      setTrouble(
        isOld
          ? "Somebody else was here first: read the row again."
          : error instanceof NotAnswered
            ? error.failure.text
            : "The node did not answer. Nothing was recorded.",
      );
    } finally {
      await client.invalidateQueries({ queryKey: ["board"] });
      setBusy(false);
    }
  };
  const place = { facility: facility.id, category: category.id, population };
  const confirm = () => {
    const from = now();
    const { policy, reason_id, words, by } = diversion;
    void say("diversion.confirmed", {
      ...place,
      policy,
      reason: reason_id,
      words,
      authorised_by: by,
      declared,
      from,
      until: from + Math.min(diversion.until - diversion.from, facility.policy.max_minutes * 60_000),
    });
  };
  const tell = (agency: string) =>
    void say(
      "told",
      { facility: facility.id, of: diversion.entry, agency, how: "phone", at: now(), spoken_to: "", read_back: false },
      `told/${diversion.entry}/${agency}`,
    );
  const isDue = state === "lapsed" || left < LAPSES_SOON_MS;
  return (
    <li>
      <span className={css.when}>
        {state === "lapsed" ? (
          <Chip kind="check">Lapsed</Chip>
        ) : left < LAPSES_SOON_MS ? (
          <Chip kind="check">{span(Math.max(0, left))}</Chip>
        ) : (
          <b>{span(left)}</b>
        )}{" "}
        <time>{clockTime(until, minute, zone)}</time>
      </span>
      <b>{facility.name}</b>
      <span>
        {category.name}
        {state === "suspended" && " · suspended by the authority"}
        <small>
          {diversion.reason} · declared {clockTime(declared, minute, zone)}
          {confirmed > 0 && ` · confirmed ${confirmed} ${confirmed === 1 ? "time" : "times"}`}
        </small>
      </span>
      <Told diversion={diversion} now={minute} zone={zone} tell={may ? tell : null} />
      {may && (
        <span className={css.rowActs}>
          {facility.policy.again === "confirm" && (
            <Button size="compact-sm" variant={isDue ? "filled" : "default"} loading={busy} onClick={confirm}>
              Confirm
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            onClick={() => void say("diversion.ended", { ...place, at: now(), reason: "" })}
          >
            End
          </Button>
        </span>
      )}
      {trouble !== null && (
        <div className={css.trouble}>
          <Trouble title="Not recorded" text={trouble} />
        </div>
      )}
    </li>
  );
}

/** Who must be told, and who was: `EMS told 14:06`, or `NOT YET TOLD`, and the act that says so. */
function Told({
  diversion,
  now: minute,
  zone,
  tell,
}: {
  diversion: BoardDiversion;
  now: number;
  zone: string;
  tell: ((agency: string) => void) | null;
}) {
  const { told } = diversion;
  const waiting = told.filter(one => one.at === null);
  if (told.length === 0) return <span className={css.quiet}>nobody on its list</span>;
  return (
    <span>
      {told.flatMap(({ agency, name, at, read_back }) =>
        at === null
          ? []
          : [
              <span key={agency} className={css.told}>
                {name} told {clockTime(at, minute, zone)}
                {read_back && ", read back"}
              </span>,
            ],
      )}
      {waiting.length > 0 && (
        <span className={css.told}>
          <b className={css.untold}>NOT YET TOLD</b>{" "}
          {waiting.map(({ agency, name, phone }) =>
            tell === null ? (
              <span key={agency}>{name} </span>
            ) : (
              <button
                key={agency}
                type="button"
                title={`${phone}: they were told by phone, now`}
                onClick={() => tell(agency)}
              >
                {name} told now
              </button>
            ),
          )}
        </span>
      )}
    </span>
  );
}
