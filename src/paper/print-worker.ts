// A process that prints: one compiler in it, one job at a time. `print-pool.ts` starts it; it ends with the process that did.
import type { ClinicDayAnswer, PatientAnswer, UnitAnswer } from "../chart/index.ts";
import { layoutCensus } from "./census.ts";
import { layoutClinic } from "./clinic.ts";
import type { Layout, LayoutOptions } from "./layout.ts";
import { type Numbered, type PrintMeta, printLayouts, printPacket } from "./packet.ts";
import type { PaperError, Result } from "./result.ts";
import { type LaidUnit, layoutUnit, printUnit, type UnitMeta, type UnitPrint } from "./unit.ts";

export type Job =
  | { readonly kind: "packet"; readonly answer: PatientAnswer; readonly meta: PrintMeta }
  | {
      readonly kind: "unit";
      readonly answers: readonly PatientAnswer[];
      readonly meta: UnitMeta & { readonly serials: readonly string[] };
    }
  | { readonly kind: "lay"; readonly answers: readonly PatientAnswer[]; readonly meta: UnitMeta }
  | { readonly kind: "lay-census"; readonly answer: UnitAnswer; readonly unit: string; readonly options: LayoutOptions }
  | {
      readonly kind: "lay-clinic";
      readonly answer: ClinicDayAnswer;
      readonly clinic: string;
      readonly options: LayoutOptions;
    }
  | { readonly kind: "print"; readonly packets: readonly Numbered[] };

export type Done =
  | { readonly kind: "packet"; readonly pdf: Uint8Array }
  | { readonly kind: "unit"; readonly unit: UnitPrint }
  | { readonly kind: "lay"; readonly laid: LaidUnit }
  | { readonly kind: "lay-list"; readonly layout: Layout }
  | { readonly kind: "print"; readonly pdf: Uint8Array }
  | { readonly kind: "error"; readonly error: PaperError };

function work(job: Job): Done {
  try {
    switch (job.kind) {
      case "packet":
        return done(printPacket(job.answer, job.meta), pdf => ({ kind: "packet", pdf }));
      case "unit":
        return done(printUnit(job.answers, job.meta), unit => ({ kind: "unit", unit }));
      case "lay":
        return { kind: "lay", laid: layoutUnit(job.answers, job.meta) };
      case "lay-census":
        return done(layoutCensus(job.answer, job.unit, job.options), layout => ({ kind: "lay-list", layout }));
      case "lay-clinic":
        return done(layoutClinic(job.answer, job.clinic, job.options), layout => ({ kind: "lay-list", layout }));
      case "print":
        return done(printLayouts(job.packets), pdf => ({ kind: "print", pdf }));
      default:
        return job satisfies never;
    }
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    return { kind: "error", error: { code: "worker", text, where: "print-worker" } };
  }
}

function done<T>(made: Result<T>, as: (value: T) => Done): Done {
  return made.ok ? as(made.value) : { kind: "error", error: made.error };
}

process.on("message", (job: Job) => process.send?.(work(job)));
process.on("disconnect", () => process.exit());
