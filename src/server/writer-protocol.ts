// What the main thread and the writer thread say to each other.
import type { Outcome, Request } from "../journal/index.ts";

export type WriterData = {
  readonly folder: string;
  readonly dataKey: Uint8Array;
  readonly idKey: Uint8Array;
  /** What the thread reads its clock from; null = the machine's. */
  readonly clock: SharedArrayBuffer | null;
};

/** Requests of one caller; `ticket` comes back with their answers, and again when they are folded where that is waited for. */
export type Ticketed = { readonly ticket: number; readonly requests: readonly Request[]; readonly untilShown: boolean };

/** To the writer. What the main thread has at hand comes as one message: a message between threads costs as much as an entry. */
export type ToWriter =
  | { readonly type: "commit"; readonly all: readonly Ticketed[] }
  | { readonly type: "sign-head"; readonly ticket: number }
  /** Nobody is about to open the views: new ones may take the place of the old. */
  | { readonly type: "swap" }
  | { readonly type: "close" };

/** From the writer. A commit is answered when it is on disk; `folded` says that its views show it. */
export type FromWriter =
  | { readonly type: "ready"; readonly position: number; readonly node: Uint8Array; readonly rebuilding: boolean }
  | { readonly type: "rebuilding"; readonly done: number; readonly of: number }
  | { readonly type: "caught-up" }
  /** The new views lie where the old ones lay: open them again. */
  | { readonly type: "rebuilt"; readonly position: number }
  | { readonly type: "progress"; readonly done: number; readonly of: number }
  | { readonly type: "failed-to-open"; readonly code: string; readonly text: string }
  | {
      readonly type: "committed";
      readonly all: readonly { readonly ticket: number; readonly outcomes: readonly Outcome[] }[];
    }
  | { readonly type: "commit-failed"; readonly tickets: readonly number[]; readonly code: string }
  | { readonly type: "folded"; readonly tickets: readonly number[] }
  | { readonly type: "published"; readonly position: number; readonly topics: readonly string[]; readonly lag: number }
  | { readonly type: "head"; readonly ticket: number; readonly head: Uint8Array }
  | { readonly type: "closed" };
