// The writer thread: commits the journal in groups, acknowledges, folds, publishes. Nothing else writes.
import { randomFillSync } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { dataKey, idKey, instant, Journal, type Outcome, type Request } from "../journal/index.ts";
import { clockOf } from "./clock.ts";
import { composition } from "./composition.ts";
import type { FromWriter, ToWriter, WriterData } from "./writer-protocol.ts";

/** Rows folded between two looks at the queue, and for how long: an acknowledgement waits for no more than these and the row begun. */
const FOLD_SLICE = 256;
const FOLD_SLICE_MS = 15;
/** How often the main thread hears how far new views are. */
const PROGRESS_MS = 500;
/** Requests in one commit at most: bounds the time an acknowledgement waits for its neighbours. */
const COMMIT_SLICE = 512;

type Waiting = { readonly ticket: number; readonly requests: readonly Request[] };

function run(data: WriterData, port: NonNullable<typeof parentPort>): void {
  const say = (message: FromWriter) => port.postMessage(message);
  const clock = clockOf(data.clock);
  const ports = {
    clock: { now: () => instant(clock.now()) },
    random: { bytes: (count: number) => randomFillSync(new Uint8Array(count)) },
  };
  const { kinds, views } = composition({ idKey: idKey(data.idKey) });
  const progress = (done: number, of: number) => say({ type: "progress", done, of });
  const opened = Journal.open(
    data.folder,
    { data: dataKey(data.dataKey), id: idKey(data.idKey) },
    { kinds, views, ports, progress, servesOld: true },
  );
  if (!opened.ok) {
    say({ type: "failed-to-open", ...opened.error });
    port.close();
    return;
  }
  const { journal } = opened;
  let told = Number.NEGATIVE_INFINITY;
  const queue: Waiting[] = [];
  const unfolded: { ticket: number; row: number }[] = [];
  let isScheduled = false;
  let isClosing = false;

  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(turn);
  };

  const commit = () => {
    const batch = queue.splice(0, COMMIT_SLICE);
    if (batch.length === 0) return;
    let outcomes: Outcome[];
    try {
      outcomes = journal.commit(batch.flatMap(waiting => waiting.requests));
    } catch (error) {
      // Nothing of the batch was recorded: each is told so, and none is acknowledged.
      const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
      for (const { ticket } of batch) say({ type: "commit-failed", ticket, code });
      return;
    }
    let at = 0;
    for (const { ticket, requests } of batch) {
      const answers = outcomes.slice(at, at + requests.length);
      at += requests.length;
      say({ type: "committed", ticket, outcomes: answers });
      const rows = answers.flatMap(outcome =>
        outcome.ok ? outcome.recorded.map(recorded => recorded.position.row) : [],
      );
      unfolded.push({ ticket, row: Math.max(0, ...rows) });
    }
  };

  /** While old views serve, nothing new is shown: what was recorded is answered when it is on disk. */
  const rebuild = ({ position, folded }: { position: number; folded: number }) => {
    if (unfolded.length > 0) say({ type: "folded", tickets: unfolded.splice(0).map(waiting => waiting.ticket) });
    if (journal.lag() === 0) say({ type: "caught-up" });
    else if (performance.now() - told > PROGRESS_MS) {
      told = performance.now();
      say({ type: "rebuilding", done: position, of: position + journal.lag() });
    }
    return folded;
  };

  const swap = () => {
    if (!journal.isRebuilding) return;
    try {
      while (!journal.finishRebuild()) journal.fold();
      say({ type: "rebuilt", position: journal.foldedPosition() });
    } catch {
      // A full disk: the old views go on serving, and the journal goes on taking.
      setTimeout(schedule, 1_000).unref();
    }
  };

  const fold = () => {
    const begun = performance.now();
    const round = journal.fold(FOLD_SLICE, () => performance.now() - begun > FOLD_SLICE_MS);
    if (journal.isRebuilding) return rebuild(round);
    const done = unfolded.filter(waiting => waiting.row <= round.position);
    if (done.length > 0) {
      unfolded.splice(0, unfolded.length, ...unfolded.filter(waiting => waiting.row > round.position));
      say({ type: "folded", tickets: done.map(waiting => waiting.ticket) });
    }
    if (round.folded > 0)
      say({ type: "published", position: round.position, topics: round.topics, lag: journal.lag() });
    return round.folded;
  };

  const turn = () => {
    isScheduled = false;
    commit();
    let folded = 0;
    try {
      folded = fold();
    } catch {
      // A full disk under the views: the journal goes on, the fold is tried again; its lag is part of freshness.
      setTimeout(schedule, 1_000).unref();
    }
    // New views that are not done go on at the next start.
    const isDone = queue.length === 0 && (folded === 0 || journal.isRebuilding);
    if (isClosing && isDone) {
      journal.close();
      say({ type: "closed" });
      port.close();
    } else if (queue.length > 0 || folded > 0) schedule();
  };

  port.on("message", (message: ToWriter) => {
    if (message.type === "commit") queue.push(message);
    else if (message.type === "sign-head") say({ type: "head", ticket: message.ticket, head: journal.signHead() });
    else if (message.type === "swap") swap();
    else isClosing = true;
    schedule();
  });
  const { isRebuilding, node } = journal;
  say({ type: "ready", position: journal.servedPosition(), node, rebuilding: isRebuilding });
  if (isRebuilding) schedule();
}

if (parentPort !== null) run(workerData as WriterData, parentPort);
