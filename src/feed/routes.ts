// What the system page is told of the feeds. Shapes only, for the server and the web. No patient, no number of one.
import type { Age, Identity, KindOfData } from "../chart/index.ts";

export type FeedNow = {
  readonly feed: string;
  readonly facility: string;
  /** Where it listens; null while the listener is not open. */
  readonly port: number | null;
  readonly connections: number;
  /** The types of message that its configuration names; none = the standard ones. */
  readonly types: readonly string[];
  /** `usual_ms`: its usual longest silence at this hour; null = not learnt. It chooses quiet or amber and moves no time (RULES A2). */
  readonly kinds: readonly { readonly kind: KindOfData; readonly age: Age; readonly usual_ms: number | null }[];
  /** Types that are heartbeats, with their kinds. */
  readonly heartbeats: Readonly<Record<string, readonly KindOfData[]>>;
  /** When the last message came in since this start, integer ms; null = none. */
  readonly last_arrival: number | null;
  /** Messages since this start, at most of the last 24 h. */
  readonly messages: number;
  readonly parked: number;
};

/** Messages that are kept whole and acknowledged, and that nobody could map: alike ones together. */
export type ParkedGroup = {
  /** What its messages are asked for by: 16 hex digits. */
  readonly id: string;
  readonly feed: string;
  readonly code: string;
  readonly text: string;
  readonly where: string;
  readonly type: string | null;
  readonly count: number;
  /** When the newest came in, integer ms. */
  readonly newest: number;
};

/** One parked message to read. */
export type ParkedMessage = {
  /** Of its entry, hex. */
  readonly id: string;
  readonly control: string | null;
  /** When it came in, integer ms. */
  readonly arrived: number;
  /** As it was sent; else names, numbers, times, phones and free text are blanked. */
  readonly whole: boolean;
  readonly bytes: number;
  /** `mark`: where the place of the reason stands in the text; `from` = `to` where nothing was sent there. */
  readonly segments: readonly {
    readonly text: string;
    readonly more: number;
    readonly mark: { readonly from: number; readonly to: number; readonly place: string } | null;
  }[];
  readonly more_segments: number;
};

/** A page of a group's messages, the newest first. */
export type ParkedAnswer = {
  readonly at: number;
  readonly messages: readonly ParkedMessage[];
  /** Whose content was pruned or erased, on this page. */
  readonly gone: number;
  /** Where the next page begins; null = there is none. */
  readonly next: string | null;
};

/** A hold or an exclusion that stands (RULES M4). No patient. */
export type HoldNow = {
  /** Id of its entry, hex; null = rules of their own hold these. */
  readonly hold: string | null;
  readonly what: "held" | "excluded";
  readonly feed: string | null;
  /** When it was recorded, integer ms. */
  readonly since: number;
  /** Who held it; null = an alarm, or a rule. */
  readonly by: string | null;
  readonly why: string;
  readonly alarm: {
    readonly effect: string;
    readonly count: number;
    readonly of?: number | undefined;
    readonly minutes: number;
    readonly usual: number;
  } | null;
  readonly quarantine: boolean;
  /** When the first message that it covers came in, integer ms. */
  readonly from: number | null;
  /** What waits for a person, by effect. */
  readonly waiting: readonly { readonly effect: string; readonly count: number }[];
  readonly taken: number;
  readonly dropped: number;
};

/** One message that waits. It speaks of a patient. */
export type HeldMessage = {
  /** Epoch and seq, what a verdict names; `places`: of all its copies. */
  readonly place: string;
  readonly places: readonly string[];
  readonly feed: string;
  readonly type: string | null;
  readonly control: string | null;
  readonly sent: number | null;
  readonly arrived: number;
  readonly effect: string;
  readonly record: string | null;
};

/** The messages of a hold with whom they speak of, for the person who decides. */
export type HeldAnswer = {
  readonly at: number;
  readonly hold: HoldNow;
  readonly rows: readonly (HeldMessage & { readonly patient: Identity | null })[];
  /** There are more than are shown. */
  readonly more: boolean;
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
  /** Configurations that were taken since this start, the newest first, with how many of the feed's messages were parked before and then. */
  readonly applied: readonly {
    readonly at: number;
    readonly feed: string;
    readonly changed: readonly string[];
    readonly parked_before: number;
    readonly parked_after: number;
  }[];
  readonly holds: readonly HoldNow[];
  /** Bytes; null where the system does not say. */
  readonly disk: { readonly free: number; readonly size: number; readonly data: number } | null;
  /** What opens this node's keys: `passphrase`, `key-file`, `recovery`. */
  readonly slots: readonly string[];
  /** Segments that were written out, the newest first: for whom as they were asked for, bytes of the file. */
  readonly written: readonly {
    readonly at: number;
    readonly to: readonly string[];
    readonly entries: number;
    readonly bytes: number;
  }[];
  /** The last proof since this start; null = none. */
  readonly verified: {
    readonly at: number;
    readonly entries: number;
    readonly heads: number;
    readonly findings: readonly string[];
    readonly views: readonly string[];
  } | null;
};
