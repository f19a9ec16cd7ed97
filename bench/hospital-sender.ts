// The connections of a whole hospital to one node: each feed has its listener, and its share of the connections.
import type { BenchMessage, FeedName } from "./messages.ts";
import { Sender, type Timed } from "./sender.ts";

export const CONNECTIONS = 64;
/** Doses and results are most of what comes. */
const SHARES: { readonly [feed in FeedName]: number } = { adt: 12, pharmacy: 26, lab: 26 };
const FEEDS = ["adt", "pharmacy", "lab"] as const;

export type HospitalSender = {
  closedLoop(messages: readonly BenchMessage[]): Promise<Timed[]>;
  /** At so many messages a second, beginning at an instant. */
  openLoop(messages: readonly BenchMessage[], per_s: number, begin_ms: number): Promise<Timed[]>;
  close(): void;
};

/** Opens the 64 connections to a node's listeners, in the feeds' shares. */
export async function openHospital(ports: { readonly [feed: string]: number }): Promise<HospitalSender> {
  const lanes = new Map<FeedName, Sender>();
  for (const feed of FEEDS) lanes.set(feed, await Sender.open(ports[feed] ?? 0, SHARES[feed]));
  const each = async (run: (sender: Sender, feed: FeedName) => Promise<Timed[]>) =>
    (await Promise.all([...lanes].map(([feed, sender]) => run(sender, feed)))).flat();
  return {
    closedLoop: messages => each((sender, feed) => sender.closedLoop(messages.filter(one => one.feed === feed))),
    openLoop(messages, per_s, begin_ms) {
      const schedule = messages.map((message, n) => ({ message, at_ms: begin_ms + (n * 1_000) / per_s }));
      return each((sender, feed) => sender.openLoop(schedule.filter(one => one.message.feed === feed)));
    },
    close() {
      for (const sender of lanes.values()) sender.close();
    },
  };
}

/** From the first write to the last acknowledgement, in ms. */
export function length_ms(timed: readonly Timed[]): number {
  const begin = timed.reduce((least, one) => Math.min(least, one.sent_ms), Number.POSITIVE_INFINITY);
  const end = timed.reduce((most, one) => Math.max(most, one.answered_ms), 0);
  return end - begin;
}
