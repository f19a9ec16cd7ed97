// The configuration of one feed as a file, as far as mapping needs it.
import { z } from "zod";
import { isZone, PUBLISHED_ID_KEY } from "../../fhir/index.ts";
import { readDialect } from "../dialect/rewrite.ts";
import { dialectConfig } from "../dialect/schema.ts";
import type { MapOptions } from "../map-message.ts";

const name = z.string().min(1).max(200);

/**
 * `{ zone, charset, own: [names of the feed's own authority], facilities: { MSH-4: authority }, counts_doses, dialect }`.
 * Each may be left out: UTC, none, none, MSH-4 as it stands, no, none. The dialect is docs/dialects.md.
 */
export const feedConfig = z.strictObject({
  zone: z.string().refine(isZone, "no zone of the IANA database").optional(),
  charset: name.optional(),
  own: z.array(name).max(100).optional(),
  facilities: z.record(name, name).optional(),
  counts_doses: z.boolean().optional(),
  dialect: dialectConfig.optional(),
});
export type FeedConfig = z.infer<typeof feedConfig>;

/** What a configuration means for mapping; `zone` of the command line goes first. */
export function mapOptions(config: FeedConfig, zone?: string, idKey: Uint8Array = PUBLISHED_ID_KEY): MapOptions {
  return {
    zone: zone ?? config.zone ?? "UTC",
    charset: config.charset,
    authorities: {
      own: config.own ?? [],
      facilities: config.facilities ? new Map(Object.entries(config.facilities)) : null,
    },
    countsDoses: config.counts_doses,
    dialect: config.dialect && readDialect(config.dialect),
    idKey,
  };
}
