// A configuration as it lies in the view → what mapping needs of it, read once.
import type { IdKey } from "../../journal/index.ts";
import { type Dialect, readDialect } from "../dialect/rewrite.ts";
import type { DialectConfig } from "../dialect/schema.ts";
import type { FeedConfigured } from "../entries.ts";
import type { MapOptions } from "../map-message.ts";
import { mapOptions } from "./config.ts";

/** At most this many, then all are read anew. */
const MOST = 200;
const read = new Map<string, FeedConfigured>();
type Configured = Pick<FeedConfigured, "mapping">;
const UNCONFIGURED: Configured = { mapping: {} };
/** By the configuration in force, then by the newest. */
const options = new WeakMap<Configured, WeakMap<Configured, MapOptions>>();
const dialects = new WeakMap<DialectConfig, Dialect>();

/** Reads the text of a `feed.configured` that a fold wrote. */
export function readConfig(body: string): FeedConfigured {
  const known = read.get(body);
  if (known !== undefined) return known;
  // Written by the fold of an entry whose schema it is.
  const config = JSON.parse(body) as FeedConfigured;
  if (read.size >= MOST) read.clear();
  read.set(body, config);
  return config;
}

/**
 * How messages are mapped: zone, charset and authorities as they were in force at the message, `newest` says the dialect of its feed (DESIGN
 * §3). Without a configuration as a feed that nobody configured.
 */
export function optionsOf(config: FeedConfigured | null, newest: FeedConfigured | null, idKey: IdKey): MapOptions {
  const inForce = config ?? UNCONFIGURED;
  const known = options.get(inForce)?.get(newest ?? UNCONFIGURED);
  if (known?.idKey === idKey) return known;
  const dialect = newest?.mapping.dialect;
  const made = { ...mapOptions(inForce.mapping, undefined, idKey), dialect: dialect && dialectOf(dialect) };
  const all = options.get(inForce) ?? new WeakMap<Configured, MapOptions>();
  all.set(newest ?? UNCONFIGURED, made);
  options.set(inForce, all);
  return made;
}

/** A dialect as it lies in a configuration, made ready once. */
export function dialectOf(config: DialectConfig): Dialect {
  const known = dialects.get(config);
  if (known !== undefined) return known;
  const made = readDialect(config);
  dialects.set(config, made);
  return made;
}
