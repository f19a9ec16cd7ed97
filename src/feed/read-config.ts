// A configuration as it lies in the view → what mapping needs of it, read once.
import type { IdKey } from "../journal/index.ts";
import { mapOptions } from "./config.ts";
import type { FeedConfigured } from "./entries.ts";
import type { MapOptions } from "./map-message.ts";

/** At most this many, then all are read anew. */
const MOST = 200;
const read = new Map<string, FeedConfigured>();
const options = new WeakMap<FeedConfigured, MapOptions>();

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

/** How a configuration maps; without one as a feed that nobody configured. */
export function optionsOf(config: FeedConfigured | null, idKey: IdKey): MapOptions {
  if (config === null) return mapOptions({}, undefined, idKey);
  const known = options.get(config);
  if (known?.idKey === idKey) return known;
  const made = mapOptions(config.mapping, undefined, idKey);
  options.set(config, made);
  return made;
}
