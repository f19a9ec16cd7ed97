import type { ReactNode } from "react";
import css from "./Cell.module.css";

/** A stretch or a box of which nothing is known: hatched, edged, never blank. */
export function Cell({ children, label }: { children: ReactNode; label: string }) {
  return (
    <span className={css.cell} title={label}>
      {children}
    </span>
  );
}
