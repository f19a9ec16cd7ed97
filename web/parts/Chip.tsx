import { IconAlertTriangle, IconClockExclamation } from "@tabler/icons-react";
import type { ReactNode } from "react";
import css from "./Chip.module.css";

export type ChipKind = "stop" | "allergy" | "check" | "flag" | "document" | "unknown";

/** A word in a shape: red acts now, tinted red is a severe allergy, amber asks to check, hatched is not known. */
export function Chip({ kind, children, label }: { kind: ChipKind; children: ReactNode; label?: string }) {
  return (
    <span className={`${css.chip} ${css[kind]}`} title={label}>
      {(kind === "stop" || kind === "allergy") && <IconAlertTriangle size={13} stroke={2.2} aria-hidden />}
      {kind === "check" && <IconClockExclamation size={13} stroke={2.2} aria-hidden />}
      {typeof children === "string" ? <span className={css.words}>{children}</span> : children}
    </span>
  );
}
