// Runs one long reading job in a thread of its own, so that charts and acknowledgements do not wait for it.
import { Worker } from "node:worker_threads";
import type { Keys } from "../../journal/index.ts";
import { type Reply, refuse } from "./protocol.ts";
import type { Laid, ReaderData, ReadJob } from "./reader-thread.ts";

/** Reads beside the running node. Never rejects. */
export function readBeside(folder: string, keys: Keys, job: ReadJob & { job: "give" }): Promise<Reply<"segment.give">>;
export function readBeside(folder: string, keys: Keys, job: ReadJob & { job: "verify" }): Promise<Reply<"verify">>;
export function readBeside(folder: string, keys: Keys, job: ReadJob & { job: "checkpoint" }): Promise<Laid>;
export function readBeside(folder: string, keys: Keys, job: ReadJob): Promise<unknown> {
  const data: ReaderData = { folder, dataKey: keys.data, idKey: keys.id, job };
  const worker = new Worker(new URL("./reader-thread.ts", import.meta.url), { workerData: data });
  return new Promise(resolve => {
    worker.once("message", resolve);
    worker.once("error", () => resolve(refuse("not-readable", "The store could not be read beside the running node.")));
    worker.once("exit", () =>
      resolve(refuse("not-readable", "The thread that read the store ended without an answer.")),
    );
  });
}
