// The hospital's messages, one after another: first the history, then life. A pure function of seed, times and paces.
import { seeded } from "../random.ts";
import type { Appointment } from "./appointments.ts";
import { CLEAN, type Dirt, type DirtKind, drawDirt, FIELD_DIRT, formOf, withoutOptional } from "./dirt.ts";
import type { Draft } from "./draft.ts";
import { FEED_NAMES, type FeedName, feedOf } from "./feeds.ts";
import { openHospital } from "./hospital.ts";
import { HOUR, MINUTE } from "./times.ts";
import type { Fact } from "./truth.ts";
import { wireBytes } from "./wire.ts";

export type SimEvent = {
  /** Counts from 0 over all feeds: the place that a second start resumes from. */
  readonly index: number;
  readonly feed: FeedName;
  readonly phase: "history" | "life";
  /** MSH-7, and when it is due to be sent in life. */
  readonly at: number;
  readonly control: string;
  /** `ADT^A01`. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** What the message makes true; none on a duplicate. */
  readonly facts: readonly Fact[];
  readonly dirt: readonly DirtKind[];
};

export type Options = {
  /** The instant at which history ends and life begins: the wall clock of the first start. */
  readonly begins: number;
  readonly zone?: string;
  readonly historyHours?: number;
  readonly dirt?: Dirt;
};

export const DEFAULT_ZONE = "America/New_York";
export const HISTORY_LIMIT = 20_000;
/** Heartbeats of the history lie closer than the demo's limit of 90 s, so that it has no hole. */
const HISTORY_HEARTBEAT = 75_000;
/** RULES P4. */
const LIFE_HEARTBEAT = 30_000;

export type Simulation = {
  readonly appointments: readonly Appointment[];
  /** All of the history: every ADT message first, then the other feeds by time. At most 20,000. */
  readonly history: readonly SimEvent[];
  /** The next minute of life, which begins at `begins` and follows the one before. `pace` ≥ 0.1. */
  minute(pace: number): readonly SimEvent[];
};

/** Starts a simulation. Throws a RangeError where the history would be longer than its limit. */
export function startSimulation(seed: number | string, options: Options): Simulation {
  const zone = options.zone ?? DEFAULT_ZONE;
  const dirt = options.dirt ?? FIELD_DIRT;
  const begins = Math.floor(options.begins / MINUTE) * MINUTE;
  const origin = begins - (options.historyHours ?? 26) * HOUR;
  const random = seeded(seed);
  const hospital = openHospital(random.fork("hospital"), origin, zone);
  const dirtRandom = random.fork("dirt");
  const counters = new Map<FeedName, number>(FEED_NAMES.map(feed => [feed, 0]));
  let index = 0;
  let next = begins;

  const write = (drafts: readonly Draft[], phase: SimEvent["phase"]): SimEvent[] => {
    const made: SimEvent[] = [];
    // Each late message waits for a few others of its feed.
    const waiting: { event: SimEvent; left: number }[] = [];
    const put = (event: SimEvent) => {
      made.push({ ...event, index: index++ });
      for (const one of waiting.filter(w => w.event.feed === event.feed)) {
        one.left--;
        if (one.left > 0) continue;
        waiting.splice(waiting.indexOf(one), 1);
        made.push({ ...one.event, index: index++ });
      }
    };
    for (const draft of drafts) {
      const feed = feedOf(draft.feed);
      const number = (counters.get(draft.feed) ?? 0) + 1;
      counters.set(draft.feed, number);
      const control = `${feed.sendingApplication.slice(4)}${String(number).padStart(8, "0")}`;
      const heartbeat = draft.spec.segments.length === 0;
      const kinds = heartbeat ? new Set<DirtKind>() : drawDirt(dirtRandom, dirt);
      const spec = kinds.has("missingFields") ? withoutOptional(draft.spec) : draft.spec;
      const event: SimEvent = {
        index: 0,
        feed: draft.feed,
        phase,
        at: draft.at,
        control,
        type: `${draft.spec.type[0]}^${draft.spec.type[1]}`,
        bytes: wireBytes(feed, spec, { at: draft.at, zone, control }, formOf(kinds)),
        facts: draft.facts,
        dirt: [...kinds],
      };
      if (kinds.has("outOfOrder")) waiting.push({ event, left: dirtRandom.whole(1, 3) });
      else put(event);
      if (!kinds.has("duplicates")) continue;
      const again = { ...event, facts: [] };
      if (dirtRandom.chance(0.5)) put(again);
      else waiting.push({ event: again, left: dirtRandom.whole(2, 5) });
    }
    for (const { event } of waiting) made.push({ ...event, index: index++ });
    return made;
  };

  const past: Draft[] = [...hospital.before];
  for (let at = origin; at < begins; at += MINUTE) past.push(...hospital.minute(at, 1, HISTORY_HEARTBEAT));
  const adt = past.filter(draft => draft.feed === "adt");
  const others = past.filter(draft => draft.feed !== "adt");
  const history = write([...adt, ...others], "history");
  if (history.length > HISTORY_LIMIT) throw new RangeError(`a history of ${history.length} messages`);

  return {
    appointments: hospital.appointments,
    history,
    minute(pace) {
      const at = next;
      next += MINUTE;
      return write(hospital.minute(at, Math.max(0.1, pace), LIFE_HEARTBEAT), "life");
    },
  };
}

/** History, then `minutes` of life at one pace (without end where not given): what tests and benches read. */
export function* simulate(
  seed: number | string,
  options: Options & { readonly minutes?: number; readonly pace?: number },
): Generator<SimEvent, void> {
  const simulation = startSimulation(seed, options);
  yield* simulation.history;
  for (let i = 0; options.minutes === undefined || i < options.minutes; i++)
    yield* simulation.minute(options.pace ?? 1);
}

export { CLEAN, FIELD_DIRT };
