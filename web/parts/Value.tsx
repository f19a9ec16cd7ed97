import { direction, saysAbnormal } from "./flag.ts";
import css from "./Value.module.css";

type ValueProps = {
  value: string;
  flag: string | null;
  unit?: string | null;
  critical?: boolean;
  /** Dense rows drop the arrow, never weight or letter. */
  dense?: boolean;
};

/** A measured value: arrow, weight and letter say abnormal; red only where critical. */
export function Value({ value, flag, unit = null, critical = false, dense = false }: ValueProps) {
  const abnormal = critical || saysAbnormal(flag);
  const way = dense ? null : direction(flag);
  return (
    <span className={`${css.value} ${abnormal ? css.abnormal : ""} ${critical ? css.critical : ""}`}>
      {way !== null && <span aria-hidden>{way === "up" ? "↑" : "↓"}</span>}
      {value}
      {saysAbnormal(flag) && <span className={css.flag}>{flag}</span>}
      {unit !== null && <span className={css.unit}>{unit}</span>}
    </span>
  );
}
