// Who may send to a listener: its configured addresses, else this machine only. Who may not is recorded, and hears nothing.
import type { Peer } from "../hl7/index.ts";
import type { FeedConfigured } from "./entries.ts";
import type { Commit } from "./intake.ts";

/** One entry an address in this time: a stranger who knocks without end fills no journal. */
const AGAIN_MS = 15 * 60_000;
const REMEMBERED_MAX = 1_000;

export type SenderParts = {
  readonly commit: Commit;
  /** Integer ms. */
  readonly now: () => number;
  /** Hears that a refusal could not be recorded: the disk is full, and the sender is refused all the same. */
  readonly report: (error: unknown) => void;
};

/** Judges each connection of a listener before a byte of it is read. */
export function senderGate({ feed, listen }: Pick<FeedConfigured, "feed" | "listen">, parts: SenderParts) {
  const senders = (listen.senders ?? []).map(plainAddress);
  const refused = new Map<string, number>();
  return (peer: Peer): boolean => {
    const address = plainAddress(peer.address);
    if (senders.length === 0 ? isThisMachine(address) : senders.includes(address)) return true;
    const [at, before] = [parts.now(), refused.get(address)];
    // A clock that went back gives a second entry, never a missing one.
    if (before !== undefined && at >= before && at - before < AGAIN_MS) return false;
    refused.delete(address);
    refused.set(address, at);
    const [oldest] = refused.keys();
    if (refused.size > REMEMBERED_MAX && oldest !== undefined) refused.delete(oldest);
    const body = { feed, why: "sender", bytes: 0, control: null, peer: address.slice(0, 60) };
    const draft = { kind: "feed.refused", actor: `feed:${feed}`, body };
    parts.commit([{ drafts: [draft], online: false }]).catch(parts.report);
    return false;
  };
}

/** An IPv4 address that came in over IPv6 is that address. */
function plainAddress(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
}

function isThisMachine(address: string): boolean {
  return address === "::1" || /^127\.\d+\.\d+\.\d+$/.test(address);
}
