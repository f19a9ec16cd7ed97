import { createHmac } from "node:crypto";
import { join } from "node:path";
import { type Random, Spill } from "../access/index.ts";
import type { Keys } from "../journal/index.ts";

/** The spill file of a data folder, under a key of its own drawn from the data key. */
export function openSpill(folder: string, keys: Keys, random: Random): Spill {
  return new Spill(join(folder, "spill.bin"), createHmac("sha256", keys.data).update("spill").digest(), random);
}
