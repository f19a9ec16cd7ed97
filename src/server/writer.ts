// The main thread's end of the writer: record() and what it publishes.
import { Worker } from "node:worker_threads";
import type { Keys, Outcome, Request } from "../journal/index.ts";
import { MACHINE_CLOCK, type SharedClock } from "./clock.ts";
import type { FromWriter, Ticketed, ToWriter, WriterData } from "./writer-protocol.ts";

export type Published = { readonly position: number; readonly topics: readonly string[]; readonly lag: number };

/** Why nothing was recorded although nothing was wrong with the request: the disk, or the thread. */
export class NotRecorded extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`Nothing was recorded: ${code}. What was recorded before is safe.`);
    this.code = code;
  }
}

/** New views being folded while the old ones serve: how far, and since when (ms of the steady clock), from where. */
type Rebuild = { readonly begun: number; readonly from: number; readonly done: number; readonly of: number };

/** `minutes` = about how long it will still take; null while that cannot be said. */
export type Rebuilding = { readonly done: number; readonly of: number; readonly minutes: number | null };

/** `folded` is null where the disk is all that is waited for. */
type Waiting = {
  committed(outcomes: readonly Outcome[]): void;
  readonly folded: (() => void) | null;
  failed(error: NotRecorded): void;
};

/** One writer thread for one data folder. */
export class Writer {
  readonly node: Uint8Array;
  readonly #worker: Worker;
  readonly #clock: SharedClock;
  readonly #waiting = new Map<number, Waiting>();
  readonly #heads = new Map<number, { resolve(head: Uint8Array): void; reject(error: NotRecorded): void }>();
  readonly #listeners = new Set<(published: Published) => void>();
  #outbox: Ticketed[] = [];
  readonly #rebuilt = new Set<() => void>();
  #ticket = 0;
  #position: number;
  #isOver = false;
  #isSwapDue = false;
  #behindSince: number | null = null;
  #rebuild: Rebuild | null = null;

  private constructor(worker: Worker, clock: SharedClock, position: number, node: Uint8Array) {
    this.#worker = worker;
    this.#clock = clock;
    this.#position = position;
    this.node = node;
    worker.on("message", (message: FromWriter) => this.#hear(message));
    worker.on("error", () => this.#end());
    worker.on("exit", () => this.#end());
  }

  /**
   * Starts the thread; resolves when the views are up to date, or old ones serve while new ones are folded (RULES P2).
   * `progress` hears (done, of) while they are folded before that.
   */
  static start(
    folder: string,
    keys: Keys,
    progress: (done: number, of: number) => void = () => {},
    clock: SharedClock = MACHINE_CLOCK,
  ): Promise<Writer> {
    const data: WriterData = { folder, dataKey: keys.data, idKey: keys.id, clock: clock.cell };
    const worker = new Worker(new URL("./writer-thread.ts", import.meta.url), { workerData: data });
    return new Promise((resolve, reject) => {
      worker.once("error", reject);
      const first = (message: FromWriter) => {
        if (message.type === "progress") progress(message.done, message.of);
        else if (message.type === "failed-to-open") reject(new Error(message.text));
        else if (message.type === "ready") {
          worker.off("message", first);
          worker.off("error", reject);
          const writer = new Writer(worker, clock, message.position, message.node);
          if (message.rebuilding) writer.#begin(clock.now());
          resolve(writer);
        }
      };
      worker.on("message", first);
    });
  }

  /** The journal row up to which the views show. */
  get position(): number {
    return this.#position;
  }

  /** Seconds for which the views have lain behind the journal; 0 where they have caught up. `at` is integer ms. */
  lag_s(at: number): number {
    return this.#behindSince === null ? 0 : Math.max(0, (at - this.#behindSince) / 1_000);
  }

  /** Resolves when it is on disk, not yet shown: for a feed's ACK. Rejects with NotRecorded where the disk failed. */
  commit(requests: readonly Request[]): Promise<readonly Outcome[]> {
    return new Promise((resolve, reject) => this.#send(requests, { committed: resolve, folded: null, failed: reject }));
  }

  /** Resolves when it is on disk and its own views show it. Rejects with NotRecorded where the disk failed. */
  record(requests: readonly Request[]): Promise<readonly Outcome[]> {
    return new Promise((resolve, reject) => {
      let answer: readonly Outcome[] = [];
      this.#send(requests, {
        committed: outcomes => {
          answer = outcomes;
        },
        folded: () => resolve(answer),
        failed: reject,
      });
    });
  }

  /** Signs the chains as they stand; the first 8 hex digits go on paper. Rejects with NotRecorded where the writer stopped. */
  signHead(): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) {
        reject(new NotRecorded("writer-stopped"));
        return;
      }
      this.#ticket += 1;
      this.#heads.set(this.#ticket, { resolve, reject });
      this.#postRequests();
      this.#post({ type: "sign-head", ticket: this.#ticket });
    });
  }

  /** How far new views are while old ones serve; null where nothing is rebuilt. */
  get rebuilding(): Rebuilding | null {
    if (this.#rebuild === null) return null;
    const { begun, from, done, of } = this.#rebuild;
    const folded = done - from;
    const minutes = folded <= 0 ? null : Math.ceil((((performance.now() - begun) / folded) * (of - done)) / 60_000);
    return { done, of, minutes };
  }

  /** Hears that new views lie where the old ones lay, which must be opened again. Until somebody hears it, the old ones stay. */
  onRebuilt(listener: () => void): void {
    this.#rebuilt.add(listener);
    this.#swap();
  }

  #swap(): void {
    if (!this.#isSwapDue || this.#rebuilt.size === 0) return;
    this.#isSwapDue = false;
    this.#post({ type: "swap" });
  }

  /** Hears every published position. Returns how to stop hearing. */
  subscribe(listener: (published: Published) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets what is queued be committed and folded, then closes the files. */
  close(): Promise<void> {
    return new Promise(resolve => {
      if (this.#isOver) {
        resolve();
        return;
      }
      this.#worker.once("exit", () => resolve());
      this.#postRequests();
      this.#post({ type: "close" });
    });
  }

  #send(requests: readonly Request[], waiting: Waiting): void {
    if (this.#isOver) {
      waiting.failed(new NotRecorded("writer-stopped"));
      return;
    }
    this.#ticket += 1;
    this.#waiting.set(this.#ticket, waiting);
    // All that this turn of the event loop brings goes over together.
    if (this.#outbox.length === 0) setImmediate(() => this.#postRequests());
    this.#outbox.push({ ticket: this.#ticket, requests, untilShown: waiting.folded !== null });
  }

  #postRequests(): void {
    const all = this.#outbox;
    this.#outbox = [];
    if (all.length > 0) this.#post({ type: "commit", all });
  }

  #begin(at: number): void {
    this.#rebuild = { begun: performance.now(), from: 0, done: 0, of: 0 };
    this.#behindSince = at;
  }

  #post(message: ToWriter): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromWriter): void {
    switch (message.type) {
      case "committed":
        for (const { ticket, outcomes } of message.all) {
          const waiting = this.#waiting.get(ticket);
          waiting?.committed(outcomes);
          if (waiting?.folded === null) this.#waiting.delete(ticket);
        }
        return;
      case "commit-failed":
        for (const ticket of message.tickets) {
          this.#waiting.get(ticket)?.failed(new NotRecorded(message.code));
          this.#waiting.delete(ticket);
        }
        return;
      case "folded":
        for (const ticket of message.tickets) {
          this.#waiting.get(ticket)?.folded?.();
          this.#waiting.delete(ticket);
        }
        return;
      case "published":
        this.#position = message.position;
        this.#behindSince = message.lag === 0 ? null : (this.#behindSince ?? this.#clock.now());
        for (const listener of this.#listeners) listener(message);
        return;
      case "rebuilding": {
        const before = this.#rebuild;
        if (before === null) return;
        // What an earlier start folded was not folded at this one's pace.
        const from = before.of === 0 ? message.done : before.from;
        const begun = before.of === 0 ? performance.now() : before.begun;
        this.#rebuild = { begun, from, done: message.done, of: message.of };
        return;
      }
      case "caught-up":
        this.#isSwapDue = true;
        this.#swap();
        return;
      case "rebuilt":
        this.#rebuild = null;
        this.#behindSince = null;
        this.#position = message.position;
        for (const listener of this.#rebuilt) listener();
        return;
      case "head":
        this.#heads.get(message.ticket)?.resolve(message.head);
        this.#heads.delete(message.ticket);
        return;
      case "ready":
      case "progress":
      case "failed-to-open":
      case "closed":
        return;
      default:
        message satisfies never;
    }
  }

  #end(): void {
    this.#isOver = true;
    for (const waiting of this.#waiting.values()) waiting.failed(new NotRecorded("writer-stopped"));
    this.#waiting.clear();
    for (const waiting of this.#heads.values()) waiting.reject(new NotRecorded("writer-stopped"));
    this.#heads.clear();
  }
}
