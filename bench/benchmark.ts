// What a benchmark is: a question with sizes, and the one shape that every answer has.
import type { Table } from "./table.ts";

/** `full` is what the figures are quoted from, `quick` ends within 50 s, `tiny` proves in a test that it runs. */
export type Size = "full" | "quick" | "tiny";

export type Figures = { readonly [name: string]: number | string };

export type Ratios = {
  /** How many times as fast as the fastest peer. */
  readonly peer?: number;
  /** The share of the physical limit that is reached. */
  readonly limit?: number;
  /** The cost at the largest size ÷ at the smallest. */
  readonly growth?: number;
};

/** What DESIGN asks of the benchmark beside what was measured in this run. */
export type Asked = {
  readonly what: string;
  readonly asked: string;
  readonly measured: string;
  readonly isMet: boolean;
};

export type Measured = {
  /** What was measured and the sizes it was measured at; units stand last in the names. */
  readonly figures: Figures;
  readonly ratios: Ratios;
  readonly table: Table;
  readonly asked: readonly Asked[];
};

export type Room = {
  /** A folder on the disk that a node would write to; removed afterwards. */
  readonly folder: string;
  /** Tells a person what is being done. */
  readonly say: (text: string) => void;
};

export type Benchmark = { run(size: Size, room: Room): Promise<Measured> };

/** A number with as many digits as a reader can use. What was not measured (NaN) stays so: it is never shown as 0. */
export function rounded(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return Number(value.toFixed(Math.min(digits, 6)));
}
