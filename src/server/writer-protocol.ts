// What the main thread and the writer thread say to each other.
import type { Outcome, Request } from "../journal/index.ts";

export type WriterData = {
  readonly folder: string;
  readonly dataKey: Uint8Array;
  readonly idKey: Uint8Array;
  /** What the thread reads its clock from; null = the machine's. */
  readonly clock: SharedArrayBuffer | null;
};

/** To the writer. `ticket` comes back with the answers. */
export type ToWriter =
  | { readonly type: "commit"; readonly ticket: number; readonly requests: readonly Request[] }
  | { readonly type: "sign-head"; readonly ticket: number }
  /** Nobody is about to open the views: new ones may take the place of the old. */
  | { readonly type: "swap" }
  | { readonly type: "close" };

/** From the writer. A commit is answered twice: when it is on disk, and when its views show it. */
export type FromWriter =
  | { readonly type: "ready"; readonly position: number; readonly node: Uint8Array; readonly rebuilding: boolean }
  | { readonly type: "rebuilding"; readonly done: number; readonly of: number }
  | { readonly type: "caught-up" }
  /** The new views lie where the old ones lay: open them again. */
  | { readonly type: "rebuilt"; readonly position: number }
  | { readonly type: "progress"; readonly done: number; readonly of: number }
  | { readonly type: "failed-to-open"; readonly code: string; readonly text: string }
  | { readonly type: "committed"; readonly ticket: number; readonly outcomes: readonly Outcome[] }
  | { readonly type: "commit-failed"; readonly ticket: number; readonly code: string }
  | { readonly type: "folded"; readonly tickets: readonly number[] }
  | { readonly type: "published"; readonly position: number; readonly topics: readonly string[]; readonly lag: number }
  | { readonly type: "head"; readonly ticket: number; readonly head: Uint8Array }
  | { readonly type: "closed" };
