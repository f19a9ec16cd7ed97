// From the wire to the journal: a message is acknowledged when it is on disk, whatever it says (DESIGN §3).
import { acknowledge, type FrameEvent, type Peer } from "../hl7/index.ts";
import type { Outcome, Request } from "../journal/index.ts";

/** Commits entries: resolves when they are on disk, rejects where nothing was recorded. */
export type Commit = (requests: readonly Request[]) => Promise<readonly Outcome[]>;

export type IntakeParts = {
  readonly commit: Commit;
  /** Hears each message as it arrives, before it is on disk. */
  readonly hear?: (feed: string, message: Uint8Array) => void;
  /** MSH-7 of our answers, as HL7 text with zone. */
  readonly now: () => string;
  /** MSH-10 of our answers. */
  readonly control: () => string;
};

/**
 * Answers one frame of a feed. Stored → AA, also what cannot be mapped. Too large → AR with a `feed.refused` entry.
 * Not stored (disk full) → AE: the sender keeps it.
 */
export async function takeFrame(
  feed: string,
  event: FrameEvent,
  peer: Peer,
  parts: IntakeParts,
): Promise<Uint8Array | null> {
  const actor = `feed:${feed}`;
  const answer = (bytes: Uint8Array, verdict: "accept" | "error" | "reject", text?: string) =>
    acknowledge(bytes, {
      verdict,
      control: parts.control(),
      sent: parts.now(),
      ...(text === undefined ? {} : { complaint: { code: "207", text } }),
    });
  try {
    if (event.kind === "too-large") {
      await parts.commit([
        {
          drafts: [
            { kind: "feed.refused", actor, body: { feed, why: "too-large", bytes: event.length, control: null } },
          ],
          online: false,
        },
      ]);
      return answer(event.start, "reject", "The message is larger than this listener takes.");
    }
    parts.hear?.(feed, event.bytes);
    const [outcome] = await parts.commit([
      {
        drafts: [{ kind: "feed.message", actor, body: { feed, message: event.bytes, peer: peer.address } }],
        online: false,
      },
    ]);
    return outcome?.ok === true
      ? answer(event.bytes, "accept")
      : answer(event.bytes, "error", "Not stored. Send it again.");
  } catch {
    return answer(event.kind === "message" ? event.bytes : event.start, "error", "Not stored. Send it again.");
  }
}
