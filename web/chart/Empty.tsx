import type { Ages, KindOfData } from "../../src/chart/routes.ts";
import { judgeKind } from "../frame/freshness.ts";
import { clockTime } from "../time.ts";
import css from "./Page.module.css";

type EmptyProps = { what: string; kind: KindOfData; ages: Ages; now: number; zone: string };

/** Nothing of a kind stands here: no feed brings it, none was recorded, or nothing came since. Three texts, never one. */
export function Empty({ what, kind, ages, now, zone }: EmptyProps) {
  return <p className={css.empty}>{emptyText({ what, kind, ages, now, zone })}</p>;
}

export function emptyText({ what, kind, ages, now, zone }: EmptyProps): string {
  const judged = judgeKind(ages[kind], now);
  switch (judged.state) {
    case "no feed":
      return `None in the copy: no feed here sends ${kind}. That says nothing of whether there are any.`;
    case "unknown":
      return `None in the copy. How old the ${kind} in it are is not known: look in the EHR, or ask.`;
    case "arrives":
      return `None recorded: ${what} arrive, and up to ${clockTime(judged.as_of, now, zone)} the EHR sent none.`;
    case "stopped":
      return `None in the copy up to ${clockTime(judged.as_of, now, zone)}. Nothing has come since: what was recorded after that is not here.`;
    default:
      return judged satisfies never;
  }
}
