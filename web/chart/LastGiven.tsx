import type { Medication } from "../../src/chart/routes.ts";
import { Chip } from "../parts/Chip.tsx";
import { age, clockTime, momentText } from "../time.ts";
import css from "./Summary.module.css";

/** The dose last really given (RULES D1–D3), and from when on nothing is known. */
export function LastGiven({ medication, now, zone }: { medication: Medication; now: number; zone: string }) {
  const { last, not_known_since } = medication;
  const gap =
    not_known_since === null ? null : <Chip kind="unknown">since {clockTime(not_known_since, now, zone)} ?</Chip>;
  switch (last.kind) {
    case "given":
      return (
        <>
          {not_known_since !== null && medication.prn && <span className="quiet">last known </span>}
          {momentText(last.at, now, zone)}{" "}
          {last.at.instant !== null && <span className="quiet">{age(now - last.at.instant)}</span>}
          {last.partial && " part"}
          {last.possibly && <Chip kind="check">given?</Chip>} {gap}
        </>
      );
    case "none recorded":
      return (
        <>
          none recorded by {clockTime(last.by, now, zone)} {gap}
        </>
      );
    case "not sure":
      return (
        <span className={css.wraps}>
          <Chip kind="check">not sure: {last.why}</Chip>
        </span>
      );
    case "not known":
      return <Chip kind="unknown">not known since {clockTime(last.since, now, zone)}</Chip>;
    case "no feed":
      return <Chip kind="unknown">No feed of doses here</Chip>;
    default:
      return last satisfies never;
  }
}
