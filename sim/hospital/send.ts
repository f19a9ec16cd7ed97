// Sends the hospital's events over MLLP as they happen, and lets a person disturb it.

import { type MllpSender, mllpSender } from "../mllp.ts";
import type { Dirt } from "./dirt.ts";
import { FEED_NAMES, type FeedName } from "./feeds.ts";
import { type FeedPlace, firstPlace, type Place, readPlace, writePlace } from "./place.ts";
import { DEFAULT_ZONE, FIELD_DIRT, type SimEvent, startSimulation } from "./simulate.ts";
import { MINUTE } from "./times.ts";

export type SendOptions = {
  readonly seed: string;
  readonly host: string;
  readonly ports: { readonly [feed in FeedName]: number };
  readonly folder: string;
  readonly now: () => number;
  readonly zone?: string;
  readonly historyHours?: number;
  readonly dirt?: Dirt;
  readonly pace?: number;
  readonly timeout_ms?: number;
};
export type FeedState = FeedPlace & {
  readonly feed: FeedName;
  readonly queued: number;
  /** `held` keeps its queue, `dropping` loses what it would have sent. */
  readonly state: "sending" | "held" | "unplugged";
  readonly lastProblem: string | null;
};
export type SendState = {
  readonly pace: number;
  readonly plugged: boolean;
  readonly history: { readonly sent: number; readonly of: number };
  readonly feeds: readonly FeedState[];
};
export type HospitalSender = {
  state(): SendState;
  setPace(pace: number): void;
  /** Stops one feed: its queue grows and waits. */
  stop(feed: FeedName): void;
  /** Lets a feed go on with all that waited. */
  drain(feed: FeedName): void;
  /** Lets a feed go on without what waited: those messages are lost for ever. */
  returnWithoutQueue(feed: FeedName): void;
  sendGarbage(feed: FeedName): Promise<void>;
  /** Ends all sending at once, and all heartbeats; the EHR is dark. What would have been sent is never made. */
  pullThePlug(): void;
  /** Ends, keeps the place. */
  close(): Promise<void>;
};

/** A queue longer than this loses its oldest: the feed's disk is full. */
export const QUEUE_LIMIT = 100_000;

/** Starts sending; goes on where a folder's place says. Everything before the history's end is sent without waiting, beds first. */
export function startSending(options: SendOptions): HospitalSender {
  const kept = readPlace(options.folder);
  const place: Place = kept ?? firstPlace(options.seed, options.zone ?? DEFAULT_ZONE, options.now());
  const simulation = startSimulation(place.seed, {
    begins: place.begins,
    zone: place.zone,
    dirt: options.dirt ?? FIELD_DIRT,
    ...(options.historyHours === undefined ? {} : { historyHours: options.historyHours }),
  });
  const begins = Math.floor(place.begins / MINUTE) * MINUTE;
  const historyLength = simulation.history.length;
  const lastBed = simulation.history.findLast(event => event.feed === "adt")?.index ?? -1;
  let pace = options.pace ?? place.paces.at(-1)?.[1] ?? 1;
  let minutes = 0;
  let plugged = true;
  let closed = false;

  const queues: { [feed in FeedName]: SimEvent[] } = { adt: [], pharmacy: [], lab: [], scheduling: [] };
  const held = new Set<FeedName>();
  const problems = new Map<FeedName, string>();
  const senders: { [feed in FeedName]: MllpSender } = {
    adt: senderTo("adt"),
    pharmacy: senderTo("pharmacy"),
    lab: senderTo("lab"),
    scheduling: senderTo("scheduling"),
  };
  function senderTo(feed: FeedName): MllpSender {
    return mllpSender({
      host: options.host,
      port: options.ports[feed],
      ...(options.timeout_ms === undefined ? {} : { timeout_ms: options.timeout_ms }),
    });
  }

  function enqueue(events: readonly SimEvent[]): void {
    for (const event of events) {
      const feed = place.feeds[event.feed];
      if (event.index < feed.next) continue;
      const queue = queues[event.feed];
      queue.push(event);
      if (queue.length > QUEUE_LIMIT) lose(event.feed, 1);
    }
  }
  function lose(feed: FeedName, count: number): void {
    const gone = queues[feed].splice(0, count);
    const last = gone.at(-1);
    if (last === undefined) return;
    place.feeds[feed].lost += gone.length;
    place.feeds[feed].next = last.index + 1;
  }
  function paceOf(minute: number): number {
    return place.paces.findLast(([from]) => from <= minute)?.[1] ?? 1;
  }
  /** Makes all minutes that have begun. */
  function live(): void {
    if (!plugged) return;
    while (begins + minutes * MINUTE <= options.now()) {
      if (pace !== paceOf(minutes) && minutes >= replayed) place.paces.push([minutes, pace]);
      enqueue(simulation.minute(paceOf(minutes)));
      minutes++;
    }
  }
  // Minutes lived before this start keep the pace they had.
  const replayed = kept === undefined ? 0 : Math.max(0, Math.floor((options.now() - begins) / MINUTE));

  enqueue(simulation.history);
  live();

  const alive = (feed: FeedName) => !closed && plugged && !held.has(feed);
  const bedsTold = () => place.feeds.adt.next > lastBed;

  async function run(feed: FeedName): Promise<void> {
    while (!closed) {
      const event = queues[feed][0];
      const ready = event !== undefined && event.at <= options.now() && (feed === "adt" || bedsTold());
      if (!alive(feed) || !ready) {
        await pause(50);
        continue;
      }
      place.feeds[feed].sent++;
      const delivery = await senders[feed].deliver(event.bytes, event.control);
      if (queues[feed][0] !== event) continue;
      if (delivery.kind === "no answer") {
        problems.set(feed, delivery.why);
        // The same message again: the copy must know it as a duplicate.
        await pause(250);
        continue;
      }
      problems.delete(feed);
      if (delivery.answer === "AE") {
        problems.set(feed, "answered AE: tried again");
        await pause(1_000);
        continue;
      }
      queues[feed].shift();
      place.feeds[feed].next = event.index + 1;
      if (delivery.answer === "AA") place.feeds[feed].acknowledged++;
      else place.feeds[feed].refused++;
    }
  }
  const keep = () => writePlace(options.folder, place);
  keep();
  const ticking = setInterval(() => {
    live();
    keep();
  }, 1_000);
  const running = FEED_NAMES.map(run);

  return {
    state: () => {
      const waiting = FEED_NAMES.reduce((n, feed) => n + queues[feed].filter(e => e.phase === "history").length, 0);
      return {
        pace,
        plugged,
        history: { sent: historyLength - waiting, of: historyLength },
        feeds: FEED_NAMES.map(feed => ({
          feed,
          ...place.feeds[feed],
          queued: queues[feed].length,
          state: !plugged ? "unplugged" : held.has(feed) ? "held" : "sending",
          lastProblem: problems.get(feed) ?? null,
        })),
      };
    },
    setPace: wanted => {
      pace = Math.min(100, Math.max(0.1, wanted));
    },
    stop: feed => {
      held.add(feed);
      senders[feed].cut();
    },
    drain: feed => {
      held.delete(feed);
    },
    returnWithoutQueue: feed => {
      lose(feed, queues[feed].filter(event => event.at <= options.now()).length);
      held.delete(feed);
    },
    sendGarbage: feed => senders[feed].garbage(GARBAGE),
    pullThePlug: () => {
      plugged = false;
      for (const feed of FEED_NAMES) senders[feed].cut();
    },
    close: async () => {
      closed = true;
      clearInterval(ticking);
      for (const feed of FEED_NAMES) senders[feed].cut();
      await Promise.all(running);
      keep();
    },
  };
}

/** Half a frame, no header, control characters, bytes of no charset. */
const GARBAGE = Uint8Array.from([
  0x0b,
  0x00,
  0xff,
  0xfe,
  ...new TextEncoder().encode("MSH|no|message\rPID|||"),
  0x1c,
  0x0d,
  0x0b,
  0x80,
]);

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
