// HL7 table 0078 abnormal flags, as a direction to draw.

/** `up` for H, HH and >; `down` for L, LL and <; null for anything else, which then speaks by its letter alone. */
export function direction(flag: string | null): "up" | "down" | null {
  if (flag === null) return null;
  if (/^(H{1,2}|HU|>)$/i.test(flag)) return "up";
  if (/^(L{1,2}|LU|<)$/i.test(flag)) return "down";
  return null;
}

/** Whether a flag says beyond the panic limits. */
export function saysCritical(flag: string | null): boolean {
  return flag !== null && /^(HH|LL|AA)$/i.test(flag);
}

/** Whether a flag says out of range; `N` and an empty one do not. */
export function saysAbnormal(flag: string | null): boolean {
  return flag !== null && flag !== "" && flag.toUpperCase() !== "N";
}
