import type { Result } from "../../src/chart/routes.ts";
import { Chip } from "../parts/Chip.tsx";
import css from "./NewResults.module.css";

/** The worst result by name and value; others by count. */
export function NewResults({ results }: { results: readonly Result[] }) {
  const critical = results.filter(result => result.critical);
  const abnormal = results.filter(result => result.abnormal && !result.critical);
  const [first] = [...critical, ...abnormal];
  if (first === undefined) return results.length > 0 ? <span>{results.length} new</span> : null;
  const others = results.length - 1;
  const text = (
    <span className={css.one} title={first.test}>
      <span className={css.test}>{first.test}</span>
      <span className={css.value}>{[first.value, first.flag ?? ""].join(" ").trim()}</span>
    </span>
  );
  return (
    <span className={css.row}>
      {first.critical ? <Chip kind="stop">{text}</Chip> : <b className={css.one}>{text}</b>}
      {others > 0 && <span className={`quiet ${css.others}`}>+{others}</span>}
    </span>
  );
}
