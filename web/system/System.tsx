// The system page: what comes in, what is parked and why, disk, keys, the last proof. For those who keep the node running.
import { Button } from "@mantine/core";
import { IconCircleCheck, IconShieldCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SystemAnswer } from "../../src/feed/routes.ts";
import { act, NotAnswered, read } from "../api.ts";
import { deviceZone, now, useMinute, useSecond } from "../clock.ts";
import { Failed, Trouble } from "../frame/Trouble.tsx";
import { useHouse } from "../frame/useHouse.ts";
import { Waiting } from "../frame/Waiting.tsx";
import { clockTime, span } from "../time.ts";
import { FeedTable } from "./FeedTable.tsx";
import { HoldList } from "./HoldList.tsx";
import { ParkedList } from "./ParkedList.tsx";
import css from "./System.module.css";
import { TrafficPlot } from "./TrafficPlot.tsx";

export function System() {
  const house = useHouse("System");
  const minute = useMinute();
  const client = useQueryClient();
  const [doing, setDoing] = useState<"verify" | "feeds" | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const system = useQuery({
    queryKey: ["system"],
    queryFn: ({ signal }) => read<SystemAnswer>("/feeds", signal),
    refetchInterval: 10_000,
  });
  const said = system.data;
  if (said === undefined)
    return system.error === null ? <Waiting what="The system" /> : <Failed error={system.error} what="the system" />;
  const zone = house.data?.zone ?? deviceZone();
  const verify = async () => {
    setDoing("verify");
    setTrouble(null);
    try {
      client.setQueryData(["system"], await act<SystemAnswer>("system.verify", {}));
    } catch (error) {
      setTrouble(error instanceof NotAnswered ? error.failure.text : "The node did not answer. Nothing was proved.");
    } finally {
      setDoing(null);
    }
  };
  const run = async (name: string, body: unknown): Promise<boolean> => {
    setDoing("feeds");
    setTrouble(null);
    try {
      await act(name, body);
      await client.invalidateQueries({ queryKey: ["system"] });
      return true;
    } catch (error) {
      setTrouble(error instanceof NotAnswered ? error.failure.text : "The node did not answer. Nothing was recorded.");
      return false;
    } finally {
      setDoing(null);
    }
  };
  const { verified, disk } = said;
  const isSound = verified !== null && verified.findings.length === 0 && verified.views.length === 0;
  return (
    <div className={css.system}>
      <header className={css.head}>
        <h1>System</h1>
        <span>
          node <b>{said.node}</b> · version {said.version} · up {span(Math.max(0, minute - said.since))} · row{" "}
          {said.position.toLocaleString("en")}
          {said.lag_s > 0 && <b> · copy {Math.ceil(said.lag_s)} s behind the journal</b>}
        </span>
        <Button
          className={css.verify ?? ""}
          disabled={doing !== null}
          onClick={() => void verify()}
          leftSection={<IconShieldCheck size={18} aria-hidden />}
        >
          {doing === "verify" ? <Verifying /> : "Verify now"}
        </Button>
      </header>
      {trouble !== null && <Trouble title="Not done" text={trouble} />}
      <section className={`${css.card} ${css.traffic}`} aria-labelledby="traffic">
        <h2 id="traffic">
          Messages in 5 minutes <small>all feeds, since this start {clockTime(said.since, minute, zone)}</small>
        </h2>
        <TrafficPlot traffic={said.traffic} zone={zone} />
      </section>
      <section className={`${css.card} ${css.facts}`} aria-label="The store">
        <div>
          <h2>
            {verified === null ? "Not verified" : clockTime(verified.at, minute, zone)}{" "}
            {isSound && <IconCircleCheck size={18} aria-hidden />}
          </h2>
          {verified === null ? (
            <p>since this start. Verify reads every entry and folds the views anew beside them.</p>
          ) : (
            <p>
              verified: {verified.entries.toLocaleString("en")} entries, {verified.heads.toLocaleString("en")} signed
              heads, {isSound ? "nothing found, views equal" : "something found"}
            </p>
          )}
          {verified !== null && !isSound && (
            <ul className={css.found}>
              {verified.findings.slice(0, 20).map(finding => (
                <li key={finding}>{finding}</li>
              ))}
              {verified.views.map(view => (
                <li key={view}>The view {view} differs from a fresh fold.</li>
              ))}
            </ul>
          )}
        </div>
        <div>
          <h2>{disk === null ? "Disk not known" : `${bytes(disk.free)} free`}</h2>
          {disk !== null && (
            <>
              <meter min={0} max={disk.size} value={disk.size - disk.free} aria-label="Disk used" />
              <p>
                of {bytes(disk.size)} · this node's files {bytes(disk.data)}
              </p>
            </>
          )}
        </div>
        <div>
          <h2>Keys</h2>
          <p>
            {said.slots.length === 0
              ? "No slot: nobody could open this node again."
              : `This node opens with: ${said.slots.map(words).join(", or ")}.`}
          </p>
        </div>
        <div>
          <h2>{said.written.length === 0 ? "Nothing written out" : "Written out"}</h2>
          {said.written.length === 0 ? (
            <p>
              No copy of the entries was given to another node or a key. <code>tideover segment give</code> writes one.
            </p>
          ) : (
            <ul className={css.written}>
              {said.written.map(one => (
                <li key={one.at}>
                  <b>{clockTime(one.at, minute, zone)}</b> {one.entries.toLocaleString("en")} entries,{" "}
                  {bytes(one.bytes)}, for <span className={css.reader}>{one.to.map(reader).join(", ")}</span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </section>
      <section className={css.card} aria-labelledby="feeds">
        <h2 id="feeds">
          Feeds <small>counted since this start; parked ones of all time</small>
        </h2>
        <FeedTable feeds={said.feeds} now={minute} zone={zone} />
      </section>
      <section className={css.card} aria-labelledby="held">
        <h2 id="held">
          Held <small>stored and acknowledged; what it would end waits for a person</small>
        </h2>
        <HoldList
          holds={said.holds}
          feeds={said.feeds.map(one => one.feed)}
          now={minute}
          zone={zone}
          busy={doing === "feeds"}
          run={run}
        />
      </section>
      <section className={css.card} aria-labelledby="parked">
        <h2 id="parked">
          Parked messages <small>kept whole, acknowledged, not mapped</small>
        </h2>
        <ParkedList parked={said.parked} now={minute} zone={zone} />
        {said.applied.length > 0 && (
          <ul className={css.parked} aria-label="Configurations taken since this start">
            {said.applied.map(one => (
              <li key={`${one.feed} ${one.at}`}>
                <span>
                  <strong>
                    {one.feed}: configuration taken {clockTime(one.at, minute, zone)}
                  </strong>{" "}
                  <span className={css.about}>
                    {one.changed.join(", ")} · its messages were re-taken: {one.parked_before.toLocaleString("en")}{" "}
                    parked before, {one.parked_after.toLocaleString("en")} then
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

/** It reads every entry: on a full store that takes minutes, and a turning ring says nothing of them. */
function Verifying() {
  const [since] = useState(now);
  return <>Verifying, {Math.max(0, Math.round((useSecond() - since) / 1_000))} s</>;
}

function words(slot: string): string {
  return slot === "key-file" ? "its key file" : slot === "recovery" ? "the printed recovery key" : `the ${slot}`;
}

/** A node by its name; of a key its ends, by which people compare them. */
function reader(to: string): string {
  return to.startsWith("age1") ? `the key ${to.slice(0, 9)}…${to.slice(-4)}` : to;
}

/** `212 GB`, `1.4 GB`, `380 MB`. */
function bytes(count: number): string {
  const [size, unit] = count >= 1e9 ? [count / 1e9, "GB"] : [count / 1e6, "MB"];
  return `${size < 10 ? size.toFixed(1) : Math.round(size).toLocaleString("en")} ${unit}`;
}
