// The writer thread: commits the journal in groups, acknowledges, folds, publishes. Nothing else writes.
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { dataKey, idKey, instant, Journal, type Outcome } from "../journal/index.ts";
import { clockOf } from "./clock.ts";
import { composition } from "./composition.ts";
import { CopyBack } from "./copy-back.ts";
import { MACHINE_RANDOM } from "./random.ts";
import type { FromWriter, Ticketed, ToWriter, WriterData } from "./writer-protocol.ts";

/** Rows folded in one commit of the views, and for how long; where nobody waits for an acknowledgement. A request that comes meanwhile is heard after the row. */
const FOLD_SLICE = 256;
const FOLD_SLICE_MS = 100;
/** For how long while senders press, or somebody waits to see what she recorded. */
const PRESSED_SLICE_MS = 15;
/** A commit of so many says that senders wait for us: acknowledgements come first until this long after it. */
const PRESSED_REQUESTS = 16;
const PRESSED_MS = 15;
/** Folding then waits until it is owed a whole slice, at this share of the time that commits took: the copy never stands still. */
const FOLD_SHARE = 0.1;
/** How often the main thread hears how far new views are. */
const PROGRESS_MS = 500;
/** Requests in one commit at most: bounds the time an acknowledgement waits for its neighbours. */
const COMMIT_SLICE = 512;

function run(data: WriterData, port: NonNullable<typeof parentPort>): void {
  const say = (message: FromWriter) => port.postMessage(message);
  const clock = clockOf(data.clock);
  const ports = {
    clock: { now: () => instant(clock.now()) },
    random: MACHINE_RANDOM,
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
  const copyBack = new CopyBack({ folder: data.folder, dataKey: data.dataKey });
  journal.leaveCopyingBack();
  let told = Number.NEGATIVE_INFINITY;
  const queue: Ticketed[] = [];
  const unfolded: { ticket: number; row: number }[] = [];
  let isScheduled = false;
  let isClosing = false;
  let isClosed = false;
  let isSwapDue = false;
  let commit_ms = 0;
  let pressed_until = Number.NEGATIVE_INFINITY;
  let owed_ms = 0;
  let isWaking = false;

  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(turn);
  };

  const commit = () => {
    const batch = queue.splice(0, COMMIT_SLICE);
    if (batch.length === 0) return;
    const begun = performance.now();
    let outcomes: Outcome[];
    try {
      outcomes = journal.commit(batch.flatMap(waiting => waiting.requests));
    } catch (error) {
      // Nothing of the batch was recorded: each is told so, and none is acknowledged.
      const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
      say({ type: "commit-failed", tickets: batch.map(waiting => waiting.ticket), code });
      return;
    }
    const ended = performance.now();
    commit_ms = ended - begun;
    owed_ms += commit_ms * FOLD_SHARE;
    if (batch.length >= PRESSED_REQUESTS) pressed_until = ended + PRESSED_MS;
    let at = 0;
    const all = batch.map(({ ticket, requests }) => {
      const answers = outcomes.slice(at, at + requests.length);
      at += requests.length;
      return { ticket, outcomes: answers };
    });
    say({ type: "committed", all });
    copyBack.wrote(outcomes.length);
    for (const [index, { ticket, outcomes }] of all.entries()) {
      if (batch[index]?.untilShown !== true) continue;
      const rows = outcomes.flatMap(outcome =>
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

  /** Heard also in the middle of a fold, done between two. */
  const swap = () => {
    if (!isSwapDue || !journal.isRebuilding) return;
    isSwapDue = false;
    try {
      copyBack.without(() => {
        while (!journal.finishRebuild()) journal.fold();
      });
      journal.leaveCopyingBack();
      say({ type: "rebuilt", position: journal.foldedPosition() });
    } catch {
      // A full disk: the old views go on serving, and the journal goes on taking.
      isSwapDue = true;
      setTimeout(schedule, 1_000).unref();
    }
  };

  const wake = () => {
    isWaking = false;
    schedule();
  };

  /** Where senders press and nobody waits to see what she recorded, folding is put off. */
  const isPutOff = (now: number, isAwaited: boolean) => {
    if (isClosing || isAwaited || now >= pressed_until || owed_ms >= PRESSED_SLICE_MS) return false;
    if (!isWaking) setTimeout(wake, pressed_until - now);
    isWaking = true;
    return true;
  };

  const fold = () => {
    const begun = performance.now();
    const isAwaited = unfolded.length > 0;
    if (isPutOff(begun, isAwaited)) return 0;
    // What it gives way to: nothing while it takes what it is owed, else whatever comes; for somebody who waits, a commit's length.
    const patience_ms = begun < pressed_until ? PRESSED_SLICE_MS : isAwaited ? commit_ms : 0;
    const slice_ms = isAwaited ? PRESSED_SLICE_MS : FOLD_SLICE_MS;
    owed_ms = 0;
    const round = journal.fold(FOLD_SLICE, () => {
      hearWaiting();
      return performance.now() - begun > (queue.length > 0 ? patience_ms : slice_ms);
    });
    copyBack.wrote(round.folded);
    if (journal.isRebuilding) return rebuild(round);
    // Rows rise with the tickets, so those that are folded stand in front.
    const behind = unfolded.findIndex(waiting => waiting.row > round.position);
    const done = unfolded.splice(0, behind < 0 ? unfolded.length : behind);
    // First what is new, then who waited: she reads no chart that was kept from before.
    if (round.folded > 0)
      say({ type: "published", position: round.position, topics: round.topics, lag: journal.lag() });
    if (done.length > 0) say({ type: "folded", tickets: done.map(waiting => waiting.ticket) });
    return round.folded;
  };

  const turn = () => {
    isScheduled = false;
    // A fold that hears the end has asked for one turn more.
    if (isClosed) return;
    commit();
    swap();
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
      isClosed = true;
      copyBack.close(() => journal.close());
      say({ type: "closed" });
      port.close();
    } else if (queue.length > 0 || folded > 0) schedule();
  };

  const hear = (message: ToWriter) => {
    if (message.type === "commit") for (const one of message.all) queue.push(one);
    else if (message.type === "sign-head") say({ type: "head", ticket: message.ticket, head: journal.signHead() });
    else if (message.type === "swap") isSwapDue = true;
    else isClosing = true;
    schedule();
  };
  /** Hears what came during a fold, without going back to the event loop. */
  const hearWaiting = () => {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
      hear(next.message);
  };

  port.on("message", hear);
  const { isRebuilding, node } = journal;
  // Files that nobody named: whoever sent them has given up. What fails is done at the next start.
  setImmediate(() => {
    try {
      journal.sweepBlobs();
    } catch {}
  });
  say({ type: "ready", position: journal.servedPosition(), node, rebuilding: isRebuilding });
  if (isRebuilding) schedule();
}

if (parentPort !== null) run(workerData as WriterData, parentPort);
