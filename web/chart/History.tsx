import type { StateWas } from "../../src/chart/routes.ts";
import { Source } from "../parts/Source.tsx";
import { clockTime } from "../time.ts";
import css from "./Page.module.css";

type HistoryProps = { history: readonly StateWas[]; about: string; now: number; zone: string };

/** The states that something went through, oldest first, each with its own message; one alone says nothing new. */
export function History({ history, about, now, zone }: HistoryProps) {
  if (history.length < 2) return null;
  return (
    <ol className={css.history} aria-label={`States of ${about}`}>
      {history.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: states have no id, and only ever come behind
        <li key={index}>
          {one.state}{" "}
          <span className="quiet">{one.since === null ? "time not known" : clockTime(one.since, now, zone)}</span>{" "}
          <Source source="copy" about={`${about}, ${one.state}`} entry={one.entry} />
        </li>
      ))}
    </ol>
  );
}
