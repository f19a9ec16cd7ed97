// Threads that print beside the main one: about 80 MB each, started with the first job.
import { Worker } from "node:worker_threads";
import type { PatientAnswer, UnitAnswer } from "../chart/index.ts";
import type { Layout, LayoutOptions } from "./layout.ts";
import type { Numbered, PrintMeta } from "./packet.ts";
import type { Done, Job } from "./print-worker.ts";
import { bad, good, type Result } from "./result.ts";
import type { LaidUnit, UnitMeta, UnitPrint } from "./unit.ts";

export type PrintPool = {
  /** As `printPacket`, in a thread. Error `worker` where the thread died or too many jobs wait. */
  packet(answer: PatientAnswer, meta: PrintMeta): Promise<Result<Uint8Array>>;
  /** As `printUnit`, in a thread. */
  unit(
    answers: readonly PatientAnswer[],
    meta: UnitMeta & { readonly serials: readonly string[] },
  ): Promise<Result<UnitPrint>>;
  /** As `layoutUnit`, in a thread. */
  lay(answers: readonly PatientAnswer[], meta: UnitMeta): Promise<Result<LaidUnit>>;
  /** As `layoutCensus`, in a thread. */
  layCensus(answer: UnitAnswer, unit: string, options: LayoutOptions): Promise<Result<Layout>>;
  /** As `printLayouts`, in a thread. */
  print(packets: readonly Numbered[]): Promise<Result<Uint8Array>>;
  /** Ends all threads; jobs that wait are answered with `worker`. */
  close(): Promise<void>;
};

const MOST_WAITING = 2_000;

type Waiting = { readonly job: Job; readonly answer: (done: Done) => void };
type Thread = { readonly worker: Worker; busy: Waiting | null };

/** A pool of `size` threads (1 or more), each with a compiler of its own. A dead thread is replaced with the next job. */
export function printPool(size: number): PrintPool {
  const threads: Thread[] = [];
  const queue: Waiting[] = [];
  let closed = false;

  const died = (text: string): Done => ({ kind: "error", error: { code: "worker", text, where: "print-worker" } });

  const start = (): Thread => {
    const thread: Thread = { worker: new Worker(new URL("./print-worker.ts", import.meta.url)), busy: null };
    const finish = (done: Done) => {
      const { busy } = thread;
      thread.busy = null;
      busy?.answer(done);
    };
    thread.worker.on("message", (done: Done) => {
      finish(done);
      next();
    });
    thread.worker.on("error", cause => finish(died(cause instanceof Error ? cause.message : String(cause))));
    thread.worker.on("exit", () => {
      finish(died("the thread ended"));
      threads.splice(threads.indexOf(thread), 1);
      if (!closed) next();
    });
    threads.push(thread);
    return thread;
  };

  const next = () => {
    while (queue.length > 0) {
      const thread = threads.find(t => t.busy === null) ?? (threads.length < Math.max(1, size) ? start() : undefined);
      const waiting = thread === undefined ? undefined : queue.shift();
      if (thread === undefined || waiting === undefined) return;
      thread.busy = waiting;
      thread.worker.postMessage(waiting.job);
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
      ask({ kind: "lay-census", answer, unit, options }, done =>
        done.kind === "lay-census" ? done.layout : undefined,
      ),
    print: packets => ask({ kind: "print", packets }, done => (done.kind === "print" ? done.pdf : undefined)),
    async close() {
      closed = true;
      for (const waiting of queue.splice(0)) waiting.answer(died("the pool is closed"));
      await Promise.all(threads.map(thread => thread.worker.terminate()));
    },
  };
}
