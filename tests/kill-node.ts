// A node that does nothing but take messages, as a process of its own, to be killed. `--ack-before-commit` plants the fault to be found.
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { takeFrame } from "../src/feed/index.ts";
import { listen } from "../src/hl7/index.ts";
import type { Outcome, Request } from "../src/journal/index.ts";
import { Writer } from "../src/server/index.ts";
import { testKeys } from "./kit.ts";

const [folder = "", port = "0", ...flags] = process.argv.slice(2);
const writer = await Writer.start(folder, testKeys());
const isPlanted = flags.includes("--ack-before-commit");

/** The planted fault: it is answered before it is on disk. */
function answerFirst(requests: readonly Request[]): Promise<readonly Outcome[]> {
  void wait(40).then(() => writer.commit(requests));
  return Promise.resolve(requests.map(() => ({ ok: true, recorded: [], repeated: false })));
}

const commit = isPlanted ? answerFirst : (requests: readonly Request[]) => writer.commit(requests);
const parts = { commit, now: () => "20230803031200+0000", control: randomUUID };
const listener = await listen({
  host: "127.0.0.1",
  port: Number(port),
  onFrame: (event, peer) => takeFrame("adt", event, peer, parts),
});
process.stdout.write(`${JSON.stringify({ port: listener.port })}\n`);
