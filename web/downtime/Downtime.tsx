// Downtime, smallest form: declared and ended for the whole house, and charting on paper begun.
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { DowntimeAnswer, Said } from "../../src/downtime/routes.ts";
import { act, NotAnswered, read } from "../api.ts";
import { deviceZone, now, useMinute } from "../clock.ts";
import { Failed, Trouble } from "../frame/Trouble.tsx";
import { useHouse } from "../frame/useHouse.ts";
import { Waiting } from "../frame/Waiting.tsx";
import { dayTime, hourMinute, span } from "../time.ts";
import { Conflicts } from "./Conflicts.tsx";
import css from "./Downtime.module.css";
import { minuteToday } from "./minute.ts";

/** D4: charting here may begin at most this long before its entry. */
const BACK_MS = 15 * 60_000;

export function Downtime() {
  const house = useHouse("Downtime");
  const client = useQueryClient();
  const minute = useMinute();
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const standing = useQuery({
    queryKey: ["downtimes"],
    queryFn: ({ signal }) => read<DowntimeAnswer>("/downtimes", signal),
  });
  const said = house.data;
  if (said === undefined) {
    return house.error === null ? <Waiting what="The house" /> : <Failed error={house.error} what="the house" />;
  }
  const zone = said.zone ?? deviceZone();
  const downtime = said.downtime ?? null;
  const facility = said.facility?.id ?? null;
  const seen = standing.data === undefined ? {} : { seen: standing.data.seen };

  const run = async (name: string, input: Record<string, unknown>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await act(name, { facility, ...input });
      await client.invalidateQueries();
    } catch (error) {
      setTrouble(error instanceof NotAnswered ? error.failure.text : "The node did not answer. Nothing was recorded.");
    } finally {
      setBusy(false);
    }
  };
  const settle = ({ kind, from, cause, planned, exercise }: Said) =>
    kind === "downtime.declared"
      ? void run("downtime.declare", { since: from, cause, planned, exercise, ...seen })
      : void run("downtime.end", { at: from, ...seen });
  const declare = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const since = minuteToday(String(form.get("since")), now(), zone);
    if (since === null) return setTrouble("Say since when as hours and minutes, 03:40.");
    void run("downtime.declare", {
      since,
      planned: form.get("planned") === "planned",
      exercise: form.get("exercise") === "exercise",
      cause: String(form.get("cause") ?? "").trim(),
      ...seen,
    });
  };

  return (
    <div className={css.page}>
      <h1>Downtime</h1>
      {trouble !== null && <Trouble title="Not recorded" text={trouble} />}
      <Conflicts conflicts={standing.data?.conflicts ?? []} now={minute} zone={zone} busy={busy} settle={settle} />
      {standing.error !== null && <Failed error={standing.error} what="what was said of the downtime" />}
      {facility === null ? (
        <Trouble title="No facility is configured" text="Nothing can be declared until the node knows its facility." />
      ) : downtime === null ? (
        <form className={css.card} onSubmit={declare}>
          <h2>Declare for the whole house</h2>
          <label>
            Since (today or yesterday, {zone})
            <input name="since" required pattern="[0-2][0-9]:[0-5][0-9]" defaultValue={hourMinute(minute, zone)} />
          </label>
          <label>
            Cause, in words
            <input name="cause" required maxLength={200} placeholder="Network outage" autoComplete="off" />
          </label>
          <fieldset>
            <legend>Kind</legend>
            <label>
              <input type="radio" name="planned" value="unplanned" defaultChecked /> Not planned
            </label>
            <label>
              <input type="radio" name="planned" value="planned" /> Planned
            </label>
          </fieldset>
          <label className={css.check}>
            <input type="checkbox" name="exercise" value="exercise" /> An exercise: every page and print says so
          </label>
          <Button size="md" type="submit" loading={busy}>
            Declare downtime, whole house
          </Button>
        </form>
      ) : (
        <section className={css.card}>
          <h2>
            Since {dayTime(downtime.since, minute, zone)} <span className="quiet">{span(minute - downtime.since)}</span>
          </h2>
          <p>
            {downtime.cause} · {downtime.planned ? "planned" : "not planned"}
            {downtime.exercise && " · exercise"}
          </p>
          {downtime.charting === null ? (
            <>
              <p>
                Nobody is charting here yet: doses that fall due stay not known. From the minute the wards write on
                paper, later slots say so.
              </p>
              <Button
                size="md"
                loading={busy}
                onClick={() => void run("charting.begin", { on: "paper", from: now() - (now() % 60_000) })}
              >
                Doses are charted on paper from {hourMinute(minute, zone)}
              </Button>
              <p className="quiet">It may begin at most {span(BACK_MS)} before it is recorded.</p>
            </>
          ) : (
            <p>
              Charting on {downtime.charting.on} since {dayTime(downtime.charting.from, minute, zone)}.
            </p>
          )}
          <Button
            size="md"
            variant="default"
            loading={busy}
            onClick={() => void run("downtime.end", { at: now(), ...seen })}
          >
            End the downtime, whole house
          </Button>
        </section>
      )}
    </div>
  );
}
