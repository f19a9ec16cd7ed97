// One thing that happened and the message that says so, before its bytes and its dirt.
import type { FeedName } from "./feeds.ts";
import type { MessageSpec } from "./spec.ts";
import type { Fact } from "./truth.ts";

export type Draft = {
  readonly feed: FeedName;
  /** MSH-7: when the sender made the message. */
  readonly at: number;
  readonly spec: MessageSpec;
  readonly facts: readonly Fact[];
};
