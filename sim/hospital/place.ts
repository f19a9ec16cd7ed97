// The simulator's place on disk: by seed, beginning and paces the same events come again; what was acknowledged is skipped.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { FEED_NAMES } from "./feeds.ts";

const Feed = z.strictObject({
  /** Index of the next event of this feed that nobody acknowledged and nobody dropped. */
  next: z.int().min(0),
  sent: z.int().min(0),
  acknowledged: z.int().min(0),
  refused: z.int().min(0),
  lost: z.int().min(0),
});
const Place = z.strictObject({
  version: z.literal(1),
  seed: z.string().max(100),
  zone: z.string().max(100),
  begins: z.int(),
  /** From which minute of life on which pace held. */
  paces: z.array(z.tuple([z.int().min(0), z.number().min(0.1).max(100)])).max(100_000),
  feeds: z.record(z.enum(FEED_NAMES), Feed),
});
export type FeedPlace = z.infer<typeof Feed>;
export type Place = z.infer<typeof Place>;

const FILE = "simulator.json";

/** The place kept in a folder; undefined where none is. Throws where the file is not one of ours. */
export function readPlace(folder: string): Place | undefined {
  const path = join(folder, FILE);
  if (!existsSync(path)) return undefined;
  return Place.parse(JSON.parse(readFileSync(path, "utf8")));
}

/** Keeps the place: whole or not at all. */
export function writePlace(folder: string, place: Place): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, FILE);
  const file = openSync(`${path}.new`, "w", 0o600);
  try {
    writeSync(file, JSON.stringify(place));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}

/** The place of a first start. */
export function firstPlace(seed: string, zone: string, begins: number): Place {
  const none = { next: 0, sent: 0, acknowledged: 0, refused: 0, lost: 0 };
  return {
    version: 1,
    seed,
    zone,
    begins,
    paces: [[0, 1]],
    feeds: { adt: { ...none }, pharmacy: { ...none }, lab: { ...none }, scheduling: { ...none } },
  };
}
