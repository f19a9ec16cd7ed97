// Acts on a poisoned feed (RULES M4): hold, quarantine, exclude, lift, and a person's verdict message by message.
import { z } from "zod";
import { type Looks, permission } from "../access/index.ts";
import {
  type CopyContext,
  type FeedConfigured,
  feedDecidedKey,
  type HeldAnswer,
  type HoldNow,
  heldMessages,
  holdsNow,
  identityIn,
  rangesBetween,
  standingVerdicts,
} from "../feed/index.ts";
import type { Outcome, Request } from "../journal/index.ts";
import { type Answer, actorOf, lookerOf, type Refused, type Route, refused, route } from "./http/index.ts";
import { idBytes } from "./record.ts";

export type HoldParts = {
  readonly record: (requests: readonly Request[]) => Promise<readonly Outcome[]>;
  readonly copy: (at: number) => CopyContext;
  readonly looks: Looks;
  readonly feeds: readonly FeedConfigured[];
  /** The epoch of this start (hex) and where its chain ends. */
  readonly here: () => { readonly epoch: string; readonly seq: number };
  readonly nameOf: (actor: string, at: number) => string | null;
};

const Holds = z.custom<readonly HoldNow[]>();
const Why = z.string().trim().min(1).max(500);
const Hold = z.string().regex(/^[0-9a-f]{32}$/);
const Place = z.string().regex(/^[0-9a-f]{32}\/[1-9][0-9]{0,14}$/);
type Verdicts = { readonly take: readonly string[]; readonly drop: readonly string[] };

/** What one page shows, and the most that one verdict is on. */
const MOST_SHOWN = 300;
const MOST_DECIDED = 20_000;

/** What stands, the messages that wait, and the acts. Each answers with what stands then. */
export function holdRoutes(parts: HoldParts): Route[] {
  const { record, copy, looks } = parts;
  const holds = (at: number) => holdsNow(copy(at).views, actor => parts.nameOf(actor, at));
  const commit = async (drafts: Request["drafts"], at: number): Promise<Answer<readonly HoldNow[]>> => {
    const [outcome] = await record([{ drafts, online: true }]);
    if (outcome?.ok === true) return { ok: true, value: holds(at) };
    const { code, text, where } = outcome?.error ?? { code: "refused", text: "Nothing was recorded.", where: "" };
    return refused(outcome?.status ?? 422, code, text, where);
  };
  const noFeed = (feed: string): Refused | null =>
    parts.feeds.some(one => one.feed === feed)
      ? null
      : refused(422, "no-feed", "This node has no feed of that name.", "feed");
  return [
    route({
      method: "GET",
      path: "/holds",
      permission: permission("events.read"),
      input: {},
      output: Holds,
      handle: (_, { at }) => ({ ok: true, value: holds(at) }),
    }),
    route({
      method: "GET",
      path: "/holds/:hold",
      permission: permission("feed.decide"),
      input: { params: z.strictObject({ hold: z.union([Hold, z.literal("rules")]) }) },
      output: z.custom<HeldAnswer>(),
      async handle({ params }, { caller, at }): Promise<Answer<HeldAnswer>> {
        const looker = lookerOf(caller);
        if (looker === null) return refused(403, "people-only", "Only a person decides on held messages.");
        const id = params.hold === "rules" ? null : params.hold;
        const hold = holds(at).find(one => one.hold === id);
        if (hold === undefined) return refused(404, "no-hold", "Nothing of that hold waits any more.");
        const context = copy(at);
        const found = heldMessages(context.views, id, MOST_SHOWN + 1);
        const rows = found.slice(0, MOST_SHOWN).map(message => ({
          ...message,
          patient: message.record === null ? null : identityIn(context, message.record),
        }));
        await looks.listed(
          looker,
          `held ${params.hold}`,
          rows.flatMap(row => row.record ?? []),
          at,
        );
        return { ok: true, value: { at, hold, rows, more: found.length > MOST_SHOWN } };
      },
    }),
    route({
      method: "POST",
      path: "/acts/feed.hold",
      permission: permission("feed.hold"),
      input: {
        body: z.strictObject({
          feed: z.string().max(40),
          /** Held is what came in from here on, integer ms; null = from now on. */
          from: z.int().min(0).nullable(),
          quarantine: z.boolean(),
          why: Why,
        }),
      },
      output: Holds,
      handle: ({ body: { feed, from, quarantine, why } }, { caller, at }) => {
        const none = noFeed(feed);
        if (none !== null) return none;
        const here = parts.here();
        const known = rangesBetween(copy(at).views, feed, from ?? at, null);
        // What comes next lies in this start's chain, also where nothing of the feed has come yet.
        const ranges = known.some(range => range.epoch === here.epoch)
          ? known
          : [...known, { epoch: here.epoch, from: here.seq + 1, to: null }];
        const body = { feed, ranges, alarm: null, quarantine, why };
        return commit([{ kind: "feed.held", body, actor: actorOf(caller) }], at);
      },
    }),
    route({
      method: "POST",
      path: "/acts/feed.exclude",
      permission: permission("feed.hold"),
      input: {
        body: z
          .strictObject({ feed: z.string().max(40), from: z.int().min(0), to: z.int().min(0), why: Why })
          .refine(({ from, to }) => from < to, "an exclusion ends after it begins"),
      },
      output: Holds,
      handle: ({ body: { feed, from, to, why } }, { caller, at }) => {
        const none = noFeed(feed);
        if (none !== null) return none;
        const ranges = rangesBetween(copy(at).views, feed, from, to);
        if (ranges.length === 0)
          return refused(422, "nothing-there", "No message of this feed came in between these times.", "from");
        return commit([{ kind: "feed.excluded", body: { feed, ranges, why }, actor: actorOf(caller) }], at);
      },
    }),
    route({
      method: "POST",
      path: "/acts/feed.lift",
      permission: permission("feed.hold"),
      input: { body: z.strictObject({ hold: Hold, why: Why }) },
      output: Holds,
      handle: ({ body: { hold, why } }, { caller, at }) => {
        const found = holds(at).find(one => one.hold === hold);
        if (found?.feed == null) return refused(422, "no-hold", "That hold does not stand any more.", "hold");
        return commit([{ kind: "feed.lifted", body: { feed: found.feed, of: hold, why }, actor: actorOf(caller) }], at);
      },
    }),
    route({
      method: "POST",
      path: "/acts/feed.decide",
      permission: permission("feed.decide"),
      input: {
        body: z
          .strictObject({
            hold: Hold.nullable(),
            take: z.array(Place).max(MOST_DECIDED),
            drop: z.array(Place).max(MOST_DECIDED),
            reason: Why,
          })
          .refine(({ take, drop }) => take.length + drop.length > 0, "decide on at least one message"),
      },
      output: Holds,
      handle: ({ body: { hold, take, drop, reason } }, { caller, at }) => {
        const { views } = copy(at);
        const said = (now: Verdicts): Request["drafts"][number] => {
          const before = standingVerdicts(views, feedDecidedKey({ hold, ...now }));
          const anew = new Set([...now.take, ...now.drop]);
          const kept = (places: readonly string[]) => places.filter(place => !anew.has(place));
          return {
            kind: "feed.decided",
            body: {
              hold,
              take: [...kept(before.take), ...now.take],
              drop: [...kept(before.drop), ...now.drop],
              reason,
            },
            actor: actorOf(caller),
            replaces: before.ids.flatMap(id => idBytes(id) ?? []),
          };
        };
        // Each message that a rule holds is a question of its own.
        const drafts =
          hold !== null
            ? [said({ take, drop })]
            : [
                ...take.map(one => said({ take: [one], drop: [] })),
                ...drop.map(one => said({ take: [], drop: [one] })),
              ];
        return commit(drafts, at);
      },
    }),
  ];
}
