// A thread that prints: one compiler in it, one job at a time. `print-pool.ts` starts it.
import { parentPort } from "node:worker_threads";
import type { PatientAnswer } from "../chart/index.ts";
import { type PrintMeta, printPacket } from "./packet.ts";
import type { PaperError } from "./result.ts";
import { printUnit, type UnitMeta, type UnitPrint } from "./unit.ts";

export type Job =
  | { readonly kind: "packet"; readonly answer: PatientAnswer; readonly meta: PrintMeta }
  | {
      readonly kind: "unit";
      readonly answers: readonly PatientAnswer[];
      readonly meta: UnitMeta & { readonly serials: readonly string[] };
    };

export type Done =
  | { readonly kind: "packet"; readonly pdf: Uint8Array }
  | { readonly kind: "unit"; readonly unit: UnitPrint }
  | { readonly kind: "error"; readonly error: PaperError };

function work(job: Job): Done {
  try {
    if (job.kind === "packet") {
      const made = printPacket(job.answer, job.meta);
      return made.ok ? { kind: "packet", pdf: made.value } : { kind: "error", error: made.error };
    }
    const made = printUnit(job.answers, job.meta);
    return made.ok ? { kind: "unit", unit: made.value } : { kind: "error", error: made.error };
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    return { kind: "error", error: { code: "worker", text, where: "print-worker" } };
  }
}

parentPort?.on("message", (job: Job) => parentPort?.postMessage(work(job)));
