// Runs one long reading job in a thread of its own, so that charts and acknowledgements do not wait for it.
import { Worker } from "node:worker_threads";
import type { CopyContext } from "../../feed/index.ts";
import type { Keys } from "../../journal/index.ts";
import { type Reply, refuse } from "./protocol.ts";
import type { FromReader, HouseJob, Laid, ReaderData, ReadJob } from "./reader-thread.ts";

export type Progress = (done: number, of: number) => void;

/** Who waits for work that takes long: hears how far it is, and may be gone before it is done; then it ends, and leaves nothing behind. */
export type Waiting = { readonly progress: Progress; readonly signal: AbortSignal };
/** Whoever waits to the end, in silence. */
export const TO_THE_END: Waiting = { progress: () => {}, signal: new AbortController().signal };

type Given<Job extends ReadJob["job"]> = readonly [
  folder: string,
  keys: Keys,
  job: ReadJob & { job: Job },
  waiting?: Waiting,
];

/** Reads beside the running node. Never rejects. */
export function readBeside(...given: Given<"give">): Promise<Reply<"segment.give">>;
export function readBeside(...given: Given<"verify">): Promise<Reply<"verify">>;
export function readBeside(...given: Given<"checkpoint">): Promise<Laid>;
export function readBeside(...given: Given<"house">): Promise<Reply<"asof">>;
export function readBeside(
  folder: string,
  keys: Keys,
  job: ReadJob,
  { progress, signal }: Waiting = TO_THE_END,
): Promise<unknown> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const end = () => void Atomics.store(stop, 0, 1);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  const data: ReaderData = { folder, dataKey: keys.data, idKey: keys.id, job, stop };
  const worker = new Worker(new URL("./reader-thread.ts", import.meta.url), { workerData: data });
  return new Promise(resolve => {
    worker.on("message", (message: FromReader) => {
      if ("progress" in message) progress(...message.progress);
      else resolve(message.reply);
    });
    worker.once("error", () => resolve(refuse("not-readable", "The store could not be read beside the running node.")));
    worker.once("exit", () => {
      signal.removeEventListener("abort", end);
      resolve(refuse("not-readable", "The thread that read the store ended without an answer."));
    });
  });
}

/** What the thread needs of the copy of now. */
export function houseJob(
  { facility, position, head, now }: CopyContext,
  at: number,
  unit: string | null,
): ReadJob & { job: "house" } {
  const said: HouseJob["now"] = { facility, position, head, now };
  return { job: "house", now: said, at, unit };
}
