// On what a figure was measured. Names no host and no path.
import { arch, cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { rounded } from "./benchmark.ts";
import { flushedFile } from "./disk.ts";
import { percentile } from "./statistics.ts";

export type Machine = {
  readonly cores: number;
  readonly cpu: string;
  readonly memory_gb: number;
  readonly os: string;
  readonly node: string;
  readonly disk_flush_p50_ms: number;
  readonly disk_flush_p99_ms: number;
};

const FLUSHES = 500;
const PAGE = new Uint8Array(4_096).fill(7);

/** Describes the machine; flushes the disk below `folder` some hundred times. */
export function describeMachine(folder: string): Machine {
  const file = flushedFile(join(folder, "flush-probe"));
  const flushes = Array.from({ length: FLUSHES }, () => file.write(PAGE));
  file.close();
  const cores = cpus();
  return {
    cores: cores.length,
    cpu: cores[0]?.model.trim() ?? "unknown",
    memory_gb: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()} ${arch()}`,
    node: process.version,
    disk_flush_p50_ms: rounded(percentile(flushes, 0.5)),
    disk_flush_p99_ms: rounded(percentile(flushes, 0.99)),
  };
}
