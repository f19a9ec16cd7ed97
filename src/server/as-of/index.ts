// A patient as of an earlier moment, asked of a thread that starts with the first question and goes when nobody has asked for a while.
import { Worker } from "node:worker_threads";
import type { AsOf } from "../../feed/index.ts";
import { type Keys, openInMemory } from "../../journal/index.ts";
import type { Asked, Replayed, ThreadData } from "./thread.ts";

export type Past = {
  /** The copy of one person as of `at` (integer ms); null where the store could not be read. Whoever asks closes it. */
  of(record: string, at: number): Promise<AsOf | null>;
  close(): Promise<void>;
};

const IDLE_MS = 5 * 60_000;

/** Asks of a folder whose node runs. */
export function openPast(folder: string, keys: Keys): Past {
  let worker: Worker | null = null;
  let last = 0;
  let idle: NodeJS.Timeout | undefined;
  const waiting = new Map<number, (copy: Replayed["copy"]) => void>();
  const end = (copy: Replayed["copy"], ticket: number) => {
    waiting.get(ticket)?.(copy);
    waiting.delete(ticket);
  };
  const start = (): Worker => {
    const data: ThreadData = { folder, dataKey: keys.data, idKey: keys.id };
    const started = new Worker(new URL("./thread.ts", import.meta.url), { workerData: data });
    started.on("message", ({ ticket, copy }: Replayed) => end(copy, ticket));
    started.on("error", () => {});
    started.once("exit", () => {
      if (worker === started) worker = null;
      for (const ticket of [...waiting.keys()]) end(null, ticket);
    });
    // It ends with the node, however that ends.
    started.unref();
    return started;
  };
  const stop = async () => {
    clearTimeout(idle);
    const stopped = worker;
    worker = null;
    await stopped?.terminate();
  };
  return {
    async of(record, at) {
      clearTimeout(idle);
      worker ??= start();
      const ticket = ++last;
      const answered = new Promise<Replayed["copy"]>(resolve => waiting.set(ticket, resolve));
      worker.postMessage({ ticket, record, at } satisfies Asked);
      const copy = await answered;
      if (waiting.size === 0) idle = setTimeout(() => void stop(), IDLE_MS).unref();
      return copy === null ? null : { db: openInMemory(copy.bytes), at: copy.at, is_oldest: copy.is_oldest };
    },
    close: stop,
  };
}
