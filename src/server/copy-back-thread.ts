// The thread that copies write-ahead logs back: what commits left there goes into the files. It changes nothing that anybody reads.
import { join } from "node:path";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { copyBack, dataKey, FILES } from "../journal/index.ts";
import type { CopyBackData } from "./copy-back.ts";

function run({ folder, dataKey: key, busy }: CopyBackData, port: NonNullable<typeof parentPort>): void {
  port.on("message", () => {
    // What was asked meanwhile is done with this.
    while (receiveMessageOnPort(port) !== undefined);
    if (Atomics.compareExchange(busy, 0, 0, 1) !== 0) return;
    try {
      copyBack(join(folder, FILES.views), dataKey(key), "normal");
      copyBack(join(folder, FILES.journal), dataKey(key), "full");
    } catch {
      // A full disk: the pages stay in the log, where they are as safe; a commit says so itself.
    } finally {
      Atomics.store(busy, 0, 0);
      Atomics.notify(busy, 0);
    }
  });
}

if (parentPort !== null) run(workerData as CopyBackData, parentPort);
