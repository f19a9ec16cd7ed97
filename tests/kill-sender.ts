// The sender, another process: 16 connections, 64 messages in flight on each. It fsyncs what was acknowledged, and only then counts it.
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { buildMessage, type Client, connect, encodeMessage, readMessage } from "../src/hl7/index.ts";

const [portText = "", file = ""] = process.argv.slice(2);
const port = Number(portText);
const CONNECTIONS = 16;
const IN_FLIGHT = 64;
/** Ends when it is told to, and in any case after two minutes of a node that never comes back. */
const PATIENCE_MS = 120_000;
let until = Date.now() + PATIENCE_MS;
let isTold = false;
process.once("SIGTERM", () => {
  isTold = true;
});
const isOver = () => isTold || Date.now() > until;
const out = openSync(file, "a");
let acknowledged = 0;
let inFlight = 0;
let mostInFlight = 0;
let waiting: { control: string; done: () => void }[] = [];

/** One fsync for all that were answered meanwhile. */
function flush(): void {
  const batch = waiting;
  waiting = [];
  if (batch.length > 0) {
    writeSync(out, `${batch.map(one => one.control).join("\n")}\n`);
    fdatasyncSync(out);
    acknowledged += batch.length;
    until = Date.now() + PATIENCE_MS;
    for (const one of batch) one.done();
  }
}
const flushing = setInterval(flush, 5);

function message(control: string): Uint8Array {
  return encodeMessage(
    buildMessage([
      ["MSH", "EHR", "HMG", "TIDE", "HMG", "20230803031200", undefined, ["ADT", "A08"], control, "P", "2.5.1"],
      ["PID", "1", undefined, [`M${control.length}`, undefined, undefined, "HMG", "MR"], undefined, ["KILL", "Test"]],
      ["ZZZ", "x".repeat(600)],
    ]),
  );
}

function isAccepted(answer: Uint8Array, control: string): boolean {
  const read = readMessage(answer);
  const msa = read.ok ? read.message.segment("MSA") : undefined;
  return msa?.text(1) === "AA" && msa.text(2) === control;
}

async function lane(connection: number, slot: number, client: () => Promise<Client | null>): Promise<void> {
  for (let n = 0; !isOver(); n++) {
    const control = `${connection}-${slot}-${n}`;
    // Not answered: sent again under the same number until it is.
    for (let isDone = false; !isDone && !isOver(); ) {
      const open = await client();
      if (open === null) continue;
      inFlight += 1;
      mostInFlight = Math.max(mostInFlight, inFlight);
      const sent = await open.send(message(control));
      inFlight -= 1;
      isDone = sent.kind === "answered" && isAccepted(sent.answer, control);
      if (isDone) await new Promise<void>(done => waiting.push({ control, done }));
    }
  }
}

function reconnecting(): () => Promise<Client | null> {
  let opening: Promise<Client | null> | null = null;
  return async () => {
    opening ??= connect({ host: "127.0.0.1", port, answer_ms: 5_000, connect_ms: 1_000 }).catch(() => null);
    const client = await opening;
    if (client?.isOpen === true) return client;
    opening = null;
    await wait(20);
    return null;
  };
}

await Promise.all(
  Array.from({ length: CONNECTIONS }, (_, connection) => {
    const client = reconnecting();
    return Promise.all(Array.from({ length: IN_FLIGHT }, (__, slot) => lane(connection, slot, client)));
  }),
);
clearInterval(flushing);
flush();
closeSync(out);
process.stdout.write(`${JSON.stringify({ acknowledged, mostInFlight })}\n`);
process.exit(0);
