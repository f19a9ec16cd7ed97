// The listeners of a node's feeds: who may send, over what, and how each message is taken.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type FeedConfigured, senderGate, takeFrame } from "../feed/index.ts";
import { type Listener, listen } from "../hl7/index.ts";
import type { SharedClock } from "./clock.ts";
import type { Writer } from "./writer.ts";

export type Listeners = {
  /** By the feed's name; a feed in quarantine has none. */
  readonly open: ReadonlyMap<string, Listener>;
  /** Closes what is in quarantine now, opens what no longer is: the same port again. */
  settle(quarantined: ReadonlySet<string>): Promise<void>;
};

/** Opens one listener a feed but those in quarantine. Rejects where a port cannot be had. */
export async function openListeners(
  feeds: readonly FeedConfigured[],
  quarantined: ReadonlySet<string>,
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
): Promise<Listeners> {
  const open = new Map<string, Listener>();
  const ports = new Map<string, number>();
  const parts = {
    commit: (requests: Parameters<Writer["commit"]>[0]) => writer.commit(requests),
    hear,
    now: stamper(clock),
    control: () => randomUUID(),
  };
  const openOne = async (config: FeedConfigured) => {
    const { feed, listen: at } = config;
    const listener = await listen({
      host: at.host,
      port: ports.get(feed) ?? at.port,
      ...(at.tls === undefined ? {} : { tls: tlsOf(at.tls) }),
      allow: senderGate(config, { commit: parts.commit, now: clock.now, report }),
      onFrame: (event, peer) => takeFrame(feed, event, peer, parts),
    });
    open.set(feed, listener);
    ports.set(feed, listener.port);
  };
  for (const config of feeds) if (!quarantined.has(config.feed)) await openOne(config);
  let settling = Promise.resolve();
  return {
    open,
    settle(now) {
      settling = settling
        .then(async () => {
          for (const config of feeds) {
            const listener = open.get(config.feed);
            if (now.has(config.feed) && listener !== undefined) {
              open.delete(config.feed);
              await listener.close();
            } else if (!now.has(config.feed) && listener === undefined) await openOne(config);
          }
        })
        .catch(report);
      return settling;
    },
  };
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
