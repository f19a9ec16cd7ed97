// Which `sent` (MSH-7) counts for age (DESIGN §3), and whose clock is off (RULES A4).
import type { Moment } from "./routes.ts";

/** How far a `sent` may lie after our arrival before it is no `sent` at all. */
export const SENT_AHEAD_MS = 2 * 60_000;

/** The instant by which a message counts, or null: missing, coarser than a minute, or more than 2 minutes after arrival. */
export function acceptSent(sent: Moment | null, arrival: number): number | null {
  if (sent === null || sent.instant === null) return null;
  if (sent.precision !== "minute" && sent.precision !== "second") return null;
  return sent.instant > arrival + SENT_AHEAD_MS ? null : sent.instant;
}

/** A sender's newest offset: its `sent` less our arrival, in ms; also of messages that acceptSent refuses. */
export type Offset = { readonly sender: string; readonly offset_ms: number };

/**
 * All senders off by the same amount means that our own clock is off (RULES A4). Answers by how much, positive when ours
 * is behind theirs; null where fewer than two senders speak, one of them agrees with us, or they disagree with one another.
 * `apart_ms` is how far two senders may lie from one another, `off_ms` from which offset on it is worth saying.
 */
export function ourClockOff(offsets: readonly Offset[], apart_ms = 30_000, off_ms = SENT_AHEAD_MS): number | null {
  const bySender = new Map<string, number[]>();
  for (const { sender, offset_ms } of offsets) bySender.set(sender, [...(bySender.get(sender) ?? []), offset_ms]);
  if (bySender.size < 2) return null;
  const medians = [...bySender.values()].map(median).sort((a, b) => a - b);
  const [least = 0, most = 0] = [medians[0], medians.at(-1)];
  if (most - least > apart_ms) return null;
  const middle = median(medians);
  return Math.abs(middle) < off_ms ? null : middle;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.round(((sorted[half - 1] ?? 0) + upper) / 2);
}
