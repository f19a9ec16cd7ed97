import type { Cell } from "../../src/regional/routes.ts";
import { clockTime, span } from "../time.ts";
import css from "./Board.module.css";

/** A service under which less than so much of its time is left is about to lapse. Integer ms. */
export const LAPSES_SOON_MS = 30 * 60_000;

/** One cell of a board: a word first, a shape second, colour last. Nothing said = a dash. */
export function StatusCell({ cell, now, zone }: { cell: Cell | null; now: number; zone: string }) {
  if (cell === null || cell.state === "not-offered")
    return (
      <span className={css.none} title="Not offered">
        –
      </span>
    );
  const left = cell.until === null ? null : cell.until - now;
  return (
    <span className={`${css.cell} ${css[cell.state]}`} title={titleOf(cell, now, zone)}>
      <span className={css.word}>
        {cell.state === "open" && <i className={css.ring} aria-hidden />}
        {cell.word}
      </span>
      <Under cell={cell} now={now} zone={zone} />
      {cell.state === "diverting" && left !== null && cell.since !== null && (
        <i className={css.left} style={{ width: `${share(left, (cell.until ?? now) - cell.since)}%` }} aria-hidden />
      )}
      {cell.differs && <b className={css.differs}>two reports differ: call</b>}
    </span>
  );
}

function share(left: number, whole: number): number {
  return whole <= 0 ? 0 : Math.max(0, Math.min(100, Math.round((100 * left) / whole)));
}

/** What stands under the word: what is left of it, why, or since when nothing was heard. */
function Under({ cell, now, zone }: { cell: Cell; now: number; zone: string }) {
  switch (cell.state) {
    case "diverting": {
      const left = (cell.until ?? now) - now;
      return <span className={left < LAPSES_SOON_MS ? css.soon : ""}>{span(Math.max(0, left))}</span>;
    }
    case "lapsed":
      return <span>{cell.since === null ? "" : clockTime(cell.since, now, zone)}: call first</span>;
    case "no-word":
      return (
        <span>
          {cell.since === null ? "call" : `since ${clockTime(cell.since, now, zone)}: call`}
          {cell.last !== null && (
            <small>
              last said {cell.last.word} {clockTime(cell.last.at, now, zone)}
            </small>
          )}
        </span>
      );
    case "suspended": {
      const next = cell.until ?? cell.review;
      return <span>{next === null ? cell.detail : `to ${clockTime(next, now, zone)}`}</span>;
    }
    default:
      return cell.detail === "" ? null : <span>{cell.detail}</span>;
  }
}

function titleOf({ reasons, since }: Cell, now: number, zone: string): string {
  return [...reasons, ...(since === null ? [] : [`since ${clockTime(since, now, zone)}`])].join(" · ");
}
