// The answer of a benchmark: one object for a program, a table for a person.
import type { Figures, Measured, Ratios } from "./benchmark.ts";
import type { Machine } from "./machine.ts";
import { tableText } from "./table.ts";

export type Answer = {
  readonly bench: string;
  readonly machine: Machine;
  readonly figures: Figures;
  readonly ratios: Ratios;
};

/** What `--json` prints. */
export function answerOf(bench: string, machine: Machine, { figures, ratios }: Measured): Answer {
  return { bench, machine, figures, ratios };
}

/** What is printed else. */
export function reportText(bench: string, machine: Machine, { table, asked }: Measured): string {
  const { cores, cpu, memory_gb, os, node, disk_flush_p50_ms, disk_flush_p99_ms } = machine;
  return [
    `${bench}: ${cores} × ${cpu}, ${memory_gb} GB, ${os}, node ${node}, flush ${disk_flush_p50_ms} ms (p99 ${disk_flush_p99_ms})`,
    "",
    tableText(table),
    "",
    tableText({
      head: ["asked of it", "asked", "measured", ""],
      rows: asked.map(one => [one.what, one.asked, one.measured, one.isMet ? "reached" : "NOT reached"]),
    }),
    "",
  ].join("\n");
}
