import type { UnitAnswer } from "../../src/chart/routes.ts";
import { Chip } from "../parts/Chip.tsx";
import { SourceMark } from "../parts/Source.tsx";
import { dayTime } from "../time.ts";
import css from "./Unit.module.css";

/** What the marks of this page mean. */
export function UnitLegend({ answer }: { answer: UnitAnswer }) {
  const charting = answer.downtime?.charting ?? null;
  return (
    <footer className={css.legend}>
      <span>
        <SourceMark source="copy" /> EHR copy
      </span>
      <span>
        <Chip kind="unknown">?</Chip> not known: the copy could not be trusted for it. Ask, or look on paper.
      </span>
      {charting !== null && charting.on === "paper" && (
        <span>
          <SourceMark source="paper" /> on paper since {dayTime(charting.from, answer.at, answer.zone)}: see the sheet
        </span>
      )}
    </footer>
  );
}
