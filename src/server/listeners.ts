// The listeners of a node's feeds: who may send, over what, and how each message is taken.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type FeedConfigured, senderGate, takeFrame } from "../feed/index.ts";
import { type Listener, listen } from "../hl7/index.ts";
import type { SharedClock } from "./clock.ts";
import type { Writer } from "./writer.ts";

/** Opens one listener a feed; by the feed's name. Rejects where a port cannot be had. */
export async function openListeners(
  feeds: readonly FeedConfigured[],
  {
    writer,
    clock,
    hear,
    report,
  }: {
    readonly writer: Writer;
    readonly clock: SharedClock;
    readonly hear: (feed: string, message: Uint8Array) => void;
    readonly report: (error: unknown) => void;
  },
): Promise<Map<string, Listener>> {
  const open = new Map<string, Listener>();
  const parts = {
    commit: (requests: Parameters<Writer["commit"]>[0]) => writer.commit(requests),
    hear,
    now: stamper(clock),
    control: () => randomUUID(),
  };
  for (const config of feeds) {
    const { feed, listen: at } = config;
    const gate = senderGate(config, { commit: parts.commit, now: clock.now, report });
    open.set(
      feed,
      await listen({
        host: at.host,
        port: at.port,
        ...(at.tls === undefined ? {} : { tls: tlsOf(at.tls) }),
        allow: gate,
        onFrame: (event, peer) => takeFrame(feed, event, peer, parts),
      }),
    );
  }
  return open;
}

/** A listener that names an authority takes only senders that show a certificate of it. */
function tlsOf({ cert_file, key_file, senders_ca_file }: NonNullable<FeedConfigured["listen"]["tls"]>) {
  return {
    cert: readFileSync(cert_file, "utf8"),
    key: readFileSync(key_file, "utf8"),
    minVersion: "TLSv1.2" as const,
    ...(senders_ca_file === undefined
      ? {}
      : { ca: readFileSync(senders_ca_file, "utf8"), requestCert: true, rejectUnauthorized: true }),
  };
}

/** MSH-7 of our answers, in UTC; a second's text is made once. */
function stamper(clock: SharedClock): () => string {
  let last = { second: Number.NaN, text: "" };
  return () => {
    const second = Math.floor(clock.now() / 1_000);
    if (second !== last.second) {
      const digits = new Date(second * 1_000).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
      last = { second, text: `${digits}+0000` };
    }
    return last.text;
  };
}
