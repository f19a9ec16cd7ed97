import type { Result } from "../../src/chart/routes.ts";
import { Chip } from "../parts/Chip.tsx";

/** The worst result by name; others by count. */
export function NewResults({ results }: { results: readonly Result[] }) {
  const critical = results.filter(result => result.critical);
  const abnormal = results.filter(result => result.abnormal && !result.critical);
  const [first] = [...critical, ...abnormal];
  if (first === undefined) return results.length > 0 ? <span>{results.length} new</span> : null;
  const text = [first.test, first.value, first.flag ?? ""].join(" ").trim();
  const others = results.length - 1;
  return (
    <>
      {first.critical ? <Chip kind="stop">{text}</Chip> : <b>{text}</b>}
      {others > 0 && <span className="quiet"> +{others}</span>}
    </>
  );
}
