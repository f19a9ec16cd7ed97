// Parked messages to read: whoever mends a dialect sees how they are built and not whom they name; who may read a chart, all of hers.
import { z } from "zod";
import { type Glass, type Looker, type Looks, permission } from "../access/index.ts";
import {
  type CopyContext,
  type HeldEntry,
  isHere,
  isWholeChart,
  type ParkedAnswer,
  type ParkedContent,
  ParkedCursor,
  parkedContent,
  parkedIn,
  parkedMessages,
  recordsElsewhere,
} from "../feed/index.ts";
import type { IdKey } from "../journal/index.ts";
import { type Answer, lookerOf, type Route, refused, route } from "./http/index.ts";
import { openedAll } from "./message-routes.ts";

export type ParkedParts = {
  readonly looks: Looks;
  readonly glass: Glass;
  readonly copy: (at: number) => CopyContext;
  /** Makes the keys of records. */
  readonly idKey: IdKey;
  readonly held: (id: string) => readonly HeldEntry[];
};

const PAGE = 20;

export function parkedRoutes({ looks, glass, copy, idKey, held }: ParkedParts): Route[] {
  /** Every patient it names is here, is known, and has nothing marked that she may not see. */
  const isReadable = (context: CopyContext, looker: Looker, { records }: ParkedContent): boolean =>
    records.length > 0 &&
    records.every(record => isHere(context, [record])) &&
    recordsElsewhere(context, records).length === 0 &&
    records.every(record => {
      const marked = glass.standing(looker.person, record, context.now) !== null;
      return isWholeChart(context.views, record, { face: "screen", marked });
    });
  return [
    route({
      method: "GET",
      path: "/parked-messages/:group",
      permission: permission("feed.configure"),
      input: {
        params: z.strictObject({ group: z.string().regex(/^[0-9a-f]{16}$/) }),
        query: z.strictObject({ behind: ParkedCursor.optional() }),
      },
      output: z.custom<ParkedAnswer>(),
      async handle({ params, query }, { caller, at, may }): Promise<Answer<ParkedAnswer>> {
        const looker = lookerOf(caller);
        if (looker === null) return refused(403, "people-only", "Only a person may read messages.");
        const context = copy(at);
        const rows = parkedIn(context.views, params.group, query.behind ?? null, PAGE + 1);
        if (rows === null)
          return refused(404, "no-group", "No message is parked for this reason any more: they were taken.");
        const page = rows.slice(0, PAGE);
        const contents = page.flatMap(row => parkedContent(context.views, row, held(row.id), idKey) ?? []);
        const mayRead = may(permission("message.read")) && may(permission("chart.read"));
        const whole = new Set(mayRead ? contents.filter(one => isReadable(context, looker, one)) : []);
        await openedAll(looks, looker, [...new Set([...whole].flatMap(one => one.records))], at);
        const messages = parkedMessages(contents, one => whole.has(one));
        const next = rows.length > PAGE ? (page.at(-1)?.cursor ?? null) : null;
        return { ok: true, value: { at, messages, gone: page.length - contents.length, next } };
      },
    }),
  ];
}
