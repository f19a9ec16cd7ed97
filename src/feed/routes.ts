// What the system page is told of the feeds. Shapes only, for the server and the web. No patient, no number of one.
import type { Age, KindOfData } from "../chart/index.ts";

export type FeedNow = {
  readonly feed: string;
  readonly facility: string;
  /** Where it listens; null while the listener is not open. */
  readonly port: number | null;
  readonly connections: number;
  /** The types of message that its configuration names; none = the standard ones. */
  readonly types: readonly string[];
  readonly kinds: readonly { readonly kind: KindOfData; readonly age: Age }[];
  /** When the last message came in since this start, integer ms; null = none. */
  readonly last_arrival: number | null;
  /** Messages since this start, at most of the last 24 h. */
  readonly messages: number;
  readonly parked: number;
};

/** Messages that are kept whole and acknowledged, and that nobody could map: alike ones together. */
export type ParkedGroup = {
  readonly feed: string;
  readonly code: string;
  readonly text: string;
  readonly where: string;
  readonly type: string | null;
  readonly count: number;
  /** When the newest came in, integer ms. */
  readonly newest: number;
};

export type SystemAnswer = {
  readonly at: number;
  readonly version: string;
  /** When this start began, integer ms. */
  readonly since: number;
  /** 8 hex digits. */
  readonly node: string;
  readonly position: number;
  readonly lag_s: number;
  /** Messages in each step since `from`, oldest first; the last step is not over. */
  readonly traffic: { readonly from: number; readonly step_ms: number; readonly counts: readonly number[] };
  readonly feeds: readonly FeedNow[];
  readonly parked: readonly ParkedGroup[];
  /** Bytes; null where the system does not say. */
  readonly disk: { readonly free: number; readonly size: number; readonly data: number } | null;
  /** What opens this node's keys: `passphrase`, `key-file`, `recovery`. */
  readonly slots: readonly string[];
  /** The last proof since this start; null = none. */
  readonly verified: {
    readonly at: number;
    readonly entries: number;
    readonly heads: number;
    readonly findings: readonly string[];
    readonly views: readonly string[];
  } | null;
};
