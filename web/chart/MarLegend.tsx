import { IconCheck, IconPlayerPauseFilled } from "@tabler/icons-react";
import { SourceMark } from "../parts/Source.tsx";
import css from "./Mar.module.css";

/** What the boxes mean. */
export function MarLegend() {
  return (
    <footer className={css.legend}>
      <span>
        <span className={`${css.chip} ${css.given}`}>
          <IconCheck size={13} stroke={2.4} aria-hidden /> 22:04
        </span>{" "}
        given, EHR copy
      </span>
      <span>
        <span className={`${css.chip} ${css.held}`}>
          <IconPlayerPauseFilled size={12} aria-hidden />
        </span>{" "}
        held
      </span>
      <span>
        <span className={`${css.chip} ${css.scheduled}`}>12:00</span> scheduled
      </span>
      <span>
        <span className={`${css.chip} ${css["not-known"]}`}>06:00 ?</span> not known
      </span>
      <span>
        <span className={`${css.chip} ${css["on-paper"]}`}>
          <SourceMark source="paper" /> 08:00
        </span>{" "}
        on paper: see the sheet
      </span>
    </footer>
  );
}
