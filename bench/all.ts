// Every benchmark by its name. Loaded when it is run: what one imports must not be in the way of another.
import type { Benchmark } from "./benchmark.ts";

type Load = () => Promise<{ readonly benchmark: Benchmark }>;

export const BENCHMARKS: ReadonlyMap<string, Load> = new Map<string, Load>([
  ["journal", () => import("./journal.ts")],
  ["intake", () => import("./intake.ts")],
  ["backlog", () => import("./backlog.ts")],
  ["chart", () => import("./chart.ts")],
  ["rebuild", () => import("./rebuild.ts")],
  ["start", () => import("./start.ts")],
  ["print", () => import("./print.ts")],
]);
