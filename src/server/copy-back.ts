// Has the write-ahead logs copied back beside the writer: a page costs the disk more time there than in its commit (docs/benchmarks.md).
import { Worker } from "node:worker_threads";

/** Where the files lie, their key, and 1 in `busy` while somebody copies or nobody may. */
export type CopyBackData = { readonly folder: string; readonly dataKey: Uint8Array; readonly busy: Int32Array };

/** So many rows, recorded or folded, leave some hundred pages. */
const ROWS = 48;
/** A copy of 16 MiB takes a second on a slow disk. */
const PATIENCE_S = 20;

/** The writer thread's end of the thread that copies back; it starts with the first work. */
export class CopyBack {
  readonly #data: CopyBackData;
  #worker: Worker | null = null;
  #rows = 0;

  constructor(data: Omit<CopyBackData, "busy">) {
    this.#data = { ...data, busy: new Int32Array(new SharedArrayBuffer(4)) };
  }

  /** So many rows were recorded or folded. */
  wrote(rows: number): void {
    this.#rows += rows;
    if (this.#rows < ROWS) return;
    this.#rows = 0;
    this.#worker ??= this.#start();
    this.#worker.postMessage(null);
  }

  /** Does something with the files while nobody else has them open; waits for a copy that goes on, and throws where it does not end. */
  without<T>(work: () => T): T {
    if (!this.#take()) throw new Error("the copy into the files does not end");
    try {
      return work();
    } finally {
      Atomics.store(this.#data.busy, 0, 0);
    }
  }

  /** The same for the last time, whether a copy ends or not: from here on nothing is copied, and the files are whoever's opens them next. */
  close(work: () => void): void {
    this.#take();
    work();
    void this.#worker?.terminate();
  }

  /** False where whoever copies gives nothing back: a thread that ended in the middle. SQLite's own locks hold then. */
  #take(): boolean {
    const { busy } = this.#data;
    for (let waits = 0; Atomics.compareExchange(busy, 0, 0, 1) !== 0; waits++) {
      if (waits === PATIENCE_S) return false;
      Atomics.wait(busy, 0, 1, 1_000);
    }
    return true;
  }

  #start(): Worker {
    const worker = new Worker(new URL("./copy-back-thread.ts", import.meta.url), { workerData: this.#data });
    // Without it a commit copies back itself.
    worker.on("error", () => {});
    return worker;
  }
}
