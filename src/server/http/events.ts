// Server-sent events: what changed, as position and topics, and a heartbeat; the browser asks again (RULES A3, P3).
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { type Permission, permission } from "../../access/index.ts";
import { refused } from "./fault.ts";
import { type Route, rawRoute } from "./route.ts";

/** A page says `not connected` after three of these without one. */
export const HEARTBEAT_MS = 5_000;
const STREAMS_MAX = 2_000;
const STREAMS_A_SESSION_MAX = 12;
/** A reader that takes nothing is let go: it asks again when it is back. */
const UNSENT_BYTES_MAX = 262_144;

/** What the strip of every page says of the node itself, in words: copy being rebuilt, our clock off. */
export type Said = readonly string[];

export type Change = { readonly position: number; readonly topics: readonly string[] };

/** What a session is at this moment; null = it ended, or its person was removed. */
export type SessionNow = { readonly state: "open" | "locked"; may(permission: Permission): boolean } | null;

type Stream = {
  readonly session: string;
  readonly reply: ServerResponse;
  /** Asked at the start and at each heartbeat: grants end while a stream is open. */
  now(): SessionNow;
  hears(topic: string, may: (permission: Permission) => boolean): boolean;
};
type Open = Stream & { may: (permission: Permission) => boolean };

/** The open streams of a node. */
export class Events {
  readonly #streams = new Set<Open>();
  #hello: { readonly epoch: string; readonly build: string };
  readonly #said: () => Said;
  #position = 0;
  #timer: NodeJS.Timeout | null = null;

  /** `epoch` is new at each start, `build` with each build of the web app: either unknown to a page means reload all. */
  constructor(hello: { readonly epoch: string; readonly build: string }, said: () => Said) {
    this.#hello = hello;
    this.#said = said;
  }

  /** Tells every stream what it may hear of it. After the commit and the fold, never before. */
  publish(change: Change): void {
    this.#position = Math.max(this.#position, change.position);
    for (const stream of this.#streams) {
      const topics = change.topics.filter(topic => stream.hears(topic, stream.may));
      if (topics.length > 0) this.#write(stream, "position", { position: change.position, topics });
    }
  }

  /** Everything may read otherwise from now on: under a new epoch every page asks for all again. */
  renew(epoch: string, position: number): void {
    this.#hello = { ...this.#hello, epoch };
    this.#position = Math.max(this.#position, position);
    this.#beat();
  }

  /** Ends the streams of a session that was locked or ended. */
  endSession(session: string): void {
    for (const stream of this.#streams) if (stream.session === session) this.#end(stream, "locked");
  }

  /** Ends all; for stopping the node. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    for (const stream of this.#streams) this.#end(stream, "stopping");
  }

  get count(): number {
    return this.#streams.size;
  }

  /** Whether one more may be opened. */
  hasRoom(session: string): boolean {
    const own = [...this.#streams].filter(stream => stream.session === session).length;
    return this.#streams.size < STREAMS_MAX && own < STREAMS_A_SESSION_MAX;
  }

  /** Takes a stream in, greets it, and forgets it when its connection closes. */
  open(given: Stream): void {
    const stream: Open = { ...given, may: () => false };
    this.#streams.add(stream);
    stream.reply.on("close", () => this.#streams.delete(stream));
    stream.reply.on("error", () => this.#streams.delete(stream));
    this.#write(stream, "heartbeat", this.#heartbeat());
    this.#judge(stream);
    this.#timer ??= setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
  }

  #beat(): void {
    const heartbeat = this.#heartbeat();
    for (const stream of this.#streams) if (this.#judge(stream)) this.#write(stream, "heartbeat", heartbeat);
  }

  #heartbeat(): object {
    return { ...this.#hello, position: this.#position, said: this.#said() };
  }

  /** True while its person is there and may hear; else the stream ends. */
  #judge(stream: Open): boolean {
    const now = stream.now();
    if (now?.state === "open" && now.may(permission("events.read"))) {
      stream.may = now.may;
      return true;
    }
    this.#end(stream, now?.state === "locked" ? "locked" : "gone");
    return false;
  }

  #write(stream: Open, event: string, data: object): void {
    if (stream.reply.writableLength > UNSENT_BYTES_MAX) {
      this.#streams.delete(stream);
      stream.reply.destroy();
    } else stream.reply.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #end(stream: Open, why: "locked" | "gone" | "stopping"): void {
    this.#streams.delete(stream);
    stream.reply.end(`event: ${why}\ndata: {}\n\n`);
  }
}

const Query = z.strictObject({ topics: z.string().max(4_000).optional() });

/**
 * GET /events?topics=a,b. `hears(topic, may)` says whether a caller with these rights may hear of a topic; where it
 * names none, nobody hears it. `now` asks for the session as it is at that moment.
 */
export function eventsRoute(given: {
  readonly events: Events;
  readonly hears: (topic: string, may: (permission: Permission) => boolean) => boolean;
  readonly now: (session: string) => SessionNow;
}): Route {
  return rawRoute({
    path: "/events",
    access: { permission: permission("events.read") },
    isAct: false,
    async serve(context, request, reply) {
      const { caller } = context;
      const query = Query.safeParse(request.query);
      if (!query.success) return refused(422, "bad-input", "A field cannot be taken.", "query.topics");
      if (caller.kind !== "person") return refused(403, "people-only", "Event streams are for signed-in people.");
      const wanted = query.data.topics === undefined ? null : new Set(query.data.topics.split(","));
      const session = caller.session.id;
      if (!given.events.hasRoom(session)) return refused(429, "too-many-streams", "Too many event streams are open.");
      reply.hijack();
      const headers = { ...reply.getHeaders(), "content-type": "text/event-stream", "x-accel-buffering": "no" };
      for (const [name, value] of Object.entries(headers)) if (value !== undefined) reply.raw.setHeader(name, value);
      reply.raw.writeHead(200);
      given.events.open({
        session,
        reply: reply.raw,
        now: () => given.now(session),
        hears: (topic, may) => (wanted === null || wanted.has(topic)) && given.hears(topic, may),
      });
      return "sent";
    },
  });
}
