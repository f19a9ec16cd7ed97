// Processes that print beside the main one: about 200 MB each, started with the first job. Not threads: the compiler keeps about a megabyte
// of each document until its process ends, so each prints so many jobs and makes room for a fresh one.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ClinicDayAnswer, PatientAnswer, UnitAnswer } from "../chart/index.ts";
import type { Layout, LayoutOptions } from "./layout.ts";
import type { Numbered, PrintMeta } from "./packet.ts";
import type { Done, Job } from "./print-worker.ts";
import { bad, good, type Result } from "./result.ts";
import type { LaidUnit, UnitMeta, UnitPrint } from "./unit.ts";

export type PrintPool = {
  /** As `printPacket`, in a process of its own. Error `worker` where that died or too many jobs wait. */
  packet(answer: PatientAnswer, meta: PrintMeta): Promise<Result<Uint8Array>>;
  /** As `printUnit`, in a process of its own. */
  unit(
    answers: readonly PatientAnswer[],
    meta: UnitMeta & { readonly serials: readonly string[] },
  ): Promise<Result<UnitPrint>>;
  /** As `layoutUnit`, in a process of its own. */
  lay(answers: readonly PatientAnswer[], meta: UnitMeta): Promise<Result<LaidUnit>>;
  /** As `layoutCensus`, in a process of its own. */
  layCensus(answer: UnitAnswer, unit: string, options: LayoutOptions): Promise<Result<Layout>>;
  /** As `layoutClinic`, in a process of its own. */
  layClinic(answer: ClinicDayAnswer, clinic: string, options: LayoutOptions): Promise<Result<Layout>>;
  /** As `printLayouts`, in a process of its own. */
  print(packets: readonly Numbered[]): Promise<Result<Uint8Array>>;
  /** Ends all processes; jobs that wait are answered with `worker`. */
  close(): Promise<void>;
};

const MOST_WAITING = 2_000;

type Waiting = { readonly job: Job; readonly answer: (done: Done) => void };
type Printer = { readonly child: ChildProcess; readonly ended: Promise<unknown>; busy: Waiting | null; jobs: number };

/** Jobs of one process: at a megabyte or two each it stays below half a gigabyte, and its start (half a second) is one job in a hundred. */
const MOST_JOBS = 100;
const PROGRAM = fileURLToPath(new URL("./print-worker.ts", import.meta.url));

/** A pool of `size` processes (1 or more), each with a compiler of its own. One that died or has had `jobs` is replaced with the next job. */
export function printPool(size: number, jobs = MOST_JOBS): PrintPool {
  const printers: Printer[] = [];
  const queue: Waiting[] = [];
  let closed = false;

  const died = (text: string): Done => ({ kind: "error", error: { code: "worker", text, where: "print-worker" } });

  const start = (): Printer => {
    const child = fork(PROGRAM, { serialization: "advanced" });
    const ended = new Promise(resolve => child.once("close", resolve));
    const printer: Printer = { child, ended, busy: null, jobs: 0 };
    const finish = (done: Done) => {
      const { busy } = printer;
      printer.busy = null;
      busy?.answer(done);
    };
    const leave = () => {
      const at = printers.indexOf(printer);
      if (at >= 0) printers.splice(at, 1);
    };
    child.on("message", (done: Done) => {
      finish(done);
      if (printer.jobs >= jobs) {
        leave();
        child.disconnect();
      }
      next();
    });
    child.on("error", cause => finish(died(cause.message)));
    child.on("exit", () => {
      finish(died("the process ended"));
      leave();
      if (!closed) next();
    });
    printers.push(printer);
    return printer;
  };

  const next = () => {
    while (queue.length > 0) {
      const printer =
        printers.find(p => p.busy === null) ?? (printers.length < Math.max(1, size) ? start() : undefined);
      const waiting = printer === undefined ? undefined : queue.shift();
      if (printer === undefined || waiting === undefined) return;
      printer.busy = waiting;
      printer.jobs += 1;
      printer.child.send(waiting.job);
    }
  };

  const run = (job: Job): Promise<Done> =>
    new Promise(answer => {
      if (closed) answer(died("the pool is closed"));
      else if (queue.length >= MOST_WAITING) answer(died(`${MOST_WAITING} jobs wait`));
      else {
        queue.push({ job, answer });
        next();
      }
    });

  /** Runs a job and reads its answer. */
  const ask = async <T>(job: Job, read: (done: Done) => T | undefined): Promise<Result<T>> => {
    const done = await run(job);
    if (done.kind === "error") return { ok: false, error: done.error };
    const value = read(done);
    return value === undefined ? bad("worker", "another job's answer", "print-pool") : good(value);
  };

  return {
    packet: (answer, meta) =>
      ask({ kind: "packet", answer, meta }, done => (done.kind === "packet" ? done.pdf : undefined)),
    unit: (answers, meta) =>
      ask({ kind: "unit", answers, meta }, done => (done.kind === "unit" ? done.unit : undefined)),
    lay: (answers, meta) => ask({ kind: "lay", answers, meta }, done => (done.kind === "lay" ? done.laid : undefined)),
    layCensus: (answer, unit, options) =>
      ask({ kind: "lay-census", answer, unit, options }, done => (done.kind === "lay-list" ? done.layout : undefined)),
    layClinic: (answer, clinic, options) =>
      ask({ kind: "lay-clinic", answer, clinic, options }, done =>
        done.kind === "lay-list" ? done.layout : undefined,
      ),
    print: packets => ask({ kind: "print", packets }, done => (done.kind === "print" ? done.pdf : undefined)),
    async close() {
      closed = true;
      for (const waiting of queue.splice(0)) waiting.answer(died("the pool is closed"));
      for (const { child } of printers) child.kill();
      await Promise.all(printers.map(({ ended }) => ended));
    },
  };
}
