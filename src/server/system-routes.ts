// What the people who keep the node running see of it: feeds, parked messages, disk, keys, the last proof. No patient.
import { readdirSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { permission } from "../access/index.ts";
import type { KindOfData } from "../chart/index.ts";
import {
  type FeedConfigured,
  feedAges,
  type HoldNow,
  parkedGroups,
  type SystemAnswer,
  type Traffic,
} from "../feed/index.ts";
import type { Listener } from "../hl7/index.ts";
import { type Sqlite, slotsOf } from "../journal/index.ts";
import type { Reply } from "./control/index.ts";
import { type Route, refused, route } from "./http/index.ts";
import { writtenSegments } from "./written-segments.ts";

export type SystemParts = {
  readonly folder: string;
  readonly version: string;
  /** This node in hex. */
  readonly node: string;
  /** When this start began, integer ms. */
  readonly since: number;
  readonly views: () => Sqlite;
  /** As they stand now. */
  readonly feeds: () => readonly FeedConfigured[];
  /** Configurations that were taken since this start, the newest first. */
  readonly applied: () => SystemAnswer["applied"];
  readonly listeners: () => ReadonlyMap<string, Listener>;
  /** The usual longest silence in ms of a feed and kind at an hour; null = not learnt. */
  readonly usual: (feed: FeedConfigured, kind: KindOfData, at: number) => number | null;
  readonly traffic: Traffic;
  readonly position: () => number;
  readonly lag_s: (at: number) => number;
  readonly holds: (at: number) => readonly HoldNow[];
  readonly verify: () => Promise<Reply<"verify">>;
};

const STEP_MINUTES = 5;
const MOST_STEPS = 144;
const MOST_WRITTEN = 5;

/** The system page's answer, and the act that proves the store. */
export function systemRoutes(parts: SystemParts): Route[] {
  let verified: SystemAnswer["verified"] = null;
  let running: Promise<Reply<"verify">> | null = null;
  const systemNow = (at: number): SystemAnswer => {
    const { from, counts } = parts.traffic.steps(parts.since, at, STEP_MINUTES, MOST_STEPS);
    // A heartbeat says that the feed is alive; nobody misses it in a chart.
    const heartbeats = new Map(parts.feeds().map(config => [config.feed, config.heartbeats]));
    const parked = parkedGroups(parts.views()).filter(
      ({ feed, type }) => type === null || !(type in (heartbeats.get(feed) ?? {})),
    );
    return {
      at,
      version: parts.version,
      since: parts.since,
      node: parts.node.slice(0, 8),
      position: parts.position(),
      lag_s: parts.lag_s(at),
      traffic: { from, step_ms: STEP_MINUTES * 60_000, counts },
      feeds: parts.feeds().map(config => {
        const listener = parts.listeners().get(config.feed);
        return {
          feed: config.feed,
          facility: config.facility,
          port: listener?.port ?? null,
          connections: listener?.connections() ?? 0,
          types: Object.keys(config.heard),
          kinds: feedAges(parts.views(), config, at).map(one => ({
            ...one,
            usual_ms: parts.usual(config, one.kind, at),
          })),
          heartbeats: config.heartbeats,
          last_arrival: parts.traffic.last(config.feed),
          messages: parts.traffic.day(config.feed, at),
          parked: parked.reduce((sum, group) => sum + (group.feed === config.feed ? group.count : 0), 0),
        };
      }),
      parked,
      applied: parts.applied(),
      holds: parts.holds(at),
      disk: diskOf(parts.folder),
      slots: slotsOf(parts.folder),
      written: writtenSegments(parts.views(), MOST_WRITTEN),
      verified,
    };
  };
  return [
    route({
      method: "GET",
      path: "/feeds",
      permission: permission("system.read"),
      input: {},
      output: z.custom<SystemAnswer>(),
      handle: (_, { at }) => ({ ok: true, value: systemNow(at) }),
    }),
    route({
      method: "POST",
      path: "/acts/system.verify",
      permission: permission("system.read"),
      input: { body: z.strictObject({}) },
      output: z.custom<SystemAnswer>(),
      async handle(_, { at }) {
        // Asked twice at once, it is done once.
        running ??= parts.verify().finally(() => {
          running = null;
        });
        const reply = await running;
        if (!reply.ok) return refused(503, reply.error.code, reply.error.text);
        const { entries, heads, findings, views } = reply.value;
        verified = {
          at,
          entries,
          heads,
          findings: findings.map(one => `${one.where}: ${one.text}`),
          views: [...views],
        };
        return { ok: true, value: systemNow(at) };
      },
    }),
  ];
}

function diskOf(folder: string): SystemAnswer["disk"] {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    const data = readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(folder, entry.name)).size, 0);
    return { free: bavail * bsize, size: blocks * bsize, data };
  } catch {
    return null;
  }
}
