// Rows that arrow keys go through, each a link that Enter opens: the focus itself moves, so that a screen reader says each.
import type { KeyboardEvent } from "react";

/** Moves the focus up or down, to the first or the last; nothing where there is no further row. */
export function moveAmong(event: KeyboardEvent, rows: readonly HTMLElement[]): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const at = rows.findIndex(row => row.contains(document.activeElement));
  const to = event.key === "Home" ? 0 : event.key === "End" ? rows.length - 1 : step === undefined ? -1 : at + step;
  const row = rows[to];
  if (row === undefined) return;
  event.preventDefault();
  row.focus();
  row.closest("tr, li")?.scrollIntoView({ block: "nearest" });
}
